//! MTA-STS: a policy on the web site of a domain says which MX hosts are its own (RFC 8461).
//!
//! The caller's resolver, HTTP client and TLS stack bring what they found; nothing here looks anything up, and moments are
//! numbers that the caller passes. A sender asks in this order:
//!
//! 1. [`StsRecord::look_up`]: does the `_mta-sts` record announce a policy, and which instance of it?
//! 2. [`PolicyPlan::of`]: fetch it, use the one that is cached, or do without?
//! 3. [`PolicyHost`] and [`accept_response`]: where it is fetched, and whether the response is a policy.
//! 4. [`StsPolicy::evaluate`]: is this MX host allowed, and which name must its certificate have?
//! 5. [`MxOutcome::of`]: deliver or go on to the next host, and what to report. [`MxOutcome::with_dane`] where DANE applies too.
//! 6. [`BeforeFailure::of`]: when no host took the mail, before it is given back.
//!
//! The certificate itself goes through [`PathBuilder`](crate::PathBuilder), with the reference of [`MxMatch`] or of
//! [`PolicyHost`] alone.
//!
//! For those who publish: [`ReadPolicy::from_body`] says what is wrong with a file and where, `StsPolicy` displays itself as
//! one, [`record_text`] is the record, and [`StsPublication`], [`StsPolicy::check_hosts`], [`PolicyInUse`] and [`RemovalStep`] say
//! what else to mind.
//!
//! ```
//! use srvname::delegation::mta_sts::{MxVerdict, MxOutcome, ReadPolicy, ReadingRules, TlsFacts};
//! use srvname::name::DnsName;
//!
//! let body = b"version: STSv1\r\nmode: enforce\r\nmx: *.example.net\r\nmax_age: 604800\r\n";
//! let policy = ReadPolicy::from_body(body, ReadingRules::default())?.into_policy();
//! let verdict = policy.evaluate(DnsName::parse_user_input("mail.example.net.")?);
//! let MxVerdict::Match(found) = verdict else { panic!() };
//! assert_eq!(found.reference().to_string(), "mail.example.net");
//! assert_eq!(MxOutcome::of(&verdict, TlsFacts::Verified), MxOutcome::Deliver);
//! assert_eq!(MxOutcome::of(&verdict, TlsFacts::NoStarttls).as_str(), "skip-host");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub(crate) mod cache;
pub(crate) mod fetch;
pub(crate) mod mx;
pub(crate) mod mx_pattern;
mod octet;
pub(crate) mod outcome;
pub(crate) mod policy;
pub(crate) mod policy_error;
pub(crate) mod policy_id;
pub(crate) mod publish;
pub(crate) mod reader;
pub(crate) mod record;
mod writer;

pub use cache::{
    BeforeFailure, CachedPolicy, FailedFetch, PolicyFetchFailure, PolicyPlan, PolicyRefresh, REFRESH_SECONDS,
    RETRY_SECONDS,
};
pub use fetch::{
    MAX_POLICY_OCTETS, MissingMediaType, PolicyBody, PolicyFetchError, PolicyFetchRules, PolicyHost, PolicyResponse,
    accept_response,
};
pub use mx::{MxMatch, MxVerdict};
pub use mx_pattern::{MxPattern, MxPatternError, MxPatternFault};
pub use outcome::{CertificateRefusal, DaneFinding, MxOutcome, TlsFacts};
pub use policy::{MaxAge, PolicyWithoutMx, StsMode, StsPolicy};
pub use policy_error::{InvalidPolicy, PolicyFault, PolicyField, PolicyNote, PolicyNoteKind, PolicyPlace};
pub use policy_id::{PolicyId, PolicyIdError};
pub use publish::{PolicyInUse, RemovalStep, Reports, StsPublication, StsRemark, StsRemarkLevel};
pub use reader::{BlankLines, MaxAgeAboveMaximum, ReadPolicy, ReadingRules};
pub use record::{NoStsRecord, StsRecord, StsRecordFault, StsRecordLookup, StsRecordNote, record_text};
