//! Look-ups without a network: zones that are signed here, by the same library from its other side, and every way in which
//! they can go wrong.

mod zones;

use std::sync::Arc;

use domain::base::iana::Rtype;
use srvname::delegation::dns::{BogusReason, InsecureReason, Security};
use srvname::name::DnsName;

use super::ad::AdResolver;
use super::anchors::TrustAnchors;
use super::ask::Resolver;
use super::record::{MxRecord, RecordType, Records, SrvRecord, TlsaRecord};
use super::response::{LookupFailure, Outcome, Response, Validator};
use super::validating::{SignatureSupply, ValidatingResolver};
use crate::limits::LookupLimits;
use zones::{Answering, Spoilt, World};

const ZONES: &str = "\
. 300 IN SOA ns. admin. 1 3600 600 86400 60
plain. 300 IN NS ns.plain.
plain. 300 IN NSEC lab. NS RRSIG NSEC
new. 300 IN NS ns.new.
new. 300 IN DS 1 14 2 0000000000000000000000000000000000000000000000000000000000000000
lab. 300 IN NS ns.lab.
lab. 300 IN SOA ns.lab. admin.lab. 1 3600 600 86400 60
lab. 300 IN MX 10 mx.lab.
lab. 300 IN MX 20 Backup.lab.
lab. 300 IN TXT \"v=STSv1; \" \"id=1;\"
lab. 300 IN NSEC mx.lab. NS SOA MX TXT RRSIG NSEC DNSKEY
mx.lab. 300 IN A 192.0.2.25
mx.lab. 300 IN NSEC _25._tcp.mx.lab. A RRSIG NSEC
_25._tcp.mx.lab. 30 IN TLSA 3 1 1 00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
_xmpp-server._tcp.lab. 300 IN SRV 5 10 5269 xmpp.plain.
_xmpp-client._tcp.lab. 300 IN SRV 0 0 0 .
alias.lab. 300 IN CNAME mx.lab.
leaves.lab. 300 IN CNAME host.plain.
loop.lab. 300 IN CNAME loop.lab.
host.plain. 300 IN A 192.0.2.80
back.plain. 300 IN CNAME mx.lab.
mx.new. 300 IN A 192.0.2.90
";

fn world() -> World {
    World::new(&[".", "lab."], ZONES).delegate("lab.")
}

fn validating(world: World) -> (Arc<World>, ValidatingResolver) {
    with_limits(world, LookupLimits::default())
}

fn with_limits(world: World, limits: LookupLimits) -> (Arc<World>, ValidatingResolver) {
    let world = Arc::new(world);
    let anchors = TrustAnchors::parse(&world.anchor()).unwrap();
    let address = "192.0.2.53:53".parse().unwrap();
    let resolver = ValidatingResolver::scripted(address, Arc::new(Answering(world.clone())), anchors, limits);
    (world, resolver)
}

async fn ask(resolver: &dyn Resolver, name: &str, record_type: RecordType) -> Response {
    resolver.lookup(DnsName::parse(name).unwrap(), record_type).await
}

#[tokio::test(start_paused = true)]
async fn what_is_signed_is_secure_and_read_whole() {
    let (_, resolver) = validating(world());
    let mx = ask(&resolver, "LAB", RecordType::Mx).await;
    assert_eq!(mx.security(), Security::Secure, "{mx:?}");
    let record = |preference, exchange: &str| MxRecord { preference, exchange: exchange.to_owned() };
    assert_eq!(mx.records(), Some(&Records::Mx(vec![record(10, "mx.lab"), record(20, "backup.lab")])));
    assert_eq!((mx.ttl, mx.validator), (Some(300), Validator::Own("192.0.2.53:53".parse().unwrap())));
    let srv = ask(&resolver, "_xmpp-server._tcp.lab", RecordType::Srv).await;
    let record = SrvRecord { priority: 5, weight: 10, port: 5269, target: "xmpp.plain".to_owned() };
    assert_eq!((srv.security(), srv.records()), (Security::Secure, Some(&Records::Srv(vec![record]))));
    let nowhere = ask(&resolver, "_xmpp-client._tcp.lab", RecordType::Srv).await;
    let Some(Records::Srv(records)) = nowhere.records() else { panic!("{nowhere:?}") };
    assert_eq!(records[0].target, ".");
    let tlsa = ask(&resolver, "_25._tcp.mx.lab", RecordType::Tlsa).await;
    let Some(Records::Tlsa(records)) = tlsa.records() else { panic!("{tlsa:?}") };
    let [TlsaRecord { usage: 3, selector: 1, matching_type: 1, data }] = records.as_slice() else {
        panic!("{records:?}")
    };
    assert_eq!((data.len(), tlsa.security(), tlsa.ttl), (32, Security::Secure, Some(30)));
    let txt = ask(&resolver, "lab", RecordType::Txt).await;
    assert_eq!(txt.records(), Some(&Records::Txt(vec![vec![b"v=STSv1; ".to_vec(), b"id=1;".to_vec()]])));
    let address = ask(&resolver, "mx.lab", RecordType::A).await;
    assert_eq!(address.records(), Some(&Records::A(vec!["192.0.2.25".parse().unwrap()])));
}

#[tokio::test(start_paused = true)]
async fn a_denial_is_an_answer() {
    let (_, resolver) = validating(world());
    let none = ask(&resolver, "mx.lab", RecordType::Aaaa).await;
    assert_eq!((none.security(), none.outcome(), none.ttl), (Security::Secure, &Outcome::NoData, Some(60)), "{none:?}");
    // Without any proof, which is what an unsigned zone may do, and a signed one may not.
    for (name, security) in [
        ("host.plain", Security::Insecure(InsecureReason::Unsigned)),
        ("back.plain", Security::Insecure(InsecureReason::Unsigned)),
        ("leaves.lab", Security::Insecure(InsecureReason::Unsigned)),
        ("_25._tcp.mx.lab", Security::Bogus(BogusReason::DenialMissing)),
    ] {
        let (_, resolver) = validating(world());
        let none = ask(&resolver, name, RecordType::Aaaa).await;
        assert_eq!(none.security(), security, "{none:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_signed_says_why() {
    let (_, resolver) = validating(world());
    let plain = ask(&resolver, "host.plain", RecordType::A).await;
    assert_eq!(plain.security(), Security::Insecure(InsecureReason::Unsigned), "{plain:?}");
    let new = ask(&resolver, "mx.new", RecordType::A).await;
    assert_eq!(new.security(), Security::Insecure(InsecureReason::UnsupportedAlgorithm), "{new:?}");
    assert!(new.remarks[0].text.contains("No supported algorithm"), "{new:?}");
    let elsewhere = TrustAnchors::parse(&format!("other. IN DS 1 13 2 {}", "00".repeat(32))).unwrap();
    let address = "192.0.2.53:53".parse().unwrap();
    let upstream = Arc::new(Answering(Arc::new(world())));
    let resolver = ValidatingResolver::scripted(address, upstream, elsewhere, LookupLimits::default());
    let without = ask(&resolver, "mx.lab", RecordType::A).await;
    assert_eq!(without.security(), Security::Insecure(InsecureReason::NoTrustAnchor), "{without:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_spoilt_is_bogus_and_not_shown() {
    for (spoilt, reason) in [
        (Spoilt::Changed, BogusReason::Unspecified),
        (Spoilt::Expired, BogusReason::SignatureExpired),
        (Spoilt::Stripped, BogusReason::SignaturesMissing),
    ] {
        let (world, resolver) = validating(world());
        world.spoil("mx.lab", Rtype::A, spoilt);
        let bogus = ask(&resolver, "mx.lab", RecordType::A).await;
        assert_eq!(
            (bogus.security(), bogus.outcome()),
            (Security::Bogus(reason), &Outcome::Withheld),
            "{spoilt:?}: {bogus:?}"
        );
        assert!(!bogus.remarks.is_empty());
    }
    // The keys of a zone that nobody vouches for.
    let (world, resolver) = validating(world());
    world.spoil("lab", Rtype::DNSKEY, Spoilt::Stripped);
    assert!(matches!(ask(&resolver, "mx.lab", RecordType::A).await.security(), Security::Bogus(_)));
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_fetched_is_never_bogus() {
    for (owner, rtype) in [("lab", Rtype::DS), ("lab", Rtype::DNSKEY)] {
        for spoilt in [Spoilt::Silent, Spoilt::Failing, Spoilt::Cut] {
            let (world, resolver) = validating(world());
            world.spoil(owner, rtype, spoilt);
            let response = ask(&resolver, "mx.lab", RecordType::A).await;
            let withheld = (Security::Indeterminate, &Outcome::Withheld);
            assert_eq!((response.security(), response.outcome()), withheld, "{owner} {rtype} {spoilt:?}: {response:?}");
            // What failed is not kept.
            world.mend();
            assert_eq!(ask(&resolver, "mx.lab", RecordType::A).await.security(), Security::Secure, "{owner} {rtype}");
        }
    }
    // A name of many labels asks for more than is fetched.
    let (_, resolver) = with_limits(world(), LookupLimits { fetches: 1, ..LookupLimits::default() });
    assert_eq!(ask(&resolver, "mx.lab", RecordType::A).await.security(), Security::Indeterminate);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_come_failed() {
    for (spoilt, failure) in [
        (Spoilt::Silent, LookupFailure::TimedOut),
        (Spoilt::Failing, LookupFailure::Refused(2)),
        (Spoilt::Cut, LookupFailure::Malformed),
    ] {
        let (world, resolver) = validating(world());
        world.spoil("mx.lab", Rtype::A, spoilt);
        let response = ask(&resolver, "mx.lab", RecordType::A).await;
        assert_eq!(
            (response.security(), response.outcome()),
            (Security::Failed, &Outcome::Failed(failure)),
            "{spoilt:?}"
        );
    }
    let (_, resolver) = validating(world());
    let response = ask(&resolver, "loop.lab", RecordType::A).await;
    assert_eq!(response.outcome(), &Outcome::Failed(LookupFailure::AliasLoop));
    let (_, resolver) = with_limits(world(), LookupLimits { records: 2, ..LookupLimits::default() });
    let response = ask(&resolver, "lab", RecordType::Mx).await;
    assert_eq!(response.outcome(), &Outcome::Failed(LookupFailure::TooManyRecords));
}

#[tokio::test(start_paused = true)]
async fn a_resolver_that_drops_signatures_is_noticed_and_not_believed() {
    for spoilt in [Spoilt::Stripped, Spoilt::Failing] {
        let (world, resolver) = validating(world());
        world.spoil("", Rtype::DNSKEY, spoilt);
        world.spoil(".", Rtype::DNSKEY, spoilt);
        world.spoil("mx.lab", Rtype::A, Spoilt::Stripped);
        let (_, supply) = resolver.signature_supply().await.unwrap();
        assert_eq!(supply, SignatureSupply::Missing);
        assert_eq!(ask(&resolver, "mx.lab", RecordType::A).await.security(), Security::Indeterminate);
    }
    let (_, resolver) = validating(world());
    assert_eq!(resolver.signature_supply().await.unwrap().1, SignatureSupply::Complete);
    let (world, resolver) = validating(world());
    world.spoil("", Rtype::DNSKEY, Spoilt::Silent);
    world.spoil(".", Rtype::DNSKEY, Spoilt::Silent);
    assert_eq!(resolver.signature_supply().await, Err(LookupFailure::TimedOut));
    // Another time it may answer.
    world.mend();
    assert_eq!(resolver.signature_supply().await.unwrap().1, SignatureSupply::Complete);
}

#[tokio::test(start_paused = true)]
async fn every_alias_has_a_security_of_its_own() {
    let (_, resolver) = validating(world());
    let inside = ask(&resolver, "alias.lab", RecordType::A).await;
    assert_eq!(inside.security(), Security::Secure, "{inside:?}");
    assert_eq!((inside.aliases.len(), inside.canonical_name()), (1, "mx.lab"));
    assert_eq!(inside.aliases[0].security, Security::Secure);
    let (world, resolver) = validating(world());
    let leaves = ask(&resolver, "leaves.lab", RecordType::A).await;
    assert_eq!(leaves.security(), Security::Insecure(InsecureReason::Unsigned), "{leaves:?}");
    assert_eq!(leaves.records(), Some(&Records::A(vec!["192.0.2.80".parse().unwrap()])));
    let [alias] = leaves.aliases.as_slice() else { panic!("{leaves:?}") };
    assert_eq!(
        (alias.owner.as_str(), alias.target.as_str(), alias.security),
        ("leaves.lab", "host.plain", Security::Secure)
    );
    let back = ask(&resolver, "back.plain", RecordType::A).await;
    assert_eq!(back.security(), Security::Insecure(InsecureReason::Unsigned), "{back:?}");
    assert_eq!(back.aliases[0].security, Security::Insecure(InsecureReason::Unsigned));
    // The alias alone, which is what is asked where the first hop matters.
    let hop = ask(&resolver, "leaves.lab", RecordType::Cname).await;
    assert_eq!(
        (hop.security(), hop.records()),
        (Security::Secure, Some(&Records::Cname(vec!["host.plain".to_owned()])))
    );
    // An alias that cannot be had by itself is not known, whatever the answer was.
    world.spoil("leaves.lab", Rtype::CNAME, Spoilt::Failing);
    assert_eq!(ask(&resolver, "leaves.lab", RecordType::A).await.aliases[0].security, Security::Failed);
}

#[tokio::test(start_paused = true)]
async fn keys_are_fetched_once_a_minute_and_answers_each_time() {
    let (world, resolver) = validating(world());
    ask(&resolver, "mx.lab", RecordType::A).await;
    let first = world.asked();
    ask(&resolver, "mx.lab", RecordType::A).await;
    assert_eq!(world.asked() - first, 1);
    tokio::time::advance(std::time::Duration::from_secs(61)).await;
    let second = world.asked();
    ask(&resolver, "mx.lab", RecordType::A).await;
    assert!(world.asked() - second > 1);
}

fn trusting(world: World) -> (Arc<World>, AdResolver) {
    let world = Arc::new(world);
    let address = "127.0.0.1:53".parse().unwrap();
    (world.clone(), AdResolver::scripted(address, Arc::new(Answering(world)), LookupLimits::default()))
}

#[tokio::test(start_paused = true)]
async fn ad_is_believed_of_a_resolver_that_validates() {
    let (world, resolver) = trusting(world());
    let mx = ask(&resolver, "lab", RecordType::Mx).await;
    assert_eq!(mx.security(), Security::Secure);
    assert_eq!(mx.validator, Validator::AuthenticatedData("127.0.0.1:53".parse().unwrap()));
    world.spoil("lab", Rtype::MX, Spoilt::Failing);
    assert_eq!(ask(&resolver, "lab", RecordType::Mx).await.outcome(), &Outcome::Failed(LookupFailure::Refused(2)));
    for (code, security) in [
        (6, Security::Bogus(BogusReason::Unspecified)),
        (7, Security::Bogus(BogusReason::SignatureExpired)),
        (22, Security::Failed),
    ] {
        world.spoil("lab", Rtype::MX, Spoilt::FailingBecause(code));
        let response = ask(&resolver, "lab", RecordType::Mx).await;
        assert_eq!((response.security(), response.remarks[0].code), (security, code));
    }
}

#[tokio::test(start_paused = true)]
async fn without_ad_at_the_root_nobody_validates() {
    let mut world = world();
    world.validates = false;
    let (_, resolver) = trusting(world);
    let mx = ask(&resolver, "lab", RecordType::Mx).await;
    assert_eq!((mx.security(), mx.validator), (Security::Insecure(InsecureReason::NotValidated), Validator::Nobody));
    assert_eq!(resolver.validates().await, Ok(false));
}

#[tokio::test]
async fn ad_is_believed_over_the_loopback_interface_alone() {
    let limits = LookupLimits::default();
    for address in ["127.0.0.1:53", "127.0.0.53:53", "[::1]:53", "[::ffff:127.0.0.1]:53"] {
        assert!(AdResolver::new(address.parse().unwrap(), limits).is_ok(), "{address}");
    }
    for address in ["192.168.1.1:53", "8.8.8.8:53", "[fe80::1]:53", "0.0.0.0:53"] {
        let refused = AdResolver::new(address.parse().unwrap(), limits).unwrap_err();
        assert!(refused.to_string().contains("RFC 6698 §4.1"), "{refused}");
    }
}

/// The network itself: a resolver that is not there, one that says nothing.
#[tokio::test]
async fn a_resolver_that_cannot_be_reached_is_a_failure_and_the_next_is_asked() {
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let closed = { tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap() };
    let limits = LookupLimits { message: std::time::Duration::from_millis(200), ..LookupLimits::default() };
    let resolver = ValidatingResolver::new(closed, TrustAnchors::root(), limits);
    let response = ask(&resolver, "example.com", RecordType::A).await;
    // Not every system tells that a port is closed.
    let is_failure =
        |failure: &LookupFailure| matches!(failure, LookupFailure::Unreachable(_) | LookupFailure::TimedOut);
    assert!(matches!(response.outcome(), Outcome::Failed(failure) if is_failure(failure)), "{response:?}");
    let resolver = resolver.or_else(silent.local_addr().unwrap());
    let response = ask(&resolver, "example.com", RecordType::A).await;
    assert_eq!(response.outcome(), &Outcome::Failed(LookupFailure::TimedOut));
}

/// A resolver on the loopback interface whose answers over UDP are all cut off.
#[tokio::test]
async fn a_truncated_answer_is_asked_for_over_tcp() {
    let world = Arc::new(world());
    let tcp = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = tcp.local_addr().unwrap();
    let udp = tokio::net::UdpSocket::bind(address).await.unwrap();
    tokio::spawn(zones::serve_udp_truncated(world.clone(), udp));
    tokio::spawn(zones::serve_tcp(world.clone(), tcp));
    let anchors = TrustAnchors::parse(&world.anchor()).unwrap();
    let resolver = ValidatingResolver::new(address, anchors, LookupLimits::default());
    let mx = ask(&resolver, "lab", RecordType::Mx).await;
    assert_eq!((mx.security(), mx.validator), (Security::Secure, Validator::Own(address)), "{mx:?}");
    let resolver = AdResolver::new(address, LookupLimits::default()).unwrap();
    assert_eq!(ask(&resolver, "lab", RecordType::Mx).await.security(), Security::Secure);
}
