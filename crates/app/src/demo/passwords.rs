//! First passwords: three words and a number, easy to read aloud, different on every run.

use tate_domain::password::{Circumstances, check};

/// Plain Japanese words in Latin letters, none of them a usual password.
const WORDS: [&str; 96] = [
    "mizube",
    "kazemachi",
    "tukiyo",
    "hoshizora",
    "kawabata",
    "yamabiko",
    "umibozu",
    "soramame",
    "hanabi",
    "torinosu",
    "kumogata",
    "amagasa",
    "yukimi",
    "shimokaze",
    "kirisame",
    "asatuyu",
    "yuuyake",
    "komorebi",
    "sazanami",
    "isobune",
    "nagisa",
    "minamo",
    "takibi",
    "kagaribi",
    "hotaru",
    "suzumushi",
    "kabuto",
    "tonbo",
    "ayumi",
    "kawauso",
    "musasabi",
    "tanuki",
    "kituneko",
    "usagi",
    "hitsuji",
    "koushi",
    "medaka",
    "unagi",
    "tokage",
    "kaeru",
    "tsubame",
    "hibari",
    "mejiro",
    "suzume",
    "hakuchou",
    "fukurou",
    "kamome",
    "chidori",
    "tanpopo",
    "sumire",
    "renge",
    "nanohana",
    "ajisai",
    "asagao",
    "himawari",
    "kikyou",
    "susuki",
    "momiji",
    "icho",
    "nanten",
    "tsubaki",
    "matsuba",
    "sasabune",
    "takeuma",
    "kunugi",
    "donguri",
    "kuromoji",
    "sanshou",
    "yuzuyu",
    "kinkan",
    "natume",
    "akebi",
    "gohan",
    "misoshiru",
    "tamago",
    "tofuya",
    "konbu",
    "wakame",
    "udonya",
    "sobaya",
    "dango",
    "manjuu",
    "senbei",
    "anmitu",
    "furoshiki",
    "chouchin",
    "noren",
    "furin",
    "uchiwa",
    "sensu",
    "geta",
    "tabibito",
    "hyoushi",
    "fudebako",
    "origami",
    "chabudai",
];

/// A new password for a login.
pub(super) fn fresh(login: &str) -> String {
    loop {
        let word = || WORDS[rand::random_range(0..WORDS.len())];
        let password = format!("{}-{}-{}-{:04}", word(), word(), word(), rand::random_range(0..10_000));
        if check(&password, Circumstances { login, second_factor: false }).is_ok() {
            return password;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_obey_the_rule_and_differ() {
        let some: std::collections::BTreeSet<_> = (0..50).map(|_| fresh("demo-hospital")).collect();
        assert_eq!(some.len(), 50);
        assert!(some.iter().all(|password| password.chars().count() >= 13));
    }
}
