//! An outcome that rests on a path: what it says is what the path was held to.

use srvname::delegation::{
    ConstraintsAsked, Dane, DaneAndMtaSts, Delegation, Mechanism, MtaSts, Outcome, Pkix, RefusalReason, Verdicts,
};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use srvname::path::AnchorConstraints;
use srvname::{Certificate, Path, Policy, ReferenceId, SubCaRule, TrustAnchor};
use srvname_testkit::make::{Issued, dns, srv};

/// The outcome for a server that presents an SRVName and a DNS name, and that was asked for `reference`.
fn outcome(reference: ReferenceId<'_>, policy: &Policy<'_>, verdicts: Verdicts<'_>, check: impl FnOnce(Outcome<'_>)) {
    let root = Issued::root("Example Root CA");
    let names = [srv("_imaps.example.com"), dns("mx.hoster.example")];
    let server = root.end_entity("mx.hoster.example").san(names).issue();
    let [anchor, server] = [&root, &server].map(|issued| Certificate::from_der(issued.der()).unwrap());
    let anchor = TrustAnchor::from_certificate(&anchor);
    let path = Path::assume_signed(&anchor, &[], &server).unwrap();
    let references = [reference];
    let identity = path.validate(&references, policy).unwrap();
    let Verdicts { dane, mta_sts, .. } = verdicts;
    let verdicts = Verdicts::new(verdicts.source, verdicts.delegation).with_dane(dane).with_mta_sts(mta_sts);
    check(verdicts.with_pkix(Pkix::Holds((&identity).into())).outcome(DaneAndMtaSts::BothMustHold));
}

#[test]
fn an_outcome_names_the_rule_of_its_path() {
    let domain = SourceDomain::from_user_input("example.com").unwrap();
    let srv_id = ReferenceId::srv("imaps", "example.com").unwrap();
    for rule in SubCaRule::ALL {
        for anchor_constraints in [AnchorConstraints::Enforce, AnchorConstraints::IgnoreTrustAnchorConstraints] {
            let policy = Policy::new().with_sub_ca_rule(rule).with_anchor_constraints(anchor_constraints);
            outcome(srv_id, &policy, Verdicts::new(domain, Delegation::Direct), |outcome| {
                let Outcome::Authenticated(found) = outcome else { panic!("{outcome}") };
                assert_eq!(found.by(), Mechanism::SrvName);
                assert_eq!(found.constraints(), ConstraintsAsked::Checked { rule, anchor_constraints });
                assert!(found.to_string().contains(&format!("with rule {rule}")), "{found}");
            });
        }
    }
}

#[test]
fn a_policy_takes_the_name_of_the_mx_host_alone() {
    let domain = SourceDomain::from_user_input("example.com").unwrap();
    let mx = AuthenticatedTarget::new("mx.hoster.example", AuthenticatedBy::MtaSts).unwrap();
    let verdicts = Verdicts::new(domain, Delegation::Authenticated(mx)).with_mta_sts(MtaSts::EnforceMatches(mx.host()));
    outcome(mx.dns_id(), &Policy::default(), verdicts, |outcome| {
        let Outcome::Authenticated(found) = outcome else { panic!("{outcome}") };
        assert_eq!(found.by(), Mechanism::MtaStsAndPkix);
    });
    // The certificate has a name of the domain as well, and it is not asked for.
    let srv_id = ReferenceId::srv("imaps", "example.com").unwrap();
    outcome(srv_id, &Policy::default(), verdicts, |outcome| {
        let Outcome::Refused(refused) = outcome else { panic!("{outcome}") };
        assert_eq!(refused.reason(), RefusalReason::MtaSts);
    });
    outcome(mx.dns_id(), &Policy::default(), verdicts.with_dane(Dane::Fails), |outcome| {
        let Outcome::Refused(refused) = outcome else { panic!("{outcome}") };
        assert_eq!(refused.reason(), RefusalReason::Dane);
    });
}
