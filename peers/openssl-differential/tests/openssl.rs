//! x
#[path = "../../../tests/differential/case.rs"]
mod case;
#[path = "../../../testdata/make/mod.rs"]
mod make;
#[path = "../../../tests/exhaustive/texts.rs"]
mod texts;
#[path = "../../../tests/unsigned/mod.rs"]
mod unsigned;

mod peer {
    pub(crate) mod openssl;
}
use case::Level;
use make::*;
use texts::texts;

fn esc(g: &GeneralName) -> String { g.der().escape_ascii().to_string() }

fn run(label: &str, bases: &[GeneralName], names: &[GeneralName]) {
    let root = Ca::root("Root CA");
    let subject = Dn::empty().and(oid::ORGANIZATION, der::UTF8_STRING, "Server");
    let plain = root.sub_ca("Sub CA").issue();
    let leaves: Vec<_> = names.iter().map(|n| plain.end_entity("server").subject(subject.clone()).san([n.clone()]).issue()).collect();
    for (kind, level) in bases.iter().flat_map(|b| [("P", Level::permit(b)), ("X", Level::exclude(b))]) {
        let sub = root.sub_ca("Sub CA").constraints_raw(true, &level.der(false).unwrap()).issue();
        for (n, leaf) in names.iter().zip(&leaves) {
            let path = [leaf.der(), sub.der(), root.der()];
            let ours = case::accepts(&path).map_err(|r| match r.kind() { srvname::RejectionKind::MalformedName(e) | srvname::RejectionKind::MalformedConstraint(e) => format!("{} {:?}", r.code(), e.rule()), _ => r.code().to_string() });
            let theirs = peer::openssl::accepts(&path);
            if ours.is_ok() != theirs.is_ok() {
                let b = level.permitted.iter().chain(&level.excluded).next().unwrap();
                println!("{label}\t{kind}\t{ours:?}\t{theirs:?}\t{}\t{}", esc(b), esc(n));
            }
        }
    }
}

#[test]
fn dnss() {
    let n: Vec<_> = texts("aB.*-", 2).iter().map(|t| dns(t)).collect();
    let b: Vec<_> = texts("ab.", 2).iter().map(|t| dns(t)).collect();
    run("dns", &b, &n);
    let n: Vec<_> = ["a.b.test", "*.b.test", "b.test", "test", "*.test", "c.a.b.test", "a.b.test.", "1.2.3.4"].map(dns).into();
    let b: Vec<_> = ["a.b.test", ".a.b.test", ".b.test", "b.test", "test", "B.Test", "a.b.test.", "*.test", "4"].map(dns).into();
    run("dns2", &b, &n);
}
#[test]
fn emails() {
    let n: Vec<_> = texts("aB.@", 3).iter().map(|t| email(t)).collect();
    let b: Vec<_> = texts("ab.@", 2).iter().map(|t| email(t)).collect();
    run("email", &b, &n);
    let n: Vec<_> = ["a@b.test", "A@b.test", "a@B.test", "\"a\"@b.test", "\"a@c\"@b.test", "a@c.b.test", "b.test", "a@b.test.", "a b@b.test", "*@b.test"].map(email).into_iter().chain([smtp_utf8("a@b.test"), smtp_utf8("é@b.test"), smtp_utf8("é@xn--bcher-kva.test"), smtp_utf8("é@bücher.test"), smtp_utf8("é@c.b.test")]).collect();
    let b: Vec<_> = ["a@b.test", "b.test", ".b.test", "c.test", "", "xn--bcher-kva.test", "bücher.test", "a@xn--bcher-kva.test", "@b.test"].map(email).into();
    run("email2", &b, &n);
}
#[test]
fn uris() {
    let n: Vec<_> = ["https://a.test", "https://a.test/", "https://a.test:443/x", "https://u@a.test/", "https://u:p@a.test/", "https://b.a.test/", "https://a.test?x", "https://a.test#x", "https://a.test:", "https://A.Test/", "https://a.test./", "mailto:a@a.test", "urn:x:y", "https:/a.test/", "https://", "https:///x", "https://1.2.3.4/", "https://[::1]/", "ftp://a.test/", "//a.test/", "a.test", "https://a.test\\@b.test/", "https://b.test/@a.test/","https://a%2etest/", "x://a.test:b.test/", "sip:a.test","https://a_b.test/",""].map(uri).into();
    let b: Vec<_> = ["a.test", ".a.test", "", "b.test", ".test", "test", "A.test", "https://a.test", "a.test.", "*.a.test", "1.2.3.4", ".", "u@a.test","a_b.test"].map(uri).into();
    run("uri", &b, &n);
}
#[test]
fn ips() {
    let four = [[0, 0, 0, 0], [10, 0, 0, 1], [10, 0, 128, 1], [255; 4]];
    let names: Vec<_> = four.map(ip4).into_iter().chain([ip6([0; 8]), ip6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1]), ip6([0,0,0,0,0,0xffff,0x0a00,1]), ip_raw(&[1,2,3]), ip_raw(&[1;8]), ip_raw(&[])]).collect();
    let bases: Vec<_> = four.iter().flat_map(|a| [0,1,8,9,31,32].map(|p| ip_net4(*a, p))).chain([ip_net6([0;8], 96), ip_net6([0;8],0), ip_net6([0x2001,0xdb8,0,0,0,0,0,0],32), ip_raw(&[10,0,0,1,255,0,255,0]), ip_raw(&[10,0,0,1,0,0,0,255]), ip_raw(&[10,0,0,1]), ip_raw(&[]), ip_raw(&[0;16]), ip_raw(&[0;5])]).collect();
    run("ip", &bases, &names);
}
#[test]
fn srvs() {
    let names: Vec<_> = ["_imap.a.test", "_imap.b.test", "_Imap.a.test", "imap", "_imap.*.test"].map(srv).into_iter().chain([srv_utf8("_imap.a.test"), upn("u@a.test"), registered_id("1.2.3"), x400(&[]), edi_party(&[]), dns("a.test"), raw(0x89, &[]), other_name("1.2.3", &der::tlv(0x0c, b"x")), smtp_utf8("é@a.test")]).collect();
    let bases: Vec<_> = ["a.test", "_imap", "_imap.a.test", "", "b.test"].map(srv).into_iter().chain([upn("u@a.test"), registered_id("1.2.3"), x400(&[]), edi_party(&[]), raw(0x89, &[]), other_name("1.2.3", &der::tlv(0x0c, b"x")), smtp_utf8("a.test"), srv_utf8("a.test")]).collect();
    run("other", &bases, &names);
}
#[test]
fn dirs() {
    let o = |t: u8, v: &str| Dn::empty().and(oid::ORGANIZATION, t, v);
    let dns_: Vec<Dn> = vec![Dn::empty(), o(12, "Example"), o(19, "Example"), o(20, "Example"), o(12, "EXAMPLE"), o(12, " Example  "), o(12, "Exa  mple"), o(12, "Exa mple"), o(12, "É"), o(12, "é"), o(12,"\u{a0}É"), o(12, "Other"), o(12, "Example").and_cn("x"), o(12, "Example").and_cn("X").and_cn("y"), o(19,"Example").and_cn("x"),
      Dn::empty().and_rdn([dn::attribute(oid::ORGANIZATION, &der::tlv(12, b"Example")), dn::attribute(oid::COMMON_NAME, &der::tlv(12, b"x"))]), Dn::empty().and(oid::ORGANIZATION, 30, "\0E\0x\0a\0m\0p\0l\0e"), o(12,"straße"), o(12,"STRASSE"), o(4, "Example"), o(4, "EXAMPLE"), Dn::cn("x").and(oid::ORGANIZATION,12,"Example")];
    let g: Vec<_> = dns_.iter().map(directory).collect();
    run("dir", &g, &g);
}
