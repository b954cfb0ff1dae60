//! Certificates as octets: a second reading of them, written with the `der` crate, must agree on what is one and what it
//! says; cut off anywhere they are none; and whatever one octet is changed to, nothing panics.

use srvname_testkit::{bare, make};

use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, IntRef, ObjectIdentifier, UtcTime};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};
use make::certificate::KeyUsage;
use make::{
    Ca, Constraints, Criticality, Dn, Issued, Subtree, der as make_der, directory, dns, email, ip_net4, ip4, oid,
    smtp_utf8, srv, upn, uri,
};
use proptest::prelude::*;
use srvname::{Certificate, Path, Policy, TrustAnchor, certificate::CertificateErrorKind};

/// What both readings must agree on.
#[derive(Debug, PartialEq, Eq, Default)]
struct Facts {
    serial: Vec<u8>,
    issuer: Vec<u8>,
    subject: Vec<u8>,
    not_before: i64,
    not_after: i64,
    spki: Vec<u8>,
    tbs: usize,
    signature: Vec<u8>,
    extensions: Vec<(String, bool, Vec<u8>)>,
    ca: Option<(bool, Option<u32>)>,
    san: Option<Vec<Vec<u8>>>,
    permitted: Vec<Vec<u8>>,
    excluded: Vec<Vec<u8>>,
    purposes: Vec<String>,
}

fn ours(der: &[u8]) -> Result<Facts, CertificateErrorKind> {
    let converted = Certificate::try_from(der).map(|read| read.tbs());
    assert_eq!(converted, Certificate::from_der(der).map(|read| read.tbs()));
    let read = Certificate::from_der(der).map_err(|error| error.kind())?;
    let constraints = read.name_constraints();
    let subtrees =
        |list: srvname::certificate::GeneralSubtrees<'_>| list.iter().map(|subtree| subtree.der().to_vec()).collect();
    Ok(Facts {
        serial: read.serial().to_vec(),
        issuer: read.issuer().content().to_vec(),
        subject: read.subject().content().to_vec(),
        not_before: read.not_before(),
        not_after: read.not_after(),
        spki: read.spki().to_vec(),
        tbs: read.tbs().len(),
        signature: read.signature().to_vec(),
        extensions: read
            .extensions()
            .map(|extension| (extension.id().to_string(), extension.critical(), extension.value().to_vec()))
            .collect(),
        ca: read.basic_constraints().map(|constraints| (constraints.ca, constraints.path_len)),
        san: read.subject_alt_name().map(|san| san.general_names().map(|name| name.der().to_vec()).collect()),
        permitted: constraints.map(|constraints| subtrees(constraints.permitted())).unwrap_or_default(),
        excluded: constraints.map(|constraints| subtrees(constraints.excluded())).unwrap_or_default(),
        purposes: read
            .extended_key_usage()
            .map(|usage| usage.iter().map(|oid| oid.to_string()).collect())
            .unwrap_or_default(),
    })
}

// The second reading. It knows the modules of RFC 5280 Appendix A and nothing of this library.

fn all<'a>(octets: &'a [u8]) -> der::Result<Vec<AnyRef<'a>>> {
    let mut reader = SliceReader::new(octets)?;
    let mut elements = Vec::new();
    while !reader.is_finished() {
        elements.push(AnyRef::decode(&mut reader)?);
    }
    Ok(elements)
}

fn whole<'a>(octets: &'a [u8], tag: Tag) -> der::Result<AnyRef<'a>> {
    let any = AnyRef::from_der(octets)?;
    if any.tag() == tag { Ok(any) } else { Err(tag.value_error().into()) }
}

fn encoded(any: &AnyRef<'_>) -> Vec<u8> {
    der::Encode::to_der(any).expect("an element that was read")
}

const fn context(constructed: bool, number: u32) -> Tag {
    Tag::ContextSpecific { constructed, number: TagNumber(number) }
}

fn refuse<T>(tag: Tag) -> der::Result<T> {
    Err(tag.value_error().into())
}

fn identifier(any: &AnyRef<'_>) -> der::Result<String> {
    if any.tag() == Tag::ObjectIdentifier { identifier_of(any.value()) } else { refuse(any.tag()) }
}

/// The `der` crate overlooks an arc with a superfluous octet (`src/der/tests.rs`, `what_the_der_crate_reads_otherwise`).
fn identifier_of(content: &[u8]) -> der::Result<String> {
    let padded = content.split_inclusive(|octet| octet & 0x80 == 0).any(|arc| arc[0] == 0x80);
    match ObjectIdentifier::from_bytes(content) {
        Ok(identifier) if !padded => Ok(identifier.to_string()),
        _ => refuse(Tag::ObjectIdentifier),
    }
}

fn name(any: &AnyRef<'_>) -> der::Result<()> {
    if any.tag() != Tag::Sequence {
        return refuse(any.tag());
    }
    for rdn in all(any.value())? {
        let attributes = if rdn.tag() == Tag::Set { all(rdn.value())? } else { vec![] };
        if attributes.is_empty() || attributes.len() > 64 {
            return refuse(Tag::Set);
        }
        for attribute in attributes {
            let parts = if attribute.tag() == Tag::Sequence { all(attribute.value())? } else { vec![] };
            let [kind, _] = parts.as_slice() else { return refuse(Tag::Sequence) };
            identifier(kind)?;
        }
    }
    Ok(())
}

fn general_name(any: &AnyRef<'_>) -> der::Result<()> {
    // A SEQUENCE or SET was wrapped around something; of other classes there may be forms that nobody knows.
    let Tag::ContextSpecific { constructed, number } = any.tag() else {
        return if matches!(any.tag(), Tag::Sequence | Tag::Set) { refuse(any.tag()) } else { Ok(()) };
    };
    match (number.value(), constructed) {
        (0, true) => match all(any.value())?.as_slice() {
            [kind, value] if value.tag() == context(true, 0) => identifier(kind).map(drop),
            _ => refuse(any.tag()),
        },
        (4, true) => name(&AnyRef::from_der(any.value())?),
        (8, false) => identifier_of(any.value()).map(drop),
        (1 | 2 | 6 | 7, false) | (3 | 5, true) => Ok(()),
        (0..=8, _) => refuse(any.tag()),
        _ => Ok(()),
    }
}

fn time(any: &AnyRef<'_>) -> der::Result<i64> {
    let seconds = match any.tag() {
        Tag::UtcTime => any.decode_as::<UtcTime>()?.to_unix_duration(),
        _ => any.decode_as::<GeneralizedTime>()?.to_unix_duration(),
    };
    Ok(i64::try_from(seconds.as_secs()).expect("four digits of year"))
}

/// INTEGER (0..MAX) under any tag.
fn natural(value: &[u8]) -> der::Result<u32> {
    let element = make_der::tlv(make_der::INTEGER, value);
    let integer = IntRef::from_der(&element)?;
    if integer.as_bytes()[0] & 0x80 != 0 {
        return refuse(Tag::Integer);
    }
    Ok(integer
        .as_bytes()
        .iter()
        .fold(0_u32, |number, octet| number.saturating_mul(256).saturating_add(u32::from(*octet))))
}

fn subtrees(list: &AnyRef<'_>) -> der::Result<Vec<Vec<u8>>> {
    let entries = all(list.value())?;
    for entry in &entries {
        let parts = if entry.tag() == Tag::Sequence { all(entry.value())? } else { vec![] };
        let (base, distances) = parts.split_first().ok_or(Tag::Sequence.value_error())?;
        general_name(base)?;
        let (minimum, maximum) = (context(false, 0), context(false, 1));
        let tags: Vec<_> = distances.iter().map(Tagged::tag).collect();
        if ![&[][..], &[minimum], &[maximum], &[minimum, maximum]].contains(&tags.as_slice()) {
            return refuse(Tag::Sequence);
        }
        distances.iter().try_for_each(|distance| natural(distance.value()).map(drop))?;
    }
    if entries.is_empty() { refuse(list.tag()) } else { Ok(entries.iter().map(encoded).collect()) }
}

impl Facts {
    fn theirs(der: &[u8]) -> der::Result<Self> {
        let certificate = whole(der, Tag::Sequence)?;
        let parts = all(certificate.value())?;
        let [tbs, algorithm, signature] = parts.as_slice() else { return refuse(Tag::Sequence) };
        if tbs.tag() != Tag::Sequence || algorithm.tag() != Tag::Sequence {
            return refuse(Tag::Sequence);
        }
        let signature = signature.decode_as::<BitStringRef<'_>>()?;
        let octets = signature.as_bytes().ok_or(Tag::BitString.value_error())?;
        let mut facts = Self { tbs: encoded(tbs).len(), signature: octets.to_vec(), ..Self::default() };
        facts.take_fields(tbs, algorithm)?;
        Ok(facts)
    }

    fn take_fields(&mut self, tbs: &AnyRef<'_>, algorithm: &AnyRef<'_>) -> der::Result<()> {
        let mut fields = all(tbs.value())?.into_iter().peekable();
        let version = match fields.next_if(|field| field.tag() == context(true, 0)) {
            Some(field) => IntRef::from_der(field.value())?.as_bytes().to_vec(),
            None => vec![0],
        };
        let mut next = || fields.next().ok_or(Tag::Sequence.value_error());
        let (serial, inner, issuer, validity, subject, spki) = (next()?, next()?, next()?, next()?, next()?, next()?);
        serial.decode_as::<IntRef<'_>>()?;
        name(&issuer)?;
        name(&subject)?;
        let times = if validity.tag() == Tag::Sequence { all(validity.value())? } else { vec![] };
        let [not_before, not_after] = times.as_slice() else { return refuse(Tag::Sequence) };
        (self.not_before, self.not_after) = (time(not_before)?, time(not_after)?);
        if inner != *algorithm || spki.tag() != Tag::Sequence || version.len() != 1 || version[0] > 2 {
            return refuse(Tag::Sequence);
        }
        self.serial = serial.value().to_vec();
        (self.issuer, self.subject) = (issuer.value().to_vec(), subject.value().to_vec());
        self.spki = spki.value().to_vec();
        fields.next_if(|field| field.tag() == context(false, 1));
        fields.next_if(|field| field.tag() == context(false, 2));
        if let Some(field) = fields.next_if(|field| field.tag() == context(true, 3)) {
            if version[0] != 2 {
                return refuse(field.tag());
            }
            self.take_extensions(whole(field.value(), Tag::Sequence)?.value())?;
        }
        if fields.next().is_some() { refuse(Tag::Sequence) } else { Ok(()) }
    }

    fn take_extensions(&mut self, octets: &[u8]) -> der::Result<()> {
        for extension in all(octets)? {
            let parts = if extension.tag() == Tag::Sequence { all(extension.value())? } else { vec![] };
            let (id, critical, value) = match parts.as_slice() {
                [id, value] => (id, false, value),
                [id, critical, value] => (id, critical.decode_as::<bool>()?, value),
                _ => return refuse(Tag::Sequence),
            };
            let id = identifier(id)?;
            if value.tag() != Tag::OctetString || self.extensions.iter().any(|(other, ..)| *other == id) {
                return refuse(Tag::OctetString);
            }
            self.take_value(&id, value.value())?;
            self.extensions.push((id, critical, value.value().to_vec()));
        }
        if self.extensions.is_empty() { refuse(Tag::Sequence) } else { Ok(()) }
    }

    fn take_value(&mut self, id: &str, value: &[u8]) -> der::Result<()> {
        match id {
            oid::BASIC_CONSTRAINTS => {
                let fields = all(whole(value, Tag::Sequence)?.value())?;
                let (ca, rest) = match fields.split_first() {
                    Some((ca, rest)) if ca.tag() == Tag::Boolean => (ca.decode_as::<bool>()?, rest),
                    _ => (false, fields.as_slice()),
                };
                let path_len = match rest {
                    [] => None,
                    [path_len] if path_len.tag() == Tag::Integer => Some(natural(path_len.value())?),
                    _ => return refuse(Tag::Sequence),
                };
                self.ca = Some((ca, path_len));
            }
            oid::KEY_USAGE => drop(BitStringRef::from_der(value)?),
            oid::EXTENDED_KEY_USAGE => {
                for purpose in all(whole(value, Tag::Sequence)?.value())? {
                    self.purposes.push(identifier(&purpose)?);
                }
            }
            oid::SUBJECT_ALT_NAME => {
                let names = all(whole(value, Tag::Sequence)?.value())?;
                names.iter().try_for_each(general_name)?;
                if names.is_empty() {
                    return refuse(Tag::Sequence);
                }
                self.san = Some(names.iter().map(encoded).collect());
            }
            oid::NAME_CONSTRAINTS => {
                let lists = all(whole(value, Tag::Sequence)?.value())?;
                match lists.iter().map(|list| (list.tag(), list)).collect::<Vec<_>>().as_slice() {
                    [(tag, list)] if *tag == context(true, 0) => self.permitted = subtrees(list)?,
                    [(tag, list)] if *tag == context(true, 1) => self.excluded = subtrees(list)?,
                    [(one, first), (two, second)] if *one == context(true, 0) && *two == context(true, 1) => {
                        (self.permitted, self.excluded) = (subtrees(first)?, subtrees(second)?);
                    }
                    _ => return refuse(Tag::Sequence),
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Certificates that between them have everything.
fn made() -> Vec<Issued> {
    let root = Ca::root_draft("Example Root CA").path_len(3).issue();
    let constraints = Constraints::new()
        .permit(srv("_imap.example.com"))
        .permit(dns("example.com"))
        .permit(Subtree::of(email(".example.com")).minimum(0))
        .permit(ip_net4([192, 0, 2, 0], 24))
        .permit(directory(&Dn::o("Example").and_cn("x")))
        .exclude(Subtree::of(uri("secret.example.com")).minimum(1).maximum(2))
        .exclude(upn("a@b"));
    let sub = root
        .sub_ca("Example Sub CA")
        .constraints(constraints)
        .path_len(0)
        .set(make::Extension::new(oid::CERTIFICATE_POLICIES, false, &make_der::sequence([[0_u8; 0]])))
        .issue();
    let leaf = sub
        .end_entity("Example Server")
        .subject(Dn::o("Example").and_email_address("a@example.com").and_cn("x"))
        .san([
            srv("_imap.example.com"),
            dns("*.example.com"),
            email("a@mail.example.com"),
            uri("https://example.com/"),
            ip4([192, 0, 2, 1]),
            directory(&Dn::o("Example").and_cn("x")),
            smtp_utf8("\u{e9}@mail.example.com"),
            make::registered_id("1.2.3"),
            make::x400(&[0x30, 0x00]),
            make::raw(0x8a, b"?"),
        ])
        .key_usage([KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment])
        .criticality(oid::SUBJECT_ALT_NAME, Criticality::EncodedFalse)
        .not_after("2060-01-01T00:00:00Z")
        .issue();
    let old = root.end_entity("Old").without_extensions().version(1).issue();
    vec![root, sub, leaf, old]
}

#[test]
fn two_readings_agree_on_good_certificates() {
    for issued in made() {
        let facts = ours(issued.der()).expect("a certificate");
        assert_eq!(Facts::theirs(issued.der()), Ok(facts), "{:?}", issued.subject());
    }
}

/// Where they differ on purpose: times before 1970, identifiers the `der` crate is too small for, tags it has no type for,
/// unused bits it does not look at, and the number of extensions.
fn differs_on_purpose(ours: &Result<Facts, CertificateErrorKind>, theirs: &der::Result<Facts>) -> bool {
    match (ours, theirs) {
        (Ok(facts), Err(error)) => {
            let unknown = matches!(error.kind(), der::ErrorKind::TagUnknown { .. } | der::ErrorKind::TagNumberInvalid);
            // Too long for the crate, or with an arc that is.
            let large = error.kind() == der::ErrorKind::Value { tag: Tag::ObjectIdentifier };
            unknown || large || facts.not_before < 0 || facts.not_after < 0
        }
        (Err(kind), Ok(_)) => {
            let bits = srvname::certificate::DerErrorKind::InvalidBitString;
            matches!(kind, CertificateErrorKind::TooManyExtensions) || *kind == CertificateErrorKind::Der(bits)
        }
        _ => false,
    }
}

fn assert_agreement(der: &[u8]) -> Result<(), TestCaseError> {
    let (ours, theirs) = (ours(der), Facts::theirs(der));
    match (&ours, &theirs) {
        (Ok(one), Ok(other)) => prop_assert_eq!(one, other),
        (Err(_), Err(_)) => {}
        _ => prop_assert!(differs_on_purpose(&ours, &theirs), "{:?}\n{:?}\n{}", ours, theirs, make_der::hex(der)),
    }
    Ok(())
}

/// How to spoil a certificate.
#[derive(Clone, Copy, Debug)]
enum Change {
    Set(u8),
    Flip(u8),
    Remove,
    Insert(u8),
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, Change)>> {
    let interesting = prop::sample::select(vec![
        0x00_u8, 0x01, 0x02, 0x05, 0x06, 0x0c, 0x13, 0x16, 0x30, 0x31, 0x7f, 0x80, 0x81, 0x82, 0x86, 0xa0, 0xa1, 0xa3,
        0xa4, 0xff,
    ]);
    let change = prop_oneof![
        3 => interesting.prop_map(Change::Set),
        3 => (0..8_u8).prop_map(|bit| Change::Flip(1 << bit)),
        1 => Just(Change::Remove),
        1 => any::<u8>().prop_map(Change::Insert),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), change), 1..3)
}

fn changed(der: &[u8], changes: &[(prop::sample::Index, Change)]) -> Vec<u8> {
    let mut octets = der.to_vec();
    for (index, change) in changes {
        let at = index.index(octets.len());
        match change {
            Change::Set(value) => octets[at] = *value,
            Change::Flip(bits) => octets[at] ^= bits,
            Change::Remove => drop(octets.remove(at)),
            Change::Insert(value) => octets.insert(at, *value),
        }
    }
    octets
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same certificates, saying the same, and neither when one or two octets are wrong.
    #[test]
    fn two_readings_agree_on_changed_certificates(which in 0..4_usize, changes in changes()) {
        assert_agreement(&changed(made_once()[which].der(), &changes))?;
    }

    /// And when whole elements come and go inside the extensions.
    #[test]
    fn two_readings_agree_on_extensions_of_any_shape(
        elements in prop::collection::vec((prop::sample::select(vec![0x01_u8, 0x02, 0x06, 0x16, 0x30, 0x80, 0x81, 0x82, 0xa0, 0xa1, 0xa4, 0x88]), prop::collection::vec(prop::sample::select(vec![0x00_u8, 0x01, 0x30, 0x82, 0xa0, 0x2a, 0xff]), 0..6)), 0..4),
        nested in any::<bool>(),
        extension in prop::sample::select(vec![oid::SUBJECT_ALT_NAME, oid::NAME_CONSTRAINTS, oid::BASIC_CONSTRAINTS, oid::EXTENDED_KEY_USAGE, oid::KEY_USAGE]),
    ) {
        let inside = make_der::sequence(elements.iter().map(|(tag, content)| make_der::tlv(*tag, content)));
        let value = if nested { make_der::sequence([make_der::constructed(0, &make_der::sequence([inside]))]) } else { inside };
        let extensions = [(extension, false, value)];
        assert_agreement(&bare::certificate(&Dn::cn("x"), &Dn::cn("CA"), "key", &extensions))?;
    }

    /// Nested as a real list of subtrees is, with some of it wrong.
    #[test]
    fn two_readings_agree_on_subtrees(
        bases in prop::collection::vec((prop::sample::select(vec![0x81_u8, 0x82, 0x87, 0xa2, 0x88, 0x8b, 0x16]), prop::option::of(0..3_u64), prop::option::of(0..3_u64), any::<bool>()), 0..4),
        lists in prop::sample::select(vec![vec![0_u8], vec![1], vec![0, 1], vec![1, 0], vec![0, 0], vec![2], vec![]]),
    ) {
        let subtree = |(tag, minimum, maximum, swapped): &(u8, Option<u64>, Option<u64>, bool)| {
            let distance = |number, value: &Option<u64>| value.map(|value| make_der::primitive(number, &make_der::integer_content(value)));
            let mut parts = vec![Some(make_der::tlv(*tag, &[0x2a, 0x03])), distance(0, minimum), distance(1, maximum)];
            if *swapped { parts.swap(1, 2); }
            make_der::sequence(parts.into_iter().flatten())
        };
        let list: Vec<u8> = bases.iter().flat_map(subtree).collect();
        let value = make_der::sequence(lists.iter().map(|number| make_der::constructed(*number, &list)));
        let extensions = [bare::authority(), (oid::NAME_CONSTRAINTS, true, value)];
        assert_agreement(&bare::certificate(&Dn::cn("x"), &Dn::cn("CA"), "key", &extensions))?;
    }

    /// An error is about an octet of the certificate, or about its end.
    #[test]
    fn errors_point_into_the_certificate(which in 0..4_usize, changes in changes()) {
        let octets = changed(made_once()[which].der(), &changes);
        if let Err(error) = Certificate::from_der(&octets) {
            prop_assert!(error.offset() <= octets.len(), "{}", error);
            prop_assert!(error.to_string().ends_with(&format!("octet {}", error.offset())), "{}", error);
            prop_assert!(!error.citation().document().is_empty());
        }
    }
}

/// Made when first asked for, since thousands of cases spoil the same four.
fn made_once() -> &'static [Issued] {
    static MADE: std::sync::LazyLock<Vec<Issued>> = std::sync::LazyLock::new(made);
    &MADE
}

/// Each reason why octets are no certificate, once.
#[test]
fn each_error_of_a_certificate() {
    use CertificateErrorKind::{
        Der, ExtensionsBeforeV3, RepeatedExtension, SignatureAlgorithmMismatch, TooManyExtensions, Version,
    };
    use srvname::certificate::DerErrorKind as Wrong;
    let root = Ca::root("Example Root CA");
    let leaf = || root.end_entity("x").san([dns("example.com")]);
    let with =
        |extension: &str, value: &[u8]| leaf().set(make::Extension::new(extension, false, value)).issue().into_der();
    // The count of unused bits is the first octet of the signature's BIT STRING; the signature is an even number of bits.
    let mut unused_bit = leaf().issue().into_der();
    let (whole, _) = make_der::read(&unused_bit).unwrap();
    let signature = make_der::read_all(whole.content).unwrap()[2].content.len();
    let count = unused_bit.len() - signature;
    unused_bit[count] = 1;
    *unused_bit.last_mut().unwrap() &= 0xfe;
    let many: Vec<_> =
        (0..257).map(|number| make::Extension::new(&format!("1.3.6.1.4.1.32473.{number}"), false, b"")).collect();
    let many = many.into_iter().fold(leaf().without_extensions(), make::Draft::extension).issue().into_der();
    let bits = make_der::tlv(make_der::BIT_STRING, &[0x01, 0x01]);
    let negative = make_der::sequence([make_der::boolean(true), make_der::tlv(make_der::INTEGER, &[0xff])]);
    for (octets, kind, section) in [
        (leaf().version(4).issue().into_der(), Version, "RFC 5280 §4.1.2.1"),
        (leaf().version(1).issue().into_der(), ExtensionsBeforeV3, "RFC 5280 §4.1.2.9"),
        (leaf().version(2).issue().into_der(), ExtensionsBeforeV3, "RFC 5280 §4.1.2.9"),
        (
            leaf().outer_signature_algorithm(oid::UNKNOWN).issue().into_der(),
            SignatureAlgorithmMismatch,
            "RFC 5280 §4.1.1.2",
        ),
        (leaf().trailing(b"x").issue().into_der(), Der(Wrong::TrailingOctets), "RFC 5280 §A"),
        (leaf().serial(&[0, 1]).issue().into_der(), Der(Wrong::InvalidInteger), "X.690 §8.3.2"),
        (leaf().serial(&[]).issue().into_der(), Der(Wrong::InvalidInteger), "X.690 §8.3.2"),
        (
            leaf().subject(Dn::raw(&[0x30, 0x02, 0x31, 0x00])).issue().into_der(),
            Der(Wrong::InvalidName),
            "RFC 5280 §4.1.2.4",
        ),
        (
            leaf().issuer(Dn::raw(&[0x30, 0x02, 0x05, 0x00])).issue().into_der(),
            Der(Wrong::InvalidName),
            "RFC 5280 §4.1.2.4",
        ),
        (unused_bit, Der(Wrong::InvalidBitString), "X.690 §11.2.1"),
        (many, TooManyExtensions, "RFC 5280 §4.2"),
        (
            leaf().extension(make::Extension::new(oid::KEY_USAGE, true, &bits)).issue().into_der(),
            RepeatedExtension,
            "RFC 5280 §4.2",
        ),
        (with(oid::KEY_USAGE, &bits), Der(Wrong::InvalidBitString), "X.690 §11.2.1"),
        (with(oid::BASIC_CONSTRAINTS, &negative), Der(Wrong::InvalidInteger), "X.690 §8.3.2"),
        (
            with(oid::BASIC_CONSTRAINTS, &make_der::sequence([make_der::tlv(1, &[1])])),
            Der(Wrong::InvalidBoolean),
            "X.690 §11.1",
        ),
        (
            with(oid::EXTENDED_KEY_USAGE, &make_der::sequence([make_der::tlv(6, &[])])),
            Der(Wrong::InvalidObjectIdentifier),
            "X.690 §8.19",
        ),
        (
            with(oid::SUBJECT_ALT_NAME, &make_der::sequence([[0_u8; 0]])),
            Der(Wrong::EmptyGeneralNames),
            "RFC 5280 §4.2.1.6",
        ),
        (
            with(oid::NAME_CONSTRAINTS, &make_der::sequence([[0_u8; 0]])),
            Der(Wrong::EmptyNameConstraints),
            "RFC 5280 §4.2.1.10",
        ),
        (
            with(oid::SUBJECT_ALT_NAME, &make_der::sequence([[0xa2, 0x00]])),
            Der(Wrong::InvalidGeneralName),
            "RFC 5280 §4.2.1.6",
        ),
        (
            leaf().raw_extension(&make_der::sequence([make_der::object_identifier("1.2.3")])).issue().into_der(),
            Der(Wrong::Truncated),
            "X.690 §8.1.1",
        ),
    ] {
        let error = Certificate::from_der(&octets).unwrap_err();
        assert_eq!((error.kind(), error.citation().to_string().as_str()), (kind, section), "{error}");
        assert!(error.offset() <= octets.len() && error.to_string().contains(&error.offset().to_string()), "{error}");
    }
}

#[test]
fn a_certificate_that_is_cut_off_is_none() {
    for issued in made() {
        let der = issued.der();
        for length in 0..der.len() {
            let error = Certificate::from_der(&der[..length]).expect_err("a certificate that is cut off");
            assert!(error.offset() <= length, "{error}");
        }
        assert!(Certificate::from_der(&[der, &[0x00]].concat()).is_err());
        assert!(Certificate::from_der(der).is_ok());
    }
}

/// Reads, shows and validates whatever there is.
fn exercise(leaf: &[u8], sub: &[u8], root: &[u8]) {
    let [Ok(leaf), Ok(sub), Ok(root)] = [leaf, sub, root].map(Certificate::from_der) else { return };
    let shown: usize = leaf.presented_ids().map(|presented| presented.to_string().len()).sum();
    let bases = sub
        .name_constraints()
        .map(|own| own.permitted().iter().chain(own.excluded().iter()).map(|subtree| subtree.to_string().len()).sum());
    let issuer = format!("{} {:?}", leaf.issuer(), leaf.subject()).len();
    assert!(shown + bases.unwrap_or(0) + issuer < 100_000);
    let anchor = TrustAnchor::from_certificate(&root);
    if let Ok(path) = Path::assume_signed(&anchor, [&sub], &leaf) {
        for sub_ca_rule in srvname::SubCaRule::ALL {
            let policy = Policy::new().with_sub_ca_rule(sub_ca_rule);
            let references = [srvname::ReferenceId::srv("imap", "example.com").unwrap()];
            if let Err(rejection) = path.validate(&references, &policy) {
                assert!(!rejection.to_string().is_empty());
            }
        }
    }
}

/// Each octet of each certificate of a path, changed in half a dozen ways: an answer, and never a panic.
#[test]
fn no_change_of_an_octet_panics() {
    let made = made();
    let [root, sub, leaf, _] = made.as_slice() else { unreachable!() };
    let ders = [leaf.der(), sub.der(), root.der()];
    exercise(ders[0], ders[1], ders[2]);
    for which in 0..3 {
        for at in 0..ders[which].len() {
            for change in [0x00, 0x05, 0x30, 0x80, 0x82, 0xff] {
                let mut octets = ders[which].to_vec();
                octets[at] = change;
                let mut path = ders;
                path[which] = &octets;
                exercise(path[0], path[1], path[2]);
            }
        }
    }
}

/// Offsets count in the octets that were given, so that a report can point at what it speaks of.
#[test]
fn what_is_read_stands_where_it_says() {
    for issued in made() {
        let octets = issued.der();
        let read = Certificate::from_der(octets).unwrap();
        assert_eq!(read.der(), octets);
        let at = |offset: usize| make_der::read(&octets[offset..]).unwrap().0;
        for extension in read.extensions() {
            assert_eq!(extension.der(), at(extension.offset()).whole, "{}", extension.id());
            assert!(!extension.value().is_empty() && octets[extension.value_offset()..].starts_with(extension.value()));
            assert!(at(extension.offset()).content.ends_with(extension.value()), "{}", extension.id());
        }
        let names = read.subject_alt_name();
        for (name, presented) in names.iter().flat_map(|names| names.general_names().zip(names.iter())) {
            let element = at(name.offset());
            assert_eq!(name.der(), element.whole);
            assert!(element.content.ends_with(name.value()) && octets[name.value_offset()..].starts_with(name.value()));
            assert_eq!((presented.offset(), presented.octets()), (name.offset(), name.octets()));
            assert!(!presented.octets().is_empty() && element.content.ends_with(presented.octets()), "{presented}");
        }
        let constraints = read.name_constraints();
        let lists = constraints.iter().flat_map(|constraints| [constraints.permitted(), constraints.excluded()]);
        for subtree in lists.flat_map(|list| list.iter()) {
            assert_eq!(subtree.der(), at(subtree.offset()).whole, "{subtree}");
            assert_eq!(subtree.base().der(), at(subtree.base().offset()).whole, "{subtree}");
        }
    }
}

/// The distances of a subtree as they are encoded: absent is not zero.
#[test]
fn distances_are_kept_as_they_are_encoded() {
    let distances = |subtree: Subtree| {
        let octets = Constraints::new().permit(subtree).der();
        let constraints = srvname::certificate::NameConstraints::from_der(&octets).unwrap();
        let subtree = constraints.permitted().iter().next().unwrap();
        let owned = |distance: Option<&[u8]>| distance.map(<[u8]>::to_vec);
        (owned(subtree.minimum()), owned(subtree.maximum()), subtree.has_rfc5280_bounds())
    };
    let base = || Subtree::of(dns("example.com"));
    assert_eq!(distances(base()), (None, None, true));
    assert_eq!(distances(base().minimum(0)), (Some(vec![0]), None, true));
    assert_eq!(distances(base().minimum(3)), (Some(vec![3]), None, false));
    assert_eq!(distances(base().maximum(0)), (None, Some(vec![0]), false));
    assert_eq!(distances(base().minimum(0).maximum(300)), (Some(vec![0]), Some(vec![1, 0x2c]), false));
}

/// What decides nothing is read all the same: a report speaks of it, and path building takes hints from it.
#[test]
fn hints_and_marks_are_read() {
    let root = Ca::root("Example Root CA");
    let constraints = Constraints::new().permit(dns("example.com"));
    for (criticality, critical) in [(Criticality::Yes, true), (Criticality::No, false)] {
        let sub = root
            .sub_ca("Example Sub CA")
            .constraints(constraints.clone())
            .criticality(oid::NAME_CONSTRAINTS, criticality)
            .subject_key_identifier(b"this key")
            .authority_key_identifier(b"the key above")
            .issue();
        let read = Certificate::from_der(sub.der()).unwrap();
        assert_eq!(read.name_constraints_critical(), critical);
        let marks: Vec<_> =
            read.extensions().map(|extension| (extension.id().to_string(), extension.critical())).collect();
        assert!(marks.contains(&(oid::NAME_CONSTRAINTS.to_owned(), critical)), "{marks:?}");
        assert_eq!(read.subject_key_id(), Some(&b"this key"[..]));
        assert_eq!(read.authority_key_id(), Some(&b"the key above"[..]));
    }
    let bare = root.end_entity("x").without_extensions().issue();
    let read = Certificate::from_der(bare.der()).unwrap();
    assert_eq!((read.subject_key_id(), read.authority_key_id(), read.name_constraints_critical()), (None, None, false));
}

/// RFC 5280 §4.2: no extension twice, whatever stands beside it, and identifiers that look alike are not alike.
#[test]
fn a_repeated_extension_is_told_from_similar_ones() {
    let root = Ca::root("Example Root CA");
    let read = |types: &[&str]| {
        let draft = root.end_entity("x").without_extensions();
        let extensions = types.iter().map(|of| make::Extension::new(of, false, b"x"));
        let octets = extensions.fold(draft, make::Draft::extension).issue().into_der();
        Certificate::from_der(&octets).map(|read| read.extensions().count()).map_err(|error| error.kind())
    };
    let repeated = Err(CertificateErrorKind::RepeatedExtension);
    assert_eq!(read(&["1.2.3.4", "1.2.3.4"]), repeated);
    assert_eq!(read(&["1.2.3.4", "1.2.3.5", "1.2.3.4"]), repeated);
    // Equal in the last octet, in its lower bits, and in all but one octet.
    assert_eq!(read(&["1.2.3.4", "1.2.4.4"]), Ok(2));
    assert_eq!(read(&["1.2.3.4", "1.2.3.68", "1.2.3.4.4", "1.2.3.100"]), Ok(4));
    assert_eq!(read(&["1.2.3.4", "1.2.3.68", "1.2.3.68"]), repeated);
    let many: Vec<_> = (0..257).map(|number| format!("1.3.6.1.4.1.32473.{number}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    assert_eq!(read(&many[..256]), Ok(256));
    assert_eq!(read(&many), Err(CertificateErrorKind::TooManyExtensions));
}

/// Version 1 is the default, which DER does not encode; it is read all the same, since it says nothing else.
#[test]
fn a_version_that_is_spelt_out_may_be_the_first() {
    let mut octets = Ca::root("Example Root CA").end_entity("x").without_extensions().version(2).issue().into_der();
    let field = octets.windows(5).position(|window| window == [0xa0, 0x03, 0x02, 0x01, 0x01]).unwrap();
    for (version, accepted) in [(0, true), (1, true), (2, true), (3, false), (0xff, false)] {
        octets[field + 4] = version;
        assert_eq!(Certificate::from_der(&octets).is_ok(), accepted, "{version}");
    }
}

/// RFC 5280 §4.2.1.10: what constraints hold is the subject, the names beside it, and an old emailAddress where there are
/// no such names; and nothing else.
#[test]
fn the_names_that_constraints_hold() {
    let root = Ca::root("Example Root CA");
    let subject = || Dn::o("Example").and_email_address("a@example.com");
    let shown = |draft: make::Draft| {
        let octets = draft.issue().into_der();
        let read = Certificate::from_der(&octets).unwrap();
        let names = read.presented_ids().map(|presented| format!("{} {presented}", presented.form()));
        names.collect::<Vec<_>>()
    };
    let leaf = || root.end_entity("x");
    let [old, subject_alone, both, alternative, none] = [
        shown(leaf().subject(subject())),
        shown(leaf().subject(Dn::o("Example"))),
        shown(leaf().subject(subject()).san([dns("example.com"), srv("_imap.example.com")])),
        shown(leaf().subject(Dn::empty()).critical_san([dns("example.com")])),
        shown(leaf().subject(Dn::empty())),
    ];
    assert_eq!((old.len(), old.last().map(String::as_str)), (2, Some("rfc822Name a@example.com")));
    assert_eq!(subject_alone, ["directoryName O=Example"]);
    assert!(both[0].starts_with("directoryName ") && both[0].contains("O=Example"), "{both:?}");
    assert_eq!(both[1..], ["dNSName example.com", "SRVName _imap.example.com"]);
    assert_eq!((alternative, none), (vec!["dNSName example.com".to_owned()], vec![]));
}

/// Both times are read, and in their order.
#[test]
fn validity_is_two_times() {
    let (from, until) = (make_der::time("2026-01-01T00:00:00Z"), make_der::time("2027-01-01T00:00:00Z"));
    let with = |draft: make::Draft| {
        Certificate::from_der(draft.issue().der()).map(|read| (read.not_before(), read.not_after()))
    };
    let root = || Ca::root_draft("Example Root CA");
    assert_eq!(with(root().validity_raw(&from, &until)), Ok((1_767_225_600, 1_798_761_600)));
    let three = [until.clone(), from.clone()].concat();
    assert!(with(root().validity_raw(&from, &three)).is_err());
    assert!(with(root().validity_raw(&from, &[])).is_err());
}
