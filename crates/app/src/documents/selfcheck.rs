//! A self-check sheet on paper.

use super::form::mark;
use crate::App;
use crate::error::{AppError, Result};
use crate::selfcheck::{Axis, Check, CheckKey, SelfCheck, chart, told, weakest};
use tate_domain::date::{FiscalYear, slashed};
use tate_domain::id::FacilityId;
use tate_domain::role::{Actor, Permission};
use tate_report::{ScoreLine, SelfCheckRow};

/// Which check of a self-check sheet is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichCheck {
    /// The one that is filled in now.
    Current,
    /// A certain one.
    Past(CheckKey),
    /// The last one of a year.
    LastOf(FiscalYear),
    /// None: a sheet to be filled in by hand.
    Blank,
}

/// `自己点検表（経営層）`.
fn title(role: &str) -> String {
    format!("自己点検表（{role}）")
}

fn score_line(axis: &Axis<'_>) -> ScoreLine {
    let Some(percent) = axis.share.percent() else {
        return ScoreLine { viewpoint: axis.viewpoint().to_owned(), count: told(&axis.share), ..ScoreLine::default() };
    };
    ScoreLine {
        viewpoint: axis.viewpoint().to_owned(),
        count: format!("{}／{}", axis.share.yes, axis.share.total),
        percent: format!("{percent}%"),
        unanswered: axis.share.unanswered().to_string(),
        before: axis.before.as_ref().map(told).unwrap_or_default(),
    }
}

/// What a sheet says once it has answers.
fn filled(view: &SelfCheck, check: &Check) -> tate_report::SelfCheck {
    let axes = view.sheet.axes(view.key);
    let weak = weakest(&axes);
    let before = view.sheet.before(view.key).map(|check| check.key.name()).unwrap_or_default();
    tate_report::SelfCheck {
        filled_by: Some(check.people().join("、")),
        date: check.day().map(slashed).unwrap_or_default(),
        check: view.key.name(),
        scores: axes.iter().map(score_line).collect(),
        chart: Some(chart(&axes, |axis| axis.viewpoint().to_owned(), [view.key.name(), before])),
        weakest: weak.map(|axis| format!("{}：{}", axis.viewpoint(), axis.sentence())).unwrap_or_default(),
        weakest_items: weak
            .map(|axis| axis.crossed().iter().map(|item| format!("{}　{}", item.number, item.text())).collect())
            .unwrap_or_default(),
        ..tate_report::SelfCheck::default()
    }
}

impl App {
    /// A self-check sheet: at a check, or blank.
    ///
    /// # Errors
    /// The actor may not, no such sheet for this facility, or no such check.
    pub async fn selfcheck_sheet(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        edition_id: &str,
        which: WhichCheck,
    ) -> Result<tate_report::SelfCheck> {
        actor.may_at(Permission::Print, facility)?;
        let key = match which {
            WhichCheck::Past(key) => Some(key),
            WhichCheck::Current | WhichCheck::LastOf(_) | WhichCheck::Blank => None,
        };
        let mut view = self.selfcheck(actor, facility, edition_id, key).await?;
        if let WhichCheck::LastOf(year) = which {
            let last = view.sheet.checks.iter().find(|check| check.key.year == year);
            view.key = last.ok_or(AppError::NotFound)?.key;
        }
        let check = view.sheet.check(view.key).filter(|_| which != WhichCheck::Blank);
        let edition = &view.sheet.edition;
        let snapshot = self.facts(actor, facility).await?;
        let mut meta = self.document_meta(actor, &snapshot, &title(view.sheet.role()), &edition.title).await?;
        meta.fiscal_year_label = view.key.year.name();
        let mut sheet = check.map_or_else(tate_report::SelfCheck::default, |check| filled(&view, check));
        // 記入者 is a field of some sheets only.
        let named = edition.header_fields.iter().any(|field| field == "記入者");
        sheet.filled_by = named.then(|| sheet.filled_by.unwrap_or_default());
        sheet.as_of = edition
            .as_of
            .as_ref()
            .map(|when| format!("{when}の記載です。いまの考え方と違う項目は、表の下に示します。"))
            .unwrap_or_default();
        sheet.rows = view
            .rows()
            .map(|row| {
                let answer = row.answer.filter(|_| check.is_some());
                SelfCheckRow {
                    number: row.item.number.clone(),
                    viewpoint: row.item.viewpoint.map(|viewpoint| viewpoint.as_str().to_owned()).unwrap_or_default(),
                    label: row.item.text().to_owned(),
                    mark: mark(answer),
                    remark: answer.map(|answer| answer.decision.remark.clone()).unwrap_or_default(),
                }
            })
            .collect();
        let superseded =
            edition.rows().filter_map(|item| Some(format!("No.{}：{}", item.number, item.superseded.as_ref()?)));
        sheet.notes = superseded.chain(edition.inferred_notes.iter().cloned()).collect();
        Ok(tate_report::SelfCheck { meta, ..sheet })
    }
}
