//! Every combination of evidence, against an oracle that asks for every path.

use std::time::Duration;

use rustls_pki_types::UnixTime;
use srvname::delegation::dane::{DaneProfile, Evaluator};
use srvname::delegation::dns::{CertificateUsage, MatchingType, Selector, Tlsa};
use srvname::delegation::mta_sts::{MaxAge, MxPattern, StsMode, StsPolicy};
use srvname::delegation::posh::{
    Descriptor, Document, FingerprintsDocument, HashFunction, Lifetime, Material, PoshService,
};
use srvname::delegation::{
    AcceptedServer, AuthenticatedAs, Authentication, ConnectionEvidence, Dane, DaneAndMtaSts, DaneEvidence, Delegation,
    Digests, Mechanism, MtaSts, Outcome, OutcomeNote, Pkix, Posh, PoshEvidence, ProvenName, RefusalReason,
    ServerRefusal, Verdicts,
};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use srvname::name::{DnsName, Service};
use srvname::{Certificate, Path, Policy, ReferenceId, TrustAnchor};
use srvname_testkit::digests::Sha2;
use srvname_testkit::make::{Issued, dns};

const DOMAIN: &str = "example.com";
const HOST: &str = "mx.hosting.test";

/// What the oracle knows of TLSA records: what they say of the certificate.
const RECORDS: [(Option<(u8, DaneProfile, bool)>, Dane<'_>); 7] = [
    (None, Dane::NotApplicable),
    (Some((3, DaneProfile::Smtp, true)), Dane::Key),
    (Some((3, DaneProfile::Srv, false)), Dane::Fails),
    (Some((1, DaneProfile::Srv, true)), Dane::WithPkix),
    (Some((1, DaneProfile::Srv, false)), Dane::Fails),
    (Some((1, DaneProfile::Smtp, true)), Dane::TlsAlone),
    (Some((9, DaneProfile::Other, true)), Dane::NotApplicable),
];

/// What a document says of the certificate.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Says {
    Match,
    NoMatch,
    Nothing,
}

impl Says {
    fn evidence(self, end_entity: &[u8]) -> PoshEvidence {
        let certificate = Certificate::from_der(end_entity).unwrap();
        let other = Issued::root("Another Root CA");
        let described = if self == Self::NoMatch { Certificate::from_der(other.der()).unwrap() } else { certificate };
        let descriptor = Descriptor::of_certificate(&described, &[HashFunction::Sha256], &Sha2);
        let document = FingerprintsDocument::new(vec![descriptor], Lifetime::from_seconds(60).unwrap()).unwrap();
        let material = Material::resolve(&Document::Fingerprints(document), None).unwrap();
        let age = if self == Self::Nothing { 61 } else { 60 };
        PoshEvidence::new(PoshService::parse("xmpp-server").unwrap(), material, age)
    }
}

/// What a policy says of the host: its mode, and whether a pattern matches.
type Mx = Option<(StsMode, bool)>;

/// A combination of what is known.
#[derive(Clone, Copy, Debug)]
struct Case<'c> {
    dane: (Option<(u8, DaneProfile, bool)>, Dane<'c>),
    document: Option<Says>,
    mta_sts: Mx,
    rule: DaneAndMtaSts,
    least: Authentication,
    delegation: Delegation<'c>,
    references: &'c [ReferenceId<'c>],
}

fn host() -> DnsName<'static> {
    DnsName::parse(HOST).unwrap()
}

fn source() -> SourceDomain<'static> {
    SourceDomain::from_user_input(DOMAIN).unwrap()
}

impl<'c> Case<'c> {
    fn evidence(&self, end_entity: &[u8]) -> ConnectionEvidence {
        let mut evidence = ConnectionEvidence::new(source(), self.delegation, self.references.iter().copied());
        if let Some((usage, profile, is_match)) = self.dane.0 {
            let data = Sha2.sha256(if is_match { end_entity } else { b"another" });
            let record = Tlsa {
                usage: CertificateUsage(usage),
                selector: Selector::CERT,
                matching_type: MatchingType::SHA2_256,
                data: &data,
            };
            evidence = evidence.with_dane(DaneEvidence::new([record], profile, []));
        }
        if let Some(says) = self.document {
            evidence = evidence.with_posh(says.evidence(end_entity));
        }
        if let Some((mode, is_match)) = self.mta_sts {
            let pattern = MxPattern::parse(if is_match { "*.hosting.test" } else { "mx.other.test" }).unwrap();
            let policy = StsPolicy::new(mode, MaxAge::DAY, vec![pattern]).unwrap();
            evidence = evidence.with_mta_sts(&policy.evaluate(host()));
        }
        evidence.with_dane_and_mta_sts(self.rule).accepting(self.least)
    }

    /// The outcome with every path asked for, by the definition of each verdict.
    fn outcome(&self, proves: impl Fn(&'c [ReferenceId<'c>]) -> Option<ProvenName<'c>>) -> Outcome<'c> {
        let host_id: &'c [ReferenceId<'c>] = Box::leak(Box::new([ReferenceId::Dns(host())]));
        let is_for_host = proves(host_id).is_some();
        let (mta_sts, references) = match self.mta_sts {
            None => (MtaSts::NotApplicable, self.references),
            Some((StsMode::Enforce, false)) => (MtaSts::EnforceFails, self.references),
            Some((StsMode::Enforce, true)) => (MtaSts::EnforceMatches(host()), host_id),
            Some((_, true)) if is_for_host => (MtaSts::NotApplicable, self.references),
            Some(_) => (MtaSts::TestingFails, self.references),
        };
        let pkix = match (references, proves(references)) {
            ([], _) => Pkix::NotAsked,
            (_, Some(name)) => Pkix::Holds(name),
            (_, None) => Pkix::Fails,
        };
        let posh = match self.document {
            Some(Says::Match) => Posh::Matches(Service::parse("xmpp-server").unwrap()),
            Some(Says::NoMatch) => Posh::Fails,
            Some(Says::Nothing) | None => Posh::NotApplicable,
        };
        let verdicts = Verdicts::new(source(), self.delegation).with_dane(self.dane.1).with_mta_sts(mta_sts);
        verdicts.with_posh(posh).with_pkix(pkix).outcome(self.rule)
    }

    fn assert_agrees(&self, found: &Result<AcceptedServer, ServerRefusal>, expected: &Outcome<'_>) {
        let known = |notes: &[OutcomeNote]| -> Vec<_> {
            // That there is no path is not known where none was asked for.
            notes.iter().copied().filter(|note| *note != OutcomeNote::PkixFails).collect()
        };
        let expected_acceptance = match expected {
            Outcome::Authenticated(peer) => {
                let is_host = matches!(peer.identity(), AuthenticatedAs::HostAlone(_));
                let how = if is_host { Authentication::HostAlone } else { Authentication::SourceDomain };
                (how >= self.least).then(|| (Some(peer.by()), how, known(peer.notes())))
            }
            Outcome::Unauthenticated(peer) => {
                (self.least == Authentication::Nobody).then(|| (None, Authentication::Nobody, known(peer.notes())))
            }
            _ => None,
        };
        let acceptance = found.as_ref().ok().map(|found| (found.by(), found.authentication(), known(found.notes())));
        assert_eq!(acceptance, expected_acceptance, "{self:?}");
        let code = match found {
            Ok(_) => return,
            Err(ServerRefusal::Path(_)) => "path",
            Err(ServerRefusal::Delegation(refusal)) => refusal.code(),
        };
        let wanted = match (expected, self.document) {
            (Outcome::Refused(peer), _) if peer.reason() == RefusalReason::Dane => "dane_",
            (Outcome::Refused(peer), _) if peer.reason() == RefusalReason::MtaSts => "mta_sts_",
            (Outcome::Authenticated(_), _) => "host_alone",
            (_, Some(_)) => "posh_",
            (Outcome::Unauthenticated(_), None) if self.dane.1 == Dane::TlsAlone => "dane_unusable",
            (Outcome::Unauthenticated(_), None) => "unauthenticated",
            (_, None) => "path",
        };
        assert!(code.starts_with(wanted), "{code} for {wanted}: {self:?}");
    }
}

fn cases<'c>(references: &'c [ReferenceId<'c>]) -> Vec<Case<'c>> {
    let target = AuthenticatedTarget::new(HOST, AuthenticatedBy::Dnssec).unwrap();
    let mut cases = Vec::new();
    for (dane, document) in RECORDS
        .into_iter()
        .flat_map(|dane| [None, Some(Says::Match), Some(Says::NoMatch), Some(Says::Nothing)].map(|says| (dane, says)))
    {
        for mta_sts in [
            None,
            Some((StsMode::Enforce, false)),
            Some((StsMode::Enforce, true)),
            Some((StsMode::Testing, false)),
            Some((StsMode::Testing, true)),
        ] {
            for rule in [DaneAndMtaSts::BothMustHold, DaneAndMtaSts::DaneSuffices] {
                for least in [Authentication::Nobody, Authentication::HostAlone, Authentication::SourceDomain] {
                    for delegation in
                        [Delegation::Direct, Delegation::Insecure(host()), Delegation::Authenticated(target)]
                    {
                        cases.push(Case { dane, document, mta_sts, rule, least, delegation, references });
                    }
                }
            }
        }
    }
    cases
}

/// A path is asked for only if the verdict depends on it, and then the verdict is what it is with all of them.
#[test]
fn a_path_that_is_not_asked_for_changes_nothing() {
    let root = Issued::root("Example Root CA");
    let root = Certificate::from_der(root.der()).unwrap();
    let anchor = TrustAnchor::from_certificate(&root);
    let own = [ReferenceId::dns(DOMAIN).unwrap()];
    let evaluator = Evaluator::new(&Sha2, &[]);
    let (policy, time) = (Policy::default(), UnixTime::since_unix_epoch(Duration::from_secs(1_795_478_400)));
    let (mut accepted, mut refused, mut by) = (0, 0, Vec::new());
    for names in [&["other.test"][..], &[HOST], &[DOMAIN], &[DOMAIN, HOST]] {
        let leaf = Issued::root("Example Root CA").end_entity("leaf").san(names.iter().map(|name| dns(name))).issue();
        let end_entity = Certificate::from_der(leaf.der()).unwrap();
        let path = Path::assume_signed(&anchor, [], &end_entity).unwrap();
        for case in cases(&[]).into_iter().chain(cases(&own)) {
            let evidence = case.evidence(leaf.der());
            let found = evidence.judge(&evaluator, &[leaf.der()], time, |question| {
                path.validate(question.references(), &policy).map(|identity| ProvenName::from(&identity))
            });
            let expected = case.outcome(|references| {
                path.validate(references, &policy).ok().map(|identity| ProvenName::from(&identity))
            });
            case.assert_agrees(&found, &expected);
            match &found {
                Ok(found) => {
                    accepted += 1;
                    by.extend(found.by());
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(accepted > 5000 && refused > 5000, "{accepted} {refused}");
    for mechanism in
        [Mechanism::Pkix, Mechanism::DaneEe, Mechanism::PkixAndTlsa, Mechanism::MtaStsAndPkix, Mechanism::Posh]
    {
        assert!(by.contains(&mechanism), "{mechanism}");
    }
}
