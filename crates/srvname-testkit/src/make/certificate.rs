//! Certificates: drafts whose every field can be overridden, and what comes of signing them.

use super::names::GeneralName;
use super::{Constraints, Dn, Key, der, keys, oid};

/// A signed certificate with the key that goes with it.
#[derive(Clone)]
pub struct Issued {
    der: Vec<u8>,
    subject: Dn,
    key: Key,
    signer: Key,
}

/// Any issued certificate can issue: whether it *may* is what most tests are about, so one type serves all.
pub type Ca = Issued;

impl Issued {
    /// A self-signed CA; the label is its common name and the label of its key.
    pub fn root(label: &str) -> Self {
        Self::root_draft(label).issue()
    }

    /// The draft of [`Ca::root`], for anchors with constraints, old validity or no extensions at all.
    pub fn root_draft(label: &str) -> Draft {
        Self::root_draft_of(label, Key::labelled(label))
    }

    /// The draft of a self-signed CA with a key of any kind.
    pub fn root_draft_of(label: &str, key: Key) -> Draft {
        Draft::new(Dn::cn(label), Dn::cn(label), key.clone(), key)
            .with_ca_extensions()
            .without(oid::AUTHORITY_KEY_IDENTIFIER)
    }

    /// A CA below this one; the label is its common name and the label of its key.
    pub fn sub_ca(&self, label: &str) -> Draft {
        Draft::new(Dn::cn(label), self.subject.clone(), Key::labelled(label), self.key.clone()).with_ca_extensions()
    }

    /// A CA below this one with the same subject and another key: self-issued (RFC 5280 §3.2), not self-signed.
    pub fn self_issued(&self, key: &str) -> Draft {
        Draft::new(self.subject.clone(), self.subject.clone(), Key::labelled(key), self.key.clone())
            .with_ca_extensions()
    }

    /// An end entity; the label is its common name and the label of its key. It has no subjectAltName until told.
    pub fn end_entity(&self, label: &str) -> Draft {
        Draft::new(Dn::cn(label), self.subject.clone(), Key::labelled(label), self.key.clone())
            .key_usage([KeyUsage::DigitalSignature])
            .extended_key_usage([oid::SERVER_AUTH])
    }

    /// The certificate.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The certificate, taken.
    pub fn into_der(self) -> Vec<u8> {
        self.der
    }

    /// The subject.
    pub fn subject(&self) -> &Dn {
        &self.subject
    }

    /// The key of the subject.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// The key that signed.
    pub fn signer(&self) -> &Key {
        &self.signer
    }

    /// The private key of the subject as PKCS #8, as TLS libraries load it.
    pub fn pkcs8(&self) -> Vec<u8> {
        self.key.pkcs8()
    }
}

/// The bits of keyUsage (RFC 5280 §4.2.1.3) that the test data uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyUsage {
    /// Signatures in a handshake.
    DigitalSignature = 0,
    /// Signatures that commit to a content.
    NonRepudiation = 1,
    /// Encryption of keys, which is not what an ECDSA key does.
    KeyEncipherment = 2,
    /// Agreement on a key, as in encrypted mail.
    KeyAgreement = 4,
    /// Signatures on certificates.
    KeyCertSign = 5,
    /// Signatures on revocation lists.
    CrlSign = 6,
}

/// How the critical flag of an extension is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criticality {
    /// Not critical, as DER writes it: nothing.
    No,
    /// Critical.
    Yes,
    /// Not critical, and FALSE spelt out, which DER forbids (X.690 §11.5) and certificates hold all the same.
    EncodedFalse,
}

impl From<bool> for Criticality {
    fn from(critical: bool) -> Self {
        if critical { Self::Yes } else { Self::No }
    }
}

/// One extension: type, critical flag, and the octets inside its OCTET STRING.
#[derive(Clone, Debug)]
pub struct Extension {
    extension_type: String,
    criticality: Criticality,
    value: Vec<u8>,
}

impl Extension {
    /// An extension of any type with any octets in it.
    pub fn new(extension_type: &str, criticality: impl Into<Criticality>, value: &[u8]) -> Self {
        Self { extension_type: extension_type.to_owned(), criticality: criticality.into(), value: value.to_vec() }
    }

    fn der(&self) -> Vec<u8> {
        let flag = match self.criticality {
            Criticality::No => Vec::new(),
            Criticality::Yes => der::boolean(true),
            Criticality::EncodedFalse => der::boolean(false),
        };
        der::sequence([der::object_identifier(&self.extension_type), flag, der::octet_string(&self.value)])
    }
}

/// A certificate before it is signed.
#[derive(Clone)]
pub struct Draft {
    version: Option<u64>,
    serial: Option<Vec<u8>>,
    algorithm: Vec<u8>,
    outer_algorithm: Option<Vec<u8>>,
    issuer: Dn,
    validity: [Vec<u8>; 2],
    subject: Dn,
    key: Key,
    public_key_info: Option<Vec<u8>>,
    signer: Key,
    extensions: Vec<Slot>,
    corrupt: bool,
    trailing: Vec<u8>,
}

/// A place in the list of extensions. The two key identifiers are filled in when the keys are known for certain.
#[derive(Clone)]
enum Slot {
    SubjectKeyIdentifier,
    AuthorityKeyIdentifier(Vec<u8>),
    Extension(Extension),
    Raw(Vec<u8>),
}

impl Slot {
    fn is(&self, extension_type: &str) -> bool {
        match self {
            Self::SubjectKeyIdentifier => extension_type == oid::SUBJECT_KEY_IDENTIFIER,
            Self::AuthorityKeyIdentifier(_) => extension_type == oid::AUTHORITY_KEY_IDENTIFIER,
            Self::Extension(extension) => extension.extension_type == extension_type,
            Self::Raw(_) => false,
        }
    }
}

/// What the certificate says.
impl Draft {
    fn new(subject: Dn, issuer: Dn, key: Key, signer: Key) -> Self {
        Self {
            version: Some(3),
            serial: None,
            algorithm: signer.signature_algorithm(),
            outer_algorithm: None,
            issuer,
            validity: [der::time("2024-01-01T00:00:00Z"), der::time("2049-12-31T23:59:59Z")],
            subject,
            key,
            public_key_info: None,
            extensions: vec![Slot::SubjectKeyIdentifier, Slot::AuthorityKeyIdentifier(signer.identifier())],
            signer,
            corrupt: false,
            trailing: Vec::new(),
        }
    }

    fn with_ca_extensions(self) -> Self {
        self.ca(true).key_usage([KeyUsage::KeyCertSign, KeyUsage::CrlSign])
    }

    /// The version as people count: 1 is encoded by leaving it out, 3 is the default.
    pub fn version(mut self, version: u64) -> Self {
        self.version = (version != 1).then_some(version);
        self
    }

    /// The content octets of the serial number, which may be negative, zero or far too long.
    pub fn serial(mut self, content: &[u8]) -> Self {
        self.serial = Some(content.to_vec());
        self
    }

    /// The issuer, when it is to be another name than that of the certificate which signs.
    pub fn issuer(mut self, issuer: Dn) -> Self {
        self.issuer = issuer;
        self
    }

    /// The subject.
    pub fn subject(mut self, subject: Dn) -> Self {
        self.subject = subject;
        self
    }

    /// The first moment of validity, like `2024-01-01T00:00:00Z`.
    pub fn not_before(mut self, time: &str) -> Self {
        self.validity[0] = der::time(time);
        self
    }

    /// The last moment of validity, like `2049-12-31T23:59:59Z`.
    pub fn not_after(mut self, time: &str) -> Self {
        self.validity[1] = der::time(time);
        self
    }

    /// The two elements of Validity as octets, right or not.
    pub fn validity_raw(mut self, not_before: &[u8], not_after: &[u8]) -> Self {
        self.validity = [not_before.to_vec(), not_after.to_vec()];
        self
    }

    /// The label of the subject's key.
    pub fn key(mut self, label: &str) -> Self {
        self.key = Key::labelled(label);
        self
    }

    /// The subject's key pair, of any kind.
    pub fn key_pair(mut self, key: Key) -> Self {
        self.key = key;
        self
    }

    /// SubjectPublicKeyInfo as octets, right or not.
    pub fn public_key_info(mut self, der: &[u8]) -> Self {
        self.public_key_info = Some(der.to_vec());
        self
    }
}

/// The extensions, each with its RFC 5280 section. A setter replaces; only [`Draft::extension`] repeats.
impl Draft {
    /// basicConstraints (§4.2.1.9), critical, with cA or with an empty SEQUENCE.
    pub fn ca(self, ca: bool) -> Self {
        let value = if ca { der::sequence([der::boolean(true)]) } else { der::sequence([[]]) };
        self.set(Extension::new(oid::BASIC_CONSTRAINTS, true, &value))
    }

    /// basicConstraints with cA and a pathLenConstraint.
    pub fn path_len(self, path_len: u64) -> Self {
        let value = der::sequence([der::boolean(true), der::integer(path_len)]);
        self.set(Extension::new(oid::BASIC_CONSTRAINTS, true, &value))
    }

    /// keyUsage (§4.2.1.3), critical.
    pub fn key_usage(self, bits: impl IntoIterator<Item = KeyUsage>) -> Self {
        let value = der::named_bits(bits.into_iter().map(|bit| bit as u8));
        self.set(Extension::new(oid::KEY_USAGE, true, &value))
    }

    /// extKeyUsage (§4.2.1.12), not critical.
    pub fn extended_key_usage<'a>(self, purposes: impl IntoIterator<Item = &'a str>) -> Self {
        let value = der::sequence(purposes.into_iter().map(der::object_identifier));
        self.set(Extension::new(oid::EXTENDED_KEY_USAGE, false, &value))
    }

    /// subjectAltName (§4.2.1.6), not critical; an empty list is written as an empty SEQUENCE.
    pub fn san(self, names: impl IntoIterator<Item = GeneralName>) -> Self {
        self.san_raw(false, &der::sequence(names))
    }

    /// subjectAltName, critical: for an empty subject.
    pub fn critical_san(self, names: impl IntoIterator<Item = GeneralName>) -> Self {
        self.san_raw(true, &der::sequence(names))
    }

    /// subjectAltName with any octets as its value.
    pub fn san_raw(self, critical: bool, value: &[u8]) -> Self {
        self.set(Extension::new(oid::SUBJECT_ALT_NAME, critical, value))
    }

    /// nameConstraints (§4.2.1.10).
    pub fn constraints(self, constraints: Constraints) -> Self {
        self.constraints_raw(constraints.is_critical(), &constraints.der())
    }

    /// nameConstraints with any octets as its value.
    pub fn constraints_raw(self, critical: bool, value: &[u8]) -> Self {
        self.set(Extension::new(oid::NAME_CONSTRAINTS, critical, value))
    }

    /// subjectKeyIdentifier (§4.2.1.2) with a chosen identifier; the default is that of the key.
    pub fn subject_key_identifier(self, identifier: &[u8]) -> Self {
        self.set(Extension::new(oid::SUBJECT_KEY_IDENTIFIER, false, &der::octet_string(identifier)))
    }

    /// authorityKeyIdentifier (§4.2.1.1) with a chosen identifier; the default is that of the issuer's key.
    pub fn authority_key_identifier(self, identifier: &[u8]) -> Self {
        self.set_slot(oid::AUTHORITY_KEY_IDENTIFIER, Slot::AuthorityKeyIdentifier(identifier.to_vec()))
    }

    /// Replaces the extension of the same type where it stands, or appends it.
    pub fn set(self, extension: Extension) -> Self {
        let extension_type = extension.extension_type.clone();
        self.set_slot(&extension_type, Slot::Extension(extension))
    }

    fn set_slot(mut self, extension_type: &str, slot: Slot) -> Self {
        match self.extensions.iter_mut().find(|present| present.is(extension_type)) {
            Some(present) => *present = slot,
            None => self.extensions.push(slot),
        }
        self
    }

    /// Appends an extension, even when there is one of its type already.
    pub fn extension(mut self, extension: Extension) -> Self {
        self.extensions.push(Slot::Extension(extension));
        self
    }

    /// Puts an extension in front of all others.
    pub fn first_extension(mut self, extension: Extension) -> Self {
        self.extensions.insert(0, Slot::Extension(extension));
        self
    }

    /// Appends octets in place of an Extension, right or not.
    pub fn raw_extension(mut self, der: &[u8]) -> Self {
        self.extensions.push(Slot::Raw(der.to_vec()));
        self
    }

    /// Leaves an extension out.
    pub fn without(mut self, extension_type: &str) -> Self {
        self.extensions.retain(|slot| !slot.is(extension_type));
        self
    }

    /// Leaves all extensions out, and with them the field that holds them.
    pub fn without_extensions(mut self) -> Self {
        self.extensions.clear();
        self
    }

    /// Rewrites the critical flag of an extension that is already there.
    pub fn criticality(mut self, extension_type: &str, criticality: impl Into<Criticality>) -> Self {
        let found = self.extensions.iter_mut().find_map(|slot| match slot {
            Slot::Extension(extension) if extension.extension_type == extension_type => Some(extension),
            _ => None,
        });
        found.expect("an extension of that type, set before").criticality = criticality.into();
        self
    }
}

/// The signature and what surrounds it.
impl Draft {
    /// Signs with the key of `label` instead of the issuer's; the issuer's name stays.
    pub fn signed_by(mut self, label: &str) -> Self {
        self.signer = Key::labelled(label);
        self
    }

    /// Turns one bit of the signature, which stays well formed.
    pub fn corrupt_signature(mut self) -> Self {
        self.corrupt = true;
        self
    }

    /// Names another signature algorithm, inside and outside; the signature itself is what the key makes.
    pub fn signature_algorithm(mut self, dotted: &str) -> Self {
        self.algorithm = algorithm(dotted);
        self
    }

    /// Names another signature algorithm outside only, so that the two disagree (RFC 5280 §4.1.1.2).
    pub fn outer_signature_algorithm(mut self, dotted: &str) -> Self {
        self.outer_algorithm = Some(algorithm(dotted));
        self
    }

    /// Octets after the end of the certificate.
    pub fn trailing(mut self, octets: &[u8]) -> Self {
        self.trailing = octets.to_vec();
        self
    }

    /// Signs.
    pub fn issue(self) -> Issued {
        let to_be_signed = self.to_be_signed();
        let mut signature = self.signer.sign(&to_be_signed);
        if self.corrupt {
            // The last octet belongs to the INTEGER s, so that only its value changes.
            *signature.last_mut().expect("a signature has octets") ^= 0x01;
        }
        let outer = self.outer_algorithm.as_ref().unwrap_or(&self.algorithm);
        let certificate = der::sequence([to_be_signed, outer.clone(), der::bit_string(&signature)]);
        Issued { der: [certificate, self.trailing].concat(), subject: self.subject, key: self.key, signer: self.signer }
    }

    /// The TBSCertificate, as a CA has it before it signs.
    pub fn to_be_signed(&self) -> Vec<u8> {
        let version = self.version.map(|version| der::constructed(0, &der::integer(version - 1))).unwrap_or_default();
        let after_serial = [
            self.algorithm.clone(),
            self.issuer.der(),
            der::sequence(&self.validity),
            self.subject.der(),
            self.public_key_info.clone().unwrap_or_else(|| self.key.public_key_info()),
            self.extensions_der(),
        ]
        .concat();
        let serial = der::tlv(der::INTEGER, &self.serial.clone().unwrap_or_else(|| serial_of(&after_serial)));
        der::sequence([version, serial, after_serial])
    }

    fn extensions_der(&self) -> Vec<u8> {
        if self.extensions.is_empty() {
            return Vec::new();
        }
        der::constructed(3, &der::sequence(self.extensions.iter().map(|slot| self.extension_der(slot))))
    }

    fn extension_der(&self, slot: &Slot) -> Vec<u8> {
        match slot {
            Slot::SubjectKeyIdentifier => {
                let value = der::octet_string(&self.key.identifier());
                Extension::new(oid::SUBJECT_KEY_IDENTIFIER, false, &value).der()
            }
            Slot::AuthorityKeyIdentifier(identifier) => {
                let value = der::sequence([der::primitive(0, identifier)]);
                Extension::new(oid::AUTHORITY_KEY_IDENTIFIER, false, &value).der()
            }
            Slot::Extension(extension) => extension.der(),
            Slot::Raw(der) => der.clone(),
        }
    }
}

/// The request for what the draft says (RFC 2986), signed with the key of the subject.
impl Draft {
    /// The request with one attribute: the extensions, in an attribute of type extensionRequest.
    pub fn request(&self) -> Vec<u8> {
        let attribute = self.extension_request(oid::EXTENSION_REQUEST);
        self.request_with(0, &der::constructed(0, &attribute))
    }

    /// The attribute that asks for the extensions, of any type. The authorityKeyIdentifier is left out: a CA writes it.
    pub fn extension_request(&self, attribute_type: &str) -> Vec<u8> {
        let asked = self.extensions.iter().filter(|slot| !slot.is(oid::AUTHORITY_KEY_IDENTIFIER));
        let extensions = der::sequence(asked.map(|slot| self.extension_der(slot)));
        der::sequence([der::object_identifier(attribute_type), der::set_of([extensions])])
    }

    /// The request of any version, with any octets after the key.
    pub fn request_with(&self, version: u64, attributes: &[u8]) -> Vec<u8> {
        let key = self.public_key_info.clone().unwrap_or_else(|| self.key.public_key_info());
        let info = der::sequence([der::integer(version), self.subject.der(), key, attributes.to_vec()]);
        let signature = der::bit_string(&self.key.sign(&info));
        [der::sequence([info, self.key.signature_algorithm(), signature]), self.trailing.clone()].concat()
    }
}

fn algorithm(dotted: &str) -> Vec<u8> {
    der::sequence([der::object_identifier(dotted)])
}

/// Eight octets that follow from what the certificate says, so that two certificates of one issuer never share them.
fn serial_of(rest: &[u8]) -> Vec<u8> {
    // A leading octet between 0x40 and 0x7F keeps the number positive and its form the shortest.
    (keys::spread(0, rest) >> 2 | 1 << 62).to_be_bytes().to_vec()
}
