//! Rules for passwords and lockout: login.defs, PAM, pwquality, faillock.

use crate::Gaps;
use crate::machine::Machine;
use crate::report::Password;

/// Where PAM decides about new passwords and about sign-ins: Debian, then Red Hat, then SUSE.
const PAM: [&str; 6] =
    ["common-password", "common-auth", "system-auth", "password-auth", "common-password-pc", "login"];
/// What the modules do where nothing is set.
const PWQUALITY_LENGTH: u32 = 8;
const UNIX_LENGTH: u32 = 6;
const FAILLOCK_TRIES: u32 = 3;
/// login.defs says so for "never".
const NEVER: u32 = 99_999;

/// The rules; `None` where PAM is not used.
pub(crate) fn rules(machine: &Machine, gaps: &mut Gaps) -> Option<Password> {
    let pam: Vec<String> = PAM.iter().filter_map(|file| machine.text(&format!("/etc/pam.d/{file}")).ok()).collect();
    let lines: Vec<&str> =
        pam.iter().flat_map(|text| text.lines()).map(str::trim).filter(|line| !line.starts_with('#')).collect();
    if lines.is_empty() {
        gaps.note("password", "パスワードの仕組み（PAM）の設定が見つからないため、パスワードの設定を調べられません。");
        return None;
    }
    let defs = machine.text("/etc/login.defs").unwrap_or_default();
    let quality = module(&lines, "pam_pwquality.so").map(|line| Quality::of(machine, line));
    let unix = module(&lines, "pam_unix.so").and_then(|line| option(line, "minlen"));
    Some(Password {
        min_length: Some(quality.as_ref().map_or(unix.unwrap_or(UNIX_LENGTH), |quality| quality.length)),
        mixed: Some(quality.is_some_and(|quality| quality.mixed)),
        max_age_days: word(&defs, "PASS_MAX_DAYS").map(|days| if days >= NEVER { 0 } else { days }),
        history: module(&lines, "pam_pwhistory.so").map(|line| option(line, "remember").unwrap_or(10)),
        lockout_threshold: Some(lockout(machine, &lines)),
    })
}

/// The first line that uses a module.
fn module<'a>(lines: &[&'a str], name: &str) -> Option<&'a str> {
    lines.iter().find(|line| line.split_whitespace().any(|word| word.ends_with(name))).copied()
}

/// `minlen=12` on a line of PAM.
fn option<T: std::str::FromStr>(line: &str, name: &str) -> Option<T> {
    line.split_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('=')?.parse().ok())
}

/// `minlen = 12` in a file of settings.
fn value<T: std::str::FromStr>(text: &str, name: &str) -> Option<T> {
    let settings = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    settings.filter_map(|line| line.split_once('=')).find(|(key, _)| key.trim() == name)?.1.trim().parse().ok()
}

/// `PASS_MAX_DAYS 90` in login.defs.
fn word(text: &str, name: &str) -> Option<u32> {
    text.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        (words.next() == Some(name)).then(|| words.next()?.parse().ok())?
    })
}

struct Quality {
    length: u32,
    mixed: bool,
}

impl Quality {
    /// An option on the line of PAM goes before the file.
    fn of(machine: &Machine, line: &str) -> Self {
        let file = machine.text("/etc/security/pwquality.conf").unwrap_or_default();
        let set = |name: &str| option::<i32>(line, name).or_else(|| value(&file, name));
        // A negative credit asks for that many characters of the kind.
        let asks = |name: &str| set(name).is_some_and(|credit| credit < 0);
        let letters = asks("lcredit") || asks("ucredit");
        let kinds = letters && asks("dcredit") && asks("ocredit");
        Self {
            length: set("minlen").and_then(|length| u32::try_from(length).ok()).unwrap_or(PWQUALITY_LENGTH),
            mixed: kinds || set("minclass").is_some_and(|classes| classes >= 3),
        }
    }
}

fn lockout(machine: &Machine, lines: &[&str]) -> u32 {
    if let Some(line) = module(lines, "pam_faillock.so") {
        let file = machine.text("/etc/security/faillock.conf").unwrap_or_default();
        return option(line, "deny").or_else(|| value(&file, "deny")).unwrap_or(FAILLOCK_TRIES);
    }
    module(lines, "pam_tally2.so").and_then(|line| option(line, "deny")).unwrap_or(0)
}
