//! DER, written right, with signatures that are none: what the structured targets feed the library.

/// One element: identifier octet, length in its shortest form, content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut octets = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => octets.push(short),
        _ => {
            let big_endian = length.to_be_bytes();
            let significant = &big_endian[big_endian.iter().take_while(|octet| **octet == 0).count()..];
            octets.push(0x80 | u8::try_from(significant.len()).expect("at most eight octets"));
            octets.extend_from_slice(significant);
        }
    }
    octets.extend_from_slice(content);
    octets
}

/// The content of an element in DER with a tag of one octet.
pub fn content(element: &[u8]) -> &[u8] {
    match element[1] {
        0..=0x7f => &element[2..],
        long => &element[2 + usize::from(long & 0x7f)..],
    }
}

/// SEQUENCE of the given elements.
pub fn sequence<T: AsRef<[u8]>>(elements: &[T]) -> Vec<u8> {
    let content: Vec<u8> = elements.iter().flat_map(|element| element.as_ref().to_vec()).collect();
    tlv(0x30, &content)
}

/// OCTETs of well-known object identifiers, without header.
pub const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 0x11];
pub const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 0x1e];
pub const DNS_SRV: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x07];
pub const SMTP_UTF8: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09];
pub const UPN: &[u8] = &[0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x14, 0x02, 0x03];
pub const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
pub const ORGANIZATION: &[u8] = &[0x55, 0x04, 0x0a];
pub const EMAIL_ADDRESS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01];
const EXTENSION_REQUEST: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x0e];
const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];

/// otherName with any octets inside its `[0]`.
pub fn other_name(type_id: &[u8], inside: &[u8]) -> Vec<u8> {
    tlv(0xa0, &[tlv(0x06, type_id), tlv(0xa0, inside)].concat())
}

/// A Name of attributes, each an RDN of its own: type and UTF8String, or IA5String for an e-mail address.
pub fn name(attributes: &[(&[u8], &str)]) -> Vec<u8> {
    let rdn = |(kind, text): &(&[u8], &str)| {
        let string = if *kind == EMAIL_ADDRESS { 0x16 } else { 0x0c };
        tlv(0x31, &sequence(&[tlv(0x06, kind), tlv(string, text.as_bytes())]))
    };
    sequence(&attributes.iter().map(rdn).collect::<Vec<_>>())
}

/// An extension: the last octet of its `2.5.29` identifier, whether it is critical, its value.
pub fn extension(last: u8, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag = if critical { tlv(0x01, &[0xff]) } else { Vec::new() };
    sequence(&[tlv(0x06, &[0x55, 0x1d, last]), flag, tlv(0x04, value)])
}

/// The attributes of a request for these extensions, which may be none.
pub fn extension_request<'e>(extensions: impl Iterator<Item = &'e [u8]>) -> Vec<u8> {
    let list = sequence(&extensions.collect::<Vec<_>>());
    let attribute = sequence(&[tlv(0x06, EXTENSION_REQUEST), tlv(0x31, &list)]);
    tlv(0xa0, if list == [0x30, 0] { &[] } else { &attribute })
}

/// basicConstraints, critical.
pub fn basic_constraints(ca: bool, path_len: Option<u8>) -> Vec<u8> {
    let ca = if ca { tlv(0x01, &[0xff]) } else { Vec::new() };
    let path_len = path_len.map(|own| tlv(0x02, &[own & 0x7f])).unwrap_or_default();
    extension(19, true, &sequence(&[ca, path_len]))
}

/// What of a certificate the targets vary.
#[derive(Clone, Debug, Default)]
pub struct Certificate {
    /// Name, encoded.
    pub issuer: Vec<u8>,
    /// Name, encoded.
    pub subject: Vec<u8>,
    /// The octets of the public key.
    pub key: Vec<u8>,
    /// The octets of the signature.
    pub signature: Vec<u8>,
    /// Extensions, each encoded.
    pub extensions: Vec<Vec<u8>>,
    /// Two digits of the year of notAfter, which is its last day.
    pub last_year: u8,
}

/// A certificate.
pub fn certificate(own: &Certificate) -> Vec<u8> {
    let algorithm = sequence(&[tlv(0x06, ECDSA_WITH_SHA256)]);
    let not_after = format!("{:02}1231235959Z", own.last_year % 50);
    let extensions = match own.extensions.as_slice() {
        [] => Vec::new(),
        extensions => tlv(0xa3, &sequence(extensions)),
    };
    let to_be_signed = sequence(&[
        tlv(0xa0, &tlv(0x02, &[2])),
        tlv(0x02, &[1]),
        algorithm.clone(),
        own.issuer.clone(),
        sequence(&[tlv(0x17, b"000101000000Z"), tlv(0x17, not_after.as_bytes())]),
        own.subject.clone(),
        public_key_info(&own.key),
        extensions,
    ]);
    sequence(&[to_be_signed, algorithm, bit_string(&own.signature)])
}

/// SubjectPublicKeyInfo that says it is on P-256.
pub fn public_key_info(key: &[u8]) -> Vec<u8> {
    sequence(&[sequence(&[tlv(0x06, EC_PUBLIC_KEY), tlv(0x06, P256)]), bit_string(key)])
}

fn bit_string(octets: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], octets].concat())
}
