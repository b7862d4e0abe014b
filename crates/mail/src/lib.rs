//! Hands mails to the mail server that was configured, so that it is known at every moment whether one may have gone out.
//!
//! A leaf around lettre: `tate-app` says what is sent ([`SendMail`]), only the binary imports this crate. Connecting
//! is in [`mod@connect`], the gate before the end of DATA in [`mod@gate`], the MIME text in [`mod@message`], what the
//! server's answers mean in [`mod@verdict`].
#![warn(missing_docs)]

mod connect;
mod gate;
mod message;
mod verdict;

use crate::gate::Gate;
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::response::Response;
use std::future::Future;
use std::time::Duration;
use tate_app::mail::{Handed, Later, Outgoing, SendMail};

/// How long one answer to a command may take.
const COMMAND: Duration = Duration::from_secs(60);
/// How long the content and the answer to it may take.
const CONTENT: Duration = Duration::from_secs(300);

/// How the connection is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// The connection is made private after the greeting; a server that does not offer it is not used.
    StartTls,
    /// The connection is private from the first byte.
    Implicit,
    /// Not at all: within this machine, or where the administrator says so.
    None,
}

/// A mail server and how to use it.
#[derive(Clone)]
pub struct MailServer {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is kept private.
    pub tls: Tls,
    /// Login and password, where the server wants them.
    pub login: Option<(String, String)>,
    /// The sender's address.
    pub from: String,
    /// The sender's name; may be empty.
    pub name: String,
}

impl std::fmt::Debug for MailServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let login = self.login.as_ref().map(|(user, _)| user);
        write!(f, "MailServer({}:{}, {:?}, login {login:?}, from {})", self.host, self.port, self.tls, self.from)
    }
}

impl SendMail for MailServer {
    fn from(&self) -> &str {
        &self.from
    }

    fn send<'a>(&'a self, mail: &'a Outgoing, mark: Later<'static, bool>) -> Later<'a, Handed> {
        Box::pin(self.hand_over(mail, mark))
    }
}

/// One step with its limit.
async fn step<T>(
    limit: Duration,
    what: impl Future<Output = Result<T, Error>>,
) -> Result<T, Result<Error, &'static str>> {
    match tokio::time::timeout(limit, what).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(Ok(error)),
        Err(_) => Err(Err("時間切れ（応答がありません）")),
    }
}

impl MailServer {
    async fn hand_over(&self, mail: &Outgoing, mark: Later<'static, bool>) -> Handed {
        let (from, to, content) = match message::compose(self, mail) {
            Ok(composed) => composed,
            Err(why) => return verdict::unsendable(why),
        };
        let gate = Gate::new(mark);
        let mut connection = match connect::open(self, &gate).await {
            Ok(connection) => connection,
            Err(trouble) => return Handed::Unreachable(trouble),
        };
        let handed = deliver(&mut connection, &gate, (from, to), &content).await;
        // Politeness only: whatever comes back changes nothing any more.
        let _ = tokio::time::timeout(Duration::from_secs(5), connection.abort()).await;
        handed
    }
}

/// The envelope and the content over an open connection.
async fn deliver(
    connection: &mut AsyncSmtpConnection,
    gate: &Gate,
    (from, to): (Address, Address),
    content: &[u8],
) -> Handed {
    if let Err(error) = step(COMMAND, connection.command(Mail::new(Some(from), vec![]))).await {
        return Handed::Unreachable(verdict::sender(error));
    }
    if let Err(error) = step(COMMAND, connection.command(Rcpt::new(to, vec![]))).await {
        return verdict::recipient(error);
    }
    if let Err(error) = step(COMMAND, connection.command(Data)).await {
        return verdict::content(error);
    }
    match step(CONTENT, end(connection, gate, content)).await {
        Ok(response) => Handed::Accepted(response.message().collect::<Vec<_>>().join(" ")),
        Err(error) => verdict::end(error, gate),
    }
}

/// The content, then the mark, then the final dot.
async fn end(connection: &mut AsyncSmtpConnection, gate: &Gate, content: &[u8]) -> Result<Response, Error> {
    let armed = std::iter::from_fn(|| {
        // Asked for more, the connection has sent the whole content; what it writes next is the dot.
        gate.arm();
        None
    });
    connection.message_iter(std::iter::once(content).chain(armed)).await
}
