//! お店にあるもの: a tick becomes a system, its vendor, their contract and the device it runs on.
//!
//! Nothing is doubled and nothing is deleted: what is in the ledgers already is found again by its
//! kind and name, and a tick that is taken away only leaves the row where it is.

use super::bench::{Bench, Write};
use crate::error::{AppError, Problem};
use crate::ledgers::parse;
use std::collections::BTreeMap;
use tate_domain::facility::FacilityKind;
use tate_domain::facts::{Facts, Row};
use tate_domain::ledger::{Fields, Ledger};
use tate_domain::text;

/// Something that stands in a pharmacy, clinic or hospital.
#[derive(Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its name in the form.
    pub key: &'static str,
    /// What people call it.
    pub label: &'static str,
    /// What it is, for people who do not use the word.
    pub help: &'static str,
    /// The kind of system; empty for a device that is no system of its own.
    system: &'static str,
    /// The kind of device to register with it; empty where it is unknown.
    device: &'static str,
    /// Whether it certainly holds patient information.
    patient_data: bool,
}

const fn system(key: &'static str, label: &'static str, help: &'static str) -> Thing {
    Thing { key, label, help, system: key, device: "", patient_data: true }
}

impl Thing {
    const fn on(self, device: &'static str) -> Self {
        Self { device, ..self }
    }
    /// Whether it holds patient information is for the facility to say (Q&A 1-8).
    const fn perhaps(self) -> Self {
        Self { patient_data: false, ..self }
    }
}

const fn device(key: &'static str, label: &'static str, help: &'static str, kind: &'static str) -> Thing {
    Thing { key, label, help, system: "", device: kind, patient_data: false }
}

const ELIGIBILITY: Thing =
    system("eligibility", "オンライン資格確認端末", "マイナンバーカードの読み取りにつながるパソコンです。").on("pc");
const ROUTER: Thing =
    device("router", "ルータ（無線LANの親機を含む）", "回線につながる箱です。レンタルの場合も入れます。", "network");
const NAS: Thing = device("nas", "NAS・共有ディスク", "店内のデータや控えを置く箱です。", "nas");
const TABLET: Thing = device("tablet", "タブレット", "服薬指導や問診に使うものです。", "tablet");
const SERVER: Thing = device("server", "サーバ", "施設の中に置いているサーバです。", "server");
const ACCOUNTING: Thing = system("accounting", "会計・POSレジ", "患者の氏名が出る場合は対象です。").perhaps();

static PHARMACY: &[Thing] = &[
    system("receipt", "レセコン", "調剤報酬を請求するシステムです。").on("pc"),
    system("record", "電子薬歴", "薬歴を記録するシステムです。"),
    ELIGIBILITY,
    system("dispensing", "分包機・調剤機器", "レセコンから処方を受け取る機器です。").perhaps(),
    system("audit", "調剤監査システム", "画像や重さで監査するシステムです。").perhaps(),
    system("notebook", "電子お薬手帳", "薬局が使う管理画面も含みます。"),
    ACCOUNTING,
    TABLET,
    NAS,
    ROUTER,
];
static CLINIC: &[Thing] = &[
    system("record", "電子カルテ", "診療の記録です。クラウドのものも入れます。").on("pc"),
    system("receipt", "レセコン", "診療報酬を請求するシステムです。").on("pc"),
    ELIGIBILITY,
    system("image", "画像管理（PACS）", "レントゲンや超音波の画像を保存します。"),
    system("lab", "検査機器・検査システム", "検査会社の端末も含みます。"),
    system("other", "予約・問診システム", "患者の氏名を預けるものは対象です。"),
    ACCOUNTING,
    SERVER,
    TABLET,
    NAS,
    ROUTER,
];
static DENTAL: &[Thing] = &[
    system("receipt", "歯科用レセコン・電子カルテ", "診療報酬の請求と診療の記録です。").on("pc"),
    ELIGIBILITY,
    system("image", "デジタルX線・口腔内画像", "撮影した画像を保存します。").on("pc"),
    system("lab", "技工・口腔内スキャナ", "技工所へ送るものも含みます。").perhaps(),
    system("other", "予約・問診システム", "患者の氏名を預けるものは対象です。"),
    ACCOUNTING,
    SERVER,
    TABLET,
    NAS,
    ROUTER,
];
static HOSPITAL: &[Thing] = &[
    system("record", "電子カルテ", "診療の記録です。"),
    system("order", "オーダリング", "処方や検査の指示です。電子カルテと一体の場合は不要です。"),
    system("receipt", "医事会計システム", "診療報酬を請求するシステムです。"),
    ELIGIBILITY,
    system("image", "画像管理（PACS）", "放射線などの画像を保存します。"),
    system("lab", "検査部門システム", "検体検査や生理検査のシステムです。"),
    system("dispensing", "薬剤部門システム・分包機", "調剤や払い出しのシステムです。").perhaps(),
    system("other", "リハビリ・給食などの部門システム", "部門ごとに入っているシステムです。"),
    ACCOUNTING,
    SERVER,
    TABLET,
    NAS,
    ROUTER,
];

/// What a kind of facility usually has.
#[must_use]
pub fn things(kind: FacilityKind) -> &'static [Thing] {
    match kind {
        FacilityKind::Pharmacy => PHARMACY,
        FacilityKind::Clinic => CLINIC,
        FacilityKind::Dental => DENTAL,
        FacilityKind::Hospital => HOSPITAL,
        // A desk has no first-start steps.
        FacilityKind::Vendor => &[],
    }
}

/// Anything else: named by what is typed, without a tick.
static OTHERS: [Thing; 3] = [
    Thing { key: "other1", label: "", help: "", system: "other", device: "", patient_data: false },
    Thing { key: "other2", label: "", help: "", system: "other", device: "", patient_data: false },
    Thing { key: "other3", label: "", help: "", system: "other", device: "", patient_data: false },
];

/// The row that stands for a thing already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registered {
    /// Its ledger.
    pub ledger: Ledger,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version as the form showed it.
    pub version: i64,
    /// How many more of the kind there are.
    pub more: usize,
}

/// One thing in the form.
#[derive(Debug, Clone)]
pub struct Tick {
    /// What it is.
    pub thing: &'static Thing,
    /// Whether it is there.
    pub on: bool,
    /// 製品名.
    pub product: String,
    /// 事業者.
    pub vendor: String,
    /// The row that stands for it already.
    pub registered: Option<Registered>,
    /// What is wrong, by `product` and `vendor`.
    pub problems: Vec<Problem>,
    /// Whether somebody else changed the row meanwhile.
    pub conflict: bool,
    /// The row that the form showed: id and version, for a row that was there.
    seen: Option<(String, i64)>,
}

impl Tick {
    /// The name of a field.
    #[must_use]
    pub fn field(&self, part: &str) -> String {
        format!("{}.{part}", self.thing.key)
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn problem(&self, part: &str) -> &str {
        self.problems.iter().find(|problem| problem.field == part).map_or("", |problem| problem.message.as_str())
    }

    fn wanted(&self) -> &str {
        let product = self.product.trim();
        if product.is_empty() { self.thing.label } else { product }
    }
}

/// お店にあるもの as the form shows it.
#[derive(Debug, Clone)]
pub struct InventoryForm {
    /// The usual things.
    pub ticks: Vec<Tick>,
    /// Anything else, to be typed.
    pub others: Vec<Tick>,
    /// Systems that are in the ledger and behind no tick.
    pub beside: Vec<(String, String)>,
    /// Names of the vendors, to choose from.
    pub vendors: Vec<String>,
    /// Whether the form shows something that was typed earlier and not saved.
    pub restored: bool,
}

impl Tick {
    fn blank(thing: &'static Thing) -> Self {
        Self {
            thing,
            on: false,
            product: String::new(),
            vendor: String::new(),
            registered: None,
            problems: Vec::new(),
            conflict: false,
            seen: None,
        }
    }
}

impl InventoryForm {
    pub(super) fn of(facts: &Facts) -> Self {
        let ticks: Vec<Tick> = things(facts.profile.kind).iter().map(|thing| tick(facts, thing)).collect();
        let others = OTHERS.iter().map(Tick::blank).collect();
        let behind =
            |row: &Row| ticks.iter().any(|tick| tick.registered.as_ref().is_some_and(|known| known.id == row.id));
        let beside = facts
            .all(Ledger::Systems)
            .iter()
            .filter(|row| !behind(row))
            .map(|row| (row.id.clone(), row.name()))
            .collect();
        let vendors = facts.all(Ledger::Vendors).iter().map(Row::name).collect();
        Self { ticks, others, beside, vendors, restored: false }
    }

    /// How many things have something wrong.
    #[must_use]
    pub fn faulty(&self) -> usize {
        self.all().filter(|tick| !tick.problems.is_empty()).count()
    }

    /// Whether somebody else changed a row meanwhile.
    #[must_use]
    pub fn conflict(&self) -> bool {
        self.all().any(|tick| tick.conflict)
    }

    fn all(&self) -> impl Iterator<Item = &Tick> {
        self.ticks.iter().chain(&self.others)
    }

    pub(super) fn shown(&self) -> BTreeMap<String, String> {
        self.all()
            .flat_map(|tick| {
                let on = if tick.on { "yes" } else { "" };
                [("on", on), ("product", &tick.product), ("vendor", &tick.vendor)]
                    .map(|(part, value)| (tick.field(part), value.to_owned()))
            })
            .collect()
    }

    pub(super) fn restore(&mut self, drafts: &BTreeMap<String, String>) {
        let before = self.shown();
        for tick in self.ticks.iter_mut().chain(&mut self.others) {
            if let Some(on) = drafts.get(&tick.field("on")) {
                tick.on = on == "yes";
            }
            lay(tick, drafts);
        }
        self.restored = self.shown() != before;
    }

    pub(super) fn take(&mut self, typed: &BTreeMap<String, String>) {
        for tick in self.ticks.iter_mut().chain(&mut self.others) {
            tick.on = typed.get(&tick.field("on")).is_some_and(|on| on == "yes");
            lay(tick, typed);
            let row = typed.get(&tick.field("row")).filter(|id| !id.is_empty()).cloned();
            let version = typed.get(&tick.field("version")).and_then(|version| version.parse().ok()).unwrap_or(0);
            tick.seen = row.map(|id| (id, version));
        }
        for tick in &mut self.others {
            tick.on = !tick.product.trim().is_empty();
        }
    }
}

fn lay(tick: &mut Tick, typed: &BTreeMap<String, String>) {
    if let Some(product) = typed.get(&tick.field("product")) {
        tick.product.clone_from(product);
    }
    if let Some(vendor) = typed.get(&tick.field("vendor")) {
        tick.vendor.clone_from(vendor);
    }
}

/// Rows that are the thing: of its kind; among その他, those that the wizard or a person named so.
fn rows_of<'a>(facts: &'a Facts, thing: &Thing) -> Vec<&'a Row> {
    if thing.system.is_empty() {
        return facts.devices_in_use().filter(|row| row.is("kind", thing.device)).collect();
    }
    let named = |row: &Row| thing.system != "other" || row.is("note", thing.label) || row.is("name", thing.label);
    facts.all(Ledger::Systems).iter().filter(|row| row.is("kind", thing.system) && named(row)).collect()
}

/// The column that holds the product's name.
fn product_key(thing: &Thing) -> &'static str {
    if thing.system.is_empty() { "model" } else { "name" }
}

fn tick(facts: &Facts, thing: &'static Thing) -> Tick {
    let rows = rows_of(facts, thing);
    let mut tick = Tick::blank(thing);
    if let Some(row) = rows.first() {
        tick.on = true;
        let product = row.text(product_key(thing));
        product.clone_into(&mut tick.product);
        if product == thing.label {
            tick.product.clear();
        }
        tick.vendor = facts.target(row, "vendor").map(Row::name).unwrap_or_default();
        tick.registered = Some(Registered {
            ledger: row.ledger,
            id: row.id.clone(),
            name: row.name(),
            version: row.version,
            more: rows.len() - 1,
        });
    }
    tick
}

/// The writes of the ticks; `None` when something is wrong, which then stands in the form.
pub(super) fn plan(facts: &Facts, form: &mut InventoryForm) -> Option<Vec<Write>> {
    let mut bench = Bench::new(facts);
    for tick in form.ticks.iter_mut().chain(&mut form.others).filter(|tick| tick.on) {
        if let Err((part, error)) = one(&mut bench, facts, tick) {
            match error {
                AppError::Conflict => tick.conflict = true,
                AppError::Invalid(problems) => {
                    tick.problems.extend(problems.into_iter().map(|problem| Problem::new(part, problem.message)))
                }
                other => tick.problems.push(Problem::new(part, other.to_string())),
            }
        }
    }
    (form.faulty() == 0 && !form.conflict()).then_some(bench.writes)
}

type Refused = (&'static str, AppError);

fn one(bench: &mut Bench, facts: &Facts, tick: &Tick) -> Result<(), Refused> {
    let vendor = vendor(bench, &tick.vendor).map_err(|error| ("vendor", error))?;
    let ledger = if tick.thing.system.is_empty() { Ledger::Devices } else { Ledger::Systems };
    let row = match standing(&bench.facts, tick, ledger) {
        None => {
            let fields = fresh(bench, tick, &vendor).map_err(|error| ("product", error))?;
            bench.add(ledger, fields)
        }
        Some((row, shown)) => {
            let (id, before) = (row.id.clone(), row.fields.clone());
            let after = renewed(&bench.facts, tick, row, shown, &vendor).map_err(|error| ("product", error))?;
            // Changed by somebody else, and not back to what the form would make of it.
            let overtaken = tick
                .seen
                .as_ref()
                .is_some_and(|(_, seen)| facts.find(ledger, &id).is_some_and(|now| now.version != *seen));
            if overtaken && after != before {
                return Err(("product", AppError::Conflict));
            }
            bench.change(ledger, &id, after);
            id
        }
    };
    if ledger == Ledger::Systems {
        system_contract(bench, tick, &row, &vendor).map_err(|error| ("product", error))?;
        system_device(bench, facts, tick, &row, &vendor).map_err(|error| ("product", error))
    } else {
        device_contract(bench, tick, &vendor).map_err(|error| ("product", error))
    }
}

fn typed(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// The vendor with this name, made if there is none; empty for an empty name.
fn vendor(bench: &mut Bench, name: &str) -> Result<String, AppError> {
    let key = text::search_key(name);
    if key.is_empty() {
        return Ok(String::new());
    }
    if let Some(row) = bench.facts.all(Ledger::Vendors).iter().find(|row| text::search_key(row.text("name")) == key) {
        return Ok(row.id.clone());
    }
    let fields = parse(&bench.facts, Ledger::Vendors, &typed(&[("name", name)]), None)?;
    Ok(bench.add(Ledger::Vendors, fields))
}

/// The row that stands for a tick, and whether the form showed it as such: then a changed product
/// name is a new name for it, not another product.
fn standing<'a>(facts: &'a Facts, tick: &Tick, ledger: Ledger) -> Option<(&'a Row, bool)> {
    if let Some(row) = tick.seen.as_ref().and_then(|(id, _)| facts.find(ledger, id)) {
        return Some((row, true));
    }
    let rows = rows_of(facts, tick.thing);
    if ledger == Ledger::Devices || (tick.product.trim().is_empty() && !tick.thing.label.is_empty()) {
        return rows.first().map(|row| (*row, false));
    }
    let key = text::search_key(tick.wanted());
    let of_kind = facts.all(Ledger::Systems).iter().filter(|row| row.is("kind", tick.thing.system));
    let known = of_kind.clone().find(|row| text::search_key(row.text("name")) == key);
    let placeholder =
        || of_kind.clone().find(|row| !tick.thing.label.is_empty() && row.text("name") == tick.thing.label);
    known.map(|row| (row, false)).or_else(|| placeholder().map(|row| (row, true)))
}

fn fresh(bench: &Bench, tick: &Tick, vendor: &str) -> Result<Fields, AppError> {
    let thing = tick.thing;
    if thing.system.is_empty() {
        let number = bench.next_number();
        let pairs = typed(&[
            ("number", &number),
            ("kind", thing.device),
            ("model", tick.product.trim()),
            ("vendor", vendor),
            ("state", "active"),
            ("note", thing.label),
        ]);
        return parse(&bench.facts, Ledger::Devices, &pairs, None);
    }
    let patient_data = if thing.patient_data { "yes" } else { "" };
    let note = if thing.system == "other" { thing.label } else { "" };
    let pairs = typed(&[
        ("name", tick.wanted()),
        ("kind", thing.system),
        ("patient_data", patient_data),
        ("vendor", vendor),
        ("note", note),
    ]);
    parse(&bench.facts, Ledger::Systems, &pairs, None)
}

/// What is in the form over what is in the row; an emptied vendor leaves the vendor.
fn renewed(facts: &Facts, tick: &Tick, row: &Row, shown: bool, vendor: &str) -> Result<Fields, AppError> {
    let mut fields = row.fields.clone();
    if shown {
        let wanted = if row.ledger == Ledger::Devices { tick.product.trim() } else { tick.wanted() };
        let checked = parse(
            facts,
            row.ledger,
            &typed(&[(product_key(tick.thing), wanted), ("kind", row.text("kind"))]),
            Some(&row.id),
        )?;
        match checked.get(product_key(tick.thing)) {
            Some(name) => fields.insert(product_key(tick.thing).to_owned(), name.clone()),
            None => fields.remove(product_key(tick.thing)),
        };
    }
    if !vendor.is_empty() && (shown || row.text("vendor").is_empty()) {
        fields.insert("vendor".to_owned(), vendor.to_owned());
    }
    Ok(fields)
}

/// Every system has a contract row, whose kind the next step asks for: 「購入のみ」 must be said,
/// not assumed.
fn system_contract(bench: &mut Bench, tick: &Tick, system: &str, vendor: &str) -> Result<(), AppError> {
    let known = bench.facts.all(Ledger::Contracts).iter().find(|row| row.text("system") == system).cloned();
    match known {
        Some(row) if !vendor.is_empty() && row.text("vendor").is_empty() => {
            let mut fields = row.fields.clone();
            fields.insert("vendor".to_owned(), vendor.to_owned());
            bench.change(Ledger::Contracts, &row.id, fields);
        }
        Some(_) => {}
        None => {
            let title = format!("{}の契約", tick.wanted());
            let fields = parse(
                &bench.facts,
                Ledger::Contracts,
                &typed(&[("title", &title), ("vendor", vendor), ("system", system)]),
                None,
            )?;
            bench.add(Ledger::Contracts, fields);
        }
    }
    Ok(())
}

/// The machine a system runs on, unless the ledger has it or one of its kind that is tied to no
/// system: that may be it.
fn system_device(bench: &mut Bench, facts: &Facts, tick: &Tick, system: &str, vendor: &str) -> Result<(), AppError> {
    let kind = tick.thing.device;
    let tied = bench.facts.devices_in_use().any(|row| row.text("system") == system);
    let loose = facts.devices_in_use().any(|row| row.is("kind", kind) && row.text("system").is_empty());
    if kind.is_empty() || tied || loose {
        return Ok(());
    }
    let (number, note) = (bench.next_number(), format!("{}を使う端末", tick.thing.label));
    let pairs = typed(&[
        ("number", &number),
        ("kind", kind),
        ("system", system),
        ("vendor", vendor),
        ("state", "active"),
        ("note", &note),
    ]);
    let fields = parse(&bench.facts, Ledger::Devices, &pairs, None)?;
    bench.add(Ledger::Devices, fields);
    Ok(())
}

/// A router has a contract only where somebody looks after it.
fn device_contract(bench: &mut Bench, tick: &Tick, vendor: &str) -> Result<(), AppError> {
    let title = format!("{}の契約", tick.thing.label);
    let known = bench
        .facts
        .all(Ledger::Contracts)
        .iter()
        .any(|row| row.text("vendor") == vendor && row.text("system").is_empty());
    if vendor.is_empty() || known {
        return Ok(());
    }
    let fields = parse(&bench.facts, Ledger::Contracts, &typed(&[("title", &title), ("vendor", vendor)]), None)?;
    bench.add(Ledger::Contracts, fields);
    Ok(())
}
