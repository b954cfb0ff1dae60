//! One certificate that a server sent.

/// A certificate, as far as it can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateReport {
    /// Its place in what was sent: 0 is the server's own.
    pub position: u32,
    /// The subject (RFC 4514); empty if it cannot be read.
    pub subject: String,
    /// The issuer (RFC 4514); empty if it cannot be read.
    pub issuer: String,
    /// The first second at which it is valid, since 1970; `None` if the certificate cannot be read.
    pub not_before: Option<i64>,
    /// The last second at which it is valid, since 1970; `None` if the certificate cannot be read.
    pub not_after: Option<i64>,
    /// The whole days that are left at the moment of the report, less than 0 once it has expired; `None` if the certificate
    /// cannot be read.
    pub days_left: Option<i64>,
    /// The key; `None` if it cannot be read.
    pub key: Option<KeyReport>,
    /// The SHA-256 of the SubjectPublicKeyInfo in lower-case hexadecimal digits, as a record `3 1 1` has it; `None` if there is
    /// none.
    pub spki_sha256: Option<String>,
    /// The SHA-256 of the certificate in lower-case hexadecimal digits.
    pub sha256: String,
    /// The names in its subjectAltName, in order.
    pub names: Vec<NameReport>,
    /// What the key may be used for, in words, such as `servers, not clients`.
    pub usage: String,
    /// Whether it may be used to authenticate a server.
    pub is_for_servers: bool,
    /// Whether it may be used to authenticate a client.
    pub is_for_clients: bool,
    /// Whether it is the certificate of a CA.
    pub is_ca: bool,
    /// Whether subject and issuer are equal.
    pub is_self_issued: bool,
    /// What is wrong with it, so that it cannot be read; `None` if it can.
    pub fault: Option<String>,
    /// Its octets.
    pub der: Vec<u8>,
}

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyReport {
    /// The algorithm and the curve if there is one, such as `ECDSA P-256`, `RSA`, or an object identifier in dots.
    pub algorithm: String,
    /// Its size in bits; `None` where the algorithm does not tell.
    pub bits: Option<u32>,
}

/// A name that a certificate presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameReport {
    /// The form, such as `SRVName` or `dNSName`.
    pub form: String,
    /// The name. One that is malformed begins with `malformed:`.
    pub value: String,
}
