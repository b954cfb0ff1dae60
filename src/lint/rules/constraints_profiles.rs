//! NameConstraints: what the Baseline Requirements require of a technically constrained CA.

use crate::certificate::technical_constraints::TechnicalConstraints;
use crate::der::oid;
use crate::lint::citations::*;
use crate::lint::definition::{Chapter, Lint, Look};
use crate::lint::fault::Report;
use crate::lint::place::Place;
use crate::lint::read::bases::shown;
use crate::lint::read::certificate::{LenientCertificate, List};
use crate::lint::severity::{EffectiveDate, RuleSet, Severity};
use crate::name::Form;

use RuleSet::{Br, Smime};
use Severity::{Error, Notice, Warn};

/// The lints about technically constrained CAs.
pub(crate) static CHAPTER: Chapter = Chapter {
    title: "NameConstraints: technically constrained CAs",
    lints: &[
        &MISSING_DNS,
        &MISSING_IP4,
        &MISSING_IP6,
        &MISSING_DIRNAME,
        &FORBIDDEN_FORM,
        &FORM_NOT_RECOMMENDED,
        &PURPOSES,
        &SMIME_MISSING_EMAIL,
        &SMIME_MISSING_DIRNAME,
    ],
};

static MISSING_DNS: Lint = Lint::new(
    "nc_tc_missing_dns",
    Error,
    "A constrained TLS CA neither permits a dNSName nor excludes all of them, so it is not technically constrained",
    &[BR_CONSTRAINED, BR_CONSTRAINTS],
    "a sub-CA with serverAuth and name constraints, without a permitted dNSName and without the empty one excluded",
    Look::WithConstraints(|certificate, report| missing(certificate, report, |own| own.dns_name)),
)
.applies_to(&[Br])
.effective_from(BR_1_1_6);

static MISSING_IP4: Lint = Lint::new(
    "nc_tc_missing_ip4",
    Error,
    "A constrained TLS CA neither permits an IPv4 range nor excludes all of IPv4, so it is not technically constrained",
    &[BR_CONSTRAINED, BR_CONSTRAINTS],
    "a sub-CA with serverAuth and name constraints, without a permitted iPAddress of 8 octets and without 8 zero octets \
     excluded",
    Look::WithConstraints(|certificate, report| missing(certificate, report, |own| own.ipv4)),
)
.applies_to(&[Br])
.effective_from(BR_1_1_6);

static MISSING_IP6: Lint = Lint::new(
    "nc_tc_missing_ip6",
    Error,
    "A constrained TLS CA neither permits an IPv6 range nor excludes all of IPv6, so it is not technically constrained",
    &[BR_CONSTRAINED, BR_CONSTRAINTS],
    "a sub-CA with serverAuth and name constraints, without a permitted iPAddress of 32 octets and without 32 zero octets \
     excluded",
    Look::WithConstraints(|certificate, report| missing(certificate, report, |own| own.ipv6)),
)
.applies_to(&[Br])
.effective_from(BR_1_1_6);

static MISSING_DIRNAME: Lint = Lint::new(
    "nc_tc_missing_dirname",
    Error,
    "A constrained TLS CA permits no directoryName, so it is not technically constrained",
    &[BR_CONSTRAINED, BR_CONSTRAINTS],
    "a sub-CA with serverAuth and name constraints, without a permitted directoryName",
    Look::WithConstraints(|certificate, report| missing(certificate, report, |own| own.directory_name)),
)
.applies_to(&[Br])
.effective_from(BR_1_1_6);

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
    &[SBR_CONSTRAINTS, MOZILLA_CONSTRAINED],
    "a sub-CA with emailProtection and name constraints, without a permitted rfc822Name",
    Look::WithConstraints(|certificate, report| smime_missing(certificate, report, Form::Rfc822Name)),
)
.applies_to(&[Smime])
.effective_from(SBR_1_0);

static SMIME_MISSING_DIRNAME: Lint = Lint::new(
    "nc_smime_missing_dirname",
    Error,
    "A constrained mail CA permits no directoryName, so it is not technically constrained",
    &[SBR_CONSTRAINTS],
    "a sub-CA with emailProtection and name constraints, without a permitted directoryName",
    Look::WithConstraints(|certificate, report| smime_missing(certificate, report, Form::DirectoryName)),
)
.applies_to(&[Smime])
.effective_from(SBR_1_0);

static PURPOSES: Lint = Lint::new(
    "nc_tc_eku",
    Error,
    "The extKeyUsage of a constrained CA does not make it technically constrained",
    &[BR_CA_PURPOSES, BR_CONSTRAINTS, SBR_CONSTRAINTS, SBR_CA, MOZILLA_CONSTRAINED],
    "a sub-CA with name constraints and no extKeyUsage, with anyExtendedKeyUsage, or with serverAuth beside emailProtection; before \
     2019, when a CA could do without extKeyUsage, a notice that it has none",
    Look::WithConstraints(purposes),
)
.applies_to(&[Br, Smime])
.effective_from(BR_1_1_6);

static FORM_NOT_RECOMMENDED: Lint = Lint::new(
    "nc_form_not_recommended",
    Warn,
    "A CA for TLS has a base of a form that the Baseline Requirements do not recommend",
    &[BR_CA],
    "an rfc822Name or a URI in the name constraints of a CA that may issue for TLS, without serverAuth in its extKeyUsage: \
     with it, the form is forbidden (`nc_tc_forbidden_form`)",
    Look::WithConstraints(not_recommended_form),
)
.applies_to(&[Br])
.effective_from(BR_2_0);

/// Reports a CA that is meant to be technically constrained, and lacks a part of it.
fn missing(certificate: &LenientCertificate<'_>, report: &mut Report<'_>, has: impl Fn(&TechnicalConstraints) -> bool) {
    // What could not be read may be what is missing.
    let constraints = certificate.name_constraints().filter(|own| !own.has_errors);
    let Some(constraints) = constraints.filter(|_| certificate.is_technically_constrained()) else { return };
    let names = |list| constraints.list(list).filter_map(|at| Some(at.read()?.name));
    if !has(&TechnicalConstraints::of(names(List::Permitted), names(List::Excluded))) {
        report.add(Place::NameConstraints, constraints.extension.octets(), &"");
    }
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
    let constraints = certificate.name_constraints().into_iter();
    for subtree in constraints.flat_map(|constraints| constraints.subtrees_of(|form| !allowed(form))) {
        report.add(subtree.place(), subtree.octets(), &subtree.form());
    }
}

/// Reports a CA for mail that has name constraints and permits nothing of a form that it must be constrained in.
fn smime_missing(certificate: &LenientCertificate<'_>, report: &mut Report<'_>, form: Form<'static>) {
    let Some(constraints) = certificate.name_constraints().filter(|own| !own.has_errors) else { return };
    let is_for_mail = certificate.is_sub_ca() && certificate.has_purpose(oid::ID_KP_EMAIL_PROTECTION);
    if is_for_mail && constraints.permitted_of(form).next().is_none() {
        report.add(Place::NameConstraints, constraints.extension.octets(), &"");
    }
}

/// The day from which every intermediate certificate has an extKeyUsage (Mozilla Root Store Policy §5.3).
const PURPOSES_REQUIRED: EffectiveDate = EffectiveDate::new("2019-01-01", 1_546_300_800);

/// Reports a constrained CA whose extKeyUsage is missing, or does not limit it.
fn purposes(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    let binds = |rule_set, date| report.is_under(rule_set) && certificate.is_issued_under(date);
    let constraints = certificate.name_constraints().filter(|_| certificate.is_sub_ca());
    let Some(constraints) = constraints.filter(|_| binds(Br, BR_1_1_6) || binds(Smime, SBR_1_0)) else { return };
    let Some(extension) = certificate.extension(oid::ID_CE_EXT_KEY_USAGE) else {
        let detail = "it has no extKeyUsage, so it may issue for every purpose";
        let severity = if certificate.is_issued_under(PURPOSES_REQUIRED) { Error } else { Notice };
        // A request asks for a certificate to which its CA adds extensions.
        if !certificate.is_request() {
            report.add_as(severity, Place::NameConstraints, constraints.extension.octets(), &detail);
        }
        return;
    };
    // What a TLS CA must not have beside serverAuth is listed since the profiles.
    let is_mixed = || {
        let purposes = [oid::ID_KP_SERVER_AUTH, oid::ID_KP_EMAIL_PROTECTION];
        (binds(Br, BR_2_0) || binds(Smime, SBR_1_0)) && purposes.iter().all(|own| certificate.has_purpose(*own))
    };
    let detail = if certificate.has_purpose(oid::ANY_EXTENDED_KEY_USAGE) {
        "anyExtendedKeyUsage"
    } else if is_mixed() {
        "serverAuth beside emailProtection"
    } else {
        return;
    };
    report.add(Place::ExtendedKeyUsage, extension.octets(), &detail);
}

fn not_recommended_form(certificate: &LenientCertificate<'_>, report: &mut Report<'_>) {
    if !certificate.is_ca() || !certificate.is_for_tls() || certificate.is_technically_constrained() {
        return;
    }
    let wanted = |form: Form<'_>| matches!(form, Form::Rfc822Name | Form::Uri);
    for subtree in certificate.name_constraints().into_iter().flat_map(|constraints| constraints.subtrees_of(wanted)) {
        report.add(subtree.place(), subtree.octets(), &alloc::format!("{} {}", subtree.form(), shown(&subtree)));
    }
}
