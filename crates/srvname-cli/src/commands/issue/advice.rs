//! What is to be known before the certificates are issued: what they cost with clients of today, and what they leave open.
//!
//! What clients do was measured with one root, one sub-CA and one server, each chain against each validator by itself;
//! `docs/INTEGRATION.md` has the table.

use srvname::name::Form;

use crate::commands::issue::plan::Plan;
use crate::commands::issue::tool::Tool;
use crate::output::wrap::list;
use crate::services::{self, Specification};

/// What clients refuse, critical or not.
const REFUSED: &str = "Clients of today refuse a certificate with an SRVName below a CA that constrains SRVName, critical or \
    not: OpenSSL 1.1.1 to 4.0 and what is built on it (error 51, \"unsupported name constraint type\"), BoringSSL, \
    rustls-webpki, the Python package cryptography, OpenJDK, Bouncy Castle, Erlang/OTP, wolfSSL 5.9. GnuTLS and NSS accept \
    it without looking at the SRVName.";

/// The price of criticality.
const CRITICAL: &str = "Because the constraints are critical, Go (1.27) and Botan 2 refuse every certificate below this CA, \
    those of web servers included. So let this CA issue for services alone, and have web servers below another one.";

/// Why it is worth the price.
const CRITICAL_IS_RIGHT: &str = "Critical is recommended. RFC 5280 §4.2.1.10 requires it, and it makes a client that cannot \
    judge SRVNames refuse instead of accept: below constraints that are not critical, Go and Botan accept an SRVName of any \
    domain. Not critical is for a CA whose web servers must stay reachable from Go; the Baseline Requirements allow it where \
    clients do not support name constraints (TLS BR §7.1.2.10.8). srvname enforces both alike.";

/// For a CA whose certificate has constraints that are not critical.
const NOT_CRITICAL: &str = "The constraints are not critical, as in the certificate that the CA has. RFC 5280 §4.2.1.10 \
    requires critical. As they are, Go and Botan accept an SRVName of any domain below this CA; critical, Go (1.27) and Botan \
    2 would refuse every certificate below it, those of web servers included. srvname enforces both alike.";

/// For a CA that has issued.
const REISSUED: &str = "A CA that exists has certificates below it that are in use. Its servers have to send the new CA \
    certificate in place of the old one; while the old one is sent, or found by clients, a path over it is refused. If the CA \
    has web servers below it, a second CA for services alone spares them.";

/// What clients look for that know no SRVNames.
const HOST: &str = "The certificate names the service and no host. Clients that look for a host, as most do, need its dNSName \
    beside it, which is then valid for every service on that host.";

/// What `copy_extensions` copies.
const COPIED: &str = "A profile with copy_extensions copies whatever extension a request has: sign requests with it that \
    you made yourself, and no others. CFSSL 1.2, which some systems have, drops the extensions without a word: look \
    at what it issued with `srvname inspect sub-ca.pem`.";

/// What a template of a provisioner is.
const PROVISIONER: &str = "In step-ca, service.tpl is the template of a provisioner for this service alone (step ca \
    provisioner add NAME --type JWK --create --x509-template service.tpl): every certificate of that provisioner has these \
    names. sub-ca.pem and sub-ca.key are the intermediate certificate and key of ca.json.";

/// What the subject of a CA is written with.
const SUBJECT: &str = "The subject is written anew, in the octets that it has. What else the CA's certificate has, such as \
    policies and distribution points, is to be added.";

/// Returns what is to be known, in sentences: the costs first.
pub(super) fn warnings(plan: &Plan, tool: Tool) -> Vec<String> {
    let mut warnings = vec![REFUSED.to_owned()];
    if plan.constraints.critical {
        warnings.extend([CRITICAL.to_owned(), CRITICAL_IS_RIGHT.to_owned()]);
    } else {
        warnings.push(NOT_CRITICAL.to_owned());
    }
    if let Some(ca) = &plan.existing {
        warnings.push(REISSUED.to_owned());
        warnings.extend(ca.notes.iter().cloned());
    }
    warnings.extend(open_forms(plan));
    if let Some(service) = &plan.service {
        warnings.push(HOST.to_owned());
        warnings.extend(service.names.iter().filter_map(|name| unspecified(name)));
    }
    match tool {
        Tool::Cfssl => warnings.push(COPIED.to_owned()),
        Tool::StepCa => warnings.push(PROVISIONER.to_owned()),
        _ => {}
    }
    if plan.existing.is_some() && matches!(tool, Tool::Cfssl | Tool::StepCa) {
        warnings.push(SUBJECT.to_owned());
    }
    warnings
}

/// Returns which of the understood forms the constraints do not mention.
fn open_forms(plan: &Plan) -> Option<String> {
    let constraints = plan.name_constraints().ok()?;
    let open = Form::UNDERSTOOD.iter().filter(|form| !constraints.contains_form(**form));
    let open: Vec<_> = open.map(ToString::to_string).collect();
    (!open.is_empty()).then(|| {
        format!(
            "The constraints do not mention {}: the CA can issue names of {} without bounds.",
            list(&open),
            if open.len() == 1 { "that form" } else { "those forms" }
        )
    })
}

/// Returns what is to be known about a service that is not verified by SRV-ID.
fn unspecified(name: &str) -> Option<String> {
    let service = name.strip_prefix('_')?.split('.').next()?;
    match services::specification(service) {
        Specification::SrvId => None,
        Specification::Otherwise(how) => Some(format!(
            "Clients of _{service} do not verify SRV-IDs by their specification, but {how}. An SRVName for it is local policy \
             (RFC 4985 §2)."
        )),
        Specification::Unknown => Some(format!(
            "No specification is known here by which clients of _{service} verify SRV-IDs, so it takes clients that were told \
             to (RFC 4985 §2). `srvname issue --service help` lists the services that have SRV-IDs."
        )),
    }
}
