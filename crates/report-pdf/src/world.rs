//! What Typst may see: the embedded templates, the fonts, one `data.json` and the chart of a score.

use std::collections::HashMap;
use std::sync::LazyLock;

use tate_report::Document;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts;

/// Path and text of every template.
const TEMPLATES: [(&str, &str); 18] = [
    ("/binder.typ", include_str!("../../../reports/binder.typ")),
    ("/form.typ", include_str!("../../../reports/form.typ")),
    ("/contact-chart.typ", include_str!("../../../reports/contact-chart.typ")),
    ("/ledger.typ", include_str!("../../../reports/ledger.typ")),
    ("/answer-sheet.typ", include_str!("../../../reports/answer-sheet.typ")),
    ("/letter.typ", include_str!("../../../reports/letter.typ")),
    ("/fax-sheet.typ", include_str!("../../../reports/fax-sheet.typ")),
    ("/common/letter.typ", include_str!("../../../reports/common/letter.typ")),
    ("/selfcheck.typ", include_str!("../../../reports/selfcheck.typ")),
    ("/common/page.typ", include_str!("../../../reports/common/page.typ")),
    ("/common/marks.typ", include_str!("../../../reports/common/marks.typ")),
    ("/common/form.typ", include_str!("../../../reports/common/form.typ")),
    ("/common/chart.typ", include_str!("../../../reports/common/chart.typ")),
    ("/common/assets.typ", include_str!("../../../reports/common/assets.typ")),
    ("/common/ledger.typ", include_str!("../../../reports/common/ledger.typ")),
    ("/common/diagnosis.typ", include_str!("../../../reports/common/diagnosis.typ")),
    ("/common/item.typ", include_str!("../../../reports/common/item.typ")),
    ("/common/front.typ", include_str!("../../../reports/common/front.typ")),
];

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(<Library as LibraryExt>::default()));

/// The templates, parsed once per process.
static SOURCES: LazyLock<HashMap<FileId, Source>> = LazyLock::new(|| {
    TEMPLATES
        .iter()
        .filter_map(|(path, text)| {
            let id = file_id(path)?;
            Some((id, Source::new(id, (*text).to_string())))
        })
        .collect()
});

/// The world of one document.
pub(crate) struct ReportWorld {
    main: FileId,
    /// `data.json`, and `chart.svg` where the document has one.
    made: HashMap<FileId, Bytes>,
}

impl ReportWorld {
    /// A world whose main template fits the document and whose `data.json` is `data`.
    pub(crate) fn new(document: &Document, data: String) -> Self {
        let template = match document {
            Document::Binder(_) => "/binder.typ",
            Document::Form(_) => "/form.typ",
            Document::ContactChart(_) => "/contact-chart.typ",
            Document::Ledger(_) => "/ledger.typ",
            Document::SelfCheck(_) => "/selfcheck.typ",
            Document::AnswerSheet(_) => "/answer-sheet.typ",
            Document::Letter(_) => "/letter.typ",
            Document::FaxSheet(_) => "/fax-sheet.typ",
            Document::Receipt(_) => "/receipt.typ",
        };
        let chart = match document {
            Document::SelfCheck(sheet) => sheet.chart.as_ref().map(|chart| ("/chart.svg", chart.svg())),
            _ => None,
        };
        let made = [Some(("/data.json", data)), chart].into_iter().flatten();
        Self {
            main: file_id(template).unwrap_or_else(|| Source::detached("").id()),
            made: made.filter_map(|(path, text)| Some((file_id(path)?, Bytes::from_string(text)))).collect(),
        }
    }
}

/// The id of a path in the project; `None` only for a path that Typst cannot express.
fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &fonts::embedded().book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SOURCES.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match self.made.get(&id) {
            Some(made) => Ok(made.clone()),
            None => self.source(id).map(Bytes::from_string),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts::embedded().fonts.get(index).cloned()
    }

    /// No clock: a document shows the time it was given.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tate_report::Form;

    #[test]
    fn a_template_can_read_nothing_but_templates_and_its_data() {
        let world = ReportWorld::new(&Document::Form(Form::default()), "{}".into());
        assert!(world.file(file_id("/data.json").unwrap()).is_ok());
        assert!(world.source(file_id("/form.typ").unwrap()).is_ok());
        for path in ["/etc/passwd", "/other.json", "/common/none.typ", "/chart.svg"] {
            assert!(world.file(file_id(path).unwrap()).is_err(), "{path}");
        }
    }
}
