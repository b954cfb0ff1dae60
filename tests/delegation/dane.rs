//! The cases of this mechanism.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use core::time::Duration;
use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls_pki_types::UnixTime;
use serde_json::{Map, Value, json};
use srvname::ReferenceId;
use srvname::delegation::dane::{
    Authenticate, Claim, DaneDemand, DanePolicy, Destination, Evaluator, Families, Host, NotAuthenticated, OwnedTlsa,
    PublicationSeverity, Server, Step, TlsaOutcome, check_publication,
};
use srvname::delegation::dns::{
    Addresses, Alias, Answer, BogusReason, CertificateUsage, InsecureReason, Lookup, MatchingType, Mx, Protocol,
    Security, Selector, Srv, Target, Tlsa,
};
use srvname::identity::SourceDomain;
use srvname::name::{DnsName, Service};
use srvname_testkit::digests::Sha2;

use super::cases::Exception;

/// What is answered otherwise than a case expects, with the section that decides.
pub(crate) const EXCEPTIONS: &[Exception] = &[];

/// The answer to a case, in the members that the cases use.
pub(crate) fn answer(file: &Value, case: &Value) -> Value {
    let input = &case["input"];
    match text(case, "kind") {
        "match" => matched(input, input["time"].as_str().or(file["time"].as_str()).expect("a time")),
        "lookup" => asked(&looked_up(input), &case["expected"]),
        "publish" => published(input),
        kind => panic!("a case of kind {kind}"),
    }
}

fn text<'v>(value: &'v Value, member: &str) -> &'v str {
    value[member].as_str().unwrap_or_else(|| panic!("{member} in {value}"))
}

/// The octets of hexadecimal digits.
fn octets(digits: &str) -> Vec<u8> {
    (0..digits.len() / 2)
        .map(|index| u8::from_str_radix(&digits[2 * index..2 * index + 2], 16).expect("digits"))
        .collect()
}

/// The records of an input, with their own data.
fn records(input: &Value) -> Vec<OwnedTlsa> {
    let number =
        |record: &Value, member: &str| u8::try_from(record[member].as_u64().expect("a number")).expect("an octet");
    let all = input["tlsa"].as_array().map(Vec::as_slice).unwrap_or_default();
    let record = |record: &Value| {
        let data = octets(text(record, "data"));
        OwnedTlsa::from(Tlsa {
            usage: CertificateUsage(number(record, "usage")),
            selector: Selector(number(record, "selector")),
            matching_type: MatchingType(number(record, "matching")),
            data: &data,
        })
    };
    all.iter().map(record).collect()
}

fn chain(list: &Value) -> Vec<Vec<u8>> {
    let all = list.as_array().expect("a list of certificates").iter();
    all.map(|text| STANDARD.decode(text.as_str().expect("base64")).expect("base64")).collect()
}

fn slices(chain: &[Vec<u8>]) -> Vec<&[u8]> {
    chain.iter().map(Vec::as_slice).collect()
}

/// Seconds since 1970 of a moment like `2026-11-29T00:00:00Z`.
fn time(moment: &str) -> UnixTime {
    let numbers: Vec<u64> = moment.split(['-', 'T', ':', 'Z']).filter_map(|part| part.parse().ok()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { panic!("{moment}") };
    // Years that start in March, so that a leap day is the last of one.
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = years * 365 + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1;
    UnixTime::since_unix_epoch(Duration::from_secs((days - 719_468) * 86_400 + hour * 3_600 + minute * 60 + second))
}

fn names(references: &[ReferenceId<'_>]) -> Value {
    let names = references.iter().filter(|reference| matches!(reference, ReferenceId::Dns(_)));
    names.map(|reference| Value::from(reference.to_string())).collect()
}

const IPV4: &[Ipv4Addr] = &[Ipv4Addr::new(192, 0, 2, 25)];
const IPV6: &[Ipv6Addr] = &[Ipv6Addr::LOCALHOST];

/// An address of which nobody doubts.
const ADDRESS: &[Addresses<'_>] = &[Addresses::Ipv4(Lookup::Secure(Answer::Found(IPV4)))];

fn matched(input: &Value, moment: &str) -> Value {
    let base = DnsName::parse(text(input, "base_domain")).expect("a name");
    let next_hop = SourceDomain::from_user_input(text(input, "next_hop")).expect("a domain");
    let mx = [Mx { preference: 10, exchange: Target::Host(base) }];
    let srv = [Srv { priority: 0, weight: 0, port: 5222, target: Target::Host(base) }];
    let found = Answer::Found(&mx);
    let lookup = match input["mx_secure"].as_bool() {
        Some(false) => Lookup::Insecure(found, InsecureReason::Unsigned),
        _ => Lookup::Secure(found),
    };
    let (destination, port) = match text(input, "profile") {
        "smtp" => (Destination::Mx { next_hop, aliases: &[], lookup }, 25),
        "srv" => {
            let service = input["service"].as_str().map_or("xmpp-client", |service| service.split('.').next().unwrap());
            let service = Service::parse(service).expect("a service");
            (Destination::Srv { service, source: next_hop, lookup: Lookup::Secure(Answer::Found(&srv)) }, 5222)
        }
        _ => (Destination::Host, 443),
    };
    let server = Server::new(destination, Host::Name { name: base, aliases: &[], addresses: ADDRESS }, port);
    let owned = records(input);
    let records: Vec<_> = owned.iter().map(OwnedTlsa::as_tlsa).collect();
    let chain = chain(&input["chain"]);
    match server.step(&[Lookup::Secure(Answer::Found(&records))]) {
        Step::Authenticate(step) => outcome(&step, &slices(&chain), time(moment)),
        Step::TlsWithoutAuthentication(_) => {
            json!({ "outcome": "tls-without-authentication", "reason": "no record is usable" })
        }
        Step::PkixAlone(step) => json!({ "outcome": "pkix", "references": names(&step.references) }),
        step => panic!("{step:?}"),
    }
}

fn outcome(step: &Authenticate<'_>, chain: &[&[u8]], time: UnixTime) -> Value {
    let Authenticate { records, references, .. } = step;
    match Evaluator::new(&Sha2, webpki::ALL_VERIFICATION_ALGS).evaluate(records, chain, references, time) {
        TlsaOutcome::Authenticated(found) => {
            let by = found.usage.acronym().expect("a usage with a name");
            match found.name {
                None => json!({ "outcome": "authenticated", "record": found.record, "by": by }),
                Some(name) => {
                    let (record, depth) = (found.record, found.depth);
                    json!({
                        "outcome": "authenticated", "record": record, "by": by, "depth": depth, "name": name.to_string()
                    })
                }
            }
        }
        TlsaOutcome::PkixAndRecordMatches(found) => {
            json!({ "outcome": "pkix-and-record-matches", "record": found.record, "references": names(references) })
        }
        TlsaOutcome::NotAuthenticated(failure) | TlsaOutcome::PkixPathDecides(failure) => refused(&failure),
        other => panic!("{other:?}"),
    }
}

fn refused(failure: &NotAuthenticated) -> Value {
    let main = failure.main_failure().expect("a record");
    let mut answer = json!({ "outcome": "not-authenticated", "reason": main.why.to_string() });
    if let Some(hint) = main.hint {
        answer["hint"] = hint.to_string().into();
    }
    answer
}

/// A state in words, such as `secure`, `insecure nodata` or `servfail`, with the records there would be.
fn lookup<'e, R>(state: &str, found: &'e [R]) -> Lookup<'e, R> {
    let denied = ["nodata", "nxdomain", "none"].iter().any(|word| state.contains(word));
    let answer = if denied { Answer::Denied } else { Answer::Found(found) };
    match security(state) {
        Security::Secure => Lookup::Secure(answer),
        Security::Insecure(reason) => Lookup::Insecure(answer, reason),
        Security::Bogus(reason) => Lookup::Bogus(reason),
        Security::Indeterminate => Lookup::Indeterminate,
        Security::Failed => Lookup::Failed,
    }
}

fn security(state: &str) -> Security {
    match state.split(' ').next().unwrap_or_default() {
        "secure" => Security::Secure,
        "insecure" => Security::Insecure(InsecureReason::Unsigned),
        "bogus" => Security::Bogus(BogusReason::Unspecified),
        "indeterminate" => Security::Indeterminate,
        _ => Security::Failed,
    }
}

/// The aliases that lead on from a name.
fn aliases<'v>(input: &'v Value, name: &str) -> Vec<Alias<'v>> {
    let mut found = Vec::new();
    let mut name = name.to_owned();
    let all = input["aliases"].as_array().map(Vec::as_slice).unwrap_or_default();
    while let Some(alias) = all.iter().find(|alias| text(alias, "name") == name).filter(|_| found.len() < all.len()) {
        let target = DnsName::parse(text(alias, "to")).expect("a name");
        found.push(Alias { target, security: security(text(alias, "state")) });
        name = target.to_string();
    }
    found
}

/// Everything that can be said of a look-up.
fn looked_up(input: &Value) -> Value {
    let host = ["mx_host", "target", "relay", "next_hop"].iter().find_map(|member| input[*member].as_str());
    let host = host.expect("a host");
    let host_aliases = aliases(input, host);
    let state = input["address"].as_str().unwrap_or("secure");
    let families = ["a", "aaaa"].map(|family| input[family].as_str());
    let ipv4 = families[0].or(families[1].is_none().then_some(state));
    let addresses: Vec<_> = [
        ipv4.map(|state| Addresses::Ipv4(lookup(state, IPV4))),
        families[1].map(|state| Addresses::Ipv6(lookup(state, IPV6))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let name = host.parse::<IpAddr>().map_or_else(
        |_| {
            let name = DnsName::parse(host).expect("a name");
            Host::Name { name, aliases: &host_aliases, addresses: &addresses }
        },
        Host::Address,
    );
    let target = DnsName::parse(host).map_or(Target::Nowhere, Target::Host);
    let port = input["port"].as_u64().map_or(25, |port| u16::try_from(port).expect("a port"));
    let mx = [Mx { preference: 10, exchange: target }];
    let srv = [Srv { priority: 0, weight: 0, port, target }];
    let next_hop = input["next_hop"].as_str().unwrap_or("example.com");
    let mx_aliases = aliases(input, next_hop);
    let (mut protocol, mut labels) = (Protocol::Tcp, input["service"].as_str().unwrap_or("_x._tcp").split('.'));
    let service = Service::parse(labels.next().unwrap_or_default()).expect("a service");
    protocol = Protocol::ALL.into_iter().find(|one| Some(one.label()) == labels.next()).unwrap_or(protocol);
    let destination = match text(input, "profile") {
        "smtp" if !input["relay"].is_null() => Destination::Relay,
        "smtp" => {
            let next_hop = SourceDomain::from_user_input(next_hop).expect("a domain");
            Destination::Mx { next_hop, aliases: &mx_aliases, lookup: lookup(text(input, "mx"), &mx) }
        }
        "srv" => {
            let source = SourceDomain::from_user_input(text(input, "source")).expect("a domain");
            Destination::Srv { service, source, lookup: lookup(text(input, "srv"), &srv) }
        }
        _ => Destination::Host,
    };
    let is_mandatory = input["mandatory"].as_bool() == Some(true);
    let demand = if is_mandatory { DaneDemand::Mandatory } else { DaneDemand::WherePublished };
    let policy = DanePolicy::default().with_demand(demand);
    let server = Server::new(destination, name, port).with_protocol(protocol).with_policy(policy);
    let usage = if input["tlsa"].as_str().is_some_and(|state| state.contains("unusable")) { 4 } else { 3 };
    let rdata = [&[usage, 1, 1][..], &[0x5a; 32]].concat();
    let records = [Tlsa::from_rdata(&rdata).expect("three numbers")];
    let answers: Vec<_> =
        server.owners().iter().filter_map(|owner| tlsa(&input["tlsa"], &owner.to_string(), &records)).collect();
    told(&server, &server.step(&answers))
}

/// The answer about the records of an owner, or `None` if nobody asked.
fn tlsa<'e>(states: &Value, owner: &str, records: &'e [Tlsa<'e>]) -> Option<Lookup<'e, Tlsa<'e>>> {
    let state = states.as_str().or_else(|| states[owner].as_str())?;
    (state != "not asked").then(|| lookup(state, records))
}

/// What a step says, in every member that a case may ask for.
fn told(server: &Server<'_>, step: &Step<'_>) -> Value {
    let owners: Vec<_> = server.owners().iter().map(ToString::to_string).collect();
    let mut answer = json!({ "ask_tlsa": !owners.is_empty(), "owners": owners });
    let is_srv = matches!(server.destination, Destination::Srv { .. });
    let kind = match step {
        Step::Abort(_) if is_srv => "abort",
        Step::Abort(_) => "delay",
        Step::NextHost(_) if is_srv => "next-target",
        Step::NextHost(_) => "next-host",
        Step::Ask(_) => "ask",
        Step::NoDane(step) => {
            answer["references"] = names(&step.references);
            "no-dane"
        }
        Step::TlsWithoutAuthentication(_) => "tls-without-authentication",
        Step::PkixAlone(step) => {
            (answer["references"], answer["sni"]) = (names(&step.references), step.sni.as_str().into());
            "pkix"
        }
        Step::Authenticate(step) => {
            answer["owner"] = step.owner.to_string().into();
            answer["base_domain"] = step.owner.base_domain.as_str().into();
            (answer["references"], answer["sni"]) = (names(&step.references), step.sni.as_str().into());
            answer["over"] = match step.over {
                Families::Ipv4 => "ipv4",
                Families::Ipv6 => "ipv6",
                Families::Both => "both",
            }
            .into();
            if let Claim::HostOnly { .. } = step.claim {
                answer["log"] = step.claim.to_string().into();
                "may-authenticate"
            } else {
                "authenticate"
            }
        }
        other => panic!("{other:?}"),
    };
    answer["step"] = kind.into();
    answer
}

/// Of all that is said, what a case asks for: each look-up has many sides, and a case names those that it is about. A log is
/// there or not whether it is asked for or not.
fn asked(all: &Value, expected: &Value) -> Value {
    let asked: BTreeSet<&str> = expected.as_object().expect("an object").keys().map(String::as_str).collect();
    let all = all.as_object().expect("an object").iter();
    let kept = all.filter(|(member, _)| *member == "log" || asked.contains(member.as_str()));
    kept.map(|(member, value)| (member.clone(), value.clone())).collect::<Map<_, _>>().into()
}

fn published(input: &Value) -> Value {
    if let Some(text) = input["text"].as_str() {
        return match OwnedTlsa::parse(text) {
            Ok(record) => json!({ "record": as_json(record.as_tlsa()) }),
            Err(error) => json!({ "error": error.to_string() }),
        };
    }
    let owned = records(input);
    let records: Vec<_> = owned.iter().map(OwnedTlsa::as_tlsa).collect();
    let lists = input["chains"].as_array().cloned().or_else(|| input.get("chain").map(|one| vec![one.clone()]));
    let chains: Vec<_> = lists.iter().flatten().map(chain).collect();
    let chains: Vec<_> = chains.iter().map(|chain| slices(chain)).collect();
    let chains: Vec<_> = chains.iter().map(Vec::as_slice).collect();
    let port = input["port"].as_u64().map_or(443, |port| u16::try_from(port).expect("a port"));
    let report = check_publication(&records, &chains, port, &Sha2);
    match (report.findings.first(), records.as_slice(), lists) {
        (Some(finding), _, _) => {
            let member = match finding.severity() {
                PublicationSeverity::Error => "error",
                PublicationSeverity::Warning => "warning",
                PublicationSeverity::Note => "note",
            };
            json!({ member: finding.to_string() })
        }
        (None, [record], None) => json!({ "text": record.generic().to_string() }),
        (None, _, _) => json!({ "ok": report.state.to_string() }),
    }
}

fn as_json(record: Tlsa<'_>) -> Value {
    let digits: String = record.data.iter().map(|octet| format!("{octet:02x}")).collect();
    json!({
        "usage": record.usage.0, "selector": record.selector.0, "matching": record.matching_type.0, "data": digits
    })
}
