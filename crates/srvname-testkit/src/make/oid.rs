//! The object identifiers that certificates of the test data hold, in dotted form.

/// id-ce-subjectKeyIdentifier (RFC 5280 §4.2.1.2).
pub const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
/// id-ce-keyUsage (RFC 5280 §4.2.1.3).
pub const KEY_USAGE: &str = "2.5.29.15";
/// id-ce-subjectAltName (RFC 5280 §4.2.1.6).
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
/// id-ce-basicConstraints (RFC 5280 §4.2.1.9).
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// id-ce-nameConstraints (RFC 5280 §4.2.1.10).
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
/// id-ce-certificatePolicies (RFC 5280 §4.2.1.4).
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
/// id-ce-authorityKeyIdentifier (RFC 5280 §4.2.1.1).
pub const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
/// id-ce-extKeyUsage (RFC 5280 §4.2.1.12).
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

/// anyExtendedKeyUsage (RFC 5280 §4.2.1.12).
pub const ANY_EXTENDED_KEY_USAGE: &str = "2.5.29.37.0";
/// id-kp-serverAuth (RFC 5280 §4.2.1.12).
pub const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
/// id-kp-clientAuth (RFC 5280 §4.2.1.12).
pub const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
/// id-kp-emailProtection (RFC 5280 §4.2.1.12).
pub const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";

/// id-on-xmppAddr (RFC 6120 §13.7.1.4).
pub const XMPP_ADDR: &str = "1.3.6.1.5.5.7.8.5";
/// id-on-dnsSRV, the type-id of an SRVName (RFC 4985 §2).
pub const DNS_SRV: &str = "1.3.6.1.5.5.7.8.7";
/// id-on-SmtpUTF8Mailbox (RFC 9598 §3).
pub const SMTP_UTF8_MAILBOX: &str = "1.3.6.1.5.5.7.8.9";
/// The user principal name of Microsoft's directory, the otherName most often met in the field.
pub const USER_PRINCIPAL_NAME: &str = "1.3.6.1.4.1.311.20.2.3";

/// id-at-commonName.
pub const COMMON_NAME: &str = "2.5.4.3";
/// id-at-countryName.
pub const COUNTRY: &str = "2.5.4.6";
/// id-at-organizationName.
pub const ORGANIZATION: &str = "2.5.4.10";
/// id-at-organizationalUnitName.
pub const ORGANIZATIONAL_UNIT: &str = "2.5.4.11";
/// domainComponent (RFC 4519 §2.4).
pub const DOMAIN_COMPONENT: &str = "0.9.2342.19200300.100.1.25";
/// emailAddress (RFC 5280 §4.1.2.6, PKCS #9).
pub const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";

/// extensionRequest (RFC 2985 §5.4.2).
pub const EXTENSION_REQUEST: &str = "1.2.840.113549.1.9.14";
/// The attribute of extensions that Windows had before.
pub const MS_CERT_EXTENSIONS: &str = "1.3.6.1.4.1.311.2.1.14";
/// challengePassword (RFC 2985 §5.4.1).
pub const CHALLENGE_PASSWORD: &str = "1.2.840.113549.1.9.7";

/// id-ecPublicKey (RFC 5480 §2.1.1).
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// secp256r1 (RFC 5480 §2.1.1.1).
pub const P256: &str = "1.2.840.10045.3.1.7";
/// secp521r1 (RFC 5480 §2.1.1.1).
pub const P521: &str = "1.3.132.0.35";
/// rsaEncryption (RFC 3279 §2.3.1).
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// sha256WithRSAEncryption (RFC 4055 §5).
pub const RSA_WITH_SHA256: &str = "1.2.840.113549.1.1.11";
/// ecdsa-with-SHA512 (RFC 5758 §3.2).
pub const ECDSA_WITH_SHA512: &str = "1.2.840.10045.4.3.4";
/// ecdsa-with-SHA256 (RFC 5758 §3.2).
pub const ECDSA_WITH_SHA256: &str = "1.2.840.10045.4.3.2";
/// An identifier that nobody has given a meaning: below the arc that RFC 5612 sets aside for documentation.
pub const UNKNOWN: &str = "1.3.6.1.4.1.32473.1";

/// What people call an object identifier, or its dotted form.
pub fn name(dotted: &str) -> &str {
    match dotted {
        SUBJECT_KEY_IDENTIFIER => "subjectKeyIdentifier",
        KEY_USAGE => "keyUsage",
        SUBJECT_ALT_NAME => "subjectAltName",
        BASIC_CONSTRAINTS => "basicConstraints",
        NAME_CONSTRAINTS => "nameConstraints",
        CERTIFICATE_POLICIES => "certificatePolicies",
        AUTHORITY_KEY_IDENTIFIER => "authorityKeyIdentifier",
        EXTENDED_KEY_USAGE => "extKeyUsage",
        ANY_EXTENDED_KEY_USAGE => "anyExtendedKeyUsage",
        SERVER_AUTH => "serverAuth",
        CLIENT_AUTH => "clientAuth",
        EMAIL_PROTECTION => "emailProtection",
        XMPP_ADDR => "xmppAddr",
        DNS_SRV => "SRVName",
        SMTP_UTF8_MAILBOX => "SmtpUTF8Mailbox",
        USER_PRINCIPAL_NAME => "UPN",
        COMMON_NAME => "CN",
        COUNTRY => "C",
        ORGANIZATION => "O",
        ORGANIZATIONAL_UNIT => "OU",
        DOMAIN_COMPONENT => "DC",
        EMAIL_ADDRESS => "emailAddress",
        EC_PUBLIC_KEY => "id-ecPublicKey",
        P256 => "secp256r1",
        ECDSA_WITH_SHA256 => "ecdsa-with-SHA256",
        other => other,
    }
}
