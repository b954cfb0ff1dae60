//! Lints as JSON.

use std::ptr;

use serde_json::Value;
use srvname_capi::ResultCode;
use srvname_capi::lint::srvname_lint;
use srvname_capi::settings::Lints;
use srvname_testkit::make::chains::dns_only;
use srvname_testkit::make::{Issued, dns, srv, srv_utf8};

use crate::call::taken;

fn lint(der: &[u8], lints: u32) -> (ResultCode, Option<Value>) {
    let mut json = ptr::null_mut();
    // SAFETY: octets of this length, and a place to write to.
    let result = unsafe { srvname_lint(der.as_ptr(), der.len(), lints, &raw mut json) };
    (result, taken(json).map(|text| serde_json::from_str(&text).expect("JSON")))
}

fn ids(found: &Value) -> Vec<&str> {
    found["findings"].as_array().expect("findings").iter().map(|own| own["lint"].as_str().expect("an id")).collect()
}

#[test]
fn findings_are_those_of_the_command_line() {
    let root = Issued::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").constraints(dns_only()).issue();
    let leaf = sub.end_entity("imap").san([srv_utf8("_imap.example.com"), dns("example.com")]).issue();
    let both = Lints::Pkix as u32 | Lints::Srv as u32;
    let (result, found) = lint(leaf.der(), both);
    assert_eq!(result, ResultCode::Ok);
    let found = found.expect("a report");
    assert!(!ids(&found).is_empty(), "{found}");
    for finding in found["findings"].as_array().expect("findings") {
        let octets = finding["octets"].as_array().expect("a range");
        let range: Vec<_> =
            octets.iter().map(|own| usize::try_from(own.as_u64().expect("a number")).unwrap()).collect();
        assert!(range[0] <= range[1] && range[1] <= leaf.der().len());
        assert!(["error", "warn", "notice"].contains(&finding["severity"].as_str().expect("a word")));
        for field in ["title", "citation", "place"] {
            assert!(!finding[field].as_str().expect("a text").is_empty(), "{field} of {finding}");
        }
        assert!(finding["detail"].is_string());
    }
    // A CA that leaves SRVName open is found by what this library asks, and not by the RFCs.
    let of = |lints: Lints| lint(sub.der(), lints as u32).1.expect("a report");
    assert_ne!(ids(&of(Lints::Srv)), ids(&of(Lints::Pkix)));
    let clean = root.end_entity("imap").san([srv("_imap.example.com"), dns("imap.example.com")]).issue();
    assert_eq!(ids(&lint(clean.der(), Lints::Pkix as u32).1.expect("a report")), [""; 0]);
}

#[test]
fn what_is_no_certificate_is_linted_too() {
    for octets in [&b""[..], b"no certificate", &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0; 4096]] {
        let (result, found) = lint(octets, 15);
        assert_eq!(result, ResultCode::Ok);
        assert!(found.expect("a report")["findings"].is_array());
    }
    let der = Issued::root("Example Root CA").into_der();
    for lints in [0, 16, u32::MAX] {
        assert_eq!(lint(&der, lints), (ResultCode::InvalidValue, None));
    }
}
