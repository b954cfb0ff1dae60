//! POSH (RFC 7711) on certificates: what matches, what does not, and what never matters.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::{Index, subsequence};
use srvname::Certificate;
use srvname::delegation::posh::{
    CopiedFingerprints, Descriptor, Document, DocumentNote, Fingerprint, FingerprintFault, FingerprintsDocument,
    HashFunction, HttpsUrl, Lifetime, Material, Mismatch, MismatchHint, PoshQuery, PoshService, PoshVerdict, Presented,
    ReferenceDocument, UnusableFingerprint, WeakHashFunction,
};
use srvname::delegation::{Digests, Posh};
use srvname::identity::SourceDomain;
use srvname::name::Service;
use srvname_fuzz_targets::posh_document;
use srvname_testkit::digests::Sha2;
use srvname_testkit::make::der::tlv;
use srvname_testkit::make::{Ca, Issued, dns};

/// 2026-11-29T00:00:00Z.
const NOW: i64 = 1_795_910_400;

const DAY: u64 = 86_400;

/// The certificate of a provider: none of its names is one of the domains that it serves.
fn server(key: &str) -> Issued {
    let root = Ca::root("Hosting CA");
    let draft = root.end_entity("host.provider.example").key(key).san([dns("host.provider.example")]);
    draft.not_before("2026-09-01T00:00:00Z").not_after("2027-09-01T00:00:00Z").issue()
}

fn lifetime(seconds: u64) -> Lifetime {
    Lifetime::from_seconds(seconds).expect("a lifetime")
}

fn hash(function: HashFunction, octets: &[u8]) -> Fingerprint {
    match function {
        HashFunction::Sha256 => Fingerprint::Sha256(Sha2.sha256(octets)),
        HashFunction::Sha384 => Fingerprint::Sha384(Sha2.sha384(octets)),
        _ => Fingerprint::Sha512(Sha2.sha512(octets)),
    }
}

/// The material of a document with these descriptors, as it is read.
fn material(descriptors: impl IntoIterator<Item = Descriptor>) -> Material {
    let document = FingerprintsDocument::new(descriptors.into_iter().collect(), lifetime(DAY));
    let json = Document::Fingerprints(document.expect("a descriptor")).to_json();
    read(&json)
}

fn read(body: &str) -> Material {
    let read = Document::read(body.as_bytes()).unwrap_or_else(|error| panic!("{body}: {error}"));
    Material::resolve(&read.document, None).expect("no reference")
}

fn verify(material: &Material, certificate: &Issued) -> PoshVerdict {
    verify_at(material, certificate, NOW, 0)
}

fn verify_at(material: &Material, certificate: &Issued, now: i64, age: u64) -> PoshVerdict {
    let certificate = Certificate::from_der(certificate.der()).expect("a certificate");
    material.verify(Presented { certificate: &certificate, now, age }, &Sha2)
}

fn descriptor(fingerprints: impl IntoIterator<Item = Fingerprint>) -> Descriptor {
    fingerprints.into_iter().collect()
}

fn described(certificate: &Issued, functions: &[HashFunction]) -> Descriptor {
    let certificate = Certificate::from_der(certificate.der()).expect("a certificate");
    Descriptor::of_certificate(&certificate, functions, &Sha2)
}

/// RFC 7711 §3.3: each function alone, and which descriptor it was.
#[test]
fn any_descriptor_may_match() {
    let (own, other) = (server("own"), server("other"));
    for function in HashFunction::ALL {
        assert_eq!(
            verify(&material([described(&own, &[function])]), &own),
            PoshVerdict::Match { descriptor: 0, function }
        );
        let both = material([described(&other, &[function]), described(&own, &[function])]);
        assert_eq!(verify(&both, &own), PoshVerdict::Match { descriptor: 1, function });
        assert_eq!(verify(&both, &other), PoshVerdict::Match { descriptor: 0, function });
    }
}

/// The hash is of the certificate and not of its key (RFC 7711 §3.1).
#[test]
fn the_hash_is_of_the_whole_certificate() {
    let own = server("own");
    let certificate = Certificate::from_der(own.der()).expect("a certificate");
    let key = hash(HashFunction::Sha256, &tlv(0x30, certificate.spki()));
    let verdict = verify(&material([descriptor([key])]), &own);
    assert_eq!(verdict, PoshVerdict::NoMatch(Mismatch::None(MismatchHint::HashOfKey { descriptor: 0 })));
    // A TBSCertificate is not the certificate either.
    let tbs = hash(HashFunction::Sha256, certificate.tbs());
    let verdict = verify(&material([descriptor([tbs])]), &own);
    assert_eq!(verdict, PoshVerdict::NoMatch(Mismatch::None(MismatchHint::FetchAgain)));
}

#[test]
fn a_mismatch_is_explained() {
    let own = server("own");
    let nothing = hash(HashFunction::Sha512, &[]);
    let other = hash(HashFunction::Sha256, b"another");
    let both = material([descriptor([other]), descriptor([nothing])]);
    let hint = MismatchHint::HashOfNothing { descriptor: 1 };
    assert_eq!(verify(&both, &own), PoshVerdict::NoMatch(Mismatch::None(hint)));
    // A renewal has another key or another date; each is another certificate.
    let verdict = verify(&material([described(&server("old"), &[HashFunction::Sha256])]), &own);
    assert_eq!(verdict, PoshVerdict::NoMatch(Mismatch::None(MismatchHint::FetchAgain)));
    assert_eq!(verdict.citation().to_string(), "RFC 7711 §3.3");
}

#[test]
fn the_strongest_usable_hash_decides() {
    let own = server("own");
    let right = |function| hash(function, own.der());
    let wrong = |function| hash(function, b"another");
    let (sha256, sha384, sha512) = (HashFunction::Sha256, HashFunction::Sha384, HashFunction::Sha512);
    let verdict = verify(&material([descriptor([right(sha256), wrong(sha512)])]), &own);
    let mismatch = Mismatch::WeakerOnly { descriptor: 0, strongest: sha512, weaker: sha256 };
    assert_eq!(verdict, PoshVerdict::NoMatch(mismatch));
    let verdict = verify(&material([descriptor([wrong(sha256), right(sha384)])]), &own);
    assert_eq!(verdict, PoshVerdict::Match { descriptor: 0, function: sha384 });
    // A descriptor that contradicts itself spoils no other one.
    let two = material([descriptor([right(sha256), wrong(sha512)]), descriptor([right(sha256)])]);
    assert_eq!(verify(&two, &own), PoshVerdict::Match { descriptor: 1, function: sha256 });
    // What cannot be used does not decide.
    let json = material([descriptor([right(sha256)])]);
    let body =
        Document::Fingerprints(FingerprintsDocument::new(json.descriptors().to_vec(), lifetime(DAY)).expect("one"))
            .to_json()
            .replace("[{", "[{\"sha-512\":\"AAAA\",\"sha-1\":\"AAAA\",\"shake256\":5,");
    assert_eq!(verify(&read(&body), &own), PoshVerdict::Match { descriptor: 0, function: sha256 });
}

#[test]
fn weak_hash_functions_are_not_used() {
    let own = server("own");
    for (body, first) in [
        (
            r#"{"fingerprints":[{"sha-1":"b4ab89oXnf0EijtDRE1BjQ+jFjA="}],"expires":60}"#,
            Some(UnusableFingerprint::WeakHash(WeakHashFunction::Sha1)),
        ),
        (
            r#"{"fingerprints":[{},{"md5":""},{"sha-224":""}],"expires":60}"#,
            Some(UnusableFingerprint::WeakHash(WeakHashFunction::Md5)),
        ),
        (
            r#"{"fingerprints":[{"sha-256":"AAAA"}],"expires":60}"#,
            Some(UnusableFingerprint::Value(HashFunction::Sha256, FingerprintFault::Length(3))),
        ),
        (r#"{"fingerprints":[{}],"expires":60}"#, None),
    ] {
        assert_eq!(verify(&read(body), &own), PoshVerdict::NothingUsable(first), "{body}");
    }
}

#[test]
fn an_expired_certificate_never_matches() {
    let own = server("own");
    let material =
        material([described(&server("other"), &[HashFunction::Sha256]), described(&own, &[HashFunction::Sha256])]);
    let certificate = Certificate::from_der(own.der()).expect("a certificate");
    let (not_before, not_after) = (certificate.not_before(), certificate.not_after());
    let matches = PoshVerdict::Match { descriptor: 1, function: HashFunction::Sha256 };
    for (now, verdict) in [
        (not_before - 1, PoshVerdict::CertificateNotYetValid { descriptor: 1, not_before }),
        (not_before, matches),
        (not_after, matches),
        (not_after + 1, PoshVerdict::CertificateExpired { descriptor: 1, not_after }),
        (i64::MAX, PoshVerdict::CertificateExpired { descriptor: 1, not_after }),
    ] {
        assert_eq!(verify_at(&material, &own, now, 0), verdict, "{now}");
    }
    let shown = verify_at(&material, &own, not_after + 1, 0).to_string();
    assert!(shown.contains("2027-09-01T00:00:00Z"), "{shown}");
}

#[test]
fn neither_trust_path_nor_names_count() {
    let draft = Issued::root_draft("im.example.org").without_extensions();
    let self_signed = draft.not_after("2027-09-01T00:00:00Z").issue();
    let material = material([described(&self_signed, &[HashFunction::Sha256])]);
    assert!(matches!(verify(&material, &self_signed), PoshVerdict::Match { descriptor: 0, .. }));
    let own = Ca::root("Hosting CA").end_entity("x").corrupt_signature().issue();
    assert!(matches!(
        verify(&self::material([described(&own, &[HashFunction::Sha512])]), &own),
        PoshVerdict::Match { .. }
    ));
}

#[test]
fn stale_material_says_nothing() {
    let own = server("own");
    let material = material([described(&own, &[HashFunction::Sha256])]);
    assert!(matches!(verify_at(&material, &own, NOW, DAY), PoshVerdict::Match { .. }));
    for age in [DAY + 1, u64::MAX] {
        let stale = PoshVerdict::Stale { lifetime: lifetime(DAY), age };
        assert_eq!(verify_at(&material, &own, NOW, age), stale);
        // Even of a certificate that it does not describe, or that has expired.
        assert_eq!(verify_at(&material, &server("other"), i64::MAX, age), stale);
    }
    // By the lower of two lifetimes (§6).
    let url = HttpsUrl::parse("https://provider.example/p.json").expect("a URI");
    let source = Document::Reference(ReferenceDocument { url, expires: lifetime(60) });
    let provider = FingerprintsDocument::new(vec![described(&own, &[HashFunction::Sha256])], lifetime(DAY));
    let provider = Document::Fingerprints(provider.expect("a descriptor"));
    let material = Material::resolve(&source, Some(&provider)).expect("material");
    assert!(matches!(verify_at(&material, &own, NOW, 60), PoshVerdict::Match { .. }));
    assert!(matches!(verify_at(&material, &own, NOW, 61), PoshVerdict::Stale { .. }));
}

/// RFC 7712 §5.2: what is kept for one service is not found for another one.
#[test]
fn documents_are_kept_per_service() {
    let query = |source, service| PoshQuery {
        source: SourceDomain::from_user_input(source).expect("a domain"),
        service: PoshService::parse(service).expect("a service"),
    };
    let kept = std::collections::HashMap::from([(query("im.example.org", "xmpp-client"), 1)]);
    assert_eq!(kept.get(&query("IM.example.org.", "xmpps-client")), Some(&1));
    assert_eq!(kept.get(&query("im.example.org", "xmpp-server")), None);
    assert_eq!(kept.get(&query("example.org", "xmpp-client")), None);
}

#[test]
fn what_posh_says_beside_others() {
    let (own, other) = (server("own"), server("other"));
    let kept = material([described(&own, &[HashFunction::Sha256])]);
    let service = PoshService::parse("xmpps-client").expect("a service");
    let matches = Posh::Matches(Service::parse("xmpp-client").expect("a service"));
    assert_eq!(verify(&kept, &own).about(service), matches);
    assert_eq!(verify(&kept, &other).about(service), Posh::Fails);
    assert_eq!(verify_at(&kept, &own, i64::MAX, 0).about(service), Posh::Fails);
    assert_eq!(verify_at(&kept, &own, NOW, DAY + 1).about(service), Posh::Fails);
    assert_eq!(verify(&material([Descriptor::default()]), &own).about(service), Posh::NotApplicable);
}

/// What publishers do: a copy of the provider's document is right until the provider renews its certificate.
#[test]
fn a_copy_rots() {
    let document = |certificates: &[&Issued]| {
        let descriptors = certificates.iter().map(|own| described(own, &[HashFunction::Sha256])).collect();
        Document::Fingerprints(FingerprintsDocument::new(descriptors, lifetime(3600)).expect("a descriptor"))
    };
    let (old, new) = (server("old"), server("new"));
    let copy = document(&[&old]);
    assert_eq!(CopiedFingerprints::between(&copy, &document(&[&old])), Some(CopiedFingerprints::Current));
    assert_eq!(CopiedFingerprints::between(&copy, &document(&[&new, &old])), Some(CopiedFingerprints::Outdated));
    assert_eq!(CopiedFingerprints::between(&copy, &document(&[&new])), Some(CopiedFingerprints::Outdated));
}

/// A fingerprint of one of a few octets, right or not, so that some match.
fn any_fingerprint() -> impl Strategy<Value = Fingerprint> {
    (0..HashFunction::ALL.len(), 0..4_usize).prop_map(|(function, which)| {
        let octets =
            if which == 0 { OWN.with(|own| own.der().to_vec()) } else { vec![u8::try_from(which).unwrap_or(0)] };
        hash(HashFunction::ALL[function], &octets)
    })
}

thread_local! {
    static OWN: Issued = server("own");
}

fn any_descriptor() -> impl Strategy<Value = Descriptor> {
    proptest::collection::vec(any_fingerprint(), 0..4).prop_map(descriptor)
}

fn any_document() -> impl Strategy<Value = Document> {
    let expires = || (1..u64::MAX).prop_map(lifetime);
    let fingerprints = (proptest::collection::vec(any_descriptor(), 1..5), expires())
        .prop_map(|(descriptors, expires)| FingerprintsDocument::new(descriptors, expires).expect("a descriptor"));
    let url = "https://[a-z]{1,9}(\\.[a-z]{1,9}){0,2}(:[0-9]{1,4})?(/[!-~&&[^\"<>\\\\^`{|}#?%\\[\\]]]{0,9}){0,3}(\\?[a-z=&]{0,9})?";
    let url = url.prop_filter_map("a URI", |text: String| HttpsUrl::parse(&text).ok());
    let reference = (url, expires()).prop_map(|(url, expires)| ReferenceDocument { url, expires });
    prop_oneof![fingerprints.prop_map(Document::Fingerprints), reference.prop_map(Document::Reference)]
}

/// The members of a document as texts, in which their order can be changed.
fn members(document: &Document, order: &[Index]) -> Vec<String> {
    let Document::Fingerprints(document) = document else { panic!("a reference") };
    let one = |descriptor: &Descriptor| {
        let document = FingerprintsDocument::new(vec![descriptor.clone()], Lifetime::MAX).expect("a descriptor");
        let json = Document::Fingerprints(document).to_json();
        let inside =
            json.split_once("[{").and_then(|(_, rest)| rest.split_once("}]")).expect("a descriptor").0.to_owned();
        let mut members: Vec<_> = inside.split(',').filter(|member| !member.is_empty()).map(str::to_owned).collect();
        for (at, index) in order.iter().enumerate().take(members.len()) {
            let other = index.index(members.len());
            members.swap(at, other);
        }
        format!("{{{}}}", members.join(","))
    };
    document.descriptors().iter().map(one).collect()
}

/// Members that cannot be used.
const UNUSABLE: [&str; 7] = [
    "\"md5\":\"1B2M2Y8AsgTpgAmY7PhCfg==\"",
    "\"sha-1\":\"b4ab89oXnf0EijtDRE1BjQ+jFjA=\"",
    "\"sha-224\":5",
    "\"SHA-256\":\"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ=\"",
    "\"shake128\":[{\"a\":1,\"a\":2}]",
    "\"\\u0062lake9\":null",
    "\"\":\"\"",
];

fn is_match(verdict: &PoshVerdict) -> bool {
    matches!(verdict, PoshVerdict::Match { .. })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_reads_back_equal(document in any_document()) {
        let json = document.to_json();
        let read = Document::read(json.as_bytes()).expect("a document");
        prop_assert_eq!(&read.document, &document, "{}", json);
        prop_assert!(read.notes.iter().all(|note| matches!(note, DocumentNote::EmptyDescriptor { .. })), "{:?}", read.notes);
        posh_document::run(json.as_bytes());
    }

    /// A plain reading of §3.3 with the strongest function: some descriptor whose strongest hash is that of the certificate.
    #[test]
    fn a_match_is_what_a_plain_reading_finds(descriptors in proptest::collection::vec(any_descriptor(), 1..5)) {
        let verdict = OWN.with(|own| verify(&material(descriptors.clone()), own));
        let right: BTreeSet<_> = OWN.with(|own| HashFunction::ALL.map(|function| hash(function, own.der()))).into();
        let strongest = |descriptor: &Descriptor| descriptor.fingerprints().iter().max_by_key(|own| own.function()).copied();
        let first = descriptors.iter().position(|descriptor| strongest(descriptor).is_some_and(|own| right.contains(&own)));
        match verdict {
            PoshVerdict::Match { descriptor, .. } => prop_assert_eq!(Some(descriptor), first),
            _ => prop_assert_eq!(first, None, "{:?}", verdict),
        }
    }

    #[test]
    fn order_never_matters(
        descriptors in proptest::collection::vec(any_descriptor(), 1..5),
        swaps in proptest::collection::vec(any::<Index>(), 5),
    ) {
        let document = FingerprintsDocument::new(descriptors, lifetime(DAY)).expect("a descriptor");
        let document = Document::Fingerprints(document);
        let before = read(&document.to_json());
        let mut texts = members(&document, &swaps);
        for (at, index) in swaps.iter().enumerate().take(texts.len()) {
            let other = index.index(texts.len());
            texts.swap(at, other);
        }
        let after = read(&format!("{{\"expires\":{DAY},\"fingerprints\":[{}]}}", texts.join(",")));
        OWN.with(|own| {
            let (before, after) = (verify(&before, own), verify(&after, own));
            prop_assert_eq!(is_match(&before), is_match(&after), "{:?} {:?}", before, after);
            Ok(())
        })?;
    }

    #[test]
    fn an_unusable_fingerprint_changes_nothing(
        descriptors in proptest::collection::vec(any_descriptor(), 1..5),
        unusable in subsequence(UNUSABLE.to_vec(), 1..=UNUSABLE.len()),
        which in any::<Index>(),
        is_first in any::<bool>(),
    ) {
        let document = FingerprintsDocument::new(descriptors, lifetime(DAY)).expect("a descriptor");
        let document = Document::Fingerprints(document);
        let before = read(&document.to_json());
        let mut texts = members(&document, &[]);
        let spoilt = which.index(texts.len());
        let inside = texts[spoilt].trim_matches(['{', '}']).to_owned();
        let parts = if is_first { [unusable.join(","), inside] } else { [inside, unusable.join(",")] };
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        texts[spoilt] = format!("{{{}}}", parts.join(","));
        let body = format!("{{\"fingerprints\":[{}],\"expires\":{DAY}}}", texts.join(","));
        let after = read(&body);
        OWN.with(|own| {
            let code = |material| verify(material, own);
            match (code(&before), code(&after)) {
                // That nothing can be used has another reason then.
                (PoshVerdict::NothingUsable(_), PoshVerdict::NothingUsable(_)) => {}
                (before, after) => prop_assert_eq!(before, after, "{}", body),
            }
            Ok(())
        })?;
        posh_document::run(body.as_bytes());
    }

    /// Texts that are nearly documents: the reader is held to the second reading of the fuzz target.
    #[test]
    fn a_second_reading_agrees(
        document in any_document(),
        at in any::<Index>(),
        piece in prop::sample::select(vec![
            "", "\"", "{", "}", "[", "]", ",", ":", "0", "-", ".5", "e3", " ", "\n", "\\", "\\u0065", "null",
            "\"expires\":1,", "\"url\":\"https://a.test/\",", "\"keys\":[],", "\"sha-256\":\"AAAA\",", "9999999999999999999999",
        ]),
        removed in 0..3_usize,
    ) {
        let json = document.to_json();
        let at = at.index(json.len());
        let end = (at + removed).min(json.len());
        let body = [&json[..at], piece, &json[end..]].concat();
        posh_document::run(body.as_bytes());
    }
}
