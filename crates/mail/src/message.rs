//! The MIME text of a mail. lettre encodes what is not ASCII and refuses what would break a head.

use crate::MailServer;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use std::time::{Duration, SystemTime};
use tate_app::mail::{Outgoing, OutgoingFile};

/// Envelope and content.
pub(crate) fn compose(server: &MailServer, mail: &Outgoing) -> Result<(Address, Address, Vec<u8>), String> {
    let from: Address = server.from.parse().map_err(|error| format!("{}: {error}", server.from))?;
    let to: Address = mail.to.parse().map_err(|error| format!("{}: {error}", mail.to))?;
    let name = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
    let mut head = Message::builder()
        .from(Mailbox::new(name(&server.name), from.clone()))
        .to(Mailbox::new(name(&mail.to_name), to.clone()))
        .subject(mail.subject.as_str())
        .date(system_time(mail))
        .message_id(Some(mail.message_id.clone()));
    if !mail.reply_to.is_empty() {
        let address = mail.reply_to.parse().map_err(|error| format!("{}: {error}", mail.reply_to))?;
        head = head.reply_to(Mailbox::new(None, address));
    }
    let text = SinglePart::plain(mail.body.replace("\r\n", "\n").replace('\n', "\r\n"));
    let message = if mail.files.is_empty() {
        head.singlepart(text)
    } else {
        let mut parts = MultiPart::mixed().singlepart(text);
        for file in &mail.files {
            parts = parts.singlepart(attachment(file)?);
        }
        head.multipart(parts)
    };
    Ok((from, to, message.map_err(|error| error.to_string())?.formatted()))
}

fn attachment(file: &OutgoingFile) -> Result<SinglePart, String> {
    let kind = ContentType::parse(&file.media_type).map_err(|error| format!("{}: {error}", file.media_type))?;
    Ok(Attachment::new(file.name.clone()).body(file.bytes.to_vec(), kind))
}

fn system_time(mail: &Outgoing) -> SystemTime {
    let seconds = u64::try_from(mail.date.as_second()).unwrap_or_default();
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}
