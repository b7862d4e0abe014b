//! A small pharmacy without contradictions (all names invented), its sheet, and small changes to both.

use super::{Chain, LastYear, LintFinding, LintInput, LintSheet, SheetRow, ShopAnswer, find};
use crate::answer::{Answer, AnswerValue, Decision};
use crate::date::FiscalYear;
use crate::edition::Edition;
use crate::facility::{FacilityKind, Profile};
use crate::facts::{Facts, Row};
use crate::ledger::Ledger::{self, *};
use crate::lifecycle::Verdict as Os;
use crate::proposal::{Proposal, Reason, Verdict};
use crate::rules::{OsVerdict, Params};
use crate::vendor::Asked;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The day of every test.
pub(super) const TODAY: Date = date(2026, 11, 20);
/// When the rows were last changed, and when the answers were confirmed.
pub(super) const CHANGED: &str = "2026-10-01T01:00:00.000Z";
pub(super) const ANSWERED: &str = "2026-10-05T01:00:00.000Z";

static SHEETS: LazyLock<Vec<Edition>> = LazyLock::new(|| {
    let texts = [
        include_str!("../../../../catalogs/mhlw/r7-pharmacy.toml"),
        include_str!("../../../../catalogs/mhlw/gmis-r6.toml"),
        include_str!("../../../../catalogs/mhlw/gl52-sysadmin.toml"),
        include_str!("../../../../catalogs/mhlw/gl52-staff.toml"),
    ];
    texts.iter().map(|text| toml::from_str(text).unwrap()).collect()
});

/// A confirmed answer with what is kept about it.
#[derive(Clone)]
pub(super) struct Given {
    pub(super) answer: Answer,
    pub(super) proof_day: Option<Date>,
    pub(super) files: usize,
    pub(super) last_year: Option<LastYear>,
    pub(super) verdict: Verdict,
    pub(super) rests_on: Vec<Ledger>,
}

/// A facility that a test changes.
#[derive(Clone)]
pub(super) struct World {
    pub(super) profile: Profile,
    pub(super) rows: Vec<Row>,
    pub(super) given: BTreeMap<String, Given>,
    shops: Vec<ShopAnswer>,
    asked: Vec<Asked>,
}

/// A row; every key must be a column of its ledger.
pub(super) fn row(ledger: Ledger, id: &str, fields: &[(&str, &str)]) -> Row {
    let fields = fields
        .iter()
        .inspect(|(key, _)| assert!(ledger.column(key).is_some(), "{ledger:?} has no {key}"))
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    Row { id: id.to_owned(), ledger, version: 1, fields, updated_at: CHANGED.to_owned() }
}

impl World {
    pub(super) fn empty() -> Self {
        let profile = Profile {
            kind: FacilityKind::Pharmacy,
            name: "みどり町薬局".into(),
            insurance_code: String::new(),
            founder: "緑川 一郎".into(),
            manager: "緑川 一郎".into(),
            phone: "03-0000-0100".into(),
            address: String::new(),
            has_network: Some(true),
        };
        Self { profile, rows: vec![], given: BTreeMap::new(), shops: vec![], asked: vec![] }
    }

    /// Three people, four devices, one system; every item answered はい with a file.
    pub(super) fn clean() -> Self {
        let mut world = Self::empty();
        let device = |id: &str, kind: &str, os: &str, host: &str| {
            let (number, serial) = (format!("K-{id}"), format!("S-{id}"));
            row(
                Devices,
                id,
                &[
                    ("number", &number),
                    ("kind", kind),
                    ("os", os),
                    ("host", host),
                    ("user", "青木 二葉"),
                    ("registered", "2025-04-01"),
                    ("state", "active"),
                    ("serial", &serial),
                    ("checked", "2026-10-01"),
                    ("remote", "no"),
                    ("system", "s1"),
                ],
            )
        };
        world.rows = vec![
            row(
                Systems,
                "s1",
                &[
                    ("name", "電子薬歴"),
                    ("kind", "record"),
                    ("patient_data", "yes"),
                    ("vendor", "v1"),
                    ("password_min", "13"),
                ],
            ),
            row(Vendors, "v1", &[("name", "みどり情報"), ("phone", "03-0000-0001")]),
            row(
                Contracts,
                "c1",
                &[
                    ("title", "電子薬歴保守"),
                    ("system", "s1"),
                    ("vendor", "v1"),
                    ("kind", "maintenance"),
                    ("remote", "no"),
                    ("disclosure", "received"),
                    ("vendor_sheet", "received"),
                    ("until", "2027-03-31"),
                ],
            ),
            device("d1", "server", "Windows Server 2022", "SV"),
            device("d2", "pc", "Windows 11 Pro 25H2", "PC-2"),
            device("d3", "pc", "Windows 11 Pro 25H2", "PC-3"),
            device("d4", "network", "", "ルータ"),
            row(
                People,
                "p1",
                &[("name", "緑川 一郎"), ("job", "manager"), ("state", "active"), ("phone", "03-0000-0101")],
            ),
            row(People, "p2", &[("name", "青木 二葉"), ("job", "pharmacist"), ("state", "active")]),
            row(People, "p9", &[("name", "黒田 九郎"), ("state", "left"), ("left", "2026-03-31")]),
            row(
                Accounts,
                "a1",
                &[
                    ("login", "midorikawa"),
                    ("system", "s1"),
                    ("holder", "緑川 一郎"),
                    ("person", "p1"),
                    ("privilege", "admin"),
                    ("state", "active"),
                ],
            ),
            row(
                Accounts,
                "a2",
                &[
                    ("login", "aoki"),
                    ("system", "s1"),
                    ("holder", "青木 二葉"),
                    ("person", "p2"),
                    ("privilege", "user"),
                    ("state", "active"),
                ],
            ),
            row(
                Accounts,
                "a9",
                &[
                    ("login", "kuroda"),
                    ("system", "s1"),
                    ("holder", "黒田 九郎"),
                    ("person", "p9"),
                    ("privilege", "user"),
                    ("state", "disabled"),
                    ("last_login", "2026-03-31"),
                ],
            ),
            row(
                Appointments,
                "r1",
                &[("role", "officer"), ("person", "p1"), ("appointed", "2026-04-01"), ("document", "yes")],
            ),
            row(
                Backups,
                "b1",
                &[
                    ("name", "薬歴の控え"),
                    ("system", "s1"),
                    ("method", "external"),
                    ("place", "金庫"),
                    ("offline", "yes"),
                    ("restore_test", "2026-06-15"),
                ],
            ),
            row(
                Connections,
                "n1",
                &[
                    ("name", "インターネット回線"),
                    ("kind", "internet"),
                    ("device", "d4"),
                    ("restricted", "yes"),
                    ("restriction", "IPアドレスで制限"),
                    ("note", "店内のPC-2から確認"),
                ],
            ),
            row(
                Offices,
                "o1",
                &[("kind", "mhlw"), ("name", "厚生労働省 医療情報担当参事官室"), ("phone", "03-6812-7837")],
            ),
            row(
                Reviews,
                "q1",
                &[
                    ("kind", "logs"),
                    ("day", "2026-11-02"),
                    ("reviewer", "p1"),
                    ("result", "clean"),
                    ("next", "2026-12-02"),
                ],
            ),
            row(
                Papers,
                "t1",
                &[("title", "サイバーBCP"), ("kind", "bcp"), ("approved", "2026-05-01"), ("drilled", "2026-09-01")],
            ),
        ];
        for (at, item) in SHEETS[0].items.iter().enumerate() {
            world = world.answer(&item.id, AnswerValue::Yes);
            let given = world.given.get_mut(&item.id).unwrap();
            // One after another, as a person does it.
            given.answer.at = format!("2026-10-05T01:{:02}:00.000Z", at * 3);
        }
        world
    }

    /// Adds a row, or replaces the one with the same id.
    pub(super) fn with(mut self, ledger: Ledger, id: &str, fields: &[(&str, &str)]) -> Self {
        self.rows.retain(|row| row.id != id);
        self.rows.push(row(ledger, id, fields));
        self
    }

    /// Sets one value of a row; empty takes it away.
    pub(super) fn set(mut self, id: &str, key: &str, value: &str) -> Self {
        let row = self.rows.iter_mut().find(|row| row.id == id).unwrap();
        assert!(row.ledger.column(key).is_some(), "{key}");
        row.fields.remove(key);
        if !value.is_empty() {
            row.fields.insert(key.to_owned(), value.to_owned());
        }
        self
    }

    /// Says when a row was last changed.
    pub(super) fn changed(mut self, id: &str, at: &str) -> Self {
        self.rows.iter_mut().find(|row| row.id == id).unwrap().updated_at = at.to_owned();
        self
    }

    pub(super) fn without(mut self, ids: &[&str]) -> Self {
        assert!(ids.iter().all(|id| self.rows.iter().any(|row| row.id == *id)));
        self.rows.retain(|row| !ids.contains(&row.id.as_str()));
        self
    }

    /// Confirms an answer with a file.
    pub(super) fn answer(mut self, item: &str, value: AnswerValue) -> Self {
        let mut decision = Decision::new(value, date(2026, 10, 5));
        decision.target_date = (value == AnswerValue::No).then_some(date(2027, 3, 31));
        if value == AnswerValue::NotApplicable {
            decision.reason = "対象の機器がありません".into();
        }
        let answer = Answer {
            id: "a".into(),
            item: item.to_owned(),
            version: 1,
            decision,
            proof: Some("p".into()),
            by: "緑川 一郎".into(),
            at: ANSWERED.to_owned(),
        };
        let given = Given {
            answer,
            proof_day: Some(date(2026, 10, 5)),
            files: 1,
            last_year: None,
            verdict: Verdict::Yes,
            rests_on: vec![],
        };
        self.given.insert(item.to_owned(), given);
        self
    }

    /// Confirms an entry of a survey.
    pub(super) fn state(self, item: &str, entry: &str) -> Self {
        let mut world = self.answer(item, AnswerValue::Stated);
        world.given.get_mut(item).unwrap().answer.decision.entry = vec![entry.to_owned()];
        world
    }

    /// Changes what is kept about the answer to an item.
    pub(super) fn given(mut self, item: &str, change: impl FnOnce(&mut Given)) -> Self {
        change(self.given.get_mut(item).unwrap());
        self
    }

    /// Changes the decision about an item.
    pub(super) fn decided(self, item: &str, change: impl FnOnce(&mut Decision)) -> Self {
        self.given(item, |given| change(&mut given.answer.decision))
    }

    /// Adds other shops: their answers.
    pub(super) fn shops(mut self, answers: Vec<ShopAnswer>) -> Self {
        self.shops = answers;
        self
    }

    /// Asks vendors: their requests with the sheets that came back.
    pub(super) fn asking(mut self, asked: Vec<Asked>) -> Self {
        self.asked = asked;
        self
    }

    /// What every rule finds.
    pub(super) fn lint(&self) -> Vec<LintFinding> {
        self.with_input(super::lint)
    }

    /// What one rule finds.
    pub(super) fn run(&self, rule: &str) -> Vec<LintFinding> {
        self.with_input(|input| (find(rule).unwrap().check)(input))
    }

    /// The one finding of a rule.
    pub(super) fn one(&self, rule: &str) -> LintFinding {
        let mut found = self.run(rule);
        assert_eq!(found.len(), 1, "{rule}: {found:#?}");
        found.remove(0)
    }

    /// Whether a rule finds nothing.
    pub(super) fn silent(&self, rule: &str) -> bool {
        self.run(rule).is_empty()
    }

    fn with_input<T>(&self, ask: impl FnOnce(&LintInput<'_>) -> T) -> T {
        let facts = Facts::new(self.profile.clone(), self.rows.clone()).with_asked(self.asked.clone());
        let params = Params::default();
        let proposals: BTreeMap<&String, Proposal> =
            self.given.iter().map(|(item, given)| (item, proposal(item, given.verdict))).collect();
        let begun = SHEETS.iter().filter(|sheet| sheet.rows().any(|item| self.given.contains_key(&item.id)));
        let sheets: Vec<LintSheet<'_>> = begun
            .map(|edition| LintSheet {
                edition,
                rows: edition
                    .rows()
                    .map(|item| {
                        let given = self.given.get(&item.id);
                        SheetRow {
                            item,
                            asked: true,
                            answer: given.map(|given| &given.answer),
                            proposal: proposals.get(&item.id),
                            proof_day: given.and_then(|given| given.proof_day),
                            files: given.map_or(0, |given| given.files),
                            last_year: given.and_then(|given| given.last_year.clone()),
                            rests_on: given.map(|given| given.rests_on.clone()).unwrap_or_default(),
                        }
                    })
                    .collect(),
            })
            .collect();
        let chain = Chain::of(&self.shops);
        ask(&LintInput {
            facts: &facts,
            year: FiscalYear(2026),
            today: TODAY,
            params: &params,
            sheets: &sheets,
            os: &os,
            chain: (!self.shops.is_empty()).then_some((&chain, "own")),
        })
    }
}

fn proposal(item: &str, verdict: Verdict) -> Proposal {
    let reason = Reason {
        rule: "patching".into(), text: "サポートの切れた機器が1台あります。".into(), rows: vec![]
    };
    let missing = if verdict == Verdict::Undetermined { vec![reason.clone()] } else { vec![] };
    let reasons = if verdict == Verdict::No { vec![reason] } else { vec![] };
    Proposal { item: item.to_owned(), verdict, reasons, missing, entry: vec![] }
}

/// A few known systems instead of the real lifecycle data, which the domain does not read.
fn os(device: &Row) -> OsVerdict {
    let os = format!("{} {}", device.text("os"), device.text("os_release"));
    let says = |words: &[&str]| words.iter().any(|word| os.contains(word));
    let verdict = if says(&["Windows 7", "1511", "22H2", "24H2"]) {
        Os::Expired
    } else if says(&["25H2", "Server 2022", "LTSC"]) {
        Os::Supported
    } else {
        Os::Unknown
    };
    OsVerdict { verdict, text: "サポートは終了しました。".into(), product: None }
}
