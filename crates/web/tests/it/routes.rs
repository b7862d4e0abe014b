//! Every address of the site, who may use it, and what comes back when they do. A new route
//! without a line here fails `every_route_of_the_site_is_in_the_table`.

/// What is sent.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Sent {
    /// A page is opened.
    Get,
    /// A form is sent.
    Post(&'static [(&'static str, &'static str)]),
    /// A form with a file is sent.
    Upload(&'static [(&'static str, &'static str)], Option<(&'static str, &'static [u8])>),
}

/// One address.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) sent: Sent,
    /// As the router has it.
    pub(crate) pattern: &'static str,
    /// With `{row}`, `{file}` and so on for what the test prepares.
    pub(crate) path: &'static str,
    /// The roles that may: o(wner), f (officer), p (operator), s(taff), i(nspector).
    pub(crate) allowed: &'static str,
    /// The status that they get.
    pub(crate) status: u16,
}

const fn get(pattern: &'static str, path: &'static str, allowed: &'static str) -> Route {
    Route { sent: Sent::Get, pattern, path, allowed, status: 200 }
}

/// A page that the facility of the test has not: it is no vendor's desk.
const fn gone(pattern: &'static str, path: &'static str, allowed: &'static str) -> Route {
    Route { sent: Sent::Get, pattern, path, allowed, status: 404 }
}

const fn post(
    pattern: &'static str,
    path: &'static str,
    form: &'static [(&'static str, &'static str)],
    allowed: &'static str,
    status: u16,
) -> Route {
    Route { sent: Sent::Post(form), pattern, path, allowed, status }
}

const fn upload(
    pattern: &'static str,
    path: &'static str,
    fields: &'static [(&'static str, &'static str)],
    file: Option<(&'static str, &'static [u8])>,
    allowed: &'static str,
    status: u16,
) -> Route {
    Route { sent: Sent::Upload(fields, file), pattern, path, allowed, status }
}

const ALL: &str = "ofpsi";
const EDIT: &str = "ofp";
const PRINT: &str = "ofpi";
const MANAGE: &str = "of";

/// An edition that is there already.
const PUBLISHED: &[u8] = include_bytes!("../../../../catalogs/mhlw/r7-pharmacy.toml");

/// For everybody, signed in or not.
pub(crate) const OPEN: [&str; 23] = [
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-out",
    "GET /start",
    "POST /start",
    "GET /answer",
    "POST /answer",
    "GET /answer/sheet",
    "POST /answer/sheet",
    "GET /answer/check",
    "POST /answer/submit",
    "GET /answer/done",
    "GET /answer/receipt.pdf",
    "GET /answer/sheet.xlsx",
    "POST /answer/upload",
    "POST /answer/files",
    "GET /answer/files/{file}",
    "POST /answer/files/{file}/remove",
    "POST /answer/refuse",
    "POST /answer/leave",
    "GET /about",
    "GET /healthz",
    "GET /static/{stamp}/{name}",
];

/// For those who are signed in. The last ones of a kind take away what the others need.
pub(crate) const ROUTES: &[Route] = &[
    get("/", "/", ALL),
    get("/facilities", "/facilities", ALL),
    post("/facilities", "/facilities", &[("facility", "{facility}")], ALL, 303),
    post(
        "/drafts",
        "/drafts",
        &[("place", "item:r7-pharmacy:2-7"), ("field", "reason"), ("value", "下書き")],
        EDIT,
        204,
    ),
    post("/drafts", "/drafts", &[("place", "row:devices:new"), ("field", "host"), ("value", "下書き")], EDIT, 204),
    get("/lint", "/lint", ALL),
    post("/lint/suppress", "/lint/suppress", &[("key", "{finding}"), ("reason", "入れ替え待ち")], MANAGE, 303),
    post("/lint/unsuppress", "/lint/unsuppress", &[("key", "{finding}")], MANAGE, 303),
    get("/checklist", "/checklist", ALL),
    get("/checklist", "/checklist?edition=r7-pharmacy&year=2026&only=r5", ALL),
    get("/checklist/vendor", "/checklist/vendor", ALL),
    get("/checklist/{edition}/{key}", "/checklist/r7-pharmacy/2-7", ALL),
    post(
        "/checklist/{edition}/{key}",
        "/checklist/r7-pharmacy/2-7",
        &[("value", "yes"), ("reason", "確認済み"), ("checked_on", "2026-11-20"), ("seen", "{answered}")],
        MANAGE,
        303,
    ),
    post("/checklist/{edition}/{key}/notes", "/checklist/r7-pharmacy/2-7/notes", &[("note", "控え")], EDIT, 303),
    post("/checklist/{edition}/{key}/siblings", "/checklist/r7-pharmacy/2-8/siblings", &[], MANAGE, 404),
    get("/crosswalk", "/crosswalk?base=gl52-executive&differing=1", ALL),
    get("/qa", "/qa?q=VPN&category=9", ALL),
    get("/qa/{number}", "/qa/9-14", ALL),
    upload(
        "/checklist/{edition}/{key}/files",
        "/checklist/r7-pharmacy/2-7/files",
        &[],
        Some(("a.pdf", b"%PDF-1.7")),
        EDIT,
        303,
    ),
    get("/files/{file}", "/files/{file}", ALL),
    post(
        "/checklist/{edition}/{key}/files/{file}/remove",
        "/checklist/r7-pharmacy/2-8/files/{file}/remove",
        &[],
        EDIT,
        303,
    ),
    get("/assets", "/assets", ALL),
    get("/assets", "/assets?show=empty.serial&kind=pc", ALL),
    get("/editions/lifecycle", "/editions/lifecycle", ALL),
    upload(
        "/editions/lifecycle",
        "/editions/lifecycle",
        &[("as_of", "2026-11-01")],
        Some(("data.json", br#"{"postgresql": [{"cycle": "20", "eol": "2032-11-11"}]}"#)),
        MANAGE,
        200,
    ),
    post(
        "/editions/lifecycle/use",
        "/editions/lifecycle/use",
        &[("slot", "pack"), ("text", "as_of = 2026")],
        MANAGE,
        422,
    ),
    post("/editions/lifecycle/remove", "/editions/lifecycle/remove", &[("slot", "pack")], MANAGE, 404),
    gone("/desk/incoming", "/desk/incoming", ALL),
    upload("/desk/incoming", "/desk/incoming", &[], Some(("a.json", b"{}")), EDIT, 404),
    gone("/desk/incoming/{id}", "/desk/incoming/none", ALL),
    post("/desk/incoming/{id}", "/desk/incoming/none", &[("seen", "1")], EDIT, 404),
    post("/desk/incoming/{id}/product", "/desk/incoming/none/product", &[("product", "x")], EDIT, 404),
    post("/desk/incoming/{id}/clear", "/desk/incoming/none/clear", &[("item", "x")], EDIT, 404),
    post("/desk/incoming/{id}/fill", "/desk/incoming/none/fill", &[("seen", "1")], EDIT, 404),
    post("/desk/incoming/{id}/finish", "/desk/incoming/none/finish", &[("seen", "1")], EDIT, 404),
    post("/desk/incoming/{id}/reopen", "/desk/incoming/none/reopen", &[("seen", "1")], EDIT, 404),
    gone("/desk/incoming/{id}/files/{name}", "/desk/incoming/none/files/answer.json", PRINT),
    gone("/desk/library", "/desk/library", ALL),
    gone("/desk/library/new", "/desk/library/new", EDIT),
    post("/desk/library/new", "/desk/library/new", &[("name", "x")], EDIT, 404),
    gone("/desk/library/{product}", "/desk/library/none", ALL),
    post("/desk/library/{product}", "/desk/library/none", &[("name", "x")], EDIT, 404),
    post("/desk/library/{product}/approve", "/desk/library/none/approve", &[("r7-vendor:2-6", "1")], MANAGE, 404),
    post("/desk/library/{product}/copy", "/desk/library/none/copy", &[("from", "x")], EDIT, 404),
    gone("/desk/library/{product}/{edition}/{key}", "/desk/library/none/r7-vendor/2-6", ALL),
    post("/desk/library/{product}/{edition}/{key}", "/desk/library/none/r7-vendor/2-6", &[("value", "yes")], EDIT, 404),
    post(
        "/desk/library/{product}/{edition}/{key}/decline",
        "/desk/library/none/r7-vendor/2-6/decline",
        &[("number", "1"), ("declined_reason", "x")],
        EDIT,
        404,
    ),
    gone("/desk/customers", "/desk/customers", ALL),
    post("/desk/customers/remove", "/desk/customers/remove", &[("item", "x")], EDIT, 404),
    gone("/desk/papers", "/desk/papers", ALL),
    upload("/desk/papers", "/desk/papers", &[("product", "x")], None, EDIT, 404),
    post("/desk/papers/{id}/remove", "/desk/papers/none/remove", &[], EDIT, 404),
    gone("/desk/notices", "/desk/notices", ALL),
    gone("/desk/notices/new", "/desk/notices/new", MANAGE),
    post("/desk/notices/new", "/desk/notices/new", &[("title", "x")], MANAGE, 404),
    gone("/desk/notices/{id}", "/desk/notices/none", ALL),
    gone("/desk/notices/{id}/files/{name}", "/desk/notices/none/files/notice.json", PRINT),
    gone("/desk/key", "/desk/key", ALL),
    post("/desk/key", "/desk/key", &[("seen", "0")], MANAGE, 404),
    get("/vendors/signed", "/vendors/signed", ALL),
    upload("/vendors/signed", "/vendors/signed", &[], Some(("a.json", b"{}")), EDIT, 422),
    get("/vendors/keys", "/vendors/keys", ALL),
    post("/vendors/keys", "/vendors/keys", &[("key", "x")], MANAGE, 422),
    post("/vendors/keys/{id}/revoke", "/vendors/keys/none/revoke", &[], MANAGE, 404),
    get("/vendors/notices", "/vendors/notices", ALL),
    upload("/vendors/notices", "/vendors/notices", &[], Some(("a.json", b"{}")), EDIT, 422),
    post("/vendors/notices/{id}/check", "/vendors/notices/none/check", &[("note", "x")], EDIT, 404),
    get("/exceptions", "/exceptions", ALL),
    get("/exceptions/new", "/exceptions/new", EDIT),
    get("/exceptions/new", "/exceptions/new?item=r7-pharmacy:2-5", EDIT),
    post(
        "/exceptions/new",
        "/exceptions/new",
        &[
            ("item", "r7-pharmacy:2-5"),
            ("exception_reason", "理由"),
            ("exception_measure", "対策"),
            ("exception_until", "2027-03-31"),
        ],
        EDIT,
        303,
    ),
    get("/exceptions/{id}", "/exceptions/{asked}", ALL),
    post(
        "/exceptions/{id}/statement",
        "/exceptions/{asked}/statement",
        &[("seen", "2"), ("no_statement", "x")],
        EDIT,
        303,
    ),
    upload("/exceptions/{id}/files", "/exceptions/{asked}/files", &[], Some(("a.pdf", b"%PDF-1.7")), EDIT, 303),
    post("/exceptions/{id}/files/{file}/remove", "/exceptions/{asked}/files/{statement}/remove", &[], EDIT, 303),
    post("/exceptions/{id}/end", "/exceptions/{asked}/end", &[("seen", "5"), ("decision_reason", "不要")], EDIT, 303),
    post("/exceptions/{id}/approve", "/exceptions/{approve}/approve", &[("seen", "1")], MANAGE, 303),
    post(
        "/exceptions/{id}/decline",
        "/exceptions/{decline}/decline",
        &[("seen", "1"), ("decision_reason", "期限が長い")],
        MANAGE,
        303,
    ),
    get("/vendors", "/vendors", ALL),
    get("/vendors", "/vendors?show=waiting", ALL),
    get("/vendors/request", "/vendors/request", EDIT),
    post("/vendors/request", "/vendors/request", &[("deadline", "")], EDIT, 422),
    get("/vendors/rollup", "/vendors/rollup", ALL),
    get("/vendors/letters", "/vendors/letters", ALL),
    get("/vendors/letter", "/vendors/letter?kind=request&ids={out}", EDIT),
    get("/vendors/letter.pdf", "/vendors/letter.pdf?kind=remind&paper=fax&ids={out}", EDIT),
    get("/vendors/refusals.pdf", "/vendors/refusals.pdf", PRINT),
    post("/vendors/remind", "/vendors/remind", &[("ids", "{change}")], EDIT, 303),
    post("/vendors/escalate", "/vendors/escalate", &[("ids", "{change}")], EDIT, 303),
    get("/vendors/requests/{id}/change", "/vendors/requests/{change}/change", EDIT),
    post(
        "/vendors/requests/{id}/change",
        "/vendors/requests/{change}/change",
        &[("seen", "1"), ("deadline", "2026-12-25"), ("paused", "1")],
        EDIT,
        303,
    ),
    post(
        "/vendors/requests/{id}/withdraw",
        "/vendors/requests/{change}/withdraw",
        &[("seen", "2"), ("withdraw_reason", "間違えた")],
        EDIT,
        303,
    ),
    get("/vendors/sheets", "/vendors/sheets", EDIT),
    upload("/vendors/sheets", "/vendors/sheets", &[], Some(("a.xlsx", crate::official::PLAIN)), EDIT, 200),
    get("/vendors/requests/{id}", "/vendors/requests/{out}", ALL),
    get("/vendors/requests/{id}", "/vendors/requests/{back}", ALL),
    get("/vendors/requests/{id}/sheet.xlsx", "/vendors/requests/{out}/sheet.xlsx", ALL),
    post("/vendors/requests/{id}/link", "/vendors/requests/{out}/link", &[], EDIT, 303),
    post("/vendors/requests/{id}/link/revoke", "/vendors/requests/{out}/link/revoke", &[], EDIT, 303),
    upload(
        "/vendors/requests/{id}/files",
        "/vendors/requests/{out}/files",
        &[],
        Some(("a.pdf", b"%PDF-1.7")),
        EDIT,
        303,
    ),
    upload(
        "/vendors/requests/{id}/upload",
        "/vendors/requests/{out}/upload",
        &[],
        Some(("a.xlsx", crate::official::PLAIN)),
        EDIT,
        422,
    ),
    get("/vendors/requests/{id}/typed", "/vendors/requests/{out}/typed", EDIT),
    upload("/vendors/requests/{id}/typed", "/vendors/requests/{out}/typed", &[("contact", "x")], None, EDIT, 422),
    post(
        "/vendors/requests/{id}/return",
        "/vendors/requests/{back}/return",
        &[("seen", "2"), ("question.r7-vendor:2-6", "いつですか")],
        EDIT,
        303,
    ),
    post("/vendors/requests/{id}/accept", "/vendors/requests/{taken}/accept", &[("seen", "2")], MANAGE, 303),
    post(
        "/vendors/requests/{id}/refusal",
        "/vendors/requests/{out}/refusal",
        &[("seen", "1"), ("reason", "電話で断られた")],
        EDIT,
        303,
    ),
    get("/disclosures", "/disclosures", ALL),
    get("/disclosures/new", "/disclosures/new", EDIT),
    upload(
        "/disclosures/new",
        "/disclosures/new",
        &[("contract", "{contract}"), ("paste", "番号\t質問\t回答\n1\tあるか\tはい\n")],
        None,
        EDIT,
        200,
    ),
    post(
        "/disclosures/preview",
        "/disclosures/preview",
        &[("contract", "{contract}"), ("paste", "{lines}"), ("kind", "mds"), ("product", "{role}")],
        EDIT,
        200,
    ),
    post(
        "/disclosures/register",
        "/disclosures/register",
        &[
            ("contract", "{contract}"),
            ("paste", "{lines}"),
            ("kind", "mds"),
            ("subject", "system"),
            ("product", "新 {role}"),
            ("shown", "||"),
        ],
        EDIT,
        303,
    ),
    get("/disclosures/compare", "/disclosures/compare?a={disclosure}&b={disclosure}", ALL),
    get("/disclosures/questions.pdf", "/disclosures/questions.pdf?contract={contract}", PRINT),
    get("/disclosures/{id}", "/disclosures/{disclosure}?show=all", ALL),
    get("/disclosures/{id}/questions", "/disclosures/{disclosure}/questions", EDIT),
    post(
        "/disclosures/{id}/questions",
        "/disclosures/{disclosure}/questions",
        &[("seen", "1"), ("line.1", "1"), ("question.1", "いつですか")],
        EDIT,
        303,
    ),
    get("/disclosures/{id}/lines/{line}", "/disclosures/{disclosure}/lines/1", ALL),
    post(
        "/disclosures/{id}/lines/{line}/answer",
        "/disclosures/{disclosure}/lines/1/answer",
        &[("seen", "2"), ("answer", "来年です"), ("answered_by", "担当")],
        EDIT,
        303,
    ),
    post(
        "/disclosures/{id}/lines/{line}/close",
        "/disclosures/{disclosure}/lines/1/close",
        &[("seen", "3"), ("note", "確かめた")],
        EDIT,
        303,
    ),
    post(
        "/disclosures/{id}/lines/{line}/reopen",
        "/disclosures/{disclosure}/lines/1/reopen",
        &[("seen", "4")],
        EDIT,
        303,
    ),
    post(
        "/disclosures/{id}/lines/{line}/accept",
        "/disclosures/{accepted}/lines/1/accept",
        &[("seen", "1"), ("reason", "理由"), ("measure", "対策"), ("until", "2027-03-31")],
        MANAGE,
        303,
    ),
    post(
        "/disclosures/{id}/withdraw",
        "/disclosures/{disclosure}/withdraw",
        &[("seen", "5"), ("withdraw_reason", "登録の誤り")],
        EDIT,
        303,
    ),
    get("/reviews", "/reviews", ALL),
    get("/reviews/{kind}", "/reviews/accounts", EDIT),
    get("/reviews/{kind}", "/reviews/restore", EDIT),
    post(
        "/reviews/{kind}",
        "/reviews/contacts",
        &[("day", "2026-11-20"), ("reviewer", "{person}"), ("result", "clean")],
        EDIT,
        303,
    ),
    get("/editions", "/editions", ALL),
    get("/editions/diff", "/editions/diff?a=r6-medical&b=r7-medical", ALL),
    upload("/editions/packs", "/editions/packs", &[], Some(("r7-pharmacy.toml", PUBLISHED)), MANAGE, 303),
    get("/editions/switch", "/editions/switch?to=r7-pharmacy", MANAGE),
    post("/editions/switch", "/editions/switch", &[("to", "r7-pharmacy"), ("from", "none")], MANAGE, 404),
    get("/editions/carried", "/editions/carried", ALL),
    post("/editions/carried", "/editions/carried", &[("edition", "r7-pharmacy"), ("item", "x")], MANAGE, 404),
    get("/ledgers/{ledger}", "/ledgers/devices", ALL),
    get("/ledgers/{ledger}/new", "/ledgers/devices/new", EDIT),
    post("/ledgers/{ledger}/new", "/ledgers/devices/new", &[("host", "PC-NEW")], EDIT, 303),
    get("/ledgers/{ledger}/import", "/ledgers/devices/import", EDIT),
    upload(
        "/ledgers/{ledger}/import",
        "/ledgers/devices/import",
        &[("paste", "コンピュータ名\tOS\nPC-9\tWindows 11 Pro 24H2\n")],
        None,
        EDIT,
        200,
    ),
    post(
        "/ledgers/{ledger}/import/preview",
        "/ledgers/devices/import/preview",
        &[("kept", "{kept}"), ("m0", "host"), ("m1", "os"), ("shown", "host,os|")],
        EDIT,
        200,
    ),
    post(
        "/ledgers/{ledger}/import/commit",
        "/ledgers/devices/import/commit",
        &[("kept", "{kept}"), ("m0", "host"), ("m1", "os"), ("shown", "host,os|")],
        EDIT,
        303,
    ),
    post("/ledgers/{ledger}/batches/{batch}/undo", "/ledgers/devices/batches/{batch}/undo", &[], EDIT, 303),
    get("/ledgers/{ledger}/export", "/ledgers/devices/export?format=csv", PRINT),
    get("/ledgers/{ledger}/export", "/ledgers/devices/export?format=xlsx", PRINT),
    get("/ledgers/{ledger}/{row}", "/ledgers/devices/{row}", ALL),
    post("/ledgers/{ledger}/{row}", "/ledgers/devices/{row}", &[("host", "PC-CHANGED"), ("seen", "1")], EDIT, 303),
    post("/ledgers/{ledger}/{row}/remove", "/ledgers/devices/{row}/remove", &[("seen", "2")], EDIT, 303),
    get("/mail", "/mail", ALL),
    // No mail server is configured here: what needs one says so.
    post("/mail/try", "/mail/try", &[("to", "desk@example.jp")], EDIT, 422),
    get("/mail/{id}", "/mail/{mail}", ALL),
    post("/mail/{id}/resend", "/mail/{mail}/resend", &[("seen", "1")], EDIT, 422),
    post("/mail/{id}/cancel", "/mail/{mail}/cancel", &[("seen", "1")], EDIT, 303),
    post("/mail/{id}/bounce", "/mail/{mail_sent}/bounce", &[("seen", "3"), ("reason", "宛先がない")], EDIT, 303),
    post("/mail/{id}/arrived", "/mail/{mail_unsure}/arrived", &[("seen", "3")], EDIT, 303),
    get("/machines", "/machines", ALL),
    upload("/machines/import", "/machines/import", &[], Some(("pc.json", b"{}")), EDIT, 422),
    post("/machines/import/commit", "/machines/import/commit", &[("kept", "none")], EDIT, 404),
    post("/machines/batches/{batch}/undo", "/machines/batches/{machines}/undo", &[], EDIT, 303),
    get("/machines/script", "/machines/script", EDIT),
    get("/machines/unregistered", "/machines/unregistered", ALL),
    get("/machines/unregistered/{id}", "/machines/unregistered/{seen1}", ALL),
    post(
        "/machines/unregistered/{id}/register",
        "/machines/unregistered/{seen1}/register",
        &[("host", "REG-{role}")],
        EDIT,
        303,
    ),
    post("/machines/unregistered/{id}/same", "/machines/unregistered/{seen2}/same", &[("device", "{row2}")], EDIT, 303),
    post(
        "/machines/unregistered/{id}/ignore",
        "/machines/unregistered/{seen3}/ignore",
        &[("reason", "来客の電話")],
        EDIT,
        303,
    ),
    get("/machines/missing", "/machines/missing", ALL),
    post(
        "/machines/missing/{row}",
        "/machines/missing/{row2}",
        &[("decision", "checked"), ("day", "2026-11-20"), ("seen", "1")],
        EDIT,
        303,
    ),
    get("/machines/disagreements", "/machines/disagreements", ALL),
    post(
        "/machines/disagreements",
        "/machines/disagreements",
        &[("row", "{row3}"), ("key", "os"), ("source", "glpi"), ("seen", "2"), ("choice", "keep")],
        EDIT,
        303,
    ),
    get("/editions/import", "/editions/import", MANAGE),
    upload("/editions/import", "/editions/import", &[], Some(("a.xlsx", crate::official::PLAIN)), MANAGE, 303),
    get("/editions/import/{id}", "/editions/import/{draft}", MANAGE),
    post("/editions/import/{id}", "/editions/import/{draft}", &[("seen", "1"), ("title", "{role}の題")], MANAGE, 303),
    post("/editions/import/{id}/use", "/editions/import/{draft}/use", &[("seen", "2")], MANAGE, 422),
    get("/editions/import/{id}", "/editions/import/{known}", MANAGE),
    post("/editions/import/{id}/wording", "/editions/import/{known}/wording", &[("seen", "1")], MANAGE, 303),
    post("/editions/import/{id}/new", "/editions/import/{draft}/new", &[("seen", "2")], MANAGE, 303),
    post("/editions/import/{id}/discard", "/editions/import/{draft}/discard", &[], MANAGE, 303),
    post("/editions/wording/{id}/remove", "/editions/wording/{wording}/remove", &[], MANAGE, 303),
    get("/editions/fill", "/editions/fill", EDIT),
    upload(
        "/editions/fill",
        "/editions/fill",
        &[("round", "2026:r7-pharmacy")],
        Some(("a.xlsx", crate::official::ONE_CELL)),
        EDIT,
        200,
    ),
    get("/editions/fill/{file}", "/editions/fill/{form}", EDIT),
    get("/netcheck", "/netcheck", ALL),
    post("/netcheck", "/netcheck", &[("device", "{checked}")], EDIT, 303),
    get("/netcheck/{id}", "/netcheck/{netcheck}?wait=1", ALL),
    post("/netcheck/{id}/review", "/netcheck/{netcheck}/review", &[("person", "{person}")], EDIT, 303),
    upload("/netcheck/{id}/files", "/netcheck/{netcheck}/files", &[], Some(("a.pdf", b"%PDF-1.7")), EDIT, 303),
    post("/netcheck/{id}/files/{file}/remove", "/netcheck/{netcheck}/files/{shot}/remove", &[], EDIT, 303),
    get("/chart", "/chart", ALL),
    get("/inspection", "/inspection", PRINT),
    get("/documents/{name}", "/documents/binder.pdf", PRINT),
    get("/documents/{name}", "/documents/form.pdf", PRINT),
    get("/documents/{name}", "/documents/form.xlsx", PRINT),
    get("/documents/{name}", "/documents/form.xlsx?edition=r6-medical&year=2026", PRINT),
    get("/documents/{name}", "/documents/vendor-form.pdf", PRINT),
    get("/documents/{name}", "/documents/vendor-form.xlsx", PRINT),
    get("/documents/{name}", "/documents/contact-chart.pdf", PRINT),
    get("/documents/{name}", "/documents/ledger-devices.pdf", PRINT),
    get("/documents/{name}", "/documents/answers.pdf?edition=form-8", PRINT),
    get("/documents/{name}", "/documents/answers.csv?edition=form-87-3-6", PRINT),
    get("/surveys", "/surveys", ALL),
    get("/surveys/{edition}", "/surveys/form-8", ALL),
    post("/surveys/{edition}", "/surveys/form-87-3-6", &[("seen.1", "0"), ("1", "yes")], MANAGE, 303),
    get("/selfcheck", "/selfcheck", ALL),
    get("/selfcheck/{edition}", "/selfcheck/gl52-staff", ALL),
    post(
        "/selfcheck/{edition}",
        "/selfcheck/gl52-staff",
        &[("nth", "1"), ("checked_on", "2026-11-20"), ("seen", "0.0.0.0.0.0.0.0.0.0"), ("t01", "yes")],
        MANAGE,
        303,
    ),
    get("/documents/selfcheck.pdf", "/documents/selfcheck.pdf?edition=gl52-staff", PRINT),
    get("/wizard", "/wizard", EDIT),
    get("/wizard/facility", "/wizard/facility", EDIT),
    post("/wizard/facility", "/wizard/facility", &[("then", "later")], EDIT, 303),
    get("/wizard/inventory", "/wizard/inventory", EDIT),
    post("/wizard/inventory", "/wizard/inventory", &[("then", "later")], EDIT, 303),
    get("/wizard/answers", "/wizard/answers", EDIT),
    post("/wizard/answers", "/wizard/answers", &[], EDIT, 303),
    get("/wizard/print", "/wizard/print", EDIT),
    post("/wizard/print", "/wizard/print", &[], EDIT, 303),
    get("/wizard/{step}", "/wizard/devices", EDIT),
    post("/wizard/{step}", "/wizard/devices", &[("then", "later")], EDIT, 303),
    post("/wizard/{step}", "/wizard/people", &[], EDIT, 303),
    get("/settings/account", "/settings/account", ALL),
    post(
        "/settings/account/password",
        "/settings/account/password",
        &[("present", "wrong-password-1"), ("new", "sora-umi-hana-tori"), ("password_again", "sora-umi-hana-tori")],
        ALL,
        422,
    ),
    post("/settings/account/sessions/end", "/settings/account/sessions/end", &[], ALL, 303),
    post("/settings/account/sessions/{id}/end", "/settings/account/sessions/none/end", &[], ALL, 303),
    get("/settings/second-factor", "/settings/second-factor", ALL),
    post(
        "/settings/second-factor",
        "/settings/second-factor",
        &[("secret", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"), ("code", "000000")],
        ALL,
        422,
    ),
    post(
        "/settings/second-factor/remove",
        "/settings/second-factor/remove",
        &[("present", "wrong-password-1")],
        ALL,
        422,
    ),
    get("/settings/users", "/settings/users", MANAGE),
    get("/settings/users/new", "/settings/users/new", MANAGE),
    post(
        "/settings/users/new",
        "/settings/users/new",
        &[
            ("login", "new-{role}"),
            ("name", "新人"),
            ("role", "staff"),
            ("reach", "some"),
            ("facility", "{facility}"),
            ("password", "sora-umi-hana-tori"),
            ("password_again", "sora-umi-hana-tori"),
        ],
        MANAGE,
        303,
    ),
    get("/settings/users/{id}", "/settings/users/{user}", MANAGE),
    post(
        "/settings/users/{id}",
        "/settings/users/{user}",
        &[("name", "別の名"), ("role", "staff"), ("reach", "some"), ("facility", "{facility}")],
        MANAGE,
        303,
    ),
    post(
        "/settings/users/{id}/password",
        "/settings/users/{user}/password",
        &[("new", "hosi-tuki-umi-yama"), ("password_again", "hosi-tuki-umi-yama")],
        MANAGE,
        303,
    ),
    post("/settings/users/{id}/disable", "/settings/users/{user}/disable", &[], MANAGE, 303),
    post("/settings/users/{id}/enable", "/settings/users/{user}/enable", &[], MANAGE, 303),
    get("/settings/facility", "/settings/facility", MANAGE),
    post("/settings/facility", "/settings/facility", &[("kind", "pharmacy"), ("name", "みなと薬局")], MANAGE, 303),
    get("/settings/facility/new", "/settings/facility/new", MANAGE),
    post(
        "/settings/facility/new",
        "/settings/facility/new",
        &[("kind", "pharmacy"), ("name", "みなと薬局 {role}店")],
        MANAGE,
        303,
    ),
    get("/settings/audit", "/settings/audit", MANAGE),
    post("/settings/audit/verify", "/settings/audit/verify", &[], MANAGE, 200),
];

impl Route {
    pub(crate) fn is_get(&self) -> bool {
        matches!(self.sent, Sent::Get)
    }

    /// `GET /…` or `POST /…`.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", if self.is_get() { "GET" } else { "POST" }, self.pattern)
    }
}

/// `GET /…` and `POST /…` of every `.route(…)` in the sources.
pub(crate) fn in_the_sources() -> Vec<String> {
    let mut found = Vec::new();
    collect(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found
}

fn collect(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for route in source.split(".route(\"").skip(1) {
                let (pattern, rest) = route.split_once('"').unwrap();
                let methods = rest.split(".route(").next().unwrap().lines().next().unwrap();
                for (call, method) in [("get(", "GET"), ("post(", "POST")] {
                    if methods.contains(call) {
                        found.push(format!("{method} {pattern}"));
                    }
                }
            }
        }
    }
}
