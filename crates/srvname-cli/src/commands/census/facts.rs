//! What a census needs of one certificate.
//!
//! A validator refuses a certificate whose name constraints are malformed. A census has to count it, as constrained, so
//! this reads it as far as possible. What else is malformed is unreadable, as it is for the linter.

use std::sync::LazyLock;

use srvname::{
    Certificate,
    certificate::{CertificateFields, DerError, ExtensionFields, GeneralName, Tag, TechnicalConstraints},
    lint::{DEFAULT_RULE_SETS, Linter},
    name::{DirectoryName, Escaped, Form},
};

use super::hierarchy::{CaLink, Handle, IssuerReference};
use crate::output::wrap::shorten;

// The content octets of object identifiers (RFC 5280).
const ID_CE_BASIC_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x13];
const ID_CE_NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x1e];
const ID_CE_EXT_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25];
const ANY_EXTENDED_KEY_USAGE: &[u8] = &[0x55, 0x1d, 0x25, 0x00];
const ID_KP_SERVER_AUTH: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];

/// The most characters of a name that are kept until the report, before the word on how many more it has. A name may be as
/// long as a certificate, and a CA is known by its digest.
const MAX_KEPT: usize = 200;

/// How many bases there are in each list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bases {
    pub(super) permitted: u64,
    pub(super) excluded: u64,
}

/// The forms by the names of the contract, in the order of reports.
pub(super) const FORMS: [&str; 8] = ["dns", "email", "uri", "ip", "directory", "srv", "other", "unsupported"];

/// A NameConstraints extension.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ConstraintCounts {
    pub(super) critical: bool,
    /// Bases by form, as in [`FORMS`].
    pub(super) bases: [Bases; FORMS.len()],
    pub(super) technical: TechnicalConstraints,
}

impl ConstraintCounts {
    /// Whether some base of a form is permitted or excluded.
    fn lists(&self, name: &str) -> bool {
        let mut of_form = FORMS.iter().zip(self.bases).filter(|(form, _)| **form == name);
        of_form.any(|(_, bases)| bases.permitted > 0 || bases.excluded > 0)
    }

    /// How many bases there are.
    pub(super) fn size(&self) -> u64 {
        self.bases.iter().map(|bases| bases.permitted.saturating_add(bases.excluded)).fold(0, u64::saturating_add)
    }
}

/// The facts of a certificate that are counted.
#[derive(Clone, Debug)]
pub(super) struct Facts<'a> {
    /// The Name, with its header.
    pub(super) subject: &'a [u8],
    pub(super) issuer: &'a [u8],
    /// The subjectPublicKeyInfo, with its header.
    pub(super) key: &'a [u8],
    /// Seconds since 1970.
    pub(super) not_before: i64,
    pub(super) not_after: i64,
    pub(super) ca: bool,
    /// No extKeyUsage, or one with serverAuth or anyExtendedKeyUsage.
    pub(super) tls: bool,
    pub(super) constraints: Option<ConstraintCounts>,
    /// The subjectKeyIdentifier.
    own_key_id: Option<&'a [u8]>,
    /// The keyIdentifier of authorityKeyIdentifier.
    issuer_key_id: Option<&'a [u8]>,
}

impl<'a> Facts<'a> {
    /// Reads a certificate. Whatever a lint cannot read either is an error: a Name, a key, an extension's type or flag.
    pub(super) fn read(der: &'a [u8]) -> Result<Self, String> {
        // The library's answer comes with the reason; where it refuses, the reason may be an extension.
        let strict = Certificate::from_der(der);
        if let Some(why) = strict.as_ref().err().and_then(|_| why_malformed(der)) {
            return Err(why);
        }
        let fields = CertificateFields::from_der(der);
        let shown = |error: DerError| error.to_string();
        fields.check_envelope().map_err(shown)?;
        let (issuer, subject) = (fields.issuer().map_err(shown)?, fields.subject().map_err(shown)?);
        for (field, name) in [("issuer", issuer), ("subject", subject)] {
            DirectoryName::from_der(name).map_err(|error| format!("the {field} is no Name: {error}"))?;
        }
        let key = fields.subject_public_key_info().map_err(shown)?;
        let extensions = fields.extensions().map_err(shown)?;
        let (not_before, not_after) = match &strict {
            Ok(certificate) => (certificate.not_before(), certificate.not_after()),
            Err(error) => {
                let mut times = fields.validity().map_err(shown)?.map(|(tag, text)| read_time(tag, text));
                let times = (times.next().flatten(), times.next().flatten());
                times.0.zip(times.1).ok_or_else(|| error.to_string())?
            }
        };
        let (mut ca, mut tls, mut constraints) = (false, true, None);
        for extension in extensions {
            let extension = extension.map_err(shown)?;
            match extension.id().as_bytes() {
                ID_CE_BASIC_CONSTRAINTS => ca = has_ca_flag(&extension),
                ID_CE_EXT_KEY_USAGE => tls = allows_tls(&extension),
                ID_CE_NAME_CONSTRAINTS if constraints.is_none() => {
                    constraints = Some(read_constraints(&extension));
                }
                _ => {}
            }
        }
        let ids = strict.as_ref().map(|own| (own.subject_key_id(), own.authority_key_id()));
        let (own_key_id, issuer_key_id) = ids.unwrap_or_default();
        Ok(Self { subject, issuer, key, not_before, not_after, ca, tls, constraints, own_key_id, issuer_key_id })
    }

    /// Returns whether it is a CA that was not issued by itself; names are compared by octets.
    pub(super) fn is_sub_ca(&self) -> bool {
        self.ca && self.subject != self.issuer
    }

    pub(super) const fn is_current(&self, at: i64) -> bool {
        self.not_before <= at && at <= self.not_after
    }

    pub(super) fn lists_srv(&self) -> bool {
        self.constraints.is_some_and(|own| own.lists("srv"))
    }

    /// Returns whether it is for TLS, and technically constrained.
    pub(super) fn is_technically_constrained(&self) -> bool {
        self.tls && self.constraints.is_some_and(|own| own.technical.are_complete())
    }

    /// Returns SHA-256 of subject and key, which two certificates share if they are of one CA.
    pub(super) fn subject_spki_sha256(&self) -> [u8; 32] {
        let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
        context.update(self.subject);
        context.update(self.key);
        <[u8; 32]>::try_from(context.finish().as_ref()).unwrap_or([0; 32])
    }

    /// Returns the organization in the subject, or the subject if it has none, in at most [`MAX_KEPT`] characters.
    pub(super) fn owner(&self) -> String {
        let Ok(name) = DirectoryName::from_der(self.subject) else { return String::new() };
        let attributes = || name.rdns().flat_map(|rdn| rdn.attributes().collect::<Vec<_>>());
        let organization = attributes().find(|attribute| attribute.attribute_type().as_bytes() == [0x55, 0x04, 0x0a]);
        let text = organization.and_then(|attribute| attribute.text().map(Iterator::collect::<String>));
        text.map_or_else(|| shorten(name, MAX_KEPT), |text| shorten(Escaped::new(&text), MAX_KEPT))
    }

    /// Returns the subject (RFC 4514), in at most [`MAX_KEPT`] characters.
    pub(super) fn subject_text(&self) -> String {
        text_of(self.subject)
    }

    /// Returns the issuer, as [`subject_text`](Self::subject_text) does.
    pub(super) fn issuer_text(&self) -> String {
        text_of(self.issuer)
    }

    /// Returns the issuer as this certificate names it.
    pub(super) fn issuer_reference(&self) -> IssuerReference {
        IssuerReference { name: Handle::of(self.issuer), key: self.issuer_key_id.map(Handle::of) }
    }

    /// Returns what matters of a CA to those below it; `None` if it is no CA.
    pub(super) fn ca_link(&self) -> Option<CaLink> {
        let same_key = self.own_key_id.zip(self.issuer_key_id).is_none_or(|(own, issuer)| own == issuer);
        let is_root = self.subject == self.issuer && same_key;
        self.ca.then(|| CaLink {
            subject: Handle::of(self.subject),
            key: self.own_key_id.map(Handle::of),
            ca: self.subject_spki_sha256(),
            issuer: self.issuer_reference(),
            root: is_root.then(|| self.subject_text()),
        })
    }
}

fn text_of(name: &[u8]) -> String {
    DirectoryName::from_der(name).map_or_else(|_| String::new(), |name| shorten(name, MAX_KEPT))
}

/// Returns what the linter says of a certificate that cannot be read; `None` if what is wrong with it has a lint of its own,
/// as malformed name constraints have, and the rest can be counted.
fn why_malformed(der: &[u8]) -> Option<String> {
    static LINTER: LazyLock<Option<Linter>> = LazyLock::new(|| {
        let linter = Linter::new(&DEFAULT_RULE_SETS);
        let lint = linter.known().find(|lint| lint.id() == "certificate_malformed")?;
        Some(linter.include(lint))
    });
    let findings = LINTER.as_ref()?.certificate(der, 0);
    findings.first().map(|finding| finding.detail().to_owned())
}

/// A time as the profile has it (RFC 5280 §4.1.2.5).
fn read_time(tag: Tag, text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?;
    let full = match tag {
        Tag::UTC_TIME => format!("{}{text}", if text.get(..2)? < "50" { "20" } else { "19" }),
        Tag::GENERALIZED_TIME => text.to_owned(),
        _ => return None,
    };
    let digits = full.strip_suffix('Z').filter(|digits| digits.len() == 14)?;
    let part = |range: std::ops::Range<usize>| digits.get(range);
    let (date, clock) = ((part(0..4)?, part(4..6)?, part(6..8)?), (part(8..10)?, part(10..12)?, part(12..14)?));
    let text = format!("{}-{}-{}T{}:{}:{}Z", date.0, date.1, date.2, clock.0, clock.1, clock.2);
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second)
}

fn has_ca_flag(basic_constraints: &ExtensionFields<'_>) -> bool {
    basic_constraints.elements().next().is_some_and(|(tag, value)| tag == Tag::BOOLEAN && value != [0x00])
}

fn allows_tls(extended_key_usage: &ExtensionFields<'_>) -> bool {
    extended_key_usage.elements().any(|(_, purpose)| [ID_KP_SERVER_AUTH, ANY_EXTENDED_KEY_USAGE].contains(&purpose))
}

/// Counts the bases that can be read.
fn read_constraints(extension: &ExtensionFields<'_>) -> ConstraintCounts {
    let technical = TechnicalConstraints::of(extension.permitted_bases(), extension.excluded_bases());
    let mut constraints =
        ConstraintCounts { critical: extension.is_critical(), technical, ..ConstraintCounts::default() };
    let permitted = extension.permitted_bases().map(|base| (base, true));
    for (base, is_permitted) in permitted.chain(extension.excluded_bases().map(|base| (base, false))) {
        let at = FORMS.iter().position(|form| *form == form_of(&base));
        let Some(bases) = at.and_then(|at| constraints.bases.get_mut(at)) else { continue };
        let count = if is_permitted { &mut bases.permitted } else { &mut bases.excluded };
        *count = count.saturating_add(1);
    }
    constraints
}

fn form_of(name: &GeneralName<'_>) -> &'static str {
    match name.form() {
        Form::DnsName => "dns",
        Form::Rfc822Name => "email",
        Form::Uri => "uri",
        Form::IpAddress => "ip",
        Form::DirectoryName => "directory",
        Form::SrvName => "srv",
        Form::SmtpUtf8Mailbox | Form::OtherName(_) => "other",
        _ => "unsupported",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_the_profile_has_them() {
        let read = |tag: Tag, text: &str| read_time(tag, text.as_bytes()).map(crate::input::time::show);
        for (tag, text, expected) in [
            (Tag::UTC_TIME, "991231235959Z", Some("1999-12-31T23:59:59Z")),
            (Tag::UTC_TIME, "491231235959Z", Some("2049-12-31T23:59:59Z")),
            (Tag::GENERALIZED_TIME, "20991231235959Z", Some("2099-12-31T23:59:59Z")),
            (Tag::UTC_TIME, "9912312359Z", None),
            (Tag::UTC_TIME, "991331235959Z", None),
            (Tag::UTC_TIME, "991231235959", None),
            (Tag::UTF8_STRING, "991231235959Z", None),
            (Tag::UTC_TIME, "", None),
        ] {
            assert_eq!(read(tag, text).as_deref(), expected, "{text}");
        }
    }
}
