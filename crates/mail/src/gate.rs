//! The gate in the connection: once armed, nothing passes until the mark was made, and nothing ever if it was refused.
//!
//! lettre writes content and final dot in one call. The gate sits between it and the network (below TLS, where a
//! write is a write), so that the mark lies exactly between the content and the dot: RFC 5321 has a server throw away
//! what was not ended.

use lettre::transport::smtp::client::AsyncTokioStream;
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use tate_app::mail::Later;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Where the gate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand {
    /// Everything passes.
    Open,
    /// What comes next waits for the mark.
    Armed,
    /// The mark was made: the end may have reached the server.
    Passed,
    /// The mark was refused: nothing passes any more.
    Closed,
}

struct Inner {
    stand: Stand,
    mark: Option<Later<'static, bool>>,
}

/// The gate, shared by the connection and the one who arms it.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Mutex<Inner>>);

impl std::fmt::Debug for Gate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Gate({:?})", self.stand())
    }
}

impl Gate {
    pub(crate) fn new(mark: Later<'static, bool>) -> Self {
        Self(Arc::new(Mutex::new(Inner { stand: Stand::Open, mark: Some(mark) })))
    }

    pub(crate) fn stand(&self) -> Stand {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).stand
    }

    /// From here on the mark comes first.
    pub(crate) fn arm(&self) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.stand == Stand::Open {
            inner.stand = Stand::Armed;
        }
    }

    fn poll_pass(&self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.stand == Stand::Armed {
            let passed = match &mut inner.mark {
                Some(mark) => ready!(mark.as_mut().poll(cx)),
                None => false,
            };
            inner.mark = None;
            inner.stand = if passed { Stand::Passed } else { Stand::Closed };
        }
        Poll::Ready(match inner.stand {
            Stand::Closed => Err(Error::new(ErrorKind::BrokenPipe, "the mark was refused")),
            Stand::Open | Stand::Armed | Stand::Passed => Ok(()),
        })
    }
}

/// A connection with the gate in it.
#[derive(Debug)]
pub(crate) struct Gated<S> {
    inner: S,
    gate: Gate,
}

impl<S> Gated<S> {
    pub(crate) fn new(inner: S, gate: &Gate) -> Self {
        Self { inner, gate: gate.clone() }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Gated<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Gated<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<Result<usize>> {
        ready!(self.gate.poll_pass(cx))?;
        Pin::new(&mut self.inner).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

/// What has a peer.
pub(crate) trait Peer {
    fn peer(&self) -> Result<SocketAddr>;
}

impl Peer for TcpStream {
    fn peer(&self) -> Result<SocketAddr> {
        self.peer_addr()
    }
}

impl Peer for tokio_rustls::client::TlsStream<TcpStream> {
    fn peer(&self) -> Result<SocketAddr> {
        self.get_ref().0.peer_addr()
    }
}

impl<S: AsyncRead + AsyncWrite + Peer + Send + Sync + Unpin + std::fmt::Debug> AsyncTokioStream for Gated<S> {
    fn peer_addr(&self) -> Result<SocketAddr> {
        self.inner.peer()
    }
}
