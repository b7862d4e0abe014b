//! The words that occur in OS columns, and how glued words are taken apart.
//!
//! A word that is not in here is kept whole and makes a number glued to it meaningless ("RTX1210", "PC10").

/// Latin words, longest first within a spelling family; the second column is the token it becomes.
const LATIN: &[(&str, &str)] = &[
    ("windows", "windows"),
    ("win", "windows"),
    ("window", "window"),
    ("microsoft", "microsoft"),
    ("server", "server"),
    ("home", "home"),
    ("professionnel", "pro"),
    ("professional", "pro"),
    ("pro", "pro"),
    ("enterprise", "enterprise"),
    ("entreprise", "enterprise"),
    ("education", "education"),
    ("ultimate", "ultimate"),
    ("premium", "premium"),
    ("basic", "basic"),
    ("starter", "starter"),
    ("business", "business"),
    ("iot", "iot"),
    ("ltsc", "ltsc"),
    ("ltsb", "ltsc"),
    ("multi", "multi"),
    ("session", "session"),
    ("workstations", "workstation"),
    ("workstation", "workstation"),
    ("standard", "standard"),
    ("datacenter", "datacenter"),
    ("essentials", "essentials"),
    ("foundation", "foundation"),
    ("for", "for"),
    ("edition", "edition"),
    ("version", "version"),
    ("ver", "version"),
    ("build", "build"),
    ("release", "release"),
    ("service", "service"),
    ("pack", "pack"),
    ("vista", "vista"),
    ("embedded", "embedded"),
    ("posready", "posready"),
    ("industry", "industry"),
    ("compact", "compact"),
    ("mobile", "mobile"),
    ("phone", "phone"),
    ("storage", "storage"),
    ("android", "android"),
    ("ubuntu", "ubuntu"),
    ("debian", "debian"),
    ("centos", "centos"),
    ("stream", "stream"),
    ("rhel", "rhel"),
    ("redhat", "red hat"),
    ("linux", "linux"),
    ("gnu", "gnu"),
    ("almalinux", "almalinux"),
    ("alma", "alma"),
    ("rocky", "rocky"),
    ("oracle", "oracle"),
    ("macosx", "mac os x"),
    ("macos", "macos"),
    ("mac", "mac"),
    ("osx", "osx"),
    ("ipados", "ipados"),
    ("iphoneos", "iphoneos"),
    ("ios", "ios"),
    ("esxi", "esxi"),
    ("vmware", "vmware"),
    ("office", "office"),
    ("lts", "lts"),
    ("esu", "esu"),
];

/// Short words that count only when they stand alone.
const SHORT: &[&str] =
    &["os", "xp", "me", "nt", "sp", "se", "r", "w", "ws", "x", "h", "l", "v", "ce", "rt", "sl", "n", "ol"];

/// Glued spellings that cannot be taken apart safely by the rule.
const GLUED: &[(&str, &str)] = &[
    ("winxp", "windows xp"),
    ("windowsxp", "windows xp"),
    ("winme", "windows me"),
    ("windowsme", "windows me"),
    ("winnt", "windows nt"),
    ("windowsnt", "windows nt"),
    ("windowsos", "windows os"),
    ("windowsrt", "windows rt"),
    ("windowsce", "windows ce"),
    ("windowsse", "windows se"),
    ("enterprises", "enterprise ltsc"),
    ("iotenterprises", "iot enterprise ltsc"),
    ("enterprisesn", "enterprise ltsc"),
    ("enterprisen", "enterprise"),
    ("professionaln", "pro"),
    ("professionalworkstation", "pro for workstation"),
    ("professionaleducation", "pro education"),
    ("corecountryspecific", "home"),
    ("coresinglelanguage", "home"),
    ("cloudedition", "se"),
    ("serverrdsh", "enterprise multi session"),
];

/// Katakana words; a run of katakana is taken apart only when all of it is known ("プログラム" holds no "プロ").
const KATAKANA: &[(&str, &str)] = &[
    ("ウィンドウズ", "windows"),
    ("ウインドウズ", "windows"),
    ("ウィンドーズ", "windows"),
    ("ウインドーズ", "windows"),
    ("マイクロソフト", "microsoft"),
    ("サーバー", "server"),
    ("サーバ", "server"),
    ("ホーム", "home"),
    ("プロフェッショナル", "pro"),
    ("プロ", "pro"),
    ("エンタープライズ", "enterprise"),
    ("エデュケーション", "education"),
    ("プレミアム", "premium"),
    ("アルティメット", "ultimate"),
    ("スタンダード", "standard"),
    ("データセンター", "datacenter"),
    ("エディション", "edition"),
    ("バージョン", "version"),
    ("ビルド", "build"),
    ("ビスタ", "vista"),
    ("アンドロイド", "android"),
    ("ウブントゥ", "ubuntu"),
    ("オフィス", "office"),
    ("マック", "mac"),
];

/// The words of a Latin run, or none when part of it is unknown.
pub(super) fn latin(run: &str) -> Option<Vec<&'static str>> {
    if let Some(short) = SHORT.iter().find(|s| **s == run) {
        return Some(vec![short]);
    }
    if let Some((_, words)) = GLUED.iter().find(|(glued, _)| *glued == run) {
        return Some(words.split(' ').collect());
    }
    take_apart(run, LATIN)
}

/// The words of a katakana run, or none when part of it is unknown.
pub(super) fn katakana(run: &str) -> Option<Vec<&'static str>> {
    take_apart(run, KATAKANA)
}

/// Splits `run` into words of `table`, trying longer words first; all of it or nothing.
fn take_apart(run: &str, table: &'static [(&str, &str)]) -> Option<Vec<&'static str>> {
    if run.is_empty() {
        return Some(Vec::new());
    }
    // Bounded: a garbage run cannot make the search long, OS words are short.
    if run.chars().count() > 48 {
        return None;
    }
    let mut fitting: Vec<_> = table.iter().filter(|(word, _)| run.starts_with(word)).collect();
    fitting.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
    for (word, token) in fitting {
        if let Some(rest) = take_apart(&run[word.len()..], table) {
            let mut words: Vec<&'static str> = token.split(' ').collect();
            words.extend(rest);
            return Some(words);
        }
    }
    None
}
