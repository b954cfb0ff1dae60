//! The POSH document of a connection.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::ToString;
use alloc::sync::Arc;

use crate::certificate::Certificate;
use crate::delegation::connection::document::{Document, DocumentFault, DocumentFinding};
use crate::delegation::connection::evidence::ConnectionEvidence;
use crate::delegation::connection::refusal::DelegationRefusalKind;
use crate::delegation::digests::Digests;
use crate::delegation::posh::matching::{Mismatch, PoshVerdict, Presented};
use crate::delegation::posh::resolve::Material;
use crate::delegation::posh::service::PoshService;
use crate::name::srv::Service;

/// The material of a source domain for one service, for one connection.
#[derive(Clone, Debug)]
pub struct PoshEvidence {
    service: Box<str>,
    material: Material,
    age: u64,
}

impl PoshEvidence {
    /// Returns the evidence: the material for this service, and how many seconds ago the source domain's document was fetched,
    /// at the time of the handshake.
    #[must_use]
    pub fn new(service: PoshService<'_>, material: Material, age: u64) -> Self {
        Self { service: service.name().as_str().into(), material, age }
    }
}

impl Document for PoshEvidence {
    fn service(&self) -> Service<'_> {
        Service::from_parsed(&self.service)
    }

    fn finding(&self, certificate: &Certificate<'_>, now: i64, digests: &dyn Digests) -> DocumentFinding {
        let verdict = self.material.verify(Presented { certificate, now, age: self.age }, digests);
        let sentence = match &verdict {
            PoshVerdict::NoMatch(mismatch @ Mismatch::None(hint)) => format!("{mismatch} ({hint})"),
            verdict => verdict.to_string(),
        };
        let fault = |kind| DocumentFault { kind, sentence, citation: verdict.citation() };
        match verdict {
            PoshVerdict::Match { .. } => DocumentFinding::Matches,
            PoshVerdict::CertificateExpired { .. } => DocumentFinding::Fails(fault(DelegationRefusalKind::PoshExpired)),
            PoshVerdict::CertificateNotYetValid { .. } => {
                DocumentFinding::Fails(fault(DelegationRefusalKind::PoshNotYetValid))
            }
            PoshVerdict::NoMatch(_) => DocumentFinding::Fails(fault(DelegationRefusalKind::PoshNoMatch)),
            PoshVerdict::NothingUsable(_) => DocumentFinding::Unusable(fault(DelegationRefusalKind::PoshUnusable)),
            PoshVerdict::Stale { .. } => DocumentFinding::Unusable(fault(DelegationRefusalKind::PoshStale)),
        }
    }
}

impl ConnectionEvidence {
    /// Returns this evidence with a POSH document. The certificate that it has is accepted, whatever its names and its path
    /// (RFC 7711 §3.3); another one needs another mechanism.
    #[must_use]
    pub fn with_posh(mut self, posh: PoshEvidence) -> Self {
        self.document = Some(Arc::new(posh));
        self
    }
}
