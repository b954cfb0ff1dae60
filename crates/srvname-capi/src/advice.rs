//! The advice of the library on a refusal, for programs whose settings are not known here.

use srvname::Rejection;
use srvname::path::{AdviceHost, Setting};

/// Returns sentences of advice; none if there is nothing to add to the reason.
///
/// Who reads them are the users of a program, which has settings of its own. A rule and a service are called by the names that every
/// program may use; what else a program may have is not named.
///
/// Q: Is it said whether a weaker rule would accept the path?
/// A: Only of a rule that asks nothing of such a CA. To try each would verify the path several times more, at the wish of a peer
///    that was refused.
pub(crate) fn about(rejection: &Rejection) -> Vec<String> {
    let algorithms = srvname_algorithms::in_words();
    let spell = |setting: Setting<'_>| match setting {
        Setting::Rule(rule) => Some(format!("the rule {rule}")),
        Setting::Service(service) => Some(format!("the service {service}")),
        _ => None,
    };
    rejection.advice(&AdviceHost::new().with_algorithms(&algorithms).with_spelling(&spell))
}
