//! What stands out in a statement. Nothing here makes it worthless: each remark says what to look at or to ask for.

use super::{Statement, Versions};
use crate::date::slashed;
use crate::text::search_key;
use jiff::ToSpan as _;
use jiff::civil::Date;
use std::cmp::Ordering;

/// Fewer lines than this are too few to wonder that all say はい.
const FEWEST_LINES: usize = 10;
/// Fewer lines than this may be alike by chance.
const FEWEST_ALIKE: usize = 5;

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// 書式の版
    Template,
    /// ガイドラインの版
    Guideline,
    /// 作成日
    Made,
    /// 製品の版
    Product,
    /// すべて「はい」
    AllYes,
    /// ほかの製品と同じ内容
    Duplicate,
    /// 未記入
    Unanswered,
    /// 説明のない「いいえ」「対象外」
    Unexplained,
    /// 行がない
    NoLines,
}

impl Check {
    /// In Japanese.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Template => "書式の版",
            Self::Guideline => "ガイドラインの版",
            Self::Made => "作成日",
            Self::Product => "製品の版",
            Self::AllYes => "すべて「はい」",
            Self::Duplicate => "ほかの製品と同じ内容",
            Self::Unanswered => "未記入の行",
            Self::Unexplained => "説明のない行",
            Self::NoLines => "行の内容",
        }
    }
}

/// One remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What was looked at.
    pub check: Check,
    /// What was found, and what to do: Japanese sentences.
    pub text: String,
}

/// What a statement is compared with.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The known versions.
    pub versions: &'a Versions,
    /// The statements of the facility.
    pub others: &'a [Statement],
    /// The version of the product in the ledger of systems; may be empty.
    pub ledger_version: &'a str,
    /// The day.
    pub today: Date,
}

/// Everything that stands out.
#[must_use]
pub fn check(one: &Statement, around: &Around<'_>) -> Vec<Remark> {
    let mut found = outdated(one, around.versions, around.today);
    let mut add = |check, text: String| found.push(Remark { check, text });
    if around.versions.template(&one.template).is_none() {
        add(
            Check::Template,
            if one.template.is_empty() {
                "書式の版が書かれていません。表紙か書式の名前で確かめてください。".to_owned()
            } else {
                format!(
                    "「{}」は、知られている書式の版ではありません。独自の書式のときは、標準の書式と同じ内容がそろっているかを確かめてください（Q&A 5-3）。",
                    one.template
                )
            },
        );
    }
    if one.made_on.is_none() {
        add(Check::Made, "作成日がありません。表紙に作成日を書いてもらってください。".to_owned());
    }
    if let Some(text) = other_version(one, around.ledger_version) {
        add(Check::Product, text);
    }
    if is_all_yes(one) {
        add(
            Check::AllYes,
            format!(
                "{}行すべてが「はい」です。よく読まずに付けたものでないか、いくつかの行の根拠を事業者に確かめてください。",
                one.counts.yes
            ),
        );
    }
    if let Some(other) = duplicate_of(one, around.others) {
        add(
            Check::Duplicate,
            format!(
                "「{}」の開示書と、行の内容がすべて同じです。別の製品の開示書を写したものでないか、事業者に確かめてください。",
                other.name()
            ),
        );
    }
    let counts = one.counts;
    if counts.unanswered > 0 {
        add(Check::Unanswered, format!("{}行に回答がありません。事業者に記入を頼んでください。", counts.unanswered));
    }
    if counts.unexplained > 0 {
        add(
            Check::Unexplained,
            format!(
                "「いいえ」「対象外」のうち{}行に説明がありません。理由と代わりの対策を事業者に聞いてください（説明があれば、「いいえ」があるだけで項目が満たせなくなることはありません。Q&A 5-5）。",
                counts.unexplained
            ),
        );
    }
    if counts.total() == 0 {
        add(Check::NoLines, "行の内容が登録されていません。Excelの開示書を読み取るか、行を貼り付けると、「いいえ」と「対象外」を追えるようになります。".to_owned());
    }
    found
}

/// What is older than what can be asked for today: template, guideline, day. Tolerated, but an update is asked for
/// (Q&A 5-1, 5-4).
#[must_use]
pub fn outdated(one: &Statement, versions: &Versions, today: Date) -> Vec<Remark> {
    let mut found = Vec::new();
    if let Some(newest) = versions.newest_template()
        && versions.compare_templates(&one.template, &newest.name) == Some(Ordering::Less)
    {
        found.push(Remark {
            check: Check::Template,
            text: format!(
                "書式が{}で、新しい{}より古いものです。受け取ったものは使えますが、新しい版での提出を依頼してください（Q&A 5-1、5-4）。",
                one.template, newest.name
            ),
        });
    }
    if let Some(asked) = versions.guideline_to_ask()
        && Versions::compare_guidelines(&one.guideline, &asked.name) == Some(Ordering::Less)
    {
        found.push(Remark {
            check: Check::Guideline,
            text: format!(
                "ガイドライン{}に対応した内容で、{}より古いものです。新しい版での提出を依頼してください。",
                one.guideline, asked.name
            ),
        });
    }
    let oldest = today.saturating_sub(versions.most_years.years());
    if let Some(made) = one.made_on.filter(|made| *made < oldest) {
        found.push(Remark {
            check: Check::Made,
            text: format!(
                "{}に作られたもので、{}年以上たっています。今の製品に合う開示書の提出を依頼してください。",
                slashed(made),
                versions.most_years
            ),
        });
    }
    found
}

fn other_version(one: &Statement, ledger: &str) -> Option<String> {
    let bare = |text: &str| {
        search_key(text)
            .trim_start_matches("version")
            .trim_start_matches("ver")
            .trim_matches(|c| matches!(c, '.' | ':' | 'v'))
            .to_owned()
    };
    let (document, known) = (bare(&one.product_version), bare(ledger));
    let same =
        document == known || known.starts_with(&format!("{document}.")) || document.starts_with(&format!("{known}."));
    (!document.is_empty() && !known.is_empty() && !same).then(|| {
        format!("開示書は「{}」のもの、システムの台帳の版は「{ledger}」です。今使っている版の開示書かどうかを確かめてください。", one.product_version)
    })
}

/// Whether every line says はい, of a document of some length.
#[must_use]
pub fn is_all_yes(one: &Statement) -> bool {
    one.counts.yes >= FEWEST_LINES && one.counts.yes == one.counts.total()
}

/// Another product's statement with exactly the same lines, if there is one.
#[must_use]
pub fn duplicate_of<'a>(one: &Statement, others: &'a [Statement]) -> Option<&'a Statement> {
    let long = one.counts.total() >= FEWEST_ALIKE;
    others.iter().find(|other| {
        long && other.is_current()
            && other.id != one.id
            && other.content_hash == one.content_hash
            && (other.product_key() != one.product_key() || search_key(&other.maker) != search_key(&one.maker))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Line;
    use crate::disclosure::testing::{line, lines, statement, versions};
    use crate::vendor::Value;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 20);

    fn found(one: &Statement, others: &[Statement], ledger_version: &str) -> Vec<Check> {
        let versions = versions();
        let around = Around { versions: &versions, others, ledger_version, today: TODAY };
        check(one, &around).into_iter().map(|remark| remark.check).collect()
    }

    fn good() -> Statement {
        statement("d1", &[line("1", "質問", Some(Value::Yes), ""), line("2", "質問二", Some(Value::No), "理由")])
    }

    #[test]
    fn a_current_and_explained_statement_has_no_remark() {
        assert_eq!(found(&good(), &[], "3.2"), []);
        assert_eq!(found(&good(), &[], ""), []);
    }

    #[test]
    fn what_is_older_than_what_can_be_asked_for_is_said() {
        let change = |change: fn(&mut Statement)| {
            let mut one = good();
            change(&mut one);
            found(&one, &[], "")
        };
        assert_eq!(change(|one| one.template = "Ver.4.1".into()), [Check::Template]);
        assert_eq!(change(|one| one.template = "独自様式".into()), [Check::Template]);
        assert_eq!(change(|one| one.guideline = "第5.2版".into()), [Check::Guideline]);
        assert_eq!(change(|one| one.guideline = "第7.0版".into()), [], "newer than the template");
        assert_eq!(change(|one| one.made_on = Some(date(2023, 11, 20))), []);
        assert_eq!(change(|one| one.made_on = Some(date(2023, 11, 19))), [Check::Made]);
        assert_eq!(change(|one| one.made_on = None), [Check::Made]);
    }

    #[test]
    fn another_version_of_the_product_in_the_ledger_is_a_question() {
        assert_eq!(found(&good(), &[], "4.0"), [Check::Product]);
        assert_eq!(found(&good(), &[], "Ver.3.2.1"), []);
    }

    #[test]
    fn all_yes_is_wondered_at_only_in_a_document_of_some_length() {
        let yes: Vec<Line> =
            (1..=10).map(|n| line(&n.to_string(), &format!("質問{n}"), Some(Value::Yes), "")).collect();
        assert_eq!(found(&statement("d1", &yes), &[], ""), [Check::AllYes]);
        assert_eq!(found(&statement("d1", &yes[..9]), &[], ""), []);
    }

    #[test]
    fn a_copy_under_another_products_name_is_found_and_a_new_version_is_no_copy() {
        let (one, mut other) = (statement("d1", &lines()), statement("d2", &lines()));
        assert!(duplicate_of(&one, &[one.clone(), other.clone()]).is_none(), "the same product");
        other.product = "レセコンみどり".into();
        assert_eq!(duplicate_of(&one, &[other.clone()]).map(|found| found.id.as_str()), Some("d2"));
        other.state = super::super::State::Replaced;
        assert!(duplicate_of(&one, &[other]).is_none());
    }

    #[test]
    fn unanswered_and_unexplained_lines_are_counted() {
        let one = statement("d1", &lines());
        assert_eq!(found(&one, &[], ""), [Check::Unanswered, Check::Unexplained]);
        assert_eq!(found(&statement("d1", &[]), &[], ""), [Check::NoLines]);
    }
}
