//! The compiled set against the naive loop where it reads many octets at a time, merges bases, or does not compile: sets
//! and names that stand at an edge of one of these.

use srvname::certificate::{GeneralNames, NameConstraints};
use srvname::constraints::{AdmitDerError, ConstraintViolation, Position, admit_der};
use srvname::name::DnsLeadingDot;
use srvname_testkit::encode::{Entry, extension_of_constraints, extension_of_names};
use srvname_testkit::subtree_oracle::{Lists, check, check_bases, naive, said};

/// A host of so many octets; labels have at most `label` of them.
fn host(length: usize, label: usize) -> String {
    let octet = |at: usize| if at % (label + 1) == label && at + 1 < length { '.' } else { ['a', 'k', 'z'][at % 3] };
    (0..length).rev().map(octet).collect()
}

/// Hosts of as many octets as fill the words and the groups that they are read in, and one more or less.
#[test]
fn hosts_at_the_ends_of_words() {
    let mut admitted = 0;
    for length in [1, 7, 8, 9, 15, 16, 17, 30, 31, 32, 33, 62, 63, 64, 65, 128, 193, 252, 253, 254] {
        let label = if length % 2 == 0 { 6 } else { 61 };
        let own = host(length, label);
        let parent = own.split_once('.').map_or("com", |(_, parent)| parent).to_owned();
        let names = [
            own.clone(),
            own.to_ascii_uppercase(),
            format!("y.{own}"),
            format!("y{own}"),
            format!("y{}", &own[1..]),
            format!("*.{own}"),
            format!("*.{parent}"),
            own[1..].to_owned(),
        ];
        let bases = [own.clone(), parent, format!(".{own}"), own.to_ascii_uppercase(), format!("x.{own}")];
        let stranger = "a-domain-that-holds-none-of-these-names.example.net";
        let host_form = |tag| move |text: &String| Entry::new(tag, text.as_bytes());
        let of = |texts: &[String], form: &dyn Fn(&String) -> Entry| texts.iter().map(form).collect::<Vec<_>>();
        let dns = host_form(0x82);
        admitted += check_bases(&of(&bases, &dns), &dns(&stranger.into()), &of(&names, &dns));
        let srv = |text: &String| Entry::srv(&format!("_s.{text}"));
        admitted += check_bases(&of(&bases, &srv), &srv(&stranger.into()), &of(&names, &srv));
        let uri = |text: &String| Entry::new(0x86, format!("https://{text}/").as_bytes());
        admitted += check_bases(&of(&bases, &host_form(0x86)), &host_form(0x86)(&stranger.into()), &of(&names, &uri));
        let mail = |text: &String| Entry::new(0x81, format!("root@{text}").as_bytes());
        let utf8 = |text: &String| Entry::smtp_utf8(&format!("root@{text}"));
        let mails = [of(&names, &mail), of(&names, &utf8)].concat();
        admitted += check_bases(&of(&bases, &host_form(0x81)), &mail(&stranger.into()), &mails);
        admitted += check_bases(&of(&bases, &mail), &mail(&stranger.into()), &mails);
    }
    assert!(admitted > 2_000, "{admitted}");
}

/// Services of as many octets as are compared at once, and one more or less; and texts that end where a service does.
#[test]
fn services_at_the_ends_of_words() {
    let mut admitted = 0;
    for length in [1, 7, 8, 9, 14, 15, 16, 17, 31, 32, 33, 61, 62, 63] {
        let own: String = "Xmpp-client4".chars().cycle().take(length - 1).chain(['s']).collect();
        let with_case_of = |at: usize| {
            let mut octets = own.as_bytes().to_vec();
            octets[at] ^= 0x20;
            String::from_utf8(octets).unwrap()
        };
        let mut services = vec![own.clone(), own.to_ascii_uppercase(), own.to_ascii_lowercase()];
        services.extend((0..length).map(with_case_of));
        services.extend([format!("{own}s"), own[1..].to_owned(), own[..length - 1].to_owned(), format!("{own}-")]);
        let domains =
            ["a.example", "b.a.example", "A.EXAMPLE", "*.a.example", "*.example", "example", "a_b.example", ""];
        let texts = services.iter().flat_map(|service| domains.map(|domain| format!("_{service}.{domain}")));
        let names: Vec<_> =
            texts.chain([format!("_{own}"), "_".into(), own.clone()]).map(|text| Entry::srv(&text)).collect();
        let bases = [
            format!("_{own}"),
            format!("_{}", own.to_ascii_uppercase()),
            format!("_{own}.a.example"),
            format!("_{}s.a.example", &own[..length - 1]),
            "a.example".into(),
        ];
        let bases: Vec<_> = bases.iter().map(Entry::srv).collect();
        admitted += check_bases(&bases, &Entry::srv("_a-service-that-no-name-has.example.net"), &names);
    }
    assert!(admitted > 1000, "{admitted}");
}

/// Few bases, each many times: what is left of the table when they are merged is built again, or its gaps are closed.
#[test]
fn few_bases_many_times() {
    let dot = DnsLeadingDot::ProperSubdomains;
    for (count, different) in [(8, 3), (90, 60), (90, 20), (2100, 1600), (2100, 1)] {
        let number = |index: usize| index * 7919 % different;
        let forms: [&dyn Fn(usize) -> Entry; 4] = [
            &|index| Entry::new(0x82, format!("h{}.a.example", number(index)).as_bytes()),
            &|index| Entry::srv(&format!("_s{}.h{}.a.example", index % 2, number(index))),
            &|index| Entry::srv(&format!("_s{}.a.example", number(index))),
            &|index| Entry::new(0x81, format!("l{}@h{}.a.example", index % 2, number(index)).as_bytes()),
        ];
        for form in forms {
            let bases: Vec<_> = (0..count).map(form).collect();
            let mut names: Vec<_> = bases.iter().step_by(count / 4).cloned().collect();
            names.extend(
                ["*.a.example", "*.h0.a.example", "x.h0.a.example"].map(|text| Entry::new(0x82, text.as_bytes())),
            );
            names.extend(["_s0.*.a.example", "_S1.h0.A.example", "_s2.*.h0.a.example"].map(Entry::srv));
            names.push(Entry::smtp_utf8("x@h0.a.example"));
            let (front, back) = bases.split_at(count / 3);
            for (permitted, excluded) in [(&bases[..], &[][..]), (&[], &bases), (front, back), (back, front)] {
                check(&[extension_of_constraints(permitted, excluded)], &names, dot);
            }
        }
    }
}

/// Constraints and names of as many octets as are compared, and of as many as are compiled.
#[test]
fn the_answer_is_the_same_whether_it_pays_to_compile() {
    let dns = |text: &str| Entry::new(0x82, text.as_bytes());
    let permitted = [dns("a.example"), dns(".b.example"), Entry::srv("_s.a.example"), dns("c.example")];
    let excluded = [dns("x.a.example"), Entry::srv("_t"), dns("z.a.example"), Entry::srv("_u.a.example")];
    let constraints = extension_of_constraints(&permitted, &excluded);
    let own = NameConstraints::from_der(&constraints).unwrap();
    for name in
        [dns("b.a.example"), dns("*.a.example"), dns("b.example"), Entry::srv("_s.x.a.example"), Entry::srv("_t.a")]
    {
        for pad in 0..600 {
            let san = extension_of_names(&[name.clone(), Entry::new(0x81, "x".repeat(pad).as_bytes())]);
            let presented = GeneralNames::from_der(&san).unwrap().iter().next().unwrap();
            let dot = DnsLeadingDot::ProperSubdomains;
            let lists = Lists::of(&own, presented.form(), dot);
            let expected = naive(std::slice::from_ref(&lists), &presented);
            let found = admit_der(&constraints, &san, dot).map_err(|refused| match refused {
                AdmitDerError::Name(_, violation) => {
                    ConstraintViolation { imposed_by: Some(Position::new(0)), ..violation }
                }
                refused => panic!("{refused:?}"),
            });
            assert_eq!(said(&found), expected, "{pad} {presented}");
        }
    }
}

/// Who asks for any mailbox of a host meets the bases for one mailbox, and nobody else does (RFC 9598 §6).
#[test]
fn mailboxes_and_hosts() {
    let texts = ["root@a.example", "Root@a.example", "a.example", ".a.example", "root@b.a.example", "b.a.example", ""];
    let bases: Vec<_> = texts.iter().map(|text| Entry::new(0x81, text.as_bytes())).collect();
    let texts = ["root@a.example", "Root@A.example", "x@a.example", "root@b.a.example", "x@b.a.example", "x@example"];
    let mails = texts.iter().map(|text| Entry::new(0x81, text.as_bytes()));
    let names: Vec<_> = mails.chain(texts.iter().map(|text| Entry::smtp_utf8(text))).collect();
    let admitted = check_bases(&bases, &Entry::new(0x81, b"somebody-else@a-host-of-some-octets.example.net"), &names);
    assert!(admitted > 100, "{admitted}");
}

/// Every name that differs from one inside in a bit: services and domains are compared many octets at a time, and letters
/// without the bit of their case.
#[test]
fn a_bit_more_or_less() {
    for name in ["_xmpp-client.example.com", "_s1.example.com", "_a-service-of-20-x.a.example.com", "_s.b.c"] {
        let flipped = (0..name.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))).map(|(at, bit)| {
            let mut octets = name.as_bytes().to_vec();
            octets[at] ^= 1 << bit;
            octets
        });
        let names: Vec<_> = flipped.chain([name.as_bytes().to_vec(), name.to_ascii_uppercase().into()]).collect();
        let srv: Vec<_> = names.iter().map(Entry::srv).collect();
        let dns: Vec<_> = names.iter().map(|name| Entry::new(0x82, &name[1..])).collect();
        let (service, domain) = name.split_once('.').unwrap();
        for base in [name, service, domain] {
            for base in [base.to_owned(), base.to_ascii_uppercase()] {
                let bases = [Entry::srv(&base), Entry::srv("_other.example.net")];
                check(&[extension_of_constraints(&bases, &[])], &srv, DnsLeadingDot::ProperSubdomains);
                check(&[extension_of_constraints(&[], &bases)], &srv, DnsLeadingDot::ProperSubdomains);
            }
            let bases = [Entry::new(0x82, base.trim_start_matches('_').as_bytes())];
            check(&[extension_of_constraints(&bases, &[])], &dns, DnsLeadingDot::ProperSubdomains);
        }
    }
}
