//! `tate serve`

use super::print;
use crate::mail::MailOptions;
use crate::open::{Data, Outcome};
use clap::Args;
use std::net::SocketAddr;
use std::process::ExitCode;
use tate_web::WebConfig;
use tokio::net::TcpListener;

/// Serve the pages
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    data: Data,
    /// Address and port
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Address under which browsers reach the server; https:// here makes cookies Secure
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// A proxy in front writes X-Forwarded-For: take the sender's address from there
    #[arg(long)]
    trust_proxy: bool,
    /// Take no network diagnosis from the pages: this server then connects to nothing by itself
    #[arg(long)]
    no_netcheck: bool,
    #[command(flatten)]
    mail: MailOptions,
}

/// How often the server looks for reminders that are due.
const REMIND_EVERY: std::time::Duration = std::time::Duration::from_secs(3_600);

impl Serve {
    /// Serves until told to stop.
    ///
    /// # Errors
    /// A sentence that says why it did not start.
    pub async fn run(self) -> Outcome<ExitCode> {
        let mailing = self.mail.mailing()?;
        let mut app = self.data.open(None).await?;
        app.mail = mailing;
        let listener = TcpListener::bind(self.listen).await.map_err(|error| format!("{} で待ち受けできません（{error}）。ほかのプログラムが使っていないか確認し、--listen で別の番号を指定してください。", self.listen))?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let https = self.base_url.as_ref().is_some_and(|url| url.starts_with("https://"));
        let base = self
            .base_url
            .clone()
            .map_or_else(|| format!("http://{address}/"), |url| format!("{}/", url.trim_end_matches('/')));
        // Links for vendors carry the configured address only: without one there are none.
        if self.base_url.is_some() {
            app.base.clone_from(&base);
        }
        let config =
            WebConfig { https, trust_proxy: self.trust_proxy, no_netcheck: self.no_netcheck, start_code: start_code() };
        print(&format!(
            "Tate を起動しました（{}、データ: {}）。止めるには Ctrl+C を押します。",
            app.store.engine(),
            self.data.data.display()
        ))?;
        print(&format!("http://{address}/"))?;
        if self.base_url.is_some() {
            print(&format!("公開アドレス（ブラウザと事業者が使うアドレス）: {base}"))?;
        }
        if app.store.is_empty().await.map_err(|error| error.to_string())? {
            print(&format!(
                "はじめの設定（設定コード {}）: {base}start?code={}",
                config.start_code, config.start_code
            ))?;
        }
        if !address.ip().is_loopback() && !https {
            tracing::warn!(
                "serving http beyond this machine: passwords cross the network in the clear; put a TLS proxy in front and set --base-url https://…"
            );
        }
        let store = app.store.clone();
        let (stop_mail, stopped) = tokio::sync::watch::channel(false);
        let sending = {
            let app = app.clone();
            tokio::spawn(async move { app.send_mail_until(stopped).await })
        };
        let reminding = {
            let app = app.clone();
            tokio::spawn(async move { remind_until_stopped(&app).await })
        };
        let router = tate_web::router(app, config).into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, router).with_graceful_shutdown(stop()).await.map_err(|error| error.to_string())?;
        // The mail that is just being handed over is finished; one that takes longer is taken up at the next start.
        reminding.abort();
        let _ = stop_mail.send(true);
        let _ = tokio::time::timeout(std::time::Duration::from_secs(10), sending).await;
        store.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// Writes what is due to vendors, at the start and every hour. Being ended in between loses nothing: what is due is
/// found again.
async fn remind_until_stopped(app: &tate_app::App) {
    loop {
        match app.remind_everywhere().await {
            Ok(done) if done.requests > 0 => tracing::info!(requests = done.requests, "vendors were reminded"),
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "vendors cannot be reminded"),
        }
        tokio::time::sleep(REMIND_EVERY).await;
    }
}

/// Eight characters without ones that look alike.
fn start_code() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    let pick = |byte: u8| char::from(LETTERS[usize::from(byte) % LETTERS.len()]);
    let code: String = rand::random::<[u8; 8]>().into_iter().map(pick).collect();
    format!("{}-{}", &code[..4], &code[4..])
}

async fn stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminated = async {
            match signal(SignalKind::terminate()) {
                Ok(mut signal) => {
                    signal.recv().await;
                }
                Err(_) => std::future::pending::<()>().await,
            }
        };
        tokio::select! { _ = tokio::signal::ctrl_c() => {}, () = terminated => {} }
    }
    #[cfg(not(unix))]
    let _ = tokio::signal::ctrl_c().await;
}
