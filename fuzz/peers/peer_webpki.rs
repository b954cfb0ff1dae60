//! dNSName and iPAddress under constraints, asked of rustls-webpki as well. The differences are those that
//! `tests/differential/webpki_differences.rs` of the library explains; any other is a find.

use std::time::Duration;

use arbitrary::{Result, Unstructured};
use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, UnixTime, alg_id,
};
use srvname::{Certificate, Path, Policy, Rejection, SubCaRule, TrustAnchor, name::NameRule, path::RejectionKind};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

use srvname_fuzz_targets::build::{self, tlv};

pub fn run(data: &[u8]) {
    let Ok(case) = Case::read(&mut Unstructured::new(data)) else { return };
    let ders = case.encode();
    let (ours, theirs) = (ours(&ders), theirs(&ders));
    if ours.is_ok() != theirs.is_ok() {
        assert!(explained(&case, &ours, &theirs), "{case:?}\nours: {ours:?}\nwebpki: {theirs:?}");
    }
}

#[derive(Debug)]
struct Name {
    tag: u8,
    content: Vec<u8>,
}

#[derive(Debug)]
struct Case {
    /// From the CA under the anchor down: permitted, excluded.
    levels: Vec<(Vec<Name>, Vec<Name>)>,
    names: Vec<Name>,
}

impl Case {
    fn read(input: &mut Unstructured<'_>) -> Result<Self> {
        let list = |input: &mut Unstructured<'_>, least: u8, base: bool| -> Result<Vec<Name>> {
            let count = input.int_in_range(least..=3)?;
            (0..count).map(|_| name(input, base)).collect()
        };
        let levels = input.int_in_range(1..=2u8)?;
        let levels = (0..levels).map(|_| Ok((list(input, 0, true)?, list(input, 0, true)?))).collect::<Result<_>>()?;
        Ok(Self { levels, names: list(input, 1, false)? })
    }

    fn encode(&self) -> Vec<Vec<u8>> {
        let subject = |depth: usize| build::name(&[(build::COMMON_NAME, &format!("CA {depth}"))]);
        let encode = |name: &Name| tlv(name.tag, &name.content);
        let certificate = |issuer, subject, key: &str, extensions| {
            let (key, signature) = (key.as_bytes().to_vec(), vec![1]);
            build::certificate(&build::Certificate { issuer, subject, key, signature, extensions, last_year: 49 })
        };
        let authority = |depth: usize, level: Option<&(Vec<Name>, Vec<Name>)>| {
            let list = |tag: u8, list: &[Name]| match list {
                [] => Vec::new(),
                list => tlv(tag, &list.iter().flat_map(|name| tlv(0x30, &encode(name))).collect::<Vec<_>>()),
            };
            let mut extensions = vec![build::basic_constraints(true, None)];
            if let Some((permitted, excluded)) = level.filter(|level| !level.0.is_empty() || !level.1.is_empty()) {
                let value = tlv(0x30, &[list(0xa0, permitted), list(0xa1, excluded)].concat());
                extensions.push(build::extension(30, true, &value));
            }
            certificate(subject(depth.saturating_sub(1)), subject(depth), &format!("key {depth}"), extensions)
        };
        let san = build::sequence(&self.names.iter().map(encode).collect::<Vec<_>>());
        let leaf = vec![build::basic_constraints(false, None), build::extension(17, true, &san)];
        let leaf = certificate(subject(self.levels.len()), tlv(0x30, &[]), "leaf", leaf);
        let above = self.levels.iter().enumerate().rev().map(|(index, level)| authority(index + 1, Some(level)));
        std::iter::once(leaf).chain(above).chain([authority(0, None)]).collect()
    }

    fn pairs(&self) -> impl Iterator<Item = (&Name, bool, &Name)> {
        let bases = self.levels.iter().flat_map(|(permitted, excluded)| {
            permitted.iter().map(|base| (base, false)).chain(excluded.iter().map(|base| (base, true)))
        });
        bases.flat_map(|(base, excluded)| self.names.iter().map(move |name| (base, excluded, name)))
    }
}

fn name(input: &mut Unstructured<'_>, base: bool) -> Result<Name> {
    if input.ratio(1u8, 4u8)? {
        let length = if input.arbitrary()? { 4 } else { 16 };
        let mut content: Vec<u8> = (0..length).map(|_| input.int_in_range(0..=1)).collect::<Result<_>>()?;
        if base {
            let ones = input.int_in_range(0..=length * 8)?;
            (0..length).for_each(|octet| {
                content.push((0..8).fold(0, |mask, bit| mask << 1 | u8::from(octet * 8 + bit < ones)));
            });
        }
        if input.ratio(1u8, 16u8)? {
            let at = input.choose_index(content.len())?;
            content[at] = input.arbitrary()?;
        }
        return Ok(Name { tag: 0x87, content });
    }
    let labels = ["a", "A", "b", "com", "a-b", "_a", "1", "*", "xn--a", ""];
    let count = input.int_in_range(1..=4u8)?;
    let text: Vec<&str> = (0..count).map(|_| input.choose(&labels).copied()).collect::<Result<_>>()?;
    let mut content = text.join(".").into_bytes();
    if input.ratio(1u8, 16u8)? {
        let length = input.int_in_range(0..=80usize)?;
        content = input.bytes(length)?.to_vec();
    }
    Ok(Name { tag: 0x82, content })
}

fn ours(ders: &[Vec<u8>]) -> std::result::Result<(), Rejection> {
    let read: Vec<_> = ders.iter().map(|der| Certificate::from_der(der).expect("a certificate")).collect();
    let [end_entity, intermediates @ .., anchor] = read.as_slice() else { panic!("a path has two ends") };
    let anchor = TrustAnchor::from_certificate(anchor);
    let path = Path::assume_signed(&anchor, intermediates, end_entity)?;
    path.validate_names(&Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280))
}

fn theirs(ders: &[Vec<u8>]) -> std::result::Result<(), webpki::Error> {
    let ders: Vec<_> = ders.iter().map(|der| CertificateDer::from(der.as_slice())).collect();
    let [end_entity, intermediates @ .., anchor] = ders.as_slice() else { panic!("a path has two ends") };
    let anchors = [anchor_from_trusted_cert(anchor)?];
    let time = UnixTime::since_unix_epoch(Duration::from_secs(1_795_478_400));
    let usage = KeyUsage::server_auth();
    let end_entity = EndEntityCert::try_from(end_entity)?;
    end_entity.verify_for_usage(&[&Anything], &anchors, intermediates, time, usage, None, None).map(drop)
}

fn explained(
    case: &Case,
    ours: &std::result::Result<(), Rejection>,
    theirs: &std::result::Result<(), webpki::Error>,
) -> bool {
    let text = |name: &Name| String::from_utf8_lossy(&name.content).to_ascii_lowercase();
    // A wildcard above one label is malformed there.
    let one_label = |name: &Name| {
        name.tag == 0x82
            && text(name).strip_prefix("*.").is_some_and(|parent| !parent.is_empty() && !parent.contains('.'))
    };
    if matches!(theirs, Err(webpki::Error::MalformedDnsIdentifier)) && case.names.iter().any(one_label) {
        return true;
    }
    // A mask with holes is looked at there only as far as addresses agree.
    let mask = |refusal: &Rejection| matches!(refusal.kind(), RejectionKind::MalformedConstraint(error) if error.rule() == NameRule::IpMask);
    if ours.as_ref().is_err_and(mask) && theirs.is_ok() {
        return true;
    }
    // An excluded base `.c.a.b` excludes the wildcard `*.a.b` there.
    matches!(theirs, Err(webpki::Error::NameConstraintViolation))
        && case.pairs().any(|(base, excluded, name)| {
            let (base_text, name_text) = (text(base), text(name));
            let child = base_text.strip_prefix('.').and_then(|base| base.split_once('.'));
            excluded
                && base.tag == 0x82
                && child.is_some_and(|(_, parent)| name_text.strip_prefix("*.") == Some(parent))
        })
}

#[derive(Debug)]
struct Anything;

impl SignatureVerificationAlgorithm for Anything {
    fn verify_signature(&self, _: &[u8], _: &[u8], _: &[u8]) -> std::result::Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}
