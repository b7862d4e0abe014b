//! What all sheets share: paper, head and foot, cell formats.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use tate_report::Meta;

/// Excel's number for A4.
const A4: u8 = 9;
/// 25 mm for two-hole binders, in inches.
const BINDING: f64 = 25.0 / 25.4;
const EDGE: f64 = 13.0 / 25.4;
const HEAD: f64 = 20.0 / 25.4;

/// A4 with the binding margin, one page wide, header rows repeated on every page.
pub(crate) fn set_up(sheet: &mut Worksheet, meta: &Meta, title: &str, landscape: bool) -> Result<(), XlsxError> {
    sheet.set_paper_size(A4).set_print_fit_to_pages(1, 0);
    if landscape {
        // Bound at the upper edge, as the printed ledgers.
        sheet.set_landscape().set_margins(EDGE, EDGE, BINDING, HEAD, 0.5, 0.3);
    } else {
        sheet.set_margins(BINDING, EDGE, HEAD, HEAD, 0.3, 0.3);
    }
    let made = if meta.made_at.is_empty() { String::new() } else { format!("作成 {}", meta.made_at) };
    sheet.set_header(limited(&format!(
        "&L&9{} {}&R&9{}",
        escaped(&meta.facility),
        escaped(&meta.fiscal_year_label),
        escaped(title)
    )));
    sheet.set_footer(limited(&format!("&L&9{} {}&C&9&P/&N", escaped(&made), escaped(&meta.version))));
    Ok(())
}

/// `&` starts a code in Excel's heads and feet. A digit right after `&9` would join the size.
fn escaped(text: &str) -> String {
    let text = text.replace('&', "&&");
    if text.starts_with(|c: char| c.is_ascii_digit()) { format!(" {text}") } else { text }
}

/// Excel refuses heads longer than 255 characters.
fn limited(text: &str) -> String {
    text.chars().take(255).collect()
}

/// Text cell: wrapped, bordered, and of the text type, so that typing `3-1` later keeps it too.
pub(crate) fn cell() -> Format {
    Format::new()
        .set_num_format("@")
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
}

/// Text cell in the middle of its column.
pub(crate) fn centred() -> Format {
    cell().set_align(FormatAlign::Center)
}

/// Heading cell.
pub(crate) fn heading() -> Format {
    centred().set_bold().set_background_color("#EDEDED")
}
