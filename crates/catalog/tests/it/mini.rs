//! A miniature catalogue in good order, and ways to break it.

use tate_catalog::{Catalog, Problem, check};

const EDITION: &str = r#"
id = "r0-mini"
title = "ちいさな版"
short_title = "ちいさな版"
fiscal_year = 2026
side = "facility"
facility_kinds = ["pharmacy"]
source = "試験用"

[columns]
item = "項目"
confirmed = "確認日"
target = "目標日"
remark = "備考"

[params]
two_factor_fiscal_year_limit = 2027
patch_max_age_days = 60
definition_max_age_days = 7
firmware_check_max_age_days = 90
account_unused_days = 90
backup_min_generations = 3
restore_test_max_age_days = 365
inventory_max_age_days = 365
vendor_answer_within_fiscal_year = true
password_variants = [{ id = "long", label = "13文字", min_length = 13, mixed_characters = true, second_factor = false, periodic_change = false }]

[[item]]
id = "r0-mini:1-1"
number = "1-①"
aliases = ["1-1"]
target = "体制"
section = "1 体制"
label = "責任者"
flags = ["seen_in_person"]
concepts = ["officer"]
rules = ["responsible_officer"]
qa = ["qa-r5:2-1"]
help = { plain = "あ", why = "い", look_at = "う", yes_when = "え", mistakes = "お" }

[[item]]
id = "r0-mini:2-10"
number = "2-⑩"
aliases = ["2-10", "2-⑨"]
target = "全般"
section = "2 運用"
label = "二要素"
flags = ["planned_counts_as_yes"]
concepts = ["two_factor"]
substates = [{ id = "done", label = "済み" }, { id = "planned", label = "予定" }]
help = { plain = "か", why = "き", look_at = "く", yes_when = "け", mistakes = "こ" }
"#;

const CONCEPTS: &str = r#"
[[concept]]
id = "officer"
name = "責任者"
items = ["r0-mini:1-1", "r0-survey:q1", "r0-survey:q2"]

[[concept]]
id = "two_factor"
name = "二要素"
items = ["r0-mini:2-10"]
"#;

const SURVEY: &str = r#"
id = "r0-survey"
title = "ちいさな調査"
short_title = "ちいさな調査"
fiscal_year = 2026
side = "facility"
kind = "survey"
facility_kinds = ["pharmacy"]
source = "試験用"
columns = { item = "質問", confirmed = "回答", target = "", remark = "備考" }

[params]
two_factor_fiscal_year_limit = 2027
patch_max_age_days = 60
definition_max_age_days = 7
firmware_check_max_age_days = 90
account_unused_days = 90
backup_min_generations = 3
restore_test_max_age_days = 365
inventory_max_age_days = 365
vendor_answer_within_fiscal_year = true
password_variants = [{ id = "short", label = "8文字", min_length = 8, mixed_characters = true, second_factor = true, periodic_change = false }]

[[item]]
id = "r0-survey:q1"
number = "Q1"
target = "全般"
section = "Q1"
label = "人数"
answer = "one"
options = [{ id = "few", label = "少ない" }, { id = "lots", label = "多い" }]
concepts = ["officer"]
help = { plain = "さ", why = "し", look_at = "す", yes_when = "せ", mistakes = "そ" }

[[item]]
id = "r0-survey:q2"
number = "Q2"
target = "全般"
section = "Q2"
label = "名前"
answer = "text"
shown_when = { item = "r0-survey:q1", is = "few" }
concepts = ["officer"]
help = { plain = "た", why = "ち", look_at = "つ", yes_when = "て", mistakes = "と" }
"#;

const QUESTIONS: &str = r#"
title = "試験用のQ&A"
date = "2023年"

[[category]]
number = 2
name = "責任者"
count = 2

[[qa]]
id = "qa-r5:2-1"
category = 2
question = "誰ですか。"
answer = "責任者です。"
contradicts = ["qa-r5:2-2"]

[[qa]]
id = "qa-r5:2-2"
category = 2
question = "ほんとうは誰ですか。"
answer = "別の人です。"
contradicts = ["qa-r5:2-1"]
"#;

const FIGURES: &str = r#"
[[figure]]
item = "r0-survey:q1"
year = 2025
survey = "試験用の調査"
group = "全体"
percent = 73.0
source = "試験用の資料"
"#;

const COUNTS: &str = "[r0-mini]\n\"体制\" = 1\n\"全般\" = 1\n[r0-survey]\n\"合計\" = 2\n";

const CALENDAR: &str = r#"
id = "fy2026"
fiscal_year = 2026
day = [
  { date = "2026-05-03", name = "憲法記念日", kind = "holiday" },
  { date = "2026-05-04", name = "みどりの日", kind = "holiday" },
  { date = "2026-05-05", name = "こどもの日", kind = "holiday" },
  { date = "2026-05-06", name = "振替休日", kind = "substitute" },
  { date = "2026-09-21", name = "敬老の日", kind = "holiday" },
  { date = "2026-09-22", name = "国民の休日", kind = "citizens" },
  { date = "2026-09-23", name = "秋分の日", kind = "holiday" },
  { date = "2026-12-29", name = "年末", kind = "year_end" },
  { date = "2026-12-30", name = "年末", kind = "year_end" },
  { date = "2026-12-31", name = "年末", kind = "year_end" },
  { date = "2027-01-01", name = "元日", kind = "holiday" },
  { date = "2027-01-02", name = "年始", kind = "year_end" },
  { date = "2027-01-03", name = "年始", kind = "year_end" },
]
"#;

const OFFICES: &str = r#"
[[office]]
id = "new"
kind = "mhlw"
name = "本省 新しい室"
phone = "03-0000-0001"
purpose = "連絡"
valid_from = "2022-06-28"
source = "試験用"

[[office]]
id = "old"
kind = "mhlw"
name = "本省 古い課 古い室"
phone = "03-0000-0002"
purpose = "以前の窓口"
valid_until = "2022-06-27"
superseded_by = "new"
source = "試験用"
"#;

/// The files of the miniature catalogue.
pub(crate) struct Mini(Vec<(String, String)>);

impl Mini {
    pub(crate) fn new() -> Self {
        let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
        Self(vec![
            file("test/r0-mini.toml", EDITION),
            file("test/r0-survey.toml", SURVEY),
            file("qa/r5.toml", QUESTIONS),
            file("benchmarks/test.toml", FIGURES),
            file("crosswalk/concepts.toml", CONCEPTS),
            file("counts.toml", COUNTS),
            file("calendar/fy2026.toml", CALENDAR),
            file("offices/offices.toml", OFFICES),
            file("lifecycle/windows.toml", "raw = true"),
        ])
    }

    /// Replaces a piece of text in the one file that holds it; panics when no file does.
    pub(crate) fn with(mut self, old: &str, new: &str) -> Self {
        let (_, text) = self.0.iter_mut().find(|(_, text)| text.contains(old)).unwrap();
        *text = text.replacen(old, new, 1);
        self
    }

    /// Gives a file another path.
    pub(crate) fn moved(mut self, old: &str, new: &str) -> Self {
        let (path, _) = self.0.iter_mut().find(|(path, _)| path == old).unwrap();
        *path = new.to_owned();
        self
    }

    /// The text of its checklist.
    pub(crate) fn edition(&self) -> String {
        self.0[0].1.clone()
    }

    pub(crate) fn catalog(self) -> Catalog {
        Catalog::from_files(self.0)
    }

    pub(crate) fn problems(self) -> Vec<Problem> {
        check(&self.catalog())
    }

    /// Asserts that exactly the named check finds exactly one problem, and that it says this.
    #[track_caller]
    pub(crate) fn fails(self, name: &str, place: &str, text: &str) {
        let problems = self.problems();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 1, "{said:?}");
        assert_eq!((problems[0].check, problems[0].place.as_str()), (name, place), "{said:?}");
        assert!(problems[0].text.contains(text), "{said:?}");
    }
}
