//! What a domain publishes: each mechanism accepts, and each refuses for its own reason.

use std::ffi::c_char;
use std::ptr;

use srvname::Certificate;
use srvname::delegation::Digests;
use srvname::delegation::posh::{Descriptor, Document, FingerprintsDocument, HashFunction, Lifetime};
use srvname_capi::ResultCode;
use srvname_capi::evidence::{self, Evidence, srvname_evidence_free, srvname_evidence_new};
use srvname_capi::settings::{BesideMtaSts, LeastAuthentication, Rule, TlsaLookup, TlsaProfile, VouchedBy};
use srvname_capi::verifier::srvname_verifier_set_rule;
use srvname_capi::verify::Der;
use srvname_capi::verify_evidence::srvname_verify_evidence;
use srvname_capi::version::SRVNAME_ABI;
use srvname_testkit::digests::Sha2;
use srvname_testkit::make::chains::{confined, dns_only};
use srvname_testkit::make::der::tlv;
use srvname_testkit::make::{Constraints, Issued, dns, srv};

use crate::call::{AT, Answer, Answered, OwnedRoots, OwnedVerifier, c, taken};

const HOST: &str = "mx.hosting.test";

/// Evidence that is freed.
struct OwnedEvidence(*mut Evidence);

impl Drop for OwnedEvidence {
    fn drop(&mut self) {
        // SAFETY: the handle is used no more.
        unsafe { srvname_evidence_free(self.0) };
    }
}

type Outcome = (ResultCode, Option<String>);

/// What a function answers that takes a place for a message.
fn explained(call: impl FnOnce(*mut *mut c_char) -> ResultCode) -> Outcome {
    let mut message = ptr::dangling_mut();
    let result = call(&raw mut message);
    (result, taken(message))
}

impl OwnedEvidence {
    fn made(service: Option<&str>, domain: &str) -> Result<Self, Outcome> {
        let (service, domain) = (service.map(c), c(domain));
        let service = service.as_ref().map_or(ptr::null(), |service| service.as_ptr());
        let mut made = ptr::dangling_mut();
        // SAFETY: texts, and places to write to.
        let (result, message) = explained(|message| unsafe {
            srvname_evidence_new(SRVNAME_ABI, service, domain.as_ptr(), &raw mut made, message)
        });
        if result == ResultCode::Ok { Ok(Self(made)) } else { Err((result, message)) }
    }

    /// Of XMPP at example.com, at a host that DNSSEC vouches for.
    fn xmpp() -> Self {
        let evidence = Self::made(Some("xmpp-client"), "Example.com.").expect("good");
        assert_eq!(evidence.set_target(HOST, VouchedBy::Dnssec as u32), (ResultCode::Ok, None));
        evidence
    }

    /// Of mail for example.com, at a host that nobody vouches for.
    fn mail() -> Self {
        let evidence = Self::made(None, "example.com").expect("good");
        assert_eq!(evidence.set_insecure_target(HOST), (ResultCode::Ok, None));
        evidence
    }

    fn set_target(&self, host: &str, by: u32) -> Outcome {
        let host = c(host);
        // SAFETY: a live handle, a text, and a place to write to.
        explained(|message| unsafe { evidence::srvname_evidence_set_target(self.0, host.as_ptr(), by, message) })
    }

    fn set_insecure_target(&self, host: &str) -> Outcome {
        let host = c(host);
        // SAFETY: as above.
        explained(|message| unsafe { evidence::srvname_evidence_set_insecure_target(self.0, host.as_ptr(), message) })
    }

    fn set_lookup(&self, profile: TlsaProfile, lookup: TlsaLookup, host: &str) -> Outcome {
        let host = c(host);
        // SAFETY: as above.
        explained(|message| unsafe {
            let (profile, lookup) = (profile as u32, lookup as u32);
            evidence::srvname_evidence_set_tlsa_lookup(self.0, profile, lookup, host.as_ptr(), 5222, message)
        })
    }

    fn add_tlsa(&self, rdata: &[u8]) -> Outcome {
        // SAFETY: a live handle, octets of this length, and a place to write to.
        explained(|message| unsafe {
            evidence::srvname_evidence_add_tlsa(self.0, rdata.as_ptr(), rdata.len(), message)
        })
    }

    /// With these records, which must be good.
    fn tlsa(self, profile: TlsaProfile, records: &[Vec<u8>]) -> Self {
        assert_eq!(self.set_lookup(profile, TlsaLookup::Found, HOST), (ResultCode::Ok, None));
        for record in records {
            assert_eq!(self.add_tlsa(record), (ResultCode::Ok, None));
        }
        self
    }

    fn set_mta_sts(&self, policy: &str, mx: &str) -> Outcome {
        let mx = c(mx);
        // SAFETY: a live handle, octets of this length, a text, and a place to write to.
        explained(|message| unsafe {
            evidence::srvname_evidence_set_mta_sts(self.0, policy.as_ptr(), policy.len(), mx.as_ptr(), message)
        })
    }

    fn mta_sts(self, mode: &str, pattern: &str) -> Self {
        let policy = format!("version: STSv1\r\nmode: {mode}\r\nmx: {pattern}\r\nmax_age: 86400\r\n");
        assert_eq!(self.set_mta_sts(&policy, HOST), (ResultCode::Ok, None));
        self
    }

    fn set_posh(&self, document: &str, referred: Option<&str>, age: u64) -> Outcome {
        let (other, length) = referred.map_or((ptr::null(), 0), |other| (other.as_ptr(), other.len()));
        // SAFETY: a live handle, octets of these lengths, and a place to write to.
        explained(|message| unsafe {
            let (octets, count) = (document.as_ptr(), document.len());
            evidence::srvname_evidence_set_posh(self.0, octets, count, other, length, age, message)
        })
    }

    fn posh(self, issued: &Issued, age: u64) -> Self {
        assert_eq!(self.set_posh(&document(issued), None, age), (ResultCode::Ok, None));
        self
    }

    fn least(self, authentication: LeastAuthentication) -> Self {
        // SAFETY: a live handle.
        let result = unsafe { evidence::srvname_evidence_set_least_authentication(self.0, authentication as u32) };
        assert_eq!(result, ResultCode::Ok);
        self
    }

    fn server_name(&self) -> (ResultCode, Option<String>) {
        let mut name = ptr::dangling_mut();
        // SAFETY: a live handle and a place to write to.
        let result = unsafe { evidence::srvname_evidence_server_name(self.0, &raw mut name) };
        (result, taken(name))
    }

    fn verify(&self, verifier: &OwnedVerifier, chain: &[&Issued]) -> Answer {
        let ders: Vec<_> =
            chain.iter().map(|issued| Der { data: issued.der().as_ptr(), length: issued.der().len() }).collect();
        let mut verdict = ptr::null_mut();
        // SAFETY: live handles, certificates of these lengths, and a place to write to.
        let result =
            unsafe { srvname_verify_evidence(verifier.0, self.0, ders.as_ptr(), ders.len(), AT, &raw mut verdict) };
        // SAFETY: as above, and no verdict is wanted.
        let again =
            unsafe { srvname_verify_evidence(verifier.0, self.0, ders.as_ptr(), ders.len(), AT, ptr::null_mut()) };
        assert_eq!(result, again, "a verdict that is not wanted changes the answer");
        Answer { result, verdict: Answered::of(verdict) }
    }
}

/// RDATA of SHA-256 of the key (selector 1) or of the certificate (0).
fn rdata(usage: u8, selector: u8, issued: &Issued) -> Vec<u8> {
    let spki = tlv(0x30, Certificate::from_der(issued.der()).expect("a certificate").spki());
    let data = Sha2.sha256(if selector == 1 { &spki } else { issued.der() });
    [&[usage, selector, 1], data.as_slice()].concat()
}

/// A POSH document with the SHA-256 of a certificate, for an hour.
fn document(issued: &Issued) -> String {
    let certificate = Certificate::from_der(issued.der()).expect("a certificate");
    let descriptor = Descriptor::of_certificate(&certificate, &[HashFunction::Sha256], &Sha2);
    let lifetime = Lifetime::from_seconds(3600).expect("more than none");
    Document::Fingerprints(FingerprintsDocument::new(vec![descriptor], lifetime).expect("a descriptor")).to_json()
}

fn self_signed() -> Issued {
    Issued::root_draft("Self-Signed").ca(false).san([dns("other.test")]).issue()
}

fn expired() -> Issued {
    Issued::root_draft("Expired").ca(false).not_after("2020-01-01T00:00:00Z").issue()
}

fn nobody() -> OwnedVerifier {
    OwnedVerifier::without_roots()
}

/// A root, a sub-CA that is held to example.com, and a server of XMPP there.
struct Lab {
    root: Issued,
    sub: Issued,
    leaf: Issued,
}

impl Lab {
    fn new() -> Self {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA").constraints(confined()).issue();
        let leaf = sub.end_entity("xmpp").san([srv("_xmpp-client.example.com"), dns("example.com")]).issue();
        Self { root, sub, leaf }
    }

    fn chain(&self) -> [&Issued; 2] {
        [&self.leaf, &self.sub]
    }

    fn verifier(&self) -> OwnedVerifier {
        OwnedVerifier::new(&OwnedRoots::of(&[self.root.der()])).srv("xmpp-client", "example.com")
    }
}

/// RFC 7671 §5.1: names, dates and path do not count, and no root is needed.
#[test]
fn dane_ee_asks_for_the_octets_alone() {
    for leaf in [self_signed(), expired()] {
        for (selector, profile) in [(0, TlsaProfile::Smtp), (1, TlsaProfile::Srv), (1, TlsaProfile::Other)] {
            let evidence = OwnedEvidence::xmpp().tlsa(profile, &[rdata(3, selector, &leaf)]);
            let verdict = evidence.verify(&nobody(), &[&leaf]).accepted();
            assert_eq!((verdict.code.as_str(), verdict.mechanism.as_deref()), ("ok", Some("dane_ee")));
            assert_eq!(verdict.authentication.as_deref(), Some("source-domain"));
            assert_eq!((verdict.reference, verdict.presented, verdict.path), (None, None, vec![]));
            assert!(verdict.text.starts_with("Example.com is authenticated by DANE-EE"), "{}", verdict.text);
        }
    }
}

/// RFC 8461 §2, RFC 7672 §2.2.
#[test]
fn nothing_lifts_dane_that_fails() {
    let (lab, other) = (Lab::new(), self_signed());
    let evidence = || OwnedEvidence::xmpp().tlsa(TlsaProfile::Srv, &[rdata(3, 1, &other)]);
    lab.verifier().verify(&[lab.leaf.der(), lab.sub.der()]).accepted();
    for evidence in [evidence(), evidence().posh(&lab.leaf, 0), evidence().least(LeastAuthentication::HostAlone)] {
        // SAFETY: a live handle.
        let set =
            |rule: BesideMtaSts| unsafe { evidence::srvname_evidence_set_beside_mta_sts(evidence.0, rule as u32) };
        for rule in [BesideMtaSts::BothMustHold, BesideMtaSts::DaneSuffices] {
            assert_eq!(set(rule), ResultCode::Ok);
            let verdict = evidence.verify(&lab.verifier(), &lab.chain()).refused(ResultCode::DaneNoMatch);
            assert_eq!((verdict.code.as_str(), verdict.mechanism), ("dane_no_match", None));
            assert!(verdict.section.expect("a section").starts_with("RFC 6698"));
            assert!(verdict.advice.is_empty() && verdict.authentication.is_none());
        }
    }
}

#[test]
fn dane_ta_asks_for_a_path() {
    let own = Issued::root("Own CA");
    let evidence = |anchor: &Issued| OwnedEvidence::xmpp().tlsa(TlsaProfile::Srv, &[rdata(2, 0, anchor)]);
    for (names, wanted) in [
        (vec![dns(HOST)], HOST),
        (vec![dns("example.com")], "Example.com"),
        (vec![srv("_xmpp-client.example.com")], "_xmpp-client.Example.com"),
    ] {
        let leaf = own.end_entity("mx").san(names).issue();
        let verdict = evidence(&own).verify(&nobody(), &[&leaf, &own]).accepted();
        assert_eq!((verdict.mechanism.as_deref(), verdict.reference.as_deref()), (Some("dane_ta"), Some(wanted)));
        assert_eq!((verdict.presented, verdict.reference_index, verdict.path), (None, None, vec![]));
    }
    let narrow = Issued::root_draft("Own CA").constraints(Constraints::new().permit(dns("other.test"))).issue();
    let outside = narrow.end_entity("mx").san([dns(HOST)]).issue();
    let verdict = evidence(&narrow).verify(&nobody(), &[&outside, &narrow]).refused(ResultCode::DanePath);
    assert_eq!((verdict.position, verdict.name.as_deref()), (Some(0), Some(HOST)));
    assert!(verdict.text.contains(HOST) && verdict.imposed_by == Some(1), "{verdict:?}");

    // The settings of the verifier are those of every path.
    let sub = own.sub_ca("Sub CA").constraints(dns_only()).issue();
    let leaf = sub.end_entity("xmpp").san([srv("_xmpp-client.example.com")]).issue();
    evidence(&own).verify(&nobody(), &[&leaf, &sub, &own]).refused(ResultCode::DanePath);
    let lax = nobody().set(srvname_verifier_set_rule, Rule::Rfc5280 as u32);
    evidence(&own).verify(&lax, &[&leaf, &sub, &own]).accepted();
}

/// RFC 6698 §2.1.1.
#[test]
fn usages_0_and_1_need_both() {
    let lab = Lab::new();
    for (usage, issued) in [(1, &lab.leaf), (0, &lab.sub), (0, &lab.root)] {
        let evidence = || OwnedEvidence::xmpp().tlsa(TlsaProfile::Srv, &[rdata(usage, 0, issued)]);
        let verdict = evidence().verify(&lab.verifier(), &lab.chain()).accepted();
        assert_eq!(verdict.mechanism.as_deref(), Some("pkix_and_tlsa"));
        assert_eq!(verdict.reference_index, Some(0));
        assert_eq!(verdict.presented.as_deref(), Some("_xmpp-client.example.com"));
        assert_eq!(verdict.path, [Some(0), Some(1)]);
        evidence().verify(&nobody(), &lab.chain()).refused(ResultCode::DanePkix);
        // RFC 7672 §3.1.3: between MTAs they are of no use, and say nothing.
        let mail = || OwnedEvidence::xmpp().tlsa(TlsaProfile::Smtp, &[rdata(usage, 0, issued)]);
        assert_eq!(mail().verify(&lab.verifier(), &lab.chain()).accepted().mechanism.as_deref(), Some("srv_name"));
        mail().verify(&nobody(), &lab.chain()).refused(ResultCode::DaneUnusable);
    }
    let other = rdata(0, 0, &Issued::root("Another Root CA"));
    let evidence = OwnedEvidence::xmpp().tlsa(TlsaProfile::Srv, &[other]);
    let verdict = evidence.verify(&lab.verifier(), &lab.chain()).refused(ResultCode::DanePkix);
    assert!(verdict.text.contains("no TLSA record of usage 0"), "{}", verdict.text);
}

/// RFC 8461 §4.1, §4.2, §5.
#[test]
fn a_policy_in_enforce_asks_for_the_host_alone() {
    let root = Issued::root("Example Root CA");
    let leaf = |name: &str| root.end_entity("mx").san([dns(name)]).issue();
    let verifier = || OwnedVerifier::new(&OwnedRoots::of(&[root.der()]));
    let verdict = OwnedEvidence::mail().mta_sts("enforce", "*.hosting.test").verify(&verifier(), &[&leaf(HOST)]);
    let verdict = verdict.accepted();
    assert_eq!((verdict.mechanism.as_deref(), verdict.reference.as_deref()), (Some("mta_sts_and_pkix"), Some(HOST)));
    assert_eq!((verdict.reference_index, verdict.presented.as_deref()), (None, Some(HOST)));
    let mismatch = OwnedEvidence::mail().mta_sts("enforce", "mx.other.test");
    mismatch.verify(&verifier(), &[&leaf(HOST)]).refused(ResultCode::MtaStsMismatch);
    let wrong = OwnedEvidence::mail().mta_sts("enforce", HOST).verify(&verifier(), &[&leaf("example.com")]);
    assert_eq!(wrong.refused(ResultCode::MtaStsCertificate).section.as_deref(), Some("RFC 8461 §4.2"));
    // Neither mode names anybody.
    for mode in ["testing", "none"] {
        let evidence = OwnedEvidence::mail().mta_sts(mode, HOST);
        evidence.verify(&verifier(), &[&leaf(HOST)]).refused(ResultCode::Unauthenticated);
    }
    // DANE that matches, beside a policy that does not hold.
    let leaf = leaf(HOST);
    let both = || OwnedEvidence::xmpp().tlsa(TlsaProfile::Smtp, &[rdata(3, 1, &leaf)]).mta_sts("enforce", "a.test");
    both().verify(&verifier(), &[&leaf]).refused(ResultCode::MtaStsMismatch);
    let lifted = both();
    // SAFETY: a live handle.
    let result = unsafe { evidence::srvname_evidence_set_beside_mta_sts(lifted.0, BesideMtaSts::DaneSuffices as u32) };
    assert_eq!(result, ResultCode::Ok);
    assert_eq!(lifted.verify(&verifier(), &[&leaf]).accepted().mechanism.as_deref(), Some("dane_ee"));
}

/// RFC 7711 §3.2, §3.3, §6.
#[test]
fn a_document_accepts_its_certificate_and_no_other() {
    let (leaf, old) = (self_signed(), expired());
    let verdict = OwnedEvidence::xmpp().posh(&leaf, 3600).verify(&nobody(), &[&leaf]).accepted();
    assert_eq!((verdict.mechanism.as_deref(), verdict.reference), (Some("posh"), None));
    assert!(verdict.text.contains("authenticated for _xmpp-client by POSH"), "{}", verdict.text);
    for (described, age, presented, result) in [
        (&old, 0, &leaf, ResultCode::PoshNoMatch),
        (&leaf, 3601, &leaf, ResultCode::PoshStale),
        (&old, 0, &old, ResultCode::PoshExpired),
    ] {
        OwnedEvidence::xmpp().posh(described, age).verify(&nobody(), &[presented]).refused(result);
    }
    // By a reference.
    let reference = r#"{"url":"https://hosting.test/posh.json","expires":60}"#;
    let evidence = OwnedEvidence::xmpp();
    let (result, message) = evidence.set_posh(reference, None, 0);
    assert!(result == ResultCode::InvalidEvidence && message.expect("why").contains("https://hosting.test/posh.json"));
    let (result, _) = evidence.set_posh(reference, Some(reference), 0);
    assert_eq!(result, ResultCode::InvalidEvidence);
    assert_eq!(evidence.set_posh(reference, Some(&document(&leaf)), 60), (ResultCode::Ok, None));
    evidence.verify(&nobody(), &[&leaf]).accepted();
    let url = |document: &str| {
        let mut url = ptr::dangling_mut();
        // SAFETY: octets of this length, and places to write to.
        let (result, message) = explained(|message| unsafe {
            evidence::srvname_posh_url(document.as_ptr(), document.len(), &raw mut url, message)
        });
        (result, taken(url), message.is_some())
    };
    assert_eq!(url(reference), (ResultCode::Ok, Some("https://hosting.test/posh.json".to_owned()), false));
    assert_eq!(url(&document(&leaf)), (ResultCode::Ok, None, false));
    assert_eq!(url("{}"), (ResultCode::InvalidEvidence, None, true));
}

/// RFC 7672 §2.2.1, RFC 7673 §3.1.
#[test]
fn what_an_insecure_record_led_to_is_a_host_and_no_more() {
    let leaf = self_signed();
    let mail = || OwnedEvidence::mail().tlsa(TlsaProfile::Smtp, &[rdata(3, 1, &leaf)]);
    let refused = mail().verify(&nobody(), &[&leaf]).refused(ResultCode::HostAlone);
    assert!(refused.text.contains("example.com is not"), "{}", refused.text);
    let verdict = mail().least(LeastAuthentication::HostAlone).verify(&nobody(), &[&leaf]).accepted();
    assert_eq!((verdict.authentication.as_deref(), verdict.reference.as_deref()), (Some("host-alone"), Some(HOST)));
    // Of services DANE does not apply then: the records say nothing, for and against.
    let lab = Lab::new();
    let service = OwnedEvidence::made(Some("xmpp-client"), "example.com").expect("good");
    assert_eq!(service.set_insecure_target(HOST), (ResultCode::Ok, None));
    let service = service.tlsa(TlsaProfile::Srv, &[rdata(3, 1, &leaf)]);
    service.verify(&nobody(), &[&leaf]).refused(ResultCode::Unauthenticated);
    assert_eq!(service.verify(&lab.verifier(), &lab.chain()).accepted().mechanism.as_deref(), Some("srv_name"));
}

/// RFC 7672 §2.1.2, RFC 7673 §3.4: a failure is no answer.
#[test]
fn a_look_up_that_failed_makes_no_connection() {
    let lab = Lab::new();
    for lookup in [TlsaLookup::Bogus, TlsaLookup::Indeterminate, TlsaLookup::Failed] {
        for profile in [TlsaProfile::Smtp, TlsaProfile::Srv, TlsaProfile::Other] {
            let evidence = OwnedEvidence::xmpp();
            let (result, message) = evidence.set_lookup(profile, lookup, HOST);
            let message = message.expect("why");
            assert_eq!(result, ResultCode::NoConnection);
            assert!(message.contains("_5222._tcp.mx.hosting.test") && message.contains("[RFC 767"), "{message}");
            // Whoever goes on all the same is told again.
            evidence.verify(&lab.verifier(), &lab.chain()).failed(ResultCode::NoConnection);
            assert_eq!(evidence.server_name(), (ResultCode::NoConnection, None));
        }
    }
    // Records that were found and not added.
    let evidence = OwnedEvidence::xmpp().tlsa(TlsaProfile::Srv, &[]);
    evidence.verify(&lab.verifier(), &lab.chain()).failed(ResultCode::NoConnection);
    // A denial is an answer, and so is one that is not signed: DANE does not apply.
    for lookup in [TlsaLookup::Denied, TlsaLookup::Insecure] {
        for profile in [TlsaProfile::Smtp, TlsaProfile::Srv, TlsaProfile::Other] {
            let evidence = OwnedEvidence::xmpp();
            assert_eq!(evidence.set_lookup(profile, lookup, HOST), (ResultCode::Ok, None));
            assert_eq!(evidence.add_tlsa(&rdata(3, 1, &lab.root)).0, ResultCode::InvalidValue);
            evidence.verify(&lab.verifier(), &lab.chain()).accepted();
        }
    }
}

#[test]
fn without_evidence_a_path_and_a_reference_decide() {
    let lab = Lab::new();
    let evidence = OwnedEvidence::xmpp();
    let plain = lab.verifier().verify(&[lab.leaf.der(), lab.sub.der()]).accepted();
    let verdict = evidence.verify(&lab.verifier(), &lab.chain()).accepted();
    assert_eq!((&verdict.reference, verdict.reference_index), (&plain.reference, plain.reference_index));
    assert_eq!((&verdict.presented, &verdict.path), (&plain.presented, &plain.path));
    assert_eq!((plain.mechanism, plain.authentication), (None, None));
    // A refusal of the path is the same, with its advice.
    let other = || OwnedVerifier::new(&OwnedRoots::of(&[lab.root.der()])).srv("imap", "example.com");
    let plain = other().verify(&[lab.leaf.der(), lab.sub.der()]).refused(ResultCode::NoMatchingIdentifier);
    assert_eq!(evidence.verify(&other(), &lab.chain()).refused(ResultCode::NoMatchingIdentifier), plain);
    evidence.verify(&nobody(), &lab.chain()).refused(ResultCode::Unauthenticated);
    evidence.verify(&nobody(), &[]).failed(ResultCode::TooFewCertificates);
}

/// RFC 7671 §10.2, RFC 7712 §5.1, RFC 8461 §7.1.
#[test]
fn the_server_name_is_the_one_that_the_evidence_asks_for() {
    let leaf = self_signed();
    let named = |evidence: &OwnedEvidence| evidence.server_name().1.map(|name| name.to_ascii_lowercase());
    let records = [rdata(3, 1, &leaf)];
    assert_eq!(named(&OwnedEvidence::mail().tlsa(TlsaProfile::Smtp, &records)).as_deref(), Some(HOST));
    assert_eq!(named(&OwnedEvidence::xmpp().tlsa(TlsaProfile::Srv, &records)).as_deref(), Some("example.com"));
    assert_eq!(named(&OwnedEvidence::mail().mta_sts("enforce", HOST)).as_deref(), Some(HOST));
    assert_eq!(OwnedEvidence::mail().server_name(), (ResultCode::Ok, None));
}

#[test]
fn what_is_malformed_is_said_and_changes_nothing() {
    let malformed = |made: Result<OwnedEvidence, Outcome>, wanted: &str| {
        let (result, message) = made.err().expect("malformed");
        assert_eq!(result, ResultCode::InvalidReference);
        let message = message.expect("why");
        assert!(message.contains(wanted), "{message}");
    };
    malformed(OwnedEvidence::made(Some("no service"), "example.com"), "the service \"no service\"");
    malformed(OwnedEvidence::made(None, "_imap.example.com"), "the domain \"_imap.example.com\"");

    let leaf = self_signed();
    let evidence = OwnedEvidence::xmpp().tlsa(TlsaProfile::Srv, &[rdata(3, 1, &leaf)]).posh(&leaf, 0);
    for (outcome, code) in [
        (evidence.set_target("", 1), ResultCode::InvalidReference),
        (evidence.set_target(HOST, 0), ResultCode::InvalidValue),
        (evidence.set_target(HOST, 4), ResultCode::InvalidValue),
        (evidence.set_insecure_target("a b"), ResultCode::InvalidReference),
        (evidence.set_lookup(TlsaProfile::Srv, TlsaLookup::Found, "a..b"), ResultCode::InvalidReference),
        (evidence.add_tlsa(&[3, 1]), ResultCode::InvalidEvidence),
        (evidence.add_tlsa(&[]), ResultCode::InvalidEvidence),
        (evidence.set_mta_sts("version: STSv2\n", HOST), ResultCode::InvalidEvidence),
        (evidence.set_mta_sts("", HOST), ResultCode::InvalidEvidence),
        (evidence.set_mta_sts("version: STSv1\n", "a b"), ResultCode::InvalidReference),
        (evidence.set_posh("[]", None, 0), ResultCode::InvalidEvidence),
        (evidence.set_posh("", Some(""), 0), ResultCode::InvalidEvidence),
        (evidence.set_posh(&document(&leaf), Some("{\u{7}"), 0), ResultCode::InvalidEvidence),
    ] {
        assert_eq!(outcome.0, code, "{outcome:?}");
        assert_eq!(outcome.1.is_some(), code != ResultCode::InvalidValue, "{outcome:?}");
        assert!(!outcome.1.unwrap_or_default().chars().any(char::is_control));
    }
    evidence.verify(&nobody(), &[&leaf]).accepted();
    // A record of an unknown usage is one, and no use.
    let odd = OwnedEvidence::xmpp().tlsa(TlsaProfile::Smtp, &[vec![9, 1, 1, 0]]);
    odd.verify(&nobody(), &[&leaf]).refused(ResultCode::DaneUnusable);
    // What tells of a slip beside success.
    let policy = "version: STSv1\nmode: enforce\n\nmx: mx.hosting.test\nmax_age: 86400\n";
    let (result, note) = evidence.set_mta_sts(policy, HOST);
    assert!(result == ResultCode::Ok && note.expect("a note").contains("blank"));
}

/// Of a host that nobody said how the client came to, nothing is taken for secure.
#[test]
fn records_of_another_host_need_a_target() {
    let leaf = self_signed();
    let evidence = OwnedEvidence::made(Some("xmpp-client"), "example.com").expect("good");
    let (result, message) = evidence.set_lookup(TlsaProfile::Srv, TlsaLookup::Found, HOST);
    assert_eq!(result, ResultCode::InvalidReference);
    assert!(message.expect("why").contains("mx.hosting.test is not example.com"));
    // The domain itself, and where aliases of a target led.
    assert_eq!(evidence.set_lookup(TlsaProfile::Srv, TlsaLookup::Found, "EXAMPLE.com"), (ResultCode::Ok, None));
    assert_eq!(evidence.add_tlsa(&rdata(3, 1, &leaf)), (ResultCode::Ok, None));
    evidence.verify(&nobody(), &[&leaf]).accepted();
    let aliased = OwnedEvidence::xmpp();
    assert_eq!(aliased.set_lookup(TlsaProfile::Other, TlsaLookup::Found, "alias.hosting.test"), (ResultCode::Ok, None));
    assert_eq!(aliased.add_tlsa(&rdata(2, 0, &leaf)), (ResultCode::Ok, None));
    // A service is needed where it is meant.
    let mail = OwnedEvidence::mail();
    assert_eq!(mail.set_lookup(TlsaProfile::Srv, TlsaLookup::Found, HOST).0, ResultCode::InvalidReference);
    assert_eq!(mail.set_posh(&document(&leaf), None, 0).0, ResultCode::InvalidReference);
    for (profile, lookup) in [(0, 1), (4, 1), (1, 0), (1, 7), (u32::MAX, u32::MAX)] {
        // SAFETY: a live handle and a text.
        let result = unsafe {
            let host = c"mx.hosting.test".as_ptr();
            evidence::srvname_evidence_set_tlsa_lookup(mail.0, profile, lookup, host, 25, ptr::null_mut())
        };
        assert_eq!(result, ResultCode::InvalidValue);
    }
    for number in [0, 3, u32::MAX] {
        // SAFETY: a live handle.
        unsafe {
            let wrong = ResultCode::InvalidValue;
            assert_eq!(evidence::srvname_evidence_set_least_authentication(mail.0, number), wrong);
            assert_eq!(evidence::srvname_evidence_set_beside_mta_sts(mail.0, number), wrong);
        }
    }
}
