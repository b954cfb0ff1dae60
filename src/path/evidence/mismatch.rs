//! An end entity that presents no name that was asked for: what was asked, what is there, and what comes close.

use alloc::string::{String, ToString};
use core::fmt;

use crate::certificate::Certificate;
use crate::certificate::general_name::PresentedId;
use crate::der::oid::Oid;
use crate::identity::reference::ReferenceId;
use crate::name::dns::DnsName;
use crate::name::error::NameRule;
use crate::name::srv::{Service, SrvName};
use crate::name::{Form, Forms, Name};
use crate::path::evidence::quotes::NameList;

/// What was asked for, and what the end entity presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// The reference identifiers.
    pub(crate) asked: NameList,
    /// The names of the forms that were asked for; if there is none, all that are there instead.
    pub(crate) presented: NameList,
    /// The forms that were asked for, in words, if the end entity presents no name of them. `None` if it presents some.
    pub(crate) missing_forms: Option<String>,
    /// What comes close to the first SRV-ID; `None` if no SRV-ID was asked for.
    pub(crate) srv: Option<SrvMismatch>,
    /// The rule that the first malformed SRVName breaks.
    pub(crate) malformed: Option<NameRule>,
    /// A CA on the path from which the rule in force would refuse an SRVName, which the end entity does not present.
    pub(crate) open_authority: Option<String>,
    /// A name that was asked for, and is presented, and does not count.
    pub(crate) uncounted: Option<Uncounted>,
}

/// A name that does not count, because a CA has name constraints that do not list its form (RFC 9525 §7.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Uncounted {
    /// The name, as it is presented.
    pub(crate) name: String,
    /// The CA.
    pub(crate) authority: String,
}

/// An SRV-ID, and what comes close to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SrvMismatch {
    /// The service, without underscore.
    pub(crate) service: String,
    /// The source domain.
    pub(crate) domain: String,
    /// What comes closest.
    pub(crate) closest: Closest,
}

/// What comes closest to an SRV-ID. The earlier, the closer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Closest {
    /// A wildcard SRVName that could stand for it.
    Wildcard,
    /// SRVNames of the domain, for these services.
    OtherServices(NameList),
    /// SRVNames of the service, for these domains.
    OtherDomains(NameList),
    /// SRVNames of other services for other domains, or malformed ones.
    OtherSrvNames,
    /// No SRVName, and the dNSName of the domain.
    HostOfDomain,
    /// No SRVName, and the dNSNames of other hosts.
    OtherHosts(NameList),
    /// Neither SRVNames nor dNSNames.
    NoHost,
}

impl Mismatch {
    /// Returns what an end entity presents in place of `references`.
    pub(crate) fn new(end_entity: &Certificate<'_>, references: &[ReferenceId<'_>]) -> Self {
        let presented = || end_entity.subject_alt_name().into_iter().flat_map(|names| names.iter());
        let asked_forms = references.iter().fold(Forms::NONE, |forms, own| forms.and(forms_of(own)));
        let is_asked = |name: &PresentedId<'_>| asked_forms.have_any(Forms::of(name.form().kind()));
        let of_asked_forms = NameList::new(presented().filter(is_asked).map(labelled));
        let missing_forms = of_asked_forms.is_empty().then(|| in_words(asked_forms));
        let srv = references.iter().find_map(|reference| match reference {
            ReferenceId::Srv { service, name } => Some(SrvMismatch {
                service: service.as_str().to_string(),
                domain: name.to_string(),
                closest: closest(end_entity, *service, *name),
            }),
            _ => None,
        });
        let is_srv = |name: &PresentedId<'_>| name.form() == Form::SrvName;
        Self {
            asked: NameList::new(references.iter().map(|reference| (label_of(form_of(reference)), reference))),
            presented: if missing_forms.is_some() { NameList::new(presented().map(labelled)) } else { of_asked_forms },
            missing_forms,
            srv,
            malformed: presented().filter(is_srv).find_map(|name| name.name().err()).map(|error| error.rule()),
            open_authority: None,
            uncounted: None,
        }
    }
}

impl fmt::Display for Mismatch {
    /// Writes the sentence of the rejection.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no name in the end entity certificate matches {}: ", self.asked.joined_by("or"))?;
        match &self.missing_forms {
            None => write!(f, "it presents {}", self.presented),
            Some(_) if self.presented.is_empty() => f.write_str("it has no subjectAltName"),
            Some(forms) => write!(f, "it presents no {forms}, only {}", self.presented),
        }?;
        match &self.uncounted {
            Some(Uncounted { name, authority }) => write!(
                f,
                "; {name} does not count, because {authority} has name constraints that do not list its form \
                 (RFC 9525 §7.6)"
            ),
            None => Ok(()),
        }
    }
}

/// Returns the form of the presented identifiers that a reference matches, of several the usual one.
pub(crate) const fn form_of(reference: &ReferenceId<'_>) -> Form<'static> {
    match reference {
        ReferenceId::Srv { .. } => Form::SrvName,
        ReferenceId::Dns(_) => Form::DnsName,
        ReferenceId::Ip(_) => Form::IpAddress,
        ReferenceId::Mailbox { .. } => Form::Rfc822Name,
        ReferenceId::Uri(_) => Form::Uri,
        ReferenceId::XmppAddr(_) => Form::OtherName(Oid::XMPP_ADDR),
    }
}

/// Returns the forms of the presented identifiers that a reference matches.
const fn forms_of(reference: &ReferenceId<'_>) -> Forms {
    let usual = Forms::of(form_of(reference).kind());
    match reference {
        ReferenceId::Mailbox { .. } => usual.and(Forms::of(Form::SmtpUtf8Mailbox.kind())),
        _ => usual,
    }
}

/// Returns the form, unless an SRVName shows its own.
fn label_of(form: Form<'_>) -> Option<Form<'_>> {
    Some(form).filter(|form| *form != Form::SrvName)
}

/// Returns a presented name with its form, unless it shows its own.
fn labelled(name: PresentedId<'_>) -> (Option<Form<'_>>, PresentedId<'_>) {
    let label = match name.name() {
        Ok(Name::NotUnderstood) => None,
        Ok(_) => label_of(name.form()),
        Err(_) => Some(name.form()),
    };
    (label, name)
}

/// Returns the forms of a set as a list: `SRVName or dNSName`.
fn in_words(forms: Forms) -> String {
    // Of the forms that are not understood, XmppAddr alone is asked for.
    let all = Form::UNDERSTOOD.iter().chain(&[Form::SmtpUtf8Mailbox, Form::OtherName(Oid::XMPP_ADDR)]);
    let of_set = all.filter(|form| forms.have_any(Forms::of(form.kind())));
    NameList::new(of_set.map(|form| (None, form))).joined_by("or").to_string()
}

/// Returns what comes closest to the SRV-ID of a service at a domain.
fn closest(end_entity: &Certificate<'_>, service: Service<'_>, domain: DnsName<'_>) -> Closest {
    let names = || {
        let names = end_entity.subject_alt_name().into_iter().flat_map(|names| names.iter());
        names.map(|name| (name.form(), name.name()))
    };
    let srv_names = || names().filter_map(|(_, name)| if let Ok(Name::Srv(name)) = name { Some(name) } else { None });
    let is_of_domain = |name: &SrvName<'_>| name.name().stands_for(domain);
    let is_of_service = |name: &SrvName<'_>| name.service() == service;
    if srv_names().any(|name| is_of_domain(&name) && is_of_service(&name)) {
        return Closest::Wildcard;
    }
    let services = NameList::new(srv_names().filter(is_of_domain).map(|name| (None, name.service())));
    if !services.is_empty() {
        return Closest::OtherServices(services);
    }
    let domains = NameList::new(srv_names().filter(is_of_service).map(|name| (None, name.name())));
    if !domains.is_empty() {
        return Closest::OtherDomains(domains);
    }
    if names().any(|(form, _)| form == Form::SrvName) {
        return Closest::OtherSrvNames;
    }
    let hosts = || names().filter_map(|(_, name)| if let Ok(Name::Dns(host)) = name { Some(host) } else { None });
    if hosts().any(|host| host.stands_for(domain)) {
        return Closest::HostOfDomain;
    }
    match NameList::new(hosts().map(|host| (None, host))) {
        none if none.is_empty() => Closest::NoHost,
        hosts => Closest::OtherHosts(hosts),
    }
}
