//! dNSName, iPAddress, URI, and SRVNames with wildcards. Decisions 19, 21, 22, 24.
//!
//! Most servers here present no SRVName, so that the rule does not fire and every setting gives the same answer.

use super::example::*;

pub(super) fn cases() -> Vec<Case> {
    [
        dns_names(),
        dns_everything(),
        dns_leading_dot(),
        dns_wildcards(),
        dns_odd(),
        srv_wildcards(),
        addresses(),
        address_masks(),
        uris(),
        uri_odd(),
    ]
    .concat()
}

/// A chain whose answer does not depend on the rule.
fn same(
    name: &str,
    title: &str,
    why: &str,
    constraints: Constraints,
    names: impl IntoIterator<Item = GeneralName>,
    expectation: Expectation,
) -> Case {
    under(case(name, title, why), constraints, names).otherwise(expectation)
}

/// "Any DNS name that can be constructed by simply adding zero or more labels" (RFC 5280 §4.2.1.10).
fn dns_names() -> Vec<Case> {
    let excluded_sub = || dns_only().exclude(dns("secret.example.com"));
    vec![
        same(
            "dns-inside",
            "The domain itself and a host below it.",
            "Zero or more labels are added to the left of the base (RFC 5280 §4.2.1.10).",
            dns_only(),
            [dns("example.com"), dns("a.b.EXAMPLE.com")],
            accept(),
        ),
        same(
            "dns-outside",
            "A host of another domain.",
            "It is in no permitted base (RFC 5280 §6.1.3(b)).",
            dns_only(),
            [dns("www.example.com"), dns("victim.test")],
            outside(0, 1),
        ),
        same(
            "dns-label-glued-on",
            "A domain that ends in the letters of the permitted one without a dot between.",
            "Whole labels are added, not letters (RFC 5280 §4.2.1.10).",
            dns_only(),
            [dns("1example.com")],
            outside(0, 1),
        ),
        same(
            "dns-excluded",
            "A host below an excluded subdomain.",
            "What is excluded is refused whatever is permitted (RFC 5280 §4.2.1.10).",
            excluded_sub(),
            [dns("www.secret.example.com")],
            excluded(0, 1),
        ),
        same(
            "dns-beside-excluded",
            "A host above an excluded subdomain.",
            "An exclusion reaches down, not up.",
            excluded_sub(),
            [dns("example.com"), dns("topsecret.example.com")],
            accept(),
        ),
    ]
}

/// The empty base, and a name that is none. Decisions 13, 21.
fn dns_everything() -> Vec<Case> {
    vec![
        same(
            "dns-all-excluded",
            "A host below a CA that excludes the empty dNSName.",
            "An empty base covers every name of its form; so do the Baseline Requirements write \"none\".",
            Constraints::new().exclude(dns("")),
            [dns("www.example.com")],
            excluded(0, 1),
        ),
        same(
            "dns-all-permitted",
            "A host below a CA that permits the empty dNSName.",
            "An empty base covers every name of its form.",
            Constraints::new().permit(dns("")),
            [dns("www.example.com")],
            accept(),
        ),
        same(
            "dns-for-address",
            "An address in a dNSName.",
            "Its last label is a number, so that it is no domain name (RFC 1123 §2.1): malformed, and constrained.",
            dns_only(),
            [dns("192.0.2.1")],
            malformed_name(0, 1),
        ),
    ]
}

/// Not allowed by RFC 5280, read by everyone as "proper subdomains". Decision 22.
fn dns_leading_dot() -> Vec<Case> {
    let permitted = || Constraints::new().permit(dns(".example.com"));
    let excluded_list = || Constraints::new().exclude(dns(".example.com"));
    vec![
        same(
            "dns-leading-dot-below",
            "A host below a domain that is permitted with a leading dot.",
            "A dNSName base with a leading dot stands for proper subdomains, as every validator in use reads it.",
            permitted(),
            [dns("www.example.com")],
            accept(),
        ),
        same(
            "dns-leading-dot-itself",
            "The domain that is permitted with a leading dot, itself.",
            "A domain is no proper subdomain of itself.",
            permitted(),
            [dns("example.com")],
            outside(0, 1),
        ),
        same(
            "dns-leading-dot-excluded-below",
            "A host below a domain that is excluded with a leading dot.",
            "The leading dot means the same in both lists.",
            excluded_list(),
            [dns("www.example.com")],
            excluded(0, 1),
        ),
        same(
            "dns-leading-dot-excluded-itself",
            "The domain that is excluded with a leading dot, itself.",
            "The leading dot means the same in both lists.",
            excluded_list(),
            [dns("example.com")],
            accept(),
        ),
    ]
}

/// A wildcard must be contained by what is permitted, and must not touch what is excluded. Decision 19.
fn dns_wildcards() -> Vec<Case> {
    let but = |base: &str| dns_only().exclude(dns(base));
    vec![
        same(
            "dns-wildcard-inside",
            "A wildcard one label below the permitted domain.",
            "Every name it can stand for is permitted.",
            dns_only(),
            [dns("*.example.com")],
            accept(),
        ),
        same(
            "dns-wildcard-too-wide",
            "A wildcard above the permitted host.",
            "Most names it can stand for are not permitted.",
            Constraints::new().permit(dns("www.example.com")),
            [dns("*.example.com")],
            outside(0, 1),
        ),
        same(
            "dns-wildcard-touches-excluded",
            "A wildcard that can stand for the excluded host.",
            "A wildcard is refused when any name it can stand for is excluded.",
            but("www.example.com"),
            [dns("*.example.com")],
            excluded(0, 1),
        ),
        same(
            "dns-wildcard-above-excluded",
            "A wildcard two labels above the excluded host.",
            "A wildcard stands for exactly one label, so that it cannot reach two labels down.",
            but("a.b.example.com"),
            [dns("*.example.com")],
            accept(),
        ),
        same(
            "dns-wildcard-below-excluded",
            "A wildcard below the excluded domain.",
            "Every name it can stand for is excluded.",
            but("b.example.com"),
            [dns("*.b.example.com")],
            excluded(0, 1),
        ),
        same(
            "dns-wildcard-partial",
            "A * that is only a part of a label.",
            "RFC 9525 §6.3 knows complete labels only: malformed, and a constraint is in force.",
            dns_only(),
            [dns("w*.example.com")],
            malformed_name(0, 1),
        ),
    ]
}

/// What dNSName may hold and what it may not. Decisions 13, 22.
fn dns_odd() -> Vec<Case> {
    vec![
        same(
            "dns-underscore",
            "A dNSName with an underscore.",
            "Such names are deployed, and a dNSName may hold them; the Name of an SRVName may not.",
            dns_only(),
            [dns("_dmarc.example.com")],
            accept(),
        ),
        same(
            "dns-trailing-dot",
            "A dNSName that ends with a dot.",
            "It is not in the preferred syntax of RFC 1034 §3.5: malformed, and a constraint is in force.",
            dns_only(),
            [dns("www.example.com.")],
            malformed_name(0, 1),
        ),
        same(
            "dns-trailing-dot-unconstrained",
            "A dNSName that ends with a dot, below a CA that constrains SRVNames only.",
            "A malformed name of a form that nobody constrains matches nothing and refuses nothing.",
            Constraints::new().permit(srv("example.com")),
            [dns("www.example.com.")],
            accept(),
        ),
        same(
            "dns-malformed-base",
            "A dNSName base with an empty label.",
            "What it permits cannot be known, and a dNSName appears.",
            Constraints::new().permit(dns("www..example.com")).permit(dns("example.com")),
            [dns("www.example.com")],
            malformed_constraint(0, 1),
        ),
        same(
            "dns-wildcard-base",
            "A dNSName base with a wildcard.",
            "A base has no wildcard; it stands for its subdomains anyway.",
            Constraints::new().exclude(dns("*.victim.test")),
            [dns("www.example.com")],
            malformed_constraint(0, 1),
        ),
    ]
}

/// The constraint rules for wildcards hold for SRVName as well; as an identity it matches nothing. Decision 19.
fn srv_wildcards() -> Vec<Case> {
    let wildcard = || [srv("_xmpp-server.*.example.com")];
    vec![
        same(
            "srv-wildcard-inside",
            "A wildcard SRVName below the permitted domain; nobody asks for a service.",
            "Every name it can stand for is permitted.",
            confined(),
            wildcard(),
            accept(),
        ),
        same(
            "srv-wildcard-asked",
            "The same, asked for a name that it could stand for.",
            "A wildcard SRVName matches nothing by default (RFC 6125 and RFC 7817 know wildcards in host names only).",
            confined(),
            wildcard(),
            no_match(),
        )
        .asks("xmpp-server", "im.example.com"),
        same(
            "srv-wildcard-above-excluded",
            "A wildcard SRVName two labels above an excluded domain.",
            "A wildcard stands for exactly one label, so that it cannot reach two labels down.",
            confined().exclude(srv("a.b.example.com")),
            wildcard(),
            accept(),
        ),
        same(
            "srv-wildcard-other-service-excluded",
            "A wildcard SRVName, and an exclusion for another service of the same domain.",
            "The service part is matched by itself (RFC 4985 §4).",
            confined().exclude(srv("_imap.im.example.com")),
            wildcard(),
            accept(),
        ),
        same(
            "srv-wildcard-service-excluded",
            "A wildcard SRVName of a service that is excluded everywhere.",
            "A service-only base covers that service of every domain (RFC 4985 §4).",
            confined().exclude(srv("_xmpp-server")),
            wildcard(),
            excluded(0, 1),
        ),
    ]
}

/// Addresses and networks (RFC 5280 §4.2.1.10, RFC 4632).
fn addresses() -> Vec<Case> {
    let net4 = || Constraints::new().permit(ip_net4([192, 0, 2, 0], 24));
    let documentation = [0x2001, 0xdb8, 0, 0, 0, 0, 0, 0];
    let host6 = [0x2001, 0xdb8, 0, 0, 0, 0, 0, 1];
    vec![
        same(
            "ip-inside",
            "An address of the permitted network.",
            "Address and mask agree with the base (RFC 5280 §4.2.1.10).",
            net4().permit(ip_net6(documentation, 32)),
            [ip4([192, 0, 2, 77]), ip6(host6)],
            accept(),
        ),
        same(
            "ip-outside",
            "An address of another network.",
            "It is in no permitted base.",
            net4(),
            [ip4([198, 51, 100, 1])],
            outside(0, 1),
        ),
        same(
            "ip6-under-ip4-only",
            "An IPv6 address below a CA that permits an IPv4 network only.",
            "iPAddress is one form; addresses of 16 octets are in no network of 4 octets.",
            net4(),
            [ip6(host6)],
            outside(0, 1),
        ),
        same(
            "ip-mapped-address",
            "The IPv6 form of a permitted IPv4 address.",
            "Addresses of 4 and of 16 octets never match each other.",
            net4(),
            [ip6([0, 0, 0, 0, 0, 0xffff, 0xc000, 0x024d])],
            outside(0, 1),
        ),
        same(
            "ip-excluded",
            "An address of an excluded part of the permitted network.",
            "What is excluded is refused whatever is permitted.",
            net4().exclude(ip_net4([192, 0, 2, 64], 26)),
            [ip4([192, 0, 2, 77])],
            excluded(0, 1),
        ),
        same(
            "ip-all-excluded",
            "An address below a CA that excludes all addresses of both families.",
            "A mask of zeros covers all; so do the Baseline Requirements write \"none\".",
            dns_only().exclude(ip_net4([0; 4], 0)).exclude(ip_net6([0; 8], 0)),
            [dns("example.com"), ip6(host6)],
            excluded(0, 1),
        ),
    ]
}

/// Masks and lengths that are no network. Decision 24.
fn address_masks() -> Vec<Case> {
    let holes = || Constraints::new().permit(ip_raw(&[192, 0, 2, 0, 255, 0, 255, 0]));
    vec![
        same(
            "ip-mask-with-holes",
            "A base whose mask is not contiguous; the server presents an address.",
            "RFC 5280 §4.2.1.10 wants masks in the style of RFC 4632: ones, then zeros.",
            holes(),
            [ip4([192, 7, 2, 9])],
            malformed_constraint(0, 1),
        ),
        same(
            "ip-mask-with-holes-unused",
            "A base whose mask is not contiguous; the server presents no address.",
            "A base of a form that does not appear restricts nothing, malformed or not.",
            holes(),
            [dns("www.example.com")],
            accept(),
        ),
        same(
            "ip-base-without-mask",
            "A base of four octets: an address without mask.",
            "A base has 8 or 32 octets (RFC 5280 §4.2.1.10).",
            Constraints::new().permit(ip4([192, 0, 2, 1])),
            [ip4([192, 0, 2, 1])],
            malformed_constraint(0, 1),
        ),
        same(
            "ip-of-five-octets",
            "An address of five octets below a CA that constrains addresses.",
            "An address has 4 or 16 octets (RFC 5280 §4.2.1.6).",
            Constraints::new().exclude(ip_net4([198, 51, 100, 0], 24)),
            [ip_raw(&[192, 0, 2, 1, 0])],
            malformed_name(0, 1),
        ),
    ]
}

/// The host of a URI: exactly, or with a leading dot below (RFC 5280 §4.2.1.10).
fn uris() -> Vec<Case> {
    let host = || Constraints::new().permit(uri("www.example.com"));
    let below = || Constraints::new().permit(uri(".example.com"));
    vec![
        same(
            "uri-host",
            "A URI with user, port, path and capitals on the permitted host.",
            "The base is compared with the host alone (RFC 5280 §4.2.1.10).",
            host(),
            [uri("https://user@WWW.example.com:8443/path?query#part")],
            accept(),
        ),
        same(
            "uri-below-host",
            "A URI on a host below the permitted one.",
            "Without leading dot the base is one host (RFC 5280 §4.2.1.10).",
            host(),
            [uri("https://a.www.example.com/")],
            outside(0, 1),
        ),
        same(
            "uri-below-domain",
            "A URI on a host below the domain that is permitted with a leading dot.",
            "With leading dot one or more labels may be added (RFC 5280 §4.2.1.10).",
            below(),
            [uri("xmpp://a.b.example.com/")],
            accept(),
        ),
        same(
            "uri-domain-itself",
            "A URI on the domain itself, which is permitted with a leading dot.",
            "RFC 5280 §4.2.1.10: .example.com is not satisfied by example.com.",
            below(),
            [uri("https://example.com/")],
            outside(0, 1),
        ),
        same(
            "uri-user-that-looks-like-host",
            "A URI whose user reads like the permitted host.",
            "The host stands behind the @ (RFC 3986 §3.2).",
            host(),
            [uri("https://www.example.com@victim.test/")],
            outside(0, 1),
        ),
        same(
            "uri-excluded",
            "A URI on an excluded host.",
            "The host is in an excluded base.",
            Constraints::new().exclude(uri("www.example.com")),
            [uri("https://www.example.com/")],
            excluded(0, 1),
        ),
    ]
}

/// RFC 5280 §4.2.1.10: no authority or no domain name in it, under a constraint: MUST reject.
fn uri_odd() -> Vec<Case> {
    let host = || Constraints::new().permit(uri("www.example.com"));
    vec![
        same(
            "uri-without-authority",
            "A URI without authority below a CA that constrains URIs.",
            "There is no host that could be compared, so it MUST be rejected (RFC 5280 §4.2.1.10).",
            host(),
            [uri("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6")],
            malformed_name(0, 1),
        ),
        same(
            "uri-address-host",
            "A URI with an address as its host below a CA that excludes another host.",
            "The host is no domain name, so it MUST be rejected (RFC 5280 §4.2.1.10).",
            Constraints::new().exclude(uri("victim.test")),
            [uri("https://192.0.2.1/")],
            malformed_name(0, 1),
        ),
        same(
            "uri-single-label-host",
            "A URI at a single label below a CA that permits every URI.",
            "The host is no fully qualified domain name, so it MUST be rejected (RFC 5280 §4.2.1.10).",
            Constraints::new().permit(uri("")),
            [uri("https://intranet/")],
            malformed_name(0, 1),
        ),
        same(
            "uri-without-authority-unconstrained",
            "A URI without authority below a CA that does not constrain URIs.",
            "The form is not constrained.",
            dns_only(),
            [uri("urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"), dns("www.example.com")],
            accept(),
        ),
    ]
}
