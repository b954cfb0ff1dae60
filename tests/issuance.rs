//! What the builders write, the linter calls no error.

use proptest::prelude::*;
use srvname::issuance::{ExtensionBuildError, NameConstraintsBuilder, SubjectAltNameBuilder};
use srvname::lint::{Linter, RuleSet, Severity};
use srvname::name::{DirectoryName, DnsName, IpSubtree, SrvName, SrvSubtree};
use srvname_testkit::make::{Dn, Draft, Issued, KeyUsage, der, oid};

/// Labels that the linter has something to say about, and others.
const LABELS: [&str; 17] = [
    "example",
    "com",
    "Mail",
    "xn--bcher-kva",
    "xn--n3h",
    "xn--99999999",
    "xn--a",
    "xn--",
    "XN--BCHER-KVA",
    "ab--c",
    "a_b",
    "1",
    "invalid",
    "test",
    "_tcp",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "*",
];

const SERVICES: [&str; 6] = ["imap", "IMAP", "xmpp-server", "tcp", "sixteen-letters-x", "1"];

fn domain() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&LABELS[..]), 1..4).prop_map(|labels| labels.join("."))
}

fn srv() -> impl Strategy<Value = String> {
    (prop::option::of(prop::sample::select(&SERVICES[..])), domain(), any::<bool>()).prop_map(
        |(service, domain, whole)| match service {
            Some(service) if whole => format!("_{service}.{domain}"),
            Some(service) => format!("_{service}"),
            None => domain,
        },
    )
}

fn linter() -> Linter {
    Linter::new(&[RuleSet::Pkix, RuleSet::Srv]).with(&srvname::lint::idna::CHAPTER)
}

fn errors(draft: Draft) -> Vec<String> {
    let findings = linter().certificate(draft.issue().der(), 0);
    let errors = findings.iter().filter(|finding| finding.severity() == Severity::Error);
    errors.map(ToString::to_string).collect()
}

type Step = (u8, String, String, u8, Vec<u8>);

/// A step that is refused leaves the builder as it was.
fn add(builder: NameConstraintsBuilder, step: &Step) -> Result<NameConstraintsBuilder, ExtensionBuildError> {
    let (kind, host, base, octet, value) = step;
    let host = DnsName::parse(host);
    let base = SrvSubtree::parse(base);
    let ip = IpSubtree::from_octets(&[10, *octet, 8, 7, 255, 255, 255, 0]).unwrap();
    match (kind % 9, host, base) {
        (0, Ok(host), _) => builder.and_permit_dns(host),
        (1, Ok(host), _) => builder.and_exclude_dns(host),
        (2, _, Ok(base)) => builder.and_permit_srv(base),
        (3, _, Ok(base)) => builder.and_exclude_srv(base),
        (4, ..) => builder.and_no_srv_names(),
        (5, ..) => Ok(builder.and_no_dns_names()),
        (6, ..) => Ok(builder.and_permit_ip(ip)),
        (7, ..) => Ok(builder.and_exclude_ip(ip)),
        (8, ..) => {
            let tags = [der::UTF8_STRING, der::BMP_STRING, der::PRINTABLE_STRING, der::IA5_STRING];
            let attribute =
                srvname_testkit::make::dn::attribute(oid::ORGANIZATION, &der::tlv(tags[usize::from(octet % 4)], value));
            let name = Dn::empty().and_rdn([attribute]).der();
            builder.and_permit_directory(DirectoryName::from_der(&name).unwrap())
        }
        _ => Ok(builder),
    }
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let value = prop::collection::vec(prop::sample::select(&b"a@\0\xc3\xbc\xff\xfd"[..]), 0..5);
    prop::collection::vec((any::<u8>(), domain(), srv(), any::<u8>(), value), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn constraints_have_no_errors(first in (any::<bool>(), domain(), srv()), steps in steps()) {
        let (by_host, host, base) = &first;
        let start = match (by_host, DnsName::parse(host), SrvSubtree::parse(base)) {
            (true, Ok(host), _) => NameConstraintsBuilder::permit_dns(host),
            (false, _, Ok(base)) => NameConstraintsBuilder::permit_srv(base),
            _ => Ok(NameConstraintsBuilder::no_srv_names()),
        };
        let start = start.unwrap_or_else(|_| NameConstraintsBuilder::no_srv_names());
        let built = steps.iter().fold(start, |builder, step| add(builder.clone(), step).unwrap_or(builder));
        let Ok(value) = built.to_der() else { return Ok(()) };
        let ca = Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints_raw(true, &value);
        prop_assert_eq!(errors(ca), Vec::<String>::new());
    }

    #[test]
    fn names_have_no_errors(names in prop::collection::vec((any::<bool>(), domain(), srv()), 1..6)) {
        let mut built: Option<SubjectAltNameBuilder> = None;
        for (is_srv, host, text) in &names {
            let next = match (built.clone(), SrvName::parse(text), DnsName::parse(host)) {
                (None, Ok(name), _) if *is_srv => SubjectAltNameBuilder::srv(name),
                (Some(own), Ok(name), _) if *is_srv => own.and_srv(name),
                (None, _, Ok(host)) => SubjectAltNameBuilder::dns(host),
                (Some(own), _, Ok(host)) => own.and_dns(host),
                _ => continue,
            };
            built = next.ok().or(built);
        }
        let Some(built) = built else { return Ok(()) };
        let server = Issued::root("Example Root CA").end_entity("Example Server");
        let server = server.key_usage([KeyUsage::DigitalSignature]).san_raw(false, &built.to_der());
        prop_assert_eq!(errors(server), Vec::<String>::new());
    }
}
