//! The compiled set against the naive loop: same answer, same level, same base, for every form, on random sets.
//!
//! `SRVNAME_ROUNDS` multiplies the sets that are tried; 1 when absent.

use srvname::name::DnsLeadingDot;
use srvname_testkit::encode::{Entry, extension_of_constraints};
use srvname_testkit::generate::{Numbers, Texts};
use srvname_testkit::subtree_oracle::check;

fn rounds() -> usize {
    std::env::var("SRVNAME_ROUNDS").map_or(1, |text| text.parse().unwrap())
}

/// Random sets of one form against random names of it.
fn random(seed: u64, base: impl Fn(&mut Texts) -> Entry, name: impl Fn(&mut Texts) -> Entry) {
    let (mut checks, mut admitted) = (0, 0);
    for round in 0..400 * rounds() {
        let mut texts = Texts::new(Numbers::new(seed.wrapping_add(u64::try_from(round).unwrap())));
        let levels: Vec<_> = (0..1 + texts.numbers().below(2))
            .map(|_| {
                let size = [1, 2, 4, 12, 60][texts.numbers().below(5)];
                let permitted: Vec<_> = (0..texts.numbers().below(size + 1)).map(|_| base(&mut texts)).collect();
                let excluded: Vec<_> = (0..texts.numbers().below(size + 1)).map(|_| base(&mut texts)).collect();
                (permitted, excluded)
            })
            .filter(|(permitted, excluded)| !permitted.is_empty() || !excluded.is_empty())
            .map(|(permitted, excluded)| extension_of_constraints(&permitted, &excluded))
            .collect();
        let names: Vec<_> = (0..25).map(|_| name(&mut texts)).collect();
        let dot =
            if texts.numbers().below(8) == 0 { DnsLeadingDot::Malformed } else { DnsLeadingDot::ProperSubdomains };
        admitted += check(&levels, &names, dot);
        checks += names.len();
    }
    // Neither answer may be an accident.
    assert!(admitted > checks / 50 && admitted < checks * 49 / 50, "{admitted} of {checks}");
}

#[test]
fn random_dns_names() {
    random(
        1,
        |texts| Entry::new(0x82, texts.dns_base().as_bytes()),
        |texts| Entry::new(0x82, texts.dns_name().as_bytes()),
    );
}

#[test]
fn random_srv_names() {
    random(2, |texts| Entry::srv(&texts.srv_base()), |texts| Entry::srv(&texts.srv_name()));
}

#[test]
fn random_mailboxes() {
    random(
        3,
        |texts| Entry::new(0x81, texts.email_base().as_bytes()),
        |texts| match texts.numbers().below(3) {
            0 => Entry::smtp_utf8(&texts.mailbox()),
            _ => Entry::new(0x81, texts.mailbox().as_bytes()),
        },
    );
}

#[test]
fn random_uris() {
    random(4, |texts| Entry::new(0x86, texts.uri_base().as_bytes()), |texts| Entry::new(0x86, texts.uri().as_bytes()));
}

#[test]
fn random_addresses() {
    random(5, |texts| Entry::new(0x87, &texts.ip_base()), |texts| Entry::new(0x87, &texts.ip()));
}

#[test]
fn random_directory_names() {
    random(6, |texts| Entry::directory(&texts.rdns()), |texts| Entry::directory(&texts.rdns()));
}

#[test]
fn random_mixtures() {
    random(7, |texts| texts.any(true), |texts| texts.any(false));
}

/// Names that a sort by octets, a suffix test without labels or a fold of case gets wrong.
#[test]
fn traps() {
    let bases = [
        "a.com",
        "a-a.com",
        "a.a.com",
        ".x",
        "x",
        "com",
        "-",
        "A.B",
        "a.b",
        "aa.com",
        "",
        "b.a.com",
        "*.com",
        "a_b.com",
        "a\x7fb.com",
        "a\x0ecom",
        "\x11.com",
        "1.com",
        "A_B.COM",
    ];
    let names = [
        "a_b.com",
        "x.A_b.com",
        "1.com",
        "b.1.com",
        "a.com",
        "A.COM",
        "a-a.com",
        "a.a.com",
        "a.a.a.com",
        "b.a-a.com",
        "ba.com",
        "x",
        "y.x",
        "xx",
        "com",
        "*.com",
        "*.a.com",
        "*.A.Com",
        "*.a-a.com",
        "*.x",
        "*.y.x",
        "a.b",
        "*.b",
        "aa.com",
        "-a.com",
        "a..com",
        "a.com.",
        "1.2",
        "",
    ];
    let srv = |texts: &[&str]| -> Vec<Entry> { texts.iter().map(Entry::srv).collect() };
    let dns = |texts: &[&str]| -> Vec<Entry> { texts.iter().map(|text| Entry::new(0x82, text.as_bytes())).collect() };
    for first in bases {
        for second in bases {
            for leading_dot in [DnsLeadingDot::ProperSubdomains, DnsLeadingDot::Malformed] {
                let base = |text: &str| Entry::new(0x82, text.as_bytes());
                let permitted = extension_of_constraints(&[base(first), base(second)], &[]);
                let excluded = extension_of_constraints(&[], &[base(first), base(second)]);
                let both = extension_of_constraints(&[base(first)], &[base(second)]);
                for constraints in [permitted, excluded, both] {
                    check(&[constraints], &dns(&names), leading_dot);
                }
            }
        }
    }
    let bases = ["_s", "_S.a.com", "_t.a.com", "a.com", "a.a.com", "_s.com", "_s-t", "com", "_t.a-a.com", "_"];
    let names = [
        "_s.a.com",
        "_S.A.com",
        "_t.b.a.com",
        "_s.*.com",
        "_t.*.com",
        "_t.*.a.com",
        "_u.a.com",
        "_u.*.com",
        "_s-t.x.y",
        "_s.a-a.com",
        "_s.com",
        "s.com",
        "_s",
        "_s.a.com.",
        "_s._t.com",
    ];
    for first in bases {
        for second in bases {
            let permitted = extension_of_constraints(&srv(&[first, second]), &[]);
            let excluded = extension_of_constraints(&[], &srv(&[first, second]));
            let both = extension_of_constraints(&srv(&[first]), &srv(&[second]));
            for constraints in [permitted, excluded, both] {
                check(&[constraints], &srv(&names), DnsLeadingDot::ProperSubdomains);
            }
        }
    }
}

/// One domain under thousands of services, and one service under thousands of domains.
#[test]
fn many_services_at_one_domain() {
    let bases: Vec<_> = (0..3000).map(|number| Entry::srv(&format!("_s{}.a.example", number % 2500))).collect();
    let names: Vec<_> = (0..60).map(|number| Entry::srv(&format!("_s{}.b.a.example", number * 50))).collect();
    check(&[extension_of_constraints(&bases, &[])], &names, DnsLeadingDot::ProperSubdomains);
    check(&[extension_of_constraints(&[], &bases)], &names, DnsLeadingDot::ProperSubdomains);
    let bases: Vec<_> = (0..3000).map(|number| Entry::new(0x81, format!("l{number}@a.example").as_bytes())).collect();
    let names: Vec<_> =
        (0..60).map(|number| Entry::new(0x81, format!("l{}@a.example", number * 60).as_bytes())).collect();
    check(&[extension_of_constraints(&bases, &bases[..1000])], &names, DnsLeadingDot::ProperSubdomains);
}
