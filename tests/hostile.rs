//! Input made to cost, to confuse or to crash: each gets a clear answer. Cost is counted, in signature checks and in the
//! length of what is said, and never timed; where nothing can be counted, a size that a quadratic walk would not survive
//! in a test's lifetime stands in.

use srvname_testkit::{bare, make, verdict};

use make::{Ca, Constraints, Dn, GeneralName, Issued, der, directory, dns, email, ip_net4, ip4, oid, raw, srv, uri};
use srvname::certificate::DerErrorKind;
use srvname::lint::{Finding, Linter};
use srvname::{
    Certificate, CertificatePool, Path, Policy, Rejection, SubCaRule, TrustAnchor,
    certificate::{CertificateErrorKind, GeneralNames, NameConstraints},
    name::DirectoryName,
    path::PathErrorKind,
};
use verdict::build::Question;
use verdict::{Verdict, accepted, judge_octets, refused};

fn root() -> Issued {
    Ca::root("Example Root CA")
}

fn server(ca: &Issued) -> Issued {
    ca.end_entity("Example Server").san([dns("www.example.com")]).issue()
}

/// A server with a SAN of these octets, below a CA with constraints of those: octets, end entity first, anchor last.
fn unsigned(constraints: &Constraints, san: &[u8]) -> [Vec<u8>; 3] {
    let names = ["Example Server", "Example Sub CA", "Example Root CA"].map(Dn::cn);
    let held = (oid::NAME_CONSTRAINTS, true, constraints.der());
    [
        bare::certificate(&names[0], &names[1], "server", &[(oid::SUBJECT_ALT_NAME, false, san.to_vec())]),
        bare::certificate(&names[1], &names[2], "sub", &[bare::authority(), held]),
        bare::certificate(&names[2], &names[2], "root", &[bare::authority()]),
    ]
}

fn verdict_on(constraints: &Constraints, names: impl IntoIterator<Item = GeneralName>, rule: SubCaRule) -> Verdict {
    let chain = unsigned(constraints, &der::sequence(names));
    let policy = Policy::new().with_sub_ca_rule(rule);
    judge_octets(&chain.each_ref().map(Vec::as_slice), &policy)
}

fn error_of(der: &[u8]) -> CertificateErrorKind {
    Certificate::from_der(der).expect_err("no certificate").kind()
}

// No certificates.

#[test]
fn what_is_no_certificate_at_all() {
    let good = server(&root());
    let pem = format!("-----BEGIN CERTIFICATE-----\n{}", "A".repeat(200));
    for octets in
        [&[][..], &[0x30], &[0x00; 1_000], &[0xff; 1_000], &[0x30; 1_000], &[0x30, 0x00], pem.as_bytes(), b"\0"]
    {
        assert!(Certificate::from_der(octets).is_err(), "{octets:02x?}");
        assert!(GeneralNames::from_der(octets).is_err() && NameConstraints::from_der(octets).is_err());
    }
    assert!(GeneralNames::from_der(&[0x30, 0x00]).is_err());
    assert_eq!(error_of(&[good.der(), good.der()].concat()), CertificateErrorKind::Der(DerErrorKind::TrailingOctets));
    assert_eq!(error_of(&[good.der(), b"\n"].concat()), CertificateErrorKind::Der(DerErrorKind::TrailingOctets));
}

/// A header that promises more than there is costs nothing.
#[test]
fn lengths_that_lie() {
    for length in
        [&[0x84_u8, 0xff, 0xff, 0xff, 0xff][..], &[0x84, 0x7f, 0xff, 0xff, 0xff], &[0x83, 0xff, 0xff, 0xff], &[0x7f]]
    {
        let octets = der::tlv_with_length(der::SEQUENCE, length, b"short");
        assert_eq!(error_of(&octets), CertificateErrorKind::Der(DerErrorKind::Truncated), "{length:02x?}");
    }
    let long = der::tlv_with_length(der::SEQUENCE, &[0x88, 0, 0, 0, 0, 0, 0, 0, 1], b"x");
    assert_eq!(error_of(&long), CertificateErrorKind::Der(DerErrorKind::LengthTooLarge));
    let indefinite = der::tlv_with_length(der::SEQUENCE, &[0x80], &[0, 0]);
    assert_eq!(error_of(&indefinite), CertificateErrorKind::Der(DerErrorKind::IndefiniteLength));
}

/// Each element of a certificate in turn with a length in more octets than it needs.
#[test]
fn lengths_that_are_not_minimal() {
    let good = server(&root());
    let (whole, _) = der::read(good.der()).unwrap();
    let parts: Vec<_> = der::read_all(whole.content).unwrap();
    for index in 0..parts.len() {
        let changed = parts
            .iter()
            .enumerate()
            .map(|(place, part)| if place == index { der::with_long_length(part.whole) } else { part.whole.to_vec() });
        let octets = der::sequence(changed);
        assert_eq!(error_of(&octets), CertificateErrorKind::Der(DerErrorKind::NonMinimalLength), "part {index}");
    }
    assert_eq!(error_of(&der::with_long_length(good.der())), CertificateErrorKind::Der(DerErrorKind::NonMinimalLength));
    for value in [der::sequence([dns("a.test")]), der::sequence([srv("_a.test")])] {
        assert!(GeneralNames::from_der(&der::with_long_length(&value)).is_err());
        let (sequence, _) = der::read(&value).unwrap();
        assert!(GeneralNames::from_der(&der::sequence([der::with_long_length(sequence.content)])).is_err());
    }
}

/// A hundred thousand elements, one inside the other, wherever something may be nested: nothing recurses.
#[test]
fn nesting_without_end() {
    let mut nested = vec![0x05, 0x00];
    for _ in 0..2_000 {
        nested = der::sequence([nested]);
    }
    let mut deep = Vec::new();
    for _ in 0..100_000 {
        deep.extend([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff]);
    }
    assert!(Certificate::from_der(&nested).is_err() && Certificate::from_der(&deep).is_err());
    assert!(GeneralNames::from_der(&nested).is_err() && NameConstraints::from_der(&nested).is_err());
    assert!(DirectoryName::from_der(&nested).is_err());
    let all = Constraints::new().permit(srv("example.com"));
    for name in [make::other_name(oid::UNKNOWN, &nested), make::x400(&nested), raw(0xb0, &nested)] {
        assert_eq!(verdict_on(&all, [name], SubCaRule::Rfc5280), accepted());
    }
    let expected = refused("malformed_name", 0).by(1);
    assert_eq!(verdict_on(&all, [make::srv_raw(&nested)], SubCaRule::Rfc5280), expected);
    let value = make::dn::attribute(oid::COMMON_NAME, &nested);
    let subject = Dn::empty().and_rdn([value]);
    assert_eq!(verdict_on(&all, [directory(&subject)], SubCaRule::Rfc5280), accepted());
}

/// Ten mebibytes: in one extension that nobody reads, in one name, in a subject, and in entries.
#[test]
fn a_certificate_of_ten_mebibytes() {
    const SIZE: usize = 10 << 20;
    let (subject, issuer) = (Dn::cn("x"), Dn::cn("CA"));
    let filler = vec![0x61_u8; SIZE];
    let unread = bare::certificate(&subject, &issuer, "x", &[(oid::UNKNOWN, false, filler.clone())]);
    assert!(unread.len() > SIZE && Certificate::from_der(&unread).is_ok());
    let one_name = der::sequence([raw(0x82, &filler)]);
    let held = Constraints::new().permit(dns("example.com"));
    let chain = unsigned(&held, &one_name);
    let verdict = judge_octets(&chain.each_ref().map(Vec::as_slice), &Policy::default());
    assert_eq!(verdict, refused("malformed_name", 0).by(1));
    let text = String::from_utf8(filler).unwrap();
    let large = bare::certificate(&Dn::cn(&text), &issuer, "x", &[]);
    let read = Certificate::from_der(&large).unwrap();
    assert_eq!(read.subject(), read.subject());
    assert_ne!(read.subject(), read.issuer());
    let entries = SIZE / 13;
    let names = (0..entries).map(|_| dns("example.com"));
    assert_eq!(verdict_on(&held, names, SubCaRule::Constrained), accepted());
}

/// Rows of the table of bad lists, once more as a peer would send them: a clear code, at the certificate that is wrong.
#[test]
fn lists_without_entries() {
    let root = root();
    let question = Question::new(&[&root]);
    let sub = root.sub_ca("Example Sub CA").issue();
    let empty_san = sub.end_entity("x").san([]).issue();
    let chain = [empty_san.der(), sub.der(), root.der()];
    assert_eq!(judge_octets(&chain, &Policy::default()), refused("malformed_certificate", 0));
    for constraints in
        [Constraints::new(), Constraints::new().with_permitted_list(), Constraints::new().with_excluded_list()]
    {
        let held = root.sub_ca("Example Sub CA").constraints(constraints).issue();
        let leaf = server(&held);
        assert_eq!(question.path_from(leaf.der(), &[held.der()]), Err(refused("malformed_certificate", 1)));
    }
}

/// Characters that no name has, in every form, where the form is constrained and where it is not.
#[test]
fn characters_that_no_name_has() {
    let forms: [(GeneralName, fn(&str) -> GeneralName); 4] = [
        (srv("example.com"), |text| srv(&format!("_imap.{text}"))),
        (dns("example.com"), dns),
        (email("example.com"), |text| email(&format!("a@{text}"))),
        (uri("example.com"), |text| uri(&format!("https://{text}/"))),
    ];
    for character in (0..=0x20_u8)
        .chain([b'"', b'\\', b'(', b')', b'<', b'>', b'`', b'{', b'|', b'}', b'^', 0x7f])
        .chain(0x80..=0xff)
    {
        for (base, form) in &forms {
            let mut octets = form("exam#ple.com").der().to_vec();
            let place = octets.iter().position(|octet| *octet == b'#').unwrap();
            octets[place] = character;
            let name = GeneralName::from_der(&octets);
            let shown = format!("{character:#04x} in {}", der::hex(name.der()));
            let held = Constraints::new().permit(base.clone());
            assert_eq!(
                verdict_on(&held, [name.clone()], SubCaRule::Rfc5280),
                refused("malformed_name", 0).by(1),
                "{shown}"
            );
            let elsewhere = Constraints::new().permit(ip_net4([192, 0, 2, 0], 24));
            assert_eq!(verdict_on(&elsewhere, [name], SubCaRule::Rfc5280), accepted(), "{shown}");
        }
    }
}

/// What a refusal says of such names can stand in a terminal and in a log.
#[test]
fn a_refusal_is_one_line_whatever_the_name_holds() {
    let name = raw(0x82, "\u{1b}[2J\r\n\u{202e}evil\0\u{7f}\u{9b}".as_bytes());
    for constraints in [Constraints::new().permit(dns("example.com")), Constraints::new().permit(name.clone())] {
        let chain = unsigned(&constraints, &der::sequence([dns("www.example.com"), name.clone()]));
        let rejection = rejection_of(&chain);
        let sentence = rejection.to_string();
        assert!(sentence.is_ascii() || sentence.contains('§'));
        assert!(!sentence.chars().any(|c| c.is_control() || c == '\u{202e}'), "{sentence:?}");
    }
    let subject = Dn::cn("\u{1b}[2J\n\u{202e}CA");
    let sub = root().sub_ca("x").subject(subject).issue();
    let leaf = sub.end_entity("y").san([srv("_imap.example.com")]).issue();
    let rejection = rejection_of(&[leaf.into_der(), sub.into_der(), root().into_der()]);
    assert_eq!(rejection.code(), "ca_lacks_srv_constraints");
    assert!(!rejection.to_string().chars().any(|c| c.is_control() || c == '\u{202e}'), "{rejection:?}");
}

fn rejection_of(chain: &[Vec<u8>; 3]) -> Rejection {
    let [leaf, sub, root] = chain.each_ref().map(|der| Certificate::from_der(der).unwrap());
    let anchor = TrustAnchor::from_certificate(&root);
    let path = Path::assume_signed(&anchor, [&sub], &leaf).unwrap();
    path.validate_names(&Policy::default()).expect_err("a refusal")
}

// Many names and many constraints. CVE-2024-34702 (Botan), CVE-2024-12243 and CVE-2025-14831 (GnuTLS), CVE-2025-58187
// (Go): names times constraints, and worse.

fn hosts(count: usize) -> impl Iterator<Item = String> {
    (0..count).map(|number| format!("host{number}.example.com"))
}

#[test]
fn a_thousand_names() {
    let names = || hosts(1_000).map(|host| srv(&format!("_imap.{host}")));
    let held = Constraints::new().permit(srv("example.com"));
    assert_eq!(verdict_on(&held, names(), SubCaRule::Constrained), accepted());
    let with_last = names().chain([srv("_imap.victim.test")]);
    assert_eq!(verdict_on(&held, with_last, SubCaRule::Constrained), refused("name_not_permitted", 0).by(1));
}

/// Two thousand names and four thousand constraints, of each polarity; only the last constraint holds the names.
#[test]
fn thousands_of_names_below_thousands_of_constraints() {
    for (base, name) in
        [(dns as fn(&str) -> GeneralName, dns as fn(&str) -> GeneralName), (srv, |text| srv(&format!("_imap.{text}")))]
    {
        let names = || hosts(2_048).map(|host| name(&host));
        let others = || (0..4_096).map(|number| base(&format!("other{number}.example.net")));
        let permitted = others().fold(Constraints::new(), Constraints::permit).permit(base("example.com"));
        assert_eq!(verdict_on(&permitted, names(), SubCaRule::Constrained), accepted());
        let excluded = others().fold(Constraints::new(), Constraints::exclude);
        assert_eq!(verdict_on(&excluded, names(), SubCaRule::Constrained), accepted());
        let reaching = excluded.exclude(base("host2047.example.com"));
        assert_eq!(verdict_on(&reaching, names(), SubCaRule::Constrained), refused("name_excluded", 0).by(1));
        let foreign = others().fold(Constraints::new(), Constraints::permit);
        assert_eq!(verdict_on(&foreign, names(), SubCaRule::Constrained), refused("name_not_permitted", 0).by(1));
    }
}

/// Long names with a long common end, below constraints that all share it.
#[test]
fn long_names_that_differ_only_in_front() {
    let end = format!("{0}.{0}.{0}", "a".repeat(60));
    let names = (0..1_000).map(|number| dns(&format!("n{number}.{end}")));
    let held =
        (0..1_000).map(|number| dns(&format!("x.n{number}.{end}"))).fold(Constraints::new(), Constraints::exclude);
    assert_eq!(verdict_on(&held, names, SubCaRule::Constrained), accepted());
    let names = (0..1_000).map(|number| dns(&format!("n{number}.{end}")));
    let one = held.exclude(dns(&format!("n999.{end}")));
    assert_eq!(verdict_on(&one, names, SubCaRule::Constrained), refused("name_excluded", 0).by(1));
}

/// Every form at once, many of each.
#[test]
fn many_names_of_every_form() {
    let mut held = Constraints::new();
    for number in 0..300_u16 {
        let [high, low] = number.to_be_bytes();
        held = held
            .permit(directory(&Dn::o(&format!("Other {number}"))))
            .permit(email(&format!("root@other{number}.test")))
            .exclude(uri(&format!(".other{number}.test")))
            .permit(ip_net4([10, high, low, 0], 24));
    }
    let held = held.permit(directory(&Dn::empty())).permit(email("example.com")).permit(ip_net4([192, 0, 2, 0], 24));
    let names = (0..300).flat_map(|number| {
        [
            directory(&Dn::o("Example").and_cn(&format!("{number}"))),
            email(&format!("user{number}@example.com")),
            uri(&format!("https://host{number}.example.com/")),
            ip4([192, 0, 2, u8::try_from(number % 256).unwrap()]),
        ]
    });
    assert_eq!(verdict_on(&held, names, SubCaRule::Constrained), accepted());
}

/// Levels add up, and do not multiply: 32 CAs with a hundred bases each. A refusal still knows which CA it was.
#[test]
fn many_levels_of_many_constraints() {
    let mut ders = vec![bare::certificate(&Dn::cn("CA 0"), &Dn::cn("CA 0"), "ca 0", &[bare::authority()])];
    for level in 1..=32 {
        let held = (0..100)
            .map(|number| dns(&format!("l{level}n{number}.example.net")))
            .fold(Constraints::new(), Constraints::permit);
        let held = held.permit(dns(if level == 20 { "www.example.com" } else { "example.com" }));
        let extensions = [bare::authority(), (oid::NAME_CONSTRAINTS, true, held.der())];
        let (subject, issuer) = (Dn::cn(&format!("CA {level}")), Dn::cn(&format!("CA {}", level - 1)));
        ders.push(bare::certificate(&subject, &issuer, &format!("ca {level}"), &extensions));
    }
    for (host, expected) in
        [("www.example.com", accepted()), ("mail.example.com", refused("name_not_permitted", 0).by(13))]
    {
        let san = (oid::SUBJECT_ALT_NAME, false, der::sequence([dns(host)]));
        let leaf = bare::certificate(&Dn::cn("x"), &Dn::cn("CA 32"), "leaf", &[san]);
        let chain: Vec<_> = ders.iter().chain([&leaf]).rev().map(Vec::as_slice).collect();
        assert_eq!(judge_octets(&chain, &Policy::default()), expected, "{host}");
    }
}

/// A path of so many CAs, end entity first: each CA permits what `bases` says, and the names are asked.
fn path_below(cas: usize, bases: impl Fn(usize) -> Constraints, names: &[GeneralName]) -> Vec<Vec<u8>> {
    let subject = |number: usize| Dn::cn(&format!("CA {number}"));
    let mut ders = vec![bare::certificate(&subject(0), &subject(0), "ca 0", &[bare::authority()])];
    for number in 1..=cas {
        let extensions = [bare::authority(), (oid::NAME_CONSTRAINTS, true, bases(number).der())];
        let key = format!("ca {number}");
        ders.push(bare::certificate(&subject(number), &subject(number - 1), &key, &extensions));
    }
    let san = (oid::SUBJECT_ALT_NAME, false, der::sequence(names));
    ders.push(bare::certificate(&Dn::empty(), &subject(cas), "leaf", &[san]));
    ders.reverse();
    ders
}

/// As many CAs as a path may have, a thousand bases each, and four thousand names, whose every pair would have to be asked
/// where names are compared with bases one by one: 128 million. One CA more is refused before any name is asked.
#[test]
fn a_path_of_many_cas_and_many_names() {
    const MANY: usize = 4_000;
    let policy = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280);
    let verdict = |chain: &[Vec<u8>]| judge_octets(&chain.iter().map(Vec::as_slice).collect::<Vec<_>>(), &policy);
    let names: Vec<_> = (0..MANY).map(|number| srv(&format!("_imap.x{number}.example.com"))).collect();
    let others = |number: usize| {
        let hosts = (0..1_000).map(|other| srv(&format!("o{other}.l{number}.example.org")));
        hosts.fold(Constraints::new(), Constraints::permit)
    };
    let bases = |number: usize| match number % 3 {
        0 => others(number).permit(srv("example.com")).permit(srv("_smtp")),
        1 => others(number).permit(srv("example.net")).permit(srv("_imap")),
        _ => others(number).permit(srv("com")).exclude(srv(&format!("y{number}.example.com"))),
    };
    assert_eq!(verdict(&path_below(32, bases, &names)), accepted());
    // The last name is one of those that a CA in the middle excludes.
    let names: Vec<_> = names.into_iter().chain([srv("_imap.y17.example.com")]).collect();
    assert_eq!(verdict(&path_below(32, bases, &names)), refused("name_excluded", 0).by(32 - 17 + 1));
    assert_eq!(verdict(&path_below(33, bases, &names)), refused("path_too_long", None));
}

/// Ten thousand certificates, in order and each a CA, are no path, and nothing is compared to find that out.
#[test]
fn a_path_of_ten_thousand_cas() {
    let bases = |_| Constraints::new().permit(dns("example.com"));
    let chain = path_below(10_000, bases, &[dns("www.example.com")]);
    let ders: Vec<_> = chain.iter().map(Vec::as_slice).collect();
    assert_eq!(judge_octets(&ders, &Policy::default()), refused("path_too_long", None));
}

/// What the linter finds in a [`path_below`].
fn linted(cas: usize, bases: impl Fn(usize) -> Constraints, names: &[GeneralName]) -> Vec<Finding> {
    let chain = path_below(cas, bases, names);
    Linter::default().chain(&chain.iter().map(Vec::as_slice).collect::<Vec<_>>())
}

fn findings_of(findings: &[Finding], id: &str) -> usize {
    findings.iter().filter(|finding| finding.lint().id() == id).count()
}

/// Each CA is held against all above it, however many bases stand between: what the lists have in common is found by walking
/// along them once.
#[test]
fn a_linter_compares_every_ca_with_every_ca() {
    for (narrow, outside) in [(10, 22), (11, 21)] {
        let bases = |number| {
            let domain = if number == narrow { "a.example.com" } else { "example.com" };
            let many = (1..100).map(|other| dns(&format!("o{other}.example.net")));
            match number {
                0..=11 => many.fold(Constraints::new().permit(dns(domain)), Constraints::permit),
                _ => Constraints::new().permit(dns(domain)),
            }
        };
        let findings = linted(32, bases, &[dns("www.a.example.com")]);
        let of_domain = findings.iter().filter(|finding| {
            finding.lint().id() == "chain_subca_permitted_outside_issuer" && finding.position() <= 32 - narrow
        });
        assert_eq!(of_domain.count(), outside, "{narrow}");
    }
}

/// Names of a long chain are looked up, and what is told of them has an end. Every name for every base of every CA would
/// not end in a test's lifetime.
#[test]
fn a_linter_does_not_compare_every_name_with_every_base() {
    let names = |domain: &str| (0..5_000).map(|number| srv(&format!("_imap.x{number}.{domain}"))).collect::<Vec<_>>();
    let bases = |number: usize| {
        let others = (0..1_000).map(|other| srv(&format!("o{other}.l{number}.example.org")));
        let domain = srv(if number % 2 == 0 { "com" } else { "example.com" });
        others.fold(Constraints::new(), Constraints::permit).permit(domain)
    };
    for (domain, refused) in [("example.com", 0), ("example.net", 20)] {
        let findings = linted(32, bases, &names(domain));
        assert_eq!(findings_of(&findings, "chain_srv_not_permitted"), refused, "{domain}");
        assert_eq!(findings_of(&findings, "chain_too_long"), 0, "{domain}");
    }
}

/// Of a chain that is too long one thing is said, and its names are not asked for.
#[test]
fn a_linter_says_that_a_chain_is_too_long_and_no_more() {
    let bases = |_| Constraints::new().permit(srv("example.com"));
    for (cas, too_long) in [(32, 0), (33, 1), (5_000, 1)] {
        let findings = linted(cas, bases, &[srv("_imap.example.net")]);
        assert_eq!(findings_of(&findings, "chain_too_long"), too_long, "{cas}");
        assert_eq!(findings_of(&findings, "chain_srv_not_permitted"), 1 - too_long, "{cas}");
        assert_eq!(findings_of(&findings, "chain_not_a_path"), 0, "{cas}");
    }
}

/// What is told of the names of the CAs themselves has an end as well.
#[test]
fn a_linter_tells_of_a_hundred_names_of_cas() {
    let subject = |number: usize| Dn::cn(&format!("CA {number}"));
    let held = Constraints::new().permit(srv("example.com")).der();
    let authority = |number: usize| {
        let outside = (0..4).map(|other| srv(&format!("_imap.o{other}.example.net")));
        let san = der::sequence(outside.chain([srv("_imap.example.com")]));
        let extensions =
            [bare::authority(), (oid::NAME_CONSTRAINTS, true, held.clone()), (oid::SUBJECT_ALT_NAME, false, san)];
        bare::certificate(&subject(number), &subject(number + 1), &format!("ca {number}"), &extensions)
    };
    let san = (oid::SUBJECT_ALT_NAME, false, der::sequence([srv("_imap.example.net")]));
    let leaf = bare::certificate(&Dn::cn("x"), &subject(1), "leaf", &[san]);
    for (cas, refused) in [(20, 76), (26, 100), (27, 100), (32, 100)] {
        let chain: Vec<_> = [leaf.clone()].into_iter().chain((1..=cas).map(authority)).collect();
        let findings = Linter::default().chain(&chain.iter().map(Vec::as_slice).collect::<Vec<_>>());
        assert_eq!(findings_of(&findings, "chain_ca_san_violates"), refused, "{cas}");
        assert_eq!(findings_of(&findings, "chain_srv_not_permitted"), 1, "{cas}");
    }
}

/// CAs that share a key and differ in their names, one of which is longer than all others: a comparison with it may
/// read it to its end, and so must not happen for each of the others.
#[test]
fn many_cas_with_one_key_and_one_long_name() {
    const MANY: usize = 8_000;
    // Where a sort by comparison looks for its pivot, for some lengths of what it sorts.
    let (mut place, mut part) = (MANY / 8 * 4, MANY / 8);
    while part >= 8 {
        part /= 8;
        place += part * 4;
    }
    let long: Vec<u8> = format!("{place:05}").bytes().chain(vec![b'x'; 1 << 20]).flat_map(|octet| [0, octet]).collect();
    let long = Dn::empty().and_rdn([make::dn::attribute(oid::COMMON_NAME, &der::tlv(0x1e, &long))]);
    let subject = |number: usize| if number == place { long.clone() } else { Dn::cn(&format!("{number:05}")) };
    let authority =
        |number: usize| bare::certificate(&subject(number), &subject(number + 1), "key", &[bare::authority()]);
    let leaf = bare::certificate(&Dn::cn("leaf"), &subject(1), "leaf", &[]);
    let chain: Vec<_> = [leaf].into_iter().chain((1..=MANY).map(authority)).collect();
    let certificates: Vec<_> = chain.iter().map(|der| Certificate::from_der(der).unwrap()).collect();
    let path = |above: &[Certificate<'_>]| {
        Path::assume_signed_without_anchor(above, &certificates[0]).map(drop).map_err(|error| error.kind)
    };
    assert_eq!(path(&certificates[1..]), Err(PathErrorKind::PathTooLong));
    // As many as a path may have, the long one among them.
    let some = place - 20..place + 12;
    let leaf = bare::certificate(&Dn::cn("leaf"), &subject(some.start), "leaf", &[]);
    let leaf = Certificate::from_der(&leaf).unwrap();
    assert!(Path::assume_signed_without_anchor(&certificates[some], &leaf).is_ok());
    // Not in order, or there would be nothing to sort.
    let mut pool: Vec<_> = chain.iter().map(Vec::as_slice).collect();
    (1..MANY).step_by(2).filter(|pair| !(place - 1..=place).contains(pair)).for_each(|pair| pool.swap(pair, pair + 1));
    assert_eq!(CertificatePool::from_ders(pool).certificates().len(), MANY + 1);
}

/// CVE-2025-61729 (Go): the message grew with the square of the names. Ours speaks of one.
#[test]
fn a_refusal_speaks_of_one_name() {
    let held = Constraints::new().permit(srv("example.net"));
    let length = |count| {
        let names = hosts(count).map(|host| srv(&format!("_imap.{host}")));
        rejection_of(&unsigned(&held, &der::sequence(names))).to_string().len()
    };
    assert_eq!(length(1), length(2_000));
    // Of a name that is long, the start is shown.
    let long = raw(0x82, &vec![0xff; 50_000]);
    let shown = rejection_of(&unsigned(&Constraints::new().permit(dns("a")), &der::sequence([long]))).to_string();
    assert!(shown.len() < 1_000, "{}", shown.len());
}

/// An RDN of many attributes would cost the square of them to compare; more than 64 are refused instead.
#[test]
fn an_rdn_of_many_attributes() {
    let subject = |count: usize| {
        let attributes = (0..count).map(|number| {
            make::dn::attribute(oid::COMMON_NAME, &der::tlv(der::UTF8_STRING, format!("{number}").as_bytes()))
        });
        Dn::empty().and_rdn(attributes)
    };
    let read = |count| Certificate::from_der(&bare::certificate(&subject(count), &Dn::cn("CA"), "x", &[])).map(drop);
    assert!(read(64).is_ok());
    assert_eq!(read(65).unwrap_err().kind(), CertificateErrorKind::Der(DerErrorKind::InvalidName));
    assert!(read(10_000).is_err());
    // Many RDNs are fine: they are compared in order.
    let long = (0..10_000).fold(Dn::empty(), |name, number| name.and_cn(&format!("{number}")));
    let held = Constraints::new().permit(directory(&Dn::empty()));
    assert_eq!(verdict_on(&held, [directory(&long)], SubCaRule::Constrained), accepted());
}

/// Extensions are looked for twice; a few hundred are more than any certificate has.
#[test]
fn an_extension_list_without_end() {
    let extension = |number: usize| {
        let id: &'static str = Box::leak(format!("1.3.6.1.4.1.32473.{number}").into_boxed_str());
        (id, false, vec![])
    };
    let read = |count: usize| {
        let extensions: Vec<_> = (0..count).map(extension).collect();
        Certificate::from_der(&bare::certificate(&Dn::cn("x"), &Dn::cn("CA"), "x", &extensions)).map(drop)
    };
    assert!(read(256).is_ok());
    assert_eq!(read(257).unwrap_err().kind(), CertificateErrorKind::TooManyExtensions);
    assert_eq!(read(20_000).unwrap_err().kind(), CertificateErrorKind::TooManyExtensions);
    let twice: Vec<_> = (0..255).chain([64]).map(extension).collect();
    let error = Certificate::from_der(&bare::certificate(&Dn::cn("x"), &Dn::cn("CA"), "x", &twice)).unwrap_err();
    assert_eq!(error.kind(), CertificateErrorKind::RepeatedExtension);
}

// Pools. CVE-2018-16875 (Go): a pool that makes path building try every order of its certificates.

/// CAs that all certify each other: the paths through them are more than can be counted, the checks are not. What one key
/// says about one certificate is computed once and counted each time.
#[test]
fn a_pool_in_which_everybody_certifies_everybody() {
    let root = root();
    let cas: Vec<_> = (0..8).map(|number| Ca::root(&format!("CA {number}"))).collect();
    let mut pool = Vec::new();
    for (issuer, one) in cas.iter().enumerate() {
        for subject in (0..cas.len()).filter(|subject| *subject != issuer) {
            pool.push(one.sub_ca(&format!("CA {subject}")).issue());
        }
    }
    let leaf = server(&cas[0]);
    let ders: Vec<_> = pool.iter().map(Issued::der).collect();
    let (verdict, checks) = Question::new(&[&root]).count(leaf.der(), &ders);
    assert_eq!((verdict, checks), (refused("too_much_work", None), 14));
    // With a way out, it is found or given up, and the bound is the same.
    let out = root.sub_ca("CA 7").issue();
    let with_out: Vec<_> = [out.der()].into_iter().chain(ders).collect();
    let (verdict, checks) = Question::new(&[&root]).count(leaf.der(), &with_out);
    assert!(checks <= 100, "{checks}");
    assert!(verdict == accepted() || verdict == refused("too_much_work", None), "{verdict:?}");
}

/// A root and so many CAs, each below the one before.
fn row_of_cas(count: usize) -> Vec<Issued> {
    let mut row = vec![root()];
    for number in 1..=count {
        let next = row[number - 1].sub_ca(&format!("CA {number}")).issue();
        row.push(next);
    }
    row
}

/// A long chain: each CA costs one check. From the 32nd CA on only an anchor is looked for.
#[test]
fn a_long_chain() {
    let row = row_of_cas(100);
    let too_long = || refused("path_too_long", None);
    for (length, verdict, checks) in [(32, accepted(), 33), (33, too_long(), 32), (100, too_long(), 32)] {
        let leaf = server(&row[length]);
        let pool: Vec<_> = row[1..=length].iter().map(Issued::der).collect();
        assert_eq!(Question::new(&[&row[0]]).count(leaf.der(), &pool), (verdict, checks), "{length} CAs");
    }
    // Fewer are needed where an anchor is nearer.
    let leaf = server(&row[100]);
    let pool: Vec<_> = row[1..=100].iter().map(Issued::der).collect();
    assert_eq!(Question::new(&[&row[68]]).count(leaf.der(), &pool), (accepted(), 33));
}

/// However many signatures may be checked, and however little stack there is: a search keeps its path in memory of its own.
#[test]
fn a_search_does_not_recurse() {
    let name = |number: usize| Dn::cn(&format!("CA {number}"));
    let ca = |number: usize| {
        let draft = root().sub_ca("x").subject(name(number)).issuer(name(number + 1)).key("one key");
        draft.authority_key_identifier(b"x").signed_by("one key").issue()
    };
    let row: Vec<_> = (0..200).map(ca).collect();
    let leaf = row[0].end_entity("x").san([dns("www.example.com")]).issue();
    let (leaf, pool) = (leaf.into_der(), row.into_iter().map(Issued::into_der).collect::<Vec<_>>());
    let search = move || {
        let root = root();
        let pool: Vec<_> = pool.iter().map(Vec::as_slice).collect();
        let question = Question { max_signature_checks: u32::MAX, ..Question::new(&[&root]) };
        question.path_from(&leaf, &pool)
    };
    let answer = std::thread::Builder::new().stack_size(64 << 10).spawn(search).expect("a thread").join();
    assert_eq!(answer.expect("no overflow"), Err(refused("path_too_long", None)));
}

/// A way that is too long is one refusal among others: the search turns back and finds the shorter one.
#[test]
fn a_short_way_beside_one_that_is_too_long() {
    let row = row_of_cas(40);
    let leaf = server(&row[40]);
    let short = row[0].sub_ca("CA 40").issue();
    let half = row[0].sub_ca("CA 20").issue();
    for cross in [&short, &half] {
        for first in [true, false] {
            let own = row[1..=40].iter().map(Issued::der);
            let pool: Vec<_> = match first {
                true => [cross.der()].into_iter().chain(own).collect(),
                false => own.chain([cross.der()]).collect(),
            };
            assert_eq!(Question::new(&[&row[0]]).count(leaf.der(), &pool).0, accepted(), "{first}");
        }
    }
}

/// Thousands of certificates that chain by name alone: no signature holds, so nobody follows them.
#[test]
fn a_pool_that_chains_by_name_alone() {
    let root = root();
    let name = |number: usize| Dn::cn(&format!("CA {number}"));
    let pool: Vec<_> = (0..3_000)
        .map(|number| bare::certificate(&name(number), &name(number + 1), "key", &[bare::authority()]))
        .collect();
    let ders: Vec<_> = pool.iter().map(Vec::as_slice).collect();
    let leaf = root.end_entity("x").issuer(name(0)).issue();
    let question = Question::new(&[&root]);
    assert_eq!(question.count(leaf.der(), &ders), (refused("unsupported_signature_algorithm", 0), 0));
    let real = Ca::root("CA 0");
    let pool: Vec<_> = [real.der()].into_iter().chain(ders).collect();
    // The one with a key is tried after those without identifier, and the first of equal refusals is the answer.
    assert_eq!(question.count(leaf.der(), &pool), (refused("unsupported_signature_algorithm", 0), 1));
}

/// A refusal shows where a path would lead, and does not follow it forever.
#[test]
fn a_refusal_does_not_show_more_than_could_be_checked() {
    let root = root();
    let name = |number: usize| Dn::cn(&format!("CA {number}"));
    let made: Vec<_> = (0..500)
        .map(|number| {
            root.sub_ca("x").subject(name(number)).key(&format!("key {number}")).issuer(name(number + 1)).issue()
        })
        .collect();
    let leaf = root.end_entity("x").issuer(name(0)).issue();
    let pool: Vec<_> = made.iter().collect();
    let shown = Question::new(&[&root]).refusal(&leaf, &pool, |refusal| refusal.path.certificates.len());
    assert_eq!(shown, 101);
}

/// Twenty of one name, and none the right one; a hundred garbage certificates; and the same one a thousand times.
#[test]
fn pools_of_no_use() {
    let root = root();
    let question = Question::new(&[&root]);
    let twins: Vec<_> = (0..20).map(|number| root.sub_ca("Twin CA").key(&format!("Twin {number}")).issue()).collect();
    let leaf = root.sub_ca("Twin CA").key("the right one").issue().end_entity("x").issue();
    let pool: Vec<_> = twins.iter().map(Issued::der).collect();
    assert_eq!(question.count(leaf.der(), &pool), (refused("bad_signature", 0), 20));
    let garbage = vec![&b"garbage"[..]; 100];
    assert_eq!(question.count(leaf.der(), &garbage), (refused("malformed_certificate", 1), 0));
    let copies = vec![twins[0].der(); 1_000];
    assert_eq!(question.count(leaf.der(), &copies), (refused("too_much_work", None), 1));
    assert_eq!(question.count(server(&twins[0]).der(), &copies), (accepted(), 2));
}

/// As many addresses in a subject without a SAN as bases above them; only the last base holds them.
#[test]
fn thousands_of_addresses_in_a_subject() {
    let names = ["Example Server", "Example Sub CA", "Example Root CA"].map(Dn::cn);
    let others = (0..10_000).map(|number| email(&format!("other{number}.example.net")));
    let held = others.fold(Constraints::new(), Constraints::permit).permit(email("example.com"));
    let addresses = || (0..10_000).map(|number| format!("a{number}@example.com"));
    for (last, verdict) in [("a@example.com", accepted()), ("a@victim.test", refused("name_not_permitted", 0).by(1))] {
        let all = addresses().chain([last.to_owned()]);
        let subject = all.fold(Dn::o("Example"), |subject, address| subject.and_email_address(&address));
        let chain = [
            bare::certificate(&subject, &names[1], "server", &[]),
            bare::certificate(
                &names[1],
                &names[2],
                "sub",
                &[bare::authority(), (oid::NAME_CONSTRAINTS, true, held.der())],
            ),
            bare::certificate(&names[2], &names[2], "root", &[bare::authority()]),
        ];
        assert_eq!(judge_octets(&chain.each_ref().map(Vec::as_slice), &Policy::default()), verdict);
    }
}
