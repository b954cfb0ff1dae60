//! NameConstraints: bases beside each other.

use super::example::*;

fn two(one: GeneralName, other: GeneralName) -> Draft {
    sub_ca(Constraints::new().permit(one).permit(other))
}

fn against(permitted: GeneralName, excluded: GeneralName) -> Draft {
    sub_ca(Constraints::new().permit(permitted).exclude(excluded))
}

pub(super) fn cases() -> Vec<LintCase> {
    [hosts(), directories()].concat()
}

fn directories() -> Vec<LintCase> {
    let below = Dn::empty().and(oid::ORGANIZATION, der::PRINTABLE_STRING, "EXAMPLE").and_cn("Host");
    let latin =
        Dn::empty().and_rdn([crate::make::dn::attribute(oid::ORGANIZATION, &der::tlv(der::UTF8_STRING, b"B\xfccher"))]);
    vec![
        fires("nc_redundant_subtree", "A directory name and one below it, in another string type and case.")
            .variant("directory")
            .of(two(directory(&below), directory(&Dn::o("Example"))))
            .finds("notice 0 permittedSubtrees[0]"),
        near_miss("nc_redundant_subtree", "Directory names side by side, the one with more letters.")
            .variant("directory")
            .of(two(directory(&Dn::o("Example")), directory(&Dn::o("Example Inc")))),
        fires("nc_permitted_shadowed", "A directory name permitted, and the one above it excluded.")
            .variant("directory")
            .of(against(directory(&below), directory(&Dn::o("Example"))))
            .finds("warn 0 permittedSubtrees[0]"),
        near_miss("nc_permitted_shadowed", "A directory name permitted, and one below it excluded.")
            .variant("directory")
            .of(against(directory(&Dn::o("Example")), directory(&below))),
        fires("nc_excluded_noop", "One directory name permitted, and another excluded.")
            .variant("directory")
            .of(against(directory(&below), directory(&Dn::o("Other"))))
            .finds("notice 0 excludedSubtrees[0]"),
        near_miss("nc_excluded_noop", "A value that is no text, of which nobody knows what it excludes.")
            .variant("not-text")
            .of(against(directory(&below), directory(&latin)))
            .also("dirname_value_not_text", "error 0 excludedSubtrees[0]"),
    ]
}

fn hosts() -> Vec<LintCase> {
    let many = |count: usize| {
        (0..count)
            .fold(Constraints::new(), |constraints, index| constraints.permit(dns(&format!("h{index}.example.com"))))
    };
    vec![
        fires("nc_duplicate_subtree", "The same domain twice.")
            .of(two(dns("example.com"), dns("example.com")))
            .finds("warn 0 permittedSubtrees[1]"),
        near_miss("nc_duplicate_subtree", "The same domain for hosts and for mail.")
            .of(two(dns("example.com"), email("example.com"))),
        near_miss("nc_duplicate_subtree", "The same mailbox but for the case of its owner, who may be two.")
            .variant("mailboxes")
            .of(two(email("root@example.com"), email("Root@example.com")))
            .also("nc_email_mailbox", "warn 0 permittedSubtrees[0]")
            .also("nc_email_mailbox", "warn 0 permittedSubtrees[1]"),
        fires("nc_redundant_subtree", "A domain and a host in it.")
            .of(two(dns("www.example.com"), dns("example.com")))
            .finds("notice 0 permittedSubtrees[0]"),
        fires("nc_redundant_subtree", "A service in a domain, and every service in it.")
            .variant("srv")
            .of(two(srv("_imap.example.com"), srv("example.com")))
            .finds("notice 0 permittedSubtrees[0]"),
        near_miss("nc_redundant_subtree", "A domain and another that ends alike.")
            .of(two(dns("bigexample.com"), dns("example.com"))),
        near_miss("nc_redundant_subtree", "A service, and a domain: neither holds the other.")
            .variant("srv")
            .of(two(srv("_imap"), srv("example.com"))),
        fires("nc_permitted_shadowed", "A host permitted, and its domain excluded.")
            .of(against(dns("www.example.com"), dns("example.com")))
            .finds("warn 0 permittedSubtrees[0]"),
        near_miss("nc_permitted_shadowed", "A domain permitted, and one of its hosts excluded.")
            .of(against(dns("example.com"), dns("www.example.com"))),
        fires("nc_excluded_noop", "One domain permitted, and another excluded.")
            .of(against(dns("example.com"), dns("example.net")))
            .finds("notice 0 excludedSubtrees[0]"),
        near_miss("nc_excluded_noop", "A service excluded, and a domain permitted: they meet.")
            .of(against(srv("example.com"), srv("_ntp"))),
        near_miss("nc_excluded_noop", "A range of IPv4 permitted, and all of IPv6 excluded, as the requirements ask.")
            .variant("family")
            .of(against(ip_net4([198, 20, 0, 0], 16), ip_net6([0; 8], 0))),
        fires("nc_too_many_subtrees", "A thousand and one hosts.")
            .of(sub_ca(many(1_001)))
            .finds("warn 0 nameConstraints"),
        near_miss("nc_too_many_subtrees", "A thousand hosts.").of(sub_ca(many(1_000))),
    ]
}
