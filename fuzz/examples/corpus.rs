//! The inputs of the fuzz targets: seeds from `testdata/`, and the committed corpus, one packed file a target, to and from
//! the folders that libFuzzer works with.

use std::collections::BTreeSet;
use std::path::Path;
use std::{env, fs, io};

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use srvname::delegation::dane::OwnedTlsa;
use srvname::{
    Certificate,
    name::{DirectoryName, Form},
};
use srvname_fuzz_targets::build;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["seeds", folder] => seeds(folder),
        ["pack", folder, file, budget] => {
            let budget = budget.parse().map_err(io::Error::other)?;
            pack(Path::new(folder), Path::new(file), budget)
        }
        ["unpack", file, folder] => unpack(Path::new(file), Path::new(folder)),
        _ => Err(io::Error::other("usage: corpus seeds FOLDER | pack FOLDER FILE OCTETS | unpack FILE FOLDER")),
    }
}

/// Packs inputs, each with two octets of length in front: all of them, or as many as fit into a number of octets, short
/// and long.
fn pack(folder: &Path, file: &Path, budget: usize) -> io::Result<()> {
    let mut inputs: Vec<Vec<u8>> =
        fs::read_dir(folder)?.map(|entry| fs::read(entry?.path())).collect::<io::Result<_>>()?;
    inputs.retain(|input| u16::try_from(input.len()).is_ok());
    inputs.sort_by(|one, other| one.len().cmp(&other.len()).then(one.cmp(other)));
    let total: usize = inputs.iter().map(|input| input.len() + 2).sum();
    let mut packed = Vec::new();
    let mut passed = 0;
    for input in &inputs {
        passed += input.len() + 2;
        // As much of the budget is used as of the inputs was passed.
        if packed.len() + input.len() + 2 <= budget.min(budget * passed / total.max(budget)) + 2 {
            packed.extend_from_slice(&u16::try_from(input.len()).unwrap_or(u16::MAX).to_be_bytes());
            packed.extend_from_slice(input);
        }
    }
    fs::write(file, packed)
}

fn unpack(file: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let packed = fs::read(file)?;
    let mut rest = packed.as_slice();
    let mut count = 0;
    while let [high, low, tail @ ..] = rest {
        let (input, after) = tail.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        fs::write(folder.join(format!("input-{count:04}")), input)?;
        (rest, count) = (after, count + 1);
    }
    Ok(())
}

fn seeds(folder: &str) -> io::Result<()> {
    let mut seeds = Seeds { folder: folder.into(), known: BTreeSet::new() };
    let testdata = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata");
    for entry in fs::read_dir(testdata.join("chains"))? {
        let text = fs::read_to_string(entry?.path())?;
        seeds.write("cli_file", text.as_bytes())?;
        let bundle = text.lines().find_map(|line| line.strip_prefix("roots: ")).unwrap_or("root.pem");
        let name = Path::new(bundle).file_stem().and_then(|stem| stem.to_str()).unwrap_or("root");
        let roots = fs::read_to_string(testdata.join(format!("roots/{name}.pem")))?;
        let chain: Vec<Vec<u8>> = certificates(&text).into_iter().chain(certificates(&roots)).collect();
        seeds.chain(&chain)?;
    }
    for entry in fs::read_dir(testdata.join("lint"))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "pem") {
            seeds.chain(&certificates(&fs::read_to_string(path)?))?;
        }
    }
    for (target, text) in TEXTS {
        seeds.write(target, text.as_bytes())?;
    }
    for record in
        TEXTS.iter().filter(|(target, _)| *target == "tlsa_text").filter_map(|(_, text)| OwnedTlsa::parse(text).ok())
    {
        let rdata = record.as_tlsa().to_rdata();
        let length = u8::try_from(rdata.len()).unwrap_or(u8::MAX);
        seeds.write("tlsa_rdata", &[&[0, length][..], &rdata, &[length], &rdata].concat())?;
    }
    for file in files() {
        seeds.write("cli_file", &file)?;
    }
    Ok(())
}

/// Files of the command line other than chains as PEM: messages, requests, base64, and what is named for what it is.
fn files() -> Vec<Vec<u8>> {
    const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
    const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    let name = |text: &'static str| build::name(&[(build::COMMON_NAME, text)]);
    let certificate = |subject, issuer| {
        // No shorter one is taken for a certificate in a message.
        let (key, signature) = (vec![4; 33], vec![7; 33]);
        let draft =
            build::Certificate { subject: name(subject), issuer: name(issuer), key, signature, ..Default::default() };
        build::certificate(&draft)
    };
    let (leaf, authority) = (certificate("a", "b"), certificate("b", "b"));
    let indefinite = |tag: u8, content: &[u8]| [&[tag, 0x80][..], content, &[0, 0]].concat();
    let message = |element: &dyn Fn(u8, &[u8]) -> Vec<u8>, entries: &[u8]| {
        let fields =
            [build::tlv(2, &[1]), build::tlv(0x31, &[]), element(0x30, &build::tlv(6, DATA)), element(0xa0, entries)];
        let content = element(0xa0, &element(0x30, &fields.concat()));
        element(0x30, &[build::tlv(6, SIGNED_DATA), content].concat())
    };
    let algorithm = build::sequence(&[build::tlv(6, DATA)]);
    let asked = [
        build::tlv(2, &[0]),
        name("a"),
        build::public_key_info(&[4; 9]),
        build::extension_request([&*build::basic_constraints(true, None)].into_iter()),
    ];
    let request = build::sequence(&[build::sequence(&asked), algorithm.clone(), build::tlv(3, &[0, 1])]);
    let both = [&leaf[..], &authority].concat();
    let der = message(&build::tlv, &[&authority[..], &leaf].concat());
    let ders = [
        der.clone(),
        message(&indefinite, &both),
        message(&build::tlv, &[&leaf[..], &[0x30, 0], &der, &[0xa1, 0]].concat()),
        request,
        build::content(&leaf).get(..leaf.len() - 30).unwrap_or_default().to_vec(),
        build::sequence(&[build::tlv(2, &[3]), build::sequence(&[build::tlv(6, DATA)])]),
        build::sequence(&[build::tlv(2, &[0]), algorithm.clone(), build::tlv(4, &[7; 40])]),
        build::sequence(&[algorithm, build::tlv(3, &[0; 40])]),
        both,
    ];
    let base64 = |der: &[u8]| base64(der).into_bytes();
    let block = |label: &str, der: &[u8]| {
        [format!("-----BEGIN {label}-----\n").as_bytes(), &base64(der), format!("\n-----END {label}-----\n").as_bytes()]
            .concat()
    };
    let mut files: Vec<_> = ders.iter().map(|der| base64(der)).collect();
    for label in
        ["CERTIFICATE", "PKCS7", "CMS", "PKCS #7 SIGNED DATA", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"]
    {
        files.extend(ders.iter().take(4).map(|der| block(label, der)));
    }
    files.extend(ders);
    files.push([&[0xef, 0xbb, 0xbf][..], &base64(&leaf)].concat());
    files
}

/// Base64 in lines (RFC 4648 §4), which no dependency of the fuzz targets writes.
fn base64(octets: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for (index, group) in octets.chunks(3).enumerate() {
        if index > 0 && index % 16 == 0 {
            text.push('\n');
        }
        let bits = group.iter().fold(0u32, |bits, octet| bits << 8 | u32::from(*octet)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let sextet = usize::try_from(bits >> (18 - 6 * place) & 63).unwrap_or(0);
            text.push(if place > group.len() { '=' } else { char::from(ALPHABET[sextet]) });
        }
    }
    text
}

const TEXTS: [(&str, &str); 26] = [
    ("cli_arguments", "2026-11-24T12:00:00.5+01:00"),
    ("cli_arguments", "xmpp-server\nbücher.example."),
    ("cli_arguments", "_xmpp-server.xn--bcher-kva.example"),
    ("cli_arguments", "_imap\n例え。テスト。"),
    ("srv_name", "_xmpp-server.example.com\nexample.com\n_xmpp-server"),
    ("srv_name", "_mail.*.example.com\n_mail.example.com\nwww.example.com"),
    ("srv_name", "_a--b.c\n_-a.b\n_1.x"),
    ("dns_name", "*.example.com\nwww.example.com\n.example.com"),
    ("dns_name", "a_b.example.com\ncom\nexample.com."),
    ("dns_name", "1.2.3.4\na..b\n-a.b"),
    ("email", "root@example.com\nexample.com\n.example.com"),
    ("email", "ü@xn--a.example\nüa.b@c\n\"a\"@b"),
    ("uri", "https://user@www.example.com:8443/a?b#c\n.example.com\nwww.example.com"),
    ("uri", "http://0x7f.1/\nurn:a:b\nhttp://[::1]/"),
    ("uri", "http://a%41.b/\nh+.-1://a_b.c\na.1"),
    ("posh_document", r#"{"url":"https://hosting.example.net/.well-known/posh/spice.json","expires":86400}"#),
    (
        "posh_document",
        r#"{"fingerprints":[{"sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ="}],"expires":604800}"#,
    ),
    ("mta_sts_record", "v=STSv1; id=20160831085700Z;\nx=y"),
    ("mta_sts_record", "v=STSv|1 ;\ta_b-c.d=!; id=1; id=2;"),
    ("mta_sts_policy", "version: STSv1\r\nmode: enforce\r\nmx: *.example.net\r\nmax_age: 604800\r\n"),
    (
        "mta_sts_policy",
        "\nmode:none\nmx: 10 a.example.\nmax_age: 9999999999 \nversion: STSv1\nmode: x\nowner: f\u{fc}r",
    ),
    ("tlsa_text", "3 1 1 c0f11e83e44ae5b89168a96b651d9fb19cdbc0334b975e8e0858ff8cf46e5eae"),
    (
        "tlsa_text",
        "2 0 2 ( 01A0924B61B8C0C482B43FA7B5951532 BA2E887723982A8ECDCBF2133F0396DA\n\t5705DEF3834E1C0F7AD9A3EC2F8707C82C6D766A62D06BE0DA8A0C89FFE4E592 )",
    ),
    ("tlsa_text", "TYPE52 \\# 35 030101c0f11e83e44ae5b89168a96b651d9fb19cdbc0334b975e8e0858ff8cf46e5eae"),
    ("tlsa_text", "TLSA 003 01 0 30 06 30 00 03 02 00 07"),
    ("chain", "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz"),
];

fn certificates(text: &str) -> Vec<Vec<u8>> {
    CertificateDer::pem_slice_iter(text.as_bytes()).flatten().map(|der| der.to_vec()).collect()
}

struct Seeds {
    folder: std::path::PathBuf,
    known: BTreeSet<(String, Vec<u8>)>,
}

impl Seeds {
    fn write(&mut self, target: &str, octets: &[u8]) -> io::Result<()> {
        let folder = self.folder.join(target);
        fs::create_dir_all(&folder)?;
        if self.known.insert((target.to_owned(), octets.to_vec())) {
            fs::write(folder.join(format!("seed-{:04}", self.known.len())), octets)?;
        }
        Ok(())
    }

    fn chain(&mut self, chain: &[Vec<u8>]) -> io::Result<()> {
        let mut whole = Vec::new();
        for der in chain {
            let length = u16::try_from(der.len()).unwrap_or(u16::MAX);
            whole.extend_from_slice(&length.to_be_bytes());
            whole.extend_from_slice(der);
            for target in ["certificate", "peer_der"] {
                self.write(target, der)?;
            }
            if let Ok(certificate) = Certificate::from_der(der) {
                self.parts(&certificate)?;
            }
        }
        self.write("verify", &whole)?;
        self.write("lint", &whole)
    }

    fn parts(&mut self, certificate: &Certificate<'_>) -> io::Result<()> {
        self.name(certificate.subject())?;
        for extension in certificate.extensions() {
            match extension.id().as_bytes() {
                build::SUBJECT_ALT_NAME => self.write("san", extension.value())?,
                build::NAME_CONSTRAINTS => self.write("constraints", extension.value())?,
                _ => {}
            }
        }
        let names = certificate.subject_alt_name();
        for name in names.iter().flat_map(srvname::certificate::GeneralNames::general_names) {
            let target = match name.form() {
                Form::SrvName => "srv_name",
                Form::DnsName => "dns_name",
                Form::Rfc822Name | Form::SmtpUtf8Mailbox => "email",
                Form::Uri => "uri",
                _ => continue,
            };
            self.write(target, name.octets())?;
        }
        Ok(())
    }

    fn name(&mut self, name: DirectoryName<'_>) -> io::Result<()> {
        self.write("directory", name.content())
    }
}
