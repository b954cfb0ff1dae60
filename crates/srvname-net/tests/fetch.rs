//! Documents over HTTPS: what a server may send, and what is not read.

#[allow(dead_code)]
#[path = "support/tls.rs"]
mod tls;

use std::sync::Arc;
use std::time::Duration;

use rustls::version::TLS13;
use srvname::name::DnsName;
use srvname_net::https::{Body, FetchError, Get, Page, get};
use srvname_net::limits::FetchLimits;
use srvname_net::tls::{Alpn, KeyKind, TlsRequest, handshake};
use srvname_testkit::make::Issued;
use tls::{Keys, certified, config, signing_key};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsAcceptor;

/// How a server ends.
#[derive(Clone, Copy, PartialEq)]
enum End {
    /// It says that it has said all, and closes.
    Close,
    /// It closes, as if somebody had cut the line.
    Cut,
    /// It waits.
    Stall,
}

/// Asks a server that answers with these octets. Returns what it heard too.
async fn fetch(answer: impl Into<Vec<u8>>, end: End) -> (Result<Page, FetchError>, String) {
    fetch_from(443, answer, end).await
}

/// Asks a server at another port.
async fn fetch_from(port: u16, answer: impl Into<Vec<u8>>, end: End) -> (Result<Page, FetchError>, String) {
    let answer = answer.into();
    let root = Issued::root("A root that nobody trusts");
    let leaf = root.end_entity("mta-sts.example.com").issue();
    let keys = Keys { keys: vec![certified(&[&leaf], signing_key(&leaf))], ..Keys::default() };
    let server = config(Arc::new(keys), &TLS13, &["http/1.1"]);
    let (client, other) = tokio::io::duplex(1 << 18);
    let heard = tokio::spawn(async move {
        let mut stream = TlsAcceptor::from(server).accept(other).await.unwrap();
        let mut heard = String::new();
        while !heard.ends_with("\r\n\r\n") {
            heard.push(char::from(stream.read_u8().await.unwrap()));
        }
        let _ = stream.write_all(&answer).await;
        let _ = stream.flush().await;
        match end {
            End::Close => drop(stream.shutdown().await),
            End::Cut => {}
            End::Stall => tokio::time::sleep(Duration::from_secs(3600)).await,
        }
        heard
    });
    let name = DnsName::parse("mta-sts.example.com").unwrap();
    let request = TlsRequest {
        server_name: Some(name),
        alpn: Some(Alpn::Http11),
        key: KeyKind::Any,
        limit: Duration::from_secs(10),
    };
    let session = handshake(client, &request).await.unwrap();
    let get_policy = Get { host: name, port, path: "/.well-known/mta-sts.txt", user_agent: "srvname-test/1" };
    let page = get(session.stream, &get_policy, &FetchLimits::default()).await;
    if end == End::Stall {
        heard.abort();
        return (page, String::new());
    }
    (page, heard.await.unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_page_comes_with_what_the_caller_judges() {
    let answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 16\r\n\r\nversion: STSv1\r\n";
    let (page, heard) = fetch(answer, End::Close).await;
    let expected = Page {
        status: 200,
        media_type: Some("text/plain; charset=utf-8".to_owned()),
        location: None,
        body: Body::Complete(b"version: STSv1\r\n".to_vec()),
    };
    assert_eq!(page, Ok(expected));
    let mut lines: Vec<_> = heard.lines().filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.remove(0), "GET /.well-known/mta-sts.txt HTTP/1.1");
    lines.sort_unstable();
    assert_eq!(lines, ["accept: */*", "connection: close", "host: mta-sts.example.com", "user-agent: srvname-test/1"]);
}

#[tokio::test(start_paused = true)]
async fn another_port_is_named_with_the_host() {
    let (page, heard) = fetch_from(8443, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", End::Close).await;
    assert_eq!(page.unwrap().status, 404);
    assert!(heard.contains("\r\nhost: mta-sts.example.com:8443\r\n"), "{heard}");
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_shown_and_not_followed() {
    let answer = "HTTP/1.1 301 Moved\r\nLocation: https://evil.example/\x1b\r\nContent-Length: 0\r\n\r\n";
    let (page, _) = fetch(answer.replace('\x1b', "\u{85}"), End::Close).await;
    let page = page.unwrap();
    assert_eq!((page.status, page.location.as_deref()), (301, Some("https://evil.example/\\u{85}")));
    assert_eq!(page.media_type, None);
}

#[tokio::test(start_paused = true)]
async fn a_long_body_is_not_read_however_it_is_announced() {
    let body = "x".repeat(65_537);
    for answer in [
        format!("HTTP/1.1 200 OK\r\nContent-Length: 65537\r\n\r\n{body}"),
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx".to_owned() + &body,
        format!("HTTP/1.1 200 OK\r\n\r\n{body}"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n{body}\r\n0\r\n\r\n"),
    ] {
        let (page, _) = fetch(answer, End::Close).await;
        assert_eq!(page.unwrap().body, Body::TooLong(65_536));
    }
    let whole = &body[..65_536];
    let (page, _) = fetch(format!("HTTP/1.1 200 OK\r\n\r\n{whole}"), End::Close).await;
    assert_eq!(page.unwrap().body, Body::Complete(whole.as_bytes().to_vec()));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_breaks_off_is_no_answer() {
    for (answer, end) in [
        ("", End::Close),
        ("", End::Cut),
        ("HTTP/1.1 200 OK\r\nContent-Le", End::Close),
        ("HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\nversion: STS", End::Close),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nversion: STS", End::Close),
        // The end of the connection is the end of the body, and whoever cuts the line chooses it.
        ("HTTP/1.1 200 OK\r\n\r\nversion: STS", End::Cut),
    ] {
        let (page, _) = fetch(answer, end).await;
        assert_eq!(page, Err(FetchError::Truncated), "{answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_header_that_is_too_long_is_not_read() {
    let fields = (0..100).fold(String::new(), |fields, at| fields + &format!("X-{at}: 1\r\n"));
    let long = format!("X-Long: {}\r\n", "x".repeat(50_000));
    for header in [fields, long] {
        let (page, _) = fetch(format!("HTTP/1.1 200 OK\r\n{header}Content-Length: 0\r\n\r\n"), End::Close).await;
        assert_eq!(page, Err(FetchError::HeaderTooLong));
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stalls_is_left() {
    for answer in ["", "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\nversion: STS", "HTTP/1.1 100 Continue\r\n\r\n"] {
        let started = tokio::time::Instant::now();
        let (page, _) = fetch(answer, End::Stall).await;
        assert_eq!(page, Err(FetchError::TimedOut(Duration::from_secs(60))), "{answer}");
        assert!(started.elapsed() < Duration::from_secs(62));
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_http_is_said_to_be_none() {
    for answer in ["SSH-2.0-OpenSSH\r\n\r\n", "<html></html>\r\n\r\n", "HTTP/1.1 OK\r\n\r\n"] {
        let (page, _) = fetch(answer, End::Close).await;
        assert!(matches!(page, Err(FetchError::Malformed(_))), "{answer}: {page:?}");
    }
}
