//! Reports as a probe could have made them, one for each way in which it ends.

#![cfg(test)]

use std::net::IpAddr;

use srvname::delegation::dns::{BogusReason, InsecureReason, Security};
use srvname::delegation::mta_sts::StsMode;
use srvname_net::address::special_purpose;
use srvname_net::probe::report::*;
use srvname_net::resolver::{RecordType, Validator};
use srvname_net::tls::{KeyKind, TlsVersion};

/// 2026-11-24T00:00:00Z.
const MOMENT: i64 = 1_795_478_400;

const DAY: i64 = 86_400;

fn resolver() -> Validator {
    Validator::Own("192.0.2.53:53".parse().expect("an address"))
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A look-up with these records; without any the name has none of this type.
fn lookup(name: &str, record_type: RecordType, security: Security, records: &[&str]) -> LookupReport {
    LookupReport {
        name: name.to_owned(),
        record_type,
        security,
        answer: if records.is_empty() { LookupAnswer::NoData } else { LookupAnswer::Found(strings(records)) },
        aliases: Vec::new(),
        ttl: Some(3600),
        validator: resolver(),
        remarks: Vec::new(),
        second_opinion: None,
    }
}

/// The certificate of a host, by this CA.
fn certificate(host: &str, algorithm: &str, bits: u32, days_left: i64) -> CertificateReport {
    let digest = |salt: u8| format!("{salt:02x}").repeat(32);
    let salt = u8::try_from(host.len()).expect("a short name");
    CertificateReport {
        position: 0,
        subject: format!("CN={host}"),
        issuer: "CN=Example Sub CA".to_owned(),
        not_before: Some(MOMENT + (days_left - 90) * DAY),
        not_after: Some(MOMENT + days_left * DAY),
        days_left: Some(days_left),
        key: Some(KeyReport { algorithm: algorithm.to_owned(), bits: Some(bits) }),
        spki_sha256: Some(digest(salt)),
        sha256: digest(salt.wrapping_add(u8::try_from(bits % 251).expect("less than 251"))),
        names: vec![NameReport { form: "dNSName".to_owned(), value: host.to_owned() }],
        usage: "servers, not clients".to_owned(),
        is_for_servers: true,
        is_for_clients: false,
        is_ca: false,
        is_self_issued: false,
        fault: None,
        der: vec![0x30, 0x00],
    }
}

fn issuer() -> CertificateReport {
    CertificateReport {
        position: 1,
        issuer: "CN=Example Root CA".to_owned(),
        names: Vec::new(),
        usage: "signing certificates".to_owned(),
        is_for_servers: false,
        is_ca: true,
        ..certificate("Example Sub CA", "ECDSA P-384", 384, 900)
    }
}

fn session(key: KeyKind, own: CertificateReport, mechanisms: Vec<(Mechanism, Verdict)>) -> SessionReport {
    let clients = mechanisms.iter().filter_map(|(mechanism, verdict)| {
        let kind = match mechanism {
            Mechanism::Dane => ClientKind::Dane,
            Mechanism::MtaSts => ClientKind::MtaSts,
            Mechanism::DnsId => ClientKind::Pkix,
            Mechanism::SrvId => ClientKind::SrvIdAlone,
            _ => return None,
        };
        Some(ClientVerdict { kind, counts: kind != ClientKind::SrvIdAlone, verdict: verdict.clone() })
    });
    SessionReport {
        key,
        server_name: Some(own.subject.trim_start_matches("CN=").to_owned()),
        sni: SniUse::AsClientsDo,
        negotiation: TlsNegotiation::StartTls,
        greeting: Some("220 mx1.example.com ESMTP".to_owned()),
        capabilities: strings(&["PIPELINING", "STARTTLS"]),
        handshake: Handshake::Done {
            version: TlsVersion::Tls13,
            cipher_suite: "TLS13_AES_128_GCM_SHA256".to_owned(),
            alpn: None,
        },
        clients: clients.collect(),
        mechanisms: mechanisms.into_iter().map(|(mechanism, verdict)| MechanismReport { mechanism, verdict }).collect(),
        chain: vec![own, issuer()],
        outcome: Some(OutcomeReport::Authenticated("mx1.example.com, by DANE-EE".to_owned())),
        as_client: None,
    }
}

/// A connection that came to nothing.
fn without_session(key: KeyKind, negotiation: TlsNegotiation, handshake: Handshake) -> SessionReport {
    let base = session(key, certificate("x", "RSA", 2048, 1), Vec::new());
    SessionReport {
        negotiation,
        handshake,
        chain: Vec::new(),
        mechanisms: Vec::new(),
        clients: Vec::new(),
        outcome: None,
        capabilities: Vec::new(),
        greeting: None,
        ..base
    }
}

fn address(address: &str, sessions: Vec<SessionReport>) -> AddressReport {
    let address: IpAddr = address.parse().expect("an address");
    AddressReport {
        family: address.into(),
        address,
        special_purpose: special_purpose(address),
        reached: Reached::Yes,
        sessions,
    }
}

fn server(host: &str, port: u16, listed_in: ListedIn, addresses: Vec<AddressReport>) -> ServerReport {
    let owner = format!("_{port}._tcp.{host}");
    ServerReport {
        host: host.to_owned(),
        port,
        tls: TlsStart::StartTls,
        listed_in,
        is_backup: false,
        delegation_security: Security::Secure,
        address_lookups: vec![lookup(host, RecordType::A, Security::Secure, &["192.0.2.25"])],
        tlsa_lookups: vec![lookup(&owner, RecordType::Tlsa, Security::Secure, &["3 1 1 0f0f"])],
        dane: DaneStep::Authenticate { owner, usable: 1, all: 2, claim: "the key of the server".to_owned() },
        policy_match: None,
        addresses,
        findings: Vec::new(),
    }
}

fn holds(why: &str) -> Verdict {
    Verdict::Holds(why.to_owned())
}

fn service(service: ProbedService, servers: Vec<ServerReport>, threats: Threats, status: Status) -> ServiceReport {
    ServiceReport {
        service,
        lookups: vec![lookup("example.com", RecordType::Mx, Security::Secure, &["10 mx1.example.com"])],
        looked_up_as: LookedUpAs::Records,
        mta_sts: None,
        posh: None,
        servers,
        findings: Vec::new(),
        threats,
        advice: Vec::new(),
        status,
    }
}

fn threats(summary: &str, mechanisms: &[(Mechanism, Exposure, &str)]) -> Threats {
    let threat = |(mechanism, exposure, sentence): &(Mechanism, Exposure, &str)| Threat {
        mechanism: *mechanism,
        exposure: *exposure,
        sentence: (*sentence).to_owned(),
    };
    Threats { summary: summary.to_owned(), mechanisms: mechanisms.iter().map(threat).collect() }
}

fn finding(severity: Severity, sentence: &str, place: Place) -> Finding {
    Finding { severity, sentence: sentence.to_owned(), section: None, place }
}

fn fetch(url: &str, outcome: FetchOutcome) -> FetchReport {
    FetchReport {
        url: url.to_owned(),
        address: Some("192.0.2.80".parse().expect("an address")),
        outcome,
        status: Some(200),
        media_type: Some("text/plain".to_owned()),
        location: None,
        body: Some(Excerpt { text: r"version: STSv1\u{a}mode: enforce".to_owned(), octets: 68, is_complete: true }),
        certificate: Some(holds("there is a path to a root")),
        chain: vec![certificate("mta-sts.example.com", "RSA", 2048, 40)],
    }
}

fn mta_sts(record: RecordState, fetched: FetchOutcome, policy: Option<PolicyReport>) -> MtaStsReport {
    MtaStsReport {
        lookup: lookup("_mta-sts.example.com", RecordType::Txt, Security::Secure, &["v=STSv1; id=20261101;"]),
        record,
        address_lookups: vec![lookup("mta-sts.example.com", RecordType::A, Security::Secure, &["192.0.2.80"])],
        fetches: vec![fetch("https://mta-sts.example.com/.well-known/mta-sts.txt", fetched)],
        policy,
    }
}

fn mail_mechanisms() -> Vec<(Mechanism, Verdict)> {
    vec![
        (Mechanism::Target, holds("DNSSEC vouches for the host, and the certificate has its name")),
        (Mechanism::Dane, holds("the record 3 1 1 matches the key of the server")),
        (Mechanism::MtaSts, holds("the policy allows the host, and the certificate has its name")),
        (Mechanism::Path, holds("there is a path to a root")),
    ]
}

/// Mail that everybody accepts.
pub(super) fn good() -> Report {
    let both = |host: &str| {
        let elliptic = certificate(host, "ECDSA P-256", 256, 61);
        let rsa = certificate(host, "RSA", 2048, 61);
        let sessions = move || {
            vec![
                session(KeyKind::EllipticCurve, elliptic.clone(), mail_mechanisms()),
                session(KeyKind::Rsa, rsa.clone(), mail_mechanisms()),
            ]
        };
        vec![address("192.0.2.25", sessions()), address("2001:db8::25", sessions())]
    };
    let mut first = server("mx1.example.com", 25, ListedIn::Mx { preference: 10 }, both("mx1.example.com"));
    first.policy_match = Some(PolicyMatch::Pattern("*.example.com".to_owned()));
    let mut backup = server("mx.backup.example", 25, ListedIn::Mx { preference: 20 }, both("mx.backup.example"));
    backup.is_backup = true;
    backup.policy_match = Some(PolicyMatch::NotApplicable);
    let threats = threats(
        "Mail from senders with DANE cannot be read on the way.",
        &[
            (Mechanism::Target, Exposure::Protected, "whoever forges answers of the DNS is found out"),
            (Mechanism::Dane, Exposure::Protected, "clients with DANE are safe"),
            (Mechanism::MtaSts, Exposure::Protected, "senders that have seen the policy once are safe"),
        ],
    );
    let mut mail = service(ProbedService::Smtp, vec![first, backup], threats, Status::Good);
    let policy = PolicyReport {
        mode: StsMode::Enforce,
        max_age: 604_800,
        mx: strings(&["*.example.com", "mx.backup.example"]),
        notes: strings(&["senders keep it for a week"]),
    };
    let record = RecordState::Found { id: "20261101".to_owned(), notes: strings(&["a semicolon at the end"]) };
    mail.mta_sts = Some(mta_sts(record, FetchOutcome::Taken, Some(policy)));
    mail.advice = vec![Advice {
        kind: AdviceKind::Tlsa { owner: "_25._tcp.mx1.example.com".to_owned() },
        sentence: "the records of the keys that mx1.example.com has today are published".to_owned(),
        lines: strings(&["_25._tcp.mx1.example.com. IN TLSA 3 1 1 0f0f"]),
        is_published: true,
    }];
    let mut none = service(ProbedService::XmppServer, Vec::new(), Threats::default(), Status::Good);
    none.looked_up_as = LookedUpAs::NotOffered;
    let services = vec![none, mail];
    let validators = vec![resolver()];
    Report {
        domain: "example.com".to_owned(),
        moment: MOMENT,
        validators,
        services,
        findings: Vec::new(),
        status: Status::Good,
    }
}

fn refused(reason: &str) -> Verdict {
    Verdict::Fails(Failure {
        section: Some("RFC 7672 §3.1".to_owned()),
        code: Some("no_matching_identifier".to_owned()),
        certificate: Some(0),
        tls_rpt: Some("validation-failure".to_owned()),
        advice: strings(&["publish the record of the key that the server has"]),
        ..Failure::because(reason)
    })
}

fn xmpp_sessions() -> Vec<SessionReport> {
    let mechanisms = || {
        vec![
            (Mechanism::SrvId, refused("the certificate has no SRVName of xmpp-server and this domain")),
            (Mechanism::DnsId, refused("the certificate has no DNS name of this domain")),
            (Mechanism::Target, Verdict::NotApplicable("the zone is not signed".to_owned())),
            (Mechanism::Dane, Verdict::Unanswered("the TLSA records could not be looked up".to_owned())),
            (Mechanism::Posh, holds("the document has the certificate")),
            (Mechanism::Path, holds("there is a path to a root")),
        ]
    };
    let mut usual =
        session(KeyKind::EllipticCurve, certificate("xmpp.provider.example", "ECDSA P-256", 256, 3), mechanisms());
    usual.outcome = Some(OutcomeReport::Refused("no reference identifier is presented".to_owned()));
    usual.as_client = Some(refused("the key is for servers alone"));
    usual.negotiation = TlsNegotiation::Direct;
    if let Handshake::Done { alpn, .. } = &mut usual.handshake {
        *alpn = Some("xmpp-server".to_owned());
    }
    let nameless = SessionReport {
        key: KeyKind::Any,
        sni: SniUse::WithoutName,
        server_name: None,
        outcome: Some(OutcomeReport::Unauthenticated("nobody is authenticated".to_owned())),
        chain: vec![CertificateReport {
            days_left: Some(-2),
            ..certificate("default.provider.example", "RSA", 1024, -2)
        }],
        ..usual.clone()
    };
    let none = Handshake::NoSuchKey("the server has no such certificate".to_owned());
    let cut = Handshake::Failed("the server closed the connection".to_owned());
    vec![
        usual,
        without_session(KeyKind::Rsa, TlsNegotiation::Direct, none),
        nameless,
        SessionReport { sni: SniUse::NameOfHost, ..without_session(KeyKind::Any, TlsNegotiation::Direct, cut) },
    ]
}

/// XMPP that most clients refuse, and mail without TLS.
pub(super) fn wrong() -> Report {
    let listed = ListedIn::Srv { owner: "_xmpp-server._tcp.xn--bcher-kva.example".to_owned(), priority: 5, weight: 10 };
    let mut one = server("xmpp.provider.example", 5269, listed, vec![address("198.51.100.7", xmpp_sessions())]);
    one.tls = TlsStart::Direct;
    one.delegation_security = Security::Insecure(InsecureReason::Unsigned);
    one.dane = DaneStep::DoesNotApply("the records that name the server are not signed".to_owned());
    let place = Place {
        service: Some(ProbedService::XmppServer),
        server: Some(("xmpp.provider.example".to_owned(), 5269)),
        address: "198.51.100.7".parse().ok(),
        key: Some(KeyKind::EllipticCurve),
        certificate: Some(0),
        published_at: None,
    };
    one.findings = vec![
        Finding {
            section: Some("RFC 6120 §13.7.2.1".to_owned()),
            ..finding(Severity::Error, "a client that verifies names refuses the certificate", place.clone())
        },
        finding(Severity::Warning, "the certificate expires in 3 days", place.clone()),
        // The same of another connection.
        finding(Severity::Warning, "the certificate expires in 3 days", Place { key: Some(KeyKind::Rsa), ..place }),
    ];
    let exposed = threats(
        "Clients that check names refuse a server, and those that do not can be answered by anybody on the way.",
        &[
            (Mechanism::SrvId, Exposure::Exposed, "whoever has a certificate for the domain can pose as this service"),
            (Mechanism::Dane, Exposure::Unknown, "whether clients are protected is not known"),
        ],
    );
    let mut xmpp = service(ProbedService::XmppServer, vec![one], exposed, Status::Wrong);
    let document = PoshDocumentReport {
        expires: 86_400,
        via: Some("https://provider.example/posh.json".to_owned()),
        fingerprints: strings(&["sha-256 e3b0c442"]),
    };
    let url = "https://xn--bcher-kva.example/.well-known/posh/xmpp-server.json";
    let mut moved = fetch(url, FetchOutcome::Redirect("https://provider.example/posh.json".to_owned()));
    moved.status = Some(301);
    moved.location = Some("https://provider.example/posh.json".to_owned());
    xmpp.posh = Some(PoshReport {
        url: url.to_owned(),
        address_lookups: vec![lookup("xn--bcher-kva.example", RecordType::Aaaa, Security::Secure, &[])],
        fetches: vec![moved, fetch(url, FetchOutcome::Absent)],
        document: Some(document),
        fault: Some("the first document is too old".to_owned()),
        is_unanswered: false,
        notes: strings(&["it expires in a day"]),
    });
    xmpp.advice = vec![
        Advice {
            kind: AdviceKind::SrvName,
            sentence: "ask the CA for a certificate with this SRVName".to_owned(),
            lines: strings(&["_xmpp-server.xn--bcher-kva.example"]),
            is_published: false,
        },
        Advice {
            kind: AdviceKind::Other,
            sentence: "sign the zone".to_owned(),
            lines: Vec::new(),
            is_published: false,
        },
    ];
    let findings = vec![finding(Severity::Notice, "the zone is not signed", Place::default())];
    let validators = vec![resolver(), Validator::AuthenticatedData("127.0.0.1:53".parse().expect("an address"))];
    let services = vec![xmpp, mail_without_tls()];
    Report {
        domain: "xn--bcher-kva.example".to_owned(),
        moment: MOMENT,
        validators,
        services,
        findings,
        status: Status::Wrong,
    }
}

fn mail_without_tls() -> ServiceReport {
    let negotiations = [
        TlsNegotiation::NotOffered,
        TlsNegotiation::Refused("454 TLS not available".to_owned()),
        TlsNegotiation::Injected { octets: 12, point: "behind the reply to STARTTLS".to_owned() },
        TlsNegotiation::Stalled("the server was silent for 10 s after EHLO".to_owned()),
    ];
    let sessions = negotiations.map(|negotiation| without_session(KeyKind::Any, negotiation, Handshake::NotReached));
    let mut one = server("mail.example", 25, ListedIn::ImplicitMx, vec![address("203.0.113.25", sessions.to_vec())]);
    one.policy_match = Some(PolicyMatch::None);
    one.dane = DaneStep::PkixAlone("no record is usable".to_owned());
    let exposed = threats("Nothing can be said: there was no TLS session with any server.", &[]);
    let mut mail = service(ProbedService::Smtp, vec![one], exposed, Status::Wrong);
    mail.looked_up_as = LookedUpAs::DomainItself;
    let refused =
        FetchOutcome::Refused { reason: "it is no text".to_owned(), section: Some("RFC 8461 §3.3".to_owned()) };
    let record = RecordState::Absent { reason: "there are two records".to_owned(), is_mistake: true };
    mail.mta_sts = Some(mta_sts(record, refused, None));
    let published_at = Some("_mta-sts.xn--bcher-kva.example".to_owned());
    mail.findings = vec![finding(Severity::Error, "there are two records", Place { published_at, ..Place::default() })];
    mail.advice = vec![
        Advice {
            kind: AdviceKind::MtaStsPolicy {
                url: "https://mta-sts.xn--bcher-kva.example/.well-known/mta-sts.txt".to_owned(),
            },
            sentence: "publish this policy first".to_owned(),
            lines: strings(&["version: STSv1", "mode: testing", "mx: mail.example", "max_age: 604800"]),
            is_published: false,
        },
        Advice {
            kind: AdviceKind::MtaStsRecord,
            sentence: "then publish this record".to_owned(),
            lines: strings(&["_mta-sts.xn--bcher-kva.example. IN TXT \"v=STSv1; id=1;\""]),
            is_published: false,
        },
    ];
    mail
}

/// What could not be found out.
pub(super) fn unanswered() -> Report {
    let mut bogus = lookup("imap.example.net", RecordType::A, Security::Bogus(BogusReason::SignatureExpired), &[]);
    bogus.answer = LookupAnswer::Withheld;
    bogus.remarks = strings(&["EDE 7: signature expired"]);
    bogus.second_opinion = Some(SecondOpinion {
        validator: Validator::Nobody,
        security: Security::Failed,
        sentence: "another resolver has no answer either".to_owned(),
    });
    let mut aliased = lookup("imap.example.net", RecordType::Aaaa, Security::Indeterminate, &[]);
    aliased.answer = LookupAnswer::NoName;
    aliased.aliases = vec![AliasReport {
        owner: "imap.example.net".to_owned(),
        target: "host.example.org".to_owned(),
        security: Security::Secure,
    }];
    let listed = ListedIn::Fallback;
    let mut down = address("192.0.2.143", Vec::new());
    down.reached = Reached::TimedOut("nothing came back within 10 s".to_owned());
    let mut unroutable = address("2001:db8::143", Vec::new());
    unroutable.reached = Reached::NoRoute("this machine has no way to IPv6".to_owned());
    let mut one = server("imap.example.net", 993, listed, vec![down, unroutable]);
    one.tls = TlsStart::Direct;
    one.address_lookups = vec![bogus, aliased];
    one.dane = DaneStep::NotAsked("the addresses are not secure".to_owned());
    let summary = threats("Nothing can be said: there was no TLS session with any server.", &[]);
    let mut imaps = service(ProbedService::Imaps, vec![one], summary, Status::Unanswered);
    imaps.findings = vec![finding(Severity::Unanswered, "nobody answers at 192.0.2.143", Place::default())];
    let mut failed = service(ProbedService::Pop3s, Vec::new(), Threats::default(), Status::Unanswered);
    failed.looked_up_as = LookedUpAs::Failed("the resolver did not answer in time".to_owned());
    let mut none = service(ProbedService::Sieve, Vec::new(), Threats::default(), Status::Good);
    none.looked_up_as = LookedUpAs::NoRecords;
    let services = vec![imaps, failed, none];
    let validators = vec![Validator::Nobody];
    Report {
        domain: "example.net".to_owned(),
        moment: MOMENT,
        validators,
        services,
        findings: Vec::new(),
        status: Status::Unanswered,
    }
}

/// A report in which every text that others can have written is an attack on whoever reads it.
pub(super) fn hostile() -> Report {
    const ATTACK: &str = "\u{1b}]0;owned\u{7}<script>alert(1)</script>\"'|&\n\r\u{202e}";
    let attack = || ATTACK.to_owned();
    let mut report = wrong();
    let Some(xmpp) = report.services.first_mut() else { return report };
    xmpp.threats.summary = attack();
    xmpp.threats.mechanisms.iter_mut().for_each(|threat| threat.sentence = attack());
    xmpp.advice.iter_mut().for_each(|advice| {
        advice.sentence = attack();
        advice.lines = vec![attack()];
    });
    for lookup in &mut xmpp.lookups {
        lookup.answer = LookupAnswer::Found(vec![attack()]);
        lookup.name = attack();
        lookup.remarks = vec![attack()];
    }
    if let Some(posh) = &mut xmpp.posh {
        posh.fault = Some(attack());
        posh.notes = vec![attack()];
        for fetch in &mut posh.fetches {
            fetch.outcome = FetchOutcome::Failed(attack());
            fetch.location = Some(attack());
            fetch.body = Some(Excerpt { text: attack(), octets: 9, is_complete: false });
        }
    }
    for server in &mut xmpp.servers {
        server.host = attack();
        server.dane = DaneStep::Abort(attack());
        server.findings.iter_mut().for_each(|finding| {
            finding.sentence = attack();
            finding.place.server = Some((attack(), 1));
        });
        for session in server.addresses.iter_mut().flat_map(|address| &mut address.sessions) {
            session.greeting = Some(attack());
            session.capabilities = vec![attack()];
            session.server_name = Some(attack());
            for certificate in &mut session.chain {
                certificate.subject = attack();
                certificate.names = vec![NameReport { form: "dNSName".to_owned(), value: attack() }];
                certificate.key = Some(KeyReport { algorithm: attack(), bits: None });
            }
            for mechanism in &mut session.mechanisms {
                mechanism.verdict = Verdict::Fails(Failure::because(attack()));
            }
        }
    }
    report
}
