//! Threat by threat, what each way to delegate a service says while the attack goes on: the rows of `docs/DELEGATION.md`.
//!
//! The domain is example.com, its provider hosting.example, another customer of it victim.test, the attacker evil.test.

use core::time::Duration;

use rustls_pki_types::UnixTime;
use srvname::delegation::dane::{
    DIGESTS, DaneProfile, Destination, Evaluator, Host, OwnedTlsa, RecordSet, Server, Step, TlsaOutcome as Matching,
};
use srvname::delegation::dns::{
    Answer, BogusReason, CertificateUsage, InsecureReason, Lookup, MatchingType, Security, Selector, Srv, Target,
};
use srvname::delegation::mta_sts::{
    CachedPolicy, MaxAge, MxPattern, MxVerdict, PolicyId, PolicyPlan, StsMode, StsPolicy, StsRecordLookup,
};
use srvname::delegation::posh::{
    Descriptor, Document, FingerprintsDocument, HashFunction, Lifetime, Material, PoshVerdict, Presented,
};
use srvname::delegation::{
    Application, Dane, DaneAndMtaSts, Delegation, ListedBy, MtaSts, Outcome, Pkix, Posh, Verdicts,
    reference_identifiers,
};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use srvname::name::DnsName;
use srvname::{Certificate, Policy, Profile, ReferenceId, SubCaRule};
use srvname_testkit::digests::Sha2;
use srvname_testkit::make::{Ca, Constraints, GeneralName, Issued, dns, srv};
use srvname_testkit::verdict::build::AT;
use srvname_testkit::verdict::identify;

const PROVIDER: &str = "xmpp.hosting.example";

fn root() -> Issued {
    Ca::root("Example Root CA")
}

/// A certificate of the trusted root.
fn server(label: &str, names: impl IntoIterator<Item = GeneralName>) -> Issued {
    root().end_entity(label).san(names).issue()
}

fn domain() -> SourceDomain<'static> {
    SourceDomain::from_user_input("example.com").unwrap()
}

fn host(text: &str) -> DnsName<'_> {
    DnsName::parse(text).unwrap()
}

fn by_dnssec(text: &str) -> Delegation<'_> {
    Delegation::Authenticated(AuthenticatedTarget::new(text, AuthenticatedBy::Dnssec).unwrap())
}

/// Whether a client that takes the whole list of its protocol accepts a certificate of the root.
fn accepts(profile: Profile, delegation: Delegation<'_>, certificate: &Issued) -> bool {
    let references = reference_identifiers(Application::Service(profile), domain(), delegation);
    let end_entity = Certificate::from_der(certificate.der()).unwrap();
    let ids = references.for_certificate(&end_entity, ListedBy::Protocol);
    identify(&[certificate, &root()], &ids, &references.narrow(Policy::default())).is_ok()
}

/// Whether a client that takes the SRV-ID alone does.
fn accepts_by_srv_id(profile: Profile, certificate: &Issued) -> bool {
    identify(&[certificate, &root()], &profile.references(domain()), &Policy::default()).is_ok()
}

/// The record 3 1 1 of a certificate.
fn tlsa_of(certificate: &Issued) -> OwnedTlsa {
    let (usage, selector) = (CertificateUsage::DANE_EE, Selector::SPKI);
    OwnedTlsa::of_certificate(usage, selector, MatchingType::SHA2_256, certificate.der(), &Sha2).unwrap()
}

fn matches_dane(record: &OwnedTlsa, certificate: &Issued) -> bool {
    let records = RecordSet::new(&[record.as_tlsa()], DaneProfile::Srv, DIGESTS);
    let evaluator = Evaluator::new(&Sha2, webpki::ALL_VERIFICATION_ALGS);
    let now = UnixTime::since_unix_epoch(Duration::from_secs(AT));
    matches!(evaluator.evaluate(&records, &[certificate.der()], &[], now), Matching::Authenticated(_))
}

/// The document of a service that names one certificate.
fn posh_of(certificate: &Issued) -> Material {
    let certificate = Certificate::from_der(certificate.der()).unwrap();
    let descriptor = Descriptor::of_certificate(&certificate, &[HashFunction::Sha256], &Sha2);
    let document = FingerprintsDocument::new(vec![descriptor], Lifetime::from_seconds(86_400).unwrap()).unwrap();
    Material::resolve(&Document::Fingerprints(document), None).unwrap()
}

fn ask_posh(material: &Material, certificate: &Issued, age: u64) -> PoshVerdict {
    let certificate = Certificate::from_der(certificate.der()).unwrap();
    material.verify(Presented { certificate: &certificate, now: AT.try_into().unwrap(), age }, &Sha2)
}

fn matches_posh(material: &Material, certificate: &Issued) -> bool {
    matches!(ask_posh(material, certificate, 0), PoshVerdict::Match { .. })
}

fn enforced(patterns: &[&str]) -> StsPolicy {
    let patterns = patterns.iter().map(|pattern| MxPattern::parse(pattern).unwrap()).collect();
    StsPolicy::new(StsMode::Enforce, MaxAge::new(604_800).unwrap(), patterns).unwrap()
}

fn names(policy: &StsPolicy, mx: &str) -> bool {
    matches!(policy.evaluate(host(mx)), MxVerdict::Match(_))
}

/// The step of an XMPP client whose SRV answer is this one.
fn step_of<'e>(lookup: Lookup<'e, Srv<'e>>, target: &'e str) -> Step<'e> {
    let profile = Profile::XmppServer.references(domain());
    let [ReferenceId::Srv { service, .. }] = profile else { panic!("an SRV-ID") };
    let destination = Destination::Srv { service, source: domain(), lookup };
    Server::new(destination, Host::Name { name: host(target), aliases: &[], addresses: &[] }, 5269).step(&[])
}

#[test]
fn records_are_forged() {
    let (evil, own) = (server("Evil", [dns("evil.test")]), server("Own", [dns("example.com")]));
    let forged = Delegation::Insecure(host("evil.test"));
    for profile in Profile::ALL {
        assert!(!accepts(profile, forged, &evil), "{profile:?}");
        assert!(!accepts_by_srv_id(profile, &evil));
    }
    // Approach 2, the target of an insecure answer as reference, is what nothing here makes; a caller that makes it is lost.
    assert!(identify(&[&evil, &root()], &[ReferenceId::dns("evil.test").unwrap()], &Policy::default()).is_ok());
    // A resolver that validates says that the forgery is bogus, and then there is no target at all.
    assert!(Delegation::by_dns(host("evil.test"), &[Security::Bogus(BogusReason::SignaturesMissing)]).is_err());
    let records = [Srv { priority: 0, weight: 0, port: 5269, target: Target::Host(host("evil.test")) }];
    let insecure = Lookup::Insecure(Answer::Found(&records), InsecureReason::Unsigned);
    let Step::NoDane(without) = step_of(insecure, "evil.test") else { panic!("no DANE below insecure records") };
    assert!(!without.references.contains(&ReferenceId::dns("evil.test").unwrap()));
    assert!(!matches_dane(&tlsa_of(&own), &evil));
    assert!(!names(&enforced(&["mx1.hosting.example"]), "evil.test"));
    assert!(!matches_posh(&posh_of(&own), &evil));
}

#[test]
fn the_provider_of_one_service_poses_as_another() {
    let (wide, narrow) = (server("Wide", [dns("example.com")]), server("Narrow", [srv("_xmpp-server.example.com")]));
    assert!(accepts(Profile::Imaps, Delegation::Direct, &wide), "a DNS-ID is good for every service");
    assert!(!accepts(Profile::Imaps, Delegation::Direct, &narrow));
    assert!(accepts(Profile::XmppServer, Delegation::Direct, &narrow));
    // The provider of XMPP is no target of the records for mail.
    let provider = server("Provider", [dns(PROVIDER)]);
    assert!(accepts(Profile::XmppServer, by_dnssec(PROVIDER), &provider));
    assert!(!accepts(Profile::Imaps, by_dnssec("imap.other.example"), &provider));
    assert!(!names(&enforced(&["mx1.other.example"]), PROVIDER));
}

#[test]
fn the_provider_of_clients_poses_as_the_server() {
    let clients = server("Clients", [srv("_xmpp-client.example.com")]);
    assert!(accepts(Profile::XmppClient, Delegation::Direct, &clients));
    assert!(!accepts(Profile::XmppServer, Delegation::Direct, &clients));
    // Documents of POSH are kept for each service: that of the server names another certificate.
    let servers = server("Servers", [srv("_xmpp-server.example.com")]);
    assert!(matches_posh(&posh_of(&clients), &clients));
    assert!(!matches_posh(&posh_of(&servers), &clients));
    // By DNS it is the host that counts. If both records name one host, it is both.
    let provider = server("Provider", [dns(PROVIDER)]);
    assert!(accepts(Profile::XmppServer, by_dnssec(PROVIDER), &provider));
    assert!(!accepts(Profile::XmppServer, by_dnssec("s2s.hosting.example"), &provider));
}

#[test]
fn a_provider_takes_one_customer_for_another() {
    let other = server("Other customer", [srv("_xmpp-server.victim.test"), dns("victim.test")]);
    assert!(!accepts(Profile::XmppServer, Delegation::Direct, &other), "names say which customer");
    // One host for all customers is one identity for all.
    let shared = server("Shared", [dns(PROVIDER)]);
    assert!(accepts(Profile::XmppServer, by_dnssec(PROVIDER), &shared));
    assert!(matches_dane(&tlsa_of(&shared), &shared));
    assert!(matches_posh(&posh_of(&shared), &shared));
}

#[test]
fn a_ca_that_is_held_to_other_hosts_issues() {
    let ca = root().sub_ca("Hosting CA").constraints(Constraints::new().permit(dns("hosting.example"))).issue();
    let leaf = ca.end_entity("Leaf").san([srv("_xmpp-server.example.com")]).issue();
    let chain = [&leaf, &ca, &root()];
    let references = Profile::XmppServer.references(domain());
    assert!(identify(&chain, &references, &Policy::default()).is_err(), "the rule");
    let rfc_alone = Policy::default().with_sub_ca_rule(SubCaRule::Rfc5280);
    assert!(identify(&chain, &references, &rfc_alone).is_ok(), "the hole");
    let host_name = ca.end_entity("Leaf").san([dns("example.com")]).issue();
    assert!(identify(&[&host_name, &ca, &root()], &[domain().dns_id()], &rfc_alone).is_err(), "the constraint bites");
    // DANE-EE asks no CA: its key is not the one of the record, whoever signed it.
    assert!(!matches_dane(&tlsa_of(&server("Own", [dns("example.com")])), &leaf));
}

#[test]
fn a_trusted_ca_issues_wrongly() {
    let own = server("Own", [srv("_xmpp-server.example.com"), dns("example.com")]);
    let wrong = server("Wrong", [srv("_xmpp-server.example.com"), dns("example.com"), dns(PROVIDER)]);
    assert!(accepts(Profile::XmppServer, Delegation::Direct, &wrong));
    assert!(accepts(Profile::XmppServer, by_dnssec(PROVIDER), &wrong));
    assert!(!matches_dane(&tlsa_of(&own), &wrong), "DANE-EE alone withstands");
    // And what it says is not lifted by a path that holds.
    let verdicts = Verdicts::new(domain(), Delegation::Direct).with_dane(Dane::Fails).with_posh(Posh::NotApplicable);
    assert!(matches!(verdicts.outcome(DaneAndMtaSts::BothMustHold), Outcome::Refused(_)));
    assert!(matches!(verdicts.outcome(DaneAndMtaSts::DaneSuffices), Outcome::Refused(_)));
}

#[test]
fn the_signer_of_the_zone_is_against_you() {
    let evil = server("Evil", [dns("evil.test")]);
    // Who signs the zone names the host and its key.
    assert!(accepts(Profile::XmppServer, by_dnssec("evil.test"), &evil));
    assert!(matches_dane(&tlsa_of(&evil), &evil));
    // It does not make a certificate with the names of the domain.
    assert!(!accepts_by_srv_id(Profile::XmppServer, &evil));
    assert!(!names(&enforced(&["mx1.hosting.example"]), "evil.test"), "a policy that is cached holds");
}

#[test]
fn the_former_provider_goes_on() {
    let former = server("Former", [srv("_xmpp-server.example.com")]);
    assert!(accepts_by_srv_id(Profile::XmppServer, &former), "until the certificate ends, or is revoked");
    assert!(!matches_dane(&tlsa_of(&server("Present", [dns(PROVIDER)])), &former));
    let material = posh_of(&former);
    assert!(matches!(ask_posh(&material, &former, 86_400), PoshVerdict::Match { .. }));
    assert!(matches!(ask_posh(&material, &former, 86_401), PoshVerdict::Stale { .. }));
    // A policy goes when it has expired, or when another id was seen.
    let (id, policy) = (PolicyId::parse("1").unwrap(), enforced(&["mx1.hosting.example"]));
    let cached = CachedPolicy::new(&id, &policy, 0);
    assert!(cached.is_valid(604_800) && !cached.is_valid(604_801));
}

#[test]
fn the_evidence_is_suppressed() {
    // No policy is known, and none is seen: as without MTA-STS.
    let plan = PolicyPlan::of(None, &StsRecordLookup::NotLookedUp, None, 0);
    assert_eq!(plan, PolicyPlan::NoPolicy { failure: None });
    // One that is known stays.
    let (id, policy) = (PolicyId::parse("1").unwrap(), enforced(&["mx1.hosting.example"]));
    let cached = CachedPolicy::new(&id, &policy, 0);
    let plan = PolicyPlan::of(Some(&cached), &StsRecordLookup::NotLookedUp, None, 60);
    assert!(matches!(plan, PolicyPlan::UseCached { .. }));
    // TLSA records that are missing are denied with signatures, or the look-up failed and there is no connection.
    assert!(matches!(step_of(Lookup::Failed, PROVIDER), Step::Abort(_)));
    assert!(matches!(step_of(Lookup::Bogus(BogusReason::Unspecified), PROVIDER), Step::Abort(_)));
    // A document that is not there is no document: what is left is the path.
    let verdicts = Verdicts::new(domain(), Delegation::Direct).with_pkix(Pkix::Fails).with_posh(Posh::NotApplicable);
    assert!(matches!(verdicts.outcome(DaneAndMtaSts::BothMustHold), Outcome::Refused(_)));
}

#[test]
fn a_pattern_is_wider_than_was_meant() {
    let policy = enforced(&["*.hosting.example"]);
    assert!(names(&policy, "mx1.hosting.example"));
    assert!(names(&policy, "customer.hosting.example"), "whoever has a name there receives the mail");
    assert!(!names(&policy, "a.b.hosting.example") && !names(&policy, "hosting.example"));
    let wildcard = server("Wildcard", [srv("_xmpp-server.*.com"), srv("_xmpp-server.*.example.com")]);
    assert!(!accepts_by_srv_id(Profile::XmppServer, &wildcard));
    // Not even the policy host speaks for the mode of another: what fails to hold in enforce is refused.
    let verdicts = Verdicts::new(domain(), Delegation::Direct).with_mta_sts(MtaSts::EnforceFails);
    assert!(matches!(verdicts.outcome(DaneAndMtaSts::BothMustHold), Outcome::Refused(_)));
}

/// Each row of the table is a test here, and each test a row.
#[test]
fn the_table_names_these_tests() {
    let (table, tests) = (include_str!("../docs/DELEGATION.md"), include_str!("threats.rs"));
    let rows: Vec<_> = table
        .lines()
        .filter(|line| line.starts_with("| ") && line.contains("` |"))
        .filter_map(|line| line.trim_end_matches(" |").rsplit_once("| `")?.1.strip_suffix('`'))
        .filter(|cell| !cell.contains("::"))
        .collect();
    assert_eq!(rows.len(), 10, "{rows:?}");
    let written: Vec<_> = tests.split("#[test]\nfn ").skip(1).filter_map(|test| test.split_once('(')).collect();
    assert!(rows.iter().all(|row| written.iter().any(|(name, _)| name == row)), "{rows:?}");
    assert_eq!(written.len(), rows.len() + 1);
}
