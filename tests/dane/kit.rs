//! Certificates, records and questions that the tests share.

use core::time::Duration;

use rustls_pki_types::UnixTime;
use srvname::ReferenceId;
use srvname::delegation::Digests;
use srvname::delegation::dane::{
    Authenticated, DIGESTS, DaneProfile, Evaluator, NoMatch, NotAuthenticated, OwnedTlsa, RecordFailure, RecordSet,
    TlsaOutcome,
};
use srvname::delegation::dns::{CertificateUsage, MatchingType, Selector, Tlsa};
use srvname_testkit::digests::Sha2;
use srvname_testkit::make::{Ca, Draft, Issued, dns};
use srvname_testkit::verdict::build::AT;

/// The base domain of most questions.
pub(crate) const HOST: &str = "mx1.example.com";

pub(crate) fn root() -> Issued {
    Ca::root("Example Root CA")
}

pub(crate) fn sub_ca() -> Issued {
    root().sub_ca("Example Issuing CA").issue()
}

/// An end entity of the CA for [`HOST`].
pub(crate) fn server_of(ca: &Issued) -> Draft {
    ca.end_entity("Example Server").san([dns(HOST)])
}

pub(crate) fn server() -> Issued {
    server_of(&sub_ca()).issue()
}

/// The certificate without parsing it, or its key as the testkit encodes it.
pub(crate) fn selected(certificate: &Issued, selector: u8) -> Vec<u8> {
    if selector == 0 { certificate.der().to_vec() } else { certificate.key().public_key_info() }
}

/// A record with these octets, or their digest, as its data.
pub(crate) fn record_of(numbers: [u8; 3], octets: &[u8]) -> OwnedTlsa {
    let [usage, selector, matching_type] = numbers;
    let data = match matching_type {
        1 => Sha2.sha256(octets).to_vec(),
        2 => Sha2.sha512(octets).to_vec(),
        _ => octets.to_vec(),
    };
    OwnedTlsa::from(Tlsa {
        usage: CertificateUsage(usage),
        selector: Selector(selector),
        matching_type: MatchingType(matching_type),
        data: &data,
    })
}

/// The record of these numbers for a certificate.
pub(crate) fn record(numbers: [u8; 3], certificate: &Issued) -> OwnedTlsa {
    record_of(numbers, &selected(certificate, numbers[1]))
}

/// A question about a chain.
#[derive(Clone, Copy)]
pub(crate) struct Question<'q> {
    pub(crate) profile: DaneProfile,
    pub(crate) records: &'q [OwnedTlsa],
    pub(crate) at: u64,
    pub(crate) references: &'q [&'q str],
    pub(crate) evaluator: Evaluator<'q>,
}

impl<'q> Question<'q> {
    pub(crate) fn new(records: &'q [OwnedTlsa]) -> Self {
        let evaluator = Evaluator::new(&Sha2, webpki::ALL_VERIFICATION_ALGS);
        Self { profile: DaneProfile::Smtp, records, at: AT, references: &[HOST, "example.com"], evaluator }
    }

    pub(crate) fn ask_ders(&self, chain: &[&[u8]]) -> TlsaOutcome {
        let records: Vec<_> = self.records.iter().map(OwnedTlsa::as_tlsa).collect();
        let set = RecordSet::new(&records, self.profile, DIGESTS);
        let references: Vec<_> = self.references.iter().map(|name| ReferenceId::dns(name).unwrap()).collect();
        self.evaluator.evaluate(&set, chain, &references, UnixTime::since_unix_epoch(Duration::from_secs(self.at)))
    }

    pub(crate) fn ask(&self, chain: &[&Issued]) -> TlsaOutcome {
        self.ask_ders(&chain.iter().map(|one| one.der()).collect::<Vec<_>>())
    }

    /// Who authenticates it, at which depth, by which name.
    pub(crate) fn found(&self, chain: &[&Issued]) -> (usize, &'static str, usize, Option<String>) {
        match self.ask(chain) {
            TlsaOutcome::Authenticated(Authenticated { record, usage, depth, name, .. }) => {
                (record, usage.acronym().unwrap(), depth, name.map(|name| name.to_string()))
            }
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn refusal(&self, chain: &[&Issued]) -> NotAuthenticated {
        match self.ask(chain) {
            TlsaOutcome::NotAuthenticated(failure) => failure,
            other => panic!("{other:?}"),
        }
    }

    /// The failure of the only record.
    pub(crate) fn failure(&self, chain: &[&Issued]) -> RecordFailure {
        let refusal = self.refusal(chain);
        assert_eq!(refusal.records.len(), 1);
        refusal.records[0].clone()
    }

    /// The code of the rejection of a path, by the only record.
    pub(crate) fn code(&self, chain: &[&Issued]) -> (String, Option<usize>) {
        match self.failure(chain).why {
            NoMatch::Path(rejection) => {
                (rejection.code().to_owned(), rejection.position().map(|position| position.get()))
            }
            other => panic!("{other:?}"),
        }
    }
}

/// As [`Question::found`] for DANE-EE.
pub(crate) fn by_ee(record: usize) -> (usize, &'static str, usize, Option<String>) {
    (record, "DANE-EE", 0, None)
}

/// As [`Question::found`] for DANE-TA.
pub(crate) fn by_ta(record: usize, depth: usize, name: &str) -> (usize, &'static str, usize, Option<String>) {
    (record, "DANE-TA", depth, Some(name.to_owned()))
}
