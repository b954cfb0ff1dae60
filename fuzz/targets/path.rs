//! A path as a structure: certificates are made of it, and judged twice, by the library and by hand.
//!
//! The second judgement knows the names, the lists and the flags from the structure; it reads no DER and uses nothing of
//! the library. Both must agree on the answer, on the certificate at fault and on the CA that imposed it.

use arbitrary::Unstructured;
use srvname::{
    Certificate, Path, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor,
    constraints::{ExcludedBase, InitialSubtrees, PermittedForm, Position},
    identity::SrvWildcards,
    name::{Base, DnsLeadingDot, DnsSubtree, Form, SrvSubtree},
    path::AnchorConstraints,
};

use super::build::{self, tlv};
use super::case::{self, Cert, Choices, Constraints, General, REFERENCES, Subtree};
use super::certificate::monotone;
use super::judge::{self, Verdict};

pub fn run(data: &[u8]) {
    let Ok(case) = case::draw(&mut Unstructured::new(data)) else { return };
    let ders: Vec<Vec<u8>> = case.certs.iter().map(encode).collect();
    let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).expect("a certificate")).collect();
    let answers = SubCaRule::ALL.map(|rule| ask(&certificates, &case.choices, rule));
    for (rule, answer) in SubCaRule::ALL.into_iter().zip(&answers) {
        assert_eq!(*answer, judge::judge(&case, rule), "{rule} {case:#?}");
    }
    monotone(&answers.clone().map(|answer| !matches!(answer, Verdict::Refused { .. })));
}

fn ask(certificates: &[Certificate<'_>], choices: &Choices, rule: SubCaRule) -> Verdict {
    let references = REFERENCES.map(|(service, domain)| match service {
        "" => ReferenceId::dns(domain).expect("a domain"),
        service => ReferenceId::srv(service, domain).expect("a service and a domain"),
    });
    let domain = SrvSubtree::parse("example.com").map(Base::Srv).expect("a base");
    let below = DnsSubtree::parse(".example.com").map(Base::Dns).expect("a base");
    let (none, one) = ([], [domain]);
    let permitted = [PermittedForm::new(Form::SrvName, if choices.initial == 1 { &none } else { &one })];
    let excluded = [ExcludedBase::new(Form::DnsName, below)];
    let policy = Policy::new()
        .with_sub_ca_rule(rule)
        .with_srv_wildcards(if choices.srv_wildcards {
            SrvWildcards::LeftmostLabel
        } else {
            SrvWildcards::MatchNothing
        })
        .with_dns_leading_dot(if choices.strict_dot {
            DnsLeadingDot::Malformed
        } else {
            DnsLeadingDot::ProperSubdomains
        })
        .with_anchor_constraints(if choices.enforce_anchor {
            AnchorConstraints::Enforce
        } else {
            AnchorConstraints::IgnoreTrustAnchorConstraints
        })
        .with_initial_subtrees(InitialSubtrees::new(
            if choices.initial > 0 { &permitted } else { &[] },
            if choices.initial == 3 { &excluded } else { &[] },
        ));
    answer(certificates, choices.anchor_shown, &references, &policy).map_or_else(
        |rejection| Verdict::Refused {
            code: rejection.code(),
            position: rejection.position().map(Position::get),
            imposed_by: rejection.imposed_by().map(Position::get),
        },
        Verdict::Matched,
    )
}

fn answer(
    certificates: &[Certificate<'_>],
    anchor_shown: bool,
    references: &[ReferenceId<'_>],
    policy: &Policy<'_>,
) -> Result<usize, Rejection> {
    let (end_entity, above) = certificates.split_first().expect("a path has an end entity");
    let anchor = above.last().filter(|_| anchor_shown).map(TrustAnchor::from_certificate);
    let intermediates = &above[..above.len() - usize::from(anchor.is_some())];
    let path = match &anchor {
        Some(anchor) => Path::assume_signed(anchor, intermediates, end_entity)?,
        None => Path::assume_signed_without_anchor(intermediates, end_entity)?,
    };
    let identity = path.validate(references, policy)?;
    Ok(references.iter().position(|own| core::ptr::eq(own, identity.reference())).expect("one of those given"))
}

fn name(parts: &[&'static str], address: Option<&str>) -> Vec<u8> {
    let mut attributes: Vec<(&[u8], &str)> = parts.iter().map(|part| (build::COMMON_NAME, *part)).collect();
    attributes.extend(address.map(|address| (build::EMAIL_ADDRESS, address)));
    build::name(&attributes)
}

fn encode_general(name_: &General) -> Vec<u8> {
    match name_ {
        General::Srv(tag, text) => build::other_name(build::DNS_SRV, &tlv(*tag, text)),
        General::Smtp(text) => build::other_name(build::SMTP_UTF8, &tlv(0x0c, text)),
        General::Upn => build::other_name(build::UPN, &tlv(0x0c, b"user@example.com")),
        General::Email(text) => tlv(0x81, text),
        General::Dns(text) => tlv(0x82, text),
        General::Directory(parts) => tlv(0xa4, &name(parts, None)),
        General::Uri(text) => tlv(0x86, text),
        General::Ip(octets) => tlv(0x87, octets),
        General::RegisteredId => tlv(0x88, &[0x2a, 0x03]),
        General::Unknown => tlv(0x8b, &[1]),
    }
}

fn encode_constraints(own: &Constraints) -> Vec<u8> {
    let subtree = |subtree: &Subtree| {
        let maximum = if subtree.maximum { tlv(0x81, &[5]) } else { Vec::new() };
        build::sequence(&[encode_general(&subtree.base), maximum])
    };
    let list = |number: u8, list: &[Subtree]| match list {
        [] => Vec::new(),
        list => tlv(0xa0 | number, &list.iter().flat_map(subtree).collect::<Vec<_>>()),
    };
    build::sequence(&[list(0, &own.permitted), list(1, &own.excluded)])
}

fn encode(cert: &Cert) -> Vec<u8> {
    let mut extensions = vec![build::basic_constraints(cert.ca, cert.path_len)];
    if !cert.san.is_empty() {
        let names: Vec<_> = cert.san.iter().map(encode_general).collect();
        extensions.push(build::extension(17, false, &build::sequence(&names)));
    }
    extensions.extend(cert.constraints.iter().map(|own| build::extension(30, true, &encode_constraints(own))));
    if cert.unknown_critical {
        extensions.push(build::extension(99, true, &[]));
    }
    build::certificate(&build::Certificate {
        // The address is in no issuer, so a CA that has one issued nothing; the judgement by hand knows that too.
        issuer: name(&cert.issuer, None),
        subject: name(&cert.subject, cert.address),
        key: vec![cert.key],
        signature: vec![1],
        extensions,
        last_year: 49,
    })
}
