//! Connecting, making the connection private, signing in. Whatever fails here has sent nothing.

use crate::gate::{Gate, Gated};
use crate::{COMMAND, MailServer, Tls, step, verdict};
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use std::time::Duration;
use tate_app::mail::Trouble;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(20);

/// A connection on which mails can be handed over.
pub(crate) async fn open(server: &MailServer, gate: &Gate) -> Result<AsyncSmtpConnection, Trouble> {
    let stream = plain(server).await?;
    let hello = ClientId::Domain(server.from.split_once('@').map_or("localhost", |(_, host)| host).to_owned());
    let stream: Box<dyn AsyncTokioStream> = match server.tls {
        Tls::Implicit => Box::new(Gated::new(private(server, stream).await?, gate)),
        Tls::StartTls | Tls::None => Box::new(Gated::new(stream, gate)),
    };
    let mut connection = step(COMMAND, AsyncSmtpConnection::connect_with_transport(stream, &hello))
        .await
        .map_err(|error| verdict::greeting(server, error))?;
    if server.tls == Tls::StartTls {
        let parameters =
            TlsParameters::new_rustls(server.host.clone()).map_err(|error| verdict::tls(server, &error))?;
        step(COMMAND, connection.starttls(parameters, &hello))
            .await
            .map_err(|error| verdict::starttls(server, error))?;
    }
    if let Some((user, password)) = &server.login {
        let credentials = Credentials::new(user.clone(), password.clone());
        step(COMMAND, connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials))
            .await
            .map_err(verdict::login)?;
    }
    Ok(connection)
}

async fn plain(server: &MailServer) -> Result<TcpStream, Trouble> {
    let address = (server.host.trim_start_matches('[').trim_end_matches(']'), server.port);
    match tokio::time::timeout(CONNECT, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(verdict::connection(server, &error)),
        Err(_) => Err(verdict::connection(server, &"時間切れ")),
    }
}

/// Private from the first byte, with the certificates that this machine trusts.
async fn private(
    server: &MailServer,
    stream: TcpStream,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Trouble> {
    let trouble = |error: &dyn std::fmt::Display| verdict::tls(server, error);
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| trouble(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(server.host.clone()).map_err(|error| trouble(&error))?;
    match tokio::time::timeout(CONNECT, TlsConnector::from(Arc::new(config)).connect(name, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(trouble(&error)),
        Err(_) => Err(trouble(&"時間切れ")),
    }
}
