//! `serde::Serialize` for verdicts and the values in them, so that the log of a program and the command line show the
//! same text.
//!
//! A [`Rejection`] and an [`Identity`] are serialized as objects, a position as a number, and all else as strings.
//! Nothing is deserialized, because a verdict must be the result of a validation.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::certificate::CertificateError;
use crate::certificate::general_name::PresentedId;
use crate::citation::Citation;
use crate::constraints::level::Position;
use crate::identity::owned_reference::OwnedReferenceId;
use crate::identity::reference::ReferenceId;
use crate::name::Form;
use crate::name::error::NameError;
use crate::path::evidence::quotes::NameList;
use crate::path::policy::SubCaRule;
use crate::path::purpose::Purpose;
use crate::path::rejection::Rejection;
use crate::path::validate::Identity;

/// A string, such as `"RFC 5280 §6.1.3(b)"`.
impl Serialize for Citation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A number: 0 is the end entity, and each issuer has the next.
impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// A string that the command line uses too, such as `"where-constrained"`.
impl Serialize for SubCaRule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A string, such as `"SRVName"` or `"otherName 1.3.6.1.4.1.311.20.2.3"`.
impl Serialize for Form<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A string, such as `"_xmpp-server.example.com"`.
impl Serialize for ReferenceId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A string, as for [`ReferenceId`].
impl Serialize for OwnedReferenceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A string that the command line uses too, such as `"either"`.
impl Serialize for Purpose {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A string: the name as it is in the certificate, or `malformed:` and its octets, escaped, if it is malformed.
impl Serialize for PresentedId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A string: one sentence with its section, such as `"it ends with a dot (octet 12) [RFC 1034 §3.5]"`.
impl Serialize for NameError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{self} [{}]", self.citation()))
    }
}

/// A string: one sentence with its section, as for [`NameError`].
impl Serialize for CertificateError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{self} [{}]", self.citation()))
    }
}

/// An array of strings: the names that the list keeps, without their forms.
impl Serialize for NameList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// An object, `{"code", "position", "name", "imposed_by", "message"}`, in this order. A field that does not apply is
/// null. If no name matches what was asked for, `"asked"` and `"presented"` follow, two arrays of at most 20 strings.
impl Serialize for Rejection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let lists = self.asked().zip(self.presented());
        let mut fields = serializer.serialize_struct("Rejection", if lists.is_some() { 7 } else { 5 })?;
        fields.serialize_field("code", self.code())?;
        fields.serialize_field("position", &self.position())?;
        fields.serialize_field("name", &self.name())?;
        fields.serialize_field("imposed_by", &self.imposed_by())?;
        fields.serialize_field("message", &format_args!("{self}"))?;
        if let Some((asked, presented)) = lists {
            fields.serialize_field("asked", asked)?;
            fields.serialize_field("presented", presented)?;
        }
        fields.end()
    }
}

/// An object, `{"reference", "matched"}`: the reference identifier, and the presented identifier that matches it.
impl Serialize for Identity<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Identity", 2)?;
        fields.serialize_field("reference", self.reference())?;
        fields.serialize_field("matched", self.presented())?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::srv::SrvName;
    use crate::path::evidence::mismatch::Mismatch;
    use crate::path::rejection::RejectionKind;

    fn json(value: &impl Serialize) -> alloc::string::String {
        serde_json::to_string(value).expect("values without maps")
    }

    #[test]
    fn words_are_strings() {
        assert_eq!(json(&Citation::new("RFC 5280", "6.1.3(b)")), r#""RFC 5280 §6.1.3(b)""#);
        assert_eq!(json(&Position(3)), "3");
        assert_eq!(json(&SubCaRule::WhereConstrained), r#""where-constrained""#);
        assert_eq!(json(&Form::SrvName), r#""SRVName""#);
        let reference = ReferenceId::srv("xmpp-server", "example.com").expect("a reference");
        assert_eq!(json(&reference), r#""_xmpp-server.example.com""#);
        assert_eq!(json(&OwnedReferenceId::from(reference)), r#""_xmpp-server.example.com""#);
        let mailbox = ReferenceId::mailbox("学\u{202e}生@example.com").expect("a reference");
        assert_eq!(json(&mailbox), r#""学\\u{202e}生@example.com""#);
        assert_eq!(json(&OwnedReferenceId::from(mailbox)), r#""学\\u{202e}生@example.com""#);
        assert_eq!(json(&Purpose::ClientOrServer), r#""either""#);
        let error = SrvName::parse("_xmpp-server.example.com.").expect_err("a dot at the end");
        assert_eq!(json(&error), r#""it ends with a dot (octet 24) [RFC 1034 §3.5]""#);
    }

    #[test]
    fn a_rejection_without_a_match_has_what_was_asked_and_presented() {
        let rejection = Rejection::no_match(Mismatch {
            asked: NameList::new([(None, "_imap.example.com"), (Some(Form::DnsName), "example.com")]),
            presented: NameList::new((0..30).map(|number| (None, number))),
            missing_forms: None,
            srv: None,
            malformed: None,
            open_authority: None,
            uncounted: None,
        });
        assert_eq!(
            json(&rejection),
            concat!(
                r#"{"code":"no_matching_identifier","position":0,"name":null,"imposed_by":null,"#,
                r#""message":"no name in the end entity certificate matches _imap.example.com or dNSName example.com: it "#,
                r#"presents 0, 1, 2, 3, 4 and 25 more [RFC 9525 §6.2]","asked":["_imap.example.com","example.com"],"#,
                r#""presented":["0","1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19"]}"#
            )
        );
    }

    #[test]
    fn a_rejection_is_an_object_with_its_fields_in_order() {
        let rejection = Rejection::new(RejectionKind::UnknownIssuer, Some(Position(1)));
        assert_eq!(
            json(&rejection),
            concat!(
                r#"{"code":"unknown_issuer","position":1,"name":null,"imposed_by":null,"#,
                r#""message":"certificate 1 names an issuer that is neither a trust anchor nor among the certificates "#,
                r#"sent along [RFC 5280 §6.1]"}"#
            )
        );
    }
}
