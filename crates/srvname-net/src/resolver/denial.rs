//! Denials without any proof, of which a zone without signatures may make as it likes.
//!
//! The validator takes a denial that lacks even the SOA record for bogus, wherever it comes from. Servers of unsigned zones
//! that leave it out are common, and what they say is insecure, not bogus. Which it is, is seen by the validator's own
//! judgment about an unsigned record in the place of the denial: in an unsigned zone that is insecure.

use bytes::Bytes;
use domain::base::iana::{Class, Rtype};
use domain::base::rdata::UnknownRecordData;
use domain::base::{Message, MessageBuilder, Name, Record, Ttl};
use domain::rdata::Txt;

use super::message::Reply;

/// Whether a message that has no records of the type that was asked for brings no proof of it either.
pub(super) fn is_without_proof(message: &Reply) -> bool {
    let Ok(authority) = message.authority() else { return false };
    let is_proof = |rtype| matches!(rtype, Rtype::NSEC | Rtype::NSEC3);
    authority.flatten().all(|record| !is_proof(record.rtype()))
}

/// The message with an unsigned record in the place of its denial; `None` if it cannot be made.
pub(super) fn with_a_record(message: &Reply, asked: &Name<Vec<u8>>, canonical: &Name<Vec<u8>>) -> Option<Reply> {
    let mut made = MessageBuilder::new_vec().question();
    made.push((asked, Rtype::TXT)).ok()?;
    let mut made = made.answer();
    for record in message.answer().ok()?.flatten() {
        made.push(record.into_record::<UnknownRecordData<_>>().ok()??).ok()?;
    }
    let text = Txt::<Vec<u8>>::build_from_slice(b"unsigned").ok()?;
    made.push(Record::new(canonical, Class::IN, Ttl::from_secs(1), text)).ok()?;
    Message::from_octets(Bytes::from(made.finish())).ok()
}
