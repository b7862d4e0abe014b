//! The Japanese sentences of a decided answer: what is so, with the date, and what to do.

use jiff::civil::Date;

use super::answer::Verdict;
use super::data::ProductKind;
use super::judge::{Outcome, days};
use super::reading::{Candidate, Reading};

/// A day as it is written in Japanese.
pub(super) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// The product, release and edition as the text states them.
pub(super) fn name(reading: &Reading<'_>, fallback: Candidate<'_>) -> String {
    let product = reading.product.as_deref().unwrap_or(&fallback.product.name);
    let parts = [Some(product), reading.edition.as_deref(), reading.release.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// All candidates share a verdict.
pub(super) fn decided(
    reading: &Reading<'_>,
    all: &[Outcome<'_>],
    speaker: &Outcome<'_>,
    esu_until: Option<Date>,
    today: Date,
) -> String {
    let subject = if reading.product.is_none() {
        let mut products: Vec<&str> = all.iter().map(|o| o.candidate.product.name.as_str()).collect();
        products.dedup();
        format!("この記載に当てはまる製品（{}）", products.join("、"))
    } else {
        name(reading, speaker.candidate)
    };
    let several = all.iter().any(|o| o.end != speaker.end);
    let mut text = match (speaker.verdict, speaker.end) {
        (Verdict::Expired, Some(end)) if several => {
            format!(
                "{subject}は、考えられるどの版・エディションでもサポートが終わっています（最も遅いもので{}）。",
                day(end)
            )
        }
        (Verdict::Expired, Some(end)) => {
            format!("{subject}のサポートは{}に終わりました（{}日前）。", day(end), days(end, today))
        }
        (Verdict::Expired, None) => format!("{subject}のサポートはすでに終わっています（終了日は記録がありません）。"),
        (Verdict::EndingSoon, Some(end)) => ending(&subject, speaker, end, today),
        (_, Some(end)) if speaker.counted && end < today => continued(&subject, speaker, end),
        (_, Some(end)) if several => {
            format!("{subject}は、考えられるどの版・エディションでもサポート中です（最も早いもので{}まで）。", day(end))
        }
        (_, Some(end)) => format!("{subject}のサポートは{}まで続きます。", day(end)),
        (_, None) => open_end(&subject, speaker.candidate),
    };
    text.push_str(&extension(speaker, esu_until, today));
    for note in [&speaker.candidate.product.note, &speaker.candidate.release.note].into_iter().flatten() {
        text.push_str(note);
    }
    if speaker.verdict == Verdict::Expired && speaker.candidate.product.kind != ProductKind::Application {
        text.push_str("更新または入れ替えの予定を立ててください。");
    }
    text
}

fn ending(subject: &str, speaker: &Outcome<'_>, end: Date, today: Date) -> String {
    let last = if speaker.counted { speaker.extension.unwrap_or(end).max(end) } else { end };
    format!(
        "{subject}のサポートは{}に終わります（あと{}日）。入れ替えや更新の準備を始めてください。",
        day(last),
        days(today, last)
    )
}

fn continued(subject: &str, speaker: &Outcome<'_>, end: Date) -> String {
    let last = speaker.extension.map(day).unwrap_or_default();
    format!("{subject}の通常のサポートは{}に終わりましたが、延長により{last}まで修正が提供されます。", day(end))
}

fn open_end(subject: &str, candidate: Candidate<'_>) -> String {
    let as_of = candidate.product.as_of.map(day).unwrap_or_default();
    format!("{subject}は、{as_of}時点の情報で修正の提供が続いています（終了日は手元の情報にありません）。")
}

/// What is to be said about extensions.
fn extension(speaker: &Outcome<'_>, esu_until: Option<Date>, today: Date) -> String {
    let what = speaker.candidate.product.paid_name.as_deref().unwrap_or("延長サポート");
    let free = speaker.candidate.release.free_until;
    match (speaker.extension, esu_until) {
        (Some(until), _) if free == Some(until) => {
            let name = speaker.candidate.release.free_name.as_deref().unwrap_or("延長サポート");
            if until < today {
                format!("無償の延長（{name}）も{}に終わっています。", day(until))
            } else {
                format!("（{name}は無償で{}まで）", day(until))
            }
        }
        (Some(until), Some(_)) if speaker.verdict == Verdict::Expired => {
            format!("購入した{what}も{}に終わっています。", day(until))
        }
        (Some(until), Some(_)) => format!("{what}の証拠（{}まで）を数えています。", day(until)),
        (Some(until), None) if speaker.verdict != Verdict::Expired => {
            format!("その後の{what}は別に購入するものです（最長{}）。", day(until))
        }
        (Some(until), None) if until < today => format!("有償の{what}も{}に終わっています。", day(until)),
        (Some(until), None) => {
            format!("有償の{what}は最長{}までありますが、購入の証拠がないため数えていません。", day(until))
        }
        (None, Some(_)) if speaker.verdict == Verdict::Expired => {
            "この版に延長サポートがある記録はないため、登録された延長の期限は数えていません。".to_owned()
        }
        (None, _) => String::new(),
    }
}
