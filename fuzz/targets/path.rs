//! A path as a structure: certificates are made of it, and judged twice, by the library and by hand.
//!
//! The second judgement knows the names, the lists and the flags from the structure; it reads no DER and uses nothing of
//! the library. Both must agree on the answer, on the certificate at fault and on the CA that imposed it.

use arbitrary::{Result, Unstructured};
use srvname::{
    AnchorConstraints, Base, Certificate, DnsLeadingDot, DnsSubtree, Form, InitialSubtrees, Path, PermittedForm,
    Policy, ReferenceId, Rejection, SrvSubtree, SrvWildcards, SubCaRule, TrustAnchor,
};

use super::build::{self, tlv};
use super::certificate::monotone;
use super::judge::{self, Verdict};

/// A GeneralName by its parts.
#[derive(Clone, Debug)]
pub enum General {
    /// SRVName: the tag inside `[0]`, and the text.
    Srv(u8, Vec<u8>),
    /// SmtpUTF8Mailbox.
    Smtp(Vec<u8>),
    /// otherName that nobody here understands.
    Upn,
    Email(Vec<u8>),
    Dns(Vec<u8>),
    Uri(Vec<u8>),
    Ip(Vec<u8>),
    Directory(Vec<&'static str>),
    RegisteredId,
    /// A context tag that GeneralName does not have.
    Unknown,
}

/// A GeneralSubtree: a base, and whether it has a maximum.
#[derive(Clone, Debug)]
pub struct Subtree {
    pub base: General,
    pub maximum: bool,
}

/// permittedSubtrees and excludedSubtrees.
#[derive(Clone, Debug, Default)]
pub struct Constraints {
    pub permitted: Vec<Subtree>,
    pub excluded: Vec<Subtree>,
}

/// One certificate, by what the judgement depends on.
#[derive(Clone, Debug)]
pub struct Cert {
    pub issuer: Vec<&'static str>,
    pub subject: Vec<&'static str>,
    /// An e-mail address at the end of the subject.
    pub address: Option<&'static str>,
    pub key: u8,
    pub ca: bool,
    pub path_len: Option<u8>,
    pub san: Vec<General>,
    pub constraints: Option<Constraints>,
    pub unknown_critical: bool,
}

/// What the caller chooses.
#[derive(Clone, Copy, Debug)]
pub struct Choices {
    pub anchor_shown: bool,
    pub enforce_anchor: bool,
    pub strict_dot: bool,
    pub srv_wildcards: bool,
    /// Nothing; no SRVName at all; SRVNames of example.com; and not under `.example.com`.
    pub initial: u8,
}

/// A path, the end entity first, and the questions asked about it.
#[derive(Clone, Debug)]
pub struct Case {
    pub certs: Vec<Cert>,
    pub choices: Choices,
}

pub fn run(data: &[u8]) {
    let Ok(case) = case(&mut Unstructured::new(data)) else { return };
    let ders: Vec<Vec<u8>> = case.certs.iter().map(encode).collect();
    let certificates: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).expect("a certificate")).collect();
    let answers = SubCaRule::ALL.map(|rule| ask(&certificates, &case.choices, rule));
    for (rule, answer) in SubCaRule::ALL.into_iter().zip(&answers) {
        assert_eq!(*answer, judge::judge(&case, rule), "{rule} {case:#?}");
    }
    monotone(&answers.clone().map(|answer| !matches!(answer, Verdict::Refused { .. })));
}

/// The SRV-ID and the DNS-ID that every path is asked for.
pub const REFERENCES: [(&str, &str); 2] = [("xmpp", "example.com"), ("", "www.example.com")];

fn ask(certificates: &[Certificate<'_>], choices: &Choices, rule: SubCaRule) -> Verdict {
    let references = REFERENCES.map(|(service, domain)| match service {
        "" => ReferenceId::dns(domain).expect("a domain"),
        service => ReferenceId::srv(service, domain).expect("a service and a domain"),
    });
    let domain = SrvSubtree::parse("example.com").map(Base::Srv).expect("a base");
    let below = DnsSubtree::parse(".example.com").map(Base::Dns).expect("a base");
    let (none, one) = ([], [domain]);
    let permitted = [PermittedForm { form: Form::SrvName, bases: if choices.initial == 1 { &none } else { &one } }];
    let excluded = [below];
    let policy = Policy {
        sub_ca_rule: rule,
        srv_wildcards: if choices.srv_wildcards { SrvWildcards::LeftmostLabel } else { SrvWildcards::MatchNothing },
        dns_leading_dot: if choices.strict_dot { DnsLeadingDot::Malformed } else { DnsLeadingDot::ProperSubdomains },
        anchor_constraints: if choices.enforce_anchor {
            AnchorConstraints::Enforce
        } else {
            AnchorConstraints::IgnoreTrustAnchorConstraints
        },
        initial_subtrees: InitialSubtrees {
            permitted: if choices.initial > 0 { &permitted } else { &[] },
            excluded: if choices.initial == 3 { &excluded } else { &[] },
        },
        ..Policy::default()
    };
    answer(certificates, choices.anchor_shown, &references, &policy).map_or_else(
        |rejection| Verdict::Refused {
            code: rejection.code(),
            position: rejection.position().map(|position| position.0),
            imposed_by: rejection.imposed_by().map(|position| position.0),
        },
        Verdict::Matched,
    )
}

fn answer(
    certificates: &[Certificate<'_>],
    anchor_shown: bool,
    references: &[ReferenceId<'_>],
    policy: &Policy<'_>,
) -> std::result::Result<usize, Rejection> {
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

// What a case is made of. The pools are small, so that names meet.

const SUBJECTS: [&[&str]; 6] = [&["Root"], &["CA"], &["CA", "Unit"], &["ca  "], &["Leaf"], &[]];
const SRV: [&str; 14] = [
    "_xmpp.example.com",
    "_XMPP.a.Example.com",
    "_imap.example.com",
    "_xmpp.example.org",
    "_xmpp.*.example.com",
    "_xmpp.*.com",
    "_xmpp",
    "example.com",
    "a.example.com",
    "_imap",
    ".example.com",
    "_xmpp._tcp.example.com",
    "",
    "com",
];
const DNS: [&str; 12] = [
    "www.example.com",
    "example.com",
    "*.example.com",
    ".example.com",
    "",
    "www.example.org",
    "com",
    "*.com",
    "a_b.example.com",
    "example.com.",
    "*",
    "EXAMPLE.com",
];
const EMAIL: [&str; 9] =
    ["a@example.com", "A@EXAMPLE.com", "example.com", ".example.com", "", "b@a.example.com", "@", "\"a\"@b.c", "a@b@c"];
const URI: [&str; 8] = [
    "https://example.com/",
    "https://a.example.com:1/",
    "example.com",
    ".example.com",
    "",
    "urn:a",
    "http://a@b.c/",
    "http://10.0.0.1/",
];
const ADDRESSES: [&[u8]; 6] =
    [&[10, 9, 8, 7], &[10, 9, 8, 0, 255, 255, 255, 0], &[0; 16], &[0; 8], &[10, 0, 0, 0, 255, 0, 255, 0], &[1, 2, 3]];

fn case(input: &mut Unstructured<'_>) -> Result<Case> {
    let choices = Choices {
        anchor_shown: input.ratio(7u8, 8u8)?,
        enforce_anchor: input.ratio(3u8, 4u8)?,
        strict_dot: input.ratio(1u8, 4u8)?,
        srv_wildcards: input.arbitrary()?,
        initial: if input.ratio(3u8, 4u8)? { 0 } else { input.int_in_range(1..=3)? },
    };
    let length = input.int_in_range(if choices.anchor_shown { 2 } else { 1 }..=5usize)?;
    let mut certs: Vec<Cert> = (0..length).map(|index| cert(input, index)).collect::<Result<_>>()?;
    // Mostly a path: each issuer is the next subject, and every key its own.
    for index in 0..length {
        if input.ratio(15u8, 16u8)? {
            let subject = certs.get(index + 1).unwrap_or(&certs[index]);
            certs[index].issuer = subject.subject.clone();
        }
    }
    lengthen(&mut certs, input.int_in_range(0..=31)?, choices.anchor_shown);
    Ok(Case { certs, choices })
}

/// Puts intermediates once more above the topmost, each with a key of its own: up to 35 CAs, where 32 are the most.
fn lengthen(certs: &mut Vec<Cert>, chosen: u8, anchor_shown: bool) {
    let top = certs.len() - usize::from(anchor_shown);
    if chosen < 16 || top < 2 {
        return;
    }
    for copy in 0..usize::from(chosen) {
        let mut again = certs[1 + copy % (top - 1)].clone();
        again.key = u8::try_from(100 + copy).expect("a few certificates");
        // Once is enough for what ends nearly every path.
        (again.path_len, again.ca) = (None, true);
        certs.insert(top + copy, again);
    }
    for index in top - 1..certs.len() - 1 {
        certs[index].issuer = certs[index + 1].subject.clone();
    }
}

fn cert(input: &mut Unstructured<'_>, index: usize) -> Result<Cert> {
    let names = input.int_in_range(0..=2u8)?;
    let own_key = u8::try_from(index).expect("a few certificates");
    Ok(Cert {
        issuer: input.choose(&SUBJECTS)?.to_vec(),
        subject: input.choose(&SUBJECTS)?.to_vec(),
        address: if input.ratio(1u8, 8u8)? {
            Some(*input.choose(&["a@example.com", "b@other.test", "no"])?)
        } else {
            None
        },
        key: if input.ratio(15u8, 16u8)? { own_key } else { input.int_in_range(0..=3)? },
        ca: if index == 0 { input.ratio(1u8, 4u8)? } else { input.ratio(15u8, 16u8)? },
        path_len: if input.ratio(1u8, 4u8)? { Some(input.int_in_range(0..=3)?) } else { None },
        san: (0..names).map(|_| general(input)).collect::<Result<_>>()?,
        constraints: if index > 0 || input.ratio(1u8, 16u8)? { constraints(input)? } else { None },
        unknown_critical: input.ratio(1u8, 32u8)?,
    })
}

fn constraints(input: &mut Unstructured<'_>) -> Result<Option<Constraints>> {
    let (permitted, excluded) = (input.int_in_range(0..=3u8)?, input.int_in_range(0..=2u8)?);
    let mut list = |count: u8| (0..count).map(|_| subtree(input)).collect::<Result<Vec<_>>>();
    let own = Constraints { permitted: list(permitted)?, excluded: list(excluded)? };
    Ok((permitted + excluded > 0).then_some(own))
}

fn subtree(input: &mut Unstructured<'_>) -> Result<Subtree> {
    Ok(Subtree { base: general(input)?, maximum: input.ratio(1u8, 24u8)? })
}

fn general(input: &mut Unstructured<'_>) -> Result<General> {
    let kind = input.int_in_range(0..=15u8)?;
    let mut text = |pool: &[&str]| -> Result<Vec<u8>> {
        if input.ratio(15u8, 16u8)? {
            return Ok(input.choose(pool)?.as_bytes().to_vec());
        }
        let length = input.int_in_range(0..=8usize)?;
        Ok(input.bytes(length)?.to_vec())
    };
    Ok(match kind {
        0..=4 => {
            let text = text(&SRV)?;
            General::Srv(if input.ratio(15u8, 16u8)? { 0x16 } else { 0x0c }, text)
        }
        5..=7 => General::Dns(text(&DNS)?),
        8..=9 => General::Email(text(&EMAIL)?),
        10 => General::Smtp(text(&["ü@example.com", "ü@a.example.com", "ü@exämple.com", "a@example.com"])?),
        11 => General::Uri(text(&URI)?),
        12 => General::Ip(input.choose(&ADDRESSES)?.to_vec()),
        13..=14 => General::Directory(input.choose(&SUBJECTS)?.to_vec()),
        _ => input.choose(&[General::Upn, General::RegisteredId, General::Unknown])?.clone(),
    })
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
