//! The product's own password rule: 13 characters, or 8 with a second factor; never a common one,
//! never the login or the product's name, never one used before; no forced rotation.

/// What the rule asks about a new password.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The login it will belong to.
    pub login: &'a str,
    /// Whether a second factor is set up.
    pub second_factor: bool,
}

/// Why a password was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PasswordError(pub String);

/// The shortest password without a second factor (the R7 sheet, item 2-⑦).
pub const SHORTEST: usize = 13;
/// The shortest password with a second factor (the R7 sheet, item 2-⑦).
pub const SHORTEST_WITH_SECOND_FACTOR: usize = 8;
/// The longest; a bound on the hashing work an outsider can ask for.
pub const LONGEST: usize = 128;

/// Words whose repetition or decoration does not make a password.
const COMMON: [&str; 44] = [
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "qwertyuiop",
    "qwerty",
    "asdfghjkl",
    "zxcvbnm",
    "1q2w3e4r",
    "1qaz2wsx",
    "qazwsx",
    "letmein",
    "welcome",
    "admin",
    "administrator",
    "root",
    "iloveyou",
    "monkey",
    "dragon",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "master",
    "login",
    "abc123",
    "123abc",
    "changeme",
    "secret",
    "test",
    "guest",
    "user",
    "sakura",
    "doraemon",
    "pokemon",
    "yakkyoku",
    "byouin",
    "hospital",
    "pharmacy",
    "clinic",
    "kusuri",
    "tate",
];

/// Checks a new password.
///
/// # Errors
/// A Japanese sentence with the reason and what to do; it never repeats the password.
pub fn check(password: &str, about: Circumstances<'_>) -> Result<(), PasswordError> {
    let refuse = |text: String| Err(PasswordError(text));
    let length = password.chars().count();
    let shortest = if about.second_factor { SHORTEST_WITH_SECOND_FACTOR } else { SHORTEST };
    if length < shortest {
        return refuse(format!(
            "パスワードが短すぎます（{length}文字）。{shortest}文字以上にしてください。好きな言葉を3つか4つ並べると、長くても覚えやすくなります。"
        ));
    }
    if length > LONGEST {
        return refuse(format!("パスワードが長すぎます。{LONGEST}文字までにしてください。"));
    }
    let lower = password.to_lowercase();
    let distinct: std::collections::BTreeSet<char> = lower.chars().collect();
    if distinct.len() < 5 || is_run(&lower) {
        return refuse(
            "同じ文字のくり返しや、並び順の文字は使えません。推測されやすいためです。別の言葉を組み合わせてください。"
                .into(),
        );
    }
    let login = about.login.to_lowercase();
    if login.chars().count() >= 3 && lower.contains(&login) {
        return refuse(
            "パスワードにログイン名が含まれています。推測されやすいため使えません。別の言葉にしてください。".into(),
        );
    }
    // What is left after the common words, digits and signs are taken away must still be a word.
    let mut rest = lower.clone();
    for word in COMMON {
        rest = rest.replace(word, "");
    }
    let letters = rest.chars().filter(|c| c.is_alphabetic()).count();
    if rest != lower && letters < 4 {
        return refuse(
            "よく使われるパスワードに似ています。攻撃者が最初に試すため使えません。別の言葉を組み合わせてください。"
                .into(),
        );
    }
    if letters == 0 {
        return refuse(
            "数字と記号だけのパスワードは使えません。推測されやすいためです。言葉を組み合わせてください。".into(),
        );
    }
    Ok(())
}

/// Whether the text is one ascending or descending run (abcdefg…, 9876…).
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    codes.windows(2).all(|w| w[1] - w[0] == 1) || codes.windows(2).all(|w| w[1] - w[0] == -1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALONE: Circumstances<'_> = Circumstances { login: "yamada", second_factor: false };

    #[test]
    fn thirteen_characters_or_eight_with_a_second_factor() {
        assert!(check("mizu-kaze-tuki", ALONE).is_ok());
        assert!(check("mizu-kaze-tu", ALONE).is_err());
        assert!(check("mizukaze", Circumstances { second_factor: true, ..ALONE }).is_ok());
        assert!(check("mizukaz", Circumstances { second_factor: true, ..ALONE }).is_err());
    }

    #[test]
    fn what_attackers_try_first_is_refused() {
        for bad in [
            "passwordpassword",
            "Password123456!",
            "1234567890123",
            "aaaaaaaaaaaaaa",
            "yamada-yamada-1",
            "abcdefghijklmn",
            "qwertyuiop12345",
            "admin20261120!!",
            "tatetatetatetate",
        ] {
            assert!(check(bad, ALONE).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_reason_never_repeats_the_password() {
        let error = check("passwordpassword", ALONE).unwrap_err();
        assert!(!error.0.contains("passwordpassword"));
    }
}
