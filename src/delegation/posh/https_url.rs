//! `https` URIs: where a document is, and where a redirect leads.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::fmt;

use crate::citation::Citation;
use crate::name::dns::DnsName;
use crate::name::error::{NameError, NameRule};
use crate::name::uri::Uri;

/// An `https` URI (RFC 7230 §2.7.2): its scheme is exactly `https`, in any case, and it has a host.
///
/// It is checked, and displayed as it was written: nothing in it can end a line or be taken for something else.
///
/// Q: May the host be an address, or a single label?
/// A: It is an HTTPS URI then, and RFC 2818 §3.1 says how its certificate is checked, so the document is well formed. A client
///    that runs beside services which are not for everybody asks [`host`](Self::host), and refuses what has no name.
///    (`src/delegation/posh/https_url.rs`, `what_an_https_uri_is`)
///
/// ```
/// use srvname::delegation::posh::{HttpsUrl, HttpsUrlError};
///
/// let url = HttpsUrl::parse("https://hosting.example.net/.well-known/posh/spice.json")?;
/// assert_eq!(url.host()?.to_string(), "hosting.example.net");
/// assert_eq!(HttpsUrl::parse("httpsx://hosting.example.net/"), Err(HttpsUrlError::NotHttps));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HttpsUrl(String);

impl HttpsUrl {
    /// Parses an absolute `https` URI.
    ///
    /// # Errors
    ///
    /// [`HttpsUrlError`] with what is wrong; [`HttpsUrlError::NotHttps`] first, whatever else is.
    pub fn parse(text: &str) -> Result<Self, HttpsUrlError> {
        if !scheme(text).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https")) {
            return Err(HttpsUrlError::NotHttps);
        }
        let uri = Uri::parse(text).map_err(HttpsUrlError::Malformed)?;
        if authority(text).contains('@') {
            return Err(HttpsUrlError::UserInfo);
        }
        match uri.host().map_err(|error| error.rule()) {
            Err(NameRule::UriWithoutHost | NameRule::UriEncodedHost) => Err(HttpsUrlError::WithoutHost),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// Returns the URI of a path at a host.
    pub(super) fn at_host(host: DnsName<'_>, path: &str) -> Self {
        Self(format!("https://{}{path}", host.as_str().to_ascii_lowercase()))
    }

    /// Returns where a reference in a document or a header at this URI leads (RFC 3986 §5.2), such as the Location of a
    /// redirect. Segments `.` and `..` stay, as servers read them.
    ///
    /// # Errors
    ///
    /// As [`HttpsUrl::parse`].
    ///
    /// ```
    /// use srvname::delegation::posh::HttpsUrl;
    ///
    /// let asked = HttpsUrl::parse("https://example.org/.well-known/posh/xmpp-client.json")?;
    /// assert_eq!(asked.join("/posh.json")?.as_str(), "https://example.org/posh.json");
    /// assert_eq!(asked.join("https://example.net/p")?.as_str(), "https://example.net/p");
    /// assert!(asked.join("http://example.org/posh.json").is_err());
    /// # Ok::<(), srvname::delegation::posh::HttpsUrlError>(())
    /// ```
    pub fn join(&self, reference: &str) -> Result<Self, HttpsUrlError> {
        if scheme(reference).is_some() {
            return Self::parse(reference);
        }
        let (without_fragment, _) = self.0.split_once('#').unwrap_or((&self.0, ""));
        let (without_query, _) = without_fragment.split_once('?').unwrap_or((without_fragment, ""));
        let joined = match reference.bytes().next() {
            None => without_fragment.to_owned(),
            Some(b'#') => format!("{without_fragment}{reference}"),
            Some(b'?') => format!("{without_query}{reference}"),
            Some(b'/') if reference.starts_with("//") => format!("https:{reference}"),
            Some(b'/') => format!("https://{}{reference}", authority(&self.0)),
            Some(_) => {
                let path = without_query.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
                let folder = path.and_then(|(_, path)| path.rsplit_once('/')).map_or("", |(folder, _)| folder);
                let slash = if folder.is_empty() { "" } else { "/" };
                format!("https://{}/{folder}{slash}{reference}", authority(&self.0))
            }
        };
        Self::parse(&joined)
    }

    /// Returns the text, as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the host, for the TLS handshake and for the check of the certificate.
    ///
    /// # Errors
    ///
    /// [`NameError`] with the reason that the host is no fully qualified domain name: it is an address or a single label.
    pub fn host(&self) -> Result<DnsName<'_>, NameError> {
        Uri::parse(&self.0).and_then(|uri| uri.host())
    }
}

impl fmt::Display for HttpsUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Returns the scheme, or `None` if the text starts with none (RFC 3986 §3.1).
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// Returns the authority: what stands between `//` and the path.
fn authority(text: &str) -> &str {
    let rest = text.split_once("://").map_or("", |(_, rest)| rest);
    rest.split_once(['/', '?', '#']).map_or(rest, |(authority, _)| authority)
}

/// Why a text is no `https` URI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum HttpsUrlError {
    /// The scheme is another one, or there is none.
    NotHttps,
    /// It is no URI: the rule that it breaks, and its position in the text.
    Malformed(NameError),
    /// It has no host, or one that is percent-encoded.
    WithoutHost,
    /// It has a user before its host, which an `https` URI has not (RFC 7230 §2.7.1).
    UserInfo,
}

impl HttpsUrlError {
    /// Returns the section that makes the rule.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::NotHttps => Citation::new("RFC 7711", "3.2"),
            Self::Malformed(error) => error.citation(),
            Self::WithoutHost => Citation::new("RFC 7230", "2.7.2"),
            Self::UserInfo => Citation::new("RFC 7230", "2.7.1"),
        }
    }
}

impl fmt::Display for HttpsUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHttps => f.write_str("it does not start with https://"),
            Self::Malformed(error) => write!(f, "it is no URI: {error}"),
            Self::WithoutHost => f.write_str("it has no host name"),
            Self::UserInfo => f.write_str("it has a user name before its host"),
        }
    }
}

impl core::error::Error for HttpsUrlError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_https_uri_is() {
        for text in [
            "https://provider.example/.well-known/posh/xmpp-client.json",
            "HTTPS://provider.example",
            "https://provider.example:8443/a?b#c",
            "https://192.0.2.1/p.json",
            "https://[2001:db8::1]/p.json",
            "https://localhost/p.json",
            "https://provider.example/a@b",
        ] {
            assert_eq!(HttpsUrl::parse(text).unwrap().as_str(), text);
        }
        for (text, error) in [
            ("", HttpsUrlError::NotHttps),
            ("http://provider.example/p.json", HttpsUrlError::NotHttps),
            ("httpsx://provider.example/p.json", HttpsUrlError::NotHttps),
            ("file:///p.json", HttpsUrlError::NotHttps),
            ("provider.example/p.json", HttpsUrlError::NotHttps),
            ("//provider.example/p.json", HttpsUrlError::NotHttps),
            (" https://provider.example/", HttpsUrlError::NotHttps),
            ("http://a b", HttpsUrlError::NotHttps),
            ("https:", HttpsUrlError::WithoutHost),
            ("https:provider.example", HttpsUrlError::WithoutHost),
            ("https:///p.json", HttpsUrlError::WithoutHost),
            ("https://ex%61mple.com/", HttpsUrlError::WithoutHost),
            ("https://user@provider.example/", HttpsUrlError::UserInfo),
            ("https://192.0.2.1@provider.example/", HttpsUrlError::UserInfo),
            ("https://a b/", HttpsUrlError::Malformed(NameError::new(NameRule::UriCharacter, 9))),
            ("https://a.example/\"", HttpsUrlError::Malformed(NameError::new(NameRule::UriCharacter, 18))),
            ("https://a..example/", HttpsUrlError::Malformed(NameError::new(NameRule::EmptyLabel, 10))),
        ] {
            assert_eq!(HttpsUrl::parse(text), Err(error), "{text:?}");
        }
    }

    /// RFC 3986 §5.4.1, as far as it is about `https` and needs no removal of dots.
    #[test]
    fn references_are_joined() {
        let base = HttpsUrl::parse("https://a/b/c/d;p?q").unwrap();
        for (reference, target) in [
            ("g", "https://a/b/c/g"),
            ("g/", "https://a/b/c/g/"),
            ("/g", "https://a/g"),
            ("//g", "https://g"),
            ("?y", "https://a/b/c/d;p?y"),
            ("g?y", "https://a/b/c/g?y"),
            ("#s", "https://a/b/c/d;p?q#s"),
            ("g#s", "https://a/b/c/g#s"),
            ("", "https://a/b/c/d;p?q"),
        ] {
            assert_eq!(base.join(reference).unwrap().as_str(), target, "{reference:?}");
        }
        assert_eq!(base.join("g:h"), Err(HttpsUrlError::NotHttps));
        assert_eq!(base.join("///p.json"), Err(HttpsUrlError::WithoutHost));
        for (base, target) in
            [("https://a", "https://a/g"), ("https://a?x/y", "https://a/g"), ("https://a/b#/c", "https://a/g")]
        {
            assert_eq!(HttpsUrl::parse(base).unwrap().join("g").unwrap().as_str(), target, "{base}");
        }
    }

    #[test]
    fn the_host_is_a_name_or_none() {
        let host = |text: &str| HttpsUrl::parse(text).unwrap().host().map(|host| host.as_str().to_owned());
        assert_eq!(host("https://Provider.example:443/").unwrap(), "Provider.example");
        assert_eq!(host("https://192.0.2.1/").unwrap_err().rule(), NameRule::UriIpHost);
        assert_eq!(host("https://0x7f.1/").unwrap_err().rule(), NameRule::UriIpHost);
        assert_eq!(host("https://localhost/").unwrap_err().rule(), NameRule::UriSingleLabelHost);
    }
}
