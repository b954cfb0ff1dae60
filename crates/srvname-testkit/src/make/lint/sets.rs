//! NameConstraints: bases beside each other.

use super::example::*;

pub(super) fn cases() -> Vec<LintCase> {
    let many = |count: usize| {
        (0..count)
            .fold(Constraints::new(), |constraints, index| constraints.permit(dns(&format!("h{index}.example.com"))))
    };
    let two = |one, other| sub_ca(Constraints::new().permit(one).permit(other));
    let against = |permitted, excluded| sub_ca(Constraints::new().permit(permitted).exclude(excluded));
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
