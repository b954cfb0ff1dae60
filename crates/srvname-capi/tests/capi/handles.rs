//! What a verifier is set to, and what a verdict says.

use srvname_capi::ResultCode;
use srvname_capi::settings::{Anchors, KeyPurpose, LeadingDot, Rule, VouchedBy, Wildcards};
use srvname_capi::verifier::{
    srvname_verifier_add_dns_id, srvname_verifier_add_ip_id, srvname_verifier_add_mailbox, srvname_verifier_add_target,
    srvname_verifier_set_anchors, srvname_verifier_set_dns_wildcards, srvname_verifier_set_leading_dot,
    srvname_verifier_set_purpose, srvname_verifier_set_rule, srvname_verifier_set_srv_wildcards,
};
use srvname_testkit::make::{Constraints, GeneralName, Issued, dns, email, ip4, oid, srv};

use crate::call::{AT, OwnedRoots, OwnedVerifier, c, taken};

/// A root, a sub-CA that is held to example.com, and a server with these names.
struct Lab {
    root: Issued,
    sub: Issued,
    leaf: Issued,
}

impl Lab {
    fn new(names: impl IntoIterator<Item = GeneralName>) -> Self {
        Self::under(Constraints::new().permit(srv("example.com")).permit(dns("example.com")), names)
    }

    fn under(constraints: Constraints, names: impl IntoIterator<Item = GeneralName>) -> Self {
        let root = Issued::root("Example Root CA");
        let sub = root.sub_ca("Example Sub CA").constraints(constraints).issue();
        let leaf = sub.end_entity("xmpp.example.com").san(names).issue();
        Self { root, sub, leaf }
    }

    fn xmpp() -> Self {
        Self::new([srv("_xmpp-server.example.com"), dns("xmpp.example.com")])
    }

    fn chain(&self) -> [&[u8]; 2] {
        [self.leaf.der(), self.sub.der()]
    }

    fn verifier(&self) -> OwnedVerifier {
        // Roots may be freed before the verifier: these are.
        OwnedVerifier::new(&OwnedRoots::of(&[self.root.der()]))
    }
}

#[test]
fn an_acceptance_says_who_the_peer_is() {
    let lab = Lab::xmpp();
    let verdict = lab.verifier().srv("_xmpp-server", "Example.com").verify(&lab.chain()).accepted();
    assert_eq!(verdict.code, "ok");
    assert_eq!(verdict.reference.as_deref(), Some("_xmpp-server.Example.com"));
    assert_eq!(verdict.reference_index, Some(0));
    assert_eq!(verdict.presented.as_deref(), Some("_xmpp-server.example.com"));
    assert_eq!(verdict.path, [Some(0), Some(1)]);
    assert!(verdict.text.contains("valid for _xmpp-server.Example.com"), "{}", verdict.text);
    assert_eq!((verdict.section, verdict.position, verdict.imposed_by), (None, None, None));
}

#[test]
fn of_several_references_the_one_that_matched_is_said() {
    let lab = Lab::xmpp();
    let verifier = lab.verifier().srv("imap", "example.com").srv("xmpp-client", "example.com");
    let refused = verifier.verify(&lab.chain()).refused(ResultCode::NoMatchingIdentifier);
    assert_eq!((refused.reference, refused.reference_index), (None, None));
    let verdict = verifier.srv("xmpp-server", "example.com").verify(&lab.chain()).accepted();
    assert_eq!(verdict.reference_index, Some(2));
    assert_eq!(verdict.reference.as_deref(), Some("_xmpp-server.example.com"));
}

#[test]
fn references_of_every_form_are_matched() {
    let constraints = Constraints::new().permit(srv("example.com")).permit(dns("example.com"));
    let names = [srv("_imap.example.com"), dns("mail.example.com"), ip4([192, 0, 2, 1]), email("user@example.com")];
    let lab = Lab::under(constraints, names);
    for (function, text, wanted) in [
        (srvname_verifier_add_dns_id as unsafe extern "C" fn(_, _, _) -> _, "mail.example.com.", "mail.example.com"),
        (srvname_verifier_add_ip_id, "192.0.2.1", "192.0.2.1"),
        (srvname_verifier_add_mailbox, "user@EXAMPLE.com", "user@EXAMPLE.com"),
    ] {
        let verifier = lab.verifier();
        assert_eq!(verifier.add(function, text), (ResultCode::Ok, None));
        assert_eq!(verifier.verify(&lab.chain()).accepted().reference.as_deref(), Some(wanted));
        let other = lab.verifier();
        let near = text.replace("mail", "mall").replace("2.1", "2.2").replace("user", "User");
        assert_eq!(other.add(function, &near), (ResultCode::Ok, None));
        other.verify(&lab.chain()).refused(ResultCode::NoMatchingIdentifier);
        // What is malformed is said, and not added.
        let (result, message) = other.add(function, "a b");
        assert_eq!(result, ResultCode::InvalidReference);
        assert!(message.expect("a reason").contains("\"a b\" is malformed"));
    }
    let verifier = lab.verifier();
    let (host, mut message) = (c("mail.example.com"), std::ptr::null_mut());
    // SAFETY: a live handle, a text and a place to write to.
    let mut target = |by| unsafe { srvname_verifier_add_target(verifier.0, host.as_ptr(), by, &raw mut message) };
    assert_eq!([0, 4, u32::MAX].map(&mut target), [ResultCode::InvalidValue; 3]);
    verifier.verify(&lab.chain()).refused(ResultCode::NoReferences);
    assert_eq!(target(VouchedBy::MtaSts as u32), ResultCode::Ok);
    assert_eq!(taken(message), None);
    assert_eq!(verifier.verify(&lab.chain()).accepted().reference.as_deref(), Some("mail.example.com"));
}

#[test]
fn a_refusal_says_what_is_wrong_and_where() {
    // The CA may issue for example.com alone.
    let lab = Lab::new([srv("_imap.victim.test")]);
    let verdict = lab.verifier().srv("imap", "victim.test").verify(&lab.chain()).refused(ResultCode::NameNotPermitted);
    assert_eq!(verdict.code, "name_not_permitted");
    assert_eq!((verdict.position, verdict.imposed_by), (Some(0), Some(1)));
    assert_eq!(verdict.name.as_deref(), Some("_imap.victim.test"));
    assert_eq!(verdict.section.as_deref(), Some("RFC 5280 §6.1.3(b)"));
    assert_eq!(verdict.path, [Some(0), Some(1)]);
    assert!(verdict.text.contains("_imap.victim.test"), "{}", verdict.text);

    let excluding = Constraints::new().permit(srv("example.com")).exclude(srv("_imap.example.com"));
    let lab = Lab::under(excluding, [srv("_imap.example.com")]);
    let verdict = lab.verifier().srv("imap", "example.com").verify(&lab.chain()).refused(ResultCode::NameExcluded);
    assert_eq!(verdict.base.as_deref(), Some("_imap.example.com"));

    let lab = Lab::under(Constraints::new().permit(dns("example.com")), [srv("_imap.example.com")]);
    let verdict =
        lab.verifier().srv("imap", "example.com").verify(&lab.chain()).refused(ResultCode::CaLacksSrvConstraints);
    assert_eq!(verdict.position, Some(1));
    assert!(verdict.subject.expect("a subject").contains("Example Sub CA"));
}

#[test]
fn a_refusal_comes_with_advice() {
    let root = Issued::root("Example Root CA");
    let open = root.sub_ca("Public CA").issue();
    let leaf = open.end_entity("imap").san([srv("_imap.example.com"), dns("example.com")]).issue();
    let verify = |service: &str, leaf: &Issued, sub: &Issued| {
        let verifier = OwnedVerifier::new(&OwnedRoots::of(&[root.der()])).srv(service, "example.com");
        verifier.verify(&[leaf.der(), sub.der()])
    };
    let advice = verify("imap", &leaf, &open).refused(ResultCode::CaLacksSrvConstraints).advice;
    let has = |wanted: &str| advice.iter().any(|sentence| sentence.contains(wanted));
    assert!(has("CN=Public CA (certificate 1) has no name constraints."), "{advice:#?}");
    assert!(has("the SRVName base \"example.com\""), "{advice:#?}");
    // Rules are called as the command line and configurations call them, and what is a matter of the program is not named.
    assert!(has("Until then the rule where-constrained asks nothing"), "{advice:#?}");
    assert!(!has("SubCaRule") && !has("TrustAnchor") && !has("PathBuilder"), "{advice:#?}");

    // Another service.
    let lab = Lab::new([srv("_xmpp-client.example.com")]);
    let refused = lab.verifier().srv("xmpps-client", "example.com").verify(&lab.chain());
    let advice = refused.refused(ResultCode::NoMatchingIdentifier).advice;
    assert_eq!(advice.last().map(String::as_str), Some("What to do: ask with the service xmpp-client."), "{advice:#?}");

    assert_eq!(lab.verifier().srv("xmpp-client", "example.com").verify(&lab.chain()).accepted().advice, [""; 0]);
}

#[test]
fn the_time_is_the_callers() {
    let lab = Lab::xmpp();
    let verifier = lab.verifier().srv("xmpp-server", "example.com");
    verifier.verify_at(&lab.chain(), AT).accepted();
    verifier.verify_at(&lab.chain(), 0).refused(ResultCode::NotYetValid);
    verifier.verify_at(&lab.chain(), i64::MAX).refused(ResultCode::Expired);
    // time() returns -1 where it has no time.
    verifier.verify_at(&lab.chain(), -1).failed(ResultCode::InvalidValue);
    verifier.verify_at(&lab.chain(), i64::MIN).failed(ResultCode::InvalidValue);
}

#[test]
fn without_references_only_the_path_is_verified() {
    let lab = Lab::xmpp();
    let verifier = lab.verifier();
    verifier.verify(&lab.chain()).refused(ResultCode::NoReferences);
    let verdict = verifier.verify_path(&lab.chain()).accepted();
    assert_eq!((verdict.reference, verdict.presented), (None, None));
    assert_eq!(verdict.path, [Some(0), Some(1)]);
    // Whom the verifier expects is not asked.
    verifier.srv("imap", "victim.test").verify_path(&lab.chain()).accepted();
}

#[test]
fn the_order_of_a_chain_does_not_matter_but_for_its_first() {
    let lab = Lab::xmpp();
    let stranger = Issued::root("A stranger");
    let verifier = lab.verifier().srv("xmpp-server", "example.com");
    let chain = [lab.leaf.der(), stranger.der(), b"no certificate".as_slice(), lab.root.der(), lab.sub.der()];
    assert_eq!(verifier.verify(&chain).accepted().path, [Some(0), Some(4)]);
    let refused = verifier.verify(&[lab.leaf.der(), stranger.der()]).refused(ResultCode::UnknownIssuer);
    assert_eq!(refused.path, [Some(0)]);
    let refused = verifier.verify(&[lab.leaf.der(), b"no certificate"]).refused(ResultCode::MalformedCertificate);
    assert_eq!(refused.position, Some(1));
    let refused = verifier.verify(&[b"no certificate", lab.sub.der()]).refused(ResultCode::MalformedCertificate);
    assert_eq!((refused.position, refused.path), (Some(0), vec![]));
}

#[test]
fn each_setting_has_its_effect() {
    let reference = |lab: &Lab| lab.verifier().srv("imap", "example.com");
    // The rule.
    let open = Lab::under(Constraints::new().permit(dns("example.com")), [srv("_imap.example.com")]);
    let rule = |rule: Rule| reference(&open).set(srvname_verifier_set_rule, rule as u32).verify(&open.chain());
    rule(Rule::WhereConstrained).refused(ResultCode::CaLacksSrvConstraints);
    rule(Rule::Rfc5280).accepted();
    // The purpose.
    let lab = Lab::new([srv("_imap.example.com")]);
    let client = lab.sub.end_entity("client").san([srv("_imap.example.com")]).extended_key_usage([oid::CLIENT_AUTH]);
    let client = client.issue();
    let purpose = |purpose: KeyPurpose| {
        let verifier = reference(&lab).set(srvname_verifier_set_purpose, purpose as u32);
        verifier.verify(&[client.der(), lab.sub.der()])
    };
    purpose(KeyPurpose::Server).refused(ResultCode::ExtendedKeyUsage);
    purpose(KeyPurpose::Email).refused(ResultCode::ExtendedKeyUsage);
    purpose(KeyPurpose::Client).accepted();
    purpose(KeyPurpose::ClientOrServer).accepted();
    purpose(KeyPurpose::NotAsked).accepted();
    // Wildcards.
    let lab = Lab::new([srv("_imap.*.example.com"), dns("*.example.com")]);
    let srv_wildcards = |wildcards: Wildcards| {
        let verifier = lab.verifier().set(srvname_verifier_set_srv_wildcards, wildcards as u32);
        verifier.srv("imap", "a.example.com").verify(&lab.chain())
    };
    srv_wildcards(Wildcards::MatchNothing).refused(ResultCode::NoMatchingIdentifier);
    srv_wildcards(Wildcards::LeftmostLabel).accepted();
    let dns_wildcards = |wildcards: Wildcards| {
        let verifier = lab.verifier().set(srvname_verifier_set_dns_wildcards, wildcards as u32);
        verifier.add(srvname_verifier_add_dns_id, "a.example.com");
        verifier.verify(&lab.chain())
    };
    dns_wildcards(Wildcards::MatchNothing).refused(ResultCode::NoMatchingIdentifier);
    dns_wildcards(Wildcards::LeftmostLabel).accepted();
    // The leading dot.
    let dotted = Constraints::new().permit(dns(".example.com")).permit(srv("example.com"));
    let lab = Lab::under(dotted, [srv("_imap.example.com"), dns("a.example.com")]);
    let dot = |dot: LeadingDot| reference(&lab).set(srvname_verifier_set_leading_dot, dot as u32).verify(&lab.chain());
    dot(LeadingDot::ProperSubdomains).accepted();
    dot(LeadingDot::Malformed).refused(ResultCode::MalformedConstraint);
    // The constraints of anchors.
    let root = Issued::root_draft("Root of others").constraints(Constraints::new().permit(dns("other.test"))).issue();
    let leaf = root.end_entity("imap").san([srv("_imap.example.com")]).issue();
    let anchors = |anchors: Anchors| {
        let verifier = OwnedVerifier::new(&OwnedRoots::of(&[root.der()])).srv("imap", "example.com");
        verifier.set(srvname_verifier_set_anchors, anchors as u32).verify(&[leaf.der()])
    };
    anchors(Anchors::EnforceConstraints).refused(ResultCode::CaLacksSrvConstraints);
    anchors(Anchors::IgnoreConstraints).accepted();
}

/// A number that chooses nothing changes nothing.
#[test]
fn a_setting_of_another_number_is_refused() {
    let lab = Lab::under(Constraints::new().permit(dns("example.com")), [srv("_imap.example.com")]);
    let verifier = lab.verifier().srv("imap", "example.com");
    for function in [
        srvname_verifier_set_rule,
        srvname_verifier_set_purpose,
        srvname_verifier_set_srv_wildcards,
        srvname_verifier_set_dns_wildcards,
        srvname_verifier_set_leading_dot,
        srvname_verifier_set_anchors,
    ] {
        for number in [0, 6, 255, u32::MAX] {
            // SAFETY: a live handle.
            assert_eq!(unsafe { function(verifier.0, number) }, ResultCode::InvalidValue);
        }
    }
    verifier.verify(&lab.chain()).refused(ResultCode::CaLacksSrvConstraints);
}

#[test]
fn what_a_person_does_not_see_is_escaped() {
    let lab = Lab::new([srv("_imap.example.com"), dns("example.com\0.victim.test")]);
    let verdict = lab.verifier().srv("imap", "example.com").verify(&lab.chain()).refused(ResultCode::MalformedName);
    assert_eq!(verdict.name.as_deref(), Some("malformed:example.com\\x00.victim.test"));
    assert!(verdict.text.contains("example.com\\x00.victim.test"), "{}", verdict.text);
}
