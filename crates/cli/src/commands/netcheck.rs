//! `tate netcheck`

use super::{print, print_json};
use crate::open::{Data, Outcome, facility_or_only, sentence};
use clap::Args;
use serde_json::{Value, json};
use std::process::ExitCode;
use tate_app::AppError;
use tate_app::netcheck::{Confirmation, Wanted};
use tate_domain::netcheck::{Judgement, Target};
use tate_store::NetCheck;

/// Try six ports of devices of the ledger and keep the result as proof
#[derive(Debug, Args)]
pub struct Netcheck {
    /// Devices of the ledger: IP address, host name or number
    #[arg(required = true, value_name = "HOST")]
    hosts: Vec<String>,
    #[command(flatten)]
    data: Data,
    /// Facility (id or code); may be left out when there is only one
    #[arg(long, value_name = "ID")]
    facility: Option<String>,
    /// I manage these hosts: also those in no ledger, or outside the private addresses
    #[arg(long)]
    yes: bool,
    /// One JSON document
    #[arg(long)]
    json: bool,
}

impl Netcheck {
    /// Diagnoses and keeps the result. Exit 1 when a port is open that nobody has declared needed, or it
    /// could not be tried; 2 when a host is refused.
    ///
    /// # Errors
    /// No such facility; another run is under way; the result cannot be kept.
    pub async fn run(self) -> Outcome<ExitCode> {
        let app = self.data.open_existing(None).await?;
        let (actor, facility) = facility_or_only(&app, self.facility.as_deref()).await?;
        let confirmation = if self.yes { Confirmation::Given } else { Confirmation::None };
        let wanted = Wanted { hosts: self.hosts.clone(), confirmation, ..Wanted::default() };
        let kept = match app.netcheck(&actor, &facility.id, &wanted).await {
            Ok(kept) => kept,
            Err(error) => {
                eprintln!("{}", sentence(&error));
                let refused =
                    matches!(&error, AppError::Invalid(problems) if problems.iter().any(|p| p.field == "host"));
                return Ok(ExitCode::from(if refused { 2 } else { 1 }));
            }
        };
        if self.json {
            print_json(&shape(&kept))?
        } else {
            lines(&kept)?
        }
        app.store.close().await;
        let open = kept.check.count(Judgement::Check) + kept.check.count(Judgement::Unknown);
        Ok(ExitCode::from(u8::from(open > 0)))
    }
}

fn shape(kept: &NetCheck) -> Value {
    let check = &kept.check;
    let target = |target: &Target| {
        let ports: Vec<Value> = target
            .ports
            .iter()
            .map(|port| {
                json!({ "port": port.port, "name": port.name, "state": port.state.code(), "safe": port.judgement.safe(), "why": port.why })
            })
            .collect();
        let device = target.device.as_ref().map(|_| target.device_name.clone());
        json!({ "host": target.host, "address": target.address, "device": device, "ports": ports })
    };
    json!({
        "id": kept.id,
        "source": check.source,
        "source_host": check.source_host,
        "at": check.at,
        "os": check.os,
        "result": check.summary(),
        "sha256": kept.sha256,
        "targets": check.targets.iter().map(target).collect::<Vec<_>>(),
    })
}

fn lines(kept: &NetCheck) -> Outcome<()> {
    let check = &kept.check;
    print(&format!("接続元：{}（{}、{}）", check.source, check.source_host, check.os))?;
    for target in &check.targets {
        print(&format!("{}\t{}", target.name(), target.address))?;
        for port in &target.ports {
            let why = if port.why.is_empty() { String::new() } else { format!("\t{}", port.why) };
            print(&format!("\t{}\t{}\t{}\t{}{why}", port.port, port.name, port.state.label(), port.judgement.label()))?;
        }
        if target.is_silent() {
            print("\tどのポートにも応答がありません。電源とIPアドレスを確かめてください。")?;
        }
    }
    print(&format!("{}　照合値 {}", check.summary(), kept.sha256))
}
