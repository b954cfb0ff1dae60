//! Where a policy is fetched, and which response of the web server is one (RFC 8461 §3.2, §3.3).

use alloc::borrow::ToOwned;
use alloc::string::String;
use core::fmt;

use crate::certificate::general_name::PresentedId;
use crate::citation::Citation;
use crate::delegation::mta_sts::policy_error::InvalidPolicy;
use crate::delegation::mta_sts::reader::{ReadPolicy, ReadingRules};
use crate::delegation::tls_rpt::TlsRptResult;
use crate::identity::reference::{ReferenceId, Wildcards};
use crate::identity::source_domain::SourceDomain;
use crate::name::dns::DnsName;
use crate::name::error::NameError;
use crate::name::line::Escaped;

/// The most octets of a body that are read: 64 kilobytes (RFC 8461 §3.3).
pub const MAX_POLICY_OCTETS: usize = 65_536;

/// Most characters of a text from the server that an error keeps.
const MAX_SHOWN_CHARACTERS: usize = 320;

/// The host that serves the policy of a domain: `mta-sts` and the domain (RFC 8461 §3.2).
///
/// It is made of the policy domain alone. For a smart host that is the domain of the smart host; a subdomain has no policy
/// but its own, and an address literal none (§3.4).
///
/// ```
/// use srvname::delegation::mta_sts::PolicyHost;
/// use srvname::identity::SourceDomain;
///
/// let host = PolicyHost::of(SourceDomain::from_user_input("Example.com.")?)?;
/// assert_eq!(host.name().as_str(), "mta-sts.example.com");
/// assert_eq!(host.url(), "https://mta-sts.example.com/.well-known/mta-sts.txt");
/// assert_eq!(host.record_owner(), "_mta-sts.example.com");
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PolicyHost(String);

impl PolicyHost {
    /// Returns the policy host of a policy domain, in lower case.
    ///
    /// # Errors
    ///
    /// [`NameError`] if the domain is so long that no name fits before it.
    pub fn of(policy_domain: SourceDomain<'_>) -> Result<Self, NameError> {
        let name = alloc::format!("mta-sts.{}", policy_domain.as_str().to_ascii_lowercase());
        DnsName::parse(&name)?;
        Ok(Self(name))
    }

    /// Returns the name, which is also the one that TLS asks for (SNI; RFC 8461 §7.1).
    #[must_use]
    pub fn name(&self) -> DnsName<'_> {
        DnsName::from_parsed(&self.0)
    }

    /// Returns the address of the policy. No redirect of it is followed, and no HTTP cache answers (RFC 8461 §3.3).
    #[must_use]
    pub fn url(&self) -> String {
        alloc::format!("https://{}/.well-known/mta-sts.txt", self.0)
    }

    /// Returns the name of the TXT record.
    #[must_use]
    pub fn record_owner(&self) -> String {
        alloc::format!("_{}", self.0)
    }

    /// Returns the one reference identifier of the web server's certificate (RFC 8461 §3.3).
    #[must_use]
    pub fn dns_id(&self) -> ReferenceId<'_> {
        ReferenceId::Dns(self.name())
    }

    /// Checks that a certificate names this host, among the names that it presents. Its path is checked elsewhere.
    ///
    /// # Errors
    ///
    /// [`PolicyFetchError::HostCertificate`] if it does not.
    pub fn check_names<'a>(
        &self,
        presented: impl IntoIterator<Item = PresentedId<'a>>,
    ) -> Result<(), PolicyFetchError> {
        let reference = self.dns_id();
        if presented.into_iter().any(|name| reference.matches(&name, Wildcards::default())) {
            return Ok(());
        }
        Err(PolicyFetchError::HostCertificate(self.0.clone()))
    }
}

/// What the web server answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyResponse<'a> {
    /// The status.
    pub status: u16,
    /// The value of `Content-Type`; `None` if there is none.
    pub content_type: Option<&'a str>,
    /// The value of `Location`; `None` if there is none.
    pub location: Option<&'a str>,
    /// The body.
    pub body: PolicyBody<'a>,
}

/// The body of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyBody<'a> {
    /// All of it. More than [`MAX_POLICY_OCTETS`] are too long.
    Complete(&'a [u8]),
    /// It was longer than the caller reads.
    TooLong,
}

/// What a response without a media type is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MissingMediaType {
    /// An error: the type shows that the server did not serve somebody else's page (RFC 8461 §3.2).
    #[default]
    Refused,
    /// As if it were `text/plain`. The risk: a server on which strangers host files may serve one of theirs.
    Tolerated,
}

/// What is asked of a response where RFC 8461 leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PolicyFetchRules {
    /// A missing media type.
    pub missing_media_type: MissingMediaType,
    /// How the body is read.
    pub reading: ReadingRules,
}

impl PolicyFetchRules {
    /// Returns the rules.
    #[must_use]
    pub const fn new(missing_media_type: MissingMediaType, reading: ReadingRules) -> Self {
        Self { missing_media_type, reading }
    }
}

/// Returns the policy of a response from a policy host whose certificate was verified.
///
/// ```
/// use srvname::delegation::mta_sts::{PolicyFetchError, PolicyFetchRules, PolicyBody, PolicyResponse, accept_response};
///
/// let body = PolicyBody::Complete(b"version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n");
/// let response = PolicyResponse { status: 200, content_type: Some("text/plain; charset=utf-8"), location: None, body };
/// assert!(accept_response(&response, PolicyFetchRules::default()).is_ok());
///
/// let moved = PolicyResponse { status: 301, location: Some("https://www.example.com/"), ..response };
/// assert!(matches!(accept_response(&moved, PolicyFetchRules::default()), Err(PolicyFetchError::Redirect { .. })));
/// ```
///
/// # Errors
///
/// [`PolicyFetchError`]: the first reason, of status, media type, length and body.
pub fn accept_response(response: &PolicyResponse<'_>, rules: PolicyFetchRules) -> Result<ReadPolicy, PolicyFetchError> {
    match response.status {
        200 => {}
        status @ 300..=399 => {
            return Err(PolicyFetchError::Redirect { status, location: response.location.map(shown) });
        }
        status => return Err(PolicyFetchError::Status(status)),
    }
    match response.content_type {
        None if rules.missing_media_type == MissingMediaType::Tolerated => {}
        None => return Err(PolicyFetchError::NoMediaType),
        Some(content_type) => {
            let media_type = content_type.split(';').next().unwrap_or_default().trim_matches([' ', '\t']);
            if !media_type.eq_ignore_ascii_case("text/plain") {
                return Err(PolicyFetchError::MediaType(shown(media_type)));
            }
        }
    }
    match response.body {
        PolicyBody::Complete(body) if body.len() <= MAX_POLICY_OCTETS => {
            ReadPolicy::from_body(body, rules.reading).map_err(PolicyFetchError::Invalid)
        }
        _ => Err(PolicyFetchError::TooLong),
    }
}

fn shown(text: &str) -> String {
    let end = text.char_indices().nth(MAX_SHOWN_CHARACTERS).map_or(text.len(), |(end, _)| end);
    text.get(..end).unwrap_or_default().to_owned()
}

/// Why no policy was fetched (RFC 8461 §3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyFetchError {
    /// The policy host does not exist, or no response arrived from it within a minute.
    Unreachable,
    /// The certificate does not name this policy host.
    HostCertificate(String),
    /// The certificate of the policy host was refused for another reason: its path, its dates.
    UntrustedCertificate,
    /// A redirect, which is not followed.
    Redirect {
        /// The status.
        status: u16,
        /// Where it leads, if the response says so.
        location: Option<String>,
    },
    /// A status that is not 200.
    Status(u16),
    /// A media type that is not `text/plain`.
    MediaType(String),
    /// No media type.
    NoMediaType,
    /// A body of more than 64 kilobytes.
    TooLong,
    /// The body is no policy.
    Invalid(InvalidPolicy),
}

impl PolicyFetchError {
    /// Returns what a report calls it (RFC 8460 §4.3.2.2).
    #[must_use]
    pub const fn result_type(&self) -> TlsRptResult {
        match self {
            Self::HostCertificate(_) | Self::UntrustedCertificate => TlsRptResult::StsWebpkiInvalid,
            Self::Invalid(_) => TlsRptResult::StsPolicyInvalid,
            _ => TlsRptResult::StsPolicyFetchError,
        }
    }

    /// Returns the section that decides.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::MediaType(_) | Self::NoMediaType => Citation::new("RFC 8461", "3.2"),
            Self::Invalid(error) => error.citation(),
            _ => Citation::new("RFC 8461", "3.3"),
        }
    }
}

impl fmt::Display for PolicyFetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("the policy host cannot be reached")?,
            Self::HostCertificate(host) => write!(f, "the certificate is not for {host}, which must be in it")?,
            Self::UntrustedCertificate => f.write_str("the certificate of the policy host is not trusted")?,
            Self::Redirect { status, location: Some(location) } => {
                write!(f, "status {status} leads to {}, and senders do not follow", Escaped::new(location))?;
            }
            Self::Redirect { status, location: None } => {
                write!(f, "status {status} is a redirect, and senders do not follow")?;
            }
            Self::Status(status) => write!(f, "the status is {status}, and only 200 is a policy")?,
            Self::MediaType(found) => write!(f, "the media type is {}, and not text/plain", Escaped::new(found))?,
            Self::NoMediaType => f.write_str("the response has no media type: serve the file as text/plain")?,
            Self::TooLong => f.write_str("the body has more than 64 kilobytes")?,
            Self::Invalid(error) => return error.fmt(f),
        }
        write!(f, " [{}]", self.citation())
    }
}

impl core::error::Error for PolicyFetchError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Invalid(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::general_name::GeneralNames;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    const BODY: &[u8] = b"version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n";

    fn response(status: u16, content_type: Option<&str>) -> PolicyResponse<'_> {
        PolicyResponse { status, content_type, location: None, body: PolicyBody::Complete(BODY) }
    }

    fn with(body: PolicyBody<'_>) -> PolicyResponse<'_> {
        PolicyResponse { body, ..response(200, Some("text/plain")) }
    }

    fn default(response: &PolicyResponse<'_>) -> Result<ReadPolicy, PolicyFetchError> {
        accept_response(response, PolicyFetchRules::default())
    }

    fn host(domain: &str) -> PolicyHost {
        PolicyHost::of(SourceDomain::from_user_input(domain).unwrap()).unwrap()
    }

    /// RFC 8461 §3.2.
    #[test]
    fn the_policy_host_of_the_rfc() {
        assert_eq!(host("example.com").url(), "https://mta-sts.example.com/.well-known/mta-sts.txt");
        assert_eq!(host("Example.COM.").name().as_str(), "mta-sts.example.com");
        assert_eq!(host("example.com").record_owner(), "_mta-sts.example.com");
    }

    /// RFC 8461 §3.4: neither the parent of a subdomain nor an address has a policy for it.
    #[test]
    fn a_domain_has_its_own_policy_host_alone() {
        assert_eq!(host("mail.example.com").name().as_str(), "mta-sts.mail.example.com");
        assert!(SourceDomain::from_user_input("192.0.2.1").is_err());
        let long = [["a".repeat(63).as_str(); 3].join("."), "b".repeat(58)].join(".");
        assert!(PolicyHost::of(SourceDomain::from_user_input(&long).unwrap()).is_err());
    }

    #[test]
    fn only_status_200_is_a_policy() {
        assert!(default(&response(200, Some("text/plain"))).is_ok());
        for status in [100, 201, 203, 204, 206, 400, 403, 404, 500] {
            assert_eq!(default(&response(status, Some("text/plain"))), Err(PolicyFetchError::Status(status)));
        }
    }

    #[test]
    fn a_redirect_is_refused_and_said_where_to() {
        for status in [301, 302, 303, 307, 308] {
            let location = Some("https://www.example.com/\u{1b}policy");
            let error = default(&PolicyResponse { location, ..response(status, None) }).unwrap_err();
            assert!(matches!(error, PolicyFetchError::Redirect { status: found, .. } if found == status));
            assert!(error.to_string().contains(r"https://www.example.com/\u{1b}policy"), "{error}");
        }
        let error = default(&response(304, None)).unwrap_err();
        assert_eq!(error, PolicyFetchError::Redirect { status: 304, location: None });
    }

    #[test]
    fn the_media_type_is_text_plain() {
        for content_type in [
            "text/plain",
            "Text/PLAIN",
            "text/plain; charset=utf-8",
            "text/plain;charset=us-ascii;a=b",
            "text/plain ;x=\"y\"",
        ] {
            assert!(default(&response(200, Some(content_type))).is_ok(), "{content_type}");
        }
        for content_type in ["text/html", "application/octet-stream", "text/plainer", "", "text/html; text/plain"] {
            let found = default(&response(200, Some(content_type)));
            assert!(matches!(found, Err(PolicyFetchError::MediaType(_))), "{content_type}");
        }
        assert_eq!(default(&response(200, None)), Err(PolicyFetchError::NoMediaType));
        let tolerant = PolicyFetchRules::new(MissingMediaType::Tolerated, ReadingRules::default());
        assert!(accept_response(&response(200, None), tolerant).is_ok());
        assert!(accept_response(&response(200, Some("text/html")), tolerant).is_err());
    }

    #[test]
    fn a_body_has_at_most_64_kilobytes() {
        let mut body = BODY.to_vec();
        body.extend(b"owner: ");
        body.resize(MAX_POLICY_OCTETS, b'x');
        assert!(default(&with(PolicyBody::Complete(&body))).is_ok());
        body.push(b'x');
        assert_eq!(default(&with(PolicyBody::Complete(&body))), Err(PolicyFetchError::TooLong));
        assert_eq!(default(&with(PolicyBody::TooLong)), Err(PolicyFetchError::TooLong));
    }

    /// RFC 8460 §4.3.2.2.
    #[test]
    fn each_failure_has_its_result_type() {
        let invalid = default(&with(PolicyBody::Complete(b"")));
        for (error, wanted) in [
            (invalid.unwrap_err(), "sts-policy-invalid"),
            (PolicyFetchError::HostCertificate("mta-sts.example".to_owned()), "sts-webpki-invalid"),
            (PolicyFetchError::UntrustedCertificate, "sts-webpki-invalid"),
            (PolicyFetchError::Unreachable, "sts-policy-fetch-error"),
            (PolicyFetchError::Status(404), "sts-policy-fetch-error"),
            (PolicyFetchError::NoMediaType, "sts-policy-fetch-error"),
            (PolicyFetchError::TooLong, "sts-policy-fetch-error"),
        ] {
            assert_eq!(error.result_type().as_str(), wanted, "{error}");
        }
    }

    /// Checks the names of a certificate with these dNSNames.
    fn check(domain: &str, names: &[&str]) -> Result<(), PolicyFetchError> {
        let element = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()], content].concat();
        let entries: Vec<_> = names.iter().map(|name| element(0x82, name.as_bytes())).collect();
        let der = element(0x30, &entries.concat());
        host(domain).check_names(&GeneralNames::from_der(&der).unwrap())
    }

    /// RFC 8461 §3.3, and §8.2: a provider needs a certificate for the policy host of each customer.
    #[test]
    fn the_certificate_names_the_policy_host() {
        assert_eq!(check("user.example", &["mta-sts.user.example"]), Ok(()));
        assert_eq!(check("user.example", &["www.user.example", "*.User.example"]), Ok(()));
        for names in
            [&["mta-sts.provider.example"][..], &["user.example", "www.user.example"], &["*.mta-sts.user.example"]]
        {
            let error = check("user.example", names).unwrap_err();
            assert_eq!(error, PolicyFetchError::HostCertificate("mta-sts.user.example".to_owned()));
        }
    }
}
