//! The axes of a score: role × viewpoint on the overview, the viewpoints on a sheet.

use super::{CheckKey, Overview, Sheet};
use tate_domain::edition::Item;
use tate_domain::scoring::Share;
use tate_report::{ScoreChart, ScoreSeries};

/// One viewpoint of a sheet, in a check and in the one before.
#[derive(Debug, Clone, Copy)]
pub struct Axis<'a> {
    /// The sheet.
    pub sheet: &'a Sheet,
    /// The check.
    pub key: CheckKey,
    /// The share in that check.
    pub share: Share,
    /// The share in the check before.
    pub before: Option<Share>,
}

impl Axis<'_> {
    /// Whether the check has an answer at all.
    #[must_use]
    pub fn begun(&self) -> bool {
        self.sheet.check(self.key).is_some()
    }

    /// `予防`, or `全項目` on a sheet without viewpoints.
    #[must_use]
    pub fn viewpoint(&self) -> &'static str {
        self.share.viewpoint.map_or("全項目", |viewpoint| viewpoint.as_str())
    }

    /// `経営層 予防`; the role alone on a sheet without viewpoints.
    #[must_use]
    pub fn name(&self) -> String {
        match self.share.viewpoint {
            Some(viewpoint) => format!("{} {}", self.sheet.role(), viewpoint.as_str()),
            None => self.sheet.role().to_owned(),
        }
    }

    /// Percent points gained since the check before.
    #[must_use]
    pub fn gain(&self) -> Option<i16> {
        let now = self.share.percent().filter(|_| self.begun())?;
        Some(i16::from(now) - i16::from(self.before?.percent()?))
    }

    /// The share in one sentence, with what is not answered yet.
    #[must_use]
    pub fn sentence(&self) -> String {
        let open = match self.share.unanswered() {
            0 => String::new(),
            open => format!("未回答が{open}項目あります。"),
        };
        format!("○は{}です。{open}", told(&self.share))
    }

    /// The rows answered ×.
    #[must_use]
    pub fn crossed(&self) -> Vec<&Item> {
        self.sheet.crossed(self.key, self.share.viewpoint)
    }
}

/// `80／89（90%）`; 項目なし where a sheet has no row of a viewpoint.
#[must_use]
pub fn told(share: &Share) -> String {
    match share.percent() {
        Some(percent) => format!("{}／{}（{percent}%）", share.yes, share.total),
        None => "項目なし".to_owned(),
    }
}

impl Sheet {
    /// The viewpoints of a check, also those of which the sheet has no row.
    #[must_use]
    pub fn axes(&self, key: CheckKey) -> Vec<Axis<'_>> {
        let before = self.before(key).map(|check| self.score(check.key));
        let axis = |share: Share| Axis {
            sheet: self,
            key,
            share,
            before: before.as_ref().and_then(|score| score.of(share.viewpoint)).copied(),
        };
        self.score(key).shares.into_iter().map(axis).collect()
    }
}

impl Overview {
    /// Every viewpoint of every sheet that has rows.
    #[must_use]
    pub fn axes(&self) -> Vec<Axis<'_>> {
        let all = self.sheets.iter().flat_map(|sheet| sheet.axes(sheet.current()));
        all.filter(|axis| axis.share.total > 0).collect()
    }
}

/// The picture of some axes: this check, and the one before where there is one. `names` are theirs.
#[must_use]
pub fn chart(axes: &[Axis<'_>], named: impl Fn(&Axis<'_>) -> String, names: [String; 2]) -> ScoreChart {
    let axes: Vec<&Axis<'_>> = axes.iter().filter(|axis| axis.share.total > 0).collect();
    let [now, before] = names;
    let drawn = [
        (now, axes.iter().map(|axis| axis.share.percent().filter(|_| axis.begun())).collect::<Vec<_>>()),
        (before, axes.iter().map(|axis| axis.before?.percent()).collect()),
    ];
    let drawn = drawn
        .into_iter()
        .enumerate()
        .filter(|(number, (_, values))| *number == 0 || values.iter().any(Option::is_some));
    ScoreChart {
        title: "視点ごとの○の割合".to_owned(),
        series: drawn.map(|(_, (name, values))| ScoreSeries { name, values }).collect(),
        axes: axes.into_iter().map(named).collect(),
    }
}

/// The weakest of some axes: the lowest share of those that have an answer; none when every row is ○.
#[must_use]
pub fn weakest<'a, 'b>(axes: &'b [Axis<'a>]) -> Option<&'b Axis<'a>> {
    axes.iter().filter(|axis| axis.begun() && axis.share.open() > 0).min_by(|a, b| a.share.by_weakness(&b.share))
}
