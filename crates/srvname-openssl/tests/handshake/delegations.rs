//! Handshakes with what a domain publishes: TLSA records, an MTA-STS policy, a POSH document. Each mechanism accepts, and each
//! refuses for its own reason, whatever OpenSSL says of the chain.

use std::sync::Arc;

use openssl::asn1::Asn1Time;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::ssl::{HandshakeError, NameType, SslAcceptor, SslConnector, SslMethod, SslVerifyMode};
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyFlags;
use openssl::x509::{X509, X509VerifyResult};
use srvname::delegation::dane::DaneProfile;
use srvname::delegation::dns::{CertificateUsage, MatchingType, Selector, Tlsa};
use srvname::delegation::mta_sts::{MaxAge, MxPattern, StsMode, StsPolicy};
use srvname::delegation::posh::{
    Descriptor, Document, FingerprintsDocument, HashFunction, Lifetime, Material, PoshService,
};
use srvname::delegation::{
    AcceptedServer, Authentication, ConnectionEvidence, DaneAndMtaSts, DaneEvidence, Delegation, DelegationRefusal,
    Digests, Mechanism, PoshEvidence,
};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use srvname::name::DnsName;
use srvname::{Certificate, Policy, ReferenceId, SubCaRule};
use srvname_openssl::{ConnectError, DelegationVerifier, Roots, VerifierError, VerifyError};
use srvname_testkit::digests::Sha2;

use crate::lab::{Lab, VERSIONS, dial, verifier, x509};
use crate::make::chains::{confined, dns_only};
use crate::make::der::tlv;
use crate::make::{Constraints, Draft, Issued, dns, oid, srv};

const DOMAIN: &str = "example.com";
const HOST: &str = "mx.hosting.test";

fn source() -> SourceDomain<'static> {
    SourceDomain::from_user_input(DOMAIN).unwrap()
}

fn host() -> DnsName<'static> {
    DnsName::parse(HOST).unwrap()
}

/// The host, as records that DNSSEC validates name it.
fn signed() -> Delegation<'static> {
    Delegation::Authenticated(AuthenticatedTarget::new(HOST, AuthenticatedBy::Dnssec).unwrap())
}

fn srv_id() -> ReferenceId<'static> {
    ReferenceId::srv("xmpp-client", DOMAIN).unwrap()
}

fn dns_id(name: &'static str) -> ReferenceId<'static> {
    ReferenceId::dns(name).unwrap()
}

fn evidence(references: &[ReferenceId<'static>]) -> ConnectionEvidence {
    ConnectionEvidence::new(source(), signed(), references.iter().copied())
}

/// A record of this usage, of the key or of the whole certificate.
fn dane(profile: DaneProfile, usage: CertificateUsage, selector: Selector, der: &[u8]) -> DaneEvidence {
    let spki = tlv(0x30, Certificate::from_der(der).unwrap().spki());
    let data = Sha2.sha256(if selector == Selector::SPKI { &spki } else { der });
    let record = Tlsa { usage, selector, matching_type: MatchingType::SHA2_256, data: &data };
    DaneEvidence::new([record], profile, [dns_id(HOST), dns_id(DOMAIN), srv_id()])
}

fn dane_ee(issued: &Issued) -> DaneEvidence {
    dane(DaneProfile::Srv, CertificateUsage::DANE_EE, Selector::SPKI, issued.der())
}

fn posh(issued: &Issued, age: u64) -> PoshEvidence {
    let certificate = Certificate::from_der(issued.der()).unwrap();
    let descriptor = Descriptor::of_certificate(&certificate, &[HashFunction::Sha256], &Sha2);
    let document = FingerprintsDocument::new(vec![descriptor], Lifetime::from_seconds(3600).unwrap()).unwrap();
    let material = Material::resolve(&Document::Fingerprints(document), None).unwrap();
    PoshEvidence::new(PoshService::parse("xmpp-client").unwrap(), material, age)
}

fn enforce(mx: &str) -> StsPolicy {
    StsPolicy::new(StsMode::Enforce, MaxAge::DAY, vec![MxPattern::parse(mx).unwrap()]).unwrap()
}

/// A server by itself, which no root leads to.
fn alone(leaf: &Issued) -> Lab {
    Lab::of(&Issued::root("Another Root CA"), &[], leaf.clone())
}

/// A server's certificate that it signed itself. OpenSSL signs no handshake with a key that is for certificates alone.
fn self_signed(label: &str) -> Draft {
    Issued::root_draft(label).ca(false).without(oid::KEY_USAGE).san([dns("other.test")])
}

/// A certificate that nobody would accept but for its key.
fn self_signed_and_expired() -> Issued {
    self_signed("Expired").not_after("2020-01-01T00:00:00Z").issue()
}

/// The verifier of this evidence, with these roots.
fn child(roots: &[&Issued], evidence: ConnectionEvidence) -> DelegationVerifier {
    let mut own = Roots::new();
    for root in roots {
        own.add(root.der()).unwrap();
    }
    assert_eq!(own.len(), roots.len());
    verifier().for_evidence(evidence, Arc::new(own)).unwrap()
}

/// Handshakes of each version, which must end alike.
fn connect(lab: &Lab, verifier: &DelegationVerifier) -> Result<AcceptedServer, VerifyError> {
    let [one, other] = VERSIONS.map(|version| match verifier.connect(lab.configure(version), lab.dial()) {
        Ok((stream, accepted)) => {
            assert_eq!(stream.ssl().verify_result(), X509VerifyResult::OK);
            Ok(accepted)
        }
        Err(ConnectError::Verify(refused)) => Err(refused),
        Err(error) => panic!("not over the certificates: {error}"),
    });
    // The sentence about a date has the time of the handshake.
    assert_eq!(one.as_ref().map_err(code), other.as_ref().map_err(code));
    one
}

fn code(refused: &VerifyError) -> String {
    match refused {
        VerifyError::Delegation(refusal) => refusal.code().to_owned(),
        VerifyError::Rejected(rejection) => rejection.code().to_owned(),
        other => other.to_string(),
    }
}

fn refused(lab: &Lab, verifier: &DelegationVerifier) -> DelegationRefusal {
    match connect(lab, verifier) {
        Err(VerifyError::Delegation(refusal)) => *refusal,
        other => panic!("not by what the domain publishes: {other:?}"),
    }
}

/// RFC 7671 §5.1: names, dates and path do not count, nor that OpenSSL can build none.
#[test]
fn dane_ee_asks_for_the_octets_alone() {
    let leaf = self_signed_and_expired();
    let lab = alone(&leaf);
    lab.connect_plainly().unwrap_err();
    for selector in [Selector::SPKI, Selector::CERT] {
        let records = dane(DaneProfile::Smtp, CertificateUsage::DANE_EE, selector, leaf.der());
        let accepted = connect(&lab, &child(&[], evidence(&[]).with_dane(records))).unwrap();
        assert_eq!((accepted.by(), accepted.reference()), (Some(Mechanism::DaneEe), None));
        assert!(accepted.to_string().starts_with("example.com is authenticated by DANE-EE"), "{accepted}");
    }
    // By an issuer that nobody knows, and which is not sent.
    let leaf = Issued::root("Unknown CA").end_entity("mx").san([dns(HOST)]).issue();
    connect(&alone(&leaf), &child(&[], evidence(&[]).with_dane(dane_ee(&leaf)))).unwrap();
}

/// RFC 8461 §2, RFC 7672 §2.2: nothing lifts DANE that fails, and OpenSSL least of all.
#[test]
fn dane_ee_refuses_another_key_whatever_else_holds() {
    let lab = Lab::confined();
    lab.connect().unwrap();
    let other = self_signed_and_expired();
    let records = || evidence(&[srv_id()]).with_dane(dane_ee(&other));
    for rule in [DaneAndMtaSts::BothMustHold, DaneAndMtaSts::DaneSuffices] {
        let with_all = records().with_posh(posh(&lab.leaf, 0)).with_dane_and_mta_sts(rule);
        for evidence in [records(), with_all.accepting(Authentication::Nobody)] {
            let refusal = refused(&lab, &child(&[&lab.trusted[0]], evidence));
            assert_eq!((refusal.code(), refusal.citation().document()), ("dane_no_match", "RFC 6698"));
        }
    }
    assert_eq!(
        refused(&alone(&other), &child(&[], evidence(&[]).with_dane(dane_ee(&lab.leaf)))).code(),
        "dane_no_match"
    );
}

/// Decision 34: path, dates, names, our constraints and our rule, by an anchor that no store has.
#[test]
fn dane_ta_asks_for_a_path() {
    let own = Issued::root("Own CA");
    let records = |anchor: &Issued| dane(DaneProfile::Srv, CertificateUsage::DANE_TA, Selector::CERT, anchor.der());
    let lab = |anchor: &Issued, leaf: Issued| Lab::of(&Issued::root("Another Root CA"), &[anchor], leaf);
    let good = lab(&own, own.end_entity("mx").san([dns(HOST)]).issue());
    good.connect_plainly().unwrap_err();
    let accepted = connect(&good, &child(&[], evidence(&[]).with_dane(records(&own)))).unwrap();
    assert_eq!((accepted.by(), accepted.reference()), (Some(Mechanism::DaneTa), Some(dns_id(HOST))));

    let permits = |domain: &str| Constraints::new().permit(dns(domain));
    let narrow = Issued::root_draft("Own CA").constraints(permits("other.test")).issue();
    let expired = own.end_entity("mx").san([dns(HOST)]).not_after("2025-01-01T00:00:00Z").issue();
    let unsigned = own.end_entity("mx").san([dns(HOST)]).signed_by("Another Key").issue();
    for (anchor, leaf, code) in [
        (&narrow, narrow.end_entity("mx").san([dns(HOST)]).issue(), "name_not_permitted"),
        (&own, own.end_entity("mx").san([dns("mx.other.test")]).issue(), "no_matching_identifier"),
        (&own, expired, "expired"),
        (&own, unsigned, "bad_signature"),
    ] {
        let refusal = refused(&lab(anchor, leaf), &child(&[], evidence(&[]).with_dane(records(anchor))));
        assert_eq!((refusal.code(), refusal.rejection().map(srvname::Rejection::code)), ("dane_path", Some(code)));
    }
    let sub = own.sub_ca("Sub CA").constraints(dns_only()).issue();
    let leaf = sub.end_entity("xmpp").san([srv("_xmpp-client.example.com")]).issue();
    let below = Lab::of(&Issued::root("Another Root CA"), &[&sub, &own], leaf);
    let evidence = || evidence(&[]).with_dane(records(&own));
    assert_eq!(refused(&below, &child(&[], evidence())).rejection().unwrap().code(), "ca_lacks_srv_constraints");
    let lax = verifier().with_policy(Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280));
    let lax = lax.for_evidence(evidence(), Arc::default()).unwrap();
    assert_eq!(connect(&below, &lax).unwrap().reference(), Some(srv_id()));
}

/// RFC 6698 §2.1.1: usages 0 and 1 need a path to the caller's roots as well, and usage 0 one with the record's certificate.
#[test]
fn usages_0_and_1_need_both() {
    let lab = Lab::confined();
    let (root, other) = (&lab.trusted[0], Issued::root("Another Root CA"));
    for (usage, issued) in [
        (CertificateUsage::PKIX_EE, &lab.leaf),
        (CertificateUsage::PKIX_TA, &lab.sent[0]),
        (CertificateUsage::PKIX_TA, root),
    ] {
        let evidence = || evidence(&[srv_id()]).with_dane(dane(DaneProfile::Srv, usage, Selector::CERT, issued.der()));
        assert_eq!(connect(&lab, &child(&[root], evidence())).unwrap().by(), Some(Mechanism::PkixAndTlsa));
        for roots in [&[][..], &[&other]] {
            assert_eq!(refused(&lab, &child(roots, evidence())).code(), "dane_pkix");
        }
    }
    let records = dane(DaneProfile::Srv, CertificateUsage::PKIX_TA, Selector::CERT, other.der());
    let refusal = refused(&lab, &child(&[root], evidence(&[srv_id()]).with_dane(records)));
    assert!(refusal.to_string().contains("no TLSA record of usage 0"), "{refusal}");
}

/// RFC 8461 §4.1, §4.2.
#[test]
fn a_policy_in_enforce_asks_for_the_host_alone() {
    let lab = |name: &str| {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Mail CA").issue();
        Lab::of(&root, &[&sub], sub.end_entity("mx").san([dns(name)]).issue())
    };
    let mail = |policy: &StsPolicy| {
        let insecure = ConnectionEvidence::new(source(), Delegation::Insecure(host()), [dns_id(DOMAIN)]);
        insecure.with_mta_sts(&policy.evaluate(host()))
    };
    let right = lab(HOST);
    let root = &right.trusted[0];
    let accepted = connect(&right, &child(&[root], mail(&enforce("*.hosting.test")))).unwrap();
    assert_eq!((accepted.by(), accepted.reference()), (Some(Mechanism::MtaStsAndPkix), Some(dns_id(HOST))));
    assert_eq!(refused(&right, &child(&[root], mail(&enforce("mx.other.test")))).code(), "mta_sts_mismatch");
    assert_eq!(refused(&lab(DOMAIN), &child(&[root], mail(&enforce(HOST)))).code(), "mta_sts_certificate");
    // The store of the context has a root that the verifier does not have.
    assert_eq!(refused(&right, &child(&[], mail(&enforce(HOST)))).code(), "mta_sts_certificate");
}

/// RFC 7711 §3.3, §6.
#[test]
fn a_document_accepts_its_certificate_and_no_other() {
    let leaf = self_signed("Self-Signed").issue();
    let with = |issued: &Issued, age| child(&[], evidence(&[srv_id()]).with_posh(posh(issued, age)));
    let accepted = connect(&alone(&leaf), &with(&leaf, 3600)).unwrap();
    assert_eq!(accepted.by(), Some(Mechanism::Posh));
    assert!(accepted.to_string().contains("authenticated for _xmpp-client by POSH"), "{accepted}");
    let expired = self_signed_and_expired();
    for (lab, verifier, code) in [
        (alone(&leaf), with(&expired, 0), "posh_no_match"),
        (alone(&leaf), with(&leaf, 3601), "posh_stale"),
        (alone(&expired), with(&expired, 0), "posh_expired"),
    ] {
        assert_eq!(refused(&lab, &verifier).code(), code);
    }
}

/// What the verifier with references says, which leaves the path to OpenSSL.
#[test]
fn without_evidence_a_path_of_our_own_decides() {
    let lab = Lab::confined();
    let plain = || child(&[&lab.trusted[0]], evidence(&[srv_id()]));
    let accepted = connect(&lab, &plain()).unwrap();
    assert_eq!((accepted.by(), accepted.reference()), (Some(Mechanism::SrvName), Some(srv_id())));
    let rejected = |lab: &Lab, verifier: &DelegationVerifier| match connect(lab, verifier) {
        Err(VerifyError::Rejected(rejection)) => rejection.code(),
        other => panic!("{other:?}"),
    };
    assert_eq!(rejected(&Lab::new(None, [srv("_xmpp-client.example.com")]), &plain()), "ca_lacks_srv_constraints");
    assert_eq!(rejected(&lab, &child(&[], evidence(&[srv_id()]))), "unknown_issuer");
    // OpenSSL has no root, and need not.
    let nobody = Lab { trusted: Vec::new(), ..Lab::confined() };
    connect(&nobody, &plain()).unwrap();
    let pinned = verifier().with_path_check(Arc::new(|_| Err("not pinned".to_owned())));
    let mut roots = Roots::new();
    roots.add(lab.trusted[0].der()).unwrap();
    let pinned = pinned.for_evidence(evidence(&[srv_id()]), Arc::new(roots)).unwrap();
    assert_eq!(rejected(&lab, &pinned), "refused_by_caller");

    let nothing = verifier().for_evidence(evidence(&[]), Arc::default());
    assert_eq!(nothing.unwrap_err(), VerifierError::NoReferences);
    let anyone = child(&[], evidence(&[]).accepting(Authentication::Nobody));
    let found = connect(&alone(&self_signed_and_expired()), &anyone).unwrap();
    assert_eq!((found.by(), found.authentication()), (None, Authentication::Nobody));
}

/// The roots of a context, without what cannot be read.
#[test]
fn the_roots_of_a_store_are_roots() {
    let lab = Lab::confined();
    let mut store = X509StoreBuilder::new().unwrap();
    store.add_cert(x509(&lab.trusted[0])).unwrap();
    // OpenSSL reads it.
    let no_name = Issued::root_draft("Odd Root CA").san_raw(false, &[0x30, 0x03, 0x82, 0x05, 0x61]).issue();
    store.add_cert(x509(&no_name)).unwrap();
    let roots = Roots::from_store(&store.build());
    assert_eq!((roots.len(), Roots::new().is_empty()), (1, true));
    let verifier = verifier().for_evidence(evidence(&[srv_id()]), Arc::new(roots)).unwrap();
    connect(&lab, &verifier).unwrap();
    assert!(Roots::new().add([0x30, 0x00]).is_err());
}

/// Whoever presents a certificate without its key is no server, though a record and a document are for that certificate.
#[test]
fn a_certificate_without_its_key_is_refused() {
    let (leaf, thief) = (self_signed_and_expired(), Issued::root("A Thief"));
    let evidence = || evidence(&[]).with_dane(dane_ee(&leaf)).with_posh(posh(&leaf, 0));
    connect(&alone(&leaf), &child(&[], evidence())).unwrap();
    // OpenSSL compares the public halves before it serves: this one has the thief's private half beside the right one.
    let mut stolen = thief.pkcs8();
    let public = stolen.len() - leaf.key().public_point().len();
    stolen.truncate(public);
    stolen.extend(leaf.key().public_point());
    let lab = Lab { pkcs8: stolen, ..alone(&leaf) };
    for version in VERSIONS {
        match child(&[], evidence()).connect(lab.configure(version), lab.dial()) {
            Err(ConnectError::Handshake(error)) => assert!(error.to_string().contains("bad signature"), "{error}"),
            Err(other) => panic!("{other}"),
            Ok((_, accepted)) => panic!("{accepted}"),
        }
    }
}

/// RFC 7671 §10.2, RFC 6066 §3.
#[test]
fn the_server_name_is_the_one_that_the_evidence_asks_for() {
    let leaf = self_signed_and_expired();
    let lab = alone(&leaf);
    let named = dane_ee(&leaf).with_server_name(host());
    for (records, expected) in [(named, Some(HOST)), (dane_ee(&leaf), None)] {
        let verifier = child(&[], evidence(&[]).with_dane(records));
        assert_eq!(verifier.evidence().server_name(), expected);
        let (stream, _) = verifier.connect(lab.configure(VERSIONS[1]), lab.dial()).unwrap();
        assert_eq!(stream.ssl().servername(NameType::HOST_NAME), expected);
    }
}

/// An RSA key of 2048 bits, which a security level can ask more of.
fn rsa() -> (X509, PKey<openssl::pkey::Private>) {
    let key = PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap();
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    builder.set_pubkey(&key).unwrap();
    builder.set_not_before(&Asn1Time::days_from_now(0).unwrap()).unwrap();
    builder.set_not_after(&Asn1Time::days_from_now(1).unwrap()).unwrap();
    builder.sign(&key, MessageDigest::sha256()).unwrap();
    (builder.build(), key)
}

/// How strong the key of the handshake must be is the context's to say, under DANE-EE too.
#[test]
fn a_key_below_the_security_level_is_refused() {
    let (certificate, key) = rsa();
    let der = certificate.to_der().unwrap();
    let mut acceptor = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    acceptor.set_private_key(&key).unwrap();
    acceptor.set_certificate(&certificate).unwrap();
    let acceptor = acceptor.build();
    let connect = |level| {
        let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
        connector.set_security_level(level);
        let records = dane(DaneProfile::Smtp, CertificateUsage::DANE_EE, Selector::CERT, &der);
        let verifier = child(&[], evidence(&[]).with_dane(records));
        verifier.connect(connector.build().configure().unwrap(), dial(&acceptor)).map(|(_, accepted)| accepted.by())
    };
    assert_eq!(connect(2).unwrap(), Some(Mechanism::DaneEe));
    match connect(3) {
        Err(ConnectError::Verify(VerifyError::Openssl(error))) => {
            assert_eq!(error.error_string(), "EE certificate key too weak")
        }
        other => panic!("{other:?}"),
    }
}

/// Revocation is asked where a path counts, if OpenSSL was told to, and nowhere else.
#[test]
fn revocation_is_asked_of_paths() {
    let lab = Lab { flags: X509VerifyFlags::CRL_CHECK, ..Lab::confined() };
    let root = &lab.trusted[0];
    match connect(&lab, &child(&[root], evidence(&[srv_id()]))) {
        Err(VerifyError::Openssl(error)) => assert_eq!(error.error_string(), "unable to get certificate CRL"),
        other => panic!("{other:?}"),
    }
    let by_key = connect(&lab, &child(&[root], evidence(&[srv_id()]).with_dane(dane_ee(&lab.leaf)))).unwrap();
    assert_eq!(by_key.by(), Some(Mechanism::DaneEe));
}

/// No signature of a resumed handshake says that the server has the key.
#[test]
#[allow(unsafe_code, reason = "the bindings cannot show that a session is of the same context")]
fn a_resumed_session_is_refused() {
    let lab = alone(&self_signed_and_expired());
    let acceptor = lab.acceptor();
    let verifier = child(&[], evidence(&[]).with_dane(dane_ee(&lab.leaf)));
    let (stream, _) = verifier.connect(lab.configure(VERSIONS[0]), dial(&acceptor)).unwrap();
    let session = stream.ssl().session().unwrap().to_owned();
    let mut resumed = lab.configure(VERSIONS[0]);
    // SAFETY: `SSL_set_session` takes a session of any context of the same method.
    unsafe { resumed.set_session(&session) }.unwrap();
    match verifier.connect(resumed, dial(&acceptor)) {
        Err(ConnectError::Verify(refused)) => assert_eq!(refused, VerifyError::NoChain),
        other => panic!("{:?}", other.map(|(_, accepted)| accepted)),
    }
}

/// A refused server gets no octet of the application: it is the handshake that fails, and not what is asked after it.
#[test]
fn the_handshake_itself_is_refused() {
    let lab = alone(&self_signed_and_expired());
    let verifier = child(&[], evidence(&[]).with_dane(dane_ee(&Issued::root("Another Key"))));
    for version in VERSIONS {
        let ssl = verifier.prepare(lab.configure(version)).unwrap();
        match ssl.connect(lab.dial()) {
            Err(HandshakeError::Failure(stream)) => {
                assert_eq!(stream.ssl().verify_result(), X509VerifyResult::APPLICATION_VERIFICATION);
                match verifier.refusal(stream.ssl()) {
                    Some(VerifyError::Delegation(refusal)) => assert_eq!(refusal.code(), "dane_no_match"),
                    other => panic!("{other:?}"),
                }
                assert!(verifier.identify(stream.ssl()).is_err());
            }
            other => panic!("{:?}", other.is_ok()),
        }
    }
}

/// Whoever switches verification off after the callback was installed has a connection, and no accepted server unless the
/// certificates are accepted.
#[test]
fn the_certificates_are_judged_again_after_the_handshake() {
    let (lab, other) = (alone(&self_signed_and_expired()), Issued::root("Another Key"));
    let identify = |issued: &Issued| {
        let verifier = child(&[], evidence(&[]).with_dane(dane_ee(issued)));
        let mut configuration = lab.configure(VERSIONS[1]);
        configuration.set_verify_hostname(false);
        configuration.set_verify_callback(SslVerifyMode::PEER, |_, context| {
            context.set_error(X509VerifyResult::OK);
            true
        });
        let stream = configuration.connect(DOMAIN, lab.dial()).unwrap();
        verifier.identify(stream.ssl())
    };
    assert_eq!(identify(&lab.leaf).unwrap().by(), Some(Mechanism::DaneEe));
    assert!(matches!(identify(&other), Err(VerifyError::Delegation(_))));
}

#[test]
fn a_child_of_evidence_can_be_shown() {
    let shown = format!(
        "{:?}",
        child(&[], evidence(&[]).with_dane(dane_ee(&Issued::root_draft("A").constraints(confined()).issue())))
    );
    assert!(shown.contains("example.com") && shown.contains("roots: 0"), "{shown}");
}
