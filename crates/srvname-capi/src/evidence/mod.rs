//! What is known of one connection before it is made: where a domain led, and what it publishes about who serves it.

mod facts;

use std::ffi::c_char;
use std::sync::{PoisonError, RwLock};

use srvname::delegation::dns::Tlsa;
use srvname::delegation::mta_sts::{ReadPolicy, ReadingRules};
use srvname::delegation::posh::{Document, Material};
use srvname::delegation::{Authentication, ConnectionEvidence, DaneAndMtaSts};
use srvname::identity::AuthenticatedBy;
use srvname::{ReferenceId, delegation::dane::DaneProfile};

use crate::boundary::{Output, explained, fallible, free, reference, text, values};
use crate::failure::Failure;
use crate::references;
use crate::result::ResultCode;
use crate::settings::{Choice, TlsaLookup};
use crate::version::check_abi;
use facts::{Facts, Posh, Target, TlsaRecords};

/// What is known of one connection before it is made. Two threads may use one value.
pub struct Evidence {
    facts: RwLock<Facts>,
}

impl Evidence {
    /// Returns the evidence for the library, with these references for a path to the caller's own roots.
    ///
    /// Fails if DANE does not let the client connect.
    pub(crate) fn of_connection(&self, references: &[ReferenceId<'_>]) -> Result<ConnectionEvidence, Failure> {
        // What is behind this lock is set as a whole: a panic leaves it as it was.
        self.facts.read().unwrap_or_else(PoisonError::into_inner).of_connection(references)
    }

    fn with<T>(&self, change: impl FnOnce(&mut Facts) -> T) -> T {
        change(&mut self.facts.write().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes new evidence for a connection to a domain to `evidence`: the domain that the user or the configuration named, and the
/// service there, or NULL for mail between MTAs and for what has no service. Pass SRVNAME_ABI as `abi`. Free it with
/// srvname_evidence_free().
///
/// Evidence is for one connection: a domain changes what it publishes, and records live as long as their TTL says.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_new(
    abi: u32,
    service: *const c_char,
    domain: *const c_char,
    evidence: *mut *mut Evidence,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let (mut message, output) = unsafe { (Output::new(message), Output::new(evidence)) };
    explained(&mut message, || {
        let mut output = output.required()?;
        check_abi(abi)?;
        let service = if service.is_null() {
            None
        } else {
            // SAFETY: the contract of the header.
            Some(references::service(unsafe { text(service) }?)?)
        };
        // SAFETY: the contract of the header.
        let domain = references::source_domain(unsafe { text(domain) }?)?;
        output.put(Evidence { facts: RwLock::new(Facts::new(service, domain)) });
        Ok(None)
    })
}

/// Sets the host that the domain led to, where somebody vouched for that, one of enum srvname_vouched_by. Without a call the domain
/// is its own host.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_set_target(
    evidence: *mut Evidence,
    host: *const c_char,
    vouched_by: u32,
    message: *mut *mut c_char,
) -> ResultCode {
    let target = |host| {
        let by = AuthenticatedBy::of(vouched_by).ok_or(ResultCode::InvalidValue)?;
        Ok(Target::Authenticated(host, by))
    };
    // SAFETY: the contract of the header.
    unsafe { set_target(evidence, host, message, target) }
}

/// Sets the host that the domain led to, where nobody vouched for that: SRV or MX records without DNSSEC. What is then proven of the
/// host is not proven of the domain.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_set_insecure_target(
    evidence: *mut Evidence,
    host: *const c_char,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set_target(evidence, host, message, |host| Ok(Target::Insecure(host))) }
}

/// Sets how the look-up of TLSA records ended, one of enum srvname_tlsa_lookup, for this host and port over TCP, and what they are
/// used for, one of enum srvname_dane_profile. The host is the one whose records were asked for: the domain, the target that was set
/// before, or where aliases of that target led, all of them from secure answers. They are asked for only if the addresses of the host
/// come from a secure answer, too (RFC 7672 §2.2.2). Records that were added before are gone. SRVNAME_DANE_PROFILE_SRV needs evidence
/// with a service.
///
/// Returns SRVNAME_RESULT_NO_CONNECTION if the look-up failed: then no connection may be made to this host now, and a verification
/// with this evidence returns the same. So does one after SRVNAME_TLSA_LOOKUP_FOUND without a record.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_set_tlsa_lookup(
    evidence: *mut Evidence,
    profile: u32,
    lookup: u32,
    host: *const c_char,
    port: u16,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let mut message = unsafe { Output::new(message) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (evidence, host) = unsafe { (reference(evidence)?, text(host)?) };
        let lookup = TlsaLookup::of(lookup).ok_or(ResultCode::InvalidValue)?;
        let profile = DaneProfile::of(profile).ok_or(ResultCode::InvalidValue)?;
        let host = references::host(host)?;
        evidence.with(|facts| facts.set_tlsa(TlsaRecords::new(profile, lookup, host, port)))?;
        Ok(None)
    })
}

/// Adds a TLSA record: its RDATA, from the octet of the usage on. The look-up was set before, to SRVNAME_TLSA_LOOKUP_FOUND. A record
/// that cannot be used, such as one of an unknown usage, is added too: it counts for what a set of such records means.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_add_tlsa(
    evidence: *mut Evidence,
    rdata: *const u8,
    length: usize,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let mut message = unsafe { Output::new(message) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (evidence, octets) = unsafe { (reference(evidence)?, values(rdata, length)?) };
        let record = Tlsa::from_rdata(octets).ok_or_else(|| {
            let found = octets.len();
            let why = format_args!("a TLSA record has three octets and then data, and this one has {found} octets");
            Failure::new(ResultCode::InvalidEvidence, why)
        })?;
        evidence.with(|facts| match &mut facts.tlsa {
            Some(records) if records.lookup == TlsaLookup::Found => {
                records.add(record);
                Ok(None)
            }
            _ => Err(Failure::new(ResultCode::InvalidValue, "the look-up is not set to one that found records")),
        })
    })
}

/// Sets the MTA-STS policy of the domain (RFC 8461 §3.2), the body of the file as it was fetched or as it is in the cache, and the MX
/// host that is connected to. In mode enforce the policy must allow the host, and the certificate be for it; in mode testing that
/// is noted in the text of the verdict; mode none is no policy.
///
/// What is odd about the policy and does not make it invalid, `message` says beside success. One that is malformed
/// (SRVNAME_RESULT_INVALID_EVIDENCE) is no policy (RFC 8461 §3.2), and the one before stays.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_set_mta_sts(
    evidence: *mut Evidence,
    policy: *const u8,
    length: usize,
    mx: *const c_char,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let mut message = unsafe { Output::new(message) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (evidence, body, mx) = unsafe { (reference(evidence)?, values(policy, length)?, text(mx)?) };
        let mx = references::host(mx)?;
        let read = ReadPolicy::from_body(body, ReadingRules::default())
            .map_err(|error| Failure::new(ResultCode::InvalidEvidence, error))?;
        let notes: Vec<_> = read.notes().iter().map(ToString::to_string).collect();
        evidence.with(|facts| facts.mta_sts = Some((read.into_policy(), mx)));
        Ok((!notes.is_empty()).then(|| notes.join("; ")))
    })
}

/// Sets the POSH document of the domain for the service of the evidence (RFC 7711), and how many seconds ago it was fetched. If it is
/// a reference, as srvname_posh_url() says, `referred` is the document at its url; otherwise that is NULL and 0. The certificate
/// that it has is accepted, whatever its names and its path.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_set_posh(
    evidence: *mut Evidence,
    document: *const u8,
    length: usize,
    referred: *const u8,
    referred_length: usize,
    age: u64,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let mut message = unsafe { Output::new(message) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (evidence, source) = unsafe { (reference(evidence)?, values(document, length)?) };
        // SAFETY: the contract of the header.
        let other: &[u8] = unsafe { values(referred, referred_length) }?;
        let source = read_document("the document", source)?;
        let is_given = !referred.is_null() || referred_length != 0;
        let other = is_given.then(|| read_document("the document that is referred to", other)).transpose()?;
        let material = Material::resolve(&source, other.as_ref())
            .map_err(|error| Failure::new(ResultCode::InvalidEvidence, error))?;
        evidence.with(|facts| {
            if facts.service().is_none() {
                let why = "the evidence has no service, and a POSH document is for one";
                return Err(Failure::new(ResultCode::InvalidReference, why));
            }
            facts.posh = Some(Posh { material, age });
            Ok(None)
        })
    })
}

/// Writes the url that a POSH document refers to to `url`, where the document with the fingerprints is (RFC 7711 §3.2); NULL if it has
/// them itself.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_posh_url(
    document: *const u8,
    length: usize,
    url: *mut *mut c_char,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let (mut message, url) = unsafe { (Output::new(message), Output::new(url)) };
    explained(&mut message, || {
        let mut url = url.required()?;
        // SAFETY: the contract of the header.
        let document = read_document("the document", unsafe { values(document, length) }?)?;
        if let Document::Reference(reference) = document {
            url.put_text(reference.url.as_str());
        }
        Ok(None)
    })
}

/// Sets how far the server must be authenticated, one of enum srvname_authentication.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_set_least_authentication(
    evidence: *mut Evidence,
    authentication: u32,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set(evidence, authentication, |facts, least: Authentication| facts.least = least) }
}

/// Sets whether DANE suffices where an MTA-STS policy does not hold, one of enum srvname_beside_mta_sts. DANE that fails is lifted by
/// nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_set_beside_mta_sts(evidence: *mut Evidence, rule: u32) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set(evidence, rule, |facts, rule: DaneAndMtaSts| facts.dane_and_mta_sts = rule) }
}

/// Writes the name to send as SNI to `name`: that of the TLSA records (RFC 7671 §10.2), or of the MX host that a policy allows (RFC
/// 8461 §7.1); NULL if the evidence asks for none, where it is mostly the domain. srvname_string_free() frees it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_server_name(evidence: *const Evidence, name: *mut *mut c_char) -> ResultCode {
    // SAFETY: the contract of the header.
    let name = unsafe { Output::new(name) };
    fallible(|| {
        let mut name = name.required()?;
        // SAFETY: the contract of the header.
        let evidence = unsafe { reference(evidence) }?.of_connection(&[])?;
        if let Some(own) = evidence.server_name() {
            name.put_text(own);
        }
        Ok(())
    })
}

/// Frees evidence; NULL is allowed. No other thread may use it at that time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_evidence_free(evidence: *mut Evidence) {
    // SAFETY: the contract of the header.
    unsafe { free(evidence) }
}

fn read_document(what: &str, body: &[u8]) -> Result<Document, Failure> {
    let read = Document::read(body);
    let invalid = |error| Failure::new(ResultCode::InvalidEvidence, format_args!("{what}: {error}"));
    read.map(|read| read.document).map_err(invalid)
}

/// # Safety
///
/// The contract of the header.
unsafe fn set_target(
    evidence: *mut Evidence,
    host: *const c_char,
    message: *mut *mut c_char,
    target: impl FnOnce(String) -> Result<Target, Failure>,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let mut message = unsafe { Output::new(message) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (evidence, host) = unsafe { (reference(evidence)?, text(host)?) };
        let target = target(references::host(host)?)?;
        evidence.with(|facts| facts.target = target);
        Ok(None)
    })
}

/// # Safety
///
/// The contract of the header.
unsafe fn set<T: Choice>(evidence: *mut Evidence, number: u32, change: impl FnOnce(&mut Facts, T)) -> ResultCode {
    fallible(|| {
        // SAFETY: the contract of the header.
        let evidence = unsafe { reference(evidence) }?;
        let value = T::of(number).ok_or(ResultCode::InvalidValue)?;
        evidence.with(|facts| change(facts, value));
        Ok(())
    })
}
