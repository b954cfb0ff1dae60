//! What a domain publishes on the web: MTA-STS and POSH.

use std::net::IpAddr;

use srvname::delegation::mta_sts::StsMode;

use super::certificate::CertificateReport;
use super::lookup::LookupReport;
use super::verdict::Verdict;

/// MTA-STS of a domain (RFC 8461).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MtaStsReport {
    /// The look-up of the record that says that there is a policy.
    pub lookup: LookupReport,
    /// What the record is.
    pub record: RecordState,
    /// The look-ups of the addresses of the policy host; none where there is no record.
    pub address_lookups: Vec<LookupReport>,
    /// The fetches of the policy, one for each address; none where there is no record.
    pub fetches: Vec<FetchReport>,
    /// The policy that a sender uses that has none yet; `None` if it finds none.
    pub policy: Option<PolicyReport>,
}

/// What the TXT record of MTA-STS is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordState {
    /// There is one.
    Found {
        /// Its id.
        id: String,
        /// What is odd in it, a sentence each.
        notes: Vec<String>,
    },
    /// There is none, or none that is valid: why, in a sentence.
    Absent {
        /// Why.
        reason: String,
        /// Whether somebody meant to publish one: there are texts, and they are wrong.
        is_mistake: bool,
    },
    /// It could not be looked up: why, in a sentence.
    Failed(String),
}

/// An MTA-STS policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyReport {
    /// The mode.
    pub mode: StsMode,
    /// How long senders keep it, in seconds.
    pub max_age: u32,
    /// The patterns of MX hosts.
    pub mx: Vec<String>,
    /// What is odd in it, a sentence each.
    pub notes: Vec<String>,
}

/// A document that was fetched over HTTPS from one address, or was tried to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchReport {
    /// The URL.
    pub url: String,
    /// The address; `None` if there was none to ask.
    pub address: Option<IpAddr>,
    /// What came of it.
    pub outcome: FetchOutcome,
    /// The status code; `None` if no answer came.
    pub status: Option<u16>,
    /// The Content-Type as it was sent.
    pub media_type: Option<String>,
    /// The Location as it was sent.
    pub location: Option<String>,
    /// The beginning of the body; `None` if no answer came.
    pub body: Option<Excerpt>,
    /// What the certificate of the web server is worth for its name; `None` if there was no handshake.
    pub certificate: Option<Verdict>,
    /// The certificates of the web server, its own first.
    pub chain: Vec<CertificateReport>,
}

/// What came of a fetch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchOutcome {
    /// The document was taken.
    Taken,
    /// There is no such document, and that is no fault.
    Absent,
    /// It leads to this URL.
    Redirect(String),
    /// It was not taken: why, in a sentence, and the section.
    Refused {
        /// Why.
        reason: String,
        /// The section; `None` if there is none.
        section: Option<String>,
    },
    /// It could not be fetched: why, in a sentence.
    Failed(String),
    /// It was not asked for: why, in a sentence.
    NotAsked(String),
}

/// The beginning of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The beginning, made safe to show.
    pub text: String,
    /// How many octets the whole has; of one that was not read to its end, how many were read at most.
    pub octets: usize,
    /// Whether the whole was read.
    pub is_complete: bool,
}

/// POSH of a domain for a service (RFC 7711).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoshReport {
    /// The URL at which a client begins.
    pub url: String,
    /// The look-ups of the addresses of the web servers.
    pub address_lookups: Vec<LookupReport>,
    /// The fetches, in the order in which they were made.
    pub fetches: Vec<FetchReport>,
    /// The fingerprints that a client uses; `None` if it finds none.
    pub document: Option<PoshDocumentReport>,
    /// Why there are none where there was a document: in a sentence.
    pub fault: Option<String>,
    /// Whether it is not known if there is a document: the web server could not be asked.
    pub is_unanswered: bool,
    /// What is odd, a sentence each.
    pub notes: Vec<String>,
}

/// Fingerprints by POSH.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoshDocumentReport {
    /// How long clients keep them, in seconds.
    pub expires: u64,
    /// The document that the one of the domain referred to; `None` if it referred to none.
    pub via: Option<String>,
    /// The fingerprints that decide, such as `sha-256 e3b0c442...` in lower-case hexadecimal digits, one for each certificate.
    pub fingerprints: Vec<String>,
}
