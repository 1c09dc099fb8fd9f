//! Connections that break in the middle of what is being said.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// In the middle of saying this, a connection breaks.
pub(super) const CUT: &str = "the connection breaks in the middle of this";

/// Accepts connections that break.
pub(super) struct Cutting(pub(super) TcpListener);

/// A connection that breaks.
pub(super) struct Breakable {
    stream: TcpStream,
    is_broken: bool,
}

impl Listener for Cutting {
    type Io = Breakable;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        let (stream, address) = Listener::accept(&mut self.0).await;
        stream.set_nodelay(true).unwrap();
        let is_broken = false;
        (Breakable { stream, is_broken }, address)
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.0.local_addr()
    }
}

impl AsyncRead for Breakable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.is_broken {
            return Poll::Ready(Err(ErrorKind::BrokenPipe.into()));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Breakable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        if self.is_broken {
            return Poll::Ready(Err(Error::from(ErrorKind::BrokenPipe)));
        }
        let cut = bytes.windows(CUT.len()).position(|w| w == CUT.as_bytes());
        let n = cut.map_or(bytes.len(), |place| place + CUT.len() / 2);
        let written = Pin::new(&mut self.stream).poll_write(context, &bytes[..n]);
        self.is_broken = cut.is_some() && written.is_ready();
        written
    }

    fn poll_flush(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
