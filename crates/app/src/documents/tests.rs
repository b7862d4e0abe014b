use super::form::{form_row, qualifier, sections};
use super::seen::seen;
use super::vendors::statuses;
use super::warnings::{suppressed, warnings};
use super::{file_name, meta};
use crate::chart::tests::{pharmacy, row};
use crate::home::tests::{answer, at, finished};
use crate::lint::{LintReport, Suppressed};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use tate_domain::answer::{AnswerValue, Exception};
use tate_domain::date::FiscalYear;
use tate_domain::facts::Facts;
use tate_domain::ledger::Ledger;
use tate_domain::lint::{Link, LintFinding, Severity};
use tate_report::{ContactChart, ContactNode, Mark};

const TODAY: Date = date(2026, 11, 20);

#[test]
fn a_file_name_holds_the_facility_the_document_and_twelve_digits_of_japanese_time() {
    let at: Timestamp = "2026-04-04T16:05:00Z".parse().unwrap();
    assert_eq!(
        file_name("架空/みなと薬局 1号", "立入検査バインダー", at, "pdf"),
        "架空みなと薬局1号_立入検査バインダー_202604050105.pdf"
    );
    assert_eq!(meta::made_at(at), "2026/04/05 01:05");
}

#[test]
fn the_sheet_keeps_the_official_order_and_sections() {
    let rows = finished();
    let sections = sections(rows.iter().map(|row| (&row.item, row.answer.iter().collect())), TODAY);
    assert_eq!(sections.len(), 4);
    assert_eq!(sections.iter().map(|section| section.rows.len()).sum::<usize>(), 19);
    assert_eq!((sections[0].rows[0].number.as_str(), sections[0].rows[0].date.as_str()), ("1-①", "10/5"));
}

#[test]
fn an_exception_and_a_sub_state_stand_in_brackets_and_a_not_applicable_row_says_why() {
    let mut rows = finished();
    let planned = at(&mut rows, "2-⑩");
    let decision = &mut planned.answer.as_mut().unwrap().decision;
    decision.substate = Some("planned".into());
    decision.exception = Some(Exception::new("r", "m", TODAY));
    let decision = decision.clone();
    assert_eq!(qualifier(&planned.item, &decision, TODAY), "令和9年度までに実装予定、例外1件・期限付き");
    assert!(qualifier(&planned.item, &decision, date(2026, 11, 21)).ends_with("期限切れ"));
    let mut none = answer(&planned.item.id, AnswerValue::NotApplicable);
    none.decision.reason = "サーバを置いていません".into();
    let printed = form_row(&planned.item, &[&none], TODAY);
    assert_eq!((printed.mark, printed.remarks.as_str()), (Mark::NotApplicable, "サーバを置いていません"));
    assert_eq!(form_row(&planned.item, &[], TODAY).mark, Mark::Blank);
}

fn finding(severity: Severity, text: &str) -> LintFinding {
    let row = |id: &str| Link::Item { id: id.into(), name: format!("2-{id}") };
    LintFinding {
        key: "k".into(), rule: "r", severity, text: text.into(), rows: vec![row("①"), row("②"), row("③")]
    }
}

#[test]
fn findings_stand_by_weight_with_the_unregistered_boxes_and_the_suppressed_ones_say_who_and_why() {
    let report = LintReport {
        findings: vec![finding(Severity::MustFix, "甲。"), finding(Severity::Note, "乙。")],
        suppressed: vec![Suppressed {
            finding: finding(Severity::Warning, "丙。"),
            reason: "入れ替え待ち".into(),
            by: "湊 花子".into(),
            at: "2026-10-05T01:00:00.000Z".into(),
        }],
        checks: 1,
        looked_at: 1,
        at: String::new(),
    };
    let node = ContactNode { role: "保健所".into(), marks: vec!["未登録".into()], ..ContactNode::default() };
    let left = ContactNode { role: "窓口".into(), marks: vec!["退職者".into()], ..ContactNode::default() };
    let chart = ContactChart { inside: vec![vec![node, left]], ..ContactChart::default() };
    let found = warnings(&report, &chart);
    let lines: Vec<_> = found.iter().map(|warning| (warning.severity.as_str(), warning.text.as_str())).collect();
    assert_eq!(lines, [("要修正", "甲。"), ("要修正", "登録がありません：保健所"), ("参考", "乙。")]);
    assert_eq!(found[0].place, "2-①、2-② ほか1件");
    let kept = suppressed(&report);
    assert_eq!((kept.len(), kept[0].reason.as_str()), (1, "入れ替え待ち"));
    assert!(kept[0].by.starts_with("湊 花子（2026年10月5日") && kept[0].text.contains("丙。"));
}

#[test]
fn a_document_that_does_not_exist_is_called_so() {
    let mut rows = finished();
    at(&mut rows, "3-③").answer = None;
    at(&mut rows, "4-①").files = 2;
    let facts = pharmacy(vec![row(Ledger::Devices, "d", &[("host", "PC1")])]);
    let found = seen(&rows, &facts, &ContactChart::default());
    let states: Vec<_> = found.iter().map(|seen| (seen.number.as_str(), seen.ready, seen.note.as_str())).collect();
    assert_eq!(
        states,
        [
            ("2-①", true, "1台"),
            ("3-①", false, "連絡できる人が登録されていません"),
            ("3-③", false, "未作成"),
            ("4-①", true, "添付ファイル 2件")
        ]
    );
    assert_eq!(found.iter().filter_map(super::Seen::missing).count(), 2);
}

#[test]
fn a_yes_without_an_attached_plan_is_not_called_missing_paper() {
    let found = seen(&finished(), &pharmacy(vec![]), &ContactChart::default());
    assert_eq!(found[2].note, "添付なし");
    assert_eq!(found[0].note, "未作成");
}

#[test]
fn a_document_of_the_list_of_papers_is_there_once_it_is_approved() {
    let plan = |more: &[(&str, &str)]| {
        let mut fields = vec![("title", "当院のBCP"), ("kind", "bcp"), ("place", "事務室の書棚")];
        fields.extend_from_slice(more);
        pharmacy(vec![row(Ledger::Papers, "p", &fields)])
    };
    let note = |facts: &Facts| seen(&finished(), facts, &ContactChart::default())[2].clone();
    let found = note(&plan(&[("approved", "2026-04-01")]));
    assert_eq!((found.ready, found.anchor.as_str()), (true, "papers"));
    assert_eq!(found.note, "現物「当院のBCP」（2026/04/01承認、保管場所：事務室の書棚）");
    assert!(!note(&plan(&[])).ready, "written but not approved");
    assert!(!note(&plan(&[("approved", "2026-04-01"), ("kind", "disaster_bcp")])).ready, "another plan");
}

#[test]
fn each_contract_says_where_its_sheet_stands_and_last_years_does_not_count() {
    let contract = |id: &str, system: &str, more: &[(&str, &str)]| {
        let mut fields = vec![("title", "保守"), ("system", system), ("vendor", "v"), ("kind", "maintenance")];
        fields.extend(more);
        row(Ledger::Contracts, id, &fields)
    };
    let facts = pharmacy(vec![
        row(Ledger::Vendors, "v", &[("name", "架空システム")]),
        row(Ledger::Systems, "s1", &[("name", "レセコン")]),
        row(Ledger::Systems, "s2", &[("name", "分包機")]),
        row(Ledger::Systems, "s3", &[("name", "電子薬歴"), ("vendor", "v")]),
        contract("c1", "s1", &[("vendor_sheet", "received"), ("vendor_sheet_date", "2025-10-01")]),
        contract("c2", "s1", &[("vendor_sheet", "requested"), ("disclosure", "requested")]),
        contract("c3", "s2", &[("kind", "none")]),
    ]);
    let lines = statuses(&facts, FiscalYear(2026), jiff::civil::date(2026, 11, 20));
    let states: Vec<&str> = lines.iter().map(|line| line.state.as_str()).collect();
    assert_eq!(states, ["今年度は未受領", "回答待ち（依頼中）", "不要（契約なし）", "未確認"]);
    assert_eq!(lines[1].disclosure, "請求中");
}
