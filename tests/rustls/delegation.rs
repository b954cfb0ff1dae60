//! Handshakes with what a domain publishes: TLSA records, an MTA-STS policy, a POSH document. Each mechanism accepts, and each
//! refuses for its own reason.

use std::sync::Arc;

use rustls::client::danger::ServerCertVerifier;
use rustls::{CertificateError, Error};
use srvname::delegation::dane::{DaneDemand, DaneProfile};
use srvname::delegation::dns::{CertificateUsage, MatchingType, Selector, Tlsa};
use srvname::delegation::mta_sts::{MaxAge, MxPattern, StsMode, StsPolicy};
use srvname::delegation::posh::Document;
use srvname::delegation::posh::{Descriptor, FingerprintsDocument, HashFunction, Lifetime, Material, PoshService};
use srvname::delegation::{
    AcceptedServer, Application, Authentication, ConnectionEvidence, ConstraintsAsked, DaneAndMtaSts, DaneEvidence,
    Delegation, Digests, ListedBy, Mechanism, OutcomeNote, PoshEvidence, ServerRefusal, SmtpSecurity,
    reference_identifiers,
};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget};
use srvname::integration::VerifierError;
use srvname::integration::rustls_0_23::{DelegationVerifier, PeerRejection, rejection};
use srvname::name::DnsName;
use srvname::{Certificate, Citation, Policy, Profile, ReferenceId, SubCaRule};
use srvname_testkit::digests::Sha2;

use crate::handshake::{
    VERSIONS, client_config, connect, der, handshake, now, server_config_with_key, server_name, source_domain, verifier,
};
use crate::make::chains::dns_only;
use crate::make::der::tlv;
use crate::make::{Constraints, Issued, dns, srv};
use crate::servers::Lab;

const DOMAIN: &str = "example.com";
const HOST: &str = "mx.hosting.test";

fn host() -> DnsName<'static> {
    DnsName::parse(HOST).unwrap()
}

/// The host, as records that DNSSEC validates name it.
fn signed() -> Delegation<'static> {
    Delegation::Authenticated(AuthenticatedTarget::new(HOST, AuthenticatedBy::Dnssec).unwrap())
}

fn dns_id(name: &'static str) -> ReferenceId<'static> {
    ReferenceId::dns(name).unwrap()
}

fn srv_id() -> ReferenceId<'static> {
    ReferenceId::srv("xmpp-client", DOMAIN).unwrap()
}

/// Evidence without references of the caller's.
fn evidence(delegation: Delegation<'_>) -> ConnectionEvidence {
    ConnectionEvidence::new(source_domain(DOMAIN), delegation, [])
}

/// A record of this usage: of the whole certificate, or of its key.
fn record(usage: CertificateUsage, selector: Selector, issued: &Issued) -> (CertificateUsage, Selector, Vec<u8>) {
    let octets = match selector {
        Selector::SPKI => tlv(0x30, Certificate::from_der(issued.der()).unwrap().spki()),
        _ => issued.der().to_vec(),
    };
    (usage, selector, Sha2.sha256(&octets).to_vec())
}

fn dane(
    profile: DaneProfile,
    records: &[(CertificateUsage, Selector, Vec<u8>)],
    references: &[ReferenceId<'_>],
) -> DaneEvidence {
    let records = records.iter().map(|(usage, selector, data)| Tlsa {
        usage: *usage,
        selector: *selector,
        matching_type: MatchingType::SHA2_256,
        data,
    });
    DaneEvidence::new(records, profile, references.iter().copied())
}

fn dane_ee(issued: &Issued) -> DaneEvidence {
    dane(DaneProfile::Smtp, &[record(CertificateUsage::DANE_EE, Selector::SPKI, issued)], &[])
}

fn posh(issued: &Issued, lifetime: u64, age: u64) -> PoshEvidence {
    let certificate = Certificate::from_der(issued.der()).unwrap();
    let descriptor = Descriptor::of_certificate(&certificate, &[HashFunction::Sha256], &Sha2);
    let lifetime = Lifetime::from_seconds(lifetime).unwrap();
    let document = Document::Fingerprints(FingerprintsDocument::new(vec![descriptor], lifetime).unwrap());
    PoshEvidence::new(PoshService::parse("xmpp-client").unwrap(), Material::resolve(&document, None).unwrap(), age)
}

fn policy(mode: StsMode, mx: &str) -> StsPolicy {
    StsPolicy::new(mode, MaxAge::DAY, vec![MxPattern::parse(mx).unwrap()]).unwrap()
}

/// A server by itself, which no root leads to.
fn self_signed() -> Issued {
    Issued::root_draft("Self-Signed").ca(false).san([dns("other.test")]).issue()
}

/// A verifier whose root issued none of the certificates here, unless a test says so.
fn child_of(root: &Issued, evidence: ConnectionEvidence) -> Arc<DelegationVerifier> {
    Arc::new(verifier(root, "imap").for_evidence(evidence, Arc::new(Sha2)).unwrap())
}

fn child(evidence: ConnectionEvidence) -> Arc<DelegationVerifier> {
    child_of(&Issued::root("Another Root CA"), evidence)
}

/// Two handshakes, and then the outcome, which is the same.
fn accepted(verifier: &Arc<DelegationVerifier>, chain: &[&Issued]) -> AcceptedServer {
    connect(verifier, chain, "any.test").unwrap();
    let ders: Vec<_> = chain.iter().map(|issued| der(issued)).collect();
    verifier.outcome(&ders[0], &ders[1..], now()).unwrap()
}

/// Two handshakes that fail, with the code, the section and the sentence of the reason.
fn refused(verifier: &Arc<DelegationVerifier>, chain: &[&Issued]) -> (&'static str, Citation, String) {
    let error = connect(verifier, chain, "any.test").unwrap_err();
    let reason = PeerRejection::find(&error).expect("a reason");
    let PeerRejection::Delegation(refusal) = reason else { panic!("of the path: {reason}") };
    let Error::InvalidCertificate(CertificateError::Other(_)) = &error else { panic!("{error}") };
    assert_eq!((reason.code(), reason.to_string()), (Some(refusal.code()), refusal.to_string()));
    assert!(error.to_string().contains(&refusal.to_string()), "{error}");
    let ders: Vec<_> = chain.iter().map(|issued| der(issued)).collect();
    let outcome = verifier.outcome(&ders[0], &ders[1..], now());
    let Err(ServerRefusal::Delegation(again)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(*again, *refusal);
    (refusal.code(), refusal.citation(), refusal.to_string())
}

/// RFC 7671 §5.1: names, dates, path and key usages do not count.
#[test]
fn dane_ee_asks_for_the_octets_alone() {
    let expired = Issued::root_draft("Expired").ca(false).not_after("20200101000000Z").issue();
    for leaf in [self_signed(), expired] {
        for selector in [Selector::CERT, Selector::SPKI] {
            let records = [record(CertificateUsage::DANE_EE, selector, &leaf)];
            let evidence = evidence(signed()).with_dane(dane(DaneProfile::Smtp, &records, &[dns_id(HOST)]));
            let accepted = accepted(&child(evidence), &[&leaf]);
            assert_eq!(
                (accepted.by(), accepted.authentication()),
                (Some(Mechanism::DaneEe), Authentication::SourceDomain)
            );
            assert_eq!((accepted.constraints(), accepted.reference()), (ConstraintsAsked::NotAsked, None));
            assert_eq!(accepted.tlsa().map(|found| found.record), Some(0));
            assert!(accepted.to_string().starts_with("example.com is authenticated by DANE-EE"), "{accepted}");
        }
    }
}

#[test]
fn dane_ee_refuses_another_key() {
    let (lab, other) = (Lab::confined(), self_signed());
    // With a good path, and without: the record decides.
    for root in [&lab.root, &other] {
        let evidence = ConnectionEvidence::new(source_domain(DOMAIN), signed(), [srv_id()]).with_dane(dane_ee(&other));
        let (code, citation, sentence) = refused(&child_of(root, evidence), &[&lab.leaf, &lab.sub]);
        assert_eq!((code, citation.document()), ("dane_no_match", "RFC 6698"));
        assert!(sentence.contains("TLSA record") && !sentence.contains("trust anchor"), "{sentence}");
    }
}

/// Whoever presents a certificate without its key is no server, though the record is for that certificate.
#[test]
fn a_certificate_without_its_key_is_refused() {
    let leaf = self_signed();
    let thief = Issued::root("A Thief");
    let evidence = || evidence(signed()).with_dane(dane_ee(&leaf)).with_posh(posh(&leaf, 60, 0));
    let verifier: Arc<dyn ServerCertVerifier> = child(evidence());
    for version in VERSIONS {
        let server = Arc::new(server_config_with_key(&[&leaf], &thief));
        let client = Arc::new(client_config(verifier.clone(), version));
        let error = handshake(&client, &server, server_name(DOMAIN)).err().expect("refused");
        assert_eq!(error, Error::InvalidCertificate(CertificateError::BadSignature), "{version:?}");
    }
    accepted(&child(evidence()), &[&leaf]);
}

/// rustls reads the end entity itself, for the signature of the handshake.
#[test]
fn what_rustls_cannot_read_has_no_handshake() {
    let old = Issued::root_draft("Version 1").version(1).without_extensions().issue();
    let verifier = child(evidence(signed()).with_dane(dane_ee(&old)));
    let records = verifier.outcome(&der(&old), &[], now()).unwrap();
    assert_eq!(records.by(), Some(Mechanism::DaneEe));
    let error = connect(&verifier, &[&old], DOMAIN).unwrap_err();
    assert!(matches!(error, Error::InvalidCertificate(_)), "{error}");
}

/// A trust anchor of the domain's own, which is sent with the chain.
struct OwnAnchor {
    anchor: Issued,
    names: Vec<ReferenceId<'static>>,
}

impl OwnAnchor {
    fn new(constraints: Option<Constraints>) -> Self {
        let draft = Issued::root_draft("Own CA");
        let anchor = constraints.map_or(draft.clone(), |constraints| draft.constraints(constraints)).issue();
        Self { anchor, names: vec![dns_id(HOST), dns_id(DOMAIN), srv_id()] }
    }

    fn verifier(&self, policy: Policy<'static>) -> Arc<DelegationVerifier> {
        let records = [record(CertificateUsage::DANE_TA, Selector::CERT, &self.anchor)];
        let evidence = evidence(signed()).with_dane(dane(DaneProfile::Srv, &records, &self.names));
        let parent = verifier(&Issued::root("Another Root CA"), "imap").with_policy(policy);
        Arc::new(parent.for_evidence(evidence, Arc::new(Sha2)).unwrap())
    }

    /// The code of the path's rejection, below that of the mechanism.
    fn refused(&self, chain: &[&Issued]) -> &'static str {
        let verifier = self.verifier(Policy::default());
        assert_eq!(refused(&verifier, chain).0, "dane_path");
        rejection(&connect(&verifier, chain, DOMAIN).unwrap_err()).expect("of the path").code()
    }
}

/// Decision 34: path, dates, names, our constraints, and our rule.
#[test]
fn dane_ta_asks_for_a_path() {
    let own = OwnAnchor::new(None);
    let leaf = own.anchor.end_entity("mx").san([dns(HOST)]).issue();
    let accepted = accepted(&own.verifier(Policy::default()), &[&leaf, &own.anchor]);
    assert_eq!((accepted.by(), accepted.reference()), (Some(Mechanism::DaneTa), Some(dns_id(HOST))));
    assert!(accepted.to_string().contains("with rule constrained"), "{accepted}");

    let expired = own.anchor.end_entity("mx").san([dns(HOST)]).not_after("20200101000000Z").issue();
    assert_eq!(own.refused(&[&expired, &own.anchor]), "expired");
    let other = own.anchor.end_entity("mx").san([dns("mx.other.test")]).issue();
    assert_eq!(own.refused(&[&other, &own.anchor]), "no_matching_identifier");

    let narrow = OwnAnchor::new(Some(Constraints::new().permit(dns("other.test"))));
    let outside = narrow.anchor.end_entity("mx").san([dns(HOST)]).issue();
    assert_eq!(narrow.refused(&[&outside, &narrow.anchor]), "name_not_permitted");
}

#[test]
fn the_rule_about_sub_cas_holds_below_a_dane_ta() {
    let own = OwnAnchor::new(None);
    let sub = own.anchor.sub_ca("Sub CA").constraints(dns_only()).issue();
    let leaf = sub.end_entity("xmpp").san([srv("_xmpp-client.example.com")]).issue();
    let chain = [&leaf, &sub, &own.anchor];
    assert_eq!(own.refused(&chain), "ca_lacks_srv_constraints");
    let lax = own.verifier(Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280));
    assert_eq!(accepted(&lax, &chain).reference(), Some(srv_id()));
}

/// RFC 6698 §2.1.1: usages 0 and 1 need a path to the caller's roots as well; between MTAs they are of no use.
#[test]
fn usages_0_and_1_need_both() {
    let lab = Lab::confined();
    let chain = [&lab.leaf, &lab.sub];
    let (root, other) = (&lab.root, Issued::root("Another Root CA"));
    for (usage, issued) in [
        (CertificateUsage::PKIX_EE, &lab.leaf),
        (CertificateUsage::PKIX_TA, &lab.sub),
        // The root is not sent.
        (CertificateUsage::PKIX_TA, root),
    ] {
        let evidence = || {
            let records = [record(usage, Selector::CERT, issued)];
            ConnectionEvidence::new(source_domain(DOMAIN), signed(), [srv_id()]).with_dane(dane(
                DaneProfile::Srv,
                &records,
                &[],
            ))
        };
        let found = accepted(&child_of(root, evidence()), &chain);
        assert_eq!((found.by(), found.reference()), (Some(Mechanism::PkixAndTlsa), Some(srv_id())));
        let (code, citation, _) = refused(&child_of(&other, evidence()), &chain);
        assert_eq!((code, citation), ("dane_pkix", Citation::new("RFC 6698", "2.1.1")));
    }
    let records = [record(CertificateUsage::PKIX_TA, Selector::CERT, &other)];
    let evidence = |profile, records: &[_]| {
        ConnectionEvidence::new(source_domain(DOMAIN), signed(), [srv_id()]).with_dane(dane(profile, records, &[]))
    };
    let (code, _, sentence) = refused(&child_of(root, evidence(DaneProfile::Srv, &records)), &chain);
    assert_eq!(code, "dane_pkix");
    assert!(sentence.contains("no TLSA record of usage 0"), "{sentence}");
    let records = [record(CertificateUsage::PKIX_EE, Selector::CERT, &other)];
    assert_eq!(refused(&child_of(root, evidence(DaneProfile::Other, &records)), &chain).0, "dane_no_match");
    // RFC 7672 §3.1.3: unusable, so that TLS is all that DANE asks for, and the names of the caller decide.
    let found = accepted(&child_of(root, evidence(DaneProfile::Smtp, &records)), &chain);
    assert_eq!((found.by(), found.notes()), (Some(Mechanism::SrvName), &[OutcomeNote::DaneUnusable][..]));
}

/// RFC 7672 §2.2, RFC 7673 §4.1, RFC 7672 §6.
#[test]
fn records_of_no_use_mean_what_the_profile_says() {
    let lab = Lab::confined();
    let chain = [&lab.leaf, &lab.sub];
    let unusable = [(CertificateUsage(7), Selector::CERT, vec![0; 32])];
    let smtp = || evidence(signed()).with_dane(dane(DaneProfile::Smtp, &unusable, &[]));
    assert_eq!(refused(&child(smtp()), &chain).0, "dane_unusable");
    let anyone = accepted(&child(smtp().accepting(Authentication::Nobody)), &chain);
    assert_eq!((anyone.by(), anyone.authentication()), (None, Authentication::Nobody));
    assert!(anyone.to_string().starts_with("example.com is not authenticated"), "{anyone}");

    let service = |profile| evidence(signed()).with_dane(dane(profile, &unusable, &[srv_id()]));
    for profile in [DaneProfile::Srv, DaneProfile::Other] {
        let found = accepted(&child_of(&lab.root, service(profile)), &chain);
        assert_eq!((found.by(), found.reference()), (Some(Mechanism::SrvName), Some(srv_id())));
        // As by any path: rustls's own error.
        let error = connect(&child(service(profile)), &chain, DOMAIN).unwrap_err();
        assert_eq!(error, Error::InvalidCertificate(CertificateError::UnknownIssuer));
    }
    for profile in [DaneProfile::Smtp, DaneProfile::Srv] {
        let mandatory = dane(profile, &unusable, &[srv_id()]).with_demand(DaneDemand::Mandatory);
        let evidence = evidence(signed()).accepting(Authentication::Nobody).with_dane(mandatory);
        let (code, citation, _) = refused(&child_of(&lab.root, evidence), &chain);
        assert_eq!((code, citation), ("dane_unusable", Citation::new("RFC 7672", "6")));
    }
    // No records are no answer, whoever is accepted otherwise.
    let none = evidence(signed()).accepting(Authentication::Nobody).with_dane(dane(DaneProfile::Smtp, &[], &[]));
    assert_eq!(refused(&child(none), &chain).0, "dane_no_match");
}

/// The root of the lab issued a certificate for the host.
fn mx_lab(name: &str) -> Lab {
    Lab::with_leaf(|root| root.sub_ca("Mail CA").issue(), |sub| sub.end_entity("mx").san([dns(name)]).issue())
}

/// RFC 8461 §4.1, §4.2, §5.
#[test]
fn a_policy_in_enforce_asks_for_the_host_alone() {
    let (right, wrong) = (mx_lab(HOST), mx_lab(DOMAIN));
    let enforce = policy(StsMode::Enforce, "*.hosting.test");
    let mail = |references: &[ReferenceId<'static>]| {
        let mail =
            ConnectionEvidence::new(source_domain(DOMAIN), Delegation::Insecure(host()), references.iter().copied());
        mail.with_mta_sts(&enforce.evaluate(host()))
    };
    let found = accepted(&child_of(&right.root, mail(&[])), &[&right.leaf, &right.sub]);
    assert_eq!((found.by(), found.reference()), (Some(Mechanism::MtaStsAndPkix), Some(dns_id(HOST))));
    assert_eq!(found.authentication(), Authentication::SourceDomain);
    // The domain of the recipient is no alternative, whatever the caller accepts otherwise.
    for references in [&[][..], &[dns_id(DOMAIN)]] {
        let (code, citation, sentence) = refused(&child_of(&wrong.root, mail(references)), &[&wrong.leaf, &wrong.sub]);
        assert_eq!((code, citation), ("mta_sts_certificate", Citation::new("RFC 8461", "4.2")));
        assert!(sentence.contains("mx.hosting.test: no name"), "{sentence}");
    }
    let (code, _, sentence) = refused(&child(mail(&[])), &[&right.leaf, &right.sub]);
    assert!(code == "mta_sts_certificate" && sentence.contains("MTA-STS"), "{sentence}");

    let other = policy(StsMode::Enforce, "mx.other.test");
    let mismatch = evidence(Delegation::Insecure(host())).with_mta_sts(&other.evaluate(host()));
    let mismatch = mismatch.accepting(Authentication::Nobody);
    let (code, citation, sentence) = refused(&child_of(&right.root, mismatch), &[&right.leaf, &right.sub]);
    assert_eq!((code, citation), ("mta_sts_mismatch", Citation::new("RFC 8461", "4.1")));
    assert!(sentence.contains("no mx of it is mx.hosting.test"), "{sentence}");
}

/// RFC 8461 §5: delivered, and reported.
#[test]
fn a_policy_in_testing_refuses_nothing_and_proves_nothing() {
    let (right, wrong) = (mx_lab(HOST), mx_lab("mx.other.test"));
    let noted = &[OutcomeNote::MtaStsTestingFails][..];
    for (lab, mx, notes) in [(&right, HOST, &[][..]), (&wrong, HOST, noted), (&right, "mx.other.test", noted)] {
        let testing = policy(StsMode::Testing, mx);
        let mail = || evidence(Delegation::Insecure(host())).with_mta_sts(&testing.evaluate(host()));
        let chain = [&lab.leaf, &lab.sub];
        let found = accepted(&child_of(&lab.root, mail().accepting(Authentication::Nobody)), &chain);
        assert_eq!((found.by(), found.notes()), (None, notes), "{mx}");
        let nothing = verifier(&lab.root, "imap").for_evidence(mail(), Arc::new(Sha2));
        assert_eq!(nothing.unwrap_err(), VerifierError::NoReferences);
    }
    // Names of the caller's are asked as without a policy.
    let testing = policy(StsMode::Testing, HOST);
    let strict = ConnectionEvidence::new(source_domain(DOMAIN), signed(), [dns_id(DOMAIN)]);
    let strict = strict.with_mta_sts(&testing.evaluate(host()));
    let error = connect(&child_of(&right.root, strict), &[&right.leaf, &right.sub], DOMAIN).unwrap_err();
    assert!(matches!(error, Error::InvalidCertificate(CertificateError::NotValidForNameContext { .. })), "{error}");
}

/// RFC 7711 §3.3, §6.
#[test]
fn a_document_accepts_its_certificate_and_no_other() {
    let leaf = self_signed();
    let xmpp = || ConnectionEvidence::new(source_domain(DOMAIN), Delegation::Insecure(host()), [srv_id()]);
    let found = accepted(&child(xmpp().with_posh(posh(&leaf, 3600, 3600))), &[&leaf]);
    assert_eq!((found.by(), found.authentication()), (Some(Mechanism::Posh), Authentication::SourceDomain));
    assert!(found.to_string().contains("authenticated for _xmpp-client by POSH"), "{found}");

    let expired = Issued::root_draft("Expired").ca(false).not_after("20200101000000Z").issue();
    let early =
        Issued::root_draft("Early").ca(false).not_before("20290101000000Z").not_after("20300101000000Z").issue();
    for (document, presented, code, section) in [
        (posh(&expired, 3600, 0), &leaf, "posh_no_match", "3.3"),
        (posh(&leaf, 60, 61), &leaf, "posh_stale", "6"),
        (posh(&expired, 3600, 0), &expired, "posh_expired", "6"),
        (posh(&early, 3600, 0), &early, "posh_not_yet_valid", "4.1.2.5"),
    ] {
        for evidence in [xmpp(), evidence(signed())] {
            let (found, citation, sentence) = refused(&child(evidence.with_posh(document.clone())), &[presented]);
            assert_eq!((found, citation.section()), (code, section), "{sentence}");
            assert!(sentence.starts_with("the POSH document of example.com does not"), "{sentence}");
        }
    }
    // RFC 7711 §3.3: unless another mechanism succeeds.
    let lab = Lab::confined();
    let evidence = xmpp().with_posh(posh(&leaf, 3600, 0));
    let found = accepted(&child_of(&lab.root, evidence), &[&lab.leaf, &lab.sub]);
    assert_eq!((found.by(), found.notes()), (Some(Mechanism::SrvName), &[OutcomeNote::PoshFails][..]));
}

/// RFC 8461 §2, RFC 7672 §2.2.
#[test]
fn nothing_lifts_dane_that_fails() {
    let lab = Lab::with_leaf(
        |root| root.sub_ca("Mail CA").constraints(crate::make::chains::confined()).issue(),
        |sub| sub.end_entity("xmpp").san([srv("_xmpp-client.example.com"), dns(DOMAIN)]).issue(),
    );
    let enforce = policy(StsMode::Enforce, DOMAIN);
    let all = |dane: DaneEvidence| {
        let evidence = ConnectionEvidence::new(source_domain(DOMAIN), Delegation::Direct, [srv_id()]);
        let evidence = evidence.with_posh(posh(&lab.leaf, 60, 0)).with_dane(dane);
        let own = DnsName::parse(DOMAIN).unwrap();
        evidence.with_mta_sts(&enforce.evaluate(own)).accepting(Authentication::Nobody)
    };
    let chain = [&lab.leaf, &lab.sub];
    assert_eq!(accepted(&child_of(&lab.root, all(dane_ee(&lab.leaf))), &chain).by(), Some(Mechanism::DaneEe));
    for rule in [DaneAndMtaSts::BothMustHold, DaneAndMtaSts::DaneSuffices] {
        let evidence = all(dane_ee(&self_signed())).with_dane_and_mta_sts(rule);
        assert_eq!(refused(&child_of(&lab.root, evidence), &chain).0, "dane_no_match");
    }
    // And a policy that fails is lifted by DANE where the caller says so.
    let evidence = || all(dane_ee(&lab.leaf)).with_mta_sts(&enforce.evaluate(host()));
    assert_eq!(refused(&child_of(&lab.root, evidence()), &chain).0, "mta_sts_mismatch");
    let suffices = evidence().with_dane_and_mta_sts(DaneAndMtaSts::DaneSuffices);
    let found = accepted(&child_of(&lab.root, suffices), &chain);
    assert!(found.notes().contains(&OutcomeNote::MtaStsOverruled), "{found}");
}

/// RFC 7672 §2.2.1.
#[test]
fn a_host_alone_is_accepted_where_that_is_enough() {
    let leaf = self_signed();
    for references in [&[][..], &[dns_id(DOMAIN)]] {
        let mail = || {
            let references = references.iter().copied();
            let insecure = Delegation::Insecure(host());
            ConnectionEvidence::new(source_domain(DOMAIN), insecure, references).with_dane(dane_ee(&leaf))
        };
        let (code, citation, sentence) = refused(&child(mail()), &[&leaf]);
        assert_eq!((code, citation), ("host_alone", Citation::new("RFC 7672", "2.2.1")));
        assert!(sentence.contains("example.com is not"), "{sentence}");
        let found = accepted(&child(mail().accepting(Authentication::HostAlone)), &[&leaf]);
        assert_eq!((found.by(), found.authentication()), (Some(Mechanism::DaneEe), Authentication::HostAlone));
        assert_eq!(found.reference(), Some(dns_id(HOST)));
        assert!(found.to_string().starts_with("the host mx.hosting.test is authenticated by DANE-EE"), "{found}");
    }
}

/// What the verifier with references says, the same value or none.
#[test]
fn without_evidence_it_is_a_verifier_of_references() {
    let (lab, other) = (Lab::confined(), Issued::root("Another Root CA"));
    let open = Lab::new(|root| root.sub_ca("Open Sub CA").issue());
    let lists =
        [vec![srv_id()], vec![dns_id(DOMAIN)], vec![dns_id("other.test")], vec![dns_id("other.test"), srv_id()]];
    for delegation in [Delegation::Direct, Delegation::Insecure(host()), signed()] {
        for (root, server) in [(&lab.root, &lab), (&other, &lab), (&open.root, &open)] {
            for references in &lists {
                let parent = verifier(root, "imap");
                let plain = Arc::new(parent.for_references(references.iter().copied()).unwrap());
                let evidence = ConnectionEvidence::new(source_domain(DOMAIN), delegation, references.iter().copied());
                let chain = [&server.leaf, &server.sub];
                let outcomes =
                    (connect(&plain, &chain, "a.test"), connect(&child_of(root, evidence), &chain, "a.test"));
                match outcomes {
                    (Ok(()), Ok(())) => {}
                    (Err(one), Err(two)) => assert_eq!(one.to_string(), two.to_string()),
                    outcomes => panic!("{outcomes:?} for {references:?}"),
                }
            }
        }
    }
    let nothing = verifier(&other, "imap").for_evidence(evidence(signed()), Arc::new(Sha2));
    assert_eq!(nothing.unwrap_err(), VerifierError::NoReferences);
    let anyone = evidence(signed()).accepting(Authentication::Nobody);
    assert_eq!(accepted(&child(anyone), &[&self_signed()]).authentication(), Authentication::Nobody);
}

/// RFC 6764 §8: an SRVName in the certificate makes its DNS-IDs count for nothing. And RFC 5922 §7.2: no wildcards.
#[test]
fn the_references_of_an_application_have_their_precedence() {
    let lab = Lab::new(|root| root.sub_ca("Example Sub CA").constraints(crate::make::chains::confined()).issue());
    let of = |application| {
        let references = reference_identifiers(application, source_domain(DOMAIN), Delegation::Direct);
        ConnectionEvidence::of_application(source_domain(DOMAIN), Delegation::Direct, references, ListedBy::Protocol)
    };
    let xmpp = child_of(&lab.root, of(Application::Service(Profile::XmppClient)));
    assert_eq!(accepted(&xmpp, &[&lab.leaf, &lab.sub]).reference(), Some(srv_id()));
    assert_eq!(xmpp.server_name(), Some(server_name(DOMAIN)));
    let calendar = child_of(&lab.root, of(Application::Service(Profile::CalDavs)));
    connect(&calendar, &[&lab.leaf, &lab.sub], DOMAIN).unwrap_err();
    let web = lab.root.end_entity("web").san([dns("*.example.com"), dns(DOMAIN)]).issue();
    assert_eq!(accepted(&calendar, &[&web]).reference(), Some(dns_id(DOMAIN)));
    let wild = lab.root.end_entity("sip").san([dns("*.com")]).issue();
    connect(&child_of(&lab.root, of(Application::Sip)), &[&wild], DOMAIN).unwrap_err();
    connect(&xmpp, &[&wild], DOMAIN).unwrap();
}

/// RFC 7671 §10.2, RFC 8461 §7.1, RFC 6066 §3.
#[test]
fn the_server_name_is_the_one_that_the_evidence_asks_for() {
    let references = reference_identifiers(
        Application::Smtp(SmtpSecurity::Plain),
        source_domain(DOMAIN),
        Delegation::Insecure(host()),
    );
    let mail = ConnectionEvidence::of_application(
        source_domain(DOMAIN),
        Delegation::Insecure(host()),
        references,
        ListedBy::LocalPolicy,
    );
    assert_eq!(mail.server_name(), Some(HOST));
    let enforce = policy(StsMode::Enforce, "mx.other.test");
    let allowed = mail.with_mta_sts(&enforce.evaluate(DnsName::parse("MX.other.test").unwrap()));
    assert!(allowed.server_name().unwrap().eq_ignore_ascii_case("mx.other.test"));
    let records = dane_ee(&self_signed()).with_server_name(DnsName::parse("Base.other.test").unwrap());
    assert_eq!(allowed.with_dane(records).server_name(), Some("base.other.test"));
    assert_eq!(child(evidence(signed()).with_dane(dane_ee(&self_signed()))).server_name(), None);
}

#[test]
fn a_child_of_evidence_can_be_shown() {
    let shown = format!("{:?}", child(evidence(signed()).with_dane(dane_ee(&self_signed()))));
    assert!(shown.contains("example.com") && shown.contains("mx.hosting.test"), "{shown}");
}
