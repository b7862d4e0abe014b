//! Trying ports: a TCP connection is opened and closed at once, nothing is sent.

use super::progress::Progress;
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tate_domain::netcheck::{PortState, Seen};
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// How many attempts the whole process begins in a second.
pub(super) const PER_SECOND: u32 = 20;
/// How long one attempt may take; an attempt without an answer is 応答なし.
pub(super) const TIMEOUT: Duration = Duration::from_secs(2);

/// When the next attempt of this process may begin.
static NEXT: Mutex<Option<Instant>> = Mutex::const_new(None);

/// Waits for the turn of one attempt.
async fn turn() {
    let at = {
        let mut next = NEXT.lock().await;
        let now = Instant::now();
        let at = next.map_or(now, |next| next.max(now));
        *next = Some(at + Duration::from_secs(1) / PER_SECOND);
        at
    };
    tokio::time::sleep_until(at).await;
}

/// Tries every port of every address; gives what was seen, by address in their order. What is not
/// reached before `deadline` is left out.
pub(super) async fn scan(
    addresses: &[IpAddr],
    ports: &[u16],
    timeout: Duration,
    deadline: Instant,
    progress: &Arc<Progress>,
) -> Vec<Vec<Seen>> {
    let mut attempts = JoinSet::new();
    'all: for (at, address) in addresses.iter().enumerate() {
        for port in ports {
            turn().await;
            if Instant::now() >= deadline {
                break 'all;
            }
            let (target, progress) = (SocketAddr::new(*address, *port), Arc::clone(progress));
            attempts.spawn(async move {
                let (state, why) = attempt(target, timeout).await;
                progress.step();
                (at, Seen { port: target.port(), state, why })
            });
        }
    }
    let mut seen: Vec<Vec<Seen>> = addresses.iter().map(|_| Vec::new()).collect();
    while let Some(done) = attempts.join_next().await {
        match done {
            Ok((at, one)) => seen[at].push(one),
            Err(error) => tracing::error!(%error, "an attempt of the network diagnosis ended early"),
        }
    }
    seen
}

/// One attempt. The connection is dropped as soon as it stands.
async fn attempt(target: SocketAddr, timeout: Duration) -> (PortState, String) {
    match tokio::time::timeout(timeout, TcpStream::connect(target)).await {
        Ok(Ok(_)) => (PortState::Open, String::new()),
        Err(_) => (PortState::Filtered, String::new()),
        Ok(Err(error)) => met(&error),
    }
}

fn met(error: &std::io::Error) -> (PortState, String) {
    let failed = |why: &str| (PortState::Error, why.to_owned());
    match error.kind() {
        ErrorKind::ConnectionRefused => (PortState::Closed, String::new()),
        ErrorKind::TimedOut => (PortState::Filtered, String::new()),
        ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
            failed("機器まで届きません（電源、IPアドレス、配線を確かめてください）")
        }
        ErrorKind::PermissionDenied => failed("このサーバの設定で、接続が止められています"),
        _ => {
            tracing::info!(%error, "an attempt of the network diagnosis failed");
            failed("接続を試せませんでした")
        }
    }
}
