//! A name that a constraint refuses: what is permitted in its place, what a dot in a base does, and how a base is written.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt;

use crate::certificate::general_name::{GeneralName, PresentedId};
use crate::certificate::name_constraints::NameConstraints;
use crate::constraints::level::{ConstraintViolation, ConstraintViolationKind, InitialSubtrees};
use crate::name::email::EmailSubtree;
use crate::name::form::{Compared, Extent, Qualifier, Reach};
use crate::name::host::HostBase;
use crate::name::uri::UriSubtree;
use crate::name::{Base, Form, Name};
use crate::path::evidence::quotes::{NameList, excerpt};

/// Who constrains the name.
pub(crate) enum Constrainer<'c, 'a> {
    /// The caller, by its own subtrees.
    Caller(InitialSubtrees<'c>),
    /// A CA, and the constraints of its certificate: of each, if trust anchors share its subject and its key.
    Authority(String, &'c [NameConstraints<'a>]),
}

/// A refused name and the constraints that refuse it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ConstrainedName {
    /// The form of the name, in words.
    pub(crate) form: String,
    /// Whether the name is the subject of its certificate.
    pub(crate) is_subject: bool,
    /// The CA whose constraints they are; `None` for the caller's.
    pub(crate) authority: Option<String>,
    /// The permitted bases of the form, if none contains the name.
    pub(crate) permitted: NameList,
    /// A base that would decide otherwise with a dot in front, or without it.
    pub(crate) dot: Option<DottedBase>,
    /// A permitted base that does not contain what it seems to.
    pub(crate) misread: Option<MisreadBase>,
    /// How the malformed base, or the malformed name if the base is well formed, must be written.
    pub(crate) shape: Option<Shape>,
    /// A base that the malformed one may have been meant to be.
    pub(crate) suggestion: Option<String>,
}

/// A base of hosts, with a dot in front or without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DottedBase {
    /// The domain, without dot.
    pub(crate) domain: String,
    /// The hosts that the base contains.
    pub(crate) reach: Reach,
    /// Whether it is the base of a dNSName, which without a dot contains the names below the domain as well.
    pub(crate) is_dns: bool,
}

/// A base that is well formed and does not contain what it seems to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum MisreadBase {
    /// `*@example.com`: the mailbox with the local part `*`. Holds the host.
    StarAtHost(String),
    /// A URI base of a single label. No URI is inside it. Holds the label.
    SingleLabel(String),
}

/// The form whose syntax a base or a name must follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    SrvName,
    DnsName,
    Rfc822Name,
    Uri,
    IpAddress,
    DirectoryName,
}

impl Shape {
    const fn of(form: Form<'_>) -> Option<Self> {
        Some(match form {
            Form::SrvName => Self::SrvName,
            Form::DnsName => Self::DnsName,
            Form::Rfc822Name => Self::Rfc822Name,
            Form::Uri => Self::Uri,
            Form::IpAddress => Self::IpAddress,
            Form::DirectoryName => Self::DirectoryName,
            _ => return None,
        })
    }
}

impl ConstrainedName {
    /// Returns what is known of a presented name and of the constraints that do not admit it.
    pub(crate) fn new(
        presented: &PresentedId<'_>,
        is_subject: bool,
        violation: &ConstraintViolation<'_>,
        constrainer: &Constrainer<'_, '_>,
    ) -> Self {
        let (mut permitted, mut dot, mut misread) = (NameList::default(), None, None);
        match (&violation.kind, presented.name()) {
            (ConstraintViolationKind::Excluded(base), Ok(name)) => dot = DottedBase::of(base, &name),
            (ConstraintViolationKind::NotPermitted, Ok(name)) => {
                // One pass: a CA may permit any number of bases.
                for base in constrainer.permitted(presented.form(), name) {
                    permitted.push(None, &PermittedBase(base));
                    dot = dot.or_else(|| DottedBase::of(&base, &name));
                    misread = misread.or_else(|| MisreadBase::of(&base));
                }
            }
            _ => {}
        }
        let malformed_base = match &violation.kind {
            ConstraintViolationKind::MalformedBase(subtree, _) => Some(*subtree.base()),
            _ => None,
        };
        Self {
            form: presented.form().to_string(),
            is_subject,
            permitted,
            dot,
            misread,
            shape: Shape::of(malformed_base.map_or(presented.form(), |base| base.form())),
            suggestion: malformed_base.and_then(|base| suggestion(&base)),
            authority: match constrainer {
                Constrainer::Caller(_) => None,
                Constrainer::Authority(authority, _) => Some(authority.clone()),
            },
        }
    }
}

impl<'c> Constrainer<'c, '_> {
    /// Returns the permitted bases that apply to a form.
    ///
    /// Of trust anchors that share subject and key, one may contain the name and another refuse it: the bases of the first are
    /// left out, except those of directory names, which cost more to compare than they are long.
    fn permitted<'n>(&'n self, form: Form<'n>, name: Name<'n>) -> Box<dyn Iterator<Item = Base<'n>> + 'n>
    where
        'c: 'n,
    {
        let may_differ = form != Form::DirectoryName;
        let contains = move |base: &Base<'_>| base.contains(&name) == Some(true);
        match self {
            Self::Caller(initial) => {
                let sets = initial.permitted.iter().filter(move |set| set.form.applies_to(form));
                let refusing = sets.filter(move |set| !(may_differ && set.bases.iter().any(contains)));
                Box::new(refusing.flat_map(|set| set.bases.iter().copied()))
            }
            Self::Authority(_, constraints) => {
                let bases = move |constraints: &'n NameConstraints<'_>| {
                    let of_form = constraints.permitted().iter().filter(move |base| base.form().applies_to(form));
                    of_form.filter_map(|subtree| subtree.base().base().ok())
                };
                let may_differ = may_differ && constraints.len() > 1;
                let contain = move |own: &'n NameConstraints<'_>| may_differ && bases(own).any(|base| contains(&base));
                Box::new(constraints.iter().filter(move |own| !contain(own)).flat_map(bases))
            }
        }
    }
}

/// A permitted base as a list shows it.
struct PermittedBase<'a>(Base<'a>);

impl fmt::Display for PermittedBase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.extent(), self.0.form()) {
            (Some(Extent::All), Some(form)) => write!(f, "every {form}"),
            _ => self.0.fmt(f),
        }
    }
}

impl DottedBase {
    /// Returns the base, if a dot in front of it, or its dot taken away, changes whether the name is inside.
    fn of(base: &Base<'_>, name: &Name<'_>) -> Option<Self> {
        let Some(Extent::Hosts(domain, reach, Qualifier::None)) = base.extent() else { return None };
        let Ok(Some(Compared::Host(host, _))) = name.compared() else { return None };
        let is_dns = match base {
            Base::Dns(_) => true,
            Base::Email(_) | Base::Uri(_) => false,
            // No base of another form has a dot.
            _ => return None,
        };
        let is_domain = !host.is_wildcard() && host.name() == domain;
        let is_below = !is_domain && host.is_within(domain);
        // Without a dot, the base of a dNSName contains what is below as well.
        let changes = is_domain || (is_below && !is_dns);
        changes.then(|| Self { domain: domain.to_string(), reach, is_dns })
    }
}

impl MisreadBase {
    fn of(base: &Base<'_>) -> Option<Self> {
        match base {
            Base::Email(EmailSubtree::Mailbox(mailbox)) if mailbox.local_part().as_str() == "*" => {
                Some(Self::StarAtHost(mailbox.host().to_string()))
            }
            Base::Uri(UriSubtree::Host(HostBase::Exact(host))) if host.parent().is_none() => {
                Some(Self::SingleLabel(host.to_string()))
            }
            _ => None,
        }
    }
}

/// Returns a well-formed base that a malformed one may have been meant to be, or `None` if nothing comes to mind.
///
/// Taken away are, one after the other: marks around it, a scheme, a path, a user, a port, a dot at the end, `*.` in front,
/// other dots in front, and, of an SRVName, the label of a protocol.
fn suggestion(malformed: &GeneralName<'_>) -> Option<String> {
    let form = malformed.form();
    let whole = core::str::from_utf8(malformed.octets()).ok()?;
    let is_mark = |mark: char| mark.is_whitespace() || matches!(mark, '"' | '\'' | '(' | ')' | '<' | '>');
    let bare = whole.trim_matches(is_mark);
    let without_mailto = bare.strip_prefix("mailto:").unwrap_or(bare);
    let without_scheme = without_mailto.split_once("//").map_or(without_mailto, |(_, rest)| rest);
    let without_path = without_scheme.split(['/', '?', '#']).next().unwrap_or(without_scheme);
    let without_user = match form {
        Form::Rfc822Name => without_path.strip_prefix('@').unwrap_or(without_path),
        _ => without_path.rsplit_once('@').map_or(without_path, |(_, host)| host),
    };
    let host = without_user.split_once(':').map_or(without_user, |(host, _)| host);
    let without_last_dot = host.strip_suffix('.').unwrap_or(host);
    // Meant are the names below. In a dNSName base they come with the domain itself, and a dot is no part of it.
    let below = without_last_dot.strip_prefix('*').filter(|_| form != Form::DnsName).unwrap_or_default();
    let without_star = without_last_dot.trim_start_matches(['*', '.']);
    let without_protocol = match host.split_once("._tcp.").or_else(|| host.split_once("._udp.")) {
        Some((service, domain)) => format!("{service}.{domain}"),
        None => String::new(),
    };
    let candidates =
        [bare, without_scheme, without_path, host, without_last_dot, below, without_star, &without_protocol];
    let others = candidates.into_iter().filter(|candidate| !candidate.is_empty() && *candidate != whole);
    let mut bases = others.filter_map(|candidate| Base::from_value(form, candidate.as_bytes()).ok());
    bases.next().map(|base| excerpt(&base))
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::borrow::ToOwned;

    use super::*;

    fn suggested(tag: u8, text: &str) -> Option<String> {
        let length = u8::try_from(text.len()).expect("a short text");
        let element = [&[tag, length], text.as_bytes()].concat();
        suggestion(&GeneralName::from_der(&element).expect("a GeneralName"))
    }

    #[test]
    fn a_slip_in_a_base_leads_to_what_was_meant() {
        let (mail, dns, uri) = (0x81, 0x82, 0x86);
        for (tag, text, meant) in [
            (dns, "https://www.example.com/", "www.example.com"),
            (dns, "example.com:443", "example.com"),
            (dns, "*.example.com", "example.com"),
            (dns, " example.com", "example.com"),
            (dns, "(example.com)", "example.com"),
            (dns, "..example.com", "example.com"),
            (dns, "example.com.", "example.com"),
            (dns, "user@example.com", "example.com"),
            (uri, "https://user@www.example.com:8443/path?query#part", "www.example.com"),
            (uri, "//example.com", "example.com"),
            (uri, "*.example.com", ".example.com"),
            (mail, "@example.com", "example.com"),
            (mail, "@.example.com", ".example.com"),
            (mail, "*.example.com", ".example.com"),
            (mail, "mailto:user@example.com", "user@example.com"),
        ] {
            assert_eq!(suggested(tag, text).as_deref(), Some(meant), "{tag:#x} {text}");
        }
        for (tag, text) in
            [(dns, "exam ple.com"), (dns, "10.0.0.0/8"), (dns, "."), (mail, "user@"), (mail, "a@b@example.com")]
        {
            assert_eq!(suggested(tag, text), None, "{tag:#x} {text}");
        }
    }

    #[test]
    fn the_protocol_is_no_part_of_a_base() {
        let text = b"_imap._tcp.example.com";
        let value = [&[0x16, 22][..], text].concat();
        let inner = [&[0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 8, 7, 0xa0, 24][..], &value].concat();
        let element = [&[0xa0, 36][..], &inner].concat();
        let base = GeneralName::from_der(&element).expect("a GeneralName");
        assert_eq!(suggestion(&base).as_deref(), Some("_imap.example.com"));
    }

    /// A dot is mentioned exactly where it decides.
    #[test]
    fn a_dot_matters_where_the_answer_is_another_without_it() {
        let dotted = |base: &str, name: &str, form: Form<'static>| {
            let base = Base::from_value(form, base.as_bytes()).expect("a base");
            DottedBase::of(&base, &Name::from_value(form, name.as_bytes()).expect("a name")).is_some()
        };
        let decides = |base: &str, name: &str, form: Form<'static>| {
            let other = base.strip_prefix('.').map_or(format!(".{base}"), str::to_owned);
            let [base, other] = [base, &other].map(|text| Base::from_value(form, text.as_bytes()).expect("a base"));
            let name = Name::from_value(form, name.as_bytes()).expect("a name");
            base.contains(&name) != other.contains(&name)
        };
        for domain in ["example.org", ".example.org", "www.example.org", ".www.example.org", "org", ".org"] {
            for host in
                ["example.org", "EXAMPLE.org", "www.example.org", "a.www.example.org", "badexample.org", "b.test"]
            {
                let names = [
                    (Form::DnsName, host.to_owned()),
                    (Form::DnsName, format!("*.{host}")),
                    (Form::Rfc822Name, format!("user@{host}")),
                    (Form::Uri, format!("https://{host}/")),
                ];
                for (form, name) in names {
                    assert_eq!(dotted(domain, &name, form), decides(domain, &name, form), "{domain} {name}");
                }
            }
        }
    }
}
