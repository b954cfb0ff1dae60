//! The library's answers: paths as the corpora give them, and paths made up around one constraint and one name.

use srvname::{
    Certificate, Path, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor, certificate::CertificateError,
    path::RejectionKind,
};

use srvname_testkit::corpora::row::Answer;
use srvname_testkit::unsigned;

/// What the corpora ask: RFC 5280 alone, without the rule that this library adds, and with the anchor's constraints.
fn policy() -> Policy<'static> {
    Policy::new().with_sub_ca_rule(SubCaRule::Rfc5280)
}

/// Certificates in order, end entity first and anchor last: their names and constraints, no signature, no time.
pub(crate) fn path(ders: &[&[u8]], references: Option<&[ReferenceId<'_>]>) -> Answer {
    match try_path(ders, references) {
        Ok(()) => Answer::plain("accept"),
        Err(reason) => Answer::because("reject", reason),
    }
}

fn try_path(ders: &[&[u8]], references: Option<&[ReferenceId<'_>]>) -> Result<(), String> {
    let certificates = ders.iter().map(|der| Certificate::from_der(der)).collect::<Result<Vec<_>, _>>();
    let certificates = certificates.map_err(|error| unreadable(&error))?;
    let [end_entity, intermediates @ .., anchor] = certificates.as_slice() else { panic!("a path has two ends") };
    let anchor = TrustAnchor::from_certificate(anchor);
    let refused = |rejection: Rejection| reason(&rejection);
    let path = Path::assume_signed(&anchor, intermediates, end_entity).map_err(|error| refused(error.into()))?;
    match references {
        Some(references) => path.validate(references, &policy()).map(drop).map_err(refused),
        None => path.validate_names(&policy()).map_err(refused),
    }
}

/// One CA with these constraints above one certificate with this subject and this subjectAltName.
pub(crate) fn pair(name_constraints: &[u8], subject: &[u8], san: Option<&[u8]>) -> Answer {
    below(&[Some(name_constraints.to_vec())], subject, san)
}

/// CAs with these constraints or none, from the anchor down, above one certificate.
pub(crate) fn below(levels: &[Option<Vec<u8>>], subject: &[u8], san: Option<&[u8]>) -> Answer {
    let above = levels.iter().enumerate().rev();
    let authorities = above.map(|(depth, constraints)| unsigned::authority(depth, constraints.as_deref()));
    let end_entity = unsigned::end_entity(levels.len().saturating_sub(1), subject, san);
    let path = std::iter::once(end_entity).chain(authorities).collect::<Vec<_>>();
    self::path(&path.iter().map(Vec::as_slice).collect::<Vec<_>>(), None)
}

/// The code of a refusal, and the rule that a malformed name or base breaks.
pub(crate) fn reason(rejection: &Rejection) -> String {
    match rejection.kind() {
        RejectionKind::MalformedName(error) | RejectionKind::MalformedConstraint(error) => {
            format!("{} {:?}", rejection.code(), error.rule())
        }
        RejectionKind::MalformedCertificate(error) => unreadable(error),
        _ => rejection.code().to_owned(),
    }
}

/// The code of a certificate that cannot be read, and what is wrong with it.
pub(crate) fn unreadable(error: &CertificateError) -> String {
    format!("malformed_certificate {:?}", error.kind())
}
