//! The certificates that a server sent, and how the library is asked about them.

use std::time::Duration;

use rustls_pki_types::UnixTime;
use srvname::certificate::{Certificate, CertificateError};
use srvname::constraints::Position;
use srvname::delegation::dns::Security;
use srvname::delegation::{
    Application, ConnectionEvidence, Delegation, ListedBy, PathQuestion, ProvenName, References, SmtpSecurity,
    reference_identifiers,
};
use srvname::identity::{ReferenceId, SourceDomain};
use srvname::name::DnsName;
use srvname::path::{CertificatePool, Path, PathBuildError, PathBuilder, Policy, Purpose, Rejection};

use super::dane::DanePlan;
use super::evidence::{PublishedMaterial, PublishedPolicy};
use super::kinds;
use super::report::{Failure, ProbedService, TlsStart, Verdict};
use super::settings::Settings;

/// How many signatures one question may check. A chain of a server that means well needs four or five; and there are several
/// questions about each of hundreds of sessions, whose chains can be made to be costly.
pub(super) const MAX_SIGNATURE_CHECKS: u32 = 20;

/// What is known of a server, with everything by which its certificates are judged.
#[derive(Clone, Copy)]
pub(super) struct Judge<'j> {
    pub(super) settings: &'j Settings<'j>,
    pub(super) source: SourceDomain<'j>,
    pub(super) service: ProbedService,
    pub(super) host: DnsName<'j>,
    pub(super) tls: TlsStart,
    /// How far the way from the domain to the name of the host can be believed.
    pub(super) delegation_security: Security,
    pub(super) plan: &'j DanePlan,
    pub(super) policy: &'j PublishedPolicy,
    pub(super) posh: &'j PublishedMaterial,
}

/// The certificates that a server sent.
pub(super) struct Sent<'c> {
    pub(super) ders: Vec<&'c [u8]>,
    pub(super) end_entity: Result<Certificate<'c>, CertificateError>,
    pool: CertificatePool<'c>,
}

impl<'c> Sent<'c> {
    /// Returns what was sent; `None` if it is nothing.
    pub(super) fn of(ders: Vec<&'c [u8]>) -> Option<Self> {
        let end_entity = Certificate::from_der(ders.first()?);
        let pool = CertificatePool::from_ders(ders.iter().skip(1).copied());
        Some(Self { ders, end_entity, pool })
    }

    /// Returns the server's own certificate.
    pub(super) fn certificate(&self) -> Result<&Certificate<'c>, Rejection> {
        self.end_entity.as_ref().map_err(|error| Rejection::malformed_certificate(*error, Position::END_ENTITY))
    }
}

impl<'j> Judge<'j> {
    pub(super) fn time(&self) -> UnixTime {
        UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(self.settings.moment).unwrap_or(0)))
    }

    /// Returns where the domain led, and who vouches for that.
    pub(super) fn delegation(&self) -> Delegation<'j> {
        if self.host == self.source.name() {
            return Delegation::Direct;
        }
        Delegation::by_dns(self.host, &[self.delegation_security]).unwrap_or(Delegation::Insecure(self.host))
    }

    /// Returns the names that the specification of the service lists.
    pub(super) fn references(&self) -> References {
        let application = match kinds::profile(self.service, self.tls) {
            Some(profile) => Application::Service(profile),
            None => Application::Smtp(SmtpSecurity::RequireTls),
        };
        reference_identifiers(application, self.source, self.delegation())
    }

    fn builder<'b>(&'b self, policy: Policy<'b>, purpose: Purpose) -> PathBuilder<'b, 'j> {
        let mut builder = PathBuilder::new(self.settings.anchors, self.settings.algorithms);
        builder.rsa_key_bits = self.settings.rsa_key_bits;
        builder.max_signature_checks = MAX_SIGNATURE_CHECKS;
        builder.with_policy(policy).with_purpose(purpose)
    }

    /// Returns the name for which there is a path to a root.
    pub(super) fn prove<'r>(
        &self,
        sent: &Sent<'_>,
        references: &'r [ReferenceId<'r>],
        policy: Policy<'_>,
        purpose: Purpose,
    ) -> Result<ProvenName<'r>, Rejection> {
        let builder = self.builder(policy, purpose);
        let verified = builder.verify(sent.certificate()?, &sent.pool, self.time(), references);
        verified.map(|verified| ProvenName::from(&verified.identity)).map_err(rejection_of)
    }

    /// Returns that there is a path to a root, whatever the names are.
    pub(super) fn has_path(&self, sent: &Sent<'_>) -> Result<(), Rejection> {
        let builder = self.builder(self.settings.policy, Purpose::Server);
        let found = builder.verify_path(sent.certificate()?, &sent.pool, self.time());
        found.map(|_| ()).map_err(rejection_of)
    }

    /// Answers the library's question for a path.
    pub(super) fn answer<'r>(
        &self,
        sent: &Sent<'_>,
        question: &PathQuestion<'r, '_>,
    ) -> Result<ProvenName<'r>, Rejection> {
        // The certificates of the roots are not at hand, only their names and keys.
        let check = |path: &Path<'_, '_>| question.check(path, &[]);
        let mut builder = self.builder(question.narrow(self.settings.policy), Purpose::Server);
        if question.has_condition() {
            builder = builder.with_path_check(&check);
        }
        let verified = builder.verify(sent.certificate()?, &sent.pool, self.time(), question.references());
        verified.map(|verified| ProvenName::from(&verified.identity)).map_err(|error| error.rejection)
    }

    /// Returns what is known of the connection, without what the domain publishes.
    pub(super) fn connection(&self) -> ConnectionEvidence {
        match self.service {
            ProbedService::Smtp => ConnectionEvidence::new(self.source, self.delegation(), []),
            _ => ConnectionEvidence::of_application(
                self.source,
                self.delegation(),
                self.references(),
                ListedBy::Protocol,
            ),
        }
    }

    /// Returns the verdict of a name that was proven, or was not.
    pub(super) fn of_proof(&self, proof: Result<ProvenName<'_>, Rejection>) -> Verdict {
        match proof {
            Ok(proven) => {
                Verdict::Holds(format!("the certificate is for {}, and has a path to a root", proven.reference()))
            }
            Err(rejection) => Verdict::Fails(self.failure(&rejection)),
        }
    }

    /// Returns a rejection as the report has it.
    pub(super) fn failure(&self, rejection: &Rejection) -> Failure {
        let certificate = rejection.position().and_then(|position| u32::try_from(position.get()).ok());
        let section = rejection.citation().to_string();
        Failure {
            reason: without_section(&rejection.to_string(), &section),
            section: Some(section),
            code: Some(rejection.code().to_owned()),
            certificate,
            tls_rpt: None,
            advice: rejection.advice(&self.settings.advice_host),
        }
    }
}

/// Returns the rejection of the path that came closest, which names its certificates.
fn rejection_of(error: PathBuildError<'_, '_>) -> Rejection {
    error.rejection.with_certificates(error.path.certificates)
}

/// Drops the section at the end of a sentence, which has a field of its own.
pub(super) fn without_section(sentence: &str, section: &str) -> String {
    let end = format!(" [{section}]");
    sentence.strip_suffix(&end).unwrap_or(sentence).to_owned()
}
