//! Examples in, PDFs and what the tools say about them out.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{fs, process};

use tate_report::{Document, RenderPdf};
use tate_report_pdf::PdfRenderer;

/// The example inputs, one per variation.
pub(crate) const EXAMPLES: [&str; 22] = [
    "answers_boxes",
    "answers_choices",
    "answers_survey",
    "binder_small",
    "chart_blanks",
    "fax_escalation",
    "form_empty",
    "form_full",
    "form_gate_no",
    "form_two_rounds",
    "form_vendor",
    "form_vendor_empty",
    "ledger_devices",
    "ledger_empty",
    "letter_broadcast",
    "letter_refusals",
    "letter_request",
    "letter_return",
    "receipt",
    "selfcheck_bars",
    "selfcheck_blank",
    "selfcheck_radar",
];

/// Reads `reports/examples/<name>.json`.
pub(crate) fn example(name: &str) -> Document {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../reports/examples");
    let text = fs::read_to_string(folder.join(format!("{name}.json"))).unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Renders a document to a file and gives its path.
pub(crate) fn render(name: &str, document: &Document) -> PathBuf {
    let pdf = PdfRenderer::new().pdf(document).unwrap_or_else(|error| panic!("{name}: {error}"));
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports");
        fs::create_dir_all(&folder).unwrap();
        folder
    });
    // Tests run as processes side by side: write beside and rename, so none reads half a file.
    let part = FOLDER.join(format!("{name}.{}.part", process::id()));
    let file = FOLDER.join(format!("{name}.pdf"));
    fs::write(&part, pdf).unwrap();
    fs::rename(part, &file).unwrap();
    file
}

/// Renders an example.
pub(crate) fn render_example(name: &str) -> PathBuf {
    render(name, &example(name))
}

/// Runs a tool and gives its output; a tool that is not installed is a failure, not a skip.
pub(crate) fn run(tool: &str, arguments: &[&str], file: &Path) -> String {
    let output = Command::new(tool)
        .args(arguments)
        .arg(file)
        .args((tool == "pdftotext" || arguments.contains(&"--qdf")).then_some("-"))
        .output()
        .unwrap_or_else(|error| panic!("{tool} is needed (./test installs it): {error}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{tool} {}: {text}{}", file.display(), String::from_utf8_lossy(&output.stderr));
    text
}

/// The text of a PDF without any white space, as a search would see it.
pub(crate) fn text_of(file: &Path) -> String {
    run("pdftotext", &["-enc", "UTF-8"], file).split_whitespace().collect()
}

/// A line of `pdfinfo`, e.g. `Pages`.
pub(crate) fn info(file: &Path, key: &str) -> String {
    run("pdfinfo", &[], file)
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':').map(|rest| rest.trim().to_string()))
        .unwrap_or_default()
}

/// Number of pages.
pub(crate) fn pages(file: &Path) -> usize {
    info(file, "Pages").parse().unwrap()
}
