//! What to do about a refusal: whom to ask, and for what.

use srvname::{
    Base, Certificate, GeneralSubtree, Name, NameRule, Position, ReferenceId, Rejection, RejectionKind, SrvName,
    SubCaRule,
};

use crate::answer::{Answer, Link, Role};
use crate::paragraph::list;
use crate::text::Accepts;
use crate::time;

/// Most names or bases that a sentence lists.
const MAX_LISTED: usize = 5;

/// Paragraphs for the person who has to act.
pub(crate) fn about(answer: &Answer<'_>, rejection: &Rejection, accepts: Accepts<'_>) -> Vec<String> {
    let at_fault = rejection.position().and_then(|position| answer.link(position));
    match rejection.kind() {
        RejectionKind::CaLacksSrvConstraints => about_rule(answer, rejection, accepts),
        RejectionKind::NoMatchingIdentifier => about_identity(answer),
        RejectionKind::NameNotPermitted | RejectionKind::NameExcluded => about_name(answer, rejection),
        RejectionKind::MalformedName(error) => about_malformed_name(rejection, error.rule()),
        RejectionKind::MalformedConstraint(_) | RejectionKind::UnsupportedConstraint => {
            about_constraint(answer, rejection)
        }
        RejectionKind::Expired | RejectionKind::NotYetValid => about_validity(at_fault),
        RejectionKind::UnknownIssuer => about_issuer(at_fault),
        RejectionKind::WrongOrder => about_order(answer, rejection),
        kind => about_certificate(kind).map(str::to_owned).into_iter().collect(),
    }
}

/// A CA leaves SRVName open.
fn about_rule(answer: &Answer<'_>, rejection: &Rejection, accepts: Accepts<'_>) -> Vec<String> {
    let ca = show_ca(answer, rejection.position());
    let domain = domain_of(answer);
    let base = domain.as_deref().unwrap_or("example.com");
    let is_anchor = rejection.position().and_then(|position| answer.link(position));
    let is_anchor = is_anchor.is_some_and(|link| link.role == Role::TrustAnchor);
    let ask = match answer.rule {
        _ if is_anchor => format!(
            "What to do: {ca} is a trust anchor, and its constraints are the choice of whoever issued it or put it on the list \
             of roots. Ask them to permit an SRVName base beside the others, for example \"{base}\"."
        ),
        SubCaRule::Confined => format!(
            "What to do: ask whoever issued {ca} to reissue it with permitted SRVName bases that all have a domain, for \
             example \"{base}\": every service of that domain and below it, and no other domain."
        ),
        _ => format!(
            "What to do: ask whoever issued {ca} to reissue it with a permitted SRVName base, for example \"{base}\": every \
             service of that domain and below it, and nothing for anybody else."
        ),
    };
    let weaker = SubCaRule::ALL.into_iter().skip_while(|rule| *rule != answer.rule).skip(1).find(|rule| accepts(*rule));
    let weaker = weaker.map(|rule| format!("Until then --rule {rule} accepts this path. Its price: {}.", price(rule)));
    std::iter::once(ask).chain(weaker).collect()
}

const fn price(rule: SubCaRule) -> &'static str {
    match rule {
        SubCaRule::Constrained => "a CA that permits a service without a domain issues it for every domain",
        SubCaRule::Inherited => "a CA below one that is confined may choose the services itself",
        SubCaRule::WhereConstrained => {
            "a CA without any name constraints can issue SRVNames for anybody, as it can every other name"
        }
        _ => "a CA that was held to host names of one organization can issue SRVNames for every other",
    }
}

/// The domain to ask for: the one that was asked for, or else one that the end entity names.
fn domain_of(answer: &Answer<'_>) -> Option<String> {
    if let Some(ReferenceId::Srv { name, .. }) = &answer.reference {
        return Some(name.to_string());
    }
    let mut names = answer.path.first()?.srv_names().filter_map(|name| srv_name(&name));
    names.next().map(|name| name.name().to_string().trim_start_matches("*.").to_owned())
}

fn srv_name<'a>(presented: &srvname::PresentedId<'a>) -> Option<SrvName<'a>> {
    match presented.name() {
        Ok(Name::Srv(name)) => Some(name),
        _ => None,
    }
}

/// The path is good, and the end entity is somebody else.
fn about_identity(answer: &Answer<'_>) -> Vec<String> {
    let (Some(link), Some(reference)) = (answer.path.first(), answer.reference) else { return Vec::new() };
    let names: Vec<_> = link.srv_names().collect();
    if names.is_empty() {
        return about_missing_srv_name(answer, link, reference);
    }
    let shown: Vec<_> = names.iter().map(ToString::to_string).collect();
    let carries = format!("The certificate carries {}; you asked for {reference}.", some(&shown));
    let good: Vec<_> = names.iter().filter_map(srv_name).collect();
    let malformed = names.iter().find_map(|name| name.name().err()).map(|error| advice_on_rule(error.rule()));
    std::iter::once(carries).chain(about_other_names(&good, reference)).chain(malformed).collect()
}

fn about_missing_srv_name(answer: &Answer<'_>, link: &Link<'_>, reference: ReferenceId<'_>) -> Vec<String> {
    let missing = format!(
        "The certificate carries no SRVName at all; you asked for {reference}. What to do: have it reissued with the SRVName \
         {reference} in its subjectAltName (an otherName of type id-on-dnsSRV)."
    );
    let host = match reference {
        ReferenceId::Srv { name, .. } if presents_dns_name(link.certificate.as_ref(), name) => Some(format!(
            "It does carry the dNSName {name}. That names a host, and says nothing about who provides which service for the \
             domain (RFC 9525 §6.2)."
        )),
        _ => None,
    };
    std::iter::once(missing).chain(host).chain(open_ca_first(answer, reference)).collect()
}

/// What the SRVNames of the certificate have in common with the one that was asked for.
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

/// A CA that leaves SRVName open cannot issue the name that is missing, as far as the rule goes.
fn open_ca_first(answer: &Answer<'_>, reference: ReferenceId<'_>) -> Option<String> {
    if !matches!(answer.rule, SubCaRule::Confined | SubCaRule::Constrained) {
        return None;
    }
    let open =
        |link: &Link<'_>| link.role == Role::Intermediate && link.permitted().chain(link.excluded()).next().is_none();
    let position = answer.path.iter().rposition(open)?;
    let ca = show_ca(answer, Some(Position(position)));
    Some(format!("Mind that {ca} leaves SRVName open: rule {} will refuse {reference} from it.", answer.rule))
}

fn presents_dns_name(certificate: Option<&Certificate<'_>>, domain: srvname::DnsName<'_>) -> bool {
    let names = certificate.and_then(Certificate::subject_alt_name);
    names.into_iter().flat_map(|names| names.iter()).any(|name| match name.name() {
        Ok(Name::Dns(pattern)) => pattern.stands_for(domain),
        _ => false,
    })
}

/// A name that a CA may not issue.
fn about_name(answer: &Answer<'_>, rejection: &Rejection) -> Vec<String> {
    let ca = show_ca(answer, rejection.imposed_by());
    let held = match (rejection.kind(), rejection.imposed_by().and_then(|position| answer.link(position))) {
        (RejectionKind::NameNotPermitted, Some(link)) => {
            permitted_like(link, rejection.name().unwrap_or_default(), answer, rejection.position())
        }
        _ => None,
    };
    let held = held.map(|bases| format!("{ca} permits {bases} and nothing else of that form."));
    let act = format!(
        "What to do: take the name out of the certificate, have it issued by a CA that may name it, or ask whoever issued {ca} \
         to change its constraints."
    );
    held.into_iter().chain([act]).collect()
}

/// The permitted bases of the form of the refused name.
fn permitted_like(link: &Link<'_>, refused: &str, answer: &Answer<'_>, position: Option<Position>) -> Option<String> {
    let certificate = position.and_then(|position| answer.link(position)).and_then(|link| link.certificate.as_ref())?;
    let form = certificate.presented_ids().find(|name| name.to_string() == refused)?.form();
    let permitted = link.constraints.iter().flat_map(|own| own.permitted().iter());
    let bases: Vec<_> = permitted.filter(|base| base.form().holds(form)).map(|base| show(&base)).collect();
    (!bases.is_empty()).then(|| some(&bases))
}

fn show(base: &GeneralSubtree<'_>) -> String {
    match base.base().base() {
        Ok(Base::Dns(_)) if base.to_string().is_empty() => "every dNSName".to_owned(),
        _ => base.to_string(),
    }
}

/// A name that nobody can read.
fn about_malformed_name(rejection: &Rejection, rule: NameRule) -> Vec<String> {
    let srv = rejection.name().is_some_and(|name| name.starts_with("malformed:_")) || srv_rule(rule);
    let act = "What to do: have the certificate reissued with the name written correctly, or without it.".to_owned();
    srv.then(|| advice_on_rule(rule)).into_iter().chain([act]).collect()
}

/// Rules that only SRVNames have.
const fn srv_rule(rule: NameRule) -> bool {
    matches!(
        rule,
        NameRule::NotIa5String | NameRule::MissingUnderscore | NameRule::ServiceOnly | NameRule::EmptyService
    )
}

/// How an SRVName is written, for somebody who broke `rule`.
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

/// A constraint that nobody can evaluate.
fn about_constraint(answer: &Answer<'_>, rejection: &Rejection) -> Vec<String> {
    let ca = show_ca(answer, rejection.imposed_by());
    let srv = rejection.imposed_by().and_then(|position| answer.link(position)).is_some_and(|link| {
        let mut bases = link.permitted().chain(link.excluded());
        bases.any(|base| base.base().base().is_err() && Some(base.to_string().as_str()) == rejection.base())
    });
    let shapes = srv.then(|| {
        "An SRVName base is an IA5String in one of three shapes: _service.example.com, _service, or example.com (RFC 4985 §4)."
            .to_owned()
    });
    let act = format!(
        "What to do: ask whoever issued {ca} to reissue it with constraints that can be evaluated. Until then nobody can say \
         what it may issue, so nothing of that form is accepted."
    );
    shapes.into_iter().chain([act]).collect()
}

fn about_validity(at_fault: Option<&Link<'_>>) -> Vec<String> {
    let Some(certificate) = at_fault.and_then(|link| link.certificate.as_ref()) else { return Vec::new() };
    let (from, until) = (time::show(certificate.not_before()), time::show(certificate.not_after()));
    vec![format!("It is valid from {from} to {until}. What to do: install its renewal, or mend the clock.")]
}

fn about_issuer(at_fault: Option<&Link<'_>>) -> Vec<String> {
    let Some(certificate) = at_fault.and_then(|link| link.certificate.as_ref()) else { return Vec::new() };
    vec![format!(
        "What to do: look for the certificate of its issuer, {}. If that is an intermediate CA, the server must send it along, so \
         add it to the chain; if it is a root of your own, name it with --roots.",
        certificate.issuer()
    )]
}

fn about_order(answer: &Answer<'_>, rejection: &Rejection) -> Vec<String> {
    let position = rejection.position().map_or(0, |position| position.0);
    let next = answer.path.get(position.saturating_add(1));
    let certificate = answer.path.get(position).and_then(|link| link.certificate.as_ref());
    let (Some(certificate), Some(next)) = (certificate, next) else { return Vec::new() };
    vec![format!(
        "It was issued by {}, and the certificate after it is {}. What to do: put every certificate behind the one it issued, \
         end entity first; srvname verify takes them in any order.",
        certificate.issuer(),
        next.subject
    )]
}

/// What is wrong with a certificate itself, where no name is involved.
fn about_certificate(kind: &RejectionKind) -> Option<&'static str> {
    Some(match kind {
        RejectionKind::MalformedCertificate(_) => {
            "What to do: fetch the certificate again, in case it was damaged on the way. If it stays like this, only its issuer \
             can mend it, with a new one."
        }
        RejectionKind::BadSignature => {
            "What to do: check that the CA's certificate is the right one. Some CA has the name of the issuer and another key, or \
             the certificate was changed after it was signed."
        }
        RejectionKind::UnsupportedSignatureAlgorithm => {
            "What to do: have it reissued with ECDSA (P-256, P-384, P-521), Ed25519, or RSA of at least 2048 bits, and SHA-256 or \
             better."
        }
        RejectionKind::NotACa => {
            "What to do: take it out of the chain if it does not belong there. The certificate of a server issues nothing, \
             whatever signed with its key."
        }
        RejectionKind::PathLengthExceeded => {
            "What to do: use a certificate that was issued further up, or ask that CA for a larger pathLenConstraint."
        }
        RejectionKind::PathTooLong => {
            "What to do: use a path with fewer CAs, for example one to a trust anchor further down. Most paths have one to three."
        }
        RejectionKind::KeyUsage => {
            "What to do: have it reissued with the key usage it needs: digitalSignature for a server, keyCertSign for a CA."
        }
        RejectionKind::ExtendedKeyUsage => {
            "What to do: have it reissued with the extended key usage serverAuth. A CA needs it as well, if it has extended key \
             usages at all."
        }
        RejectionKind::UnknownCriticalExtension => {
            "An extension that is critical must be understood by whoever accepts the certificate, and this one is not known \
             here. What to do: have the certificate reissued without it, or with it not critical."
        }
        RejectionKind::RepeatedCertificate => "What to do: take the one that is there twice out of the chain.",
        RejectionKind::NameConstraintsWithoutCa => {
            "What to do: have it reissued without the extension. Only a CA can be held to names, so this certificate was made in \
             error."
        }
        RejectionKind::TooMuchWork => {
            "What to do: send the certificates of one path alone, instead of every CA there is."
        }
        _ => return None,
    })
}

/// A CA as a person knows it.
fn show_ca(answer: &Answer<'_>, position: Option<Position>) -> String {
    let Some(position) = position else { return "the CA".to_owned() };
    match answer.link(position) {
        Some(link) if !link.subject.is_empty() => format!("{} (certificate {position})", link.subject),
        _ => format!("certificate {position}"),
    }
}

/// The first items of a list, and how many more there are.
fn some(items: &[String]) -> String {
    let more = items.len().saturating_sub(MAX_LISTED);
    let mut shown: Vec<_> = items.iter().take(MAX_LISTED).cloned().collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    list(&shown)
}
