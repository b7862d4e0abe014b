//! Signing in.
use crate::on_both;

on_both!(a_wrong_password_and_an_unknown_login_get_the_same_page, |test| {
    let browser = test.browser();
    let wrong = browser.post("/sign-in", &[("login", "owner"), ("password", "wrong-password-1")]).await;
    let unknown = browser.post("/sign-in", &[("login", "nobody"), ("password", "wrong-password-1")]).await;
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert_eq!(wrong.body.replace("owner", ""), unknown.body.replace("nobody", ""));
});

on_both!(a_session_that_ends_while_typing_loses_nothing, |test| {
    let browser = test.signed_in("owner").await;
    test.clock.pass(3 * 60 * 60);
    let refused = browser.post("/checklist/r7-pharmacy/2-7", &[("value", "no"), ("target_date", "2027-03-31"), ("reason", "端末2台を更新します"), ("seen", "0"), ("checked_on", "2026-11-20")]).await;
    assert_eq!(refused.status, 401);
    assert!(refused.body.contains("入力した内容は残っています"));
    let (path, body) = (refused.input("carry_path").unwrap(), refused.input("carry_body").unwrap().replace("&amp;", "&").replace("&#38;", "&"));
    let again = browser.post("/sign-in", &[("login", "owner"), ("password", tate_testkit::PASSWORD), ("carry_path", &path), ("carry_body", &body)]).await;
    assert_eq!(again.status, 200);
    assert!(again.body.contains("端末2台を更新します"));
    let saved = browser.post(&path, &[("value", &again.input("value").unwrap()), ("target_date", &again.input("target_date").unwrap()), ("reason", &again.input("reason").unwrap()), ("seen", "0"), ("checked_on", &again.input("checked_on").unwrap())]).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
});
