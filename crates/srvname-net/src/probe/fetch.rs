//! One document over HTTPS, from one address.

use std::net::{IpAddr, SocketAddr};

use srvname::name::DnsName;

use super::certificates;
use super::judgment::{Judge, Sent};
use super::progress::Progress;
use super::report::{Excerpt, FetchOutcome, FetchReport, Verdict};
use super::run::{Run, TIME_OVER};
use crate::escape::shown;
use crate::https::{Body, FetchError, Get, Page, get};
use crate::tls::{Alpn, HandshakeError, HandshakeFault, KeyKind, TlsRequest, handshake};

/// A document that is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'w> {
    pub(super) url: &'w str,
    pub(super) host: DnsName<'w>,
    pub(super) port: u16,
    /// With the `/` that it begins with, and the query.
    pub(super) path: &'w str,
}

/// What came: the report so far, and the page if there is one.
#[derive(Debug)]
pub(super) struct Fetched {
    pub(super) report: FetchReport,
    pub(super) page: Option<Page>,
}

impl Run<'_> {
    /// Fetches a document from one address. The certificate is judged, and does not stop the fetch: what stands behind a
    /// certificate that does not hold is shown, and the caller does not take it.
    pub(super) async fn fetch(&self, wanted: Wanted<'_>, address: IpAddr, judge: &Judge<'_>) -> Fetched {
        let mut fetched = Fetched { report: blank(wanted, Some(address)), page: None };
        self.tell(|| Progress::Fetch { url: wanted.url.to_owned() });
        let host = wanted.host.as_str();
        let _host = self.gate().turn(host).await;
        let _address = self.gate().turn(&address.to_string()).await;
        let fail = |why: String| FetchOutcome::Failed(why);
        let stream = match self.open(SocketAddr::new(address, wanted.port)).await {
            None => {
                fetched.report.outcome = FetchOutcome::NotAsked(TIME_OVER.to_owned());
                return fetched;
            }
            Some(Err(error)) => {
                fetched.report.outcome = fail(error.to_string());
                return fetched;
            }
            Some(Ok(stream)) => stream,
        };
        let Some(limit) = self.step() else { return fetched };
        let request = TlsRequest { server_name: Some(wanted.host), alpn: Some(Alpn::Http11), key: KeyKind::Any, limit };
        let session = match handshake(stream, &request).await {
            Ok(session) => session,
            Err(HandshakeError { fault: HandshakeFault::TimedOut(_), .. }) if self.is_over() => return fetched,
            Err(error) => {
                fetched.report.outcome = fail(error.to_string());
                return fetched;
            }
        };
        let ders: Vec<&[u8]> = session.chain.iter().map(AsRef::as_ref).collect();
        fetched.report.chain = certificates::chain(ders.iter().copied(), self.settings.moment, self.settings.digests);
        fetched.report.certificate = Sent::of(ders).map(|sent| judge.web_server(&sent, wanted.host));
        let Some(limit) = self.step() else { return fetched };
        let what =
            Get { host: wanted.host, port: wanted.port, path: wanted.path, user_agent: self.settings.user_agent };
        match get(session.stream, &what, &self.fetch_limits(limit)).await {
            Ok(page) => {
                fetched.report.status = Some(page.status);
                fetched.report.media_type.clone_from(&page.media_type);
                fetched.report.location.clone_from(&page.location);
                fetched.report.body = Some(excerpt(&page.body));
                fetched.page = Some(page);
            }
            Err(FetchError::TimedOut(_)) if self.is_over() => {}
            Err(error) => fetched.report.outcome = fail(error.to_string()),
        }
        fetched
    }
}

/// A fetch before anything is known.
fn blank(wanted: Wanted<'_>, address: Option<IpAddr>) -> FetchReport {
    FetchReport {
        url: shown(wanted.url.as_bytes()),
        address,
        outcome: FetchOutcome::NotAsked(TIME_OVER.to_owned()),
        status: None,
        media_type: None,
        location: None,
        body: None,
        certificate: None,
        chain: Vec::new(),
    }
}

fn excerpt(body: &Body) -> Excerpt {
    match body {
        Body::Complete(octets) => Excerpt { text: shown(octets), octets: octets.len(), is_complete: true },
        Body::TooLong(limit) => Excerpt { text: String::new(), octets: *limit, is_complete: false },
    }
}

impl Judge<'_> {
    /// What the certificate of a web server is worth for its name.
    fn web_server(&self, sent: &Sent<'_>, host: DnsName<'_>) -> Verdict {
        use srvname::ReferenceId;
        use srvname::path::Purpose;
        self.of_proof(self.prove(sent, &[ReferenceId::Dns(host)], self.settings.policy, Purpose::Server))
    }
}
