//! A mail of the queue (送信記録): its state, when it is tried again, and the marks for what is filled in only at the
//! moment of sending, so that no link or PIN ever lies in the database (ADR 0017).

use crate::id::{FacilityId, LinkId, MailId};
use serde::{Deserialize, Serialize};

/// The most bytes of all attachments of one mail.
pub const MOST_ATTACHED: u64 = 10 << 20;
/// The longest body, in bytes.
pub const MOST_BODY: usize = 200_000;
/// The longest subject, in characters.
pub const MOST_SUBJECT: usize = 200;
/// After how many minutes without success a mail is given up: three days.
pub const GIVE_UP_MINUTES: i64 = 3 * 24 * 60;
/// Minutes until the next try after the first failures; afterwards every six hours.
const WAITS: [i64; 5] = [1, 5, 15, 60, 240];
const LATER_WAIT: i64 = 360;

const LINK: &str = "{回答用リンク:";
const PIN: &str = "{暗証番号:";

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Waits for its time.
    Queued,
    /// A process is at it.
    Sending,
    /// The mail server took it.
    Sent,
    /// The mail server refused it, or three days passed. Not tried again by itself.
    Failed,
    /// It came back, as a person noted.
    Bounced,
    /// The program ended while handing it over: it may or may not have gone out. Not tried again by itself.
    Uncertain,
    /// A person took it back before it went out.
    Cancelled,
}

impl State {
    /// Every state, the ones to look at first.
    pub const ALL: [Self; 7] =
        [Self::Uncertain, Self::Failed, Self::Queued, Self::Sending, Self::Bounced, Self::Sent, Self::Cancelled];

    /// The code of the database and of addresses.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Bounced => "bounced",
            Self::Uncertain => "uncertain",
            Self::Cancelled => "cancelled",
        }
    }

    /// What people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Queued => "送信待ち",
            Self::Sending => "送信中",
            Self::Sent => "送信済み",
            Self::Failed => "送信できず",
            Self::Bounced => "宛先不明",
            Self::Uncertain => "送信できたか不明",
            Self::Cancelled => "取り消し",
        }
    }

    /// The state with this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Whether a person may have it sent again.
    #[must_use]
    pub fn may_resend(self) -> bool {
        match self {
            Self::Queued | Self::Failed | Self::Bounced | Self::Uncertain => true,
            Self::Sending | Self::Sent | Self::Cancelled => false,
        }
    }

    /// Whether a person may note that it came back.
    #[must_use]
    pub fn may_bounce(self) -> bool {
        match self {
            Self::Sent | Self::Uncertain => true,
            Self::Queued | Self::Sending | Self::Failed | Self::Bounced | Self::Cancelled => false,
        }
    }
}

/// A file that goes with a mail; its bytes are in the file store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name, as the recipient sees it.
    pub name: String,
    /// Its media type.
    pub media_type: String,
    /// The SHA-256 of its bytes, under which the file store has them.
    pub sha256: String,
}

/// A mail to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Identifier.
    pub id: MailId,
    /// The occasion: the same one of an organization is never queued twice.
    pub key: String,
    /// The recipient's address.
    pub to: String,
    /// The recipient's name; may be empty.
    pub to_name: String,
    /// Where answers go; empty: to the sender.
    pub reply_to: String,
    /// 件名.
    pub subject: String,
    /// Plain text with the marks of [`link_mark`] and [`pin_mark`].
    pub body: String,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Made once; a mail that is sent again bears the same.
    pub message_id: String,
}

/// A mail as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// What was queued.
    pub what: NewMail,
    /// Whose it is.
    pub facility: FacilityId,
    /// Where it stands.
    pub state: State,
    /// How often it was tried since a person last had it sent.
    pub attempts: i64,
    /// When it is tried next; empty where it is not.
    pub next_at: String,
    /// Why it did not go out, as a sentence.
    pub error: String,
    /// What the mail server said.
    pub server: String,
    /// Who queued it.
    pub by_name: String,
    /// When it was queued, RFC 3339 in UTC.
    pub created_at: String,
    /// When its time to be tried began: queued, or sent again by a person.
    pub queued_at: String,
    /// When the mail server took it; empty until then.
    pub sent_at: String,
    /// Counts up with every change, from 1.
    pub version: i64,
}

/// How many minutes after a failed try the next one comes; `tries` counts the failed ones, from 1.
#[must_use]
pub fn wait_minutes(tries: i64) -> i64 {
    usize::try_from(tries - 1).ok().and_then(|at| WAITS.get(at).copied()).unwrap_or(LATER_WAIT)
}

/// Whether a text is one mail address that this program sends to: `name@host.example`, ASCII, nothing around it.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let labels = || host.split('.');
    text.len() <= 254
        && !name.is_empty()
        && name.len() <= 64
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&b))
        && labels().count() > 1
        && labels().all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

/// The mark in a text where the way to a vendor's sheet is filled in.
#[must_use]
pub fn link_mark(link: &LinkId) -> String {
    format!("{LINK}{link}}}")
}

/// The mark in a text where the PIN of a link is filled in.
#[must_use]
pub fn pin_mark(link: &LinkId) -> String {
    format!("{PIN}{link}}}")
}

/// What a mark stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// The address of the vendor's sheet.
    Link(LinkId),
    /// The PIN that opens it.
    Pin(LinkId),
}

/// A text with every mark replaced by what `word` gives for it.
pub fn fill(text: &str, mut word: impl FnMut(&Mark) -> String) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        filled.push_str(&rest[..at]);
        rest = &rest[at..];
        match mark_at(rest) {
            Some((mark, length)) => {
                filled.push_str(&word(&mark));
                rest = &rest[length..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// The mark that a text begins with, and its length.
fn mark_at(text: &str) -> Option<(Mark, usize)> {
    type Make = fn(LinkId) -> Mark;
    let (start, make): (&str, Make) =
        if text.starts_with(LINK) { (LINK, Mark::Link) } else { (text.starts_with(PIN).then_some(PIN)?, Mark::Pin) };
    let id = text[start.len()..].split('}').next()?;
    let closed = text[start.len() + id.len()..].starts_with('}');
    let sound = (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    (closed && sound).then(|| (make(LinkId::from(id)), start.len() + id.len() + 1))
}

/// Whether a text has a mark.
#[must_use]
pub fn has_marks(text: &str) -> bool {
    let mut found = false;
    fill(text, |_| {
        found = true;
        String::new()
    });
    found
}

/// A text as pages show it: words in the place of marks.
#[must_use]
pub fn shown(text: &str) -> String {
    fill(text, |mark| match mark {
        Mark::Link(_) => "（回答用リンク）".to_owned(),
        Mark::Pin(_) => "（暗証番号）".to_owned(),
    })
}

/// A text from outside in which nothing is a mark: whoever types one would otherwise be sent the way in to the sheet of
/// somebody else.
#[must_use]
pub fn without_marks(text: &str) -> String {
    text.replace(LINK, "｛回答用リンク：").replace(PIN, "｛暗証番号：")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_less_and_less_often() {
        let waits: Vec<i64> = (1..=7).map(wait_minutes).collect();
        assert_eq!(waits, [1, 5, 15, 60, 240, 360, 360]);
    }

    #[test]
    fn an_address_is_one_address_and_nothing_else() {
        for good in ["desk@example.jp", "a.b+c@mail.example.jp", "x@a-b.example.co.jp"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "desk",
            "desk@",
            "@example.jp",
            "desk@example",
            "a b@example.jp",
            "a@b@example.jp",
            "a@example..jp",
            "a@example.jp\r\nBcc: x@example.jp",
            "a@example.jp,b@example.jp",
            "窓口@example.jp",
            "a@-x.jp",
            ".a@example.jp",
            "<a@example.jp>",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn marks_are_filled_and_everything_else_stays() {
        let (link, pin) = (link_mark(&"l-1".into()), pin_mark(&"l-2".into()));
        let text = format!("{{}}前{link}\n{{回答用リンク:}}{{回答用リンク:a b}}{{回答用リンク:c 後{pin}");
        let filled = fill(&text, |mark| match mark {
            Mark::Link(id) => format!("[{id}]"),
            Mark::Pin(id) => format!("<{id}>"),
        });
        assert_eq!(filled, "{}前[l-1]\n{回答用リンク:}{回答用リンク:a b}{回答用リンク:c 後<l-2>");
        assert!(has_marks(&text) && !has_marks("回答用リンク"));
        assert_eq!(shown(&format!("{link} {pin}")), "（回答用リンク） （暗証番号）");
    }

    #[test]
    fn what_somebody_typed_is_no_mark() {
        let typed = format!("質問です {} {}", link_mark(&"l-9".into()), pin_mark(&"l-9".into()));
        assert!(has_marks(&typed), "negative control");
        assert!(!has_marks(&without_marks(&typed)));
    }

    #[test]
    fn codes_come_back() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
        assert!(!State::Sent.may_resend() && State::Uncertain.may_resend() && State::Sent.may_bounce());
    }
}
