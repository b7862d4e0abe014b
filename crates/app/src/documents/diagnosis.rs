//! The newest network diagnosis as the binder prints it.

use super::item::attached;
use crate::checklist::ChecklistRow;
use crate::clock::local_text;
use crate::netcheck::Diagnosis;
use tate_domain::netcheck::{self, Judgement, SIX, Target};
use tate_report::{DiagnosisRemark, DiagnosisTarget};

/// The section of a diagnosis, for the rows of a sheet whose ground it is.
pub(super) fn printed(found: &Diagnosis, rows: &[ChecklistRow]) -> tate_report::Diagnosis {
    let check = &found.kept.check;
    let items: Vec<&str> =
        rows.iter().filter(|row| netcheck::concerns(&row.item)).map(|row| row.item.number.as_str()).collect();
    tate_report::Diagnosis {
        items: items.join("、"),
        made_at: local_text(&check.at),
        by: check.by.clone(),
        source: check.source.clone(),
        host: check.source_host.clone(),
        os: check.os.clone(),
        result: check.summary(),
        sha256: if found.kept.intact {
            found.kept.sha256.clone()
        } else {
            "保存した内容と一致しません".to_owned()
        },
        ports: SIX.iter().map(|port| format!("{} {}", port.name, port.number)).collect(),
        targets: check.targets.iter().map(target).collect(),
        remarks: found.remarks.iter().map(remark).collect(),
        files: found.files.iter().map(attached).collect(),
    }
}

fn target(target: &Target) -> DiagnosisTarget {
    let word = |port: u16| target.ports.iter().find(|one| one.port == port);
    let mut notes: Vec<String> = Vec::new();
    if target.is_silent() {
        notes.push("どのポートにも応答がありません。電源が切れているか、IPアドレスが古い可能性があります".to_owned());
    }
    for port in target.ports.iter().filter(|port| port.judgement == Judgement::Needed) {
        notes.push(format!("{}番は必要（{}）", port.port, port.why));
    }
    DiagnosisTarget {
        name: target.name().to_owned(),
        address: target.address.clone(),
        results: SIX.iter().map(|six| word(six.number).map_or("", |port| port.judgement.short()).to_owned()).collect(),
        note: notes.join("。"),
    }
}

fn remark(remark: &netcheck::Remark) -> DiagnosisRemark {
    DiagnosisRemark {
        label: remark.label.to_owned(),
        mark: if remark.good { "よい" } else { "要確認" }.to_owned(),
        text: remark.text.clone(),
    }
}
