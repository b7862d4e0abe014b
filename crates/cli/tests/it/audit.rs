//! `tate audit`: every way to tamper is found, where it is.

use crate::site::Site;
use serde_json::Value;

fn verify(site: &Site) -> (i32, Value) {
    let run = site.run(&["audit", "verify", "--json"]);
    (run.code, run.json())
}

/// Tampers with a fresh copy of the demo; the place at which the log is found broken.
#[track_caller]
fn found_at(statements: &[&'static str]) -> i64 {
    let (site, _) = Site::demo();
    assert_eq!(verify(&site).0, 0, "untouched, it must pass");
    site.tamper(statements);
    let (code, shown) = verify(&site);
    assert_eq!((code, &shown["ok"]), (1, &Value::Bool(false)), "{shown}");
    assert_eq!(shown["broken"].as_array().unwrap().len(), 1, "only one organization was touched");
    assert_eq!(shown["chains"].as_array().unwrap().len(), 3);
    let seq = shown["broken"][0]["seq"].as_i64().unwrap();
    let run = site.run(&["audit", "verify"]);
    assert!(run.code == 1 && run.out.contains(&format!("{seq}番")), "{run:?}");
    seq
}

#[test]
fn one_changed_byte_is_found() {
    // The last byte of one field of one event: once in what it says, once in who did it.
    assert_eq!(
        found_at(&[
            "UPDATE audit_event SET after = substr(after, 1, length(after) - 1) || '!' WHERE seq = 400 AND organization_id = (SELECT organization_id FROM audit_head ORDER BY count DESC LIMIT 1)"
        ]),
        400
    );
    assert_eq!(
        found_at(&[
            "UPDATE audit_event SET actor = 'x' || substr(actor, 2) WHERE seq = 1 AND organization_id = (SELECT organization_id FROM audit_head ORDER BY count DESC LIMIT 1)"
        ]),
        1
    );
}

#[test]
fn a_deleted_event_is_found() {
    assert_eq!(
        found_at(&[
            "DELETE FROM audit_event WHERE seq = 400 AND organization_id = (SELECT organization_id FROM audit_head ORDER BY count DESC LIMIT 1)"
        ]),
        400
    );
}

#[test]
fn two_swapped_events_are_found() {
    assert_eq!(
        found_at(&[
            "UPDATE audit_event SET seq = -400 WHERE seq = 400 AND organization_id = (SELECT organization_id FROM audit_head ORDER BY count DESC LIMIT 1)",
            "UPDATE audit_event SET seq = 400 WHERE seq = 401 AND organization_id = (SELECT organization_id FROM audit_head ORDER BY count DESC LIMIT 1)",
            "UPDATE audit_event SET seq = 401 WHERE seq = -400",
        ]),
        400
    );
}

#[test]
fn a_cut_tail_is_found_by_the_database_s_own_note_of_it() {
    let seq = found_at(&[
        "DELETE FROM audit_event WHERE seq > 500 AND organization_id = (SELECT organization_id FROM audit_head ORDER BY count DESC LIMIT 1)",
    ]);
    assert_eq!(seq, 501);
}

#[test]
fn a_tail_cut_with_its_note_needs_a_checkpoint_kept_elsewhere() {
    let (site, _) = Site::demo();
    let kept = site.path("heads.json");
    site.run(&["audit", "export", "--checkpoint", "--out", &kept]).ok();
    site.run(&["audit", "verify", "--checkpoint", &kept]).ok();
    site.tamper(&[
        "DELETE FROM audit_event WHERE seq > 500 AND organization_id = (SELECT organization_id FROM audit_head ORDER BY count DESC LIMIT 1)",
        "UPDATE audit_head SET count = 500, head = (SELECT e.hash FROM audit_event e WHERE e.seq = 500 AND e.organization_id = audit_head.organization_id) WHERE count = (SELECT max(count) FROM audit_head)",
    ]);
    assert_eq!(verify(&site).0, 0, "negative control: with nothing to compare, a clean cut cannot be seen");
    let run = site.run(&["audit", "verify", "--checkpoint", &kept, "--json"]);
    assert_eq!((run.code, &run.json()["broken"][0]["seq"]), (1, &Value::from(501)), "{run:?}");
}

#[test]
fn a_vanished_organization_is_found_by_its_checkpoint() {
    let site = Site::init();
    let kept = site.write("heads.json", r#"[{"organization":"gone","count":3,"head":"00"}]"#);
    let run = site.run(&["audit", "verify", "--checkpoint", &kept]);
    assert!(run.code == 1 && run.out.contains("gone"), "{run:?}");
    let bad = site.write("bad.json", "not json");
    site.run(&["audit", "verify", "--checkpoint", &bad]).refused(1, &["--checkpoint"]);
}

#[test]
fn the_export_is_one_event_a_line_without_gaps() {
    let (site, _) = Site::demo();
    let out = site.path("log.jsonl");
    let heads = verify(&site).1;
    site.run(&["audit", "export", "--out", &out]).ok();
    let text = std::fs::read_to_string(out).unwrap();
    let events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for chain in heads["chains"].as_array().unwrap() {
        let own: Vec<&Value> = events.iter().filter(|event| event["organization"] == chain["organization"]).collect();
        assert!(own.iter().zip(1..).all(|(event, seq)| event["seq"] == seq));
        assert_eq!(own.len() as u64, chain["count"].as_u64().unwrap());
        assert_eq!(own.last().unwrap()["hash"], chain["head"]);
    }
}
