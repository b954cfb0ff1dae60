//! Questions as messages, and what is read from the messages that answer them.

use bytes::Bytes;
use domain::base::iana::{Class, Rtype};
use domain::base::message_builder::MessageBuilder;
use domain::base::opt::ExtendedError;
use domain::base::rdata::{ParseRecordData, UnknownRecordData};
use domain::base::{Message, Name, ToName};
use domain::net::client::request::{ComposeRequest, RequestMessage};
use domain::rdata::{A, Aaaa, Cname, Mx, Soa, Srv, Txt};

use super::record::{MxRecord, RecordType, Records, SrvRecord, TlsaRecord};
use super::response::{LookupFailure, Remark};
use crate::escape::shown;

/// A message that is sent.
pub(super) type Query = RequestMessage<Vec<u8>>;

/// A message that arrived.
pub(super) type Reply = Message<Bytes>;

/// The longest chain of aliases that is followed, as resolvers have it.
pub(super) const MAX_ALIASES: usize = 11;

/// Who is to validate, which is three bits of a question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// We: hand over the signatures (DO), and the answer even where the resolver finds it bogus (CD).
    Signatures,
    /// The resolver: say whether you validated (AD, RFC 6840 §5.7). DO too, without which some resolvers do not validate.
    AuthenticatedData,
}

/// A name as it is asked for.
pub(super) fn name_of(text: &str) -> Result<Name<Vec<u8>>, LookupFailure> {
    Name::vec_from_str(text).map_err(|_| LookupFailure::Name)
}

/// The question of a name and a type.
pub(super) fn question(name: &Name<Vec<u8>>, rtype: Rtype, asking: Asking) -> Result<Query, LookupFailure> {
    let mut message = MessageBuilder::new_vec();
    message.header_mut().set_rd(true);
    message.header_mut().set_cd(asking == Asking::Signatures);
    message.header_mut().set_ad(asking == Asking::AuthenticatedData);
    let mut message = message.question();
    message.push((name, rtype)).map_err(|_| LookupFailure::Name)?;
    let mut query = RequestMessage::new(message).map_err(|_| LookupFailure::Name)?;
    query.set_dnssec_ok(true);
    Ok(query)
}

/// The type's number.
pub(super) const fn rtype(record_type: RecordType) -> Rtype {
    match record_type {
        RecordType::A => Rtype::A,
        RecordType::Aaaa => Rtype::AAAA,
        RecordType::Cname => Rtype::CNAME,
        RecordType::Mx => Rtype::MX,
        RecordType::Srv => Rtype::SRV,
        RecordType::Tlsa => Rtype::TLSA,
        RecordType::Txt => Rtype::TXT,
    }
}

/// What a message says about a name and a type, believed or not.
pub(super) struct Content {
    /// The names and what they are aliases of, from the name that was asked for.
    pub(super) aliases: Vec<(String, String)>,
    pub(super) finding: Finding,
    pub(super) ttl: Option<u32>,
}

pub(super) enum Finding {
    Records(Records),
    NoData,
    NoName,
}

/// The shortest time that was seen, in seconds.
#[derive(Default)]
struct Shortest(Option<u32>);

impl Shortest {
    fn see(&mut self, seconds: u32) {
        self.0 = Some(self.0.map_or(seconds, |shortest| shortest.min(seconds)));
    }
}

/// Reads a message.
pub(super) fn read(
    message: &Reply,
    name: &Name<Vec<u8>>,
    record_type: RecordType,
    max_records: usize,
) -> Result<Content, LookupFailure> {
    let is_no_name = match message.opt_rcode().to_int() {
        0 => false,
        3 => true,
        other => return Err(LookupFailure::Refused(other)),
    };
    if usize::from(message.header_counts().ancount()) > max_records {
        return Err(LookupFailure::TooManyRecords);
    }
    let mut shortest = Shortest::default();
    let mut aliases = Vec::new();
    let mut owner = name.clone();
    if record_type != RecordType::Cname {
        while let Some(target) = alias(message, &owner, &mut shortest)? {
            if aliases.len() >= MAX_ALIASES {
                return Err(LookupFailure::AliasLoop);
            }
            aliases.push((display(&owner), display(&target)));
            owner = target;
        }
    }
    let records = records(message, &owner, record_type, &mut shortest)?;
    let finding = match (records.is_empty(), is_no_name) {
        (false, _) => Finding::Records(records),
        (true, true) => Finding::NoName,
        (true, false) => Finding::NoData,
    };
    if !matches!(finding, Finding::Records(_)) {
        denial_time(message, &mut shortest);
    }
    Ok(Content { aliases, finding, ttl: shortest.0 })
}

/// What a name is an alias of, as the message has it.
fn alias(
    message: &Reply,
    owner: &Name<Vec<u8>>,
    shortest: &mut Shortest,
) -> Result<Option<Name<Vec<u8>>>, LookupFailure> {
    let found = parsed(message, owner, shortest, |cname: &Cname<_>| cname.cname().to_name::<Vec<u8>>())?;
    Ok(found.into_iter().next())
}

fn records(
    message: &Reply,
    owner: &Name<Vec<u8>>,
    record_type: RecordType,
    shortest: &mut Shortest,
) -> Result<Records, LookupFailure> {
    Ok(match record_type {
        RecordType::A => Records::A(parsed(message, owner, shortest, A::addr)?),
        RecordType::Aaaa => Records::Aaaa(parsed(message, owner, shortest, Aaaa::addr)?),
        RecordType::Cname => Records::Cname(parsed(message, owner, shortest, |data: &Cname<_>| display(data.cname()))?),
        RecordType::Mx => Records::Mx(parsed(message, owner, shortest, |data: &Mx<_>| MxRecord {
            preference: data.preference(),
            exchange: display(data.exchange()),
        })?),
        RecordType::Srv => Records::Srv(parsed(message, owner, shortest, |data: &Srv<_>| SrvRecord {
            priority: data.priority(),
            weight: data.weight(),
            port: data.port(),
            target: display(data.target()),
        })?),
        RecordType::Tlsa => {
            let all = parsed(message, owner, shortest, |data: &UnknownRecordData<_>| {
                (data.rtype() == Rtype::TLSA).then(|| tlsa(AsRef::<[u8]>::as_ref(data.data())))
            })?;
            let records: Option<_> = all.into_iter().flatten().collect();
            Records::Tlsa(records.ok_or(LookupFailure::Malformed)?)
        }
        RecordType::Txt => {
            Records::Txt(parsed(message, owner, shortest, |data: &Txt<_>| data.iter().map(<[u8]>::to_vec).collect())?)
        }
    })
}

/// The data of a TLSA record (RFC 6698 §2.1); `None` if it is shorter than its three numbers.
fn tlsa(octets: &[u8]) -> Option<TlsaRecord> {
    let [usage, selector, matching_type, data @ ..] = octets else { return None };
    Some(TlsaRecord { usage: *usage, selector: *selector, matching_type: *matching_type, data: data.to_vec() })
}

/// The records of one type and owner.
fn parsed<'m, D: ParseRecordData<'m, Bytes>, T>(
    message: &'m Reply,
    owner: &Name<Vec<u8>>,
    shortest: &mut Shortest,
    take: impl Fn(&D) -> T,
) -> Result<Vec<T>, LookupFailure> {
    let mut found = Vec::new();
    for record in message.answer().map_err(|_| LookupFailure::Malformed)?.limit_to::<D>() {
        let record = record.map_err(|_| LookupFailure::Malformed)?;
        if record.class() == Class::IN && record.owner().name_eq(owner) {
            shortest.see(record.ttl().as_secs());
            found.push(take(record.data()));
        }
    }
    Ok(found)
}

/// How long a denial may be kept (RFC 2308 §5). What cannot be read here says nothing.
fn denial_time(message: &Reply, shortest: &mut Shortest) {
    let Ok(authority) = message.authority() else { return };
    for record in authority.limit_to::<Soa<_>>().flatten() {
        shortest.see(record.ttl().as_secs().min(record.data().minimum().as_secs()));
    }
}

/// A name as it is displayed.
fn display(name: &impl ToName) -> String {
    let text = name.to_name::<Vec<u8>>().to_string().to_ascii_lowercase();
    if text.is_empty() { ".".to_owned() } else { text }
}

/// What the resolver says beside the answer.
pub(super) fn remarks(message: &Reply) -> Vec<Remark> {
    let Some(opt) = message.opt() else { return Vec::new() };
    // A few say all that there is to say.
    opt.opt().iter::<ExtendedError<_>>().flatten().take(4).map(|error| remark(&error)).collect()
}

pub(super) fn remark<O: AsRef<[u8]>>(error: &ExtendedError<O>) -> Remark {
    let text = shown(error.text_slice().unwrap_or_default());
    Remark { code: error.code().to_int(), text }
}
