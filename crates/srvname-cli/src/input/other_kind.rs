//! Kinds of files and of PEM blocks that people give in place of a certificate: their names, and what to do with each.

/// A kind of file or PEM block that is not read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OtherKind {
    /// Its name with an article.
    pub(crate) name: &'static str,
    /// What to do with it: the command that converts or shows it, or what to give in its place.
    pub(crate) advice: &'static str,
}

const fn kind(name: &'static str, advice: &'static str) -> OtherKind {
    OtherKind { name, advice }
}

const NO_CERTIFICATE: &str = "give the certificate that was issued for this key";

pub(crate) static REQUEST: OtherKind = kind(
    "a certificate signing request, which no CA has signed",
    "`srvname check FILE CA` asks CAs about its names, and `srvname lint FILE` finds errors in it",
);
pub(crate) static TBS_CERTIFICATE: OtherKind =
    kind("a tbsCertificate, which no CA has signed", "`srvname lint FILE` finds errors in it");
pub(crate) static PKCS_12: OtherKind =
    kind("a PKCS#12 key store", "`openssl pkcs12 -in FILE -nokeys` writes its certificates as PEM");
pub(crate) static PRIVATE_KEY: OtherKind = kind("a private key (PKCS#8)", NO_CERTIFICATE);
pub(crate) static ENCRYPTED_PRIVATE_KEY: OtherKind = kind("an encrypted private key (PKCS#8)", NO_CERTIFICATE);
pub(crate) static PKCS_1_PRIVATE_KEY: OtherKind = kind("a private key (PKCS#1 or DSA)", NO_CERTIFICATE);
pub(crate) static SEC1_PRIVATE_KEY: OtherKind = kind("a private key (SEC1)", NO_CERTIFICATE);
pub(crate) static PUBLIC_KEY: OtherKind = kind("a public key", NO_CERTIFICATE);
pub(crate) static PKCS_1_PUBLIC_KEY: OtherKind = kind("a public key (PKCS#1)", NO_CERTIFICATE);
pub(crate) static SSH_KEY: OtherKind = kind("an SSH key", "SSH keys have no X.509 certificates");
pub(crate) static PGP: OtherKind = kind("an OpenPGP file", "OpenPGP keys have no X.509 certificates");
pub(crate) static REVOCATION_LIST: OtherKind =
    kind("a certificate revocation list", "`openssl crl -in FILE -noout -text` shows it");
pub(crate) static OCSP_RESPONSE: OtherKind =
    kind("an OCSP response", "`openssl ocsp -respin FILE -noverify -resp_text` shows it");
pub(crate) static OCSP_REQUEST: OtherKind = kind("an OCSP request", "`openssl ocsp -reqin FILE -req_text` shows it");
pub(crate) static OTHER_CMS: OtherKind = kind(
    "a PKCS#7 or CMS message other than SignedData",
    "it carries no certificates that can be read; `openssl cms -cmsout -print -in FILE` shows it",
);
pub(crate) static EMPTY_SIGNED_DATA: OtherKind =
    kind("a PKCS#7 message without certificates", "`openssl cms -cmsout -print -in FILE` shows it");
static PARAMETERS: OtherKind = kind("parameters of a key", NO_CERTIFICATE);
static ATTRIBUTE_CERTIFICATE: OtherKind =
    kind("an attribute certificate (RFC 5755)", "it has no key, and no path leads to it");
static JAVA_KEY_STORE: OtherKind =
    kind("a Java key store", "`keytool -list -rfc -keystore FILE` writes its certificates as PEM");
static JCE_KEY_STORE: OtherKind =
    kind("a JCE key store", "`keytool -list -rfc -storetype jceks -keystore FILE` writes its certificates as PEM");
static UTF_16: OtherKind = kind("text in UTF-16", "`iconv -f UTF-16 -t UTF-8 FILE` writes it as it can be read");
static GZIP: OtherKind = kind("a gzip archive", "`gunzip -c FILE` writes what is in it");
static BZIP2: OtherKind = kind("a bzip2 archive", "`bunzip2 -c FILE` writes what is in it");
static XZ: OtherKind = kind("an xz archive", "`xz -dc FILE` writes what is in it");
static ZIP: OtherKind = kind("a zip archive", "`unzip FILE` writes what is in it");
static HTML: OtherKind = kind("an HTML page", "a download may have needed another address, or a login");
static XML: OtherKind = kind("an XML document", "give the certificates in it as PEM or DER");
static TEXT_OF_A_CERTIFICATE: OtherKind = kind(
    "what OpenSSL prints of a certificate, without the certificate",
    "`openssl x509 -text` without `-noout` writes the certificate too",
);

/// Other kinds by the labels of PEM blocks (RFC 7468, OpenSSL, OpenSSH, GnuPG).
static LABELS: [(&str, &OtherKind); 19] = [
    ("CERTIFICATE REQUEST", &REQUEST),
    ("NEW CERTIFICATE REQUEST", &REQUEST),
    ("PRIVATE KEY", &PRIVATE_KEY),
    ("ENCRYPTED PRIVATE KEY", &ENCRYPTED_PRIVATE_KEY),
    ("RSA PRIVATE KEY", &PKCS_1_PRIVATE_KEY),
    ("DSA PRIVATE KEY", &PKCS_1_PRIVATE_KEY),
    ("EC PRIVATE KEY", &SEC1_PRIVATE_KEY),
    ("PUBLIC KEY", &PUBLIC_KEY),
    ("RSA PUBLIC KEY", &PKCS_1_PUBLIC_KEY),
    ("X509 CRL", &REVOCATION_LIST),
    ("OPENSSH PRIVATE KEY", &SSH_KEY),
    ("ATTRIBUTE CERTIFICATE", &ATTRIBUTE_CERTIFICATE),
    ("EC PARAMETERS", &PARAMETERS),
    ("DH PARAMETERS", &PARAMETERS),
    ("DSA PARAMETERS", &PARAMETERS),
    ("PGP PUBLIC KEY BLOCK", &PGP),
    ("PGP PRIVATE KEY BLOCK", &PGP),
    ("PGP MESSAGE", &PGP),
    ("PGP SIGNATURE", &PGP),
];

/// Other kinds by how a file begins, after white space where it is text.
static STARTS: [(&[u8], &OtherKind); 19] = [
    (&[0xfe, 0xed, 0xfe, 0xed], &JAVA_KEY_STORE),
    (&[0xce, 0xce, 0xce, 0xce], &JCE_KEY_STORE),
    (&[0xff, 0xfe], &UTF_16),
    (&[0xfe, 0xff], &UTF_16),
    (&[0x1f, 0x8b], &GZIP),
    (b"BZh", &BZIP2),
    (&[0xfd, b'7', b'z', b'X', b'Z', 0], &XZ),
    (b"PK\x03\x04", &ZIP),
    (b"<!doctype html", &HTML),
    (b"<html", &HTML),
    (b"<?xml", &XML),
    (b"ssh-", &SSH_KEY),
    (b"ecdsa-sha2-", &SSH_KEY),
    (b"sk-ssh-", &SSH_KEY),
    (b"sk-ecdsa-sha2-", &SSH_KEY),
    (b"---- begin ssh2 ", &SSH_KEY),
    (b"putty-user-key-file-", &SSH_KEY),
    (b"certificate:\n    data:", &TEXT_OF_A_CERTIFICATE),
    (b"certificate:\r\n    data:", &TEXT_OF_A_CERTIFICATE),
];

impl OtherKind {
    /// Returns the kind of PEM blocks with this label; `None` if it is not known.
    pub(crate) fn of_label(label: &str) -> Option<&'static Self> {
        LABELS.iter().find(|(known, _)| *known == label).map(|(_, kind)| *kind)
    }

    /// Returns the kind of a file that begins so; `None` if it is not known.
    pub(crate) fn of_start(start: &[u8]) -> Option<&'static Self> {
        // A public key packet of version 4 or 6 (RFC 9580 §4.2, §5.5.2).
        if let [0x99, _, _, 4] | [0x98 | 0xc6, _, 4 | 6, _] = start.get(..4)? {
            return Some(&PGP);
        }
        let start = start.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(start).trim_ascii_start();
        let begins = |known: &[u8]| start.get(..known.len()).is_some_and(|own| own.eq_ignore_ascii_case(known));
        STARTS.iter().find(|(known, _)| begins(known)).map(|(_, kind)| *kind)
    }
}
