//! What is said alike for several tools.

use crate::commands::issue::plan::Plan;

/// What the certificate of the root has as its common name.
pub(super) const ROOT: &str = "Private Root CA";

/// What the certificate of the sub-CA has as its common name.
pub(super) const SUB_CA: &str = "Services CA";

/// What the certificate of the service has as its common name, which names no host (RFC 9525 §2).
pub(super) const SERVICE: &str = "Service";

/// Returns the first line of a text: for which tool it is, and for what.
pub(super) fn heading(comment: &str, words: &str, plan: &Plan) -> String {
    let what = match (&plan.existing, &plan.service) {
        (Some(ca), None) => format!("the CA {}, issued anew", ca.subject),
        (Some(ca), Some(service)) => {
            format!("a service of {} below the CA {}, which is issued anew", service.domain, ca.subject)
        }
        (None, Some(service)) => format!("a service of {} below a CA that is held to that domain", service.domain),
        (None, None) => "a CA".to_owned(),
    };
    format!("{comment} For {words}: {what}.\n")
}

/// Returns the command that verifies the service below the CA, if there is a service.
pub(super) fn verification(plan: &Plan, sub_ca: &str) -> Option<String> {
    let service = plan.service.as_ref()?;
    let (name, domain) = (&service.service, &service.domain);
    Some(format!("srvname verify --service {name} --domain {domain} --roots root.pem service.pem {sub_ca}"))
}
