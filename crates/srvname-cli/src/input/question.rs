//! The question that is asked of a certificate, as typed: a service at a domain, a host, an address, a mailbox, or none.

use std::fmt::Display;
use std::net::IpAddr;

use clap::ValueEnum;
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, SourceDomain};
use srvname::path::Purpose;
use srvname::{
    Citation, ReferenceId,
    name::{Escaped, NameError, Service},
};

use crate::arguments::named;
use crate::exit::Failure;
use crate::input::{hint, idn};

/// The arguments that ask; none of them asks for the path alone.
#[derive(Debug, clap::Args)]
pub(crate) struct QuestionArguments {
    /// The service, with or without its underscore
    #[arg(long, value_name = "SERVICE", requires = "domain")]
    service: Option<String>,
    /// The domain whose service it is, in A-labels or U-labels
    #[arg(long, value_name = "DOMAIN", requires = "service")]
    domain: Option<String>,
    /// A host, in A-labels or U-labels, in place of a service: the certificate must have it as dNSName
    #[arg(long, value_name = "NAME", conflicts_with_all = ["service", "domain", "ip", "email"])]
    host: Option<String>,
    /// An IP address, in place of a service
    #[arg(long, value_name = "ADDRESS", conflicts_with_all = ["service", "domain", "email"])]
    ip: Option<String>,
    /// A mailbox, in place of a service
    #[arg(long, value_name = "MAILBOX", conflicts_with_all = ["service", "domain"])]
    email: Option<String>,
    /// What is accepted beside the SRVName
    #[arg(long, value_name = "KIND", value_enum, requires = "service", conflicts_with_all = ["host", "ip", "email"])]
    accept: Option<Accept>,
    /// A host that is accepted as well, because somebody vouched for it as a server of the domain
    #[arg(long, value_name = "HOST", requires_all = ["target_by", "service"], conflicts_with_all = ["host", "ip", "email"])]
    target: Option<String>,
    /// Who vouched for the target; without that it is whatever an attacker on the network says
    #[arg(long, value_name = "WHO", value_parser = named(VOUCHERS, AuthenticatedBy::as_str, target_by_help), requires = "target")]
    target_by: Option<AuthenticatedBy>,
}

/// What `--accept` adds to a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Accept {
    /// The DNS-ID of the domain: whoever holds a certificate for its web site can then answer for the service
    DnsId,
}

/// Who can vouch for a target of a service that has SRV-IDs: a well-known document of Matrix, whose servers have none, is not
/// among them.
const VOUCHERS: [AuthenticatedBy; 3] =
    [AuthenticatedBy::Dnssec, AuthenticatedBy::MtaSts, AuthenticatedBy::Configuration];

const fn target_by_help(by: AuthenticatedBy) -> &'static str {
    match by {
        AuthenticatedBy::Dnssec => "SRV or MX records that DNSSEC validated, from the domain to the host",
        AuthenticatedBy::MtaSts => "An MTA-STS policy of the domain",
        _ => "The configuration of whoever asks",
    }
}

/// A question, with every domain in A-labels.
#[derive(Debug)]
pub(crate) enum Question {
    /// A service at a domain.
    Service(RequestedService),
    /// A host.
    Host(String),
    /// An address.
    Ip(IpAddr),
    /// A mailbox.
    Email(String),
    /// None: the path alone.
    Path,
}

/// A service at a domain, and what is accepted beside its SRV-ID.
#[derive(Debug)]
pub(crate) struct RequestedService {
    service: String,
    domain: String,
    accept: Option<Accept>,
    target: Option<(String, AuthenticatedBy)>,
}

impl QuestionArguments {
    /// Returns the question; fails if it is about nothing that a certificate can name, and says what was probably meant.
    pub(crate) fn question(&self) -> Result<Question, Failure> {
        let question = match (&self.service, &self.domain, &self.host, &self.ip, &self.email) {
            (Some(service), Some(domain), ..) => Question::Service(RequestedService {
                service: service.clone(),
                domain: ascii("--domain", domain, hint::about_domain)?,
                accept: self.accept,
                target: match (&self.target, self.target_by) {
                    (Some(target), Some(by)) => Some((ascii("--target", target, hint::about_host)?, by)),
                    _ => None,
                },
            }),
            (_, _, Some(host), ..) => Question::Host(ascii("--host", host, hint::about_host)?),
            (_, _, _, Some(address), _) => Question::Ip(address.parse().map_err(|_| {
                refused(
                    "--ip",
                    address,
                    "an IP address",
                    &"it is neither an IPv4 nor an IPv6 address",
                    hint::about_address,
                )
            })?),
            (.., Some(mailbox)) => Question::Email(mailbox_in_ascii(mailbox)?),
            _ => Question::Path,
        };
        question.references().map(drop)?;
        Ok(question)
    }
}

impl Question {
    /// Returns the reference identifiers, the one that was asked for first; none for the path alone. Fails if one of them is
    /// malformed, which [`QuestionArguments::question`] has found out before.
    pub(crate) fn references(&self) -> Result<Vec<ReferenceId<'_>>, Failure> {
        match self {
            Self::Service(requested) => requested.references(),
            Self::Host(host) => {
                let reference = ReferenceId::dns(host);
                let reference =
                    reference.map_err(|error| malformed("--host", host, "a host name", &error, hint::about_host))?;
                Ok(vec![reference])
            }
            Self::Ip(address) => Ok(vec![ReferenceId::ip(*address)]),
            Self::Email(mailbox) => {
                let reference = ReferenceId::mailbox(mailbox);
                let reference = reference
                    .map_err(|error| malformed("--email", mailbox, "a mailbox", &error, hint::about_mailbox))?;
                Ok(vec![reference])
            }
            Self::Path => Ok(Vec::new()),
        }
    }

    /// Returns what the key is asked to be for, where nobody says otherwise.
    pub(crate) const fn purpose(&self) -> Purpose {
        match self {
            Self::Service(_) | Self::Host(_) | Self::Ip(_) => Purpose::Server,
            Self::Email(_) => Purpose::Email,
            Self::Path => Purpose::NotAsked,
        }
    }

    /// Returns what is accepted beside what was asked for, and the price of each.
    pub(crate) fn prices(&self) -> Vec<String> {
        let Self::Service(requested) = self else { return Vec::new() };
        let domain = Escaped::new(&requested.domain);
        let dns_id = requested.accept.map(|Accept::DnsId| {
            format!(
                "The DNS-ID {domain} is accepted too. Its price: whoever holds a certificate for the web site of {domain} can \
                 answer for every service of it."
            )
        });
        let target = requested.target.as_ref().map(|(target, by)| {
            let target = Escaped::new(target);
            let price = match by {
                AuthenticatedBy::Dnssec => format!("DNSSEC vouches for it, so whoever can sign the zone of {domain} chooses it"),
                AuthenticatedBy::MtaSts => {
                    format!("a policy vouches for it that was fetched over HTTPS, so whoever runs the web site of {domain} chooses it")
                }
                _ => "the configuration vouches for it, and nobody checks that it is still true".to_owned(),
            };
            format!("The target {target} is accepted too. Its price: {price}.")
        });
        dns_id.into_iter().chain(target).collect()
    }
}

impl RequestedService {
    fn references(&self) -> Result<Vec<ReferenceId<'_>>, Failure> {
        let Self { service, domain, .. } = self;
        let service = Service::parse(service)
            .map_err(|error| malformed("--service", service, "a service", &error, hint::about_service))?;
        let source = SourceDomain::from_user_input(domain)
            .map_err(|error| malformed("--domain", domain, "a domain", &error, hint::about_domain))?;
        let mut references = vec![source.srv_id(service)];
        references.extend(self.accept.map(|Accept::DnsId| source.dns_id()));
        if let Some((target, by)) = &self.target {
            let target = AuthenticatedTarget::new(target, *by)
                .map_err(|error| malformed("--target", target, "a host name", &error, hint::about_host))?;
            references.push(target.dns_id());
        }
        Ok(references)
    }
}

/// Returns a domain in A-labels, as [`idn::to_ascii`] does, with a hint if that fails.
fn ascii(argument: &str, typed: &str, hint: fn(&str) -> Option<String>) -> Result<String, Failure> {
    idn::to_ascii(typed).map_err(|error| match hint(typed) {
        Some(hint) => Failure::new(format_args!("{argument}: {error}. {hint}")),
        None => Failure::new(format_args!("{argument}: {error}")),
    })
}

/// Returns a mailbox whose domain is in A-labels; its local part is left as it is.
fn mailbox_in_ascii(typed: &str) -> Result<String, Failure> {
    match typed.rsplit_once('@') {
        Some((local, domain)) => Ok(format!("{local}@{}", ascii("--email", domain, hint::about_mailbox)?)),
        None => Ok(typed.to_owned()),
    }
}

fn malformed(argument: &str, typed: &str, what: &str, error: &NameError, hint: fn(&str) -> Option<String>) -> Failure {
    let citation: Citation = error.citation();
    refused(argument, typed, what, &format_args!("{error} [{citation}]"), hint)
}

fn refused(argument: &str, typed: &str, what: &str, why: &dyn Display, hint: fn(&str) -> Option<String>) -> Failure {
    let hint = hint(typed).map(|hint| format!(". {hint}")).unwrap_or_default();
    Failure::new(format_args!("{argument} \"{}\" is not {what}: {why}{hint}", Escaped::new(typed)))
}
