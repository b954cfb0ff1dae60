//! Where a document is asked for, and what the answer of the web server is (RFC 7711 §3, §10).

use alloc::format;
use core::fmt;

use super::https_url::{HttpsUrl, HttpsUrlError};
use super::service::PoshService;
use crate::citation::Citation;
use crate::identity::source_domain::SourceDomain;

/// The most redirects that are followed for one document (RFC 7711 §10).
///
/// The `url` of a reference document is none of them: it is another document, and its redirects are counted anew.
pub const MAX_REDIRECTS: u8 = 10;

/// What is asked: the document about one service at one source domain.
///
/// It is what documents and verdicts are kept by. A document about `xmpp-client` says nothing about `xmpp-server`: whoever
/// may serve the users of a domain must not speak for it to other servers (RFC 7712 §5.2).
///
/// ```
/// use srvname::delegation::posh::{PoshQuery, PoshService};
/// use srvname::identity::SourceDomain;
///
/// let query = PoshQuery {
///     source: SourceDomain::from_user_input("im.example.org")?,
///     service: PoshService::parse("xmpp-client")?,
/// };
/// assert_eq!(query.url().as_str(), "https://im.example.org/.well-known/posh/xmpp-client.json");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PoshQuery<'a> {
    /// The domain that the user or the application named, in A-labels: in XMPP the `to` of a stream that is opened, the
    /// `from` of one that is accepted (RFC 7712 §5.2).
    pub source: SourceDomain<'a>,
    /// The service.
    pub service: PoshService<'a>,
}

impl PoshQuery<'_> {
    /// Returns where the document is (RFC 7711 §3). The certificate of the web server is verified for the source domain
    /// (RFC 2818).
    #[must_use]
    pub fn url(&self) -> HttpsUrl {
        let service = self.service.name().as_str().to_ascii_lowercase();
        HttpsUrl::at_host(self.source.name(), &format!("/.well-known/posh/{service}.json"))
    }
}

/// What the answer of a web server is.
///
/// Four answers, and none of them is an error of the caller: there is a document; there is none; it may be elsewhere; it is
/// not known whether there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PoshResponse {
    /// The body is a document: [`Document::read`](super::document::Document::read) it.
    Document,
    /// There is no document (404), so POSH does not apply.
    Absent,
    /// It is to be asked for here, with one redirect more. It is temporary, whatever its status says.
    Redirect(HttpsUrl),
    /// The redirect is not followed.
    Refused(RedirectFault),
    /// The server failed with this status, or it has no meaning here.
    Failed(u16),
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RedirectFault {
    /// Its Location is no HTTPS URI.
    Location(HttpsUrlError),
    /// It has no Location.
    WithoutLocation,
    /// It is one more than [`MAX_REDIRECTS`].
    TooMany,
}

impl PoshResponse {
    /// Returns what a response to a GET of `asked` is, after so many redirects for this document.
    ///
    /// Every status of success will do (RFC 7711 §3.1). What caches say of the age of a response does not count (§6).
    ///
    /// Q: Must a Location be an absolute URI?
    /// A: §10 asks that it specify an HTTPS URI. A relative one does, since what it is relative to is one (RFC 7231 §7.1.2),
    ///    and so does not leave HTTPS. (`src/delegation/posh/fetch.rs`, `redirects_stay_in_https`)
    ///
    /// ```
    /// use srvname::delegation::posh::{HttpsUrl, PoshResponse};
    ///
    /// let asked = HttpsUrl::parse("https://example.org/.well-known/posh/xmpp-client.json")?;
    /// assert_eq!(PoshResponse::read(200, None, &asked, 0), PoshResponse::Document);
    /// assert_eq!(PoshResponse::read(404, None, &asked, 0), PoshResponse::Absent);
    /// # Ok::<(), srvname::delegation::posh::HttpsUrlError>(())
    /// ```
    #[must_use]
    pub fn read(status: u16, location: Option<&str>, asked: &HttpsUrl, redirects: u8) -> Self {
        match status {
            200..=299 => Self::Document,
            404 => Self::Absent,
            301 | 302 | 303 | 307 | 308 => match location.map(|location| asked.join(location)) {
                Some(Ok(_)) if redirects >= MAX_REDIRECTS => Self::Refused(RedirectFault::TooMany),
                Some(Ok(target)) => Self::Redirect(target),
                Some(Err(error)) => Self::Refused(RedirectFault::Location(error)),
                None => Self::Refused(RedirectFault::WithoutLocation),
            },
            status => Self::Failed(status),
        }
    }

    /// Returns the section that says so.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::Redirect(_) | Self::Refused(_) => Citation::new("RFC 7711", "10"),
            Self::Document => Citation::new("RFC 7711", "3.1"),
            Self::Absent | Self::Failed(_) => Citation::new("RFC 7711", "3"),
        }
    }
}

impl fmt::Display for PoshResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Document => f.write_str("there is a document"),
            Self::Absent => f.write_str("there is no document (status 404)"),
            Self::Redirect(target) => write!(f, "the document is at {target} for now"),
            Self::Refused(RedirectFault::Location(error)) => {
                write!(f, "the redirect does not lead to an HTTPS URI: {error}")
            }
            Self::Refused(RedirectFault::WithoutLocation) => f.write_str("the redirect has no Location"),
            Self::Refused(RedirectFault::TooMany) => write!(f, "more than {MAX_REDIRECTS} redirects"),
            Self::Failed(status) => {
                write!(f, "the web server answered with status {status}; a domain without POSH answers with 404")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    fn asked() -> HttpsUrl {
        HttpsUrl::parse("https://bar.example.com/.well-known/posh/spice.json").unwrap()
    }

    fn query(source: &str, service: &'static str) -> HttpsUrl {
        let source = SourceDomain::from_user_input(source).unwrap();
        PoshQuery { source, service: PoshService::parse(service).unwrap() }.url()
    }

    /// RFC 7711 §3, §8 and RFC 7712 §5.2.
    #[test]
    fn the_urls_of_the_rfcs() {
        assert_eq!(query("bar.example.com", "spice"), asked());
        for (service, path) in [
            ("xmpp-client", "/.well-known/posh/xmpp-client.json"),
            ("xmpp-server", "/.well-known/posh/xmpp-server.json"),
            ("xmpps-client", "/.well-known/posh/xmpp-client.json"),
            ("XMPP-Server", "/.well-known/posh/xmpp-server.json"),
        ] {
            assert_eq!(query("Example.com.", service).to_string(), ["https://example.com", path].concat());
        }
        assert!(query("xn--bcher-kva.example", "spice").host().is_ok());
        assert!(SourceDomain::from_user_input("bücher.example").is_err());
    }

    #[test]
    fn every_status_of_success_has_a_document() {
        for status in [200, 203, 206, 299] {
            assert_eq!(PoshResponse::read(status, None, &asked(), 0), PoshResponse::Document);
            // A Location beside it is not one of a redirect.
            assert_eq!(PoshResponse::read(status, Some("http://a.test/"), &asked(), 0), PoshResponse::Document);
        }
        assert_eq!(PoshResponse::read(404, None, &asked(), 0), PoshResponse::Absent);
        for status in [0, 100, 199, 300, 304, 400, 403, 410, 500, 503] {
            assert_eq!(PoshResponse::read(status, None, &asked(), 0), PoshResponse::Failed(status));
        }
    }

    #[test]
    fn redirects_stay_in_https() {
        let follow = |location: &str| PoshResponse::read(302, Some(location), &asked(), 0);
        for (location, target) in [
            ("https://hosting.example.net/posh.json", "https://hosting.example.net/posh.json"),
            ("/posh.json", "https://bar.example.com/posh.json"),
            ("//hosting.example.net/p", "https://hosting.example.net/p"),
            ("other.json", "https://bar.example.com/.well-known/posh/other.json"),
        ] {
            assert_eq!(follow(location), PoshResponse::Redirect(HttpsUrl::parse(target).unwrap()), "{location}");
        }
        for location in ["http://bar.example.com/posh.json", "httpsx://a.test/", "ftp://a.test/", "javascript:1"] {
            assert_eq!(
                follow(location),
                PoshResponse::Refused(RedirectFault::Location(HttpsUrlError::NotHttps)),
                "{location}"
            );
        }
        for status in [301, 303, 307, 308] {
            assert!(matches!(PoshResponse::read(status, Some("/p"), &asked(), 0), PoshResponse::Redirect(_)));
            let refused = PoshResponse::Refused(RedirectFault::WithoutLocation);
            assert_eq!(PoshResponse::read(status, None, &asked(), 0), refused);
        }
    }

    #[test]
    fn ten_redirects_are_followed() {
        for redirects in 0..=11 {
            let followed =
                matches!(PoshResponse::read(302, Some("/p"), &asked(), redirects), PoshResponse::Redirect(_));
            assert_eq!(followed, redirects < 10, "{redirects}");
        }
    }
}
