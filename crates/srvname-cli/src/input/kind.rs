//! What octets are, by their structure: certificates, what becomes one, what carries some, and what people give in place of
//! one.
//!
//! The structure is followed only as far as two kinds differ, so the start of a file that is cut or too long is enough.
//! Nothing is checked by it: octets with the structure of a certificate may be a bad one.

use super::ber::{
    BIT_STRING, CONTEXT_0, ENUMERATED, Elements, GENERALIZED_TIME, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE,
    UTC_TIME,
};
use super::other_kind::{self, OtherKind};

/// What commands read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DocumentKind {
    /// A certificate.
    Certificate,
    /// A certification request (PKCS #10).
    Request,
    /// A TBSCertificate that is not signed yet.
    TbsCertificate,
}

/// What a command reads beside certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// Nothing else.
    Certificates,
    /// Requests.
    Requests,
    /// Requests and TBSCertificates.
    Unsigned,
}

impl Reads {
    /// Returns whether a command reads documents of this kind.
    pub(crate) const fn includes(self, kind: DocumentKind) -> bool {
        match kind {
            DocumentKind::Certificate => true,
            DocumentKind::Request => !matches!(self, Self::Certificates),
            DocumentKind::TbsCertificate => matches!(self, Self::Unsigned),
        }
    }
}

impl DocumentKind {
    /// Returns what it is for a command that does not read it; `None` for a certificate, which every command reads.
    pub(crate) const fn as_other(self) -> Option<&'static OtherKind> {
        match self {
            Self::Certificate => None,
            Self::Request => Some(&other_kind::REQUEST),
            Self::TbsCertificate => Some(&other_kind::TBS_CERTIFICATE),
        }
    }
}

/// What octets in BER are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// One document.
    Document(DocumentKind),
    /// A message that carries certificates.
    SignedData,
    /// Something else that is known.
    Other(&'static OtherKind),
}

// The content octets of object identifiers, or their first ones.
const PKCS_7: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
const SMIME_CONTENT: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01];

impl Kind {
    /// Returns what the element at the front of `octets` is, which need not be complete; `None` if it is nothing that is
    /// known.
    pub(crate) fn of(octets: &[u8]) -> Option<Self> {
        let mut fields = Elements::new(octets).enter(SEQUENCE)?;
        match fields.peek()? {
            SEQUENCE => of_sequence(fields),
            OBJECT_IDENTIFIER => {
                let id = fields.next()?.content;
                match id {
                    SIGNED_DATA => Some(Self::SignedData),
                    _ if id.starts_with(PKCS_7) || id.starts_with(SMIME_CONTENT) => {
                        Some(Self::Other(&other_kind::OTHER_CMS))
                    }
                    _ => None,
                }
            }
            CONTEXT_0 => {
                let is_version = fields.enter(CONTEXT_0)?.peek() == Some(INTEGER);
                fields.next()?;
                (is_version && fields.peek() == Some(INTEGER)).then_some(Self::Document(DocumentKind::TbsCertificate))
            }
            INTEGER => of_integer(fields),
            ENUMERATED => Some(Self::Other(&other_kind::OCSP_RESPONSE)),
            _ => None,
        }
    }
}

/// What a SEQUENCE in a SEQUENCE is: that of a signature, or that of an algorithm.
fn of_sequence(mut fields: Elements<'_>) -> Option<Kind> {
    let mut inner = fields.enter(SEQUENCE)?;
    match inner.peek()? {
        OBJECT_IDENTIFIER => {
            fields.next()?;
            match fields.peek()? {
                BIT_STRING => Some(Kind::Other(&other_kind::PUBLIC_KEY)),
                OCTET_STRING => Some(Kind::Other(&other_kind::ENCRYPTED_PRIVATE_KEY)),
                _ => None,
            }
        }
        CONTEXT_0 => Some(Kind::Document(DocumentKind::Certificate)),
        // A revocation list of version 1, or an OCSP request.
        SEQUENCE => {
            let first = inner.enter(SEQUENCE)?;
            if first.peek()? == SEQUENCE {
                let mut certificate_id = first.enter(SEQUENCE)?.enter(SEQUENCE)?;
                certificate_id.enter(SEQUENCE)?.expect(OBJECT_IDENTIFIER)?;
                certificate_id.next()?;
                let is_request = certificate_id.peek()? == OCTET_STRING;
                return is_request.then_some(Kind::Other(&other_kind::OCSP_REQUEST));
            }
            inner.next()?;
            inner.expect(SEQUENCE)?;
            matches!(inner.peek()?, UTC_TIME | GENERALIZED_TIME).then_some(Kind::Other(&other_kind::REVOCATION_LIST))
        }
        // A version, or the serial number of a certificate of version 1. Two SEQUENCEs follow in each.
        INTEGER => {
            inner.next()?;
            inner.expect(SEQUENCE)?;
            inner.expect(SEQUENCE)?;
            match inner.peek() {
                Some(UTC_TIME | GENERALIZED_TIME) => Some(Kind::Other(&other_kind::REVOCATION_LIST)),
                Some(SEQUENCE) => Some(Kind::Document(DocumentKind::Certificate)),
                Some(CONTEXT_0) => Some(Kind::Document(DocumentKind::Request)),
                None if !inner.is_cut() => Some(Kind::Document(DocumentKind::Request)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// What begins with a number: a private key, a key store, or a TBSCertificate of version 1.
fn of_integer(mut fields: Elements<'_>) -> Option<Kind> {
    fields.next()?;
    match fields.peek()? {
        OCTET_STRING => Some(Kind::Other(&other_kind::SEC1_PRIVATE_KEY)),
        SEQUENCE => {
            let id = fields.enter(SEQUENCE)?.expect(OBJECT_IDENTIFIER)?.content;
            if id.starts_with(PKCS_7) {
                return Some(Kind::Other(&other_kind::PKCS_12));
            }
            fields.next()?;
            match fields.peek()? {
                OCTET_STRING => Some(Kind::Other(&other_kind::PRIVATE_KEY)),
                SEQUENCE => Some(Kind::Document(DocumentKind::TbsCertificate)),
                _ => None,
            }
        }
        INTEGER => {
            fields.next()?;
            match fields.peek() {
                Some(INTEGER) => Some(Kind::Other(&other_kind::PKCS_1_PRIVATE_KEY)),
                None if !fields.is_cut() => Some(Kind::Other(&other_kind::PKCS_1_PUBLIC_KEY)),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(all(test, testkit))]
mod tests {
    use srvname_testkit::make::containers::{self, Encoding};
    use srvname_testkit::make::{Ca, dns};

    use super::*;

    /// What is recognized, as a word.
    fn shown(octets: &[u8]) -> String {
        match Kind::of(octets) {
            Some(Kind::Document(kind)) => format!("{kind:?}"),
            Some(Kind::SignedData) => "SignedData".to_owned(),
            Some(Kind::Other(kind)) => kind.name.to_owned(),
            None => String::new(),
        }
    }

    #[test]
    fn every_kind_is_recognized() {
        let root = Ca::root("Example Root CA");
        let draft = root.end_entity("Example Server").san([dns("www.example.com")]);
        let old = draft.clone().version(1).without_extensions();
        let key = root.pkcs8();
        for (octets, expected) in [
            (root.der().to_vec(), "Certificate"),
            (draft.clone().issue().into_der(), "Certificate"),
            (old.clone().issue().into_der(), "Certificate"),
            (draft.request(), "Request"),
            (draft.request_with(0, &[]), "Request"),
            (draft.to_be_signed(), "TbsCertificate"),
            (old.to_be_signed(), "TbsCertificate"),
            (containers::signed_data(Encoding::Der, &[root.der()]), "SignedData"),
            (containers::signed_data(Encoding::Indefinite, &[root.der()]), "SignedData"),
            (
                containers::content_info(Encoding::Der, containers::PKCS_7_ENVELOPED_DATA, &[]),
                "a PKCS#7 or CMS message other than SignedData",
            ),
            (containers::key_store(Encoding::Der), "a PKCS#12 key store"),
            (containers::key_store(Encoding::Indefinite), "a PKCS#12 key store"),
            (containers::revocation_list(&root, 1), "a certificate revocation list"),
            (containers::revocation_list(&root, 2), "a certificate revocation list"),
            (containers::ocsp_response(), "an OCSP response"),
            (containers::ocsp_request(), "an OCSP request"),
            (key, "a private key (PKCS#8)"),
            (containers::encrypted_private_key(), "an encrypted private key (PKCS#8)"),
            (containers::sec1_private_key(), "a private key (SEC1)"),
            (containers::rsa_key(9), "a private key (PKCS#1 or DSA)"),
            (containers::rsa_key(2), "a public key (PKCS#1)"),
            (containers::public_key("label"), "a public key"),
        ] {
            assert_eq!(shown(&octets), expected);
            // Octets after it, and most of those that are missing, change nothing.
            assert_eq!(shown(&[&octets[..], b"\n\n"].concat()), expected);
            for length in 0..octets.len() {
                let start = shown(&octets[..length]);
                assert!(start == expected || start.is_empty(), "{expected} is {start} at {length}");
            }
        }
        for nothing in [&[][..], &[0x30], &[0x30, 0], &[0x30, 3, 2, 1, 0], &[0x30, 0x80], &[4, 2, 0x30, 0], b"0 text"] {
            assert_eq!(shown(nothing), "");
        }
    }

    /// Whatever is in a certificate that the library reads, it is a certificate.
    #[test]
    fn a_certificate_is_nothing_else() {
        let folder = srvname_testkit::testdata().join("chains");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("text");
            for der in srvname_testkit::make::file::certificates(&text).expect("PEM") {
                let read = srvname::Certificate::from_der(&der);
                let kind = shown(&der);
                assert!(kind == "Certificate" || (kind.is_empty() && read.is_err()), "{kind}");
                let tbs = read.map(|certificate| shown(certificate.tbs()));
                assert!(tbs.is_err() || tbs.is_ok_and(|kind| kind == "TbsCertificate"));
                count += 1;
            }
        }
        assert!(count > 300, "{count}");
    }

    #[test]
    fn commands_read_more_or_less() {
        use DocumentKind::{Certificate, Request, TbsCertificate};
        for (reads, expected) in [
            (Reads::Certificates, &[Certificate][..]),
            (Reads::Requests, &[Certificate, Request]),
            (Reads::Unsigned, &[Certificate, Request, TbsCertificate]),
        ] {
            for kind in [Certificate, Request, TbsCertificate] {
                assert_eq!(reads.includes(kind), expected.contains(&kind));
                assert!(kind.as_other().is_some() || reads.includes(kind));
            }
        }
    }
}
