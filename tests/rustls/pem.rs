//! Trust anchors in PEM: what is read, and which block an error is about.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use srvname::integration::{PemError, PemErrorKind, Roots, rustls_0_23::ServerVerifier};

use crate::handshake::{connect, provider};
use crate::make::{Issued, srv};

fn block(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<_> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn certificate(name: &str) -> String {
    block("CERTIFICATE", Issued::root(name).der())
}

fn error(pem: &str) -> (usize, usize, PemErrorKind) {
    match Roots::from_pem(pem.as_bytes()).expect_err("cannot be used") {
        PemError::Block { number, line, kind } => (number, line, kind),
        other => panic!("not about a block: {other}"),
    }
}

#[test]
fn a_bundle_is_read_in_one_line() {
    let root = Issued::root("Example Root CA");
    let bundle = [
        "# a text, and a key that is nobody's business\n",
        &certificate("Another Root CA"),
        "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n",
        &block("CERTIFICATE", root.der()),
    ]
    .concat();
    let with_spaces = bundle.lines().map(|line| format!("{line} \r\n")).collect::<String>();
    for pem in [bundle.clone(), bundle.replace('\n', "\r\n"), bundle.replace('\n', "\r"), with_spaces] {
        for pem in [pem.clone(), format!("\u{feff}{pem}"), pem.trim_end().to_owned()] {
            let roots = Roots::from_pem(pem.as_bytes()).unwrap();
            assert_eq!(roots.len(), 2);
            let leaf = root.end_entity("xmpp.example.com").san([srv("_xmpp-client.example.com")]).issue();
            let verifier = ServerVerifier::new(roots, &provider(), "xmpp-client").unwrap();
            connect(&Arc::new(verifier), &[&leaf], "example.com").unwrap();
        }
    }
    let first = format!("\u{feff}{}", certificate("Example Root CA"));
    assert_eq!(Roots::from_pem(first.as_bytes()).unwrap().len(), 1);
}

#[test]
fn an_error_says_which_block() {
    let good = certificate("Example Root CA");
    let height = good.lines().count();
    let cut = good.replace("-----END CERTIFICATE-----", "");
    assert_eq!(error(&format!("{good}{cut}{good}")), (2, height + 1, PemErrorKind::NoEnd));
    assert_eq!(error(&format!("text\n{cut}")), (1, 2, PemErrorKind::NoEnd));
    let odd = good.replacen('\n', "\n!!!!", 1);
    assert_eq!(error(&format!("{good}\n\n{good}{odd}")), (3, 2 * height + 3, PemErrorKind::Base64));
    let (number, line, kind) = error(&format!("{good}{}", block("CERTIFICATE", &[0x30, 0])));
    assert!(matches!(kind, PemErrorKind::Certificate(_)));
    assert_eq!((number, line), (2, height + 1));
    // Every block counts, whatever its label.
    let key = block("PRIVATE KEY", b"key");
    assert_eq!(error(&format!("{key}{good}{cut}")), (3, height + 4, PemErrorKind::NoEnd));
    for label in ["TRUSTED CERTIFICATE", "X509 CERTIFICATE"] {
        assert_eq!(error(&format!("{good}{}", good.replace("CERTIFICATE", label))).2, PemErrorKind::Label(label));
    }
    let shown = Roots::from_pem(cut.as_bytes()).unwrap_err().to_string();
    assert_eq!(shown, "PEM block 1, at line 1, has no line -----END CERTIFICATE-----");
}

#[test]
fn what_has_no_certificate_is_an_error() {
    let root = Issued::root("Example Root CA");
    for pem in [&b""[..], b"text", root.der(), block("PRIVATE KEY", b"key").as_bytes(), b"-----BEGIN "] {
        assert_eq!(Roots::from_pem(pem).unwrap_err(), PemError::NoCertificate);
    }
}
