//! What somebody sends who wants path building to be slow: certificates none of which leads to a trust anchor.

use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

use crate::make::certificate::Issued;
use crate::make::dn::attribute;
use crate::make::{Ca, Dn, Draft, der, oid};

/// An algorithm that finds every signature good, so that what is measured is the search.
#[derive(Debug)]
pub struct AnySignature;

impl SignatureVerificationAlgorithm for AnySignature {
    fn verify_signature(&self, _key: &[u8], _message: &[u8], _signature: &[u8]) -> Result<(), InvalidSignature> {
        Ok(())
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}

/// Certificates with real signatures, as DER.
pub struct HostilePool {
    /// A trust anchor, which issued none of the others.
    pub root: Vec<u8>,
    pub end_entity: Vec<u8>,
    pub intermediates: Vec<Vec<u8>>,
}

/// The one key of all, so that they differ in their names alone.
const KEY: &str = "One Key";

impl HostilePool {
    /// As [`HostilePool::new`], but for what it is that nobody knows: not the signatures of the variants, but the keys of their
    /// issuers.
    pub fn with_unknown_keys(depth: usize, variants: usize, issuers: usize, spaces: usize) -> Self {
        let unknown = der::sequence([der::object_identifier("1.2.3.4")]);
        let key = der::sequence([unknown, der::bit_string(b"a key")]);
        Self::of(depth, variants, issuers, spaces, |draft| draft.public_key_info(&key), |draft| draft)
    }

    /// So many CAs in a row; so many variants of the topmost, signed by an algorithm that nobody knows, so that trying an
    /// issuer costs no signature check; and so many variants of that issuer, whose subject has eight attributes with so many
    /// spaces in all, where the others name it with one space in each.
    pub fn new(depth: usize, variants: usize, issuers: usize, spaces: usize) -> Self {
        Self::of(depth, variants, issuers, spaces, |draft| draft, |draft| draft.signature_algorithm("1.2.3.4"))
    }

    fn of(
        depth: usize,
        variants: usize,
        issuers: usize,
        spaces: usize,
        of_issuer: impl Fn(Draft) -> Draft,
        of_variant: impl Fn(Draft) -> Draft,
    ) -> Self {
        let serial = |number: usize| [&[1][..], &u32::try_from(number).expect("few variants").to_be_bytes()].concat();
        let subject = padded(spaces);
        let issuer = |number| {
            let draft = Ca::root_draft("Issuer").key(KEY).subject(subject.clone()).serial(&serial(number));
            of_issuer(draft).issue()
        };
        let issuers: Vec<Issued> = (0..issuers).map(issuer).collect();
        let topmost = |number| {
            let draft = issuers[0].sub_ca("Authority 0").issuer(padded(8)).key(KEY);
            of_variant(draft.serial(&serial(number))).issue()
        };
        let variants: Vec<Issued> = (0..variants).map(topmost).collect();
        let mut row = vec![variants[0].clone()];
        for level in 1..depth {
            row.push(row[level - 1].sub_ca(&format!("Authority {level}")).key(KEY).issue());
        }
        let end_entity = row[depth - 1].end_entity("www.example.com").issue().into_der();
        let intermediates = row.into_iter().skip(1).chain(variants).chain(issuers).map(Issued::into_der).collect();
        Self { root: Ca::root("Example Root CA").into_der(), end_entity, intermediates }
    }

    /// The octets of all but the anchor.
    pub fn octets(&self) -> usize {
        self.intermediates.iter().map(Vec::len).sum::<usize>() + self.end_entity.len()
    }
}

fn padded(spaces: usize) -> Dn {
    let value = format!("a{}b", " ".repeat(spaces / 8));
    let types =
        [oid::COMMON_NAME, oid::ORGANIZATION, "2.5.4.7", "2.5.4.8", "2.5.4.9", "2.5.4.11", "2.5.4.12", "2.5.4.17"];
    let attributes = types.map(|kind| attribute(kind, &der::tlv(der::UTF8_STRING, value.as_bytes())));
    Dn::empty().and_rdn(attributes)
}
