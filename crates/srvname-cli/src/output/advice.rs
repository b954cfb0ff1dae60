//! The advice of the library on a refusal, with the settings as the command line writes them.

use srvname::path::{AdviceHost, Setting};

use crate::output::verdict::{Accepts, Circumstances, Verdict};

/// Returns sentences of advice; none for an acceptance, and if there is nothing to add to the reason.
pub(crate) fn about(verdict: &Verdict<'_>, circumstances: Circumstances, accepts: Accepts<'_>) -> Vec<String> {
    let Err(rejection) = &verdict.outcome else { return Vec::new() };
    let algorithms = srvname_algorithms::in_words();
    let spell = |setting: Setting<'_>| match (setting, circumstances) {
        (Setting::Rule(rule), _) => Some(format!("--rule {rule}")),
        (Setting::Service(service), _) => Some(format!("--service {service}")),
        (Setting::DnsIdOfSourceDomain, _) => Some("--accept dns-id".to_owned()),
        (Setting::AuthenticatedTarget, _) => Some("--target".to_owned()),
        (Setting::PathBuilding, _) => Some("srvname verify".to_owned()),
        // The anchor of `check` is the last certificate of the list.
        (Setting::TrustAnchors, Circumstances::Everything) => Some("--roots".to_owned()),
        _ => None,
    };
    let host = AdviceHost::new().with_algorithms(&algorithms).with_accepted_rules(accepts).with_spelling(&spell);
    rejection.advice(&host)
}
