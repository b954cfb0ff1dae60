//! Every text over a small alphabet, as a name and as a base, against a naive transcription of the standards.
//!
//! The alphabets hold what the grammars treat differently: letters in both cases, a digit, the hyphen, the dot, the
//! underscore, the star, the `@`. So the texts are well formed and malformed in every way that fits the length.

use srvname::name::{
    DnsName, DnsPattern, DnsSubtree, EmailSubtree, Mailbox, Service, SmtpUtf8Mailbox, SrvName, SrvSubtree,
};
use srvname_testkit::oracle::{self, DnsRestriction, EmailRestriction, Host, SrvRestriction};
use srvname_testkit::texts::texts;

/// The texts that both readers take, each with what they read; they must take the same ones.
fn both<'t, L, N>(
    texts: &'t [String],
    library: impl Fn(&'t str) -> Option<L>,
    naive: impl Fn(&'t str) -> Option<N>,
) -> Vec<(&'t str, L, N)> {
    let read = |text: &'t String| match (library(text), naive(text)) {
        (Some(ours), Some(theirs)) => Some((text.as_str(), ours, theirs)),
        (None, None) => None,
        (ours, _) => panic!("{text:?} is read by the {} only", if ours.is_some() { "library" } else { "naive reader" }),
    };
    texts.iter().filter_map(read).collect()
}

#[test]
fn services() {
    let texts = texts("aZ1-_.", 5);
    let services =
        both(&texts, |text| Service::parse(text).ok(), |text| oracle::service(text.strip_prefix('_').unwrap_or(text)));
    for (text, service, naive) in &services {
        assert_eq!(service.as_str().to_ascii_lowercase(), *naive, "{text}");
    }
    assert!(services.len() > 300, "{}", services.len());
}

#[test]
fn lengths() {
    for octets in [1, 61, 62, 63, 64, 65] {
        let label = "a".repeat(octets);
        let texts = [format!("_{label}"), format!("_{label}.b"), format!("_b.{label}"), format!("_b.*.{label}"), label];
        both(&texts, |text| SrvName::parse(text).ok(), oracle::srv_name);
        both(&texts, |text| SrvSubtree::parse(text).ok(), SrvRestriction::read);
        both(&texts, |text| DnsPattern::parse(text).ok(), |text| Host::read(text, true));
    }
    for octets in 245..=260 {
        let name = "a.".repeat(octets / 2) + if octets % 2 == 0 { "" } else { "a" };
        let name = name.strip_suffix('.').unwrap_or(&name);
        for text in
            [name.to_owned(), format!("*.{name}"), format!(".{name}"), format!("_s.{name}"), format!("_s.*.{name}")]
        {
            let texts = [text];
            both(&texts, |text| SrvName::parse(text).ok(), oracle::srv_name);
            both(&texts, |text| SrvSubtree::parse(text).ok(), SrvRestriction::read);
            both(&texts, |text| DnsPattern::parse(text).ok(), |text| Host::read(text, true));
            both(&texts, |text| DnsSubtree::parse(text).ok(), DnsRestriction::read);
        }
    }
}

#[test]
fn srv_names_and_bases_are_read_alike() {
    let texts = texts("aB1-._*", 5);
    // Few texts this short start like an SRVName, so each is read as the rest of one as well.
    let rests =
        texts.iter().flat_map(|text| [text.clone(), format!("_{text}"), format!("_a.{text}")]).collect::<Vec<_>>();
    let names = both(&rests, |text| SrvName::parse(text).ok(), oracle::srv_name);
    for (text, name, (service, host)) in &names {
        assert_eq!(name.service().as_str().to_ascii_lowercase(), *service, "{text}");
        assert_eq!(name.name().is_wildcard(), host.is_wildcard(), "{text}");
        assert_eq!(name.to_string(), *text);
    }
    let bases = both(&rests, |text| SrvSubtree::parse(text).ok(), SrvRestriction::read);
    bases.iter().for_each(|(text, base, _)| assert_eq!(base.to_string(), *text));
    assert!(names.len() > 1000 && bases.len() > 2000, "{} names, {} bases", names.len(), bases.len());
}

#[test]
fn srv_bases_hold_the_same_names() {
    let (names, bases) = (texts("aAb._*", 7), texts("aAb._", 5));
    let names = both(&names, |text| SrvName::parse(text).ok(), oracle::srv_name);
    let bases = both(&bases, |text| SrvSubtree::parse(text).ok(), SrvRestriction::read);
    let mut held = [0; 3];
    for (base_text, base, restriction) in &bases {
        for (text, name, naive) in &names {
            let answer = (base.contains(*name), base.overlaps(*name));
            assert_eq!(answer, restriction.holds(naive), "{base_text} and {text}");
            held[usize::from(answer.0) + usize::from(answer.1)] += 1;
        }
    }
    assert!(held.iter().all(|count| *count > 20), "nothing, some, all held: {held:?}");
}

#[test]
fn dns_names_and_bases_are_read_alike() {
    let texts = texts("aB1-._*", 5);
    let names = both(&texts, |text| DnsPattern::parse(text).ok(), |text| Host::read(text, true));
    names.iter().for_each(|(text, name, _)| assert_eq!(name.to_string(), *text));
    let bases = both(&texts, |text| DnsSubtree::parse(text).ok(), DnsRestriction::read);
    bases.iter().for_each(|(text, base, _)| assert_eq!(base.to_string(), *text));
    assert!(names.len() > 2000 && bases.len() > names.len(), "{} names, {} bases", names.len(), bases.len());
}

#[test]
fn dns_bases_hold_the_same_names() {
    let (names, bases) = (texts("aAb.*", 5), texts("aAb.", 4));
    let names = both(&names, |text| DnsPattern::parse(text).ok(), |text| Host::read(text, true));
    let bases = both(&bases, |text| DnsSubtree::parse(text).ok(), DnsRestriction::read);
    let mut held = [0; 3];
    for (base_text, base, restriction) in &bases {
        for (text, name, naive) in &names {
            let answer = (base.contains(*name), base.overlaps(*name));
            assert_eq!(answer, restriction.holds(naive), "{base_text} and {text}");
            held[usize::from(answer.0) + usize::from(answer.1)] += 1;
        }
    }
    assert!(held.iter().all(|count| *count > 20), "nothing, some, all held: {held:?}");
}

/// RFC 9525 §6.3: an exact match, or a complete left-most `*` in place of one label.
#[test]
fn references_match_the_same_names() {
    let (names, references) = (texts("aAb.*", 5), texts("aAb.", 4));
    let names = both(&names, |text| DnsPattern::parse(text).ok(), |text| Host::read(text, true));
    let references = both(&references, |text| DnsName::parse(text).ok(), |text| oracle::domain(text, true));
    for (reference_text, reference, labels) in &references {
        for (text, name, host) in &names {
            let stands_for = host.stands_for(std::slice::from_ref(labels)).contains(labels);
            assert_eq!(name.stands_for(*reference), stands_for, "{text} and {reference_text}");
        }
    }
}

#[test]
fn mailboxes_and_bases_are_read_alike() {
    let texts = texts("aB-._ @*\"\\", 5);
    let names = both(&texts, |text| Mailbox::parse(text).ok(), oracle::mailbox);
    names.iter().for_each(|(text, name, _)| assert_eq!(name.to_string(), *text));
    let bases = both(&texts, |text| EmailSubtree::parse(text).ok(), EmailRestriction::read);
    bases.iter().for_each(|(text, base, _)| assert_eq!(base.to_string(), *text));
    assert!(names.len() > 1000 && bases.len() > names.len(), "{} names, {} bases", names.len(), bases.len());
}

#[test]
fn email_bases_hold_the_same_mailboxes() {
    let (names, bases) = (texts("aAb.@", 5), texts("aAb.@", 4));
    let utf8 = both(&names, |text| SmtpUtf8Mailbox::parse(text).ok(), oracle::mailbox);
    let names = both(&names, |text| Mailbox::parse(text).ok(), oracle::mailbox);
    let bases = both(&bases, |text| EmailSubtree::parse(text).ok(), EmailRestriction::read);
    let mut held = 0;
    for (base_text, base, restriction) in &bases {
        for (text, name, naive) in &names {
            let holds = restriction.is_satisfied_by(naive);
            assert_eq!(base.contains(*name), Some(holds), "{base_text} and {text}");
            held += usize::from(holds);
        }
        for (text, name, (_, host)) in &utf8 {
            let holds = base.contains_smtp_utf8(*name);
            assert_eq!(holds, Some(restriction.is_satisfied_by_host(host)), "{base_text} and {text}");
        }
    }
    assert!(held > 1000, "{held}");
}

/// RFC 5321 §4.1.2: "all quoted forms MUST be treated as equivalent".
#[test]
fn spellings_of_a_local_part_are_equal_alike() {
    let texts: Vec<String> = texts("aA\"\\ .@", 5).iter().map(|local| format!("{local}@h.test")).collect();
    let names = both(&texts, |text| Mailbox::parse(text).ok(), oracle::mailbox);
    let bases = both(&texts, |text| EmailSubtree::parse(text).ok(), EmailRestriction::read);
    let mut spelled_otherwise = 0;
    for ((text, name, denoted), (_, base, _)) in names.iter().zip(&bases) {
        for (other_text, other, other_denoted) in &names {
            assert_eq!(name == other, denoted == other_denoted, "{text} and {other_text}");
            assert_eq!(base.contains(*other), Some(name == other), "{text} and {other_text}");
            spelled_otherwise += usize::from(name == other && text != other_text);
        }
    }
    assert!(names.len() == bases.len() && spelled_otherwise > 200, "{} names, {spelled_otherwise}", names.len());
}
