//! Every check finds what it is for.

use crate::mini::Mini;

#[test]
fn a_catalogue_in_good_order_has_no_problems() {
    assert_eq!(Mini::new().problems(), []);
}

#[test]
fn a_file_that_is_no_toml_is_named_with_its_line() {
    let problems = Mini::new().with("id = \"officer\"", "id = officer").problems();
    let broken = problems.iter().find(|problem| problem.check == "readable").unwrap();
    assert_eq!(broken.place, "crosswalk/concepts.toml");
    assert!(broken.text.contains("line 3"), "{broken}");
}

#[test]
fn an_unknown_key_is_refused() {
    let problems = Mini::new().with("label = \"責任者\"", "lable = \"責任者\"").problems();
    let broken = problems.iter().find(|problem| problem.check == "readable").unwrap();
    assert!(broken.text.contains("lable"), "{broken}");
}

#[test]
fn an_unknown_flag_is_named_with_its_row() {
    Mini::new().with("\"seen_in_person\"", "\"seen_in_peson\"").fails("flags", "r0-mini:1-1", "seen_in_peson");
}

#[test]
fn a_file_is_named_after_its_edition() {
    Mini::new().moved("test/r0-mini.toml", "test/r0-maxi.toml").fails("file_name", "test/r0-maxi.toml", "r0-mini");
}

#[test]
fn a_calendar_is_named_after_its_year() {
    Mini::new().moved("calendar/fy2026.toml", "calendar/fy2027.toml").fails(
        "file_name",
        "calendar/fy2027.toml",
        "fy2026",
    );
}

#[test]
fn a_missing_row_is_counted() {
    Mini::new().with("\"全般\" = 1", "\"全般\" = 2").fails("counts", "r0-mini", "2行のはずですが、1行");
}

#[test]
fn an_edition_without_counts_is_found() {
    let problems = Mini::new().with("[r0-mini]", "[r0-other]").problems();
    let places: Vec<_> = problems.iter().map(|p| (p.check, p.place.as_str())).collect();
    assert_eq!(places, [("counts", "r0-mini"), ("counts", "r0-other")]);
}

#[test]
fn a_limit_of_zero_days_is_found() {
    Mini::new().with("patch_max_age_days = 60", "patch_max_age_days = 0").fails(
        "params",
        "r0-mini",
        "patch_max_age_days",
    );
}

#[test]
fn an_id_used_twice_is_found() {
    Mini::new().with("id = \"old\"", "id = \"new\"").with("superseded_by = \"new\"", "").fails(
        "unique_ids",
        "new",
        "窓口",
    );
}

#[test]
fn an_id_that_does_not_fit_its_number_is_found() {
    let problems = Mini::new()
        .with("id = \"r0-mini:1-1\"", "id = \"r0-mini:1-2\"")
        .with("items = [\"r0-mini:1-1\"", "items = [\"r0-mini:1-2\"")
        .problems();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(problems[0].check, "item_ids");
}

#[test]
fn a_label_of_41_characters_is_too_long() {
    let label = format!("label = \"{}\"", "長".repeat(41));
    Mini::new().with("label = \"責任者\"", &label).fails("labels", "r0-mini:1-1", "41文字");
}

#[test]
fn an_empty_part_of_the_help_is_found() {
    Mini::new().with("yes_when = \"え\"", "yes_when = \" \"").fails("help", "r0-mini:1-1", "何があれば");
}

#[test]
fn an_unknown_rule_is_found() {
    Mini::new().with("rules = [\"responsible_officer\"]", "rules = [\"responsible_oficer\"]").fails(
        "rules",
        "r0-mini:1-1",
        "responsible_oficer",
    );
}

#[test]
fn an_alias_of_two_rows_is_found() {
    Mini::new().with("aliases = [\"1-1\"]", "aliases = [\"1-1\", \"2-⑨\"]").fails(
        "aliases",
        "r0-mini:2-10",
        "重なって",
    );
}

#[test]
fn an_alias_that_is_the_number_of_another_row_is_found() {
    Mini::new().with("aliases = [\"1-1\"]", "aliases = [\"2-(10)\"]").fails("aliases", "r0-mini:1-1", "r0-mini:2-10");
}

#[test]
fn a_question_that_does_not_exist_is_found() {
    Mini::new().with("qa-r5:2-1", "qa-r5:2-5").fails("qa", "r0-mini:1-1", "qa-r5:2-5");
}

#[test]
fn a_planned_yes_needs_its_substates() {
    let substates = "substates = [{ id = \"done\", label = \"済み\" }, { id = \"planned\", label = \"予定\" }]";
    Mini::new().with(substates, "").fails("substates", "r0-mini:2-10", "内訳");
}

#[test]
fn an_unknown_concept_is_found() {
    Mini::new().with("concepts = [\"officer\"]", "concepts = [\"officer\", \"oficer\"]").fails(
        "concepts",
        "r0-mini:1-1",
        "oficer",
    );
}

#[test]
fn a_concept_that_no_row_uses_is_found() {
    let unused = "[[concept]]\nid = \"unused\"\nname = \"無\"\nitems = []\n\n[[concept]]\nid = \"two_factor\"";
    Mini::new().with("[[concept]]\nid = \"two_factor\"", unused).fails("concepts", "unused", "使われていません");
}

#[test]
fn a_crosswalk_end_that_does_not_exist_is_found() {
    Mini::new().with("items = [\"r0-mini:1-1\"", "items = [\"r0-mini:1-1\", \"r0-mini:9-9\"").fails(
        "crosswalk",
        "officer",
        "r0-mini:9-9",
    );
}

#[test]
fn a_crosswalk_written_on_one_side_only_is_found() {
    Mini::new().with("concepts = [\"officer\"]", "concepts = [\"officer\", \"two_factor\"]").fails(
        "crosswalk",
        "r0-mini:1-1",
        "two_factor",
    );
}

#[test]
fn a_holiday_outside_the_fiscal_year_is_found() {
    let late = "  { date = \"2027-04-29\", name = \"昭和の日\", kind = \"holiday\" },\n]";
    Mini::new().with("\n]", &format!("\n{late}")).fails("holidays", "fy2026", "年度の外");
}

#[test]
fn a_forgotten_substitute_holiday_is_found() {
    let substitute = "  { date = \"2026-05-06\", name = \"振替休日\", kind = \"substitute\" },\n";
    Mini::new().with(substitute, "").fails("holidays", "fy2026", "振替休日（2026-05-06）");
}

#[test]
fn a_forgotten_year_end_day_is_found() {
    let day = "  { date = \"2027-01-02\", name = \"年始\", kind = \"year_end\" },\n";
    Mini::new().with(day, "").fails("holidays", "fy2026", "2027-01-02");
}

#[test]
fn an_office_without_any_contact_is_found() {
    Mini::new().with("phone = \"03-0000-0002\"", "").fails("offices", "old", "どれもありません");
}

#[test]
fn a_successor_that_does_not_exist_is_found() {
    Mini::new().with("superseded_by = \"new\"", "superseded_by = \"nobody\"").fails("offices", "old", "nobody");
}

#[test]
fn all_problems_are_reported_together() {
    let problems = Mini::new()
        .with("\"seen_in_person\"", "\"seen\"")
        .with("why = \"い\"", "why = \"\"")
        .with("qa-r5:2-1", "qa-r5:13-1")
        .with("phone = \"03-0000-0002\"", "")
        .problems();
    let checks: Vec<_> = problems.iter().map(|problem| problem.check).collect();
    assert_eq!(checks, ["flags", "help", "qa", "offices"]);
}

#[test]
fn every_check_has_a_name_of_its_own() {
    let names: Vec<_> = tate_catalog::check::names().collect();
    let mut once = names.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), names.len());
}

#[test]
fn a_word_that_cannot_be_counted_is_found() {
    Mini::new().with("\"合計\" = 2", "\"そのほか\" = 2").fails("counts", "r0-survey", "そのほか");
}

#[test]
fn a_choice_without_options_is_found() {
    Mini::new().with("{ id = \"few\", label = \"少ない\" }, { id = \"lots\"", "{ id = \"few\"").fails(
        "options",
        "r0-survey:q1",
        "2つ以上",
    );
}

#[test]
fn options_of_a_row_that_chooses_nothing_are_found() {
    Mini::new().with("answer = \"text\"", "options = [{ id = \"few\", label = \"少ない\" }]").fails(
        "options",
        "r0-survey:q2",
        "選ばない項目",
    );
}

#[test]
fn an_option_given_twice_is_found() {
    Mini::new().with("{ id = \"lots\"", "{ id = \"few\"").fails("options", "r0-survey:q1", "重なっています");
}

#[test]
fn a_branch_that_hangs_on_nothing_is_found() {
    Mini::new().with("item = \"r0-survey:q1\", is", "item = \"r0-survey:q2\", is").fails(
        "branches",
        "r0-survey:q2",
        "より前にありません",
    );
}

#[test]
fn a_branch_on_an_answer_that_nobody_can_give_is_found() {
    Mini::new().with("is = \"few\"", "is = \"yes\"").fails("branches", "r0-survey:q2", "「yes」");
}

#[test]
fn an_edition_that_follows_nothing_or_itself_is_found() {
    let follows = |id: &str| format!("fiscal_year = 2026\nfollows = \"{id}\"");
    Mini::new().with("fiscal_year = 2026", &follows("r9-none")).fails("follows", "r0-mini", "r9-none");
    Mini::new().with("fiscal_year = 2026", &follows("r0-mini")).fails("follows", "r0-mini", "年度");
}

#[test]
fn a_figure_about_no_question_or_over_a_hundred_is_found() {
    Mini::new().with("item = \"r0-survey:q1\"\nyear", "item = \"r0-survey:q9\"\nyear").fails(
        "figures",
        "r0-survey:q9",
        "質問がありません",
    );
    Mini::new().with("percent = 73.0", "percent = 173.0").fails("figures", "r0-survey:q1", "2025年");
}

#[test]
fn a_question_that_is_missing_is_found() {
    Mini::new().with("count = 2", "count = 3").fails("questions", "試験用のQ&A", "1から3まで");
}

#[test]
fn a_contradiction_named_on_one_side_only_is_found() {
    Mini::new().with("contradicts = [\"qa-r5:2-1\"]", "").fails("questions", "qa-r5:2-1", "食い違い");
}
