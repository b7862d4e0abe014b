//! Organizations with one of everything. All names are invented.

use crate::site::{NOW, Site};
use jiff::civil::date;
use std::collections::BTreeMap;
use tate_domain::answer::{Answer, AnswerValue, Decision};
use tate_domain::disclosure::{Counts, Kind, Line, State, Statement, Subject, content_hash, follow_ups};
use tate_domain::exception::{Registered, Signed};
use tate_domain::facility::{FacilityKind, Profile};
use tate_domain::id::{
    AnswerId, BatchId, DisclosureId, ExceptionId, FacilityId, FileId, LinkId, MailId, OrganizationId, ProofId,
    RequestId, RoundId, RowId, SubmissionId, UserId,
};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::mail::{Attachment, NewMail};
use tate_domain::netcheck::{Check, Judgement, PortResult, PortState, Target};
use tate_domain::origin::Origin;
use tate_domain::role::{Reach, Role};
use tate_domain::vendor::{self, Request, Route, RowAnswer, Sheet, Way};
use tate_store::{
    BatchChange, BatchEffect, Carried, Census, Change, Disagreement, EntryKind, FileRecord, HostReport, LetterRecord,
    NewUser, Record, SessionRecord, Sighting, Store, Suppression, Tenant, VisitRecord, Who,
};

/// A fresh identifier.
pub(crate) fn new_id<T: From<String>>() -> T {
    T::from(uuid::Uuid::now_v7().to_string())
}

pub(crate) fn who() -> Who {
    Who { actor: "試験 太郎 (u-1)".into(), origin: "192.0.2.1".into(), at: NOW.into() }
}

pub(crate) fn profile(name: &str) -> Profile {
    Profile {
        kind: FacilityKind::Pharmacy,
        name: name.into(),
        insurance_code: String::new(),
        founder: String::new(),
        manager: String::new(),
        phone: "03-0000-0001".into(),
        address: String::new(),
        has_network: None,
    }
}

pub(crate) fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect::<BTreeMap<_, _>>()
}

pub(crate) fn decision(value: AnswerValue) -> Decision {
    Decision { remark: "加 髙 﨑 ① ㈱ 〜 − 𠮷".into(), ..Decision::new(value, date(2026, 11, 20)) }
}

/// The ids of an organization and of the one thing of each kind that it has.
#[derive(Debug, Clone)]
pub(crate) struct Org {
    pub id: OrganizationId,
    pub facility: FacilityId,
    /// A second facility, with nothing in it.
    pub branch: FacilityId,
    pub user: UserId,
    pub login: String,
    pub token: String,
    pub session: String,
    pub row: RowId,
    pub batch: BatchId,
    pub machines: BatchId,
    pub round: RoundId,
    pub proof: ProofId,
    pub file: FileId,
    pub sha256: String,
    pub entry: String,
    pub net_check: String,
    pub exception: ExceptionId,
    pub mail: MailId,
    pub request: RequestId,
    pub link: LinkId,
    /// The hash of the link's token.
    pub link_token: String,
    pub disclosure: DisclosureId,
    /// The id of the desk's product, sheet, paper, notice and key.
    pub desk: String,
}

/// Where a file of a round belongs.
pub(crate) fn subject(round: &RoundId) -> String {
    format!("item:{round}:2-1")
}

/// Founds an organization with two facilities and a person.
pub(crate) async fn found(store: &Store, name: &str) -> Org {
    let org = Org {
        id: new_id(),
        facility: new_id(),
        branch: new_id(),
        user: new_id(),
        login: format!("{name}@example.jp"),
        token: format!("token-hash-{name}"),
        session: new_id::<String>(),
        row: new_id(),
        batch: new_id(),
        machines: new_id(),
        round: new_id(),
        proof: new_id(),
        file: new_id(),
        sha256: String::new(),
        entry: new_id::<String>(),
        net_check: new_id::<String>(),
        exception: new_id(),
        mail: new_id(),
        request: new_id(),
        link: new_id(),
        link_token: format!("link-hash-{name}"),
        disclosure: new_id(),
        desk: new_id::<String>(),
    };
    let mut change = Change::found(store, &org.id, name, who()).await.unwrap();
    change.add_facility(&org.facility, &format!("{name}-1"), &profile(name)).await.unwrap();
    change.add_facility(&org.branch, &format!("{name}-2"), &profile(name)).await.unwrap();
    change
        .add_user(NewUser {
            id: &org.user,
            login: &org.login,
            name,
            role: Role::Owner,
            reach: &Reach::All,
            password_hash: "$argon2id$first",
        })
        .await
        .unwrap();
    change.commit().await.unwrap();
    org
}

/// Founds an organization that has one of everything, in every table.
pub(crate) async fn furnished(site: &Site, name: &str) -> Org {
    let mut org = found(&site.store, name).await;
    org.sha256 = site.blobs.put(format!("the file of {name}").into_bytes().into()).await.unwrap();
    let tenant = site.store.tenant(&org.id);
    let mut change = tenant.change(who()).await.unwrap();
    change.begin_session(&org.token, &session(&org, &org.session, "2026-11-20T09:00:00Z")).await.unwrap();
    change.set_second_factor(&org.user, "JBSWY3DPEHPK3PXP", 100, &[format!("recovery-{name}")]).await.unwrap();
    change
        .add_row_from(
            &org.facility,
            &org.row,
            Ledger::Devices,
            &fields(&[("number", "PC-001"), ("host", name)]),
            &[("host".to_owned(), Origin { source: "glpi".into(), at: "2026-11-20".into() })].into(),
        )
        .await
        .unwrap();
    let done = BatchChange { row_id: org.row.to_string(), after_version: 1, ..BatchChange::default() };
    change.add_batch(&org.facility, &org.batch, Ledger::Devices, "貼り付け", "追加 1", &[done]).await.unwrap();
    for record in records(&org) {
        change.put_record(&org.facility, &record).await.unwrap();
    }
    let effect = BatchEffect { place: records(&org)[0].place(), before: String::new() };
    change.add_machine_batch(&org.facility, &org.machines, "pc.json", "追加 1", &[], &[effect]).await.unwrap();
    change.remember_mapping(Ledger::Devices, "番号|名前", &format!("number,{name}"), "serial").await.unwrap();
    change.open_round(&org.facility, &org.round, 2026, "r7-pharmacy").await.unwrap();
    change.freeze_proof(&org.facility, &org.proof, &format!("{{\"of\":\"{name}\"}}")).await.unwrap();
    let by = (org.user.as_str(), name);
    change
        .append_answer(
            &org.facility,
            &org.round,
            &new_id::<AnswerId>(),
            "2-1",
            0,
            &decision(AnswerValue::Yes),
            Some(&org.proof),
            by,
        )
        .await
        .unwrap();
    change.add_note(&org.facility, &org.round, "2-1", &new_id::<String>(), "確認済み", name).await.unwrap();
    change.carry(&org.facility, &org.round, &[carried("2-2", name)]).await.unwrap();
    change.write_exception(&org.facility, &exception(&org.exception, "r7-pharmacy:2-6", by)).await.unwrap();
    change.queue_mail(&org.facility, &mail(&org.mail, name, &org.sha256), name).await.unwrap();
    change.add_disclosure(&org.facility, &disclosure(&org.disclosure, name), &disclosed_lines()).await.unwrap();
    change.put_catalog_entry(EntryKind::Wording, &org.entry, "r7-pharmacy", name, 0, name).await.unwrap();
    change.add_file(&org.facility, &file(&org, &org.file)).await.unwrap();
    change.suppress(&org.facility, &suppression(name)).await.unwrap();
    change.begin_net_check(&org.facility, &org.net_check, &["192.0.2.10".into()]).await.unwrap();
    change.add_net_check(&org.facility, &org.net_check, &net_check(name)).await.unwrap();
    asked(&mut change, &org, by.0).await;
    crate::desk::furnish(&mut change, &org).await;
    change.commit().await.unwrap();
    tenant.keep_draft(&org.facility, "item:x", "remark", name, by, NOW).await.unwrap();
    org
}

/// A request with its letter, link, visit and a sheet.
async fn asked(change: &mut Change, org: &Org, user: &str) {
    let (facility, request) = (&org.facility, &org.request);
    change.ask_vendor(&vendor_request(org), user).await.unwrap();
    change.write_letter(facility, &letter(request, "request")).await.unwrap();
    change.make_link(facility, request, &org.link, &org.link_token, "2026-09-29T00:00:00Z").await.unwrap();
    change.begin_visit(&format!("visit-{}", org.login), &visit(org)).await.unwrap();
    let id = new_id::<SubmissionId>();
    change.submit_sheet(facility, request, &sheet("r7-vendor:2-6"), (&id, Route::Link, "受付"), 2).await.unwrap();
}

/// A request to a vendor, open, with its deadline at the end of July.
pub(crate) fn vendor_request(org: &Org) -> Request {
    Request {
        id: org.request.clone(),
        facility: org.facility.clone(),
        fiscal_year: 2026,
        edition: "r7-vendor".into(),
        contract_id: "c-1".into(),
        contract: "保守契約 加 髙 﨑 ① ㈱ 〜 − 𠮷".into(),
        system: "電子薬歴".into(),
        vendor_id: "v-1".into(),
        vendor: "青空システム".into(),
        asked_id: "v-1".into(),
        asked: "青空システム".into(),
        deadline: date(2026, 7, 31),
        way: Way::Mail,
        asked_at: String::new(),
        asked_name: "試験 太郎".into(),
        opened_at: String::new(),
        submitted_at: String::new(),
        state: vendor::State::Asked,
        decided_at: String::new(),
        decided_name: String::new(),
        reason: String::new(),
        paused: false,
        version: 1,
    }
}

pub(crate) fn letter(request: &RequestId, mark: &str) -> LetterRecord {
    LetterRecord {
        request_id: request.to_string(),
        mark: mark.into(),
        kind: "request".into(),
        way: "mail".into(),
        mail_id: String::new(),
        at: String::new(),
        by_name: "試験 太郎".into(),
    }
}

pub(crate) fn visit(org: &Org) -> VisitRecord {
    VisitRecord {
        organization_id: org.id.to_string(),
        facility_id: org.facility.to_string(),
        link_id: org.link.to_string(),
        request_id: org.request.to_string(),
        origin: "192.0.2.8".into(),
        created_at: NOW.into(),
        expires_at: "2026-11-20T09:00:00Z".into(),
    }
}

/// A sheet with one row.
pub(crate) fn sheet(item: &str) -> Sheet {
    let row = RowAnswer {
        item: item.into(),
        value: vendor::Value::No,
        ground: "検証中 𠮷".into(),
        target_date: Some(date(2027, 3, 31)),
        remark: String::new(),
    };
    Sheet { answered_by: "見本 一郎".into(), contact: "03-0000-0002".into(), rows: vec![row] }
}

/// One record of each kind that machine imports keep.
pub(crate) fn records(org: &Org) -> [Record; 4] {
    let (batch_id, source, at) = (org.machines.to_string(), "glpi".to_owned(), NOW.to_owned());
    [
        Record::Report(HostReport {
            device_id: org.row.to_string(),
            source: source.clone(),
            taken_at: at.clone(),
            seen_at: at.clone(),
            macs: "02:00:00:00:00:01".into(),
            content: "{}".into(),
            batch_id: batch_id.clone(),
        }),
        Record::Disagreement(Disagreement {
            row_id: org.row.to_string(),
            column_key: "host".into(),
            source: source.clone(),
            value: "別の名前".into(),
            taken_at: "2026-11-20".into(),
            state: "open".into(),
            decided_by: String::new(),
            decided_at: String::new(),
            batch_id: batch_id.clone(),
        }),
        Record::Sighting(Sighting {
            id: org.entry.clone(),
            source: "nmap".into(),
            identity: "mac:02:00:00:00:00:09".into(),
            host: "{}".into(),
            first_seen: at.clone(),
            last_seen: at.clone(),
            state: "open".into(),
            reason: String::new(),
            device_id: String::new(),
            decided_by: String::new(),
            decided_at: String::new(),
            batch_id: batch_id.clone(),
        }),
        Record::Census(Census { source, taken_at: at, hosts: 3, batch_id }),
    ]
}

/// A finding that a person decided not to show.
pub(crate) fn suppression(by: &str) -> Suppression {
    Suppression {
        id: new_id(),
        facility_id: String::new(),
        key: format!("phone_blank:{by}"),
        rule: "phone_blank".into(),
        content_hash: "0".repeat(64),
        reason: "番号を確認中です".into(),
        by_name: by.to_owned(),
        at: String::new(),
    }
}

/// A diagnosis of a device that is not there.
pub(crate) fn net_check(by: &str) -> Check {
    Check {
        source: "192.0.2.5".into(),
        source_host: "HOST".into(),
        os: "架空OS 1".into(),
        at: NOW.into(),
        day: date(2026, 11, 20),
        by: by.into(),
        targets: vec![Target {
            host: "192.0.2.10".into(),
            address: "192.0.2.10".into(),
            device: None,
            device_name: String::new(),
            ports: vec![PortResult {
                port: 22,
                name: "SSH".into(),
                state: PortState::Open,
                judgement: Judgement::Check,
                why: "加 髙 﨑 ① ㈱ 〜 − 𠮷".into(),
            }],
        }],
    }
}

/// An exception that waits.
pub(crate) fn exception(id: &ExceptionId, item: &str, by: (&str, &str)) -> Registered {
    Registered {
        id: id.clone(),
        item: item.into(),
        rows: vec![],
        reason: "更新できない".into(),
        measure: format!("{}が切り離した", by.1),
        no_statement: String::new(),
        until: date(2027, 3, 31),
        follows: None,
        written: Signed { user: by.0.into(), name: by.1.into(), at: NOW.into() },
        approved: None,
        declined: None,
        declined_reason: String::new(),
        ended: None,
        ended_reason: String::new(),
        version: 1,
    }
}

/// A mail with a file.
pub(crate) fn mail(id: &MailId, key: &str, sha256: &str) -> NewMail {
    NewMail {
        id: id.clone(),
        key: format!("request:{key}"),
        to: "desk@example.jp".into(),
        to_name: "ご担当者".into(),
        reply_to: String::new(),
        subject: format!("{key}のお願い"),
        body: "加 髙 﨑 ① ㈱ 〜 − 𠮷\n{回答用リンク:l-1}\n".into(),
        attachments: vec![Attachment {
            name: "用紙①.xlsx".into(),
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".into(),
            sha256: sha256.into(),
        }],
        message_id: format!("<{id}@example.jp>"),
    }
}

/// What a disclosure statement says.
pub(crate) fn disclosed_lines() -> Vec<Line> {
    use tate_domain::vendor::Value;
    let line = |number: &str, value, remark: &str| Line {
        number: number.into(),
        text: "加 髙 﨑 ① ㈱ 〜 − 𠮷".into(),
        value: Some(value),
        remark: remark.into(),
    };
    vec![line("1.1", Value::Yes, ""), line("1.2", Value::No, "次の版で対応"), line("①", Value::NotApplicable, "")]
}

/// A disclosure statement of a contract that is not there.
pub(crate) fn disclosure(id: &DisclosureId, product: &str) -> Statement {
    let lines = disclosed_lines();
    Statement {
        id: id.clone(),
        facility: FacilityId::from(""),
        contract_id: "c-1".into(),
        contract: "保守契約".into(),
        subject: Subject::System,
        kind: Kind::Mds,
        product: product.into(),
        product_version: "3.2".into(),
        maker: "架空製作所".into(),
        giver: "架空商会".into(),
        template: "Ver.5.0".into(),
        guideline: "第6.0版".into(),
        made_on: None,
        received_on: date(2026, 11, 20),
        state: State::Current,
        counts: Counts::of(&lines),
        content_hash: content_hash(&lines),
        follow_ups: follow_ups(&lines, &[], &[]),
        registered_name: "試験 太郎".into(),
        registered_at: NOW.into(),
        version: 1,
    }
}

/// An answer of the year before, to be confirmed anew.
pub(crate) fn carried(item: &str, by: &str) -> Carried {
    let answer = Answer {
        id: new_id(),
        item: item.into(),
        version: 1,
        decision: decision(AnswerValue::Yes),
        proof: None,
        by: by.into(),
        at: NOW.into(),
    };
    Carried {
        item: item.into(),
        from_edition: "r6-medical".into(),
        from_year: 2025,
        decision: Some(answer.decision.clone()),
        parts: vec![answer],
        by: by.into(),
        at: NOW.into(),
    }
}

pub(crate) fn session(org: &Org, id: &str, expires_at: &str) -> SessionRecord {
    SessionRecord {
        organization_id: org.id.to_string(),
        id: id.to_owned(),
        user_id: org.user.to_string(),
        created_at: NOW.into(),
        seen_at: NOW.into(),
        expires_at: expires_at.into(),
        origin: "192.0.2.7".into(),
        agent: "試験用ブラウザー".into(),
        facility_id: String::new(),
    }
}

pub(crate) fn file(org: &Org, id: &FileId) -> FileRecord {
    FileRecord {
        id: id.to_string(),
        sha256: org.sha256.clone(),
        name: "写真①.png".into(),
        media_type: "image/png".into(),
        size: 11,
        subject: subject(&org.round),
        by_name: "試験 太郎".into(),
        at: NOW.into(),
    }
}

/// Adds a device in a change of its own.
pub(crate) async fn add_device(tenant: &Tenant, facility: &FacilityId, pairs: &[(&str, &str)]) -> RowId {
    let id = new_id::<RowId>();
    let mut change = tenant.change(who()).await.unwrap();
    change.add_row(facility, &id, Ledger::Devices, &fields(pairs)).await.unwrap();
    change.commit().await.unwrap();
    id
}
