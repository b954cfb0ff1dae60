//! What no CA has signed yet: requests (RFC 2986) and TBSCertificates. They are read as strictly as certificates, their names
//! are asked of the CAs that would sign, and neither is ever a certificate.

use srvname_testkit::make;

use make::certificate::Draft;
use make::{Ca, Constraints, Dn, Extension, Issued, der, dns, email, oid, srv};
use srvname::certificate::{CertificateErrorKind, CertificationRequest, DerErrorKind, TbsCertificate};
use srvname::issuance::RequestPath;
use srvname::lint::{LintInput, Linter, RuleSet};
use srvname::name::DirectoryName;
use srvname::{Certificate, Policy, ReferenceId, SubCaRule, TrustAnchor};

/// A root and a CA that is held to example.com.
fn authorities() -> [Issued; 2] {
    let root = Ca::root("Example Root CA");
    let constraints = Constraints::new().permit(srv("example.com")).permit(dns("example.com"));
    let ca = root.sub_ca("Example Sub CA").constraints(constraints).issue();
    [ca, root]
}

fn draft() -> Draft {
    let [ca, _] = authorities();
    ca.end_entity("Example Server").san([srv("_imap.example.com"), dns("mail.example.com")])
}

#[track_caller]
fn request(der: &[u8]) -> CertificationRequest<'_> {
    CertificationRequest::from_der(der).unwrap()
}

#[track_caller]
fn refused(der: &[u8]) -> CertificateErrorKind {
    let error = CertificationRequest::from_der(der).unwrap_err();
    assert!(error.offset() <= der.len());
    assert!(!error.to_string().is_empty() && !error.citation().to_string().is_empty());
    error.kind()
}

#[test]
fn a_request_has_a_subject_a_key_and_extensions() {
    let draft = draft();
    let der = draft.request();
    let read = request(&der);
    let issued = draft.clone().issue();
    let certificate = Certificate::from_der(issued.der()).unwrap();
    assert_eq!(read.der(), der);
    assert_eq!(read.subject(), certificate.subject());
    assert_eq!(read.spki(), certificate.spki());
    assert!(!read.is_ca() && read.name_constraints().is_none());
    let shown = |names: Vec<String>| names.join(", ");
    let names = shown(read.presented_ids().map(|name| name.to_string()).collect());
    assert_eq!(names, "CN=Example Server, _imap.example.com, mail.example.com");
    assert_eq!(names, shown(certificate.presented_ids().map(|name| name.to_string()).collect()));
    // Offsets are those of the request.
    for extension in read.extensions() {
        let start = extension.offset();
        assert_eq!(&der[start..start + extension.der().len()], extension.der());
    }
    assert_eq!(read.extensions().count(), 4);
    assert_eq!((read.signature_algorithm(), read.info()[0]), (certificate.signature_algorithm(), 0x30));
    assert_eq!(read.signature(), issued.key().sign(read.info()));
}

#[test]
fn extensions_stand_in_either_attribute() {
    let draft = draft();
    let other = |id: &str, value: &[u8]| der::sequence([der::object_identifier(id), der::set_of([value])]);
    let noise = other(oid::CHALLENGE_PASSWORD, &der::tlv(der::PRINTABLE_STRING, b"secret"));
    for id in [oid::EXTENSION_REQUEST, oid::MS_CERT_EXTENSIONS] {
        let extensions = draft.extension_request(id);
        for attributes in [&[&extensions][..], &[&noise, &extensions], &[&extensions, &noise]] {
            let attributes = der::constructed(0, &der::concat(attributes));
            assert!(request(&draft.request_with(0, &attributes)).subject_alt_name().is_some(), "{id}");
        }
    }
    let both = [oid::EXTENSION_REQUEST, oid::MS_CERT_EXTENSIONS].map(|id| draft.extension_request(id));
    let twice = [both[0].clone(), both[0].clone()];
    for attributes in [both, twice] {
        let attributes = der::constructed(0, &attributes.concat());
        let error = refused(&draft.request_with(0, &attributes));
        assert_eq!(error, CertificateErrorKind::RepeatedExtensionRequest);
    }
}

#[test]
fn a_request_without_attributes_asks_for_no_extension() {
    let noise = der::sequence([der::object_identifier(oid::CHALLENGE_PASSWORD), der::tlv(der::SET, &[])]);
    for attributes in [vec![], der::constructed(0, &[]), der::constructed(0, &noise)] {
        let der = draft().request_with(0, &attributes);
        let read = request(&der);
        assert_eq!((read.extensions().count(), read.subject_alt_name().is_some()), (0, false));
    }
    // The addresses in the subject count, as in a certificate without a subjectAltName.
    let subject = Dn::cn("Example").and_email_address("someone@example.org");
    let der = draft().subject(subject).request_with(0, &[]);
    assert!(request(&der).presented_ids().any(|name| name.to_string() == "someone@example.org"));
}

#[test]
fn what_is_no_request_is_an_error() {
    let draft = draft();
    let good = draft.request();
    let whole = draft.extension_request(oid::EXTENSION_REQUEST);
    let with = |attributes: &[u8]| draft.request_with(0, attributes);
    assert_eq!(refused(&draft.request_with(1, &der::constructed(0, &whole))), CertificateErrorKind::RequestVersion);
    assert_eq!(
        refused(&draft.clone().trailing(b"\0").request()),
        CertificateErrorKind::Der(DerErrorKind::TrailingOctets)
    );
    for attributes in [
        der::constructed(1, &whole),
        [der::constructed(0, &whole), der::constructed(0, &whole)].concat(),
        der::constructed(0, &der::object_identifier(oid::EXTENSION_REQUEST)),
        der::constructed(0, &der::sequence([der::object_identifier(oid::EXTENSION_REQUEST)])),
        der::constructed(0, &der::sequence([der::object_identifier(oid::EXTENSION_REQUEST), der::set_of([[]; 0])])),
        der::constructed(
            0,
            &der::sequence([der::object_identifier(oid::EXTENSION_REQUEST), der::set_of([der::sequence([[]; 0])])]),
        ),
        der::constructed(0, &der::sequence([whole.clone()])),
    ] {
        assert!(matches!(refused(&with(&attributes)), CertificateErrorKind::Der(_)), "{attributes:02x?}");
    }
    let again = draft.clone().extension(Extension::new(oid::SUBJECT_ALT_NAME, false, &[0x30, 0]));
    assert_eq!(refused(&again.request()), CertificateErrorKind::RepeatedExtension);
    assert!(matches!(refused(&draft.clone().san([]).request()), CertificateErrorKind::Der(_)));
    // Neither is the other.
    refused(draft.clone().issue().der());
    refused(&draft.to_be_signed());
    assert!(Certificate::from_der(&good).is_err() && TbsCertificate::from_der(&good).is_err());
    // Cut, or with any octet changed, it is read or it is not.
    for length in 0..good.len() {
        refused(&good[..length]);
    }
    for (place, change) in (0..good.len()).flat_map(|place| [1, 0x20, 0x80, 0xff].map(|change| (place, change))) {
        let mut changed = good.clone();
        changed[place] ^= change;
        if let Ok(read) = CertificationRequest::from_der(&changed) {
            let _ = read.presented_ids().chain(read.presented_ids()).count();
        }
        let _ = Linter::default().input(LintInput::Request(&changed), 0);
    }
}

/// As the certificate would be, and without its signature.
#[test]
fn a_tbs_certificate_is_a_certificate_without_a_signature() {
    let draft = draft();
    let (tbs, issued) = (draft.to_be_signed(), draft.clone().issue());
    let read = TbsCertificate::from_der(&tbs).unwrap();
    let certificate = Certificate::from_der(issued.der()).unwrap();
    assert_eq!((read.der(), certificate.tbs()), (&*tbs, &*tbs));
    assert_eq!((read.subject(), read.issuer()), (certificate.subject(), certificate.issuer()));
    assert_eq!(read.presented_ids().count(), 3);
    assert!(read.subject_alt_name().is_some() && read.name_constraints().is_none());
    for length in 0..tbs.len() {
        assert!(TbsCertificate::from_der(&tbs[..length]).is_err());
    }
    assert!(TbsCertificate::from_der(&[&tbs[..], &[0]].concat()).is_err());
    assert!(TbsCertificate::from_der(issued.der()).is_err());
    let before = draft.version(2).to_be_signed();
    assert_eq!(TbsCertificate::from_der(&before).unwrap_err().kind(), CertificateErrorKind::ExtensionsBeforeV3);
}

#[track_caller]
fn asked(request_der: &[u8], authorities: &[&Issued], anchor: Option<&Issued>, rule: SubCaRule) -> String {
    let cas: Vec<_> = authorities.iter().map(|ca| Certificate::from_der(ca.der()).unwrap()).collect();
    let anchor = anchor.map(|anchor| TrustAnchor::from_certificate(&Certificate::from_der(anchor.der()).unwrap()));
    let request = request(request_der);
    let path = RequestPath::new(&request, &cas, anchor.as_ref());
    let policy = Policy::new().with_sub_ca_rule(rule);
    let reference = [ReferenceId::srv("imap", "example.com").unwrap()];
    let names = path.check_names(&policy);
    match path.check_references(&reference, &policy) {
        Ok((matched, requested)) => {
            assert!(names.is_ok() && matched.to_string() == requested.to_string());
            String::new()
        }
        Err(rejection) if names.is_ok() => format!("identity: {}", rejection.code()),
        Err(rejection) => {
            assert_eq!(names, Err(rejection.clone()));
            let position = |position: Option<srvname::constraints::Position>| {
                position.map_or_else(|| "-".to_owned(), |position| position.to_string())
            };
            format!("{} {} {}", rejection.code(), position(rejection.position()), position(rejection.imposed_by()))
        }
    }
}

/// What a path answers about the certificate is what it answers about the request for it.
#[test]
fn the_names_of_a_request_are_asked_of_the_cas_above() {
    let [ca, root] = authorities();
    let plain = root.sub_ca("Example Plain CA").issue();
    let own = |names| ca.end_entity("Example Server").san(names).request();
    let good = own(vec![srv("_imap.example.com")]);
    let rule = SubCaRule::Constrained;
    assert_eq!(asked(&good, &[&ca], Some(&root), rule), "");
    assert_eq!(asked(&good, &[&ca], None, rule), "");
    assert_eq!(asked(&good, &[&ca, &root], Some(&root), rule), "");
    assert_eq!(asked(&good, &[], Some(&root), rule), "");
    assert_eq!(asked(&own(vec![srv("_imap.example.org")]), &[&ca], Some(&root), rule), "name_not_permitted 0 1");
    assert_eq!(asked(&own(vec![srv("imap")]), &[&ca], Some(&root), rule), "malformed_name 0 1");
    assert_eq!(
        asked(&own(vec![dns("mail.example.com")]), &[&ca], Some(&root), rule),
        "identity: no_matching_identifier"
    );
    assert_eq!(asked(&good, &[&plain], Some(&root), rule), "ca_lacks_srv_constraints 1 -");
    assert_eq!(asked(&good, &[&plain], Some(&root), SubCaRule::Rfc5280), "");
    // Above the CA that would sign, the order counts.
    assert_eq!(asked(&good, &[&ca, &plain], Some(&root), rule), "wrong_order 1 -");
    // What a path refuses of any end entity.
    let ca_only = ca.end_entity("Example Server").constraints(Constraints::new().permit(email("example.com")));
    assert_eq!(asked(&ca_only.request(), &[&ca], Some(&root), rule), "name_constraints_without_ca 0 -");
    let unknown = ca.end_entity("Example Server").extension(Extension::new(oid::UNKNOWN, true, &[5, 0]));
    assert_eq!(asked(&unknown.request(), &[&ca], Some(&root), rule), "unknown_critical_extension 0 -");
    // A CA may ask for its own certificate, and not from itself.
    assert_eq!(asked(&ca.sub_ca("Example Lower CA").request(), &[&ca], None, rule), "identity: no_matching_identifier");
    assert_eq!(asked(&root.sub_ca("Example Sub CA").request(), &[&ca], None, rule), "repeated_certificate 1 -");
    // Nobody else than the CA is above: the subject is not taken for the issuer.
    assert_eq!(request(&good).subject(), DirectoryName::from_der(&Dn::cn("Example Server").der()).unwrap());
}

fn found(input: LintInput<'_>) -> Vec<String> {
    let linter = Linter::new(&RuleSet::ALL);
    linter
        .input(input, 3)
        .iter()
        .map(|finding| format!("{} {} {}", finding.lint().id(), finding.position(), finding.place()))
        .collect()
}

/// The same findings in the certificate, before it is signed, and in the request for it: each with the octets of what was
/// given.
#[test]
fn what_is_not_signed_yet_is_linted_as_the_certificate_will_be() {
    let [ca, _] = authorities();
    let names = || [srv("_imap.example.com."), dns("mail.example.com")];
    // What a request lacks is not asked, so the certificate has it.
    let lower = || ca.sub_ca("Lower CA").extended_key_usage([oid::CLIENT_AUTH]);
    for (draft, lint) in [
        (ca.end_entity("Server").san(names()), "srv_san_trailing_dot"),
        (lower().constraints(Constraints::new().permit(dns(".example.com"))), "nc_dns_leading_dot"),
        (lower().constraints_raw(true, &[0x30, 0]), "nc_empty"),
        (ca.end_entity("Server").san([]), "certificate_malformed"),
    ] {
        let (issued, tbs, request) = (draft.clone().issue(), draft.to_be_signed(), draft.request());
        let certificate = found(LintInput::Certificate(issued.der()));
        assert!(certificate.iter().any(|one| one.starts_with(lint)), "{certificate:?}");
        assert_eq!(found(LintInput::TbsCertificate(&tbs)), certificate);
        // The index of an extension is another, because a request has no authorityKeyIdentifier.
        let ids =
            |all: Vec<String>| all.iter().map(|one| one.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(found(LintInput::Request(&request))), ids(certificate));
        for input in [LintInput::TbsCertificate(&tbs), LintInput::Request(&request)] {
            for finding in Linter::default().input(input, 0) {
                assert!(finding.octets().end <= input.der().len());
                assert_eq!(
                    Linter::default().input(input, 0).len(),
                    Linter::default().certificate(issued.der(), 0).len()
                );
            }
        }
    }
}

/// A request has no validity, so that a rule of any date applies to what will be issued; a TBSCertificate has one.
#[test]
fn a_rule_with_a_date_applies_to_a_request() {
    let root = Ca::root("Example Root CA");
    let constraints = Constraints::new().permit(dns("example.com"));
    let ca = root.sub_ca("Example Sub CA").constraints(constraints).extended_key_usage([oid::SERVER_AUTH]);
    let linter = Linter::new(&[RuleSet::Br]);
    let has = |input: LintInput<'_>| {
        linter.input(input, 0).iter().any(|finding| finding.lint().id() == "nc_tc_missing_dirname")
    };
    for (start, expected) in [("2013-01-01T00:00:00Z", false), ("2025-01-01T00:00:00Z", true)] {
        let draft = ca.clone().not_before(start);
        assert_eq!(has(LintInput::TbsCertificate(&draft.to_be_signed())), expected);
        assert_eq!(has(LintInput::Certificate(draft.clone().issue().der())), expected);
        assert!(has(LintInput::Request(&draft.request())));
    }
}

#[test]
fn a_chain_may_start_with_a_request() {
    let [ca, root] = authorities();
    let linter = Linter::default();
    let about_chains = |inputs: &[LintInput<'_>]| {
        let findings = linter.chain_of(inputs).into_iter().filter(|finding| finding.lint().is_about_chains());
        findings.map(|finding| finding.lint().id()).collect::<Vec<_>>()
    };
    let above = [LintInput::Certificate(ca.der()), LintInput::Certificate(root.der())];
    for (name, expected) in [("_imap.example.com", false), ("_imap.example.org", true)] {
        let draft = ca.end_entity("Example Server").san([srv(name)]);
        let (issued, tbs, request) = (draft.clone().issue(), draft.to_be_signed(), draft.request());
        let certificate = about_chains(&[LintInput::Certificate(issued.der()), above[0], above[1]]);
        assert_eq!(!certificate.is_empty(), expected, "{certificate:?}");
        assert_eq!(about_chains(&[LintInput::Request(&request), above[0], above[1]]), certificate);
        assert_eq!(about_chains(&[LintInput::TbsCertificate(&tbs), above[0], above[1]]), certificate);
        // Nothing that is not signed has issued anything.
        let lower = root.sub_ca("Example Sub CA").request();
        assert!(about_chains(&[LintInput::Certificate(issued.der()), LintInput::Request(&lower), above[1]]).is_empty());
    }
}
