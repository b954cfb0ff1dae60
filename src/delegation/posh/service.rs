//! The service that a document is about: a name of the registry of POSH service names (RFC 7711 §8, §9.2).

use core::fmt;
use core::hash::{Hash, Hasher};

use crate::citation::Citation;
use crate::name::error::NameError;
use crate::name::srv::Service;

/// A POSH service name, which SHOULD be the Service of SRV records (RFC 7711 §8): `xmpp-client` or `xmpp-server`
/// (RFC 7712 §9).
///
/// *Equality* ignores case, and what was typed in place of the name that is asked for.
///
/// Q: The Service of XMPP with TLS from the first octet is `xmpps-client` (XEP-0368). Which document is that?
/// A: That of `xmpp-client`: RFC 7712 §5.2 has one for each kind of stream, XEP-0368 §3 registers no POSH service name, and it
///    has the same certificates at both ports. [`stands_for`](Self::stands_for) says that the name was replaced.
///    (`src/delegation/posh/service.rs`, `services_with_direct_tls_have_the_same_document`)
///
/// Q: §8 lets a service name be any unique string. Why only letters, digits and hyphens?
/// A: It becomes a part of a path. The names that are registered, and those of SRV records (RFC 6335 §5.1), have no other
///    character, and with `/` or `..` the document of another path would be read.
///    (`src/delegation/posh/service.rs`, `what_is_no_service`)
///
/// ```
/// use srvname::delegation::posh::PoshService;
///
/// assert_eq!(PoshService::parse("xmpp-client")?.name().as_str(), "xmpp-client");
/// assert!(PoshService::parse("_xmpp-client._tcp").is_err());
/// # Ok::<(), srvname::delegation::posh::PoshServiceError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PoshService<'a> {
    name: Service<'a>,
    stands_for: Option<Service<'a>>,
}

impl<'a> PoshService<'a> {
    /// Parses a service name, without underscore.
    ///
    /// # Errors
    ///
    /// [`PoshServiceError`] if it has the underscore or the protocol of an SRV record, or is no service name.
    pub fn parse(text: &'a str) -> Result<Self, PoshServiceError> {
        if text.starts_with('_') || text.contains("._") {
            return Err(PoshServiceError::OwnerOfDraft);
        }
        Service::parse(text).map(Self::of).map_err(PoshServiceError::NoService)
    }

    /// Returns the POSH service name of the service of SRV records.
    #[must_use]
    pub fn of(service: Service<'a>) -> Self {
        let registered = match service {
            _ if service == Service::from_parsed("xmpps-client") => Some("xmpp-client"),
            _ if service == Service::from_parsed("xmpps-server") => Some("xmpp-server"),
            _ => None,
        };
        match registered {
            Some(name) => Self { name: Service::from_parsed(name), stands_for: Some(service) },
            None => Self { name: service, stands_for: None },
        }
    }

    /// Returns the name, in its original case.
    #[must_use]
    pub const fn name(&self) -> Service<'a> {
        self.name
    }

    /// Returns the service that was asked for, if the document of another one is that of both; otherwise `None`.
    #[must_use]
    pub const fn stands_for(&self) -> Option<Service<'a>> {
        self.stands_for
    }
}

impl PartialEq for PoshService<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for PoshService<'_> {}

impl Hash for PoshService<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Display for PoshService<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name.as_str())
    }
}

/// Why a text is no POSH service name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PoshServiceError {
    /// It has the underscore or the protocol of the owner of SRV records, as drafts of POSH had
    /// (`posh._xmpp-client._tcp.json`).
    OwnerOfDraft,
    /// It is no service name: the rule that it breaks, and its position.
    NoService(NameError),
}

impl PoshServiceError {
    /// Returns the section that makes the rule.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        match self {
            Self::OwnerOfDraft => Citation::new("RFC 7711", "8"),
            Self::NoService(error) => error.citation(),
        }
    }
}

impl fmt::Display for PoshServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OwnerOfDraft => f.write_str(
                "a POSH service name has neither underscore nor protocol, which drafts had; write xmpp-client or xmpp-server",
            ),
            Self::NoService(error) => write!(f, "it is no service name: {error}"),
        }
    }
}

impl core::error::Error for PoshServiceError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::OwnerOfDraft => None,
            Self::NoService(error) => Some(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::error::NameRule;

    #[test]
    fn services_with_direct_tls_have_the_same_document() {
        for (asked, name) in [("xmpps-client", "xmpp-client"), ("XMPPS-Server", "xmpp-server")] {
            let service = PoshService::parse(asked).unwrap();
            assert_eq!(service, PoshService::parse(name).unwrap());
            assert_eq!(service.stands_for().unwrap().as_str(), asked);
        }
        assert_eq!(PoshService::parse("imaps").unwrap().stands_for(), None);
        assert_ne!(PoshService::parse("xmpp-client").unwrap(), PoshService::parse("xmpp-server").unwrap());
    }

    #[test]
    fn what_is_no_service() {
        for text in ["_xmpp-client", "_xmpp-client._tcp", "xmpp-client._tcp", "posh._xmpp-client._tcp"] {
            assert_eq!(PoshService::parse(text), Err(PoshServiceError::OwnerOfDraft), "{text}");
        }
        for (text, rule, position) in [
            ("", NameRule::EmptyService, 0),
            ("../x", NameRule::ServiceCharacter, 0),
            ("a/b", NameRule::ServiceCharacter, 1),
            ("a%2fb", NameRule::ServiceCharacter, 1),
            ("spice.json", NameRule::ServiceCharacter, 5),
            ("-spice", NameRule::ServiceHyphen, 0),
            ("5222", NameRule::ServiceWithoutLetter, 0),
        ] {
            let error = PoshServiceError::NoService(NameError::new(rule, position));
            assert_eq!(PoshService::parse(text), Err(error), "{text}");
        }
    }
}
