//! The Japanese sentences of an `unknown`: why the text does not decide, and what to write instead.

use jiff::civil::Date;

use super::data::ProductKind;
use super::judge::Outcome;
use super::reading::{Candidate, Reading, Undecided};
use super::reason::{day, name};

const WINVER: &str =
    "その端末で「winver」を実行し、表示されるバージョン（例：24H2）とビルド番号を台帳に書いてください。";

/// One candidate with its channel, such as "Windows 11 24H2（Home・Pro）".
fn full_name(candidate: Candidate<'_>) -> String {
    format!("{} {}", candidate.product.name, candidate.release.name).trim_end().to_owned()
        + candidate.channel.in_brackets()
}

/// The candidates disagree, or their data is too old.
pub(super) fn split(reading: &Reading<'_>, all: &[Outcome<'_>], today: Date) -> String {
    let Some(first) = all.first() else { return undecided(reading, &Undecided::NotRecognised) };
    if all.iter().all(|o| o.stale) {
        let as_of = first.candidate.product.as_of.map(day).unwrap_or_default();
        let note = first.candidate.release.note.as_deref().unwrap_or_default();
        return format!(
            "{}は{as_of}時点では修正が提供されていましたが、{}の状態は手元の情報で判断できません。{note}メーカーのページで確認してください。",
            name(reading, first.candidate),
            day(today)
        );
    }
    let latest = if reading.says_latest { "「最新」はバージョンではありません。" } else { "" };
    format!(
        "「{}」だけでは判断できません。版やエディションによって期限が違います（{}）。{latest}{}",
        subject(reading),
        examples(all),
        ask(reading, first.candidate)
    )
}

/// The earliest and the latest end among the candidates.
fn examples(all: &[Outcome<'_>]) -> String {
    let mut dated: Vec<(Date, String)> = all.iter().filter_map(|o| Some((o.end?, full_name(o.candidate)))).collect();
    dated.sort();
    dated.dedup();
    let shown: Vec<_> = match dated.len() {
        0..=3 => dated.iter().collect(),
        _ => dated.first().into_iter().chain(dated.last()).collect(),
    };
    let listed: Vec<_> = shown.iter().map(|(end, name)| format!("{name}は{}", day(*end))).collect();
    listed.join("、")
}

/// What the text states, or "この記載" when it can be several products.
fn subject(reading: &Reading<'_>) -> String {
    let parts = [reading.product.as_deref(), reading.edition.as_deref(), reading.release.as_deref()];
    match reading.product {
        Some(_) => parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
        None => "この記載".to_owned(),
    }
}

fn ask(reading: &Reading<'_>, candidate: Candidate<'_>) -> String {
    let windows = !matches!(candidate.product.kind, ProductKind::Plain | ProductKind::Application);
    match (windows, &reading.release, &reading.edition) {
        (false, _, _) => "バージョンを小数点以下まで台帳に書いてください。".to_owned(),
        (true, _, _) if reading.product.is_none() => {
            format!("Windows 10・11・Serverのどれかも含めて製品名を書き、{WINVER}")
        }
        (true, None, _) => WINVER.to_owned(),
        (true, Some(_), None) => "「設定」→「システム」→「バージョン情報」で、エディション（Home・Pro・Enterprise・LTSCなど）を確かめて台帳に書いてください。".to_owned(),
        (true, Some(_), Some(_)) => "「設定」→「システム」→「バージョン情報」で、LTSCかどうかまで含めたエディションを確かめて台帳に書いてください。".to_owned(),
    }
}

/// Nothing of the data fits.
pub(super) fn undecided(reading: &Reading<'_>, why: &Undecided) -> String {
    let product = reading.product.as_deref().unwrap_or("OS");
    match why {
        Undecided::Blank => "OSの記載がないため判断できません。OSの名前とバージョンを台帳に書いてください。".to_owned(),
        Undecided::Masked => "値が伏せ字（*****）で取り込まれたため判断できません。取込元で伏せ字を外すか、端末で確かめて書いてください。".to_owned(),
        Undecided::LatestOnly => "「最新」はバージョンではないため判断できません。画面に表示される製品名とバージョンの番号を書いてください。".to_owned(),
        Undecided::NetworkDevice => {
            "ネットワーク機器や専用機器のファームウェアとみられ、OSの期限表では判断しません。型番とファームウェアの版をネットワーク機器の台帳で確認してください。".to_owned()
        }
        Undecided::SeveralSystems(names) => {
            format!("一つの欄に複数の製品（{}）が書かれているため判断できません。機器ごとに行を分けてください。", names.join("、"))
        }
        Undecided::Contradiction => {
            format!("書かれている製品・バージョン・ビルド番号が互いに合わないため判断できません。{}", if product.starts_with("Windows") { WINVER } else { "画面の表示を見て書き直してください。" })
        }
        Undecided::VersionMissing if product.starts_with("Windows") => {
            format!("{product}のどの版か読み取れないため判断できません。{WINVER}")
        }
        Undecided::VersionMissing => format!("{product}のバージョンが書かれていないため判断できません。設定画面に表示される番号を台帳に書いてください。"),
        Undecided::NotInData(name) => {
            format!("「{}」の期限は手元の情報にないため判断できません。書き間違いがないか確かめ、メーカーのページで期限を確認してください。", name.trim())
        }
        Undecided::OtherProduct(name) => {
            format!("「{name}」は期限が別に決まっている製品で、手元の情報にないため判断できません。正式な製品名を確かめ、メーカーまたは保守事業者に期限を確認してください。")
        }
        Undecided::EmbeddedSystem(name) => {
            format!("機械に組み込まれたOS（{name}）とみられます。サポートの期限はOSではなく機械ごとに決まるため、この記載では判断できません。機械の型番を伝えて、メーカーか保守事業者に期限を確認してください。")
        }
        Undecided::LinuxKind => {
            "Linuxは種類（Ubuntu、AlmaLinuxなど）ごとに期限が違うため、この記載では判断できません。種類の名前とバージョンを書いてください。分からないときは、保守事業者に確認してください。".to_owned()
        }
        Undecided::NotRecognised => {
            "この記載からOSを読み取れないため判断できません。製品名とバージョンを、画面に表示されるとおりに書いてください。".to_owned()
        }
    }
}
