//! What compiled constraints are queried with: a presented name, read once, whatever it is compared to afterwards.

use core::fmt;
use core::net::IpAddr;

use crate::certificate::general_name::PresentedId;
use crate::name::directory::ComparedName;
use crate::name::dns::{DnsLeadingDot, DnsPattern, Underscores, check_labels};
use crate::name::form::{Compared, Qualifier};
use crate::name::host_scan::{AnyLabels, Labels, Reading, is_service, split_service};
use crate::name::{Form, Name};

/// A fast answer to whether constraints permit a name (RFC 5280 §6.1.3(b), (c)). `Permitted` and `Excluded` are always what
/// the constraints as encoded decide; `Undecided` may be returned for any name.
///
/// It has no reason. On `Excluded` and `Undecided`, callers that need one evaluate the encoded constraints, which find the
/// subtree and the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Guarantees that the name is admitted: no constraint applies to its form, or the name is well formed, every constraint of
    /// its form can be evaluated, some permitted base contains it if there is one, and no excluded base overlaps it.
    Permitted,
    /// Guarantees that the name is not admitted: a constraint applies to its form, and the name is malformed, a constraint cannot
    /// be evaluated, no permitted base contains the name, or an excluded base overlaps it. (A table that does not fit its
    /// 32-bit numbers counts as a constraint that cannot be evaluated.)
    Excluded,
    /// Guarantees nothing: the fast path does not know, and the constraints as encoded must be evaluated.
    Undecided,
}

/// What decides on names by the constraints of one CA, compiled for many names, without the reason.
pub(crate) trait ConstraintEvaluator: fmt::Debug + Send + Sync {
    /// Returns `true` if some constraint applies to names of a form.
    fn has_form(&self, form: Form<'_>) -> bool;

    /// Returns the decision on a name, to whose form some constraint must apply.
    fn decide(&self, query: &NameQuery<'_>, leading_dot: DnsLeadingDot) -> Decision;
}

/// A well-formed presented name as constraints are queried with it: read once, and borrowed from where it was read.
#[derive(Clone, Debug)]
pub(crate) struct NameQuery<'n> {
    pub(crate) form: Form<'n>,
    pub(crate) value: QueryValue<'n>,
}

/// The parts of a name that are compared.
#[derive(Clone, Debug)]
pub(crate) enum QueryValue<'n> {
    /// A host, and what comes with it.
    Host(HostQuery<'n>),
    /// An address.
    Address(IpAddr),
    /// A Name.
    Directory(ComparedName<'n>),
    /// A name of a form that is not understood.
    NotUnderstood,
}

/// A host, and what comes with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostQuery<'n> {
    /// The host; for a wildcard, what follows the `*.`.
    pub(crate) labels: AnyLabels<'n>,
    /// Whether the host is a wildcard.
    pub(crate) wildcard: bool,
    pub(crate) qualifier: Qualifier<'n>,
}

/// A host of at most 31 octets that is no wildcard, as nearly every host, read in one go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShortHost<'n> {
    pub(crate) labels: Labels<4>,
    /// The service of an SRVName, empty otherwise.
    pub(crate) service: &'n [u8],
}

impl<'n> ShortHost<'n> {
    /// Reads a dNSName. Fast path; returns `None` for a longer or a malformed one.
    #[inline]
    pub(crate) fn dns(octets: &'n [u8]) -> Option<Self> {
        Some(Self { labels: Labels::short(octets)?, service: &[] })
    }

    /// Reads an SRVName. Fast path; returns `None` for a longer or a malformed one.
    #[inline]
    pub(crate) fn srv(octets: &'n [u8]) -> Option<Self> {
        let [b'_', rest @ ..] = octets else { return None };
        let (service, Some(name)) = split_service(rest) else { return None };
        if is_service(service) { Some(Self { labels: Labels::short(name)?, service }) } else { None }
    }
}

impl NameQuery<'_> {
    /// Reads a name, as [`PresentedId::octets`] returns it, and returns what `evaluate` makes of it, or `None` if it is malformed or
    /// has nothing to compare.
    ///
    /// dNSName and SRVName, which nearly every name is, are read in one pass; names of other forms are parsed first.
    #[inline]
    pub(crate) fn read<T>(form: Form<'_>, octets: &[u8], evaluate: impl FnOnce(&NameQuery<'_>) -> T) -> Option<T> {
        match form {
            Form::DnsName => read_text(form, octets, Underscores::Allowed, Qualifier::None, evaluate),
            Form::SrvName => {
                let [b'_', rest @ ..] = octets else { return None };
                let (service, Some(name)) = split_service(rest) else { return None };
                if !is_service(service) {
                    return None;
                }
                read_text(form, name, Underscores::Refused, Qualifier::Service(service), evaluate)
            }
            _ => Self::read_parsed(form, &Name::from_value(form, octets).ok()?, evaluate),
        }
    }

    /// Returns what [`NameQuery::read`] returns, for a name that was parsed before.
    pub(crate) fn read_presented<T>(
        presented: &PresentedId<'_>,
        evaluate: impl FnOnce(&NameQuery<'_>) -> T,
    ) -> Option<T> {
        Self::read_parsed(presented.form(), &presented.name().ok()?, evaluate)
    }

    /// Returns what `evaluate` makes of a parsed name, or `None` if its host is malformed or it has none.
    fn read_parsed<T>(form: Form<'_>, name: &Name<'_>, evaluate: impl FnOnce(&NameQuery<'_>) -> T) -> Option<T> {
        let value = match name.compared().ok()? {
            Some(Compared::Host(host, qualifier)) => {
                let (DnsPattern::Name(name) | DnsPattern::Wildcard(name)) = host;
                // The name was parsed with the characters of its form.
                let text = name.as_str().as_bytes();
                return read_host(form, text, host.is_wildcard(), Underscores::Allowed, qualifier, evaluate);
            }
            Some(Compared::Address(address)) => QueryValue::Address(address),
            Some(Compared::Directory(name)) => QueryValue::Directory(ComparedName::new(name)),
            None => QueryValue::NotUnderstood,
        };
        Some(evaluate(&NameQuery { form, value }))
    }
}

/// Reads the text of a host or a wildcard; returns `None` if it is malformed.
#[inline]
fn read_text<T>(
    form: Form<'_>,
    text: &[u8],
    underscores: Underscores,
    qualifier: Qualifier<'_>,
    evaluate: impl FnOnce(&NameQuery<'_>) -> T,
) -> Option<T> {
    let (wildcard, text) = match text {
        // Any name that a wildcard represents is at least as long.
        [b'*', b'.', ..] if AnyLabels::is_too_long(text) => return None,
        [b'*', b'.', parent @ ..] => (true, parent),
        _ => (false, text),
    };
    read_host(form, text, wildcard, underscores, qualifier, evaluate)
}

/// Reads the text of a host, without `*.` for a wildcard; returns `None` if it is malformed.
#[inline]
fn read_host<T>(
    form: Form<'_>,
    text: &[u8],
    wildcard: bool,
    underscores: Underscores,
    qualifier: Qualifier<'_>,
    evaluate: impl FnOnce(&NameQuery<'_>) -> T,
) -> Option<T> {
    let with_labels = |labels: AnyLabels<'_>, reading| {
        if reading == Reading::Unclear && check_labels(text, underscores).is_err() {
            return None;
        }
        Some(evaluate(&NameQuery { form, value: QueryValue::Host(HostQuery { labels, wildcard, qualifier }) }))
    };
    AnyLabels::ask(text, with_labels)?
}
