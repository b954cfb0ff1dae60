//! A stream of lines with limits: how long one may be, how many there may be, and how long a step may take.

use std::pin::Pin;
use std::task::Poll;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::timeout;

use super::outcome::{DialogueFault, FaultKind, InjectionPoint, Step};
use crate::escape::shown;
use crate::limits::DialogueLimits;

/// How much is read at once, in octets.
const CHUNK: usize = 2048;

/// What a dialogue ends with, short of a fault.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum End {
    Ready,
    NotOffered,
    Refused(String),
    Unavailable(String),
    Preauthenticated,
    Injected { octets: usize, point: InjectionPoint },
}

/// A server, what it said that nobody read yet, and how much more it may say.
pub(super) struct Conversation<'l, S> {
    stream: S,
    unread: Vec<u8>,
    limits: &'l DialogueLimits,
    lines_left: usize,
    xml_left: usize,
    pub(super) greeting: Option<String>,
    pub(super) capabilities: Vec<String>,
}

/// Lets a step take its time, and not more.
pub(super) async fn step<T>(
    limits: &DialogueLimits,
    step: Step,
    work: impl Future<Output = Result<T, FaultKind>>,
) -> Result<T, DialogueFault> {
    let result = timeout(limits.step, work).await.unwrap_or(Err(FaultKind::TimedOut(limits.step)));
    result.map_err(|kind| DialogueFault { step, kind })
}

impl<'l, S: AsyncRead + AsyncWrite + Unpin> Conversation<'l, S> {
    pub(super) fn new(stream: S, limits: &'l DialogueLimits) -> Self {
        Self {
            stream,
            unread: Vec::new(),
            limits,
            lines_left: limits.lines,
            xml_left: limits.xml_octets,
            greeting: None,
            capabilities: Vec::new(),
        }
    }

    pub(super) const fn limits(&self) -> &'l DialogueLimits {
        self.limits
    }

    pub(super) fn into_stream(self) -> S {
        self.stream
    }

    pub(super) async fn send(&mut self, text: &str) -> Result<(), FaultKind> {
        let write = async {
            self.stream.write_all(text.as_bytes()).await?;
            self.stream.flush().await
        };
        write.await.map_err(|error| FaultKind::Io(error.kind()))
    }

    /// The next line without its end, which is CRLF; LF alone is taken for one, as clients do.
    pub(super) async fn line(&mut self) -> Result<Vec<u8>, FaultKind> {
        let mut seen = 0;
        loop {
            let fresh = self.unread.get(seen..).unwrap_or_default();
            if let Some(end) = fresh.iter().position(|octet| *octet == b'\n') {
                let length = seen.saturating_add(end).saturating_add(1);
                if length > self.limits.line_octets {
                    return Err(FaultKind::LineTooLong(self.limits.line_octets));
                }
                let left = self.lines_left.checked_sub(1);
                self.lines_left = left.ok_or(FaultKind::TooManyLines(self.limits.lines))?;
                let mut line: Vec<_> = self.unread.drain(..length).collect();
                line.pop();
                if line.last() == Some(&b'\r') {
                    line.pop();
                }
                return Ok(line);
            }
            seen = self.unread.len();
            if seen >= self.limits.line_octets {
                return Err(FaultKind::LineTooLong(self.limits.line_octets));
            }
            self.fill().await?;
        }
    }

    /// The next octets, as many as are asked for.
    pub(super) async fn octets(&mut self, count: usize) -> Result<Vec<u8>, FaultKind> {
        if count > self.limits.line_octets {
            return Err(FaultKind::LineTooLong(self.limits.line_octets));
        }
        while self.unread.len() < count {
            self.fill().await?;
        }
        Ok(self.unread.drain(..count).collect())
    }

    /// Gives what is unread to a parser of XML, and reads more where that is not enough, until it has an event.
    pub(super) async fn xml<T>(
        &mut self,
        mut parse: impl FnMut(&mut &[u8]) -> Result<Option<T>, FaultKind>,
    ) -> Result<T, FaultKind> {
        loop {
            let mut rest = self.unread.as_slice();
            let event = parse(&mut rest)?;
            let taken = self.unread.len().saturating_sub(rest.len());
            self.unread.drain(..taken);
            self.xml_left = self.xml_left.checked_sub(taken).ok_or(FaultKind::TooMuchXml(self.limits.xml_octets))?;
            match event {
                Some(event) => return Ok(event),
                None if self.unread.is_empty() => self.fill().await?,
                None => {}
            }
        }
    }

    async fn fill(&mut self) -> Result<(), FaultKind> {
        let mut chunk = [0; CHUNK];
        match self.stream.read(&mut chunk).await {
            Ok(0) => Err(FaultKind::Closed),
            Ok(count) => {
                self.unread.extend_from_slice(chunk.get(..count).unwrap_or_default());
                Ok(())
            }
            Err(error) => Err(FaultKind::Io(error.kind())),
        }
    }

    /// How many octets are there that nobody asked for: unread ones, and what the stream has at once.
    pub(super) async fn unasked(&mut self) -> usize {
        let mut chunk = [0; CHUNK];
        let stream = &mut self.stream;
        let arrived = std::future::poll_fn(|context| {
            let mut buffer = ReadBuf::new(&mut chunk);
            match Pin::new(&mut *stream).poll_read(context, &mut buffer) {
                Poll::Ready(Ok(())) => Poll::Ready(buffer.filled().len()),
                _ => Poll::Ready(0),
            }
        });
        let arrived = arrived.await;
        self.unread.extend_from_slice(chunk.get(..arrived).unwrap_or_default());
        self.unread.len()
    }

    /// As [`unasked`](Self::unasked), without the white space that a server may send between the elements of a stream
    /// (RFC 6120 §4.6.1).
    pub(super) async fn unasked_xml(&mut self) -> usize {
        if self.unasked().await == 0 || self.unread.iter().all(u8::is_ascii_whitespace) { 0 } else { self.unread.len() }
    }

    /// That the server said what the protocol does not have.
    pub(super) fn malformed<T>(line: &[u8]) -> Result<T, FaultKind> {
        Err(FaultKind::Malformed(shown(line)))
    }
}
