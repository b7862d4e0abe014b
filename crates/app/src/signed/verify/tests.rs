use super::super::key::SigningKey;
use super::super::{ANSWER_FORMAT, Customer, ProductName};
use super::*;
use jiff::civil::date;
use tate_catalog::Catalog;
use tate_domain::vendor::{RowAnswer, State, Value, Way};

const TODAY: Date = date(2026, 11, 20);
const NOW: &str = "2026-11-20T03:00:00Z";

fn key() -> SigningKey {
    SigningKey::of(&[7; 32])
}

fn pinned(key: &SigningKey) -> Pinned {
    Pinned { key: key.public(), vendor_id: "v-1".into(), vendor: "青空システム".into(), revoked: false }
}

fn edition() -> Edition {
    Catalog::builtin().unwrap().edition("r7-vendor").unwrap().clone()
}

fn file() -> AnswerFile {
    let edition = edition();
    let answers = edition.rows().map(|item| RowAnswer {
        item: item.id.clone(),
        value: Value::Yes,
        ground: "手順書に定めて毎月確かめています".into(),
        target_date: None,
        remark: String::new(),
    });
    AnswerFile {
        format: ANSWER_FORMAT.into(),
        id: "a-1".into(),
        edition: "r7-vendor".into(),
        customer: Customer { request: "q-1".into(), facility: "みなと薬局".into(), code: String::new() },
        vendor: "青空システム".into(),
        product: ProductName { name: "架空薬歴".into(), version: "3".into() },
        answered_by: "窓口 花子".into(),
        contact: "03-0000-0003".into(),
        issued_at: "2026-11-19T00:00:00Z".into(),
        valid_until: date(2027, 3, 31),
        library: Vec::new(),
        answers: answers.collect(),
    }
}

fn request() -> Request {
    Request {
        id: "q-1".into(),
        facility: "f-1".into(),
        fiscal_year: 2026,
        edition: "r7-vendor".into(),
        contract_id: "c-1".into(),
        contract: "保守".into(),
        system: "電子薬歴".into(),
        vendor_id: "v-1".into(),
        vendor: "青空システム".into(),
        asked_id: "v-1".into(),
        asked: "青空システム".into(),
        deadline: date(2026, 12, 1),
        way: Way::Mail,
        asked_at: NOW.into(),
        asked_name: "試験 太郎".into(),
        opened_at: String::new(),
        submitted_at: String::new(),
        state: State::Asked,
        decided_at: String::new(),
        decided_name: String::new(),
        reason: String::new(),
        paused: false,
        version: 1,
    }
}

fn codes_of(file: &AnswerFile, signer: &Pinned, request: Option<&Request>, imported_at: &str) -> Vec<&'static str> {
    let edition = edition();
    let asked = Asked {
        customers: Some(Customers { request, name: "みなと薬局", codes: ["1341234567", "minato"], imported_at }),
        edition: Some(&edition).filter(|edition| edition.id == file.edition),
        today: TODAY,
        now: NOW.parse().unwrap(),
    };
    check_answer(file, signer, asked).err().unwrap_or_default().iter().map(Refusal::code).collect()
}

fn codes(file: &AnswerFile) -> Vec<&'static str> {
    codes_of(file, &pinned(&key()), Some(&request()), "")
}

#[test]
fn the_right_file_is_believed() {
    let bytes = serde_json::to_vec(&file()).unwrap();
    let (signature, keys) = (key().sign(&bytes), [pinned(&key())]);
    assert_eq!(verify_signature(&bytes, signature.as_bytes(), &keys).unwrap().vendor, "青空システム");
    assert_eq!(read_answer(&bytes).unwrap(), file());
    assert_eq!(codes(&file()), Vec::<&str>::new(), "negative control of everything below");
}

#[test]
fn every_changed_byte_and_every_other_key_is_found() {
    let bytes = serde_json::to_vec(&file()).unwrap();
    let (signature, keys) = (key().sign(&bytes), [pinned(&key())]);
    for at in (0..bytes.len()).step_by(97).chain([bytes.len() - 1]) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_eq!(verify_signature(&changed, signature.as_bytes(), &keys).err(), Some(Refusal::Altered), "byte {at}");
    }
    let longer = [bytes.as_slice(), b"\n"].concat();
    assert_eq!(verify_signature(&longer, signature.as_bytes(), &keys).err(), Some(Refusal::Altered));
    // Another key that calls itself the pinned one.
    let other = SigningKey::of(&[8; 32]);
    let forged = other.sign(&bytes).replace(&other.public().key_id(), &key().public().key_id());
    assert_eq!(verify_signature(&bytes, forged.as_bytes(), &keys).err(), Some(Refusal::Altered));
    // Another key under its own name.
    let unknown = verify_signature(&bytes, other.sign(&bytes).as_bytes(), &keys);
    assert_eq!(unknown.err(), Some(Refusal::UnknownKey(other.public().key_id())));
    for broken in [b"".as_slice(), b"{}", b"\xff", &bytes] {
        assert_eq!(verify_signature(&bytes, broken, &keys).err(), Some(Refusal::NotSignature));
    }
}

#[test]
fn a_revoked_key_signs_nothing_any_more() {
    let bytes = serde_json::to_vec(&file()).unwrap();
    let signature = key().sign(&bytes);
    let revoked = Pinned { revoked: true, ..pinned(&key()) };
    let refused = verify_signature(&bytes, signature.as_bytes(), std::slice::from_ref(&revoked)).err();
    assert_eq!(refused.map(|refusal| refusal.code()), Some("revoked_key"));
    let again = [revoked, pinned(&key())];
    assert!(verify_signature(&bytes, signature.as_bytes(), &again).is_ok(), "pinned again");
}

#[test]
fn what_is_no_answer_file_is_not_read() {
    for other in [
        b"{}".to_vec(),
        b"[".to_vec(),
        serde_json::to_vec(&AnswerFile { format: "tate-answer-9".into(), ..file() }).unwrap(),
    ] {
        assert_eq!(read_answer(&other).err(), Some(Refusal::NotKnown));
    }
}

#[test]
fn each_way_of_being_wrong_has_its_own_reason() {
    let customer = |request: &str, facility: &str, code: &str| AnswerFile {
        customer: Customer { request: request.into(), facility: facility.into(), code: code.into() },
        ..file()
    };
    assert_eq!(codes(&AnswerFile { valid_until: date(2026, 11, 19), ..file() }), ["expired"]);
    assert_eq!(codes(&AnswerFile { valid_until: TODAY, ..file() }), Vec::<&str>::new(), "the last day counts");
    assert_eq!(codes(&AnswerFile { issued_at: "2026-11-20T03:11:00Z".into(), ..file() }), ["from_the_future"]);
    assert_eq!(codes(&AnswerFile { issued_at: "2026-11-20T03:09:00Z".into(), ..file() }), Vec::<&str>::new());
    assert_eq!(codes(&customer("q-1", "よその薬局", "")), ["other_customer"]);
    assert_eq!(codes(&customer("q-1", "みなと薬局", "9999999999")), ["other_customer"]);
    assert_eq!(codes(&customer("q-1", "みなと　薬局", "1341234567")), Vec::<&str>::new());
    assert_eq!(codes_of(&file(), &pinned(&key()), None, ""), ["other_customer"], "no request of this facility");
    assert_eq!(codes_of(&file(), &pinned(&key()), Some(&request()), NOW), ["already_imported"]);
    let other = Request { edition: "r6-vendor".into(), ..request() };
    assert_eq!(codes_of(&file(), &pinned(&key()), Some(&other), ""), ["other_edition"]);
    let stranger = Pinned { vendor_id: "v-2".into(), ..pinned(&key()) };
    assert_eq!(codes_of(&file(), &stranger, Some(&request()), ""), ["other_vendor"]);
    let mut short = file();
    short.answers.pop();
    assert_eq!(codes(&short), ["incomplete"]);
    let mut groundless = file();
    groundless.answers[0].ground.clear();
    assert_eq!(codes(&groundless), ["incomplete"]);
    assert_eq!(codes(&AnswerFile { contact: " ".into(), ..file() }), ["incomplete"]);
    let mut twice = file();
    twice.answers.push(twice.answers[0].clone());
    assert_eq!(codes(&twice), ["incomplete"]);
}

#[test]
fn every_reason_says_what_to_do() {
    let all = [
        Refusal::NotSignature,
        Refusal::UnknownKey("ab".into()),
        Refusal::RevokedKey("ab".into()),
        Refusal::Altered,
        Refusal::NotKnown,
        Refusal::OtherVendor { signer: "a".into(), asked: "b".into() },
        Refusal::Expired(TODAY),
        Refusal::FromTheFuture(NOW.into()),
        Refusal::OtherCustomer("x".into()),
        Refusal::AlreadyImported(NOW.into()),
        Refusal::OtherEdition { file: "a".into(), request: "b".into() },
        Refusal::Incomplete(vec!["x。".into()]),
    ];
    let sentences: std::collections::BTreeSet<String> = all.iter().map(Refusal::sentence).collect();
    assert_eq!(sentences.len(), all.len());
    assert!(sentences.iter().all(|sentence| sentence.ends_with('。') && sentence.matches('。').count() > 1));
}
