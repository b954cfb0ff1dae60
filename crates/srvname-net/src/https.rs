//! One GET over a TLS session: no redirect is followed, and nothing is read beyond the limits.

use std::fmt;
use std::io;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONNECTION, CONTENT_TYPE, HOST, LOCATION, USER_AGENT};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use srvname::name::DnsName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use crate::escape::shown;
use crate::limits::FetchLimits;

/// A document that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Get<'g> {
    /// The host, which the header names.
    pub host: DnsName<'g>,
    /// The port, which the header names if it is not 443 (RFC 9110 §7.2).
    pub port: u16,
    /// The path, with the `/` that it begins with, and the query if there is one.
    pub path: &'g str,
    /// Who asks, such as `srvname/0.1 (+https://example.com/probe)`.
    pub user_agent: &'g str,
}

/// What the server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The status code.
    pub status: u16,
    /// The Content-Type as it was sent, made safe to show; `None` if there is none.
    pub media_type: Option<String>,
    /// The Location as it was sent, made safe to show; `None` if there is none. Whether to go there is the caller's.
    pub location: Option<String>,
    /// The body.
    pub body: Body,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// All of it.
    Complete(Vec<u8>),
    /// It has more octets than this, and was not read to its end.
    TooLong(usize),
}

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FetchError {
    /// The time was over.
    TimedOut(std::time::Duration),
    /// The path or who asks has characters that a request cannot have.
    Request,
    /// The header has more octets or fields than the limits allow.
    HeaderTooLong,
    /// What came is not HTTP/1, as far as it can be read: what is wrong.
    Malformed(String),
    /// The answer broke off before its end.
    Truncated,
    /// The connection broke.
    Broken(String),
}

/// Gets a document over a TLS session, with HTTP/1.1 (RFC 9112). The connection is closed afterwards.
///
/// # Errors
///
/// [`FetchError`]: the time is over, or what came is no complete answer.
pub async fn get<S>(stream: S, get: &Get<'_>, limits: &FetchLimits) -> Result<Page, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let host = match get.port {
        443 => get.host.as_str().to_owned(),
        port => format!("{}:{port}", get.host),
    };
    let request = Request::get(get.path)
        .header(HOST, host)
        .header(USER_AGENT, get.user_agent)
        .header(ACCEPT, "*/*")
        .header(CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|_| FetchError::Request)?;
    if !get.path.starts_with('/') {
        return Err(FetchError::Request);
    }
    let talk = exchange(stream, request, limits);
    timeout(limits.time, talk).await.unwrap_or(Err(FetchError::TimedOut(limits.time)))
}

async fn exchange<S>(stream: S, request: Request<Empty<Bytes>>, limits: &FetchLimits) -> Result<Page, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut builder = http1::Builder::new();
    // hyper takes no smaller one.
    builder.max_buf_size(limits.header_octets.max(8192)).max_headers(limits.header_fields);
    let (mut sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(|error| fault(&error))?;
    let page = async {
        let response = sender.send_request(request).await.map_err(|error| fault(&error))?;
        read(response, limits.body_octets).await
    };
    // The connection does the work, and ends with an error that the page has too.
    let (mut connection, mut page) = (std::pin::pin!(connection), std::pin::pin!(page));
    tokio::select! {
        biased;
        page = &mut page => page,
        _ = &mut connection => page.await,
    }
}

async fn read(response: Response<Incoming>, limit: usize) -> Result<Page, FetchError> {
    let (parts, body) = response.into_parts();
    let text = |name| parts.headers.get(name).map(|value: &hyper::header::HeaderValue| shown(value.as_bytes()));
    let body = match Limited::new(body, limit).collect().await {
        Ok(body) => Body::Complete(body.to_bytes().to_vec()),
        Err(error) if error.is::<LengthLimitError>() => Body::TooLong(limit),
        Err(error) => return Err(error.downcast_ref::<hyper::Error>().map_or(FetchError::Truncated, fault)),
    };
    Ok(Page { status: parts.status.as_u16(), media_type: text(CONTENT_TYPE), location: text(LOCATION), body })
}

fn fault(error: &hyper::Error) -> FetchError {
    let below = std::error::Error::source(error);
    let kind = below.and_then(|below| below.downcast_ref::<io::Error>()).map(io::Error::kind);
    // hyper tells a header that is too long from one that is wrong by its words alone.
    if error.is_parse() && error.to_string().contains("too large") {
        FetchError::HeaderTooLong
    } else if error.is_parse() {
        FetchError::Malformed(shown(error.to_string().as_bytes()))
    } else if error.is_incomplete_message() || error.is_closed() || kind == Some(io::ErrorKind::UnexpectedEof) {
        FetchError::Truncated
    } else {
        FetchError::Broken(shown(below.map_or_else(|| error.to_string(), ToString::to_string).as_bytes()))
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TimedOut(limit) => write!(f, "the answer took more than {} s", limit.as_secs_f32()),
            Self::Request => f.write_str("the path is none that a request can have"),
            Self::HeaderTooLong => f.write_str("the header of the answer is longer than is read"),
            Self::Malformed(what) => write!(f, "the server does not speak HTTP/1.1: {what}"),
            Self::Truncated => f.write_str("the answer broke off before its end"),
            Self::Broken(what) => write!(f, "the connection broke: {what}"),
        }
    }
}

impl std::error::Error for FetchError {}
