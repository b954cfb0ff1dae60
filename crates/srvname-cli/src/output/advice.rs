//! Advice on a refusal: what to change, and who can change it.

use srvname::{
    Certificate, ReferenceId, Rejection, SubCaRule,
    certificate::GeneralSubtree,
    constraints::Position,
    name::{Base, Name, NameRule, SrvName},
    path::RejectionKind,
};

use crate::algorithms;
use crate::input::time;
use crate::output::verdict::{Accepts, PathEntry, Role, Verdict};
use crate::output::wrap::list;

/// Most names or bases that a sentence lists.
const MAX_LISTED: usize = 5;

/// Returns paragraphs of advice; none if there is nothing to add to the reason.
pub(crate) fn about(verdict: &Verdict<'_>, rejection: &Rejection, accepts: Accepts<'_>) -> Vec<String> {
    match rejection.kind() {
        RejectionKind::CaLacksSrvConstraints => about_rule(verdict, rejection, accepts),
        RejectionKind::NoMatchingIdentifier => about_identity(verdict),
        RejectionKind::NameNotPermitted | RejectionKind::NameExcluded => about_name(verdict, rejection),
        RejectionKind::MalformedName(error) => about_malformed_name(rejection, error.rule()),
        RejectionKind::MalformedConstraint(_) | RejectionKind::UnsupportedConstraint => {
            about_constraint(verdict, rejection)
        }
        RejectionKind::Expired
        | RejectionKind::NotYetValid
        | RejectionKind::UnknownIssuer
        | RejectionKind::WrongOrder => about_place(verdict, rejection).into_iter().collect(),
        RejectionKind::UnsupportedSignatureAlgorithm => vec![about_algorithm()],
        kind => about_certificate(kind).map(str::to_owned).into_iter().collect(),
    }
}

/// A CA leaves SRVName open.
fn about_rule(verdict: &Verdict<'_>, rejection: &Rejection, accepts: Accepts<'_>) -> Vec<String> {
    let ca = show_ca(verdict, rejection.position());
    // The domain of the reference identifier, or else of an SRVName that the end entity presents.
    let base = match (verdict.references.first(), verdict.path.first()) {
        (Some(ReferenceId::Srv { name, .. }), _) => Some(name.to_string()),
        (_, Some(end_entity)) => end_entity
            .srv_names()
            .find_map(|name| srv_name(&name))
            .map(|name| name.name().to_string().trim_start_matches("*.").to_owned()),
        _ => None,
    };
    let base = base.as_deref().unwrap_or("example.com");
    let at_fault = rejection.position().and_then(|position| verdict.link(position));
    let is_anchor = at_fault.is_some_and(|link| link.role == Role::TrustAnchor);
    let ask = match verdict.rule {
        _ if is_anchor => format!(
            "What to do: {ca} is a trust anchor, so its constraints were chosen by its issuer or by the maintainer of the list \
             of roots. Ask them to permit an SRVName base beside the others, for example \"{base}\"."
        ),
        SubCaRule::Confined => format!(
            "What to do: ask the issuer of {ca} to reissue it with permitted SRVName bases that all have a domain, for \
             example \"{base}\": every service of that domain and below it, and no other domain."
        ),
        _ => format!(
            "What to do: ask the issuer of {ca} to reissue it with a permitted SRVName base, for example \"{base}\": every \
             service of that domain and below it, and nothing for any other domain."
        ),
    };
    let weaker =
        SubCaRule::ALL.into_iter().skip_while(|rule| *rule != verdict.rule).skip(1).find(|rule| accepts(*rule));
    let weaker = weaker.map(|rule| {
        let price = match rule {
            SubCaRule::Constrained => "a CA that permits a service without a domain issues it for every domain",
            SubCaRule::Inherited => "a CA below one that is confined may choose the services itself",
            SubCaRule::WhereConstrained => {
                "a CA without any name constraints can issue SRVNames for any domain, as it can every other name"
            }
            _ => "a CA that is limited to the host names of one organization can issue SRVNames for every other",
        };
        format!("Until then --rule {rule} accepts this path. Its price: {price}.")
    });
    std::iter::once(ask).chain(weaker).collect()
}

fn srv_name<'a>(presented: &srvname::certificate::PresentedId<'a>) -> Option<SrvName<'a>> {
    match presented.name() {
        Ok(Name::Srv(name)) => Some(name),
        _ => None,
    }
}

/// The path is valid, and the end entity presents no name that matches.
fn about_identity(verdict: &Verdict<'_>) -> Vec<String> {
    let (Some(link), Some(reference)) = (verdict.path.first(), verdict.references.first().copied()) else {
        return Vec::new();
    };
    let names: Vec<_> = link.srv_names().collect();
    if names.is_empty() {
        return about_missing_srv_name(verdict, link, reference);
    }
    let shown: Vec<_> = names.iter().map(ToString::to_string).collect();
    let carries = format!("The certificate carries {}; you asked for {reference}.", some(&shown));
    let good: Vec<_> = names.iter().filter_map(srv_name).collect();
    let malformed = names.iter().find_map(|name| name.name().err()).map(|error| advice_on_rule(error.rule()));
    std::iter::once(carries).chain(about_other_names(&good, reference)).chain(malformed).collect()
}

fn about_missing_srv_name(verdict: &Verdict<'_>, link: &PathEntry<'_>, reference: ReferenceId<'_>) -> Vec<String> {
    let missing = format!(
        "The certificate carries no SRVName at all; you asked for {reference}. What to do: have it reissued with the SRVName \
         {reference} in its subjectAltName (an otherName of type id-on-dnsSRV)."
    );
    let certificate = link.certificate.as_ref();
    let names = certificate.and_then(Certificate::subject_alt_name).into_iter().flat_map(|names| names.iter());
    let names: Vec<_> = names.collect();
    let host = match reference {
        ReferenceId::Srv { name: domain, .. } => names
            .iter()
            .any(|name| matches!(name.name(), Ok(Name::Dns(pattern)) if pattern.stands_for(domain)))
            .then(|| {
                format!(
                    "It does carry the dNSName {domain}. That names a host, and not the provider of a service \
                     for the domain (RFC 9525 §6.2)."
                )
            }),
        _ => None,
    };
    // As far as the rule goes, a CA that leaves SRVName open cannot issue the name that is missing.
    let is_open = |link: &PathEntry<'_>| {
        link.role == Role::Intermediate && link.permitted().chain(link.excluded()).next().is_none()
    };
    let binds_all = matches!(verdict.rule, SubCaRule::Confined | SubCaRule::Constrained);
    let open = verdict.path.iter().rposition(is_open).filter(|_| binds_all).map(|position| {
        let ca = show_ca(verdict, Some(Position::new(position)));
        format!("Note that {ca} leaves SRVName open: rule {} will refuse {reference} from it.", verdict.rule)
    });
    std::iter::once(missing).chain(host).chain(open).collect()
}

/// Returns what the SRVNames of the certificate have in common with the reference; `None` if nothing.
fn about_other_names(names: &[SrvName<'_>], reference: ReferenceId<'_>) -> Option<String> {
    let ReferenceId::Srv { service, name: domain } = reference else { return None };
    let (same_domain, elsewhere): (Vec<SrvName<'_>>, Vec<_>) =
        names.iter().copied().partition(|name| name.name().stands_for(domain));
    let direct_tls = service.as_str().to_ascii_lowercase();
    if let Some(bare) = direct_tls.strip_prefix("xmpps-").filter(|bare| ["client", "server"].contains(bare)) {
        return Some(format!(
            "{service} is the name of the DNS record for direct TLS; certificates carry _xmpp-{bare} for it all the same \
             (XEP-0368 §3). Ask with --service xmpp-{bare}."
        ));
    }
    // It would have matched, were it no wildcard.
    if same_domain.iter().any(|name| name.service() == service) {
        let none = "A wildcard SRVName matches nothing: no specification that uses SRVNames gives them wildcards.";
        return Some(none.to_owned());
    }
    if !same_domain.is_empty() {
        let services: Vec<_> = same_domain.iter().map(|name| name.service().to_string()).collect();
        return Some(format!(
            "The domain is right and the service is another: this certificate is good for {} alone. Have {reference} added to \
             it, unless you meant one of those.",
            some(&services)
        ));
    }
    elsewhere.iter().any(|name| name.service() == service).then(|| {
        "The service is right and the domain is another. Ask for the domain that people type, not for the host that an SRV \
         record leads to (RFC 9525 §6.1.1)."
            .to_owned()
    })
}

/// A name that a CA may not issue.
fn about_name(verdict: &Verdict<'_>, rejection: &Rejection) -> Vec<String> {
    let ca = show_ca(verdict, rejection.imposed_by());
    let refused = rejection.name().unwrap_or_default();
    let presenting = rejection.position().and_then(|position| verdict.link(position));
    let form = presenting.and_then(|link| link.certificate.as_ref()).and_then(|certificate| {
        certificate.presented_ids().find(|name| name.to_string() == refused).map(|name| name.form())
    });
    let imposing = rejection.imposed_by().and_then(|position| verdict.link(position));
    let permitted = match (rejection.kind(), imposing, form) {
        (RejectionKind::NameNotPermitted, Some(link), Some(form)) => {
            let bases = link.constraints.iter().flat_map(|own| own.permitted().iter());
            let show = |base: GeneralSubtree<'_>| match base.base().base() {
                Ok(Base::Dns(_)) if base.to_string().is_empty() => "every dNSName".to_owned(),
                _ => base.to_string(),
            };
            bases.filter(|base| base.form().applies_to(form)).map(show).collect()
        }
        _ => Vec::new(),
    };
    let permits =
        (!permitted.is_empty()).then(|| format!("{ca} permits {} and nothing else of that form.", some(&permitted)));
    let act = format!(
        "What to do: remove the name from the certificate, have it issued by a CA that may issue it, or ask the issuer of {ca} \
         to change its constraints."
    );
    permits.into_iter().chain([act]).collect()
}

/// A malformed name.
fn about_malformed_name(rejection: &Rejection, rule: NameRule) -> Vec<String> {
    let of_srv_names_alone = matches!(
        rule,
        NameRule::NotIa5String | NameRule::MissingUnderscore | NameRule::ServiceOnly | NameRule::EmptyService
    );
    let srv = of_srv_names_alone || rejection.name().is_some_and(|name| name.starts_with("malformed:_"));
    let act = if rule.leaves_no_host() {
        "The name is well formed, and has no host name that constraints could be compared with. What to do: have the \
         certificate reissued with a name at a fully qualified domain name in its place, or without it."
    } else {
        "What to do: have the certificate reissued with the name written correctly, or without it."
    };
    let act = act.to_owned();
    srv.then(|| advice_on_rule(rule)).into_iter().chain([act]).collect()
}

/// Returns how to write an SRVName, for a name that violates `rule`.
fn advice_on_rule(rule: NameRule) -> String {
    match rule {
        NameRule::NotIa5String => {
            "An SRVName is an IA5String. In an OpenSSL configuration that is \
             otherName:1.3.6.1.5.5.7.8.7;IA5:_xmpp-server.example.com, with IA5 and not UTF8."
        }
        NameRule::LabelUnderscore => {
            "An SRVName has a service and a domain, and no protocol between them: _xmpp-server.example.com, not \
             _xmpp-server._tcp.example.com (RFC 4985 §2)."
        }
        _ => "An SRVName is written _service.domain, like _xmpp-server.example.com.",
    }
    .to_owned()
}

/// A constraint that cannot be evaluated.
fn about_constraint(verdict: &Verdict<'_>, rejection: &Rejection) -> Vec<String> {
    let ca = show_ca(verdict, rejection.imposed_by());
    let srv = rejection.imposed_by().and_then(|position| verdict.link(position)).is_some_and(|link| {
        let mut bases = link.permitted().chain(link.excluded());
        bases.any(|base| base.base().base().is_err() && Some(base.to_string().as_str()) == rejection.base())
    });
    let shapes = srv.then(|| {
        "An SRVName base is an IA5String in one of three shapes: _service.example.com, _service, or example.com (RFC 4985 §4)."
            .to_owned()
    });
    let act = format!(
        "What to do: ask the issuer of {ca} to reissue it with constraints that can be evaluated. Until then it is \
         undefined what it may issue, so no name of that form is accepted."
    );
    shapes.into_iter().chain([act]).collect()
}

/// Returns advice on a certificate that is not current, or was not issued by the one after it; `None` if it is unknown.
fn about_place(verdict: &Verdict<'_>, rejection: &Rejection) -> Option<String> {
    let position = rejection.position()?.get();
    let certificate = verdict.path.get(position)?.certificate.as_ref()?;
    let issuer = certificate.issuer();
    Some(match rejection.kind() {
        RejectionKind::WrongOrder => format!(
            "It was issued by {issuer}, and the certificate after it is {}. What to do: put every certificate after the one that it \
             issued, end entity first; srvname verify takes them in any order.",
            verdict.path.get(position.saturating_add(1))?.subject
        ),
        RejectionKind::UnknownIssuer => format!(
            "What to do: look for the certificate of its issuer, {issuer}. If that is an intermediate CA, the server must send it \
             along, so add it to the chain; if it is a root of your own, name it with --roots."
        ),
        _ => {
            let (from, until) = (time::show(certificate.not_before()), time::show(certificate.not_after()));
            format!("It is valid from {from} to {until}. What to do: install its renewal, or correct the clock.")
        }
    })
}

/// A signature that is not verified here.
fn about_algorithm() -> String {
    format!("What to do: have it reissued by a CA that signs with {}.", algorithms::in_words())
}

/// Returns advice on a certificate itself, where no name is involved; `None` if there is none.
fn about_certificate(kind: &RejectionKind) -> Option<&'static str> {
    Some(match kind {
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
            "What to do: have it reissued with the extended key usage serverAuth. A CA needs it as well, if it has extended key \
             usages at all."
        }
        RejectionKind::UnknownCriticalExtension => {
            "An extension that is critical must be understood by the verifier, and this one is not known \
             here. What to do: have the certificate reissued without it, or with it not critical."
        }
        RejectionKind::RepeatedCertificate => "What to do: remove the repeated certificate from the chain.",
        RejectionKind::NameConstraintsWithoutCa => {
            "What to do: have it reissued without the extension. Only a CA can have name constraints, so this certificate was \
             made in error."
        }
        RejectionKind::TooMuchWork => "What to do: send only the certificates of one path, instead of every CA.",
        _ => return None,
    })
}

/// Returns the subject and the position of a CA.
fn show_ca(verdict: &Verdict<'_>, position: Option<Position>) -> String {
    let Some(position) = position else { return "the CA".to_owned() };
    match verdict.link(position) {
        Some(link) if !link.subject.is_empty() => format!("{} (certificate {position})", link.subject),
        _ => format!("certificate {position}"),
    }
}

/// Returns the first items as a list in prose, and how many more there are.
fn some(items: &[String]) -> String {
    let more = items.len().saturating_sub(MAX_LISTED);
    let mut shown: Vec<_> = items.iter().take(MAX_LISTED).cloned().collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    list(&shown)
}
