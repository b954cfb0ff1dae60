//! What holds of every path, asked of random ones.

use srvname_testkit::{make, model, verdict};

use std::collections::BTreeMap;

use model::{
    Authority, Chain, Form, Subtree, certificates, chain, chain_with_authorities, expected, magnified, name, subtree,
    with_other_case,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use srvname::{
    Policy, ReferenceId, SubCaRule,
    constraints::{ExcludedBase, InitialSubtrees, PermittedForm},
    name::{
        Base, DirectoryName, DnsName, DnsPattern, DnsSubtree, EmailSubtree, Form as NameForm, Mailbox, Service,
        SmtpUtf8Mailbox, SrvName, SrvSubtree, Uri, UriSubtree,
    },
};
use verdict::{Verdict, accepted, judge_octets};

fn verdict_on(certificates: &[Vec<u8>], policy: &Policy<'_>) -> Verdict {
    judge_octets(&certificates.iter().map(Vec::as_slice).collect::<Vec<_>>(), policy)
}

fn verdict(chain: &Chain, rule: SubCaRule) -> Verdict {
    verdict_on(&certificates(chain, false), &Policy::new().with_sub_ca_rule(rule))
}

fn accepts(chain: &Chain, rule: SubCaRule) -> bool {
    verdict(chain, rule) == accepted()
}

fn any_rule() -> impl Strategy<Value = SubCaRule> {
    prop::sample::select(SubCaRule::ALL.to_vec())
}

/// The random paths are worth asking: under each setting a fair part is accepted, and every refusal of names occurs.
#[test]
fn the_random_paths_have_all_kinds_of_verdicts() {
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..1_000 {
        let chain = chain().new_tree(&mut runner).unwrap().current();
        for rule in SubCaRule::ALL {
            let code = match expected(&chain, rule) {
                Verdict::Accepted => "accepted".to_owned(),
                Verdict::Refused { code, .. } => code,
            };
            *seen.entry(format!("{rule}: {code}")).or_default() += 1;
        }
    }
    for rule in SubCaRule::ALL {
        for code in [
            "accepted",
            "malformed_name",
            "malformed_constraint",
            "unsupported_constraint",
            "name_not_permitted",
            "name_excluded",
        ] {
            let times = seen.get(&format!("{rule}: {code}")).copied().unwrap_or(0);
            assert!(times >= 4, "{rule}: {code} occurs {times} times among {seen:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    /// The verdict, the certificate and the CA are those of a second reading of the RFCs, under every setting.
    #[test]
    fn verdicts_are_those_of_the_second_reading(chain in chain()) {
        for rule in SubCaRule::ALL {
            prop_assert_eq!(verdict(&chain, rule), expected(&chain, rule), "{}", rule);
        }
    }

    /// However often everything is said: this is where constraints are compiled.
    #[test]
    fn large_verdicts_are_those_of_the_second_reading(chain in chain(), rule in any_rule()) {
        prop_assert_eq!(verdict(&magnified(&chain), rule), expected(&chain, rule), "{}", rule);
    }

    /// What a CA may say a caller may say, of every certificate below the anchor; the refusal is then imposed by nobody.
    #[test]
    fn initial_subtrees_say_what_a_ca_says(chain in chain_with_authorities(), large in any::<bool>()) {
        let mut moved = chain.clone();
        prop_assume!(chain.authorities[0].names.is_empty());
        let subtrees = std::mem::take(&mut moved.authorities[0].subtrees);
        let parsed: Option<Vec<_>> = subtrees.iter().map(|subtree| Some((subtree.permitted, subtree.base.parsed()?))).collect();
        prop_assume!(parsed.is_some());
        let parsed = parsed.unwrap_or_default();
        let excluded = parsed.iter().filter(|(permitted, _)| !permitted);
        let excluded: Vec<_> = excluded.map(|(_, base)| ExcludedBase::new(base.form().unwrap(), *base)).collect();
        let of_form = |form: NameForm<'static>| {
            let bases = parsed.iter().filter(|(permitted, base)| *permitted && base.form() == Some(form));
            (form, bases.map(|(_, base)| *base).collect::<Vec<_>>())
        };
        let forms = [NameForm::SrvName, NameForm::DnsName, NameForm::Rfc822Name, NameForm::Uri, NameForm::IpAddress];
        let sets = forms.map(of_form);
        let permitted: Vec<_> =
            sets.iter().filter(|(_, bases)| !bases.is_empty()).map(|(form, bases)| PermittedForm::new(*form, bases)).collect();
        let policy = Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280).with_initial_subtrees(InitialSubtrees::new(&permitted, &excluded));
        let asked = if large { magnified(&moved) } else { moved };
        let topmost = chain.authorities.len();
        let by_a_ca = match expected(&chain, SubCaRule::Rfc5280) {
            Verdict::Refused { code, position, imposed_by } if imposed_by == Some(topmost) => {
                Verdict::Refused { code, position, imposed_by: None }
            }
            verdict => verdict,
        };
        prop_assert_eq!(verdict_on(&certificates(&asked, false), &policy), by_a_ca);
    }

    /// Confined accepts less than Constrained, that less than Inherited and WhereConstrained, and those less than no rule.
    #[test]
    fn stricter_settings_accept_less(chain in chain()) {
        use SubCaRule::{Confined, Constrained, Inherited, Rfc5280, WhereConstrained};
        for (stricter, laxer) in [
            (Confined, Constrained),
            (Constrained, Inherited),
            (Constrained, WhereConstrained),
            (Inherited, Rfc5280),
            (WhereConstrained, Rfc5280),
        ] {
            prop_assert!(!accepts(&chain, stricter) || accepts(&chain, laxer), "{} and {}", stricter, laxer);
        }
        // Where no rule fires, all say the same.
        if chain.names.iter().all(|name| name.form != Form::Srv) {
            prop_assert_eq!(verdict(&chain, Confined), verdict(&chain, Rfc5280));
        }
    }

    /// A further excluded base never makes a refusal an acceptance.
    #[test]
    fn excluding_more_never_accepts_more(chain in chain_with_authorities(), more in subtree(), which in any::<prop::sample::Index>()) {
        let mut stricter = chain.clone();
        let own = &mut stricter.authorities[which.index(chain.authorities.len())].subtrees;
        own.push(Subtree { permitted: false, ..more });
        prop_assert!(!accepts(&stricter, SubCaRule::Rfc5280) || accepts(&chain, SubCaRule::Rfc5280));
    }

    /// Nor does a permitted base of a form that its CA did not permit anything of before.
    #[test]
    fn permitting_a_further_form_never_accepts_more(chain in chain_with_authorities(), more in subtree(), which in any::<prop::sample::Index>()) {
        let mut stricter = chain.clone();
        let own = &mut stricter.authorities[which.index(chain.authorities.len())].subtrees;
        prop_assume!(own.iter().all(|subtree| !subtree.permitted || subtree.base.form != more.base.form));
        own.push(Subtree { permitted: true, ..more });
        prop_assert!(!accepts(&stricter, SubCaRule::Rfc5280) || accepts(&chain, SubCaRule::Rfc5280));
    }

    /// Nor does a further CA with constraints, wherever it stands.
    #[test]
    fn a_further_ca_never_accepts_more(chain in chain(), subtrees in prop::collection::vec(subtree(), 0..4), place in any::<prop::sample::Index>()) {
        let mut longer = chain.clone();
        let place = place.index(chain.authorities.len() + 1);
        // A self-issued CA that loses its issuer's name would be checked where it was not before.
        prop_assume!(!chain.authorities.get(place).is_some_and(|below| below.self_issued));
        longer.authorities.insert(place, Authority { self_issued: false, names: vec![], subtrees });
        prop_assert!(!accepts(&longer, SubCaRule::Rfc5280) || accepts(&chain, SubCaRule::Rfc5280));
    }

    /// Nor does a further name, of the end entity or of a CA, under any setting.
    #[test]
    fn a_further_name_never_accepts_more(chain in chain(), more in name(), place in any::<prop::sample::Index>(), rule in any_rule()) {
        let mut richer = chain.clone();
        match place.index(chain.authorities.len() + 1) {
            0 => richer.names.push(more),
            index => richer.authorities[index - 1].names.push(more),
        }
        prop_assert!(!accepts(&richer, rule) || accepts(&chain, rule), "{}", rule);
    }

    /// Nor do initial subtrees of the caller.
    #[test]
    fn initial_subtrees_never_accept_more(chain in chain(), rule in any_rule(), excluded in any::<bool>()) {
        let bases = [Base::Srv(SrvSubtree::parse("a.test").unwrap())];
        let permitted = [PermittedForm::new(NameForm::SrvName, &bases)];
        let below = bases.map(|base| ExcludedBase::new(NameForm::SrvName, base));
        let initial_subtrees = if excluded {
            InitialSubtrees::new(&[], &below)
        } else {
            InitialSubtrees::new(&permitted, &[])
        };
        let stricter = Policy::new().with_sub_ca_rule(rule).with_initial_subtrees(initial_subtrees);
        prop_assert!(verdict_on(&certificates(&chain, false), &stricter) != accepted() || accepts(&chain, rule));
    }

    /// Entries of a SAN, subtrees of a list and extensions of a certificate have no order.
    #[test]
    fn order_never_changes_acceptance(chain in chain(), rule in any_rule()) {
        let policy = Policy::new().with_sub_ca_rule(rule);
        let flipped = verdict_on(&certificates(&chain, true), &policy);
        prop_assert_eq!(flipped == accepted(), accepts(&chain, rule));
    }

    /// A name or a base that is there twice says nothing new.
    #[test]
    fn repetition_never_changes_a_verdict(chain in chain(), rule in any_rule()) {
        let mut twice = chain.clone();
        twice.names.extend(chain.names.clone());
        for authority in &mut twice.authorities {
            authority.subtrees.extend(authority.subtrees.clone());
        }
        prop_assert_eq!(verdict(&twice, rule), verdict(&chain, rule));
    }

    /// Letters of the other case change nothing, where case means nothing.
    #[test]
    fn case_never_changes_a_verdict(chain in chain(), rule in any_rule()) {
        prop_assert_eq!(verdict(&with_other_case(&chain), rule), verdict(&chain, rule));
    }

    /// Asked twice, answered twice the same; asked about a name, answered with one of the references.
    #[test]
    fn identities_are_references_that_match(chain in chain(), rule in any_rule()) {
        let octets = certificates(&chain, false);
        let references = ["a.test", "b.a.test", "other"].map(|domain| ReferenceId::srv("imap", domain).unwrap());
        let policy = Policy::new().with_sub_ca_rule(rule);
        let ders: Vec<_> = octets.iter().map(Vec::as_slice).collect();
        let answer = verdict::identify_octets(&ders, &references, &policy);
        prop_assert_eq!(&verdict::identify_octets(&ders, &references, &policy), &answer);
        let presented = chain.names.iter().filter(|name| name.form == Form::Srv && name.is_good);
        let first = references.iter().position(|reference| {
            presented.clone().any(|name| name.text.eq_ignore_ascii_case(&reference.to_string()))
        });
        match answer {
            Ok((index, matched)) => {
                prop_assert!(accepts(&chain, rule));
                prop_assert_eq!(Some(index), first);
                prop_assert!(matched.eq_ignore_ascii_case(&references[index].to_string()));
            }
            Err(refusal) if accepts(&chain, rule) => {
                prop_assert_eq!((refusal, first), (verdict::refused("no_matching_identifier", 0), None));
            }
            Err(refusal) => prop_assert_eq!(refusal, verdict(&chain, rule)),
        }
    }
}

/// Texts of which a fair part are names.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-cA-C0-2_*.@-]{0,12}",
        "(_[a-z0-9-]{1,6}\\.)?(\\*\\.)?[a-z0-9-]{1,5}(\\.[a-z_-]{1,4}){0,3}",
        "[a-z.]{1,4}@[a-z.]{1,8}",
        "[a-z+]{1,4}:(//)?([a-z]{0,3}@)?[a-z.]{0,6}(:[0-9]{0,3})?(/[a-z%]{0,4})?",
        "\\PC{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    /// What is shown is what was parsed, octet for octet, and can be parsed again; where it cannot be parsed, the place of
    /// the error is in the text.
    #[test]
    fn display_is_the_text_and_errors_point_into_it(text in text()) {
        macro_rules! check {
            ($($parse:expr),*) => {$(
                match $parse(&text) {
                    Ok(parsed) => {
                        prop_assert_eq!(&parsed.to_string(), &text);
                        prop_assert!(matches!($parse(&parsed.to_string()), Ok(again) if again == parsed));
                    }
                    Err(error) => prop_assert!(error.position() <= text.len(), "{:?}: {}", text, error),
                }
            )*};
        }
        check!(DnsName::parse, DnsPattern::parse, DnsPattern::parse_ldh, DnsSubtree::parse, SrvName::parse, SrvSubtree::parse);
        check!(Mailbox::parse, EmailSubtree::parse, Uri::parse, UriSubtree::parse);
        if let Ok(service) = Service::parse(&text) {
            prop_assert_eq!(service.to_string(), format!("_{}", text.trim_start_matches('_')));
        }
        if let Ok(mailbox) = SmtpUtf8Mailbox::parse(&text) {
            prop_assert!(text.starts_with(mailbox.local_part().as_str()));
            prop_assert!(mailbox.host().is_err() || text.ends_with(mailbox.host().unwrap().as_str()));
        }
    }

    /// A name that a base holds is held in any case, and by whatever covers the base.
    #[test]
    fn holding_knows_no_case(name in text(), base in text()) {
        if let (Ok(parsed), Ok(held)) = (SrvSubtree::parse(&base), SrvName::parse(&name)) {
            let (upper, lower) = (base.to_ascii_uppercase(), name.to_ascii_lowercase());
            let other = (SrvSubtree::parse(&upper).unwrap(), SrvName::parse(&lower).unwrap());
            prop_assert_eq!(parsed.contains(held), other.0.contains(other.1));
            prop_assert_eq!(parsed.overlaps(held), other.0.overlaps(other.1));
            prop_assert!(!parsed.contains(held) || parsed.overlaps(held));
        }
        if let (Ok(parsed), Ok(held)) = (DnsSubtree::parse(&base), DnsPattern::parse(&name)) {
            let (upper, lower) = (base.to_ascii_uppercase(), name.to_ascii_lowercase());
            let other = (DnsSubtree::parse(&upper).unwrap(), DnsPattern::parse(&lower).unwrap());
            prop_assert_eq!(parsed.contains(held), other.0.contains(other.1));
            prop_assert_eq!(parsed.overlaps(held), other.0.overlaps(other.1));
            prop_assert!(!parsed.contains(held) || parsed.overlaps(held));
        }
    }

    /// Octets that are a Name are shown on one line, and stay equal to themselves.
    #[test]
    fn names_of_any_octets_are_shown(value in prop::collection::vec(any::<u8>(), 0..12), tag in prop::sample::select(vec![0x0c_u8, 0x13, 0x14, 0x16, 0x1c, 0x1e, 0x04])) {
        let name = make::Dn::empty().and_rdn([make::dn::attribute(make::oid::COMMON_NAME, &make::der::tlv(tag, &value))]).der();
        let read = DirectoryName::from_der(&name).unwrap();
        prop_assert_eq!(read, read);
        prop_assert!(!read.to_string().chars().any(char::is_control), "{}", read);
    }
}
