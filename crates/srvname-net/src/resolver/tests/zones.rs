//! Signed zones in memory, and a resolver that answers from them: what the network would answer, with its faults.

#![cfg(test)]

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use domain::base::iana::{Class, DigestAlgorithm, ExtendedErrorCode, Rcode, Rtype};
use domain::base::name::FlattenInto;
use domain::base::opt::ExtendedError;
use domain::base::{Message, MessageBuilder, Name, Record, Ttl};
use domain::crypto::sign::{GenerateParams, KeyPair, generate};
use domain::dnssec::sign::keys::SigningKey;
use domain::dnssec::sign::records::Rrset;
use domain::dnssec::sign::signatures::rrsigs::sign_rrset;
use domain::dnssec::validator::base::DnskeyExt;
use domain::net::client::request::{ComposeRequest, Error, GetResponse, SendRequest};
use domain::rdata::ZoneRecordData;
use domain::rdata::dnssec::Timestamp;
use domain::zonefile::inplace::{Entry, Zonefile};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

use crate::resolver::message::{Query, Reply};

type Data = ZoneRecordData<Bytes, Name<Bytes>>;
type OneRecord = Record<Name<Bytes>, Data>;

/// How an answer is spoiled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Spoilt {
    /// Its records are not those that were signed.
    Changed,
    /// Its signatures are over.
    Expired,
    /// Its signatures are not there.
    Stripped,
    /// It never comes.
    Silent,
    /// It is SERVFAIL.
    Failing,
    /// It is SERVFAIL with this INFO-CODE.
    FailingBecause(u16),
    /// Its first record says that it is longer than the message.
    Cut,
}

/// Zones below a root of our own.
pub(super) struct World {
    records: Vec<OneRecord>,
    keys: HashMap<Name<Bytes>, SigningKey<Bytes, KeyPair>>,
    spoilt: Mutex<HashMap<(String, Rtype), Spoilt>>,
    /// Whether AD is set in answers to questions that ask for it.
    pub(super) validates: bool,
    asked: AtomicUsize,
}

impl World {
    /// A world with these signed zones and these records. The delegations are made by [`delegate`](Self::delegate).
    pub(super) fn new(signed: &[&str], text: &str) -> Self {
        let mut world = Self {
            records: parse(text),
            keys: HashMap::new(),
            spoilt: Mutex::default(),
            validates: true,
            asked: AtomicUsize::new(0),
        };
        for zone in signed {
            let (secret, public) = generate(&GenerateParams::EcdsaP256Sha256, 257).unwrap();
            let key = SigningKey::new(name(zone), 257, KeyPair::from_bytes(&secret, &public).unwrap());
            world.records.extend(parse(&format!("{zone} 300 IN DNSKEY {}\n", key.dnskey())));
            world.keys.insert(name(zone), key);
        }
        world
    }

    /// Puts a DS record for a signed zone into its parent.
    pub(super) fn delegate(mut self, zone: &str) -> Self {
        let key = self.keys.get(&name(zone)).unwrap();
        let digest = key.dnskey().digest(&name(zone), DigestAlgorithm::SHA256).unwrap();
        let digest: String = digest.as_ref().iter().map(|octet| format!("{octet:02x}")).collect();
        self.records.extend(parse(&format!("{zone} 300 IN DS {} 13 2 {digest}\n", key.dnskey().key_tag())));
        self
    }

    pub(super) fn spoil(&self, owner: &str, rtype: Rtype, spoilt: Spoilt) {
        self.spoilt.lock().unwrap().insert((owner.to_owned(), rtype), spoilt);
    }

    pub(super) fn mend(&self) {
        self.spoilt.lock().unwrap().clear();
    }

    /// How many questions there were.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// The root's key, as a file of trust anchors has it.
    pub(super) fn anchor(&self) -> String {
        format!(". IN DNSKEY {}\n", self.keys[&name(".")].dnskey())
    }

    /// The zone that signs what a name has of a type: DS is the parent's.
    fn signer(&self, owner: &Name<Bytes>, rtype: Rtype) -> Option<&SigningKey<Bytes, KeyPair>> {
        let mut zone = if rtype == Rtype::DS { owner.parent()? } else { owner.clone() };
        loop {
            if let Some(key) = self.keys.get(&zone) {
                return Some(key);
            }
            // Below an unsigned delegation nothing is signed.
            let is_cut = self.records.iter().any(|record| *record.owner() == zone && record.rtype() == Rtype::NS);
            if is_cut && rtype != Rtype::NSEC {
                return None;
            }
            zone = zone.parent()?;
        }
    }

    /// Records of one owner and type, with their signature.
    fn set(&self, owner: &Name<Bytes>, rtype: Rtype) -> Vec<OneRecord> {
        let of_set = |record: &&OneRecord| record.owner() == owner && record.rtype() == rtype;
        let mut set: Vec<_> = self.records.iter().filter(of_set).cloned().collect();
        if set.is_empty() {
            return set;
        }
        let spoilt = self.spoilt.lock().unwrap().get(&(owner.to_string(), rtype)).copied();
        if let Some(key) = self.signer(owner, rtype).filter(|_| spoilt != Some(Spoilt::Stripped)) {
            let now = Timestamp::now().into_int();
            let (from, to) =
                if spoilt == Some(Spoilt::Expired) { (now - 7200, now - 3600) } else { (now - 60, now + 3600) };
            let signature = sign_rrset(key, &Rrset::new_from_owned(&set).unwrap(), from.into(), to.into()).unwrap();
            set.push(Record::new(
                owner.clone(),
                Class::IN,
                signature.ttl(),
                ZoneRecordData::Rrsig(signature.into_data()),
            ));
        }
        if spoilt == Some(Spoilt::Changed) {
            let other = parse(&format!("{owner}. 300 IN A 192.0.2.66\n{owner}. 300 IN MX 1 evil.example.\n"));
            set[0] = other.into_iter().find(|record| record.rtype() == rtype).unwrap();
        }
        set
    }

    fn answer(&self, query: &Query) -> Result<Reply, Error> {
        let asked = query.to_message().unwrap();
        let question = asked.sole_question().unwrap();
        let (mut owner, rtype): (Name<Bytes>, _) =
            (FlattenInto::<Name<Bytes>>::flatten_into(*question.qname()), question.qtype());
        let spoilt = self.spoilt.lock().unwrap().get(&(owner.to_string(), rtype)).copied();
        let rcode = match spoilt {
            Some(Spoilt::Failing | Spoilt::FailingBecause(_)) => Rcode::SERVFAIL,
            _ => Rcode::NOERROR,
        };
        let mut reply = MessageBuilder::new_vec().start_answer(&asked, rcode).unwrap();
        reply.header_mut().set_id(asked.header().id());
        reply.header_mut().set_ad(self.validates && asked.header().ad());
        let mut found = Vec::new();
        for _ in 0..20 {
            found.extend(self.set(&owner, rtype));
            let alias = if rtype == Rtype::CNAME { Vec::new() } else { self.set(&owner, Rtype::CNAME) };
            let Some(ZoneRecordData::Cname(target)) = alias.first().map(Record::data) else { break };
            owner = target.cname().clone();
            found.extend(alias.iter().cloned());
        }
        if rcode == Rcode::NOERROR {
            for record in &found {
                reply.push(record).unwrap();
            }
        }
        let mut reply = reply.authority();
        if !found.iter().any(|record| record.rtype() == rtype) {
            // A zone without signatures says nothing beside its denial.
            if let Some(key) = self.signer(&owner, rtype) {
                for record in self.set(key.owner(), Rtype::SOA).iter().chain(&self.set(&owner, Rtype::NSEC)) {
                    reply.push(record).unwrap();
                }
            }
        }
        let mut reply = reply.additional();
        if let Some(Spoilt::FailingBecause(code)) = spoilt {
            let error = ExtendedError::<Vec<u8>>::new(ExtendedErrorCode::from_int(code), None).unwrap();
            reply.opt(|opt| opt.push(&error)).unwrap();
        }
        let mut octets = reply.finish();
        if spoilt == Some(Spoilt::Cut) {
            octets.truncate(octets.len() - 12);
        }
        Message::from_octets(Bytes::from(octets)).map_err(|_| Error::ShortMessage)
    }
}

fn name(text: &str) -> Name<Bytes> {
    Name::bytes_from_str(text).unwrap()
}

fn parse(text: &str) -> Vec<OneRecord> {
    let mut zone = Zonefile::new();
    zone.set_default_class(Class::IN);
    zone.extend_from_slice(text.as_bytes());
    let mut records = Vec::new();
    for entry in zone {
        if let Entry::Record(record) = entry.unwrap() {
            let ttl = if record.ttl() == Ttl::ZERO { Ttl::from_secs(300) } else { record.ttl() };
            let owner = FlattenInto::<Name<Bytes>>::flatten_into(record.owner().clone());
            let data: Data = record.data().clone().flatten_into();
            records.push(Record::new(owner, Class::IN, ttl, data));
        }
    }
    records
}

/// The world as something that takes questions.
#[derive(Clone)]
pub(super) struct Answering(pub(super) Arc<World>);

impl SendRequest<Query> for Answering {
    fn send_request(&self, query: Query) -> Box<dyn GetResponse + Send + Sync> {
        self.0.asked.fetch_add(1, Ordering::Relaxed);
        Box::new(OneAnswer { world: self.0.clone(), query })
    }
}

struct OneAnswer {
    world: Arc<World>,
    query: Query,
}

impl std::fmt::Debug for OneAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OneAnswer")
    }
}

impl GetResponse for OneAnswer {
    fn get_response(&mut self) -> Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + Sync + '_>> {
        Box::pin(async move {
            let message = self.query.to_message().unwrap();
            let question = message.sole_question().unwrap();
            let key = (question.qname().to_string(), question.qtype());
            if self.world.spoilt.lock().unwrap().get(&key) == Some(&Spoilt::Silent) {
                tokio::time::sleep(Duration::from_secs(3600)).await;
            }
            self.world.answer(&self.query)
        })
    }
}

/// The answer to a message as it was sent.
fn answer_to(world: &World, octets: &[u8]) -> Vec<u8> {
    let query = Query::new(Message::from_octets(octets.to_vec()).unwrap()).unwrap();
    world.answer(&query).unwrap().as_slice().to_vec()
}

/// Answers over UDP with the header and the question alone, and says that there is more.
pub(super) async fn serve_udp_truncated(world: Arc<World>, socket: UdpSocket) {
    let mut octets = [0; 2000];
    loop {
        let (length, from) = socket.recv_from(&mut octets).await.unwrap();
        let whole = Message::from_octets(answer_to(&world, &octets[..length])).unwrap();
        let mut cut = MessageBuilder::new_vec();
        *cut.header_mut() = whole.header();
        cut.header_mut().set_tc(true);
        let mut cut = cut.question();
        cut.push(whole.sole_question().unwrap()).unwrap();
        socket.send_to(&cut.finish(), from).await.unwrap();
    }
}

/// Answers over TCP.
pub(super) async fn serve_tcp(world: Arc<World>, listener: TcpListener) {
    loop {
        let (mut stream, _) = listener.accept().await.unwrap();
        let world = world.clone();
        tokio::spawn(async move {
            while let Ok(length) = stream.read_u16().await {
                let mut octets = vec![0; usize::from(length)];
                stream.read_exact(&mut octets).await.unwrap();
                let answer = answer_to(&world, &octets);
                stream.write_u16(u16::try_from(answer.len()).unwrap()).await.unwrap();
                stream.write_all(&answer).await.unwrap();
            }
        });
    }
}
