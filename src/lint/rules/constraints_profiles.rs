//! NameConstraints: what the Baseline Requirements require of a technically constrained CA.

use crate::citation::Citation;
use crate::der::oid;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Report;
use crate::lint::place::Place;
use crate::lint::read::certificate::{Constraints, LenientCertificate};
use crate::lint::severity::{RuleSet, Severity};
use crate::name::Form;

use RuleSet::{Br, Smime};
use Severity::Error;

/// The lints about technically constrained CAs.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "NameConstraints: technically constrained CAs",
    lints: &[&MISSING_DNS, &MISSING_IP4, &MISSING_IP6, &MISSING_DIRNAME, &FORBIDDEN_FORM, &SMIME_MISSING_EMAIL],
};

static MISSING_DNS: Lint = Lint::new(
    "nc_tc_missing_dns",
    Error,
    "A constrained TLS CA neither permits a dNSName nor excludes all of them, so it is not technically constrained",
    &[BR_CONSTRAINED],
    "a sub-CA with serverAuth and name constraints, without a permitted dNSName and without the empty one excluded",
    Look::WithConstraints(|certificate, report| {
        missing(certificate, report, |constraints| {
            constraints.permitted_of(Form::DnsName).next().is_some()
                || constraints.excluded_of(Form::DnsName).any(|subtree| subtree.name.value().is_empty())
        });
    }),
)
.applies_to(&[Br])
.effective_from(BR_2_0);

static MISSING_IP4: Lint = Lint::new(
    "nc_tc_missing_ip4",
    Error,
    "A constrained TLS CA neither permits an IPv4 range nor excludes all of IPv4, so it is not technically constrained",
    &[BR_CONSTRAINED],
    "a sub-CA with serverAuth and name constraints, without a permitted iPAddress of 8 octets and without 8 zero octets \
     excluded",
    Look::WithConstraints(|certificate, report| missing(certificate, report, |constraints| settles_ip(constraints, 8))),
)
.applies_to(&[Br])
.effective_from(BR_2_0);

static MISSING_IP6: Lint = Lint::new(
    "nc_tc_missing_ip6",
    Error,
    "A constrained TLS CA neither permits an IPv6 range nor excludes all of IPv6, so it is not technically constrained",
    &[BR_CONSTRAINED],
    "a sub-CA with serverAuth and name constraints, without a permitted iPAddress of 32 octets and without 32 zero octets \
     excluded",
    Look::WithConstraints(|certificate, report| missing(certificate, report, |constraints| settles_ip(constraints, 32))),
)
.applies_to(&[Br])
.effective_from(BR_2_0);

static MISSING_DIRNAME: Lint = Lint::new(
    "nc_tc_missing_dirname",
    Error,
    "A constrained TLS CA permits no directoryName, so it is not technically constrained",
    &[BR_CONSTRAINED],
    "a sub-CA with serverAuth and name constraints, without a permitted directoryName",
    Look::WithConstraints(|certificate, report| {
        missing(certificate, report, |constraints| constraints.permitted_of(Form::DirectoryName).next().is_some());
    }),
)
.applies_to(&[Br])
.effective_from(BR_2_0);

static FORBIDDEN_FORM: Lint = Lint::new(
    "nc_tc_forbidden_form",
    Error,
    "A technically constrained TLS CA has a base of a form that it must not have",
    &[BR_CONSTRAINED],
    "another form than dNSName, iPAddress, directoryName and otherName",
    Look::WithConstraints(forbidden_form),
)
.applies_to(&[Br])
.effective_from(BR_2_0);

static SMIME_MISSING_EMAIL: Lint = Lint::new(
    "nc_smime_missing_email",
    Error,
    "A constrained mail CA permits no rfc822Name, so it is not technically constrained",
    &[SBR_CONSTRAINTS, Citation::new("Mozilla Root Store Policy", "5.3.1")],
    "a sub-CA with emailProtection and name constraints, without a permitted rfc822Name",
    Look::WithConstraints(smime_missing_email),
)
.applies_to(&[Smime])
.effective_from(SBR_1_0);

fn missing(certificate: &LenientCertificate<'_>, report: &mut Report<'_>, settled: impl Fn(&Constraints<'_>) -> bool) {
    let constraints = certificate.name_constraints().filter(|_| certificate.is_technically_constrained());
    if let Some(constraints) = constraints.filter(|constraints| !settled(constraints)) {
        report.add(Place::NameConstraints, constraints.extension.octets(), &"");
    }
}

/// Returns whether the addresses of one family are permitted in part or excluded as a whole.
fn settles_ip(constraints: &Constraints<'_>, octets: usize) -> bool {
    let all = |value: &[u8]| value.len() == octets && value.iter().all(|octet| *octet == 0);
    constraints.permitted_of(Form::IpAddress).any(|subtree| subtree.name.value().len() == octets)
        || constraints.excluded_of(Form::IpAddress).any(|subtree| all(subtree.name.value()))
}

fn forbidden_form(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    if !certificate.is_technically_constrained() {
        return;
    }
    let allowed = |form: Form<'_>| {
        matches!(
            form,
            Form::DnsName
                | Form::IpAddress
                | Form::DirectoryName
                | Form::SrvName
                | Form::SmtpUtf8Mailbox
                | Form::OtherName(_)
        )
    };
    let subtrees = certificate.name_constraints().into_iter().flat_map(|constraints| constraints.subtrees.iter());
    for subtree in subtrees.filter(|subtree| !allowed(subtree.form())) {
        report.add(subtree.place(), subtree.octets(), &subtree.form());
    }
}

fn smime_missing_email(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    if !certificate.is_sub_ca() || !certificate.has_purpose(oid::ID_KP_EMAIL_PROTECTION) {
        return;
    }
    let Some(constraints) = certificate.name_constraints() else { return };
    if constraints.permitted_of(Form::Rfc822Name).next().is_none() {
        report.add(Place::NameConstraints, constraints.extension.octets(), &"");
    }
}
