//! 2-⑨ USBメモリなど外部媒体の接続制限.

use super::tally::{Tally, names, pick};
use super::{Finding, RuleInput, devices, papers, reviews};
use crate::facts::Row;
use crate::ledger::Ledger;
use crate::text::search_key;

pub(super) const NAME: &str = "usb_media";

/// Item 2-⑨ and G-MIS Q15 (by rule or by setting). Source: the R7 manual, 2-⑨ (catalogs/SOURCES.md), with the tiers of the
/// pharmacists' association: a small facility may restrict by rule and lending book alone.
///
/// * はい: a clause, and every PC restricted by its settings; or, with few PCs, by the rule with a list of media and a
///   review within a year. Every medium has its keeper, none is lost or out for long.
/// * いいえ: a medium seen on a PC that blocks them; a PC without any limit and no clause either; a lost medium; one that
///   was not brought back.
/// * 判断できない: not entered, old, many PCs by rule alone, a medium seen that is not in the list, one without encryption.
pub(super) fn check(input: &RuleInput<'_>) -> Finding {
    let mut tally = Tally::new(NAME);
    let clause = papers::ask_clause(input, "2-9", "外部媒体の制限と持ち出し", &mut tally);
    let all: Vec<&Row> = input.facts.all(Ledger::Media).iter().collect();
    let media = pick(&all, |row| !row.is("state", "disposed"));
    let in_use: Vec<&Row> = input.facts.devices_in_use().collect();
    let unknown = pick(&in_use, |row| devices::kind(row).is_empty());
    tally.gap(
        "機器の種別",
        "台",
        in_use.len(),
        &unknown,
        "種別が空欄なので、PCかどうか分かりません。種別を選んでください。",
    );
    let pcs = pick(&in_use, |row| matches!(devices::kind(row), "pc" | "server"));
    if pcs.is_empty() {
        tally.missing(
            "外部媒体の制限を確かめるPCが登録されていません。機器の台帳に、種別とともに登録してください。",
            &[],
        );
    }
    controls(input, &pcs, clause, &media, &mut tally);
    seen(&pcs, &media, &mut tally);
    lending(input, &media, &mut tally);
    keeping(&media, &mut tally);
    tally.finish()
}

/// Whether the settings of a PC restrict media.
fn is_set(pc: &Row) -> bool {
    matches!(pc.text("usb_control"), "blocked" | "allowlist" | "readonly")
}

fn controls(input: &RuleInput<'_>, pcs: &[&Row], clause: bool, media: &[&Row], tally: &mut Tally) {
    let open = pick(pcs, |pc| pc.filled("usb_control").is_none());
    tally.gap("USB記憶媒体の制限", "台", pcs.len(), &open, "設定で止めているか、規則だけかを選んでください。");
    let set = pick(pcs, is_set);
    let by_rule = pick(pcs, |pc| matches!(pc.text("usb_control"), "rule" | "open"));
    // A setting that limits nothing is no limit at all only where no rule stands in for it.
    let free = pick(&by_rule, |pc| pc.is("usb_control", "open"));
    if !free.is_empty() && !clause {
        tally.against(
            format!(
                "USB記憶媒体の制限がないPCが{}台あり（{}）、制限を定めた条もありません。",
                free.len(),
                names(&free)
            ),
            &free,
        );
    }
    let days = input.params.inventory_max_age_days;
    let reviewed =
        reviews::newest(&reviews::carried_out(input, "media"), |_| true).and_then(|review| review.day("day"));
    let stale = pick(&set, |pc| {
        ![pc.day("collected"), pc.day("checked"), reviewed].into_iter().any(|day| input.fresh(day, days))
    });
    tally.gap(
        "制限の設定の確認",
        "台",
        set.len(),
        &stale,
        &format!("{days}日以内に確かめた記録がありません。確かめ直してください。"),
    );
    if !set.is_empty() {
        tally.note(format!("PC{}台のうち{}台は、設定でUSB記憶媒体を制限しています。", pcs.len(), set.len()), &set);
    }
    if !by_rule.is_empty() {
        by_rule_alone(input, pcs.len(), &by_rule, media, reviewed, tally);
    }
    if set.iter().any(|pc| pc.is("usb_control", "allowlist")) && media.is_empty() {
        tally.missing("許可した媒体の一覧が「記録媒体」にありません。使ってよい媒体を登録してください。", &[]);
    }
}

/// The lowest tier: a rule, a list with lending, and somebody who looks whether it is followed.
fn by_rule_alone(
    input: &RuleInput<'_>,
    total: usize,
    by_rule: &[&Row],
    media: &[&Row],
    reviewed: Option<jiff::civil::Date>,
    tally: &mut Tally,
) {
    tally.note(format!("PC{total}台のうち{}台は、規則と記録簿で制限しています。", by_rule.len()), by_rule);
    if total > input.params.rule_only_max_pcs {
        tally.missing(
            format!(
                "PCが{total}台あり、規則だけで制限しているPCが{}台あります（{}）。規則だけでよいのは小規模な施設です。設定での制限を検討してください。",
                by_rule.len(),
                names(by_rule)
            ),
            by_rule,
        );
    }
    if media.is_empty() {
        tally.missing(
            "規則で制限するときは、使ってよい媒体と貸出の記録が必要です。「記録媒体」に登録してください。",
            &[],
        );
    }
    let days = input.params.review_max_age_days;
    if !input.fresh(reviewed, days) {
        tally.missing(
            format!("規則が守られているかを{days}日以内に確かめた記録がありません。「記録媒体の点検」を「点検」に登録してください。"),
            &[],
        );
    }
}

/// Media that were plugged in, against what the PC allows and the list knows.
fn seen(pcs: &[&Row], media: &[&Row], tally: &mut Tally) {
    let used = pick(pcs, |pc| pc.filled("usb_seen").is_some());
    let blocked = pick(&used, |pc| pc.is("usb_control", "blocked"));
    if !blocked.is_empty() {
        tally.against(
            format!(
                "USB記憶媒体を使えない設定のはずのPC{}台で、接続した記録があります（{}）。設定と、だれが何をつないだかを確かめてください。",
                blocked.len(),
                names(&blocked)
            ),
            &blocked,
        );
    }
    let known = |pc: &Row| {
        let seen = search_key(pc.text("usb_seen"));
        media.iter().any(|medium| {
            ["number", "name"].iter().filter_map(|key| medium.filled(key)).any(|word| seen.contains(&search_key(word)))
        })
    };
    let strange = pick(&used, |pc| !pc.is("usb_control", "blocked") && !known(pc));
    if !strange.is_empty() {
        tally.missing(
            format!(
                "「記録媒体」の台帳にあるか分からないUSB記憶媒体を、{}台のPCで見つけました（{}）。台帳の媒体なら、管理番号を「接続を見つけたUSB記憶媒体」に書き添えてください。",
                strange.len(),
                names(&strange)
            ),
            &strange,
        );
    }
}

fn lending(input: &RuleInput<'_>, media: &[&Row], tally: &mut Tally) {
    let lost = pick(media, |row| row.is("state", "lost"));
    if !lost.is_empty() {
        tally.against(
            format!(
                "紛失した媒体が{}件あります（{}）。中の情報を確かめ、漏えいの報告が要るかを判断してください。",
                lost.len(),
                names(&lost)
            ),
            &lost,
        );
    }
    let days = input.params.media_lend_max_days;
    let out = |row: &Row| row.day("lent").filter(|lent| row.day("returned").is_none_or(|back| back < *lent));
    let late = pick(media, |row| out(row).is_some_and(|lent| input.age(lent) > days));
    if !late.is_empty() {
        tally.against(
            format!("貸し出してから{days}日を超えて返っていない媒体が{}件あります（{}）。返してもらい、返却日を入力してください。", late.len(), names(&late)),
            &late,
        );
    }
    let undated = pick(media, |row| row.filled("lent_to").is_some() && row.day("lent").is_none());
    tally.gap("媒体の貸出日", "件", media.len(), &undated, "貸し出した日を入力してください。");
}

fn keeping(media: &[&Row], tally: &mut Tally) {
    let open = pick(media, |row| row.filled("keeper").is_none());
    tally.gap("媒体の管理者", "件", media.len(), &open, "媒体を保管する人を入力してください。");
    let open = pick(media, |row| row.yes("encrypted").is_none());
    tally.gap("媒体の暗号化", "件", media.len(), &open, "暗号化しているかを入力してください。");
    let harmless = |row: &Row| search_key(row.text("note")).contains(&search_key("患者情報なし"));
    let bare = pick(media, |row| row.yes("encrypted") == Some(false) && !harmless(row));
    if !bare.is_empty() {
        tally.missing(
            format!(
                "暗号化していない媒体が{}件あります（{}）。患者情報を入れるなら暗号化した媒体に替え、入れないなら備考に「患者情報なし」と入力してください。",
                bare.len(),
                names(&bare)
            ),
            &bare,
        );
    }
    if !media.is_empty() {
        tally.note(format!("「記録媒体」の台帳に、使っている媒体が{}件あります。", media.len()), &[]);
    }
}

#[cfg(test)]
mod tests {
    use super::NAME;
    use crate::ledger::Ledger::{Clauses, Devices, Media};
    use crate::proposal::Verdict::{No, Undetermined, Yes};
    use crate::rules::testing::World;

    #[test]
    fn settings_on_every_pc_or_a_rule_in_a_small_facility_are_enough() {
        World::clean().expect(NAME, Yes, "2台のうち1台は、設定で", &["d1"]);
        World::clean().expect(NAME, Yes, "2台のうち1台は、規則と", &["d2"]);
        let set = World::clean().set("d2", "usb_control", "readonly").without(&["z2"]);
        assert_eq!(set.run(NAME).verdict, Yes);
        let open = World::clean().set("d2", "usb_control", "open");
        assert_eq!(open.run(NAME).verdict, Yes, "the rule stands in for the setting");
    }

    #[test]
    fn a_medium_on_a_blocked_pc_and_no_limit_at_all_are_counter_evidence() {
        World::clean().set("d1", "usb_seen", "SanDisk Ultra").expect(NAME, No, "使えない設定のはず", &["d1"]);
        let free = World::clean().without_ledger(Clauses).set("d2", "usb_control", "open");
        free.expect(NAME, No, "制限がないPCが1台", &["d2"]);
        World::clean().without_ledger(Clauses).expect(NAME, Undetermined, "定めた条が", &[]);
    }

    #[test]
    fn a_lost_medium_and_one_not_brought_back_are_counter_evidence() {
        World::clean().set("m1", "state", "lost").expect(NAME, No, "紛失した媒体", &["m1"]);
        let lent = World::clean().set("m1", "lent_to", "青木 二葉").set("m1", "lent", "2026-10-20");
        lent.expect(NAME, No, "返っていない媒体", &["m1"]);
        assert_eq!(lent.clone().set("m1", "returned", "2026-10-25").run(NAME).verdict, Yes);
        assert_eq!(lent.clone().set("m1", "lent", "2026-10-21").run(NAME).verdict, Yes);
        lent.set("m1", "lent", "").expect(NAME, Undetermined, "貸出日", &["m1"]);
    }

    #[test]
    fn an_empty_cell_or_an_unencrypted_medium_does_not_decide() {
        World::clean().set("d2", "usb_control", "").expect(NAME, Undetermined, "制限：2台中1台", &["d2"]);
        World::clean().set("m1", "keeper", "").expect(NAME, Undetermined, "媒体の管理者", &["m1"]);
        let bare = World::clean().set("m1", "encrypted", "no");
        bare.expect(NAME, Undetermined, "暗号化していない媒体", &["m1"]);
        assert_eq!(bare.set("m1", "note", "提出用。患者情報なし").run(NAME).verdict, Yes);
        World::clean().without_ledger(Devices).expect(NAME, Undetermined, "PCが登録されていません", &[]);
        World::clean().set("d3", "kind", "").expect(NAME, Undetermined, "機器の種別：6台中5台", &["d3"]);
    }

    #[test]
    fn an_old_look_is_stale() {
        World::clean().set("z2", "day", "2025-11-19").expect(NAME, Undetermined, "規則が守られているか", &[]);
        let old =
            World::clean().without(&["z2"]).set("d2", "usb_control", "blocked").set("d1", "checked", "2025-11-19");
        old.expect(NAME, Undetermined, "設定の確認：2台中1台", &["d1"]);
        assert_eq!(old.set("d1", "collected", "2026-11-01").run(NAME).verdict, Yes);
    }

    #[test]
    fn a_rule_alone_needs_its_list_and_few_pcs() {
        World::clean().without_ledger(Media).expect(NAME, Undetermined, "貸出の記録が必要", &[]);
        let many = (0..9).fold(World::clean(), |world, n| {
            world.with(Devices, &format!("n{n}"), &[("kind", "pc"), ("usb_control", "rule"), ("checked", "2026-10-01")])
        });
        assert_eq!(many.run(NAME).verdict, Undetermined);
        assert_eq!(many.without(&["n0"]).run(NAME).verdict, Yes);
    }

    #[test]
    fn a_medium_that_was_seen_must_be_in_the_list() {
        let world = World::clean().set("d2", "usb_seen", "Kingston DT");
        world.expect(NAME, Undetermined, "台帳にあるか分からない", &["d2"]);
        assert_eq!(world.set("d2", "usb_seen", "Kingston DT（M-01）").run(NAME).verdict, Yes);
        let allow = World::clean().set("d2", "usb_control", "allowlist").without_ledger(Media);
        allow.expect(NAME, Undetermined, "許可した媒体の一覧", &[]);
    }
}
