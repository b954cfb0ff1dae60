//! Every lint finds what it is about and nothing else, and is documented.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use srvname::Certificate;
use srvname::lint::{Finding, Lint, Linter, Place, RuleSet, Severity};

use srvname_testkit::{lint_document as document, make};

use make::lint::LintFile;
use make::{Constraints, Dn, Issued, directory, email, other_name};

fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

fn files() -> Vec<(String, LintFile)> {
    let entries = std::fs::read_dir(testdata().join("lint")).expect("testdata/lint");
    let mut files: Vec<(String, LintFile)> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("a text file");
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let file = LintFile::parse(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, file)
        })
        .collect();
    files.sort_by(|(one, _), (other, _)| one.cmp(other));
    files
}

fn lints() -> Vec<&'static Lint> {
    document::chapters().into_iter().flat_map(|chapter| chapter.lints()).copied().collect()
}

fn profiles(file: &LintFile) -> Vec<RuleSet> {
    let named = |name: &String| RuleSet::ALL.into_iter().find(|profile| profile.as_str() == name).expect("a profile");
    file.profiles.iter().map(named).collect()
}

fn findings(file: &LintFile) -> Vec<Finding> {
    let linter = document::linter(&profiles(file));
    let ders: Vec<&[u8]> = file.certificates.iter().map(Vec::as_slice).collect();
    if file.chain {
        return linter.chain(&ders).into_iter().filter(|finding| finding.lint().is_about_chains()).collect();
    }
    ders.iter().enumerate().flat_map(|(position, der)| linter.certificate(der, position)).collect()
}

/// The whole list: a finding too many is as wrong as one too few.
#[test]
fn every_file_is_found_as_it_says() {
    let mut wrong = Vec::new();
    for (name, file) in files() {
        let found: BTreeSet<String> = findings(&file)
            .iter()
            .map(|finding| {
                format!("{} {} {} {}", finding.severity(), finding.lint().id(), finding.position(), finding.place())
            })
            .collect();
        let expected: BTreeSet<String> = file.findings.iter().cloned().collect();
        for finding in found.difference(&expected) {
            wrong.push(format!("{name}: too many: {finding}"));
        }
        for finding in expected.difference(&found) {
            wrong.push(format!("{name}: missing: {finding}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_lint_has_a_fixture_and_a_near_miss() {
    let mut seen: BTreeMap<String, [bool; 2]> = BTreeMap::new();
    for (name, file) in files() {
        let fires = file.findings.iter().any(|finding| finding.split(' ').nth(1) == Some(&file.lint));
        assert_eq!(fires, !name.contains("-near-miss"), "{name}");
        seen.entry(file.lint).or_default()[usize::from(fires)] = true;
    }
    for lint in lints() {
        assert_eq!(seen.remove(lint.id()), Some([true, true]), "{}", lint.id());
    }
    assert!(seen.is_empty(), "files about lints that do not exist: {seen:?}");
}

/// Each cell of the matrix of faults and forms: its lints find the value, at the place of the value.
#[test]
fn every_cell_of_the_matrix_is_found() {
    let linter = document::linter(&RuleSet::ALL);
    let mut wrong = Vec::new();
    for matrix in [make::lint::matrix::names(), make::lint::matrix::bases()] {
        for row in &matrix.rows {
            assert_eq!(row.cells.len(), matrix.forms.len(), "{}", row.fault);
            for (cell, form) in row.cells.iter().zip(matrix.forms) {
                let make::lint::matrix::Cell::Found(lints, name) = cell else { continue };
                let certificate = make::lint::matrix::certificate(&matrix, name);
                let findings = linter.certificate(certificate.der(), 0);
                let is_there = |finding: &&Finding| {
                    matches!(finding.place(), Place::SubjectAltNameEntry(0) | Place::PermittedSubtree(0))
                };
                let found: Vec<_> = findings.iter().filter(is_there).map(|finding| finding.lint().id()).collect();
                for lint in lints.iter().filter(|lint| !found.contains(lint)) {
                    wrong.push(format!("{}, {form}: {lint} is not among {found:?}", row.fault));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_lint_is_complete() {
    let mut ids = BTreeSet::new();
    for lint in lints() {
        let id = lint.id();
        assert!(ids.insert(id), "{id}: twice");
        assert!(id.bytes().all(|octet| octet.is_ascii_lowercase() || octet.is_ascii_digit() || octet == b'_'), "{id}");
        assert!(!lint.citations().is_empty(), "{id}: no citation");
        assert!(!lint.rule_sets().is_empty(), "{id}: no profile");
        assert!(lint.title().len() > 20 && !lint.title().ends_with('.'), "{id}: {}", lint.title());
        assert!(lint.detects().len() > 2 && !lint.detects().ends_with('.'), "{id}: {}", lint.detects());
        assert!(!lint.detects().contains("  "), "{id}: {}", lint.detects());
    }
    // The catalogue, what validation tells the linter to say, and the clients.
    assert_eq!(lints().len(), 217);
}

/// A day and its first second say the same.
#[test]
fn days_are_days() {
    for since in lints().iter().filter_map(|lint| lint.effective_date()) {
        let [year, month, day] = [0..4, 5..7, 8..10].map(|range| since.day()[range].parse::<i64>().expect("a number"));
        // Days from 1970-01-01, counted in years that begin in March.
        let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
        let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
        assert_eq!(since.seconds(), days * 86_400, "{since}");
    }
}

#[test]
fn the_document_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/LINTS.md");
    let present = std::fs::read_to_string(path).unwrap_or_default();
    let fresh = document::render(&testdata()) == present;
    assert!(fresh, "run `cargo run --example lints --features idna,psl`");
}

/// The octets of a finding lie in the certificate, and a finding about a text points into the text.
#[test]
fn octets_lie_in_the_certificate() {
    for (name, file) in files() {
        for finding in findings(&file) {
            let certificate = &file.certificates[finding.position()];
            let octets = finding.octets();
            assert!(octets.start <= octets.end && octets.end <= certificate.len(), "{name}: {finding}");
        }
    }
    let leaf = make::Ca::root("Example Root CA").end_entity("a").san([make::srv("_imap._tcp.example.com")]).issue();
    let findings = Linter::default().certificate(leaf.der(), 0);
    let found = findings.iter().find(|finding| finding.lint().id() == "srv_san_proto_label").expect("a finding");
    assert_eq!(&leaf.der()[found.octets().clone()], b"_tcp");
}

#[test]
fn lints_are_chosen_by_profile_and_by_id() {
    let ids = |linter: &Linter| linter.lints().map(Lint::id).collect::<Vec<_>>();
    let known = |id: &str| lints().into_iter().find(|lint| lint.id() == id).expect("a lint");
    let pkix = Linter::new(&[RuleSet::Pkix]);
    assert!(ids(&pkix).contains(&"nc_not_critical") && !ids(&pkix).contains(&"nc_dns_without_srv"));
    assert!(!ids(&pkix).contains(&"srv_san_invalid_a_label"), "the data of others is asked for");
    let one = pkix.clone().include(known("nc_dns_without_srv"));
    assert_eq!(ids(&one), ["nc_dns_without_srv"]);
    let all_but_one = pkix.clone().exclude(known("nc_empty"));
    assert_eq!(ids(&all_but_one).len(), ids(&pkix).len() - 1);
    assert_eq!(known("nc_not_critical").severity_under(&[RuleSet::Pkix, RuleSet::Br]), Severity::Warn);
    assert_eq!(known("nc_not_critical").severity_under(&[RuleSet::Pkix]), Severity::Error);
}

/// Of an extension that cannot be read nobody knows what it lacks: no lint says that something is not in it, as they do of one
/// that can be read.
#[test]
fn nothing_is_missing_in_what_cannot_be_read() {
    use make::{der, oid};
    let root = make::Ca::root("Example Root CA");
    let names = || [make::srv("_imap.example.com"), other_name(oid::UNKNOWN, b"\x0c\x01a")];
    let leaf = || {
        let subject = Dn::cn("Example").and_email_address("root@example.com");
        root.end_entity("mail.example.com").subject(subject).san(names())
    };
    let constraints = Constraints::new().permit(make::dns("example.com")).exclude(make::srv("invalid"));
    let ca = || root.sub_ca("Example Sub CA").extended_key_usage([oid::SERVER_AUTH]).constraints(constraints.clone());
    let (client, lists) = (der::sequence([der::object_identifier(oid::CLIENT_AUTH)]), constraints.der());
    // A third list, whose tag no reader knows, and an entry that ends before its end.
    let three_lists = der::sequence([&lists[2..], &[0xa2, 0x00]]);
    let entries = der::sequence(names().iter().map(make::GeneralName::der));
    let cut_entries = der::sequence([&entries[2..], &[0x82, 0x7f]]);
    let cases: [(make::Draft, &str, &[u8], &[u8], &[&str]); 5] = [
        (
            ca().san(names()),
            oid::BASIC_CONSTRAINTS,
            &[0x30, 0x00],
            &[0x30, 0x01],
            &["nc_in_non_ca", "srv_san_without_dns_id", "srv_in_public_tls_leaf", "san_form_forbidden"],
        ),
        (ca(), oid::EXTENDED_KEY_USAGE, &client, &[0x30, 0x02, 0x06, 0x01], &["nc_srv_eku_irrelevant"]),
        (leaf(), oid::EXTENDED_KEY_USAGE, &client, &[0x31, 0x00], &["srv_san_eku_missing_serverauth"]),
        (ca(), oid::NAME_CONSTRAINTS, &lists, &three_lists, &["nc_dns_without_srv", "nc_srv_excluded_only"]),
        (
            leaf(),
            oid::SUBJECT_ALT_NAME,
            &entries,
            &cut_entries,
            &["subject_email_not_in_san", "srv_san_without_dns_id"],
        ),
    ];
    let linter = document::linter(&RuleSet::ALL);
    for (draft, id, whole, broken, lacks) in cases {
        let found = |value: &[u8]| {
            let certificate = draft.clone().set(make::Extension::new(id, true, value)).issue();
            let is_read = Certificate::from_der(certificate.der()).is_ok();
            (linter.certificate(certificate.der(), 0), is_read)
        };
        let (of_whole, is_read) = found(whole);
        assert!(is_read || id == oid::BASIC_CONSTRAINTS, "{id}");
        let (of_broken, is_read) = found(broken);
        assert!(!is_read, "{id}");
        for lint in lacks {
            assert_eq!((count(&of_whole, lint), count(&of_broken, lint)), (1, 0), "{id}: {lint}");
        }
    }
}

/// Whatever the octets: cut short, or one of them turned. What the library then refuses to read has an error.
#[test]
fn nothing_panics() {
    let linter = document::linter(&RuleSet::ALL);
    for (index, (name, file)) in files().into_iter().filter(|(_, file)| file.certificates[0].len() < 1_000).enumerate()
    {
        let der = &file.certificates[0];
        // Every file another few places, so that together they are all.
        for at in (index % 31..der.len()).step_by(31) {
            let mut turned = der.clone();
            turned[at] ^= 0x55;
            for octets in [&der[..at], &turned] {
                let findings = linter.certificate(octets, 0);
                let readable = Certificate::from_der(octets).is_ok();
                let errors = findings.iter().any(|finding| finding.severity() == Severity::Error);
                assert!(readable || errors, "{name}, octet {at}: {findings:?}");
            }
            let _ = linter.chain(&[&turned, der]);
        }
    }
}

/// A certificate and a CA of many names each, none of them allowed: a walk over the product of the two would not end in a
/// test's lifetime.
#[test]
fn a_chain_of_any_size_is_linted() {
    const MANY: usize = 40_000;
    let bases =
        (0..MANY).fold(Constraints::new(), |own, index| own.permit(make::srv(&format!("a{index}.example.com"))));
    let bases = (0..MANY).fold(bases, |own, index| own.exclude(make::dns(&format!("b{index}.example.com"))));
    let root = make::Ca::root("Example Root CA");
    let sub = root.sub_ca("Example Sub CA").constraints(bases).issue();
    let names = (0..MANY).flat_map(|index| {
        [make::srv(&format!("_imap.c{index}.example.com")), make::dns(&format!("*.d{index}.example.com"))]
    });
    let leaf = sub.end_entity("mail.example.com").san(names).issue();
    let findings = Linter::default().chain(&[leaf.der(), sub.der(), root.der()]);
    assert_eq!(count(&findings, "chain_srv_not_permitted"), 20);
}

fn count(findings: &[Finding], id: &str) -> usize {
    findings.iter().filter(|finding| finding.lint().id() == id).count()
}

/// What is permitted in common is found in lists of any length.
#[test]
fn long_lists_are_not_judged_by_their_first_bases() {
    let root = make::Ca::root("Example Root CA");
    let hosts = |count: usize| (0..count).map(|index| make::srv(&format!("h{index}.example.com")));
    let ask = |hosts_above: usize, permitted: &str| {
        let above = hosts(hosts_above).fold(Constraints::new(), Constraints::permit);
        let above = root.sub_ca("Example Policy CA").constraints(above).issue();
        let own = Constraints::new().permit(make::srv(permitted));
        let sub = above.sub_ca("Example Sub CA").constraints(own).issue();
        let leaf = sub.end_entity("mail.example.com").san([make::srv(&format!("_imap.{permitted}"))]).issue();
        count(&Linter::default().chain(&[leaf.der(), sub.der(), above.der(), root.der()]), "chain_permitted_empty")
    };
    assert_eq!(ask(1_000, "h999.example.com"), 0);
    assert_eq!(ask(1_000, "h1000.example.com"), 1);
    assert_eq!(ask(1_001, "h1000.example.com"), 0);
    assert_eq!(ask(20_000, "h19999.example.com"), 0);
    assert_eq!(ask(20_000, "h20000.example.com"), 1);
}

/// The number of bases that is too many is the asker's to choose.
#[test]
fn too_many_bases_are_as_many_as_one_says() {
    let bases = (0..20).fold(Constraints::new(), |own, index| own.permit(make::dns(&format!("h{index}.example"))));
    let sub = make::Ca::root("Example Root CA").sub_ca("Example Sub CA").constraints(bases).issue();
    for (most, expected) in [(19, 1), (20, 0)] {
        let findings = Linter::default().most_bases(most).certificate(sub.der(), 0);
        assert_eq!(count(&findings, "nc_too_many_subtrees"), expected, "{most}");
    }
}

/// A base may be as long as its certificate, and every other one may be inside it.
#[test]
fn details_quote_no_more_than_a_line_or_two() {
    let long = |text: &str| format!("{text}{}", " ".repeat(20_000));
    let wide = Constraints::new().permit(directory(&Dn::cn(&long("a")))).exclude(directory(&Dn::cn(&long("b"))));
    let constraints = (0..50).fold(wide, |own, index| {
        let below = |text: &str| directory(&Dn::cn(text).and_cn(&format!("host {index}")));
        own.permit(below("a")).permit(below("b")).exclude(below("b"))
    });
    let other_name = other_name("1.2.3", &[0x05, 0x00]);
    let constraints =
        constraints.permit(other_name).permit(email(&format!("{}@example.com", long("a").replace(' ', "x"))));
    let ca = Issued::root("Example Root CA").sub_ca(&long("Example Sub CA")).constraints(constraints).issue();
    let findings = document::linter(&RuleSet::ALL).certificate(ca.der(), 0);
    assert!(findings.len() > 150, "{}", findings.len());
    for finding in findings {
        assert!(finding.detail().chars().count() < 600, "{finding}");
    }
}

/// Whatever a certificate is full of, each lint tells of a bounded number of faults, and of the rest their number.
#[test]
fn a_report_has_an_end() {
    const MANY: usize = 3_000;
    let host = |index: usize| make::dns(&format!("a{index}"));
    let fill = |base: &dyn Fn(usize) -> make::GeneralName, excluded: bool| {
        (0..MANY).fold(
            Constraints::new(),
            |own, index| if excluded { own.exclude(base(index)) } else { own.permit(base(index)) },
        )
    };
    let root = make::Ca::root("Example Root CA");
    let nested = |index: usize| make::dns(&format!("{}a", "a.".repeat(index % 100)));
    let bases = [
        fill(&host, false),
        fill(&|_| make::dns("a"), true),
        fill(&nested, false),
        fill(&|_| email(""), false),
        fill(&|index| make::uri(&format!("{index} ")), true),
        fill(&|_| make::registered_id("1.2"), false),
    ];
    let cas = bases.map(|bases| root.sub_ca("Example Sub CA").constraints(bases).issue());
    let names = |name: &dyn Fn(usize) -> make::GeneralName| {
        root.end_entity("x").san((0..MANY).map(name).collect::<Vec<_>>()).issue()
    };
    let leaves = [names(&host), names(&|_| make::dns(" ")), names(&|index| make::srv(&format!("_x{index}")))];
    let linter = document::linter(&RuleSet::ALL);
    let mut longest = 0;
    for certificate in cas.iter().chain(&leaves) {
        let findings = linter.certificate(certificate.der(), 0);
        for lint in lints() {
            let own: Vec<_> = findings.iter().filter(|finding| finding.lint() == lint).collect();
            // Of each severity.
            assert!(own.len() <= 3_000 && own.iter().filter(|own| own.severity() == lint.severity()).count() <= 1_000);
            longest = longest.max(own.len());
            if own.len() == 1_000 {
                assert!(own[999].detail().ends_with("more findings of this lint)"), "{}", own[999]);
            }
        }
    }
    assert_eq!(longest, 1_000);
}
