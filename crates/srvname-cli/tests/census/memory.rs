//! What a census holds is bounded, whatever a certificate has in it.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;
use srvname_testkit::peak::peak_of;

use super::make::{self, Ca, Constraints, Dn, Extension, Issued, dns, oid};
use crate::{AT, folder};

const LENGTH: usize = 16 << 20;

/// Certificates of some 16 MiB, each long in another place.
fn hostile() -> Vec<(&'static str, Issued)> {
    let root = Ca::root("Example Root CA");
    let sub = || root.sub_ca("Sub");
    let long = vec![b'a'; LENGTH];
    let text = "a".repeat(LENGTH);
    let cut = [[0x82, 0x00].repeat(LENGTH / 2), vec![0x82, 0x7f]].concat();
    let rdn = make::der::tlv(
        0x31,
        &make::der::sequence(&[make::der::object_identifier("2.5.4.3"), make::der::tlv(0x0c, b"a")]),
    );
    let rdns = make::der::tlv(0x30, &rdn.repeat(1_000_000));
    let bases = (0..500_000).fold(Constraints::new(), |own, at| own.permit(dns(&format!("host-{at:06}.example.com"))));
    let names = || (0..500_000).map(|at| dns(&format!("host-{at:06}.example.com")));
    vec![
        ("subject", sub().subject(Dn::o(&text)).issue()),
        ("subject of RDNs", sub().subject(Dn::raw(&rdns)).issue()),
        ("issuer", sub().issuer(Dn::o(&text)).issue()),
        ("bases", sub().constraints(bases).issue()),
        ("names", sub().san(names()).issue()),
        ("one name", sub().san([dns(&text)]).issue()),
        (
            "key identifiers",
            sub().subject_key_identifier(&long[..LENGTH / 2]).authority_key_identifier(&long[..LENGTH / 2]).issue(),
        ),
        ("extension", sub().extension(Extension::new("1.2.3.4", false, &long)).issue()),
        ("cut names", sub().san_raw(false, &make::der::tlv(0x30, &cut)).issue()),
        ("empty names", sub().san_raw(false, &make::der::tlv(0x30, &[0x82, 0x00].repeat(LENGTH / 2))).issue()),
        (
            "twice",
            sub().san(names()).extension(Extension::new(oid::SUBJECT_ALT_NAME, false, &long[..LENGTH / 4])).issue(),
        ),
    ]
}

/// The peak of the memory of `census`, in MiB, as far as it is seen from outside, and what it wrote.
fn peak(path: &std::path::Path, format: &str) -> (u64, Vec<u8>) {
    let out = path.with_extension(format);
    let mut command = Command::new(env!("CARGO_BIN_EXE_srvname"));
    command.args(["census", "--at", AT, "--format", format, "--output"]).arg(&out).arg(path);
    let (peak, status) = peak_of(command.stdout(Stdio::null()));
    assert!(status.success(), "{}", path.display());
    (peak >> 10, fs::read(out).expect("a report"))
}

#[test]
#[cfg(target_os = "linux")]
fn a_long_certificate_takes_its_own_length_a_few_times() {
    let folder = folder("memory");
    for (kind, issued) in hostile() {
        let path = folder.join(format!("{}.der", kind.replace(' ', "-")));
        fs::write(&path, issued.der()).expect("written");
        // Another format has the same names, cut to the same length.
        let formats: &[&str] = if kind == "subject" { &["json", "html"] } else { &["json"] };
        for format in formats.iter().copied() {
            let (peak, written) = peak(&path, format);
            println!("{kind}: {} octets, {peak} MiB, {format} of {} octets", issued.der().len(), written.len());
            assert!(peak < 256, "{kind}: {peak} MiB");
            assert!(written.len() < 100_000, "{kind}: {format} of {} octets", written.len());
            if format == "json" {
                let report: Value = serde_json::from_slice(&written).expect("JSON");
                let total =
                    report["certificates"].as_u64().zip(report["unparsable"].as_u64()).map(|(one, other)| one + other);
                assert_eq!(total, Some(1), "{kind}");
            }
        }
    }
}
