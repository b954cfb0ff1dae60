//! `--from`: a CA that exists already, and what it would have to be reissued with.
//!
//! Its own constraints are kept as they are encoded, of every form. Added are the SRVName bases that say of services what
//! its dNSName bases say of hosts: `permitted dNSName example.com` and `permitted SRVName example.com` cover the same
//! domains (RFC 5280 §4.2.1.10, RFC 4985 §4).

use std::collections::HashSet;
use std::path::PathBuf;
use std::slice;

use srvname::Certificate;
use srvname::certificate::{GeneralSubtrees, NameConstraints};
use srvname::issuance::{ExtensionBuildError, NameConstraintsBuilder};
use srvname::name::{Base, DnsName, DnsSubtree, Form, SrvSubtree};

use crate::commands::issue::extension::{Extension, NAME_CONSTRAINTS};
use crate::exit::Failure;
use crate::input::certificates::{self, InputCertificate};
use crate::input::kind::Reads;
use crate::output::wrap::{list, shorten};

/// The most bases that a sentence names.
const MOST_NAMED: usize = 5;

/// The most characters of a subject that are shown.
const MOST_OF_A_SUBJECT: usize = 200;

/// A CA that exists already.
#[derive(Debug)]
pub(super) struct ExistingCa {
    /// Its certificate.
    pub(super) der: Vec<u8>,
    /// Its subject, to be shown.
    pub(super) subject: String,
    /// Its subject key identifier.
    pub(super) key_identifier: Option<Vec<u8>>,
    /// Sentences about what was kept, added and left out.
    pub(super) notes: Vec<String>,
}

/// Returns the name constraints with which the CA of a file would have to be reissued, and the CA.
///
/// `domain` is the domain of the service, if one was named: SRVNames are permitted for it if the constraints do not say
/// which hosts are. Fails if the file cannot be read or has other than one certificate, if that is malformed, no CA, or
/// without constraints, if a base refuses every path anyway, and if the constraints do not say which SRVNames to permit.
pub(super) fn read(file: &PathBuf, domain: Option<DnsName<'_>>) -> Result<(Extension, ExistingCa), Failure> {
    let given = certificates::read_list(slice::from_ref(file), Reads::Certificates)?;
    let [given] = given.as_slice() else {
        let message = "--from takes the certificate of one CA, and nothing else in its file";
        return Err(Failure::new(format_args!("{message}; there are {}", given.len())));
    };
    let certificate =
        Certificate::from_der(&given.der).map_err(|error| Failure::new(format_args!("{}: {error}", given.origin())))?;
    let subject = shorten(certificate.subject(), MOST_OF_A_SUBJECT);
    let constraints = constraints_of(given, &certificate, &subject, domain)?;
    let fails = |error: ExtensionBuildError| {
        Failure::new(format_args!(
            "{}: {subject} cannot be reissued as it is: {}",
            given.origin(),
            explain(&constraints, error)
        ))
    };
    let kept = NameConstraintsBuilder::existing(&constraints).map_err(fails)?;
    let mut addition = Addition::default();
    let builder = addition.make(kept, &constraints, domain).map_err(|error| match error {
        Impossible::NotSaid(why) => {
            Failure::new(format_args!("{}: the name constraints of {subject} {why}", given.origin()))
        }
        Impossible::NotIssued(error) => fails(error),
    })?;
    let der = builder.to_der().map_err(fails)?;
    let constraints = Extension { oid: NAME_CONSTRAINTS, critical: certificate.name_constraints_critical(), der };
    let key_identifier = certificate.subject_key_id().map(<[u8]>::to_vec);
    Ok((constraints, ExistingCa { der: given.der.clone(), subject, key_identifier, notes: addition.notes() }))
}

fn constraints_of<'a>(
    given: &InputCertificate,
    certificate: &Certificate<'a>,
    subject: &str,
    domain: Option<DnsName<'_>>,
) -> Result<NameConstraints<'a>, Failure> {
    let origin = given.origin();
    if !certificate.is_ca() {
        return Err(Failure::new(format_args!(
            "{origin}: {subject} is no CA, so it has no name constraints [RFC 5280 §4.2.1.10]"
        )));
    }
    certificate.name_constraints().ok_or_else(|| {
        let instead = match domain {
            Some(domain) => format!("without --from, a CA is held to {domain}"),
            None => "without --from and with --service and --domain, a CA is held to that domain".to_owned(),
        };
        Failure::new(format_args!(
            "{origin}: {subject} has no name constraints, so there are none to carry over: {instead}. A CA that clients \
             trust as their anchor needs none, and below one that stays as it is, `srvname verify --rule \
             where-constrained` accepts its certificates"
        ))
    })
}

/// Returns the reason, with the base that it is about.
fn explain(constraints: &NameConstraints<'_>, error: ExtensionBuildError) -> String {
    let citation = error.citation();
    let both = [constraints.permitted(), constraints.excluded()];
    let mut subtrees = both.iter().flat_map(GeneralSubtrees::iter);
    let culprit = match error {
        ExtensionBuildError::MalformedBase => subtrees.find(|subtree| subtree.base().base().is_err()),
        ExtensionBuildError::SubtreeBounds => subtrees.find(|subtree| !subtree.has_rfc5280_bounds()),
        _ => None,
    };
    let base = culprit.map(|subtree| format!(" ({} {})", subtree.form(), shorten(subtree, MOST_OF_A_SUBJECT)));
    format!("{error}{} [{citation}]; `srvname lint` says more", base.unwrap_or_default())
}

/// Why no SRVName bases are added.
enum Impossible {
    /// The constraints do not say which.
    NotSaid(&'static str),
    /// A base is not to be issued.
    NotIssued(ExtensionBuildError),
}

impl From<ExtensionBuildError> for Impossible {
    fn from(error: ExtensionBuildError) -> Self {
        Self::NotIssued(error)
    }
}

/// What is added to the constraints, and what is to be said about it.
#[derive(Default)]
struct Addition {
    /// SRVName was constrained before.
    listed: bool,
    /// No SRVName is permitted.
    none: bool,
    /// The domain that is permitted because the constraints do not name hosts.
    from_domain: Option<String>,
    permitted: Hosts,
    excluded: Hosts,
    /// Services that are permitted in every domain.
    service_only: bool,
}

/// The dNSName bases of a list, as bases of SRVNames.
#[derive(Default)]
struct Hosts {
    /// Domains, each once, in order.
    domains: Vec<String>,
    /// Domains that only a base with a leading dot has.
    dotted: Vec<String>,
    /// Bases that no SRVName can be inside, because of an underscore.
    underscores: Vec<String>,
    /// The empty base: every host.
    everything: bool,
    /// There is a dNSName base.
    any: bool,
}

impl Hosts {
    fn read(subtrees: GeneralSubtrees<'_>) -> Self {
        let mut hosts = Self::default();
        let (mut plain, mut dotted) = (HashSet::new(), Vec::new());
        let mut seen = HashSet::new();
        for subtree in &subtrees {
            let Ok(Base::Dns(base)) = subtree.base().base() else { continue };
            hosts.any = true;
            let (domain, has_dot) = match base {
                DnsSubtree::All => {
                    hosts.everything = true;
                    continue;
                }
                DnsSubtree::Domain(domain) => (domain, false),
                DnsSubtree::Subdomains(domain) => (domain, true),
            };
            let key = domain.as_str().to_ascii_lowercase();
            if domain.as_str().contains('_') {
                hosts.underscores.push(base.to_string());
                continue;
            }
            if has_dot {
                dotted.push(key.clone());
            } else {
                plain.insert(key.clone());
            }
            if seen.insert(key) {
                hosts.domains.push(domain.as_str().to_owned());
            }
        }
        hosts.dotted = dotted.into_iter().filter(|domain| plain.insert(domain.clone())).collect();
        hosts
    }

    /// Returns the bases.
    fn bases(&self) -> impl Iterator<Item = SrvSubtree<'_>> {
        self.domains.iter().filter_map(|domain| DnsName::parse_ldh(domain).ok()).map(SrvSubtree::Name)
    }
}

impl Addition {
    /// Returns the builder with the SRVName bases that say the same as the dNSName bases, and keeps what is to be said.
    fn make(
        &mut self,
        kept: NameConstraintsBuilder,
        constraints: &NameConstraints<'_>,
        domain: Option<DnsName<'_>>,
    ) -> Result<NameConstraintsBuilder, Impossible> {
        for subtree in &constraints.permitted() {
            self.service_only |= matches!(subtree.base().base(), Ok(Base::Srv(SrvSubtree::Service(_))));
        }
        self.listed = constraints.permitted().contains_form(Form::SrvName);
        if self.listed {
            return Ok(kept);
        }
        self.permitted = Hosts::read(constraints.permitted());
        self.excluded = Hosts::read(constraints.excluded());
        let mut builder = kept;
        if self.excluded.everything || (self.permitted.any && self.permitted.is_out_of_reach()) {
            self.none = true;
            builder = builder.and_no_srv_names()?;
        } else if self.permitted.any && !self.permitted.everything {
            for base in self.permitted.bases() {
                builder = builder.and_permit_srv(base)?;
            }
        } else {
            let Some(domain) = domain else { return Err(Impossible::NotSaid(self.unsaid())) };
            self.from_domain = Some(domain.to_string());
            builder = builder.and_permit_srv(SrvSubtree::Name(domain))?;
        }
        for base in self.excluded.bases().filter(|_| !self.none) {
            builder = builder.and_exclude_srv(base)?;
        }
        Ok(builder)
    }

    /// Returns why no SRVName base says what the constraints say.
    const fn unsaid(&self) -> &'static str {
        if self.permitted.everything {
            "permit every host, which no SRVName base can say of services: name a domain with --service and --domain, and \
             SRVNames are permitted for it"
        } else if self.excluded.any {
            "exclude hosts and permit none, so the SRVName bases that say the same would leave every other domain open: \
             name a domain with --service and --domain, and SRVNames are permitted for it"
        } else {
            "do not say which hosts it may name, so nothing says which services: name a domain with --service and \
             --domain, and SRVNames are permitted for it"
        }
    }

    /// Returns what is to be said.
    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.listed {
            notes.push("The CA lists SRVName already: its constraints are kept, and none is added.".to_owned());
        }
        if self.service_only {
            notes.push(
                "Among them is a service without a domain, which permits that service for every domain; --rule confined \
                 refuses such a CA."
                    .to_owned(),
            );
        }
        if self.none {
            notes.push(
                "The CA may name no host, so it is permitted no service: _invalid.invalid, the one base, is a name that \
                 no server can have."
                    .to_owned(),
            );
        }
        if let Some(domain) = &self.from_domain {
            notes.push(format!(
                "The CA's own constraints do not say which hosts it may name. The permitted SRVName base {domain} is from \
                 --domain, and its hosts stay as they are: a permitted dNSName base would confine them too."
            ));
        }
        if !self.none && !self.permitted.dotted.is_empty() {
            notes.push(format!(
                "Permitted with a leading dot, as dNSName: {}. That is read as the hosts below it. An SRVName base has no \
                 leading dot [RFC 4985 §4], so the base without it also permits the services of the domain itself: leave \
                 it out if that is more than the CA is to have.",
                named(&self.permitted.dotted, ".")
            ));
        }
        if !self.none && !self.excluded.dotted.is_empty() {
            notes.push(format!(
                "Excluded with a leading dot, as dNSName: {}. The SRVName base without the dot excludes the services of \
                 the domain itself too.",
                named(&self.excluded.dotted, ".")
            ));
        }
        let underscores = [self.permitted.underscores.as_slice(), &self.excluded.underscores].concat();
        if !underscores.is_empty() {
            notes.push(format!(
                "Without an SRVName base: {}. No SRVName has an underscore in its domain.",
                named(&underscores, "")
            ));
        }
        notes
    }
}

impl Hosts {
    /// Returns `true` if there are bases, and no SRVName can be inside any of them.
    fn is_out_of_reach(&self) -> bool {
        !self.everything && self.domains.is_empty()
    }
}

/// Returns the first of some names as a list in prose.
fn named(names: &[String], before: &str) -> String {
    let mut shown: Vec<_> = names.iter().take(MOST_NAMED).map(|name| format!("{before}{name}")).collect();
    if let more @ 1.. = names.len().saturating_sub(MOST_NAMED) {
        shown.push(format!("{more} more"));
    }
    list(&shown)
}
