//! Links and PINs, filled in at the last moment: into a mail as it goes out, on paper, into text that is copied.

use crate::App;
use crate::error::{AppError, Result};
use tate_domain::id::LinkId;
use tate_domain::mail::{self, Mark};

/// Why a text with a link cannot go out.
const NO_BASE: &str = "回答用リンクを作れません。このサーバのアドレスが設定されていないためです。管理者に、起動の指定へ「--base-url https://…」を加えるよう頼んでください。";

impl App {
    /// The address of a vendor's sheet; the token stands behind `#`, so that it is in no log of any server.
    ///
    /// # Errors
    /// No address of this server is configured ([`App::base`]).
    pub fn link_address(&self, link: &LinkId) -> Result<String> {
        if self.base.is_empty() {
            return Err(AppError::Document(NO_BASE.to_owned()));
        }
        Ok(format!("{}answer#{}", self.base, self.keys.token(link)))
    }

    /// A text with the marks of `tate_domain::mail` filled in: `{回答用リンク:…}` and `{暗証番号:…}`. What comes out goes to
    /// the vendor and is never stored.
    ///
    /// # Errors
    /// No address of this server is configured and the text needs one.
    pub fn fill_links(&self, text: &str) -> Result<String> {
        let mut failed = None;
        let filled = mail::fill(text, |mark| match mark {
            Mark::Link(link) => self.link_address(link).unwrap_or_else(|why| {
                failed = Some(why);
                String::new()
            }),
            Mark::Pin(link) => self.keys.pin(link),
        });
        failed.map_or(Ok(filled), Err)
    }
}
