//! What a rejection names and advises, situation by situation (decisions 29 and 30).

use srvname_testkit::{make, verdict};

use make::{
    Ca, Constraints, Dn, GeneralName, Issued, Subtree, directory, dns, email, ip_raw, ip4, raw, srv, srv_utf8, upn, uri,
};
use srvname::{
    Certificate, Path, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor,
    constraints::{InitialSubtrees, PermittedForm},
    name::{Base, DnsLeadingDot, DnsSubtree, Form},
    path::{AdviceHost, Setting},
};
use verdict::build::Question;

fn root() -> Issued {
    Ca::root("Example Root")
}

fn permit(base: impl Into<Subtree>) -> Constraints {
    Constraints::new().permit(base)
}

fn sub(constraints: Option<Constraints>) -> Issued {
    let draft = root().sub_ca("Sub CA");
    constraints.into_iter().fold(draft, |draft, own| draft.constraints(own)).issue()
}

fn server(ca: &Issued, names: impl IntoIterator<Item = GeneralName>) -> Issued {
    ca.end_entity("server").san(names).issue()
}

fn srv_id<'a>(service: &'a str, domain: &'a str) -> ReferenceId<'a> {
    ReferenceId::srv(service, domain).expect("an SRV-ID")
}

/// Why a chain is refused, end entity first and anchor last; without references, its names alone are asked.
fn refused(chain: &[&Issued], references: &[ReferenceId<'_>], policy: &Policy<'_>) -> Rejection {
    let certificates: Vec<_> =
        chain.iter().map(|one| Certificate::from_der(one.der()).expect("a certificate")).collect();
    let [end_entity, intermediates @ .., last] = certificates.as_slice() else { panic!("a chain has an anchor") };
    let anchor = TrustAnchor::from_certificate(last);
    let answer = Path::assume_signed(&anchor, intermediates, end_entity)
        .map_err(|error| Rejection::from(error).with_certificates(&certificates))
        .and_then(|path| match references {
            [] => path.validate_names(policy),
            _ => path.validate(references, policy).map(drop),
        });
    answer.expect_err("a refusal")
}

/// The advice on a rejection, in one line.
fn advice(rejection: &Rejection) -> String {
    let advice = rejection.advice(&AdviceHost::default());
    for sentence in &advice {
        assert!(sentence.ends_with('.') && !sentence.contains("  "), "{sentence:?}");
    }
    advice.join(" ")
}

#[track_caller]
fn says(text: &str, wanted: &[&str], unwanted: &[&str]) {
    for words in wanted {
        assert!(text.contains(words), "no {words:?} in {text}");
    }
    for words in unwanted {
        assert!(!text.contains(words), "{words:?} in {text}");
    }
}

// What was asked for, and what is there.

fn no_match(names: impl IntoIterator<Item = GeneralName>, references: &[ReferenceId<'_>]) -> Rejection {
    let root = root();
    let rejection = refused(&[&server(&root, names), &root], references, &Policy::default());
    assert_eq!(rejection.code(), "no_matching_identifier");
    rejection
}

#[test]
fn what_was_asked_for_and_what_is_presented() {
    let asked = [srv_id("imap", "example.com"), ReferenceId::dns("example.com").unwrap()];
    let rejection = no_match([srv("_xmpp-server.example.com"), dns("www.example.com"), email("u@example.com")], &asked);
    assert!(rejection.asked().unwrap().iter().eq(["_imap.example.com", "example.com"]));
    assert!(rejection.presented().unwrap().iter().eq(["_xmpp-server.example.com", "www.example.com"]));
    assert_eq!(
        rejection.to_string(),
        "no name in the end entity certificate matches _imap.example.com or dNSName example.com: it presents \
         _xmpp-server.example.com and dNSName www.example.com [RFC 9525 §6.2]"
    );
    // None of the forms that were asked for: whatever is there instead.
    let others = [email("u@example.com"), ip4([192, 0, 2, 1]), upn("u@example.com")];
    let rejection = no_match(others, &asked);
    assert_eq!(rejection.presented().unwrap().iter().count(), 3);
    let sentence = rejection.to_string();
    says(
        &sentence,
        &[
            "it presents no SRVName or dNSName, only rfc822Name u@example.com, iPAddress 192.0.2.1 and otherName 1.3.6.1.4.1",
        ],
        &["otherName otherName"],
    );
    let malformed = no_match([srv_utf8("_imap.example.com")], &asked[..1]);
    says(&malformed.to_string(), &["it presents SRVName malformed:_imap.example.com [RFC"], &[]);
    let root = root();
    let bare = root.end_entity("example.com").issue();
    let rejection = refused(&[&bare, &root], &asked, &Policy::default());
    assert!(rejection.presented().unwrap().is_empty());
    says(&rejection.to_string(), &["it has no subjectAltName [RFC"], &[]);
    // Any other rejection has neither.
    let other =
        refused(&[&server(&sub(None), [srv("_imap.example.com")]), &sub(None), &root], &asked, &Policy::default());
    assert!(other.asked().is_none() && other.presented().is_none());
}

#[test]
fn at_most_twenty_names_are_kept_and_five_are_said() {
    let names = (0..1000).map(|number| srv(&format!("_xmpp-server.host{number}.example.com")));
    let domains: Vec<_> = (0..30).map(|number| format!("host{number}.test")).collect();
    let references: Vec<_> = domains.iter().map(|domain| srv_id("imap", domain)).collect();
    let rejection = no_match(names, &references);
    let (asked, presented) = (rejection.asked().unwrap(), rejection.presented().unwrap());
    assert_eq!((asked.iter().count(), asked.omitted()), (20, 10));
    assert_eq!((presented.iter().count(), presented.omitted()), (20, 980));
    says(&rejection.to_string(), &["_imap.host4.test or 25 more: ", "host4.example.com and 995 more ["], &["host5"]);
    // However long a name is, little of it is quoted.
    let long = raw(0x82, &vec![0x1b; 50_000]);
    let rejection = no_match((0..30).map(|_| long.clone()), &references);
    assert!(rejection.to_string().len() < 10_000, "{}", rejection.to_string().len());
    assert!(advice(&rejection).len() < 10_000 && !advice(&rejection).contains('\u{1b}'));
    assert!(rejection.presented().unwrap().iter().all(|name| name.len() < 400));
}

// A CA that may issue SRVNames for any domain.

#[test]
fn a_ca_that_is_constrained_for_other_forms_is_asked_to_list_srvname() {
    let sub = sub(Some(permit(dns("example.com"))));
    let chain = [&server(&sub, [srv("_imap.example.org")]), &sub, &root()];
    let rejection = refused(&chain, &[], &Policy::default());
    let text = advice(&rejection);
    says(
        &text,
        &[
            "ask the issuer of CN=Sub CA (certificate 1) to reissue it with a permitted SRVName base, for example \"example.org\"",
            "error 51",
            "Go refuses every certificate below that CA if the constraints are critical",
            "leave CN=Sub CA (certificate 1) as it is, and have the certificate for this service issued by another CA",
        ],
        &["of your own", "SubCaRule"],
    );
    // The domain is that of the question, if there is one.
    let asked = refused(&chain, &[srv_id("imap", "example.net")], &Policy::default());
    says(&advice(&asked), &["for example \"example.net\""], &["example.org"]);
    let confined = Policy::new().with_sub_ca_rule(SubCaRule::Confined);
    says(&advice(&refused(&chain, &[], &confined)), &["with permitted SRVName bases that all have a domain"], &[]);
}

/// A CA of the public serves many domains, and is not reissued for one of them.
#[test]
fn a_ca_without_constraints_is_told_what_its_kind_can_do() {
    let sub = sub(None);
    let chain = [&server(&sub, [srv("_imap.example.com")]), &sub, &root()];
    let rejection = refused(&chain, &[], &Policy::default());
    says(
        &advice(&rejection),
        &[
            "cannot be reissued for one of them",
            "If CN=Sub CA (certificate 1) is your own, reissue it with them",
            "have the certificate issued by a CA of your own, and let the name constraints of that CA permit",
            "error 51",
            "Or trust CN=Sub CA (certificate 1) itself as an anchor (TrustAnchor). Its price",
            "SubCaRule::WhereConstrained asks nothing of a CA without name constraints",
        ],
        &["ask the issuer"],
    );
    // A CA that is constrained for other forms would be bound as an anchor too.
    let below = sub.sub_ca("Below").constraints(permit(dns("example.com"))).issue();
    let rejection =
        refused(&[&server(&below, [srv("_imap.example.com")]), &below, &sub, &root()], &[], &Policy::default());
    assert_eq!(rejection.position().map(srvname::constraints::Position::get), Some(2));
    says(&advice(&rejection), &["CN=Sub CA (certificate 2) has no name constraints"], &["as an anchor"]);
    // Of two without constraints, only the lower one will do.
    let below = sub.sub_ca("Below").issue();
    let rejection =
        refused(&[&server(&below, [srv("_imap.example.com")]), &below, &sub, &root()], &[], &Policy::default());
    says(&advice(&rejection), &["trust CN=Below (certificate 1) itself as an anchor"], &["trust CN=Sub CA"]);
}

/// An SRVName that no client looks at makes a rule apply that would not apply without it.
#[test]
fn a_ca_is_not_asked_for_srvnames_that_no_client_looks_at() {
    let sub = sub(Some(permit(dns("example.com"))));
    let text =
        |names: Vec<GeneralName>| advice(&refused(&[&server(&sub, names), &sub, &root()], &[], &Policy::default()));
    let sip = text(vec![srv("_sip.example.com"), srv("_SIP.example.org"), dns("example.com")]);
    says(&sip, &["Clients of SIP do not look at SRVNames", "and without SRVNames"], &["ask the issuer"]);
    let both = text(vec![srv("_sip.example.com"), srv("_imap.example.com")]);
    says(&both, &["ask the issuer"], &["SIP"]);
    // What is advised is accepted.
    assert_eq!(verdict::strictly(&[&server(&sub, [dns("example.com")]), &sub, &root()]), verdict::accepted());
}

/// What is advised is accepted: the lower CA as the anchor.
#[test]
fn the_ca_that_may_be_the_anchor_is_accepted_as_one() {
    let sub = sub(None);
    let below = sub.sub_ca("Below").issue();
    assert_eq!(verdict::strictly(&[&server(&below, [srv("_imap.example.com")]), &below]), verdict::accepted());
}

#[test]
fn an_anchor_without_cas_below_it_is_not_asked_about_every_ca() {
    let root = Ca::root_draft("Example Root").constraints(permit(dns("example.com"))).issue();
    let chain = [&server(&root, [srv("_imap.example.com")]), &root];
    let rejection = refused(&chain, &[], &Policy::default());
    says(
        &advice(&rejection),
        &[
            "No CA is below the trust anchor: CN=Example Root (certificate 1) issued the certificate itself",
            "ask those who chose the constraints of CN=Example Root (certificate 1), a trust anchor",
        ],
        &["error 51", "every CA"],
    );
    let sub = root.sub_ca("Sub CA").constraints(permit(srv("example.com"))).issue();
    let rejection = refused(&[&server(&sub, [srv("_imap.example.com")]), &sub, &root], &[], &Policy::default());
    says(&advice(&rejection), &["a trust anchor, to permit"], &["No CA is below"]);
}

/// What the host says is named as the host writes it, and only what it accepts.
#[test]
fn a_weaker_rule_is_named_as_the_host_writes_it_if_it_accepts() {
    let sub = sub(None);
    let rejection = refused(&[&server(&sub, [srv("_imap.example.com")]), &sub, &root()], &[], &Policy::default());
    let spell = |setting: Setting<'_>| match setting {
        Setting::Rule(rule) => Some(format!("rule={rule}")),
        _ => None,
    };
    let with = |accepts: &dyn Fn(SubCaRule) -> bool| {
        rejection.advice(&AdviceHost::new().with_spelling(&spell).with_accepted_rules(accepts)).join(" ")
    };
    let all = with(&|_| true);
    // The one in force refused it, and stricter ones do as well.
    says(&all, &["Until then rule=inherited accepts this path. Its price"], &["(TrustAnchor)", "rule=constrained"]);
    says(&with(&|rule| rule == SubCaRule::Rfc5280), &["rule=rfc5280 accepts this path"], &[]);
    says(&with(&|_| false), &["of your own"], &["Until then"]);
    let none = AdviceHost::new().with_spelling(&|_| None);
    says(&rejection.advice(&none).join(" "), &["of your own"], &["Until then"]);
}

// An end entity that presents no name that was asked for.

#[test]
fn services_without_srv_id_have_their_own_names() {
    for (service, wanted) in [
        ("sip", "the URI sip:example.com"),
        ("SIPS", "RFC 5922 §7.1"),
        ("ldap", "RFC 4513 §3.1.3"),
        ("matrix-fed", ".well-known/matrix/server"),
        ("smtp", "the MX host of example.com"),
    ] {
        let rejection = no_match([dns("example.com")], &[srv_id(service, "example.com")]);
        says(&advice(&rejection), &[wanted, "do not look at SRVNames"], &["reissued with the SRVName"]);
    }
}

#[test]
fn a_certificate_without_srvname_is_told_by_what_it_names() {
    let asked = [srv_id("xmpp-server", "example.com")];
    let host_of_domain = advice(&no_match([dns("example.com")], &asked));
    says(
        &host_of_domain,
        &[
            "Its dNSName example.com names a host",
            "reissued with the SRVName _xmpp-server.example.com",
            "(ReferenceId::dns). Its price",
        ],
        &["DNSSEC"],
    );
    let target = advice(&no_match([dns("xmpp.hosting.test")], &asked));
    says(
        &target,
        &[
            "It names only xmpp.hosting.test, which is not example.com",
            "whoever forges the record chooses it (RFC 9525 §6.1.1)",
            "reissued with the SRVName _xmpp-server.example.com",
            "sign the zone of example.com",
        ],
        &["names a host, and not the provider"],
    );
    let neither = advice(&no_match([email("u@example.com")], &asked));
    says(&neither, &["reissued with the SRVName", "Public CAs issue none"], &["sign the zone", "names a host"]);
    // A CA that the new certificate could not come from is said to be one.
    let open = sub(Some(permit(dns("example.com"))));
    let chain = [&server(&open, [dns("example.com")]), &open, &root()];
    says(
        &advice(&refused(&chain, &asked, &Policy::default())),
        &["CN=Sub CA (certificate 1) leaves SRVName open, and the rule in force refuses SRVNames from it"],
        &[],
    );
    let without_rule = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
    says(&advice(&refused(&chain, &asked, &without_rule)), &["reissued"], &["leaves SRVName open"]);
    let root = Ca::root_draft("Example Root").constraints(permit(dns("example.com"))).issue();
    let chain = [&server(&root, [dns("example.com")]), &root];
    says(
        &advice(&refused(&chain, &asked, &Policy::default())),
        &["CN=Example Root (certificate 1) leaves SRVName open"],
        &[],
    );
}

#[test]
fn what_comes_close_is_told_apart() {
    let close = |names: Vec<GeneralName>, service, domain| advice(&no_match(names, &[srv_id(service, domain)]));
    let other_service = close(vec![srv("_imap.example.com"), srv("_imap.example.org")], "xmpp-server", "example.com");
    says(
        &other_service,
        &["this certificate is good for _imap alone", "Have _xmpp-server.example.com added"],
        &["Public CAs"],
    );
    let other_domain = close(vec![srv("_imap.mail.test")], "imap", "example.com");
    says(&other_domain, &["this certificate is good for mail.test alone"], &["Public CAs"]);
    let wildcard = close(vec![srv("_imap.*.example.com")], "imap", "a.example.com");
    says(&wildcard, &["A wildcard SRVName matches nothing"], &[]);
    let unrelated = close(vec![srv("_ldap.example.org")], "imap", "example.com");
    says(&unrelated, &["reissued with the SRVName _imap.example.com"], &["right"]);
    let direct = close(vec![srv("_xmpp-client.example.com")], "xmpps-client", "example.com");
    says(&direct, &["XEP-0368 §3", "ask with the service xmpp-client"], &["Public CAs"]);
    let malformed = close(vec![srv("_imap._tcp.example.com")], "imap", "example.com");
    says(&malformed, &["not _xmpp-server._tcp.example.com"], &[]);
    // Other references than SRV-IDs.
    let address = ReferenceId::ip(std::net::Ipv4Addr::new(192, 0, 2, 1).into());
    let rejection = no_match([dns("example.com")], &[address, ReferenceId::dns("example.org").unwrap()]);
    says(&advice(&rejection), &["reissued with iPAddress 192.0.2.1 or dNSName example.org"], &["SRVName"]);
}

// Names that a constraint refuses.

fn constrained(constraints: Constraints, names: impl IntoIterator<Item = GeneralName>) -> Rejection {
    let sub = sub(Some(constraints));
    refused(&[&server(&sub, names), &sub, &root()], &[], &Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280))
}

#[test]
fn what_a_ca_permits_is_listed_up_to_a_bound() {
    let bases = (0..1000).fold(Constraints::new(), |all, number| all.permit(dns(&format!("host{number}.test"))));
    let rejection = constrained(bases, [dns("example.com")]);
    says(
        &advice(&rejection),
        &[
            "CN=Sub CA (certificate 1) permits host0.test, host1.test, host2.test, host3.test, host4.test and 995 more and nothing",
            "ask the issuer of CN=Sub CA (certificate 1) to change its constraints",
        ],
        &["dot"],
    );
    let subject = constrained(permit(directory(&Dn::o("Example"))), [dns("example.com")]);
    says(&advice(&subject), &["permits O=Example and", "reissued with another subject"], &["without the name"]);
    let everything = constrained(permit(uri("")).permit(dns("")).exclude(dns("example.com")), [dns("example.com")]);
    says(&advice(&everything), &["What to do"], &["permits"]);
    // The caller's own.
    let root = root();
    let base = [Base::Dns(DnsSubtree::parse("example.org").unwrap())];
    let permitted = [PermittedForm::new(Form::DnsName, &base)];
    let policy = Policy::new().with_initial_subtrees(InitialSubtrees::new(&permitted, &[]));
    let rejection = refused(&[&server(&root, [dns("example.com")]), &root], &[], &policy);
    says(
        &advice(&rejection),
        &["The caller permits example.org and", "change the subtrees that the caller"],
        &["issuer"],
    );
}

/// Of anchors that share subject and key, the one that refuses is the one that is quoted.
#[test]
fn the_bases_of_the_anchor_that_refuses_are_listed() {
    let make = |base| Ca::root_draft("Example Root").constraints(permit(dns(base))).issue();
    let (one, other) = (make("example.com"), make("example.org"));
    let certificates = [&one, &other].map(|issued| Certificate::from_der(issued.der()).unwrap());
    let anchors = certificates.each_ref().map(TrustAnchor::from_certificate);
    let leaf = server(&one, [dns("example.com")]);
    let leaf = Certificate::from_der(leaf.der()).unwrap();
    let path = Path::assume_signed_by_any(&anchors, [], &leaf).unwrap();
    let rejection = path.validate_names(&Policy::default()).unwrap_err();
    says(&advice(&rejection), &["permits example.org and nothing else"], &["permits example.com"]);
}

#[test]
fn what_the_dot_of_a_base_does_is_said_where_it_decides() {
    for (constraints, name, wanted) in [
        (permit(dns(".example.org")), dns("example.org"), "names below example.org without example.org itself"),
        (permit(email(".example.org")), email("u@example.org"), "hosts below example.org and not example.org itself"),
        (
            permit(email("example.org")),
            email("u@mail.example.org"),
            "that host alone; the hosts below it are the base .example.org",
        ),
        (
            permit(uri(".example.org")),
            uri("https://example.org/"),
            "that host alone is the base example.org, without the dot",
        ),
        (permit(uri("example.org")), uri("https://www.example.org/"), "the hosts below it are the base .example.org"),
        (
            Constraints::new().exclude(dns("example.org")),
            dns("example.org"),
            "with a dot it would hold only those below",
        ),
    ] {
        says(&advice(&constrained(constraints, [name])), &[wanted], &[]);
    }
    for (constraints, name) in [
        (permit(dns(".example.org")), dns("example.com")),
        (permit(dns("example.org")), dns("badexample.org")),
        (permit(email("example.org")), email("u@badexample.org")),
        (permit(email("v@example.org")), email("u@example.org")),
        (Constraints::new().exclude(dns(".example.org")), dns("a.example.org")),
    ] {
        says(&advice(&constrained(constraints, [name])), &["What to do"], &[" dot"]);
    }
}

#[test]
fn bases_that_are_not_what_they_seem() {
    let star = constrained(permit(email("*@example.com")), [email("u@example.com")]);
    says(&advice(&star), &["the mailbox with the local part \"*\" and no wildcard", "is the base example.com"], &[]);
    let label = constrained(permit(uri("https")), [uri("https://example.com/")]);
    says(&advice(&label), &["No URI is inside the base https"], &[]);
}

#[test]
fn a_malformed_base_is_told_how_it_is_written() {
    for (base, name, wanted) in [
        (uri("https://www.example.com/"), uri("https://www.example.com/"), "without scheme, port or path"),
        (uri("www.example.com:8443"), uri("https://www.example.com/"), "Perhaps \"www.example.com\" was meant."),
        (dns("https://example.com"), dns("example.com"), "Perhaps \"example.com\" was meant."),
        (dns("*.example.com"), dns("a.example.com"), "A dNSName base is a domain alone"),
        (email("mailto:u@example.com"), email("u@example.com"), "Perhaps \"u@example.com\" was meant."),
        (email("@example.com"), email("u@example.com"), "An rfc822Name base is one of three"),
        (ip_raw(&[192, 0, 2, 1]), ip4([192, 0, 2, 1]), "IP:192.0.2.0/255.255.255.0"),
        (srv("_imap._tcp.example.com"), srv("_imap.example.com"), "Perhaps \"_imap.example.com\" was meant."),
        (srv(".example.com"), srv("_imap.example.com"), "in one of three shapes"),
    ] {
        let rejection = constrained(permit(base), [name]);
        assert_eq!(rejection.code(), "malformed_constraint");
        says(&advice(&rejection), &[wanted, "ask the issuer of CN=Sub CA (certificate 1) to reissue it"], &[]);
    }
    let strict = Policy::new().with_dns_leading_dot(DnsLeadingDot::Malformed);
    let sub = sub(Some(permit(dns(".example.com"))));
    let rejection = refused(&[&server(&sub, [dns("a.example.com")]), &sub, &root()], &[], &strict);
    says(&advice(&rejection), &["Perhaps \"example.com\" was meant."], &[]);
}

#[test]
fn constraints_that_are_not_evaluated() {
    let bounds = constrained(permit(Subtree::of(dns("example.com")).maximum(1)), [dns("example.com")]);
    says(&advice(&bounds), &["have no minimum and no maximum"], &["without its"]);
    let form = constrained(permit(upn("example.com")), [upn("u@example.com")]);
    says(&advice(&form), &["reissued without its otherName 1.3.6.1.4.1.311.20.2.3"], &["minimum"]);
}

#[test]
fn a_malformed_name_is_told_how_it_is_written() {
    let utf8 = constrained(permit(srv("example.com")), [srv_utf8("_imap.example.com")]);
    says(&advice(&utf8), &["with IA5 and not UTF8", "reissued with the name written correctly"], &[]);
    let no_host = constrained(permit(uri("example.com")), [uri("urn:ietf:rfc:4985")]);
    says(&advice(&no_host), &["well formed, and has no host name"], &["_service"]);
    let malformed = constrained(permit(dns("example.com")), [dns("a..example.com")]);
    says(&advice(&malformed), &["written correctly"], &["_service"]);
}

// Certificates, their order, and lists of them.

fn built(roots: &[&Issued], leaf: &Issued, pool: &[&Issued]) -> (String, String) {
    Question::new(roots)
        .refusal(leaf, pool, |refusal| (refusal.rejection.code().to_owned(), advice(&refusal.rejection)))
}

#[test]
fn a_self_signed_server_is_not_sent_in_a_circle() {
    let root = root();
    for draft in [Ca::root_draft("server").ca(false), Ca::root_draft("server")] {
        let own = draft.san([srv("_imap.example.com")]).issue();
        let circle = ["look for the certificate of its issuer", "trust CN=server", "remove the repeated"];
        for (roots, pool) in
            [(vec![&root], vec![]), (vec![&root], vec![&own]), (vec![&own], vec![]), (vec![&own], vec![&own])]
        {
            let (_, text) = built(&roots, &own, &pool);
            says(
                &text,
                &["CN=server is self-signed", "have a CA issue the certificate of the server", "DANE"],
                &circle,
            );
        }
        // Names only: the list is the path.
        for list in [vec![&own, &root], vec![&own, &own], vec![&own, &own, &root]] {
            says(&advice(&refused(&list, &[], &Policy::default())), &["CN=server is self-signed"], &circle);
        }
    }
}

#[test]
fn a_list_from_the_root_down_is_turned_around() {
    let root = root();
    let sub = root.sub_ca("Sub CA").issue();
    let leaf = server(&sub, [srv("_imap.example.com")]);
    for (first, pool) in [(&root, vec![&sub, &leaf]), (&sub, vec![&leaf]), (&sub, vec![&root, &leaf])] {
        let (code, text) = built(&[&root], first, &pool);
        says(
            &text,
            &[
                "The list seems to start at the root",
                "is a CA, and CN=server, which is no CA",
                "end entity first",
                "PathBuilder takes the others in any order",
            ],
            &["reissue", "drop", "keyCertSign"],
        );
        assert!(["repeated_certificate", "key_usage"].contains(&code.as_str()), "{code}");
    }
    for list in [vec![&root, &sub, &leaf], vec![&sub, &leaf]] {
        let rejection = refused(&list, &[], &Policy::default());
        assert_eq!(rejection.code(), "wrong_order");
        says(&advice(&rejection), &["The list seems to start at the root"], &["It was issued by"]);
    }
    // An old root without basicConstraints.
    let old = Ca::root_draft("Old Root").ca(false).issue();
    says(&built(&[&root], &old, &[&leaf]).1, &["CN=Old Root, is issued by itself"], &[]);
    // A CA that is asked about itself, with nothing but CAs around it.
    let (code, text) = built(&[&Ca::root("Another Root")], &sub, &[&root]);
    assert_eq!(code, "unknown_issuer");
    says(
        &text,
        &["trust CN=Example Root as an anchor (TrustAnchor)", "names itself as its issuer and has no other"],
        &["seems to start"],
    );
}

#[test]
fn a_certificate_that_is_there_twice_is_dropped_once() {
    let root = root();
    let sub = root.sub_ca("Sub CA").issue();
    let leaf = server(&sub, [srv("_imap.example.com")]);
    for (list, code, wanted) in [
        (
            vec![&leaf, &leaf, &sub, &root],
            "wrong_order",
            "drop certificate 1 from the list. It is a copy of certificate 0",
        ),
        (
            vec![&leaf, &sub, &sub, &root],
            "wrong_order",
            "drop certificate 2 from the list. It is a copy of certificate 1",
        ),
        (
            vec![&leaf, &sub, &leaf, &root],
            "wrong_order",
            "drop certificate 2 from the list. It is a copy of certificate 0",
        ),
    ] {
        let rejection = refused(&list, &[], &Policy::default());
        assert_eq!(rejection.code(), code);
        says(&advice(&rejection), &[wanted], &["put every certificate"]);
    }
    let twin = sub.self_issued("Sub CA").issue();
    let rejection = refused(&[&leaf, &twin, &sub, &root], &[], &Policy::default());
    assert_eq!(rejection.code(), "repeated_certificate");
    says(&advice(&rejection), &["drop one of the two certificates"], &["octet by octet"]);
    let cross = root.self_issued("Example Root").issue();
    let rejection = refused(&[&leaf, &sub, &cross, &sub, &root], &[], &Policy::default());
    says(&advice(&rejection), &["drop certificate 3 from the list. It is a copy of certificate 1"], &[]);
    let disorder = refused(&[&leaf, &root.sub_ca("Other CA").issue(), &sub, &root], &[], &Policy::default());
    says(
        &advice(&disorder),
        &[
            "It was issued by CN=Sub CA, and the certificate after it is CN=Other CA (certificate 1)",
            "PathBuilder takes them in any order",
        ],
        &["drop"],
    );
}

#[test]
fn a_missing_issuer_is_named() {
    let root = root();
    let sub = root.sub_ca("Sub CA").issue();
    let leaf = server(&sub, [srv("_imap.example.com")]);
    let (code, text) = built(&[&root], &leaf, &[]);
    assert_eq!(code, "unknown_issuer");
    says(
        &text,
        &["the certificate of its issuer, CN=Sub CA", "the server must send it along", "(TrustAnchor)"],
        &["self-signed"],
    );
    let (_, text) = built(&[&Ca::root("Another Root")], &leaf, &[&sub, &root]);
    says(&text, &["trust CN=Example Root as an anchor"], &["look for"]);
}

#[test]
fn a_certificate_that_is_not_current_says_when_it_is() {
    let root = root();
    let early = root.end_entity("server").not_before("2027-01-01T00:00:00Z").issue();
    says(
        &built(&[&root], &early, &[]).1,
        &["It is valid from 2027-01-01T00:00:00Z to ", "wait until then"],
        &["renewal"],
    );
    let late = root.end_entity("server").not_after("2025-01-01T00:00:00Z").issue();
    says(&built(&[&root], &late, &[]).1, &["to 2025-01-01T00:00:00Z", "install its renewal"], &["wait"]);
    let sub = root.sub_ca("Sub CA").not_after("2025-01-01T00:00:00Z").issue();
    let leaf = server(&sub, [srv("_imap.example.com")]);
    says(&built(&[&root], &leaf, &[&sub]).1, &["send the renewal of this CA's certificate"], &["install"]);
}

#[test]
fn algorithms_are_named_only_by_a_host_that_has_them() {
    let root = root();
    let leaf = root.end_entity("server").signature_algorithm("1.2.3.4").issue();
    Question::new(&[&root]).refusal(&leaf, &[], |refusal| {
        assert_eq!(refusal.rejection.code(), "unsupported_signature_algorithm");
        let silent = advice(&refusal.rejection);
        says(&silent, &["an algorithm that the verifier has"], &["ECDSA", "RSA", "Ed25519"]);
        let host = AdviceHost::new().with_algorithms("Ed25519 alone");
        says(&refusal.rejection.advice(&host).join(" "), &["signs with Ed25519 alone."], &["ECDSA"]);
    });
}

/// Whatever the certificate holds, a sentence is one line of bounded length.
#[test]
fn advice_is_escaped_and_bounded() {
    let hostile: String = "\u{1b}[2J\n\u{202e}x".repeat(5000);
    let root = Ca::root_draft("r").subject(Dn::cn(&hostile)).issuer(Dn::cn(&hostile)).issue();
    let open = root.sub_ca("s").subject(Dn::o(&hostile)).issue();
    let sub = root
        .sub_ca("s")
        .subject(Dn::o(&hostile))
        .constraints(permit(directory(&Dn::o(&hostile))).permit(raw(0x86, hostile.as_bytes())))
        .issue();
    let bad = [raw(0x86, hostile.as_bytes()), raw(0x82, hostile.as_bytes())];
    let leaf = |ca: &Issued, names: Vec<GeneralName>| ca.end_entity("l").subject(Dn::cn(&hostile)).san(names).issue();
    let bare = root.end_entity("l").subject(Dn::o(&hostile).and_cn(&hostile)).issue();
    let rejections = [
        refused(&[&leaf(&open, vec![srv("_imap.example.com")]), &open, &root], &[], &Policy::default()),
        refused(&[&leaf(&open, bad.to_vec()), &open, &root], &[srv_id("imap", "example.com")], &Policy::default()),
        refused(&[&leaf(&sub, bad.to_vec()), &sub, &root], &[], &Policy::default()),
        refused(&[&leaf(&sub, vec![srv("_imap.example.com")]), &open, &open, &root], &[], &Policy::default()),
        refused(&[&root, &bare], &[], &Policy::default()),
    ];
    let lines =
        rejections.iter().flat_map(|one| one.advice(&AdviceHost::default()).into_iter().chain([one.to_string()]));
    for line in lines {
        assert!(line.len() < 4000, "{}", line.len());
        assert!(!line.chars().any(|c| c.is_control() || c == '\u{202e}'), "{line:?}");
    }
}
