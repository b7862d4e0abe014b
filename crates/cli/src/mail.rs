//! The mail server on the command line: both or neither, said in plain words; the password comes from a file.

use crate::open::Outcome;
use clap::{Args, ValueEnum};
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tate_app::mail::Mailing;
use tate_domain::mail::is_address;
use tate_mail::{MailServer, Tls};

/// How the connection to the mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MailTls {
    /// Private after the greeting (port 587); never without
    Starttls,
    /// Private from the first byte (port 465)
    Tls,
    /// Not private: a mail server on this machine only
    None,
    /// Not private even though others can read it on the way: passwords and links travel in the clear
    NoneInTheClear,
}

/// Sending mail. Without --mail-server nothing is sent; letters are printed or copied.
#[derive(Debug, Clone, Default, Args)]
pub struct MailOptions {
    /// Mail server that takes outgoing mail
    #[arg(long, value_name = "HOST:PORT")]
    mail_server: Option<String>,
    /// How the connection is kept private [default: starttls]
    #[arg(long, value_enum, value_name = "HOW")]
    mail_tls: Option<MailTls>,
    /// Login at the mail server
    #[arg(long, value_name = "LOGIN")]
    mail_user: Option<String>,
    /// File whose first line is the password at the mail server
    #[arg(long, value_name = "FILE")]
    mail_password_file: Option<PathBuf>,
    /// Sender's address
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,
    /// Sender's name
    #[arg(long, value_name = "NAME")]
    mail_name: Option<String>,
}

impl MailOptions {
    /// What the application gets.
    ///
    /// # Errors
    /// A sentence that says which option is missing, or what is wrong with one.
    pub fn mailing(&self) -> Outcome<Mailing> {
        Ok(self.server()?.map_or_else(Mailing::default, |server| Mailing::through(Arc::new(server))))
    }

    fn server(&self) -> Outcome<Option<MailServer>> {
        let (server, from) = match (&self.mail_server, &self.mail_from) {
            (Some(server), Some(from)) => (server, from),
            (None, None) if self.nothing_else() => return Ok(None),
            _ => {
                return Err("メールの設定がそろっていません。--mail-server（メールサーバ）と --mail-from（差出人のアドレス）は、両方を指定するか、どちらも指定しないでください。ほかの --mail-… は、この2つと一緒に使います。".into());
            }
        };
        let (host, port) = host_and_port(server)?;
        if !is_address(from) {
            return Err(format!(
                "--mail-from の「{from}」は、メールアドレスとして読み取れません。「name@example.jp」の形で指定してください。"
            ));
        }
        let name = self.mail_name.clone().unwrap_or_default();
        if name.chars().any(char::is_control) {
            return Err("--mail-name に改行などの文字があります。1行で指定してください。".into());
        }
        let tls = self.tls(&host)?;
        Ok(Some(MailServer { tls, login: self.login()?, from: from.clone(), name, host, port }))
    }

    fn nothing_else(&self) -> bool {
        self.mail_tls.is_none()
            && self.mail_user.is_none()
            && self.mail_password_file.is_none()
            && self.mail_name.is_none()
    }

    fn tls(&self, host: &str) -> Outcome<Tls> {
        match self.mail_tls.unwrap_or(MailTls::Starttls) {
            MailTls::Starttls => Ok(Tls::StartTls),
            MailTls::Tls => Ok(Tls::Implicit),
            MailTls::NoneInTheClear => Ok(Tls::None),
            MailTls::None if is_here(host) => Ok(Tls::None),
            MailTls::None => Err(format!(
                "--mail-tls none は、この機器の中のメールサーバ（localhost）にだけ使えます。「{host}」へは、パスワードと回答用リンクが読める形で流れてしまうためです。starttls か tls を指定してください。どうしても暗号化できない場合は、none-in-the-clear と書いてください。"
            )),
        }
    }

    fn login(&self) -> Outcome<Option<(String, String)>> {
        match (&self.mail_user, &self.mail_password_file) {
            (None, None) => Ok(None),
            (Some(user), Some(file)) => {
                let text = std::fs::read_to_string(file).map_err(|error| {
                    format!("パスワードのファイル（{}）を読み取れません（{error}）。場所と権限を確認してください。", file.display())
                })?;
                let password = text.lines().next().unwrap_or_default();
                if password.is_empty() {
                    return Err(format!("パスワードのファイル（{}）の1行目が空です。", file.display()));
                }
                Ok(Some((user.clone(), password.to_owned())))
            }
            _ => Err("--mail-user と --mail-password-file は、両方を指定するか、どちらも指定しないでください。パスワードはコマンドには書かず、ファイルの1行目に書きます。".into()),
        }
    }
}

/// `mail.example.jp:587`, `[::1]:25`.
fn host_and_port(text: &str) -> Outcome<(String, u16)> {
    let parts = text.rsplit_once(':').filter(|(host, _)| {
        !host.is_empty() && (!host.contains(':') || (host.starts_with('[') && host.ends_with(']')))
    });
    parts.and_then(|(host, port)| Some((host.trim_matches(['[', ']']).to_owned(), port.parse().ok()?))).ok_or_else(|| {
        format!("--mail-server の「{text}」を読み取れません。「mail.example.jp:587」のように、名前と番号を指定してください。")
    })
}

/// Whether what is sent there stays on this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(server: &str, from: &str) -> MailOptions {
        let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        MailOptions { mail_server: some(server), mail_from: some(from), ..MailOptions::default() }
    }

    #[test]
    fn both_or_neither() {
        assert!(options("", "").server().unwrap().is_none());
        let server = options("mail.example.jp:587", "tate@example.jp").server().unwrap().unwrap();
        assert_eq!((server.host.as_str(), server.port, server.tls), ("mail.example.jp", 587, Tls::StartTls));
        for half in [options("mail.example.jp:587", ""), options("", "tate@example.jp")] {
            assert!(half.server().unwrap_err().contains("両方"));
        }
        let stray = MailOptions { mail_tls: Some(MailTls::Tls), ..MailOptions::default() };
        assert!(stray.server().unwrap_err().contains("両方"));
        let user = MailOptions { mail_user: Some("u".into()), ..options("localhost:25", "tate@example.jp") };
        assert!(user.server().unwrap_err().contains("--mail-password-file"));
    }

    #[test]
    fn in_the_clear_only_here_or_when_it_is_said() {
        let with =
            |server: &str, tls| MailOptions { mail_tls: Some(tls), ..options(server, "tate@example.jp") }.server();
        for here in ["localhost:25", "127.0.0.1:25", "[::1]:25"] {
            assert_eq!(with(here, MailTls::None).unwrap().unwrap().tls, Tls::None, "{here}");
        }
        for away in ["mail.example.jp:25", "192.0.2.1:25", "localhost.example.jp:25"] {
            assert!(with(away, MailTls::None).unwrap_err().contains("none-in-the-clear"), "{away}");
            assert_eq!(with(away, MailTls::NoneInTheClear).unwrap().unwrap().tls, Tls::None);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for bad in ["mail.example.jp", ":25", "mail.example.jp:x", "::1:25", "mail:99999"] {
            assert!(options(bad, "tate@example.jp").server().unwrap_err().contains("--mail-server"), "{bad}");
        }
        assert!(options("localhost:25", "tate").server().unwrap_err().contains("--mail-from"));
    }
}
