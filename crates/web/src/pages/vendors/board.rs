//! The board: every contract, where its sheet stands, and since when it waits.

use super::class;
use crate::Site;
use crate::frame::{Frame, Page, PageResult, render};
use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use tate_app::requests::{Board, BoardLine, Scope};
use tate_domain::vendor::Standing;

/// What the board is narrowed to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct BoardQuery {
    /// A filter's code; empty: everything.
    show: String,
}

/// Code, words and test of a filter.
type Filter = (&'static str, &'static str, fn(&Board, &BoardLine) -> bool);

/// The filters, in the order in which somebody has something to do.
const FILTERS: [Filter; 6] = [
    ("overdue", "期限切れ", |board, line| line.standing(board.today) == Some(Standing::Overdue)),
    ("review", "確認待ち", |board, line| line.standing(board.today) == Some(Standing::ToReview)),
    ("waiting", "回答待ち", |board, line| {
        matches!(line.standing(board.today), Some(Standing::Asked | Standing::Opened | Standing::Returned))
    }),
    ("refused", "断られた", |board, line| line.standing(board.today) == Some(Standing::Refused)),
    ("accepted", "受領済み", |board, line| line.standing(board.today) == Some(Standing::Accepted)),
    ("free", "未依頼", |_, line| line.scope.may_ask() && line.request.is_none()),
];

#[derive(Template)]
#[template(path = "pages/vendors/board.html")]
struct BoardPage {
    frame: Frame,
    board: Board,
    show: String,
}

impl BoardPage {
    /// Code, words, count of every filter with something in it.
    fn filters(&self) -> Vec<(&'static str, &'static str, usize)> {
        let count = |is: fn(&Board, &BoardLine) -> bool| self.board.lines.iter().filter(|l| is(&self.board, l)).count();
        let all = FILTERS.iter().map(|(code, words, is)| (*code, *words, count(*is)));
        all.filter(|(_, _, count)| *count > 0).collect()
    }

    /// The lines of the chosen filter; of an unknown one, all.
    fn lines(&self) -> Vec<&BoardLine> {
        let filter = FILTERS.iter().find(|(code, ..)| *code == self.show);
        let shown = |line: &&BoardLine| filter.is_none_or(|(_, _, is)| is(&self.board, line));
        self.board.lines.iter().filter(shown).collect()
    }

    fn standing(&self, line: &BoardLine) -> Option<(Standing, &'static str)> {
        line.standing(self.board.today).map(|standing| (standing, class(standing)))
    }
}

/// The board.
pub async fn show(page: Page, State(site): State<Site>, Query(query): Query<BoardQuery>) -> PageResult {
    let board = site.app.board(page.actor(), page.at()).await?;
    render(&BoardPage { frame: page.frame("事業者の回答", "vendor"), board, show: query.show })
}
