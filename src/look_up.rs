//! What a compiled level is asked: a presented name, read once, whatever it is compared to afterwards.

use core::fmt;
use core::net::IpAddr;

use crate::general_name::PresentedId;
use crate::name::Form;
use crate::name::directory::DirectoryName;
use crate::name::dns::{DnsLeadingDot, Underscores, check_labels};
use crate::name::email::{Mailbox, SmtpUtf8Mailbox};
use crate::name::ip::parse_ip;
use crate::name::labels::{AnyLabels, Labels, Reading, is_service, split_service};
use crate::name::uri::Uri;

/// The constraints of one CA, made ready for many names: a decision by look-up, without the reason for it.
///
/// Whoever gets a `false` asks the constraints as encoded, which know the base and the rule.
pub(crate) trait LookUp: fmt::Debug + Send + Sync {
    /// Whether some constraint holds names of a form.
    fn has_form(&self, form: Form<'_>) -> bool;

    /// Whether every constraint can be evaluated and admits the name (RFC 5280 §6.1.3(b), (c)). The form must be held.
    fn admits(&self, key: &NameKey<'_>, leading_dot: DnsLeadingDot) -> bool;
}

/// A well-formed presented name, as a look-up needs it: read once, and kept where it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameKey<'n> {
    pub(crate) form: Form<'n>,
    pub(crate) value: KeyValue<'n>,
}

/// The parts of a name that are compared.
#[derive(Clone, Copy, Debug)]
pub(crate) enum KeyValue<'n> {
    /// A host, and what comes with it.
    Host(HostKey<'n>),
    /// An address.
    Address(IpAddr),
    /// A Name.
    Directory(DirectoryName<'n>),
    /// A name of a form that is not understood.
    NotUnderstood,
}

/// A host, and what comes with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostKey<'n> {
    /// The host; for a wildcard, what stands behind `*.`.
    pub(crate) labels: AnyLabels<'n>,
    /// Whether the host is a wildcard.
    pub(crate) wildcard: bool,
    /// The service of an SRVName, the local part of a mailbox; empty otherwise.
    pub(crate) qualifier: &'n [u8],
}

/// A host of at most 31 octets that is no wildcard, as nearly every one, read in one go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ShortHost<'n> {
    pub(crate) labels: Labels<4>,
    /// The service of an SRVName, empty otherwise.
    pub(crate) service: &'n [u8],
}

impl<'n> ShortHost<'n> {
    /// Reads a dNSName; `None` says nothing.
    #[inline(always)]
    pub(crate) fn dns(octets: &'n [u8]) -> Option<Self> {
        Some(Self { labels: Labels::short(octets)?, service: &[] })
    }

    /// Reads an SRVName; `None` says nothing.
    #[inline(always)]
    pub(crate) fn srv(octets: &'n [u8]) -> Option<Self> {
        let [b'_', rest @ ..] = octets else { return None };
        let (service, Some(name)) = split_service(rest) else { return None };
        if is_service(service) { Some(Self { labels: Labels::short(name)?, service }) } else { None }
    }
}

impl NameKey<'_> {
    /// Reads a name, as [`PresentedId::octets`] has it, and asks it something; `None` when it is malformed.
    #[inline]
    pub(crate) fn ask<T>(form: Form<'_>, octets: &[u8], question: impl FnOnce(&NameKey<'_>) -> T) -> Option<T> {
        match form {
            Form::DnsName => ask_host(form, octets, Underscores::Allowed, &[], question),
            Form::SrvName => {
                let [b'_', rest @ ..] = octets else { return None };
                let (service, Some(name)) = split_service(rest) else { return None };
                if is_service(service) { ask_host(form, name, Underscores::Refused, service, question) } else { None }
            }
            _ => Self::ask_other(form, octets, question),
        }
    }

    /// As [`NameKey::ask`], for a name that was parsed before.
    pub(crate) fn ask_presented<T>(presented: &PresentedId<'_>, question: impl FnOnce(&NameKey<'_>) -> T) -> Option<T> {
        presented.name().ok()?;
        Self::ask(presented.form(), presented.octets(), question)
    }

    fn ask_other<T>(form: Form<'_>, octets: &[u8], question: impl FnOnce(&NameKey<'_>) -> T) -> Option<T> {
        let text = || core::str::from_utf8(octets).ok();
        let underscores = Underscores::Allowed;
        let value = match form {
            Form::Rfc822Name => {
                let mailbox = Mailbox::parse(text()?).ok()?;
                let local = mailbox.local_part().as_bytes();
                return ask_host(form, mailbox.host().as_str().as_bytes(), underscores, local, question);
            }
            Form::SmtpUtf8Mailbox => {
                let mailbox = SmtpUtf8Mailbox::parse(text()?).ok()?;
                return ask_host(form, mailbox.host().as_str().as_bytes(), underscores, &[], question);
            }
            Form::Uri => {
                let uri = Uri::parse(text()?).ok()?;
                return ask_host(form, uri.host().as_str().as_bytes(), underscores, &[], question);
            }
            Form::IpAddress => KeyValue::Address(parse_ip(octets).ok()?),
            Form::DirectoryName => KeyValue::Directory(DirectoryName::from_content(octets).ok()?),
            _ => KeyValue::NotUnderstood,
        };
        Some(question(&NameKey { form, value }))
    }
}

#[inline]
fn ask_host<T>(
    form: Form<'_>,
    text: &[u8],
    underscores: Underscores,
    qualifier: &[u8],
    question: impl FnOnce(&NameKey<'_>) -> T,
) -> Option<T> {
    let (wildcard, text) = match text {
        // Any name that a wildcard stands for is at least as long.
        [b'*', b'.', ..] if AnyLabels::is_too_long(text) => return None,
        [b'*', b'.', parent @ ..] => (true, parent),
        _ => (false, text),
    };
    let with_labels = |labels: AnyLabels<'_>, reading| {
        if reading == Reading::Unclear && check_labels(text, underscores).is_err() {
            return None;
        }
        Some(question(&NameKey { form, value: KeyValue::Host(HostKey { labels, wildcard, qualifier }) }))
    };
    AnyLabels::ask(text, with_labels)?
}
