//! The POSH document of a domain for a service: redirects, and one reference.

use hyper::Uri;
use hyper::http::uri::PathAndQuery;
use srvname::delegation::posh::{Document, HttpsUrl, Material, PoshQuery, PoshResponse, PoshService};
use srvname::name::{DnsName, Service};

use super::evidence::{Published, PublishedMaterial};
use super::fetch::{Fetched, Wanted};
use super::judgment::Judge;
use super::report::{FetchOutcome, PoshDocumentReport, PoshReport, ProbedService, Verdict};
use super::run::Run;
use crate::https::Body;

/// Why there is no document from a URL.
enum NoDocument {
    /// There is none, and that is no fault.
    Absent,
    /// There is one that is not to be used.
    Fault(String),
    /// It is not known.
    Unknown(String),
}

/// What one request came to.
enum Requested {
    Document(Document),
    Redirect(HttpsUrl),
    Nothing(NoDocument),
}

impl Run<'_> {
    /// Looks the document for a service up, from the source domain on.
    pub(super) async fn posh(&self, service: ProbedService, judge: &Judge<'_>) -> (PoshReport, PublishedMaterial) {
        let mut report = PoshReport {
            url: String::new(),
            address_lookups: Vec::new(),
            fetches: Vec::new(),
            document: None,
            fault: None,
            is_unanswered: false,
            notes: Vec::new(),
        };
        let Ok(label) = Service::parse(service.as_str()) else {
            return (report, Published::Absent("the service has no POSH documents".to_owned()));
        };
        let url = PoshQuery { source: self.domain, service: PoshService::of(label) }.url();
        report.url = url.as_str().to_owned();
        match self.material(&url, judge, &mut report).await {
            Ok(material) => {
                report.document = Some(written(&material));
                (report, Published::There(material))
            }
            Err(NoDocument::Absent) => {
                (report, Published::Absent("the domain publishes no POSH document for the service".to_owned()))
            }
            Err(NoDocument::Fault(why)) => {
                report.fault = Some(why.clone());
                (report, Published::Absent(format!("the POSH document is not to be used: {why}")))
            }
            Err(NoDocument::Unknown(why)) => {
                report.is_unanswered = true;
                (report, Published::Unknown(format!("the POSH document could not be fetched: {why}")))
            }
        }
    }

    async fn material(
        &self,
        url: &HttpsUrl,
        judge: &Judge<'_>,
        report: &mut PoshReport,
    ) -> Result<Material, NoDocument> {
        let source = self.document(url, judge, report).await?;
        let fault = |error: srvname::delegation::posh::ResolveError| NoDocument::Fault(error.to_string());
        let Document::Reference(reference) = &source else {
            return Material::resolve(&source, None).map_err(fault);
        };
        let referred = self.document(&reference.url, judge, report).await.map_err(|nothing| match nothing {
            NoDocument::Absent => NoDocument::Fault(format!("it refers to {}, where there is none", reference.url)),
            other => other,
        })?;
        Material::resolve(&source, Some(&referred)).map_err(fault)
    }

    /// Fetches one document, through redirects (RFC 7711 §10).
    async fn document(
        &self,
        url: &HttpsUrl,
        judge: &Judge<'_>,
        report: &mut PoshReport,
    ) -> Result<Document, NoDocument> {
        let mut asked = url.clone();
        let mut redirects: u8 = 0;
        loop {
            match self.request(&asked, redirects, judge, report).await {
                Requested::Document(document) => return Ok(document),
                Requested::Nothing(nothing) => return Err(nothing),
                Requested::Redirect(target) => {
                    redirects = redirects.saturating_add(1);
                    asked = target;
                }
            }
        }
    }

    /// One request, to the first address that answers.
    async fn request(&self, url: &HttpsUrl, redirects: u8, judge: &Judge<'_>, report: &mut PoshReport) -> Requested {
        let host = match url.host() {
            Ok(host) => host.as_str().to_ascii_lowercase(),
            Err(error) => {
                return Requested::Nothing(NoDocument::Fault(format!("the host of {url} has no name: {error}")));
            }
        };
        let (Ok(name), Some((port, path))) = (DnsName::parse(&host), port_and_path(url)) else {
            return Requested::Nothing(NoDocument::Fault(format!("{url} is none that can be requested")));
        };
        let wanted = Wanted { url: url.as_str(), host: name, port, path: &path };
        let asked = self.ask_addresses(&host).await;
        let addresses = self.addresses_of(&asked);
        let trouble = asked.iter().find_map(super::asked::Asked::trouble);
        for asked in asked {
            // A redirect can lead to the same host.
            if !report.address_lookups.contains(&asked.report) {
                report.address_lookups.push(asked.report);
            }
        }
        if addresses.is_empty() {
            let nothing = match trouble {
                Some(trouble) => NoDocument::Unknown(trouble),
                // A domain without a web server publishes none.
                None if redirects == 0 && report.fetches.is_empty() => NoDocument::Absent,
                None => NoDocument::Fault(format!("the host {host} has no address")),
            };
            return Requested::Nothing(nothing);
        }
        let mut last = Requested::Nothing(NoDocument::Unknown("no address answers".to_owned()));
        for address in addresses {
            let fetched = self.fetch(wanted, address, judge).await;
            let (turn, answered) = read(url, redirects, fetched, report);
            last = turn;
            if answered {
                break;
            }
        }
        last
    }
}

/// Reads what came from one address, and whether the next one need not be asked.
fn read(url: &HttpsUrl, redirects: u8, mut fetched: Fetched, report: &mut PoshReport) -> (Requested, bool) {
    let Some(page) = fetched.page.take() else {
        let why = match &fetched.report.outcome {
            FetchOutcome::Failed(why) | FetchOutcome::NotAsked(why) => why.clone(),
            _ => "no answer came".to_owned(),
        };
        report.fetches.push(fetched.report);
        return (Requested::Nothing(NoDocument::Unknown(why)), false);
    };
    let refuse = |reason: String, section: Option<String>| FetchOutcome::Refused { reason, section };
    let response = PoshResponse::read(page.status, page.location.as_deref(), url, redirects);
    let section = response.citation().to_string();
    let (outcome, turn) = match (&fetched.report.certificate, &response) {
        (Some(Verdict::Fails(failure)), _) => {
            let reason = format!("the certificate of the web server does not hold: {}", failure.reason);
            (refuse(reason.clone(), Some("RFC 7711 §3".to_owned())), fault_or_nothing(&response, reason))
        }
        (_, PoshResponse::Document) => match document(&page.body, &mut report.notes) {
            Ok(document) => (FetchOutcome::Taken, Requested::Document(document)),
            Err(reason) => (refuse(reason.clone(), Some(section)), Requested::Nothing(NoDocument::Fault(reason))),
        },
        (_, PoshResponse::Absent) => (FetchOutcome::Absent, Requested::Nothing(NoDocument::Absent)),
        (_, PoshResponse::Redirect(target)) => {
            (FetchOutcome::Redirect(target.as_str().to_owned()), Requested::Redirect(target.clone()))
        }
        (_, response) => {
            let reason = response.to_string();
            (refuse(reason.clone(), Some(section)), Requested::Nothing(NoDocument::Fault(reason)))
        }
    };
    fetched.report.outcome = outcome;
    report.fetches.push(fetched.report);
    (turn, true)
}

/// A web server that is not the domain's and has no document says nothing; one that has a document is a fault.
fn fault_or_nothing(response: &PoshResponse, reason: String) -> Requested {
    Requested::Nothing(match response {
        PoshResponse::Absent => NoDocument::Absent,
        _ => NoDocument::Fault(reason),
    })
}

fn document(body: &Body, notes: &mut Vec<String>) -> Result<Document, String> {
    match body {
        Body::TooLong(limit) => Err(format!("the document has more than {limit} octets")),
        Body::Complete(octets) => {
            let read = Document::read(octets).map_err(|error| error.to_string())?;
            notes.extend(read.notes.iter().map(ToString::to_string));
            Ok(read.document)
        }
    }
}

fn written(material: &Material) -> PoshDocumentReport {
    let fingerprints = material.descriptors().iter().filter_map(|descriptor| descriptor.deciding());
    let fingerprints = fingerprints
        .map(|fingerprint| {
            let digest = super::certificates::hexadecimal(fingerprint.digest());
            format!("{} {digest}", fingerprint.function())
        })
        .collect();
    let via = material.via().map(|url| url.as_str().to_owned());
    PoshDocumentReport { expires: material.lifetime().seconds(), via, fingerprints }
}

/// The port of a URL, and its path with the query; `None` if it cannot be requested.
fn port_and_path(url: &HttpsUrl) -> Option<(u16, String)> {
    let uri: Uri = url.as_str().parse().ok()?;
    let path = uri.path_and_query().map_or("", PathAndQuery::as_str);
    // A request has a slash where the URL has no path (RFC 9112 §3.2.1).
    let slash = if path.starts_with('/') { "" } else { "/" };
    Some((uri.port_u16().unwrap_or(443), format!("{slash}{path}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_requested_at_its_port_by_its_path_and_query() {
        for (url, port, path) in [
            ("https://a.example:8443/.well-known/x.json?y=/z#w", 8443, "/.well-known/x.json?y=/z"),
            ("https://a.example/", 443, "/"),
            ("https://a.example", 443, "/"),
            ("https://a.example?y", 443, "/?y"),
        ] {
            let parsed = HttpsUrl::parse(url).unwrap();
            assert_eq!(port_and_path(&parsed), Some((port, path.to_owned())), "{url}");
        }
    }
}
