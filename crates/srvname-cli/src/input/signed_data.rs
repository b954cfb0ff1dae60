//! The certificates of a PKCS#7 or CMS message: those that a SignedData carries (RFC 5652 §5.1), in DER or in BER.

use super::ber::{CONTEXT_0, Elements, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, SET};

/// No signed certificate is shorter. An entry that is, is counted and not kept, so that a message of tiny entries takes no
/// more memory than itself.
const MIN_CERTIFICATE: usize = 128;

/// What a SignedData carries.
#[derive(Debug)]
pub(crate) struct SignedData<'a> {
    /// The SEQUENCEs in the field certificates, with their offsets.
    pub(crate) certificates: Vec<(usize, &'a [u8])>,
    /// How many other entries that field has.
    pub(crate) others: u64,
    /// The octets of the message.
    pub(crate) length: usize,
}

impl<'a> SignedData<'a> {
    /// Returns what the message at the front of `octets` carries; fails if it is none, or not complete. Nothing of it is
    /// verified, and a message inside the message is not read.
    pub(crate) fn read(octets: &'a [u8]) -> Result<Self, &'static str> {
        let message = Elements::new(octets).next().ok_or("the PKCS#7 message is cut")?;
        let field = certificates_field(message.whole).ok_or("the PKCS#7 message is malformed")?;
        let (mut certificates, mut others) = (Vec::new(), 0u64);
        if let Some(mut field) = field {
            while let Some(entry) = field.next() {
                if entry.tag == SEQUENCE && entry.whole.len() >= MIN_CERTIFICATE {
                    certificates.push((entry.offset, entry.whole));
                } else {
                    others = others.saturating_add(1);
                }
            }
            if !field.is_end() || field.is_cut() {
                return Err("the PKCS#7 message is malformed");
            }
        }
        Ok(Self { certificates, others, length: message.whole.len() })
    }
}

/// Returns the entries of the field certificates, or `None` inside if there is no such field. Returns `None` if the octets
/// are no SignedData.
fn certificates_field(message: &[u8]) -> Option<Option<Elements<'_>>> {
    let mut content_info = Elements::new(message).enter(SEQUENCE)?;
    content_info.expect(OBJECT_IDENTIFIER)?;
    let mut fields = content_info.enter(CONTEXT_0)?.enter(SEQUENCE)?;
    fields.expect(INTEGER)?;
    fields.expect(SET)?;
    fields.expect(SEQUENCE)?;
    match fields.peek() {
        Some(CONTEXT_0) => Some(Some(fields.enter(CONTEXT_0)?)),
        _ => Some(None),
    }
}
