//! Connections: a fixed number, none of which can hold up another.
//!
//! A connection that says nothing for a while is closed, however slowly it drips; if all are taken,
//! a new one takes the place of the one that has been quiet longest, so that whoever opens hundreds
//! and says nothing keeps nobody out. `axum` has no such limits of its own.

use std::io;
use std::net::Shutdown;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// Connections at one time.
const MOST: usize = 256;
/// How long one may take to ask for something, and how long it is kept after an answer.
const IDLE: Duration = Duration::from_secs(10);
/// How long one may leave an answer unread: a film that is paused.
const UNREAD: Duration = Duration::from_secs(60);
/// How often is looked for idle ones.
const ROUND: Duration = Duration::from_secs(1);
/// How long to wait when the system has no socket to give.
const PAUSE: Duration = Duration::from_millis(50);

/// One connection, as all that have to do with it share it.
#[derive(Clone)]
pub(super) struct Line(Arc<State>);

struct State {
    // A second name of the socket: closing it is all that is ever done with it.
    socket: std::net::TcpStream,
    begun: Instant,
    /// When it was accepted, asked or took in bytes last; in milliseconds from its beginning.
    last: AtomicU64,
    answering: AtomicBool,
    unread: AtomicBool,
}

impl Line {
    /// To be called when a request has come, and with `false` when its answer is ready.
    pub(super) fn answering(&self, answering: bool) {
        self.0.answering.store(answering, Relaxed);
        self.touch();
    }

    fn touch(&self) {
        self.0.last.store(self.0.begun.elapsed().as_millis() as u64, Relaxed);
    }

    fn quiet_for(&self) -> Duration {
        self.0.begun.elapsed().saturating_sub(Duration::from_millis(self.0.last.load(Relaxed)))
    }

    fn is_overdue(&self) -> bool {
        let limit = if self.0.unread.load(Relaxed) { UNREAD } else { IDLE };
        !self.0.answering.load(Relaxed) && self.quiet_for() > limit
    }

    fn close(&self) {
        let _ = self.0.socket.shutdown(Shutdown::Both);
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a connection")
    }
}

impl Connected<IncomingStream<'_, Doors>> for Line {
    fn connect_info(stream: IncomingStream<'_, Doors>) -> Line {
        stream.remote_addr().clone()
    }
}

/// All connections there are.
#[derive(Clone, Default)]
pub(super) struct Lines(Arc<Mutex<Vec<Line>>>);

impl Lines {
    fn all(&self) -> MutexGuard<'_, Vec<Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, stream: TcpStream) -> io::Result<(Wire, Line)> {
        stream.set_nodelay(true)?;
        let stream = stream.into_std()?;
        let state = State {
            socket: stream.try_clone()?,
            begun: Instant::now(),
            last: AtomicU64::new(0),
            answering: AtomicBool::new(false),
            unread: AtomicBool::new(false),
        };
        let line = Line(Arc::new(state));
        let mut all = self.all();
        if all.len() >= MOST {
            let quietest = |(_, line): &(usize, &Line)| (!line.0.answering.load(Relaxed), line.quiet_for());
            if let Some((at, _)) = all.iter().enumerate().max_by_key(quietest) {
                all.swap_remove(at).close();
            }
        }
        all.push(line.clone());
        Ok((Wire { stream: TcpStream::from_std(stream)?, line: line.clone(), lines: self.clone() }, line))
    }
}

/// Closes, as long as it runs, connections on which nothing goes on.
pub(super) async fn close_idle(lines: Lines) {
    loop {
        tokio::time::sleep(ROUND).await;
        lines.all().iter().filter(|line| line.is_overdue()).for_each(Line::close);
    }
}

/// Where connections come in: on one address, or on both of this machine's own.
pub(super) struct Doors {
    first: TcpListener,
    second: Option<TcpListener>,
    lines: Lines,
}

impl Doors {
    pub(super) fn new(first: TcpListener, second: Option<TcpListener>) -> Doors {
        Doors { first, second, lines: Lines::default() }
    }

    pub(super) fn lines(&self) -> Lines {
        self.lines.clone()
    }
}

impl Listener for Doors {
    type Io = Wire;
    type Addr = Line;

    async fn accept(&mut self) -> (Wire, Line) {
        loop {
            let accepted = match &self.second {
                Some(second) => tokio::select! {
                    accepted = self.first.accept() => accepted,
                    accepted = second.accept() => accepted,
                },
                None => self.first.accept().await,
            };
            match accepted.and_then(|(stream, _)| self.lines.take(stream)) {
                Ok(taken) => return taken,
                // Whoever gave up while waiting, or no sockets left.
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<Line> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

/// A connection's bytes. It leaves the list of connections when it is dropped.
pub(super) struct Wire {
    stream: TcpStream,
    line: Line,
    lines: Lines,
}

impl Wire {
    fn note(&self, written: &Poll<io::Result<usize>>) {
        self.line.0.unread.store(written.is_pending(), Relaxed);
        if matches!(written, Poll::Ready(Ok(1..))) {
            self.line.touch();
        }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.lines.all().retain(|line| !Arc::ptr_eq(&line.0, &self.line.0));
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.note(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.note(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
