//! What a compiled level is asked: a presented name, read once, whatever it is compared to afterwards.

use core::fmt;
use core::net::IpAddr;

use crate::general_name::PresentedId;
use crate::name::Form;
use crate::name::directory::DirectoryName;
use crate::name::dns::{DnsLeadingDot, Underscores, check_labels};
use crate::name::email::{Mailbox, SmtpUtf8Mailbox};
use crate::name::ip::parse_ip;
use crate::name::labels::{AnyLabels, Reading, first_dot, is_service};
use crate::name::uri::Uri;

/// The constraints of one CA, made ready for many names: a decision by look-up, without the reason for it.
///
/// Whoever gets a `false` asks the constraints as encoded, which know the base and the rule.
pub(crate) trait LookUp: fmt::Debug + Send + Sync {
    /// Whether some constraint holds names of a form.
    fn holds(&self, form: Form<'_>) -> bool;

    /// Whether every constraint can be evaluated and admits the name (RFC 5280 §6.1.3(b), (c)). The form must be held.
    fn admits(&self, key: &NameKey<'_>, leading_dot: DnsLeadingDot) -> bool;
}

/// A well-formed presented name, as a look-up needs it.
#[derive(Clone, Debug)]
pub(crate) struct NameKey<'n> {
    pub(crate) form: Form<'n>,
    pub(crate) value: KeyValue<'n>,
}

/// The parts of a name that are compared.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "lives on the stack, for one name")]
pub(crate) enum KeyValue<'n> {
    /// A host, and what comes with it.
    Host {
        /// The host; for a wildcard, what stands behind `*.`.
        labels: AnyLabels,
        /// Whether the host is a wildcard.
        wildcard: bool,
        /// The service of an SRVName, the local part of a mailbox; empty otherwise.
        qualifier: &'n [u8],
    },
    /// An address.
    Address(IpAddr),
    /// A Name.
    Directory(DirectoryName<'n>),
    /// A name of a form that is not understood.
    NotUnderstood,
}

impl<'n> NameKey<'n> {
    /// Reads a name, as [`PresentedId::octets`] has it, or `None` when it is malformed.
    #[inline]
    pub(crate) fn new(form: Form<'n>, octets: &'n [u8]) -> Option<Self> {
        let value = match form {
            Form::DnsName => host(octets, Underscores::Allowed, &[])?,
            Form::SrvName => srv_name(octets)?,
            _ => other(form, octets)?,
        };
        Some(Self { form, value })
    }

    /// The key of a name that was parsed before; `None` when it is malformed.
    pub(crate) fn of(presented: &PresentedId<'n>) -> Option<Self> {
        presented.name().ok()?;
        Self::new(presented.form(), presented.octets())
    }
}

#[inline]
fn host<'n>(text: &[u8], underscores: Underscores, qualifier: &'n [u8]) -> Option<KeyValue<'n>> {
    let (wildcard, text) = match text {
        // Any name that a wildcard stands for is at least as long.
        [b'*', b'.', ..] if AnyLabels::is_too_long(text) => return None,
        [b'*', b'.', parent @ ..] => (true, parent),
        _ => (false, text),
    };
    let (labels, reading) = AnyLabels::read(text)?;
    if reading == Reading::Unclear && check_labels(text, underscores).is_err() {
        return None;
    }
    Some(KeyValue::Host { labels, wildcard, qualifier })
}

#[inline]
fn srv_name(octets: &[u8]) -> Option<KeyValue<'_>> {
    let (b'_', rest) = octets.split_first()? else { return None };
    let (service, name) = rest.split_at_checked(first_dot(rest)?)?;
    let (_, name) = name.split_first()?;
    if is_service(service) { host(name, Underscores::Refused, service) } else { None }
}

fn other<'n>(form: Form<'n>, octets: &'n [u8]) -> Option<KeyValue<'n>> {
    let text = || core::str::from_utf8(octets).ok();
    Some(match form {
        Form::Rfc822Name => {
            let mailbox = Mailbox::parse(text()?).ok()?;
            host(mailbox.host().as_str().as_bytes(), Underscores::Allowed, mailbox.local().as_bytes())?
        }
        Form::SmtpUtf8Mailbox => {
            let mailbox = SmtpUtf8Mailbox::parse(text()?).ok()?;
            host(mailbox.host().as_str().as_bytes(), Underscores::Allowed, &[])?
        }
        Form::Uri => host(Uri::parse(text()?).ok()?.host().as_str().as_bytes(), Underscores::Allowed, &[])?,
        Form::IpAddress => KeyValue::Address(parse_ip(octets).ok()?),
        Form::DirectoryName => KeyValue::Directory(DirectoryName::from_content(octets).ok()?),
        _ => KeyValue::NotUnderstood,
    })
}
