//! Advice on a CA that may issue SRVNames for any domain.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::path::advice::host::{AdviceHost, Setting};
use crate::path::advice::services;
use crate::path::evidence::open_authority::{OpenAuthority, OpenReason};
use crate::path::policy::SubCaRule;

/// Returns what can be done about such a CA, which is shown as `ca`.
pub(super) fn about(open: &OpenAuthority, ca: &str, host: &AdviceHost<'_>) -> Vec<String> {
    let base = open.domain.as_deref().unwrap_or("example.com");
    let mut advice = Vec::new();
    if let Some(names) = unspecified_names(open, base) {
        return Vec::from([
            names,
            "What to do: have the certificate issued for such a name, and without SRVNames. The rule asks nothing of CAs then."
                .to_string(),
        ]);
    }
    match open.reason {
        _ if open.is_anchor => about_anchor(open, ca, base, &mut advice),
        OpenReason::NoNameConstraints => about_unconstrained(open, ca, base, host, &mut advice),
        OpenReason::SrvNameNotListed | OpenReason::DomainNotLimited => {
            about_constrained(open, ca, base, &mut advice);
        }
    }
    advice.extend(weaker_rule(open, host));
    advice
}

/// Returns by which names the clients verify, if the end entity has SRVNames of one service whose clients look at none.
fn unspecified_names(open: &OpenAuthority, domain: &str) -> Option<String> {
    let first = open.services.iter().next()?;
    let is_first = |service: &str| service.eq_ignore_ascii_case(first);
    let is_alone = open.services.omitted() == 0 && open.services.iter().all(is_first);
    if is_alone { services::names_verified(first, domain) } else { None }
}

/// The constraints of a trust anchor leave SRVName open.
fn about_anchor(open: &OpenAuthority, ca: &str, base: &str, advice: &mut Vec<String>) {
    if !open.has_intermediates {
        advice.push(format!(
            "No CA is below the trust anchor: {ca} issued the certificate itself, and its own name constraints leave SRVName \
             open."
        ));
    }
    advice.push(format!(
        "What to do: ask those who chose the constraints of {ca}, a trust anchor, to permit an SRVName base beside the others, \
         for example \"{base}\". They are its issuer or the maintainer of the list of roots."
    ));
}

/// A CA without name constraints, such as one that the public uses.
fn about_unconstrained(open: &OpenAuthority, ca: &str, base: &str, host: &AdviceHost<'_>, advice: &mut Vec<String>) {
    advice.push(format!(
        "{ca} has no name constraints. A CA that issues for many domains has none, and cannot be reissued for one of them."
    ));
    advice.push(format!(
        "What to do: have the certificate issued by a CA of your own, and let the name constraints of that CA permit the \
         SRVName base \"{base}\": every service of that domain and below it, and no other domain. If {ca} is your own, reissue \
         it with them."
    ));
    advice.push(PRICE_OF_CONSTRAINTS.to_string());
    if let Some(anchor) = &open.possible_anchor {
        let setting = host.spell(Setting::TrustAnchors).map_or_else(String::new, |setting| format!(" ({setting})"));
        advice.push(format!(
            "Or trust {anchor} itself as an anchor{setting}. Its price: that CA may then issue SRVNames for any domain."
        ));
    }
}

/// A CA whose name constraints were made for other forms.
fn about_constrained(open: &OpenAuthority, ca: &str, base: &str, advice: &mut Vec<String>) {
    let wanted = match open.rule {
        SubCaRule::Confined => "with permitted SRVName bases that all have a domain",
        _ => "with a permitted SRVName base",
    };
    advice.push(format!(
        "What to do: ask the issuer of {ca} to reissue it {wanted}, for example \"{base}\": every service of that domain and \
         below it, and no other domain."
    ));
    advice.push(PRICE_OF_CONSTRAINTS.to_string());
    advice.push(format!(
        "Or leave {ca} as it is, and have the certificate for this service issued by another CA that permits \"{base}\": then \
         only the clients of this service meet such a constraint."
    ));
}

/// What clients of today do with the chain that the advice leads to (`docs/INTEGRATION.md` has the measurement).
const PRICE_OF_CONSTRAINTS: &str = "The price: clients of today refuse SRVNames below a CA that constrains them. OpenSSL does, critical or not, with error 51, \
     \"unsupported name constraint type\", and so do Java and Erlang; Go refuses every certificate below that CA if the \
     constraints are critical.";

/// Returns the next weaker rule that accepts the path, with its price, or `None` if there is none. If the host does not say
/// what it accepts, it is the rule that asks nothing of a CA without name constraints, if this is one.
fn weaker_rule(open: &OpenAuthority, host: &AdviceHost<'_>) -> Option<String> {
    let mut weaker = SubCaRule::ALL.into_iter().skip_while(|rule| *rule != open.rule).skip(1);
    let (rule, does) = match weaker.find(|rule| host.accepts(*rule).unwrap_or_default()) {
        Some(rule) => (rule, "accepts this path"),
        // What the host would say is unknown, and what this rule asks is not.
        None if host.accepts(open.rule).is_none() && open.reason == OpenReason::NoNameConstraints => {
            (SubCaRule::WhereConstrained, "asks nothing of a CA without name constraints")
        }
        None => return None,
    };
    let setting = host.spell(Setting::Rule(rule))?;
    let price = match rule {
        SubCaRule::Constrained => "a CA that permits a service without a domain issues it for every domain",
        SubCaRule::Inherited => "a CA below one that is confined may choose the services itself",
        SubCaRule::WhereConstrained => {
            "a CA without any name constraints can issue SRVNames for any domain, as it can every other name"
        }
        _ => "a CA that is limited to the host names of one organization can issue SRVNames for every other",
    };
    Some(format!("Until then {setting} {does}. Its price: {price}."))
}
