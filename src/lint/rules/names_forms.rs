//! subjectAltName: the entries of the other forms, one by one.

use crate::certificate::general_name::GeneralName;
use crate::citation::Citation;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Fault;
use crate::lint::read::hosts::{mail_host, range, uri_host, value};
use crate::lint::read::reserved_addresses::reserved_in;
use crate::lint::severity::{RuleSet, Severity};
use crate::name::error::{NameError, NameRule};
use crate::name::{Form, Name};

use RuleSet::{Br, Smime};
use Severity::{Error, Notice, Warn};

/// The lints about iPAddress, mailboxes, URIs and directoryName in subjectAltName.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "subjectAltName: iPAddress, rfc822Name, SmtpUTF8Mailbox, uniformResourceIdentifier, directoryName",
    lints: &[
        &IP_LENGTH,
        &IP_RESERVED,
        &EMAIL_SYNTAX,
        &EMAIL_UNDERSCORE,
        &EMAIL_LOCAL_PART_TOO_LONG,
        &EMAIL_AT_ADDRESS,
        &EMAIL_INTERNAL_NAME,
        &SMTP_UTF8_SYNTAX,
        &SMTP_UTF8_ASCII,
        &URI_SYNTAX,
        &URI_HOST,
        &DIRNAME_EMPTY,
        &UNKNOWN_FORM,
    ],
};

/// The longest local part that mail systems take, in octets (RFC 5321 §4.5.3.1.1).
const MAX_LOCAL_PART_OCTETS: usize = 64;

static IP_LENGTH: Lint = Lint::new(
    "san_ip_length",
    Error,
    "An iPAddress is not 4 or 16 octets long",
    &[RFC5280_SAN],
    "another length than that of an address: 8 and 32 octets are an address and a mask, which belong into name constraints; text \
     is no address",
    Look::Name(|name| {
        malformed(name, Form::IpAddress)?;
        let octets = value(name);
        let meant = match octets.octets {
            text if !text.is_empty()
                && text.iter().all(|octet| octet.is_ascii_hexdigit() || b".:/".contains(octet)) =>
            {
                Some("it is an address as text")
            }
            range if matches!(range.len(), 8 | 32) => Some("it has a mask, as a base has"),
            _ => None,
        };
        let fault = Fault::new(range(name));
        Some(match meant {
            Some(meant) => fault.with_note(meant.into()),
            None => fault,
        })
    }),
);

static IP_RESERVED: Lint = Lint::new(
    "san_ip_reserved",
    Error,
    "An iPAddress is a reserved address",
    &[BR_SUBSCRIBER_SAN, BR_INTERNAL_NAMES],
    "an address in a block of the IANA special-purpose address registries",
    Look::Name(|name| {
        let Ok(Name::Ip(address)) = name.name() else { return None };
        let reserved = reserved_in(address, u8::MAX)?;
        Some(Fault::new(range(name)).with_note(alloc::format!("it is in {reserved}")))
    }),
)
.applies_to(&[Br])
.effective_from(BR_1_0);

static EMAIL_SYNTAX: Lint = Lint::new(
    "san_email_syntax",
    Error,
    "An rfc822Name is no mailbox",
    &[RFC5280_SAN, Citation::new("RFC 5321", "4.1.2")],
    "no `@`, nothing in front of it, a host that is none, a blank, a name in front of angle brackets, a scheme, a list, an octet \
     that is not ASCII: a mailbox beyond ASCII is a SmtpUTF8Mailbox",
    Look::Name(|name| syntax(name, Form::Rfc822Name)),
);

static EMAIL_UNDERSCORE: Lint = Lint::new(
    "san_email_underscore",
    Error,
    "The host of a mailbox holds an underscore",
    &[RFC5280_SAN, Citation::new("RFC 5321", "4.1.2")],
    "`_` behind the `@` of an rfc822Name or a SmtpUTF8Mailbox, where the domains of mail have letters, digits and hyphens",
    Look::Name(|name| mail_host(name)?.find(|octet| octet == b'_')),
);

static EMAIL_LOCAL_PART_TOO_LONG: Lint = Lint::new(
    "san_email_local_part_too_long",
    Warn,
    "A mailbox has a local part of more than 64 octets",
    &[Citation::new("RFC 5321", "4.5.3.1.1")],
    "a local part that mail systems need not take, in an rfc822Name or a SmtpUTF8Mailbox",
    Look::Name(|name| {
        let length = match name.name().ok()? {
            Name::Mailbox(mailbox) => mailbox.local_part().as_str().len(),
            Name::SmtpUtf8(mailbox) => mailbox.local_part().as_str().len(),
            _ => return None,
        };
        let fault = Fault::new(value(name).range()).with_note(alloc::format!("{length} octets"));
        (length > MAX_LOCAL_PART_OCTETS).then_some(fault)
    }),
);

static EMAIL_AT_ADDRESS: Lint = Lint::new(
    "san_email_at_address",
    Notice,
    "A mailbox is at an IP address, so it is refused wherever internet mail is constrained",
    &[RFC5280_NC, Citation::new("RFC 5321", "4.1.3")],
    "an address in brackets behind the `@`",
    Look::Name(|name| {
        let host = match name.name().ok()? {
            Name::Mailbox(mailbox) => mailbox.host(),
            Name::SmtpUtf8(mailbox) => mailbox.host(),
            _ => return None,
        };
        host.is_err().then(|| Fault::new(value(name).range()))
    }),
);

static EMAIL_INTERNAL_NAME: Lint = Lint::new(
    "san_email_internal_name",
    Error,
    "A mailbox is at a host that is not one of the public DNS",
    &[Citation::new("S/MIME BR", "3.2.2"), RFC6761_6],
    "a host of one label, or below `test`, `example`, `invalid`, `localhost`, `local`, `alt`, `internal` or `home.arpa`, for which \
     no control can be validated",
    Look::Name(|name| mail_host(name)?.internal_name()),
)
.applies_to(&[Smime])
.effective_from(SBR_1_0);

static SMTP_UTF8_SYNTAX: Lint = Lint::new(
    "san_smtputf8_syntax",
    Error,
    "A SmtpUTF8Mailbox is no mailbox",
    &[RFC9598_3],
    "another string type than UTF8String, no `@`, a byte order mark, a host in U-labels or one that is none",
    Look::Name(|name| syntax(name, Form::SmtpUtf8Mailbox)),
);

static SMTP_UTF8_ASCII: Lint = Lint::new(
    "smtputf8_ascii_local_part",
    Error,
    "A SmtpUTF8Mailbox has a local part in ASCII, which belongs into an rfc822Name",
    &[RFC9598_3],
    "an otherName of type id-on-SmtpUTF8Mailbox whose local part is ASCII",
    Look::Name(|name| match name.name() {
        Ok(Name::SmtpUtf8(mailbox)) if mailbox.local_part().as_str().is_ascii() => {
            Some(Fault::new(value(name).range()))
        }
        _ => None,
    }),
);

static URI_SYNTAX: Lint = Lint::new(
    "san_uri_syntax",
    Error,
    "A uniformResourceIdentifier is no absolute URI",
    &[RFC5280_SAN, Citation::new("RFC 3986", "3")],
    "no scheme, as in a host name or a relative reference; a blank, an octet that is not ASCII or another that no URI has; a \
     malformed host, port or address",
    Look::Name(|name| syntax(name, Form::Uri)),
);

static URI_HOST: Lint = Lint::new(
    "san_uri_host_not_fqdn",
    Error,
    "A URI has an authority whose host is neither a fully qualified domain name nor an address",
    &[RFC5280_SAN, RFC5280_NC],
    "a host of one label, none, or a percent-encoded one behind `//`; such a URI is refused wherever URIs are constrained",
    Look::Name(|name| {
        let Ok(Name::Uri(uri)) = name.name() else { return None };
        let error = uri.host().err()?;
        let has_authority = uri.as_str().split_once(':').is_some_and(|(_, rest)| rest.starts_with("//"));
        let wrong = has_authority && error.rule() != NameRule::UriIpHost;
        let place = uri_host(name).map_or_else(|| value(name).range(), |host| host.range());
        wrong.then(|| Fault::new(place).with_note(alloc::format!("{error}")))
    }),
);

static DIRNAME_EMPTY: Lint = Lint::new(
    "san_dirname_empty",
    Error,
    "A directoryName in subjectAltName is empty",
    &[RFC5280_SAN],
    "a Name without RDNs: no field of a subjectAltName may be empty",
    Look::Name(|name| (name.form() == Form::DirectoryName && name.value().is_empty()).then(|| Fault::new(range(name)))),
);

static UNKNOWN_FORM: Lint = Lint::new(
    "san_form_unknown",
    Error,
    "An entry of subjectAltName has a tag that no name form has",
    &[RFC5280_MODULE],
    "another tag than `[0]` to `[8]`",
    Look::Name(|name| matches!(name.form(), Form::Unknown(_)).then(|| Fault::new(range(name)))),
);

/// Returns the rule of syntax that a name of this form breaks, or `None` if it is well formed or of another form.
fn malformed(name: &GeneralName<'_>, form: Form<'static>) -> Option<NameError> {
    if name.form() == form { name.name().err() } else { None }
}

/// Returns a fault with the rule of syntax that a name of this form breaks.
fn syntax(name: &GeneralName<'_>, form: Form<'static>) -> Option<Fault> {
    let error = malformed(name, form)?;
    Some(Fault::new(value(name).range()).with_note(alloc::format!("{error}")))
}
