//! The numbers that functions return, and their names.

use std::ffi::CStr;

use srvname::path::RejectionKind;

/// What a function returns. 0 is success, and for a verification the only acceptance. Below 100 the call itself failed, and
/// nothing is known of the certificates. From 100 on they were refused. No number ever changes its meaning; a later library
/// may return numbers that this header does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u32)]
pub enum ResultCode {
    /// Success; of a verification, acceptance.
    Ok = 0,
    /// A pointer that must not be NULL is NULL.
    NullPointer = 1,
    /// A text is not UTF-8.
    InvalidUtf8 = 2,
    /// A number is none of those that the header lists, a time is before 1970, or a length is larger than any object.
    InvalidValue = 3,
    /// A service, a domain, an address or a mailbox is malformed.
    InvalidReference = 4,
    /// The library does not have the interface of the header that the caller was compiled with.
    AbiMismatch = 5,
    /// A fault of the library, which it caught. Please report it.
    Panic = 6,
    /// A file or a folder cannot be read.
    Io = 7,
    /// A PEM block is malformed.
    InvalidPem = 8,
    /// There is no certificate in what was given.
    NoCertificate = 9,
    /// A file is larger than any list of roots.
    TooLarge = 10,
    /// The verifier has no roots, so no certificate could be accepted.
    NoRoots = 11,
    /// There is no such thing in this verdict, or in this list.
    NotAvailable = 12,
    /// The list has no certificate, or none beside the trust anchor.
    TooFewCertificates = 13,
    /// A TLSA record, an MTA-STS policy or a POSH document is malformed.
    InvalidEvidence = 14,
    /// DANE does not let the client connect to this server, or not yet: a look-up failed (RFC 7672 §2.1.2, RFC 7673 §3.4).
    NoConnection = 15,
    /// A certificate cannot be read.
    MalformedCertificate = 101,
    /// No trust anchor and no certificate in the list issued a certificate.
    UnknownIssuer = 102,
    /// A signature does not verify.
    BadSignature = 103,
    /// A signature or a key of an algorithm that is not verified here.
    UnsupportedSignatureAlgorithm = 104,
    /// The time is after notAfter.
    Expired = 105,
    /// The time is before notBefore.
    NotYetValid = 106,
    /// An issuer that is no CA.
    NotACa = 107,
    /// More CAs than a pathLenConstraint allows.
    PathLengthExceeded = 108,
    /// keyUsage is present and lacks what the certificate is used for.
    KeyUsage = 109,
    /// extKeyUsage is present and lacks the purpose.
    ExtendedKeyUsage = 110,
    /// A critical extension that is not processed.
    UnknownCriticalExtension = 111,
    /// A malformed base of a form that appears below.
    MalformedConstraint = 112,
    /// A constraint that is not understood, of a form that appears below.
    UnsupportedConstraint = 113,
    /// A malformed name of a form that is constrained.
    MalformedName = 114,
    /// A name outside every permitted base of its form.
    NameNotPermitted = 115,
    /// A name that overlaps an excluded base.
    NameExcluded = 116,
    /// A CA that does not constrain SRVName as the rule asks, above an end entity that presents one.
    CaLacksSrvConstraints = 117,
    /// No name that the certificate presents matches a reference.
    NoMatchingIdentifier = 118,
    /// The verifier has no references, so no certificate can match one.
    NoReferences = 119,
    /// Certificates that do not follow each other.
    WrongOrder = 120,
    /// More than 32 CAs between trust anchor and end entity.
    PathTooLong = 121,
    /// A path that goes in a circle.
    RepeatedCertificate = 122,
    /// Name constraints in a certificate that is no CA's.
    NameConstraintsWithoutCa = 123,
    /// The bound on signature checks was reached before a path was found.
    TooMuchWork = 124,
    /// TLSA records apply, and none is for the certificates of the server.
    DaneNoMatch = 125,
    /// A TLSA record names a trust anchor, and the path to it is not valid.
    DanePath = 126,
    /// A TLSA record of usage 0 or 1 applies, and the path to the verifier's roots that it needs as well is missing.
    DanePkix = 127,
    /// No TLSA record can be used, and nothing else authenticates the server.
    DaneUnusable = 128,
    /// An MTA-STS policy in mode enforce does not allow the MX host.
    MtaStsMismatch = 129,
    /// An MTA-STS policy in mode enforce allows the MX host, whose certificate is not valid for it.
    MtaStsCertificate = 130,
    /// The POSH document has other certificates.
    PoshNoMatch = 131,
    /// The POSH document has the certificate, which has expired.
    PoshExpired = 132,
    /// The POSH document has the certificate, which is not valid yet.
    PoshNotYetValid = 133,
    /// The POSH document is older than it may be.
    PoshStale = 134,
    /// The POSH document has no fingerprint that can be used.
    PoshUnusable = 135,
    /// The host is authenticated, and nobody vouches for the records that led to it.
    HostAlone = 136,
    /// Nothing that applies says who serves the domain.
    Unauthenticated = 137,
    /// A refusal for which this version has no number; its code and its sentence are in the verdict.
    Refused = 199,
}

impl ResultCode {
    /// Every result with its name, in the order of the numbers. The name of a refusal is the code that the command line and
    /// its JSON have.
    const NAMED: [(Self, &'static CStr); 54] = [
        (Self::Ok, c"ok"),
        (Self::NullPointer, c"null_pointer"),
        (Self::InvalidUtf8, c"invalid_utf8"),
        (Self::InvalidValue, c"invalid_value"),
        (Self::InvalidReference, c"invalid_reference"),
        (Self::AbiMismatch, c"abi_mismatch"),
        (Self::Panic, c"panic"),
        (Self::Io, c"io"),
        (Self::InvalidPem, c"invalid_pem"),
        (Self::NoCertificate, c"no_certificate"),
        (Self::TooLarge, c"too_large"),
        (Self::NoRoots, c"no_roots"),
        (Self::NotAvailable, c"not_available"),
        (Self::TooFewCertificates, c"too_few_certificates"),
        (Self::InvalidEvidence, c"invalid_evidence"),
        (Self::NoConnection, c"no_connection"),
        (Self::MalformedCertificate, c"malformed_certificate"),
        (Self::UnknownIssuer, c"unknown_issuer"),
        (Self::BadSignature, c"bad_signature"),
        (Self::UnsupportedSignatureAlgorithm, c"unsupported_signature_algorithm"),
        (Self::Expired, c"expired"),
        (Self::NotYetValid, c"not_yet_valid"),
        (Self::NotACa, c"not_a_ca"),
        (Self::PathLengthExceeded, c"path_length_exceeded"),
        (Self::KeyUsage, c"key_usage"),
        (Self::ExtendedKeyUsage, c"extended_key_usage"),
        (Self::UnknownCriticalExtension, c"unknown_critical_extension"),
        (Self::MalformedConstraint, c"malformed_constraint"),
        (Self::UnsupportedConstraint, c"unsupported_constraint"),
        (Self::MalformedName, c"malformed_name"),
        (Self::NameNotPermitted, c"name_not_permitted"),
        (Self::NameExcluded, c"name_excluded"),
        (Self::CaLacksSrvConstraints, c"ca_lacks_srv_constraints"),
        (Self::NoMatchingIdentifier, c"no_matching_identifier"),
        (Self::NoReferences, c"no_references"),
        (Self::WrongOrder, c"wrong_order"),
        (Self::PathTooLong, c"path_too_long"),
        (Self::RepeatedCertificate, c"repeated_certificate"),
        (Self::NameConstraintsWithoutCa, c"name_constraints_without_ca"),
        (Self::TooMuchWork, c"too_much_work"),
        (Self::DaneNoMatch, c"dane_no_match"),
        (Self::DanePath, c"dane_path"),
        (Self::DanePkix, c"dane_pkix"),
        (Self::DaneUnusable, c"dane_unusable"),
        (Self::MtaStsMismatch, c"mta_sts_mismatch"),
        (Self::MtaStsCertificate, c"mta_sts_certificate"),
        (Self::PoshNoMatch, c"posh_no_match"),
        (Self::PoshExpired, c"posh_expired"),
        (Self::PoshNotYetValid, c"posh_not_yet_valid"),
        (Self::PoshStale, c"posh_stale"),
        (Self::PoshUnusable, c"posh_unusable"),
        (Self::HostAlone, c"host_alone"),
        (Self::Unauthenticated, c"unauthenticated"),
        (Self::Refused, c"refused"),
    ];

    /// Returns the name of the result with a number; `None` if there is none.
    pub(crate) fn name_of(number: u32) -> Option<&'static CStr> {
        Self::NAMED.into_iter().find(|(own, _)| own.number() == number).map(|(_, name)| name)
    }

    /// Returns the number.
    #[must_use]
    #[expect(clippy::as_conversions, reason = "the discriminant of a field-less enum of this representation")]
    pub const fn number(self) -> u32 {
        self as u32
    }

    /// Returns the result for a refusal.
    pub(crate) fn of(kind: &RejectionKind) -> Self {
        Self::of_code(kind.code())
    }

    /// Returns the result for a refusal by this code.
    pub(crate) fn of_code(code: &str) -> Self {
        let refusals = Self::NAMED.into_iter().filter(|(result, _)| result.number() > 100);
        refusals.into_iter().find(|(_, name)| name.to_bytes() == code.as_bytes()).map_or(Self::Refused, |(own, _)| own)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use srvname::delegation::DelegationRefusalKind;

    use super::*;

    /// Programs that were compiled years ago compare with these numbers.
    #[test]
    fn no_number_moves() {
        let wanted = [
            (0, "ok"),
            (1, "null_pointer"),
            (2, "invalid_utf8"),
            (3, "invalid_value"),
            (4, "invalid_reference"),
            (5, "abi_mismatch"),
            (6, "panic"),
            (7, "io"),
            (8, "invalid_pem"),
            (9, "no_certificate"),
            (10, "too_large"),
            (11, "no_roots"),
            (12, "not_available"),
            (13, "too_few_certificates"),
            (14, "invalid_evidence"),
            (15, "no_connection"),
            (101, "malformed_certificate"),
            (102, "unknown_issuer"),
            (103, "bad_signature"),
            (104, "unsupported_signature_algorithm"),
            (105, "expired"),
            (106, "not_yet_valid"),
            (107, "not_a_ca"),
            (108, "path_length_exceeded"),
            (109, "key_usage"),
            (110, "extended_key_usage"),
            (111, "unknown_critical_extension"),
            (112, "malformed_constraint"),
            (113, "unsupported_constraint"),
            (114, "malformed_name"),
            (115, "name_not_permitted"),
            (116, "name_excluded"),
            (117, "ca_lacks_srv_constraints"),
            (118, "no_matching_identifier"),
            (119, "no_references"),
            (120, "wrong_order"),
            (121, "path_too_long"),
            (122, "repeated_certificate"),
            (123, "name_constraints_without_ca"),
            (124, "too_much_work"),
            (125, "dane_no_match"),
            (126, "dane_path"),
            (127, "dane_pkix"),
            (128, "dane_unusable"),
            (129, "mta_sts_mismatch"),
            (130, "mta_sts_certificate"),
            (131, "posh_no_match"),
            (132, "posh_expired"),
            (133, "posh_not_yet_valid"),
            (134, "posh_stale"),
            (135, "posh_unusable"),
            (136, "host_alone"),
            (137, "unauthenticated"),
            (199, "refused"),
        ];
        let have = ResultCode::NAMED.map(|(result, name)| (result.number(), name.to_str().unwrap()));
        assert_eq!(have, wanted);
        // And the numbers of the header, which another compiler reads.
        let header = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/include/srvname.h")).unwrap();
        for (number, name) in wanted {
            let line = format!(" SRVNAME_RESULT_{} = {number},\n", name.to_uppercase());
            assert!(header.contains(&line), "{line}");
        }
        let lines = header.lines().filter(|line| line.starts_with("  SRVNAME_RESULT_") && line.contains(" = "));
        assert_eq!(lines.count(), wanted.len());
    }

    #[test]
    fn a_refusal_has_its_number() {
        assert_eq!(ResultCode::of(&RejectionKind::TooMuchWork), ResultCode::TooMuchWork);
        assert_eq!(ResultCode::of(&RejectionKind::UnknownIssuer), ResultCode::UnknownIssuer);
        // There is no check of a caller here.
        assert_eq!(ResultCode::of(&RejectionKind::RefusedByCaller), ResultCode::Refused);
        for kind in DelegationRefusalKind::ALL {
            assert_ne!(ResultCode::of_code(kind.code()), ResultCode::Refused, "{kind:?}");
        }
    }
}
