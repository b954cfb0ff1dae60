//! Every dialogue before TLS, with servers that are good, refuse, inject, stall, and send too much: over streams in memory,
//! with a clock that stands still.

mod support;

use std::time::Duration;

use proptest::prelude::*;
use srvname::name::DnsName;
use srvname_net::limits::DialogueLimits;
use srvname_net::transport::{Dialogue, FaultKind, InjectionPoint, Negotiation, StartTls, Step, start_tls};
use support::{Script, talk};
use tokio::io::DuplexStream;

fn name(text: &str) -> DnsName<'_> {
    DnsName::parse(text).unwrap()
}

/// Every protocol, with a server that starts TLS: what it waits for, and what it says then.
fn good() -> Vec<(Dialogue<'static>, Script)> {
    let (to, from) = (name("example.com"), name("probe.example"));
    let stream = |namespace: &str, from: &str| {
        format!(
            "<?xml version='1.0'?><stream:stream xmlns='{namespace}' xmlns:stream='http://etherx.jabber.org/streams' \
             to='example.com'{from} version='1.0'>"
        )
    };
    let opened = "<?xml version='1.0'?>\n<stream:stream xmlns='jabber:client' \
                  xmlns:stream='http://etherx.jabber.org/streams' from='example.com' id='1' version='1.0'><stream:features>\
                  <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'><required/></starttls>\
                  <mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><mechanism>PLAIN</mechanism></mechanisms>\
                  </stream:features>";
    let proceed = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    let ask = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    let xmpp = |namespace, from| Script::new("").then(&stream(namespace, from), opened).then(ask, proceed);
    vec![
        (
            Dialogue::Smtp { client: from },
            Script::new("220-mx.example.com ESMTP\r\n220 ready\r\n")
                .then("EHLO probe.example\r\n", "250-mx.example.com\r\n250-SIZE 1000\r\n250-starttls\r\n250 HELP\r\n")
                .then("STARTTLS\r\n", "220 go ahead\r\n"),
        ),
        (
            Dialogue::Imap,
            Script::new("* OK [CAPABILITY IMAP4rev1] ready\r\n")
                .then("a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK done\r\n")
                .then("a2 STARTTLS\r\n", "a2 OK begin\r\n"),
        ),
        (
            Dialogue::Pop3,
            Script::new("+OK ready\r\n")
                .then("CAPA\r\n", "+OK list\r\nTOP\r\n..STRANGE\r\nSTLS\r\n.\r\n")
                .then("STLS\r\n", "+OK begin\r\n"),
        ),
        (
            Dialogue::ManageSieve,
            Script::new("\"IMPLEMENTATION\" \"Example\"\r\n\"SIEVE\" {9}\r\nOK\r\nvnd.x\r\n\"STARTTLS\"\r\nOK\r\n")
                .then("STARTTLS\r\n", "OK \"begin\"\r\n"),
        ),
        (Dialogue::XmppClient { to }, xmpp("jabber:client", "")),
        (Dialogue::XmppServer { to, from }, xmpp("jabber:server", " from='probe.example'")),
    ]
}

async fn run(dialogue: Dialogue<'_>, script: Script) -> (Negotiation<DuplexStream>, String) {
    let (client, server) = talk(script);
    let negotiation = start_tls(client, dialogue, &DialogueLimits::default()).await;
    // The stream of a dialogue that led to TLS is not what is asked of the server here.
    let heard = match &negotiation.outcome {
        StartTls::Ready(_) => String::new(),
        _ => server.await.unwrap(),
    };
    (negotiation, heard)
}

#[tokio::test(start_paused = true)]
async fn a_good_server_comes_to_the_handshake() {
    for (dialogue, script) in good() {
        let (negotiation, _) = run(dialogue, script).await;
        assert!(matches!(negotiation.outcome, StartTls::Ready(_)), "{dialogue:?}: {negotiation:?}");
        assert!(
            negotiation.greeting.is_some() && !negotiation.capabilities.is_empty(),
            "{dialogue:?}: {negotiation:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_good_server_that_says_it_octet_by_octet_does_too() {
    for (dialogue, script) in good() {
        let (negotiation, _) = run(dialogue, script.in_pieces(1)).await;
        assert!(matches!(negotiation.outcome, StartTls::Ready(_)), "{dialogue:?}: {negotiation:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_said_before_tls_is_kept_to_be_shown() {
    let mut all = good().into_iter();
    let mut next = async || {
        let (dialogue, script) = all.next().unwrap();
        run(dialogue, script).await.0
    };
    let smtp = next().await;
    assert_eq!(smtp.greeting.as_deref(), Some("220 mx.example.com ESMTP ready"));
    assert_eq!(smtp.capabilities, ["SIZE 1000", "starttls", "HELP"]);
    assert_eq!(next().await.capabilities, ["IMAP4rev1", "STARTTLS", "LOGINDISABLED"]);
    assert_eq!(next().await.capabilities, ["TOP", ".STRANGE", "STLS"]);
    let sieve = next().await;
    assert_eq!(
        sieve.capabilities,
        ["\"IMPLEMENTATION\" \"Example\"", "\"SIEVE\" \"OK\\u{d}\\u{a}vnd.x\"", "\"STARTTLS\""]
    );
    let xmpp = next().await;
    assert_eq!(
        (xmpp.greeting.as_deref(), xmpp.capabilities),
        (Some("example.com"), vec!["starttls".to_owned(), "mechanisms".to_owned()])
    );
}

/// CVE-2011-0411 and its kin: what lies there when TLS starts would be taken for something that TLS protected.
#[tokio::test(start_paused = true)]
async fn octets_before_the_handshake_are_an_injection() {
    for (dialogue, script) in good() {
        let (negotiation, heard) = run(dialogue, script.append("* injected\r\n")).await;
        let StartTls::Injected { octets, point } = negotiation.outcome else { panic!("{dialogue:?}: {negotiation:?}") };
        assert_eq!((octets, point), (12, InjectionPoint::BeforeHandshake), "{dialogue:?}");
        assert_eq!(heard, "", "{dialogue:?}");
    }
    // A line's end too much is one as well.
    let (dialogue, script) = good().remove(0);
    let (negotiation, _) = run(dialogue, script.append("\n")).await;
    assert!(matches!(negotiation.outcome, StartTls::Injected { octets: 1, .. }), "{negotiation:?}");
}

#[tokio::test(start_paused = true)]
async fn a_reply_before_its_command_is_an_injection() {
    for (dialogue, script) in good() {
        let script = script.move_last_forward();
        let (negotiation, _) = run(dialogue, script).await;
        let point = InjectionPoint::BeforeRequest;
        assert!(
            matches!(negotiation.outcome, StartTls::Injected { point: at, .. } if at == point),
            "{dialogue:?}: {negotiation:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_without_tls_says_so_and_is_told_goodbye() {
    let to = name("example.com");
    let client = name("probe.example");
    let opened = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
    let old = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>";
    let bare = format!("{opened}<stream:features/>");
    // The right name in a wrong namespace is another element.
    let other = format!("{opened}<stream:features><starttls xmlns='urn:other'/></stream:features>");
    for (dialogue, script, goodbye) in [
        (Dialogue::Smtp { client }, Script::new("220 a\r\n").then("\r\n", "250-a\r\n250 XSTARTTLS\r\n"), "QUIT\r\n"),
        (Dialogue::Smtp { client }, Script::new("220 a\r\n").then("\r\n", "250 STARTTLS\r\n"), "QUIT\r\n"),
        (Dialogue::Smtp { client }, Script::new("220 a\r\n").then("\r\n", "502 what\r\n"), "QUIT\r\n"),
        (
            Dialogue::Imap,
            Script::new("* OK a\r\n").then("\r\n", "* CAPABILITY IMAP4rev1\r\na1 OK\r\n"),
            "a9 LOGOUT\r\n",
        ),
        (Dialogue::Pop3, Script::new("+OK\r\n").then("\r\n", "+OK\r\nTOP\r\n.\r\n"), "QUIT\r\n"),
        (Dialogue::Pop3, Script::new("+OK\r\n").then("CAPA\r\n", "-ERR\r\n").then("STLS\r\n", "-ERR\r\n"), "QUIT\r\n"),
        (Dialogue::ManageSieve, Script::new("\"SIEVE\" \"a\"\r\nOK\r\n"), "LOGOUT\r\n"),
        (Dialogue::ManageSieve, Script::new("\"X\" {16}\r\n\r\n\"STARTTLS\"\r\n..\r\nOK\r\n"), "LOGOUT\r\n"),
        (Dialogue::XmppClient { to }, Script::new("").then("'1.0'>", &bare), "</stream:stream>"),
        (Dialogue::XmppClient { to }, Script::new("").then("'1.0'>", &other), "</stream:stream>"),
        (Dialogue::XmppClient { to }, Script::new("").then("'1.0'>", old), "</stream:stream>"),
    ] {
        let (negotiation, heard) = run(dialogue, script).await;
        assert!(matches!(negotiation.outcome, StartTls::NotOffered), "{dialogue:?}: {negotiation:?}");
        assert_eq!(heard, goodbye, "{dialogue:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_offers_tls_and_refuses_is_quoted() {
    let replies =
        ["454 TLS not available\r\n", "a2 NO [UNAVAILABLE] not now\r\n", "-ERR not now\r\n", "NO \"not now\"\r\n"];
    let failure = "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";
    let replies = replies.into_iter().chain([failure, failure]);
    for ((dialogue, script), reply) in good().into_iter().zip(replies) {
        let (negotiation, heard) = run(dialogue, script.replace_last(reply)).await;
        let StartTls::Refused(quoted) = negotiation.outcome else { panic!("{dialogue:?}: {negotiation:?}") };
        assert!(reply.contains(&quoted), "{dialogue:?}: {quoted}");
        assert_ne!(heard, "", "{dialogue:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_does_not_talk_to_us_is_quoted() {
    let (to, client) = (name("example.com"), name("probe.example"));
    let error = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>\
                 <stream:error><host-unknown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>";
    for (dialogue, script, quoted) in [
        (Dialogue::Smtp { client }, Script::new("554 no\r\n"), "554 no"),
        (Dialogue::Smtp { client }, Script::new("421-busy\r\n421 later\r\n"), "421 busy later"),
        (Dialogue::Smtp { client }, Script::new("220 a\r\n").then("\r\n", "550 who\r\n"), "550 who"),
        (Dialogue::Imap, Script::new("* BYE full\r\n"), "* BYE full"),
        (Dialogue::Imap, Script::new("* OK\r\n").then("\r\n", "* BYE full\r\n"), "* BYE full"),
        (Dialogue::Imap, Script::new("* OK\r\n").then("\r\n", "a1 BAD what\r\n"), "a1 BAD what"),
        (Dialogue::Pop3, Script::new("-ERR full\r\n"), "-ERR full"),
        (Dialogue::ManageSieve, Script::new("BYE \"full\"\r\n"), "BYE \"full\""),
        (Dialogue::XmppClient { to }, Script::new("").then("'1.0'>", error), "error: host-unknown"),
    ] {
        let (negotiation, _) = run(dialogue, script).await;
        let StartTls::Unavailable(reply) = &negotiation.outcome else { panic!("{dialogue:?}: {negotiation:?}") };
        assert_eq!(reply, quoted, "{dialogue:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn preauth_proves_nothing_and_starts_no_tls() {
    let (negotiation, heard) =
        run(Dialogue::Imap, Script::new("* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] you\r\n")).await;
    assert!(matches!(negotiation.outcome, StartTls::Preauthenticated), "{negotiation:?}");
    assert_eq!(heard, "a9 LOGOUT\r\n");
}

fn fault(negotiation: &Negotiation<DuplexStream>) -> (Step, FaultKind) {
    let StartTls::Failed(fault) = &negotiation.outcome else { panic!("{negotiation:?}") };
    (fault.step, fault.kind.clone())
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stalls_is_left_after_the_time_of_a_step() {
    for (dialogue, script) in good() {
        for replies in 0..script.len() {
            let started = tokio::time::Instant::now();
            let (client, server) = talk(script.clone().stall_after(replies));
            let negotiation = start_tls(client, dialogue, &DialogueLimits::default()).await;
            server.abort();
            let (_, kind) = fault(&negotiation);
            assert_eq!(kind, FaultKind::TimedOut(Duration::from_secs(10)), "{dialogue:?} {replies}");
            assert!(started.elapsed() < Duration::from_secs(31), "{dialogue:?} {replies}");
        }
    }
    // A drop every nine seconds does not prolong a step.
    let (dialogue, script) = good().remove(0);
    let started = tokio::time::Instant::now();
    let (client, _server) = talk(script.in_pieces(1).every(Duration::from_secs(9)));
    let negotiation = start_tls(client, dialogue, &DialogueLimits::default()).await;
    assert_eq!(fault(&negotiation), (Step::Greeting, FaultKind::TimedOut(Duration::from_secs(10))));
    assert!(started.elapsed() < Duration::from_secs(11));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_up_has_hung_up() {
    for (dialogue, script) in good() {
        for replies in 0..script.len() {
            let (negotiation, _) = run(dialogue, script.clone().hang_up_after(replies)).await;
            let (_, kind) = fault(&negotiation);
            assert!(matches!(kind, FaultKind::Closed | FaultKind::Io(_)), "{dialogue:?} {replies}: {kind:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_sends_too_much_is_not_read() {
    let (to, client) = (name("example.com"), name("probe.example"));
    let opened = "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>";
    let long = "x".repeat(100_000);
    let spaced = " ".repeat(100_000);
    let many = |line: &str| line.repeat(200);
    let (line, lines, xml) =
        (FaultKind::LineTooLong(4096), FaultKind::TooManyLines(100), FaultKind::TooMuchXml(65_536));
    for (dialogue, script, kind) in [
        (Dialogue::Smtp { client }, Script::new(&long), line.clone()),
        (Dialogue::Smtp { client }, Script::new(&format!("220 {}\r\n", &long[..4092])), line.clone()),
        (
            Dialogue::Smtp { client },
            Script::new(&format!("220 {}\r\n", &long[..4092])).in_pieces(1000).every(Duration::from_millis(1)),
            line.clone(),
        ),
        (Dialogue::Smtp { client }, Script::new(&many("220-a\r\n")), lines.clone()),
        (Dialogue::Imap, Script::new(&long), line.clone()),
        (Dialogue::Imap, Script::new("* OK {5000}\r\n"), line.clone()),
        (Dialogue::Imap, Script::new(&many("* OK {50}\r\n").repeat(5)), lines.clone()),
        (Dialogue::Imap, Script::new("* OK {18446744073709551616}\r\n"), line.clone()),
        (Dialogue::Imap, Script::new("* OK\r\n").then("\r\n", &many("* OK\r\n")), lines.clone()),
        (Dialogue::Pop3, Script::new(&long), line.clone()),
        (
            Dialogue::Pop3,
            Script::new("+OK\r\n").then("\r\n", &("+OK\r\n".to_owned() + &many("TOP\r\n"))),
            lines.clone(),
        ),
        (Dialogue::ManageSieve, Script::new(&long), line.clone()),
        (Dialogue::ManageSieve, Script::new(&many("\"A\"\r\n")), lines),
        (Dialogue::XmppClient { to }, Script::new("").then("'1.0'>", &format!("{opened}<{long}")), line.clone()),
        (
            Dialogue::XmppClient { to },
            Script::new("").then("'1.0'>", &format!("{opened}{}", many("<a><b/>").repeat(50))),
            xml.clone(),
        ),
        (Dialogue::XmppClient { to }, Script::new("").then("'1.0'>", &format!("{opened}{spaced}")), xml),
    ] {
        let (negotiation, _) = run(dialogue, script).await;
        let (_, found) = fault(&negotiation);
        assert_eq!(found, kind, "{dialogue:?}");
    }
    // One line as long as is allowed.
    let whole = format!("220 {}\r\n", &long[..4090]);
    let (negotiation, _) = run(Dialogue::Smtp { client }, Script::new(&whole).then("\r\n", "250 a\r\n")).await;
    assert!(matches!(negotiation.outcome, StartTls::NotOffered), "{negotiation:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_another_protocol_is_quoted_safely() {
    let (to, client) = (name("example.com"), name("probe.example"));
    for (dialogue, script) in [
        (Dialogue::Smtp { client }, Script::new("SSH-2.0-\x1b[31m\r\n")),
        (Dialogue::Smtp { client }, Script::new("220-a\r\n250 b\r\n")),
        (Dialogue::Smtp { client }, Script::new("100 a\r\n")),
        (Dialogue::Smtp { client }, Script::new("220\ta\r\n")),
        (Dialogue::Imap, Script::new("+OK\r\n")),
        (Dialogue::Imap, Script::new("* OK\r\n").then("\r\n", "a2 OK\r\n")),
        (Dialogue::Imap, Script::new("* OK\r\n").then("\r\n", "a1 MAYBE\r\n")),
        (Dialogue::Pop3, Script::new("* OK\r\n")),
        (Dialogue::ManageSieve, Script::new("HTTP/1.1 400\r\n")),
        (Dialogue::XmppClient { to }, Script::new("").then(">", "HTTP/1.1 400\r\n")),
        (Dialogue::XmppClient { to }, Script::new("").then("'1.0'>", "<!DOCTYPE a>")),
        (Dialogue::XmppClient { to }, Script::new("").then("'1.0'>", "<stream/>")),
    ] {
        let said = format!("{script:?}");
        let (negotiation, _) = run(dialogue, script).await;
        let (_, FaultKind::Malformed(text)) = fault(&negotiation) else { panic!("{said}: {negotiation:?}") };
        assert!(!text.contains('\x1b'), "{text}");
    }
}

/// Words of all the protocols, and octets that are none.
fn anything() -> impl Strategy<Value = Vec<u8>> {
    let words = prop::sample::select(vec![
        "220 ",
        "220-",
        "250 ",
        "250-",
        "STARTTLS",
        "\r\n",
        "\n",
        "* OK ",
        "* BYE",
        "* PREAUTH",
        "* CAPABILITY STARTTLS\r\n",
        "a1 OK\r\n",
        "a2 OK\r\n",
        "a1 NO\r\n",
        "{3}\r\n",
        "{3+}",
        "+OK",
        "-ERR",
        ".\r\n",
        "STLS\r\n",
        "\"STARTTLS\"\r\n",
        "OK\r\n",
        "NO\r\n",
        "BYE\r\n",
        "<?xml version='1.0'?>",
        "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>",
        "<stream:features>",
        "</stream:features>",
        "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
        "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>",
        "<stream:error>",
        "</stream:error>",
        "</stream:stream>",
        "<a>",
        "</a>",
        "<",
        ">",
        "&amp;",
        "<![CDATA[",
    ]);
    let piece = prop_oneof![
        8 => words.prop_map(|word| word.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
        1 => (any::<u8>(), 0_usize..6000).prop_map(|(octet, count)| vec![octet; count]),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever octets a server sends, each dialogue ends within its limits, with one of its results.
    #[test]
    fn every_dialogue_ends(octets in anything(), piece in 1_usize..3000, hangs_up in any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            for (dialogue, _) in good() {
                let script = Script::from_octets(octets.clone()).in_pieces(piece);
                let script = if hangs_up { script.hang_up_after(1) } else { script };
                let started = tokio::time::Instant::now();
                let (client, server) = talk(script);
                let negotiation = start_tls(client, dialogue, &DialogueLimits::default()).await;
                // Three steps, and the goodbye.
                assert!(started.elapsed() <= Duration::from_secs(40), "{dialogue:?}: {negotiation:?}");
                let shown = negotiation.capabilities.iter().chain(&negotiation.greeting);
                assert!(shown.into_iter().all(|text| !text.contains(|c: char| c.is_control())), "{negotiation:?}");
                assert!(negotiation.capabilities.len() <= 65_536);
                server.abort();
            }
        });
    }
}
