//! Evidence of one connection over the interface for C: targets, look-ups, records, policies and documents of any kind.
//!
//! Beside it a model of the one mechanism that needs no path: under records for whole certificates that apply, nothing but those
//! octets is accepted, and they are if nothing else is known.

use std::ffi::c_char;
use std::ptr;

use arbitrary::{Result, Unstructured};
use srvname::Certificate;
use srvname_capi::ResultCode;
use srvname_capi::evidence::{self, Evidence};
use srvname_capi::verdict::{self, Verdict};
use srvname_capi::verifier::Verifier;
use srvname_capi::verify::Der;
use srvname_capi::verify_evidence::srvname_verify_evidence;
use srvname_capi::version::SRVNAME_ABI;

use super::c_abi::{AT, shown, taken, text, text_of};

const POLICIES: [&[u8]; 4] = [
    b"version: STSv1\nmode: enforce\nmx: *.example.com\nmax_age: 86400\n",
    b"version: STSv1\nmode: testing\nmx: mx.example.org\nmax_age: 86400\n",
    b"version: STSv1\nmode: none\nmax_age: 86400\n",
    b"version: STSv1\nmode: enforce\nmax_age: \x07\n",
];

const DOCUMENTS: [&[u8]; 4] = [
    br#"{"fingerprints":[{"sha-256":"4/mggdlVx8A3pvHAWW5sD+qJyMtUHgiRuPjVC48N0XQ="}],"expires":604800}"#,
    br#"{"fingerprints":[{}],"expires":60}"#,
    br#"{"url":"https://hosting.example.net/posh.json","expires":86400}"#,
    b"{\"url\":\"\x07\"",
];

/// Evidence that is freed, and what of it the model knows.
pub(super) struct OwnEvidence {
    handle: *mut Evidence,
    /// How the look-up of TLSA records ended, if it was set, and their profile.
    lookup: Option<(u32, u32)>,
    records: Vec<Vec<u8>>,
    is_secure: bool,
    has_more: bool,
}

impl Drop for OwnEvidence {
    fn drop(&mut self) {
        // SAFETY: the library wrote it, and it is used no more.
        unsafe { evidence::srvname_evidence_free(self.handle) };
    }
}

/// Calls a function that takes a place for a sentence, which comes with what failed for a reason of its own.
fn explained(call: impl FnOnce(*mut *mut c_char) -> ResultCode) -> ResultCode {
    let mut message = ptr::dangling_mut();
    let result = call(&raw mut message);
    let message = taken(message);
    message.iter().for_each(|sentence| shown(sentence));
    let needs_reason =
        [ResultCode::InvalidReference, ResultCode::InvalidEvidence, ResultCode::NoConnection].contains(&result);
    assert!(!needs_reason || message.is_some());
    result
}

impl OwnEvidence {
    /// Evidence of example.com, or none if the texts or the interface are wrong.
    pub(super) fn new(input: &mut Unstructured<'_>) -> Result<Option<Self>> {
        let abi = if input.ratio(15u8, 16u8)? { SRVNAME_ABI } else { input.arbitrary()? };
        let (service, domain) = if input.ratio(7u8, 8u8)? {
            (c"xmpp-server".into(), c"example.com".into())
        } else {
            (text(input)?, text(input)?)
        };
        let service = if input.ratio(3u8, 4u8)? { service.as_ptr() } else { ptr::null() };
        let mut handle = ptr::dangling_mut();
        // SAFETY: texts or NULL, and places to write to.
        let result = explained(|message| unsafe {
            evidence::srvname_evidence_new(abi, service, domain.as_ptr(), &raw mut handle, message)
        });
        assert_eq!(result == ResultCode::Ok, !handle.is_null());
        let own = Self { handle, lookup: None, records: Vec::new(), is_secure: true, has_more: false };
        Ok((result == ResultCode::Ok).then_some(own))
    }

    /// One call that changes it.
    pub(super) fn change(&mut self, input: &mut Unstructured<'_>, ders: &[Vec<u8>]) -> Result<()> {
        match input.int_in_range(0..=9u8)? {
            0 | 1 => self.set_target(input)?,
            2..=4 => self.set_lookup(input)?,
            5..=7 => self.add_record(input, ders)?,
            8 => self.set_policy(input)?,
            _ => self.set_document(input)?,
        }
        Ok(())
    }

    fn set_target(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let (host, by) = (text(input)?, input.int_in_range(0..=4u32)?);
        let is_insecure = input.ratio(1u8, 4u8)?;
        // SAFETY: a live handle, a text, and a place to write to.
        let result = explained(|message| unsafe {
            match is_insecure {
                true => evidence::srvname_evidence_set_insecure_target(self.handle, host.as_ptr(), message),
                false => evidence::srvname_evidence_set_target(self.handle, host.as_ptr(), by, message),
            }
        });
        if result == ResultCode::Ok {
            // What an MTA-STS policy vouches for is no secure answer of the DNS.
            self.is_secure = !is_insecure && by != 2;
        }
        Ok(())
    }

    fn set_lookup(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let profile = input.int_in_range(0..=4u32)?;
        let lookup = if input.ratio(3u8, 4u8)? { 1 } else { input.int_in_range(0..=7u32)? };
        let host = if input.ratio(7u8, 8u8)? { c"example.com".into() } else { text(input)? };
        let port = input.arbitrary()?;
        // SAFETY: a live handle, a text, and a place to write to.
        let result = explained(|message| unsafe {
            evidence::srvname_evidence_set_tlsa_lookup(self.handle, profile, lookup, host.as_ptr(), port, message)
        });
        if [ResultCode::Ok, ResultCode::NoConnection].contains(&result) {
            assert_eq!(result == ResultCode::NoConnection, lookup > 3 && !(profile == 2 && !self.is_secure));
            (self.lookup, self.records) = (Some((lookup, profile)), Vec::new());
        }
        Ok(())
    }

    fn add_record(&mut self, input: &mut Unstructured<'_>, ders: &[Vec<u8>]) -> Result<()> {
        let rdata = match ders.is_empty() || input.ratio(1u8, 4u8)? {
            true => input.arbitrary()?,
            false => [&[3, 0, 0], input.choose(ders)?.as_slice()].concat(),
        };
        // SAFETY: a live handle, octets of their length, and a place to write to.
        let result = explained(|message| unsafe {
            evidence::srvname_evidence_add_tlsa(self.handle, rdata.as_ptr(), rdata.len(), message)
        });
        assert_eq!(result == ResultCode::Ok, rdata.len() > 2 && self.lookup.is_some_and(|(lookup, _)| lookup == 1));
        if result == ResultCode::Ok {
            self.records.push(rdata);
        }
        Ok(())
    }

    fn set_policy(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let (policy, mx) = (*input.choose(&POLICIES)?, text(input)?);
        // SAFETY: a live handle, octets of their length, a text, and a place to write to.
        let result = explained(|message| unsafe {
            evidence::srvname_evidence_set_mta_sts(self.handle, policy.as_ptr(), policy.len(), mx.as_ptr(), message)
        });
        self.has_more |= result == ResultCode::Ok;
        Ok(())
    }

    fn set_document(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let (document, other) = (*input.choose(&DOCUMENTS)?, *input.choose(&DOCUMENTS)?);
        let (referred, length) = if input.arbitrary()? { (other.as_ptr(), other.len()) } else { (ptr::null(), 0) };
        let (age, mut url) = (input.arbitrary()?, ptr::dangling_mut());
        // SAFETY: a live handle, octets of their lengths or NULL, and places to write to.
        let (set, read) = unsafe {
            let (octets, count) = (document.as_ptr(), document.len());
            let set = explained(|message| {
                evidence::srvname_evidence_set_posh(self.handle, octets, count, referred, length, age, message)
            });
            (set, explained(|message| evidence::srvname_posh_url(octets, count, &raw mut url, message)))
        };
        assert_eq!(taken(url).is_some(), document.starts_with(b"{\"url\"") && read == ResultCode::Ok);
        assert!(set != ResultCode::Ok || read == ResultCode::Ok);
        self.has_more |= set == ResultCode::Ok;
        Ok(())
    }

    /// Verifies these certificates, and returns whether they are accepted.
    pub(super) fn verify(&self, verifier: *const Verifier, list: &[&[u8]]) -> bool {
        let ders: Vec<_> = list.iter().map(|der| Der { data: der.as_ptr(), length: der.len() }).collect();
        let (mut verdict, mut name) = (ptr::dangling_mut(), ptr::dangling_mut());
        // SAFETY: live handles, or NULL for the verifier, certificates of their lengths, and places to write to.
        let (result, named) = unsafe {
            let (list, count) = (ders.as_ptr(), ders.len());
            let result = srvname_verify_evidence(verifier, self.handle, list, count, AT, &raw mut verdict);
            (result, evidence::srvname_evidence_server_name(self.handle, &raw mut name))
        };
        assert!(taken(name).is_none() || named == ResultCode::Ok);
        assert_eq!(verdict.is_null(), (1..=99).contains(&result.number()));
        if verdict.is_null() {
            return false;
        }
        let mechanism = mechanism_of(verdict, result);
        let applies = matches!(self.lookup, Some((1, profile)) if profile != 2 || self.is_secure);
        let is_whole = |record: &Vec<u8>| record.starts_with(&[3, 0, 0]) && Certificate::from_der(&record[3..]).is_ok();
        if applies && !self.records.is_empty() && self.records.iter().all(is_whole) {
            let matches = list.first().is_some_and(|der| self.records.iter().any(|record| record[3..] == **der));
            assert!(matches || result != ResultCode::Ok, "{mechanism:?} against the records");
            if matches && self.is_secure && !self.has_more {
                assert_eq!(mechanism.as_deref(), Some("dane_ee"));
            }
        }
        result == ResultCode::Ok
    }
}

/// What a verdict says of the mechanism; the verdict is then freed.
fn mechanism_of(verdict: *mut Verdict, result: ResultCode) -> Option<String> {
    // SAFETY: a live handle, which is used no more after it is freed.
    unsafe {
        assert_eq!(verdict::srvname_verdict_result(verdict), result);
        shown(&text_of(verdict::srvname_verdict_text(verdict)).expect("a sentence"));
        let mechanism = text_of(verdict::srvname_verdict_mechanism(verdict));
        let authentication = text_of(verdict::srvname_verdict_authentication(verdict));
        assert_eq!(
            (mechanism.is_some(), authentication.is_some()),
            (result == ResultCode::Ok, result == ResultCode::Ok)
        );
        let section = text_of(verdict::srvname_verdict_section(verdict));
        assert_eq!(section.is_some(), result != ResultCode::Ok);
        verdict::srvname_verdict_free(verdict);
        mechanism
    }
}
