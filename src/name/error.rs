//! The error of a malformed name or base: the syntax rule that it breaks, and the position.

use core::fmt;

use crate::citation::Citation;

/// A syntax rule that a name or a base can break, or what a well-formed name lacks for a comparison.
///
/// One list serves all forms, since they share most rules (labels, lengths, characters). The caller, who has parsed a
/// name of some form, knows the form.
///
/// ```
/// use srvname::name::{Mailbox, NameRule};
///
/// let rule = Mailbox::parse("example.com").unwrap_err().rule();
/// assert_eq!(rule, NameRule::MissingAt);
/// assert_eq!(rule.to_string(), "it has no @");
/// assert_eq!(rule.citation().to_string(), "RFC 5280 §4.2.1.6");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameRule {
    /// A value without octets, if the form requires at least one.
    Empty,
    /// An otherName whose `[0]` does not contain exactly one element of DER.
    OtherNameValue,
    /// An SRVName whose value is not an IA5String.
    NotIa5String,
    /// A SmtpUTF8Mailbox whose value is not a UTF8String.
    NotUtf8String,
    /// An octet above 0x7F in an IA5String.
    NotAscii,
    /// Octets that are not UTF-8.
    NotUtf8,
    /// An SRVName that does not start with the underscore of its service.
    MissingUnderscore,
    /// An SRVName without Name: `_imap`.
    ServiceOnly,
    /// A service without characters: `_` or `_.example.com`.
    EmptyService,
    /// A service longer than 62 octets, which with its underscore is longer than a label may be.
    ServiceTooLong,
    /// A service with a character other than letter, digit and hyphen.
    ServiceCharacter,
    /// A service without a letter.
    ServiceWithoutLetter,
    /// A service that starts or ends with a hyphen, or has two in a row.
    ServiceHyphen,
    /// A character that no label may have.
    LabelCharacter,
    /// An underscore in a label of the Name of an SRVName, as in `_svc._tcp.example.com`.
    LabelUnderscore,
    /// A label that starts or ends with a hyphen.
    LabelHyphen,
    /// A label longer than 63 octets.
    LabelTooLong,
    /// A label without characters: two dots in a row, or a dot at the start.
    EmptyLabel,
    /// A dot at the end.
    TrailingDot,
    /// A domain name longer than 253 octets.
    NameTooLong,
    /// A last label of digits only, as in an IPv4 address.
    NumericLastLabel,
    /// A `*` that is not a complete left-most label, followed by at least one more label.
    Wildcard,
    /// A `*` in a base, which contains its subdomains without it.
    WildcardBase,
    /// A base that starts with a dot, if the form has no such bases.
    LeadingDot,
    /// A mailbox without `@`.
    MissingAt,
    /// A mailbox without local part.
    EmptyLocalPart,
    /// A character that a local part may not have, or a dot at its start, at its end or after another dot.
    LocalPartCharacter,
    /// A local part in quotation marks that is no Quoted-string of RFC 5321: a control character, text after the closing
    /// mark, or none.
    QuotedLocalPart,
    /// A mailbox whose host is in brackets and no address.
    AddressLiteral,
    /// A mailbox at an address, so that there is no host to compare.
    MailboxAtAddress,
    /// A URI without a scheme.
    UriScheme,
    /// A URI without authority or with an empty host, so that there is no host to compare.
    UriWithoutHost,
    /// A URI whose host is an IP address.
    UriIpHost,
    /// A URI whose host is a single label, which is no fully qualified domain name.
    UriSingleLabelHost,
    /// A URI whose host is percent-encoded.
    UriEncodedHost,
    /// A URI whose host is in brackets and no address.
    UriIpLiteral,
    /// A URI whose port has a character other than digits.
    UriPort,
    /// A character that no URI may have.
    UriCharacter,
    /// An iPAddress of another length than 4 or 16 octets.
    IpLength,
    /// An iPAddress base of another length than 8 or 32 octets.
    IpBaseLength,
    /// A mask that is not ones followed by zeros.
    IpMask,
    /// Octets that are not a Name: not DER, an empty RDN, or an RDN that is not a set of attributes.
    DirectoryName,
    /// A relative distinguished name of more than 64 attributes.
    RdnTooLarge,
    /// A value of a character string type in a Name that does not decode, or has a character that no comparison allows.
    NotText,
}

impl NameRule {
    /// Returns `true` if a mailbox or a URI with this is well formed, and has no host that a base could contain: it is
    /// refused where its form is constrained (RFC 5280 §4.2.1.10).
    ///
    /// ```
    /// use srvname::name::Uri;
    ///
    /// assert!(Uri::parse("https://intranet/")?.host().unwrap_err().rule().leaves_no_host());
    /// assert!(!Uri::parse("intranet").unwrap_err().rule().leaves_no_host());
    /// # Ok::<(), srvname::name::NameError>(())
    /// ```
    #[must_use]
    pub const fn leaves_no_host(self) -> bool {
        matches!(
            self,
            Self::MailboxAtAddress
                | Self::UriWithoutHost
                | Self::UriIpHost
                | Self::UriSingleLabelHost
                | Self::UriEncodedHost
        )
    }

    /// Returns the section of the document that makes the rule.
    #[must_use]
    pub const fn citation(self) -> Citation {
        match self {
            Self::Empty => Citation::new("RFC 5280", "4.2.1.6"),
            Self::OtherNameValue => Citation::new("RFC 5280", "4.2.1.6"),
            Self::NotIa5String | Self::MissingUnderscore | Self::ServiceOnly | Self::EmptyService => {
                Citation::new("RFC 4985", "2")
            }
            Self::NotUtf8String | Self::NotUtf8 => Citation::new("RFC 9598", "3"),
            Self::NotAscii => Citation::new("RFC 5280", "7.2"),
            Self::ServiceTooLong
            | Self::LabelCharacter
            | Self::LabelHyphen
            | Self::LabelTooLong
            | Self::EmptyLabel
            | Self::TrailingDot
            | Self::NameTooLong => Citation::new("RFC 1034", "3.5"),
            Self::ServiceCharacter | Self::ServiceWithoutLetter | Self::ServiceHyphen => {
                Citation::new("RFC 6335", "5.1")
            }
            Self::LabelUnderscore => Citation::new("RFC 4985", "3"),
            Self::NumericLastLabel => Citation::new("RFC 1123", "2.1"),
            Self::Wildcard => Citation::new("RFC 9525", "6.3"),
            Self::WildcardBase | Self::LeadingDot => Citation::new("RFC 5280", "4.2.1.10"),
            Self::MissingAt | Self::EmptyLocalPart | Self::LocalPartCharacter => Citation::new("RFC 5280", "4.2.1.6"),
            Self::QuotedLocalPart => Citation::new("RFC 5321", "4.1.2"),
            Self::AddressLiteral => Citation::new("RFC 5321", "4.1.3"),
            Self::UriScheme | Self::UriPort | Self::UriCharacter => Citation::new("RFC 3986", "3"),
            Self::UriIpLiteral => Citation::new("RFC 3986", "3.2.2"),
            Self::MailboxAtAddress
            | Self::UriWithoutHost
            | Self::UriIpHost
            | Self::UriSingleLabelHost
            | Self::UriEncodedHost => Citation::new("RFC 5280", "4.2.1.10"),
            Self::IpLength => Citation::new("RFC 5280", "4.2.1.6"),
            Self::IpBaseLength => Citation::new("RFC 5280", "4.2.1.10"),
            Self::IpMask => Citation::new("RFC 4632", "3.1"),
            Self::NotText => Citation::new("RFC 4518", "2"),
            Self::DirectoryName | Self::RdnTooLarge => Citation::new("RFC 5280", "4.1.2.4"),
        }
    }

    /// Returns the text of [`Display`](fmt::Display), a clause about "it", the name or base.
    const fn sentence(self) -> &'static str {
        match self {
            Self::Empty => "it is empty",
            Self::OtherNameValue => "its [0] does not hold exactly one element",
            Self::NotIa5String => "its value is not an IA5String",
            Self::NotUtf8String => "its value is not a UTF8String",
            Self::NotAscii => "it holds an octet that is not ASCII",
            Self::NotUtf8 => "it is not UTF-8",
            Self::MissingUnderscore => "it does not start with an underscore and a service",
            Self::ServiceOnly => "it has a service and no domain",
            Self::EmptyService => "its service is empty",
            Self::ServiceTooLong => "its service is longer than 62 octets",
            Self::ServiceCharacter => "its service holds another character than letter, digit and hyphen",
            Self::ServiceWithoutLetter => "its service has no letter",
            Self::ServiceHyphen => "its service has a hyphen at an end, or two in a row",
            Self::LabelCharacter => "a label holds a character that no host name has",
            Self::LabelUnderscore => {
                "a label of its domain holds an underscore (a protocol label does not belong there)"
            }
            Self::LabelHyphen => "a label has a hyphen at an end",
            Self::LabelTooLong => "a label is longer than 63 octets",
            Self::EmptyLabel => "it has an empty label",
            Self::TrailingDot => "it ends with a dot",
            Self::NameTooLong => "it is longer than 253 octets",
            Self::NumericLastLabel => "its last label is a number",
            Self::Wildcard => "its * is not a complete left-most label above another",
            Self::WildcardBase => "a base has no *",
            Self::LeadingDot => "a base of this form does not start with a dot",
            Self::MissingAt => "it has no @",
            Self::EmptyLocalPart => "its local part is empty",
            Self::LocalPartCharacter => "its local part holds a character that needs quotation marks",
            Self::QuotedLocalPart => "its local part starts with a quotation mark and is no quoted string",
            Self::AddressLiteral => "its host is in brackets and is no address",
            Self::MailboxAtAddress => "it is at an address and not at a host",
            Self::UriScheme => "it has no scheme",
            Self::UriWithoutHost => "it has no host",
            Self::UriIpHost => "its host is an IP address",
            Self::UriSingleLabelHost => "its host is a single label and no fully qualified domain name",
            Self::UriEncodedHost => "its host is percent-encoded and no domain name",
            Self::UriIpLiteral => "its host is in brackets and is no IP address",
            Self::UriPort => "its port is not a number",
            Self::UriCharacter => "it holds a character that no URI has",
            Self::IpLength => "an address has 4 or 16 octets",
            Self::IpBaseLength => "an address with its mask has 8 or 32 octets",
            Self::IpMask => "its mask is not contiguous",
            Self::DirectoryName => "it is not a Name",
            Self::NotText => "a value of it does not decode, or holds a character that no comparison allows",
            Self::RdnTooLarge => "a relative distinguished name has more than 64 attributes",
        }
    }
}

impl fmt::Display for NameRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

/// The error of a malformed name or base, or of a well-formed name that no base can be compared with: the rule, and the
/// position.
///
/// The position counts octets from the start of the text or value that was parsed.
///
/// ```
/// use srvname::name::{NameRule, SrvName};
///
/// let error = SrvName::parse("_xmpp-server._tcp.example.com").unwrap_err();
/// assert_eq!(error.rule(), NameRule::LabelUnderscore);
/// assert_eq!(error.position(), 13);
/// assert_eq!(error.citation().to_string(), "RFC 4985 §3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NameError {
    rule: NameRule,
    position: usize,
}

impl NameError {
    /// Returns the error for a rule that is broken at `position`.
    pub(crate) const fn new(rule: NameRule, position: usize) -> Self {
        Self { rule, position }
    }

    /// Returns the error with its position moved by `octets`: the same error in a text that has so many more before it.
    pub(crate) const fn shifted(self, octets: usize) -> Self {
        Self { rule: self.rule, position: self.position.saturating_add(octets) }
    }

    /// Returns the rule that is broken.
    #[must_use]
    pub const fn rule(&self) -> NameRule {
        self.rule
    }

    /// Returns the position of the octet at which the rule is broken.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.position
    }

    /// Returns the section of the document that makes the rule.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        self.rule.citation()
    }
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (octet {})", self.rule, self.position)
    }
}

impl core::error::Error for NameError {}
