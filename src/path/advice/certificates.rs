//! Advice on certificates themselves, on their order, and on lists of them.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::constraints::level::Position;
use crate::path::advice::host::{AdviceHost, Setting};
use crate::path::evidence::given::{AtFault, FromRoot, Given, SelfIssued};
use crate::path::rejection::RejectionKind;

/// A list from the root down.
pub(super) fn about_list_from_root(list: &FromRoot, host: &AdviceHost<'_>) -> Vec<String> {
    let FromRoot { first, is_ca, end_entity } = list;
    let why = if *is_ca { "is a CA" } else { "is issued by itself" };
    let others = host.spell(Setting::PathBuilding).map_or_else(
        || "and after it each certificate's issuer".to_string(),
        |setting| format!("and after it each certificate's issuer; {setting} takes the others in any order"),
    );
    Vec::from([
        format!(
            "The list seems to start at the root: its first certificate, {first}, {why}, and {end_entity}, which is no CA, comes \
             later."
        ),
        format!("What to do: put the certificate of the end entity first, {others}."),
    ])
}

/// A certificate whose issuer is not where it should be, or that is there twice.
pub(super) fn about_order(kind: &RejectionKind, given: Option<&Given>, host: &AdviceHost<'_>) -> Vec<String> {
    let at_fault = given.and_then(|given| given.at_fault.as_ref());
    let self_issued = given.and_then(|given| given.self_issued.as_ref());
    match (kind, self_issued.filter(|end_entity| end_entity.is_at_fault), at_fault) {
        (_, Some(end_entity), _) => about_self_signed(end_entity),
        (RejectionKind::RepeatedCertificate | RejectionKind::WrongOrder, _, Some(AtFault { copies: Some(copies), .. })) => {
            let (one, other) = copies;
            Vec::from([format!(
                "What to do: drop certificate {other} from the list. It is a copy of certificate {one}, octet by octet."
            )])
        }
        (RejectionKind::RepeatedCertificate, ..) => Vec::from([
            "What to do: drop one of the two certificates from the list. Both are for one CA, and a path goes through each CA \
             once."
                .to_string(),
        ]),
        (RejectionKind::WrongOrder, _, at_fault) => about_wrong_order(at_fault, host),
        (_, _, Some(AtFault { is_self_issued: true, issuer, .. })) => {
            let setting = host.spell(Setting::TrustAnchors).map_or_else(String::new, |setting| format!(" ({setting})"));
            Vec::from([format!(
                "What to do: trust {issuer} as an anchor{setting}, if it is a root of your own. It names itself as its issuer and has no \
                 other."
            )])
        }
        (_, _, at_fault) => about_missing_issuer(at_fault, host),
    }
}

/// A server whose certificate is issued by itself.
fn about_self_signed(end_entity: &SelfIssued) -> Vec<String> {
    let SelfIssued { subject, is_ca, .. } = end_entity;
    let subject = if subject.is_empty() { "The end entity" } else { subject };
    let mut advice = Vec::from([format!(
        "{subject} is self-signed: it names itself as its issuer. A path starts at a trust anchor and ends at a certificate that \
         the anchor or a CA below it issued, so to trust this certificate as a root does not help."
    )]);
    if *is_ca {
        advice.push(
            "If it is the root and not the certificate of the server, put the certificate of the server first."
                .to_string(),
        );
    }
    advice.push(
        "What to do: have a CA issue the certificate of the server. One of your own is enough, if the clients trust its root."
            .to_string(),
    );
    advice.push(
        "Or publish the certificate itself where clients look for it: by DANE, a TLSA record with usage 3 in a signed zone (RFC \
         6698 §2.1.1), or by POSH for XMPP (RFC 7711)."
            .to_string(),
    );
    advice
}

fn about_wrong_order(at_fault: Option<&AtFault>, host: &AdviceHost<'_>) -> Vec<String> {
    let mut advice = Vec::new();
    if let Some(AtFault { issuer, next: Some(next), .. }) = at_fault {
        advice.push(format!("It was issued by {issuer}, and the certificate after it is {next}."));
    }
    let others = host
        .spell(Setting::PathBuilding)
        .map_or_else(String::new, |setting| format!("; {setting} takes them in any order"));
    advice.push(format!("What to do: put every certificate after the one that it issued, end entity first{others}."));
    advice
}

fn about_missing_issuer(at_fault: Option<&AtFault>, host: &AdviceHost<'_>) -> Vec<String> {
    let issuer = at_fault.map_or("", |certificate| certificate.issuer.as_str());
    let issuer = if issuer.is_empty() { String::new() } else { format!(", {issuer}") };
    let setting = host.spell(Setting::TrustAnchors).map_or_else(String::new, |setting| format!(" ({setting})"));
    Vec::from([
        format!("What to do: look for the certificate of its issuer{issuer}."),
        "If that is an intermediate CA, the server must send it along, so its operator adds it to the chain."
            .to_string(),
        format!("If it is a root of your own, trust it as an anchor{setting}."),
    ])
}

/// A certificate that is not current.
pub(super) fn about_validity(kind: &RejectionKind, position: Option<Position>, given: Option<&Given>) -> Vec<String> {
    let mut advice = Vec::new();
    if let Some(AtFault { not_before, not_after, .. }) = given.and_then(|given| given.at_fault.as_ref()) {
        advice.push(format!("It is valid from {not_before} to {not_after}."));
    }
    let act = match (kind, position) {
        (RejectionKind::NotYetValid, _) => "wait until then, or correct the clock of the verifier",
        (_, Some(Position::END_ENTITY)) => "install its renewal, or correct the clock of the verifier",
        _ => {
            "have the server send the renewal of this CA's certificate, which its issuer publishes, or correct the clock of the verifier"
        }
    };
    advice.push(format!("What to do: {act}."));
    advice
}

/// A signature that is not verified.
pub(super) fn about_algorithm(host: &AdviceHost<'_>) -> Vec<String> {
    Vec::from([match host.algorithms() {
        Some(algorithms) => format!("What to do: have it reissued by a CA that signs with {algorithms}."),
        None => "What to do: have it reissued by a CA that signs with an algorithm that the verifier has.".to_string(),
    }])
}

/// A refusal that depends on nothing but its kind.
pub(super) fn about_kind(kind: &RejectionKind) -> Vec<String> {
    let advice = match kind {
        RejectionKind::MalformedCertificate(_) => {
            "What to do: fetch the certificate again, in case it was damaged on the way. If the copy is no better, ask its \
             issuer for a new one."
        }
        RejectionKind::BadSignature => {
            "What to do: check that the CA's certificate is the right one. It has the name of the issuer and another key, or \
             the certificate was changed after it was signed."
        }
        RejectionKind::NotACa => {
            "What to do: remove it from the chain if it does not belong there. The certificate of a server cannot issue \
             others, even if its key signed them."
        }
        RejectionKind::PathLengthExceeded => {
            "What to do: use a certificate that was issued further up, or ask that CA for a larger pathLenConstraint."
        }
        RejectionKind::PathTooLong => {
            "What to do: use a path with fewer CAs, for example one to a trust anchor further down. Most paths have one to \
             three."
        }
        RejectionKind::KeyUsage => {
            "What to do: have it reissued with the key usage it needs: digitalSignature for a server, keyCertSign for a CA."
        }
        RejectionKind::ExtendedKeyUsage => {
            "What to do: have it reissued with the extended key usage that it is used for, serverAuth for a server. A CA needs \
             it as well, if it has extended key usages at all."
        }
        RejectionKind::UnknownCriticalExtension => {
            "An extension that is critical must be understood by the verifier, and this one is not known \
             here. What to do: have the certificate reissued without it, or with it not critical."
        }
        RejectionKind::NameConstraintsWithoutCa => {
            "What to do: have it reissued without the extension. Only a CA can have name constraints, so this certificate was \
             made in error."
        }
        RejectionKind::TooMuchWork => "What to do: send only the certificates of one path, instead of every CA.",
        _ => return Vec::new(),
    };
    Vec::from([advice.to_string()])
}
