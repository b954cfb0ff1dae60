//! What certificates are asked for: references, a rule, a purpose, and the other choices that the standards leave open.

use std::ffi::c_char;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use srvname::identity::{AuthenticatedBy, OwnedReferenceId};
use srvname::path::Purpose;
use srvname::{Policy, ReferenceId};

use crate::boundary::{Output, explained, fallible, free, reference, text};
use crate::failure::Failure;
use crate::references;
use crate::result::ResultCode;
use crate::roots::{Roots, SharedRoots};
use crate::settings::Choice;
use crate::version::check_abi;

/// What certificates are asked for. It is cheap to make: one for each connection, or one for many. Two threads may use one value.
pub struct Verifier {
    settings: RwLock<Settings>,
    roots: Option<Arc<SharedRoots>>,
}

/// What can be set.
#[derive(Default)]
pub(crate) struct Settings {
    references: Vec<OwnedReferenceId>,
    pub(crate) policy: Policy<'static>,
    pub(crate) purpose: Purpose,
}

impl Settings {
    /// Returns the references, in the order in which they were added.
    pub(crate) fn references(&self) -> Vec<ReferenceId<'_>> {
        self.references.iter().map(OwnedReferenceId::as_reference).collect()
    }
}

impl Verifier {
    /// Returns the settings, which nobody changes until they are dropped.
    pub(crate) fn settings(&self) -> RwLockReadGuard<'_, Settings> {
        // What is set is a value as a whole: a panic leaves it as it was.
        self.settings.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the roots; `None` if there are none.
    pub(crate) fn roots(&self) -> Option<&SharedRoots> {
        self.roots.as_deref()
    }

    fn set(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Writes a new verifier to `verifier`: the rule SRVNAME_RULE_CONSTRAINED, the purpose SRVNAME_PURPOSE_SERVER, and no references.
/// Pass SRVNAME_ABI as `abi`. `roots` may be NULL for a verifier that only validates paths which the caller verified; they may be
/// freed before the verifier is. Free it with srvname_verifier_free().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_new(
    abi: u32,
    roots: *const Roots,
    verifier: *mut *mut Verifier,
) -> ResultCode {
    fallible(|| {
        // SAFETY: the contract of the header.
        let mut output = unsafe { Output::new(verifier) }.required()?;
        check_abi(abi)?;
        // SAFETY: the contract of the header.
        let roots = unsafe { reference(roots) }.ok().map(|roots| Arc::clone(&roots.shared));
        output.put(Verifier { settings: RwLock::default(), roots });
        Ok(())
    })
}

/// Adds a reference: this service, with or without its underscore, at this domain, which is the one that the user or the
/// configuration named, in A-labels or U-labels. It never comes from the certificate or from the DNS. The certificate must present
/// it as SRVName.
///
/// References are tried in the order in which they are added; the certificate must match one.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_add_srv_id(
    verifier: *mut Verifier,
    service: *const c_char,
    domain: *const c_char,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let mut message = unsafe { Output::new(message) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (verifier, service, domain) = unsafe { (reference(verifier)?, text(service)?, text(domain)?) };
        add(verifier, references::srv_id(service, domain)?)
    })
}

/// Adds a reference: this host, which the certificate must present as dNSName. Beside an SRV-ID of the same domain it has a
/// price: who holds a certificate for the web site of the domain is then accepted for the service.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_add_dns_id(
    verifier: *mut Verifier,
    host: *const c_char,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { add_text(verifier, host, message, references::dns_id) }
}

/// Adds a reference: a host that a domain leads to, such as the target of its SRV or MX record, and which somebody vouched for,
/// one of enum srvname_vouched_by. The certificate must present it as dNSName.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_add_target(
    verifier: *mut Verifier,
    host: *const c_char,
    vouched_by: u32,
    message: *mut *mut c_char,
) -> ResultCode {
    let target = |host: &str| {
        let by = AuthenticatedBy::of(vouched_by).ok_or(ResultCode::InvalidValue)?;
        references::target(host, by)
    };
    // SAFETY: the contract of the header.
    unsafe { add_text(verifier, host, message, target) }
}

/// Adds a reference: an IPv4 or IPv6 address as text, which the certificate must present as iPAddress.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_add_ip_id(
    verifier: *mut Verifier,
    address: *const c_char,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { add_text(verifier, address, message, references::ip_id) }
}

/// Adds a reference: a mailbox, which the certificate must present as rfc822Name or SmtpUTF8Mailbox.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_add_mailbox(
    verifier: *mut Verifier,
    mailbox: *const c_char,
    message: *mut *mut c_char,
) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { add_text(verifier, mailbox, message, references::mailbox) }
}

/// Sets which CAs must constrain SRVName, one of enum srvname_rule.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_set_rule(verifier: *mut Verifier, rule: u32) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set(verifier, rule, |settings, rule| settings.policy.sub_ca_rule = rule) }
}

/// Sets what the key of the end entity is used for, one of enum srvname_purpose.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_set_purpose(verifier: *mut Verifier, purpose: u32) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set(verifier, purpose, |settings, purpose| settings.purpose = purpose) }
}

/// Sets whether a wildcard SRVName matches an SRV-ID, one of enum srvname_wildcards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_set_srv_wildcards(verifier: *mut Verifier, wildcards: u32) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set(verifier, wildcards, |settings, wildcards| settings.policy.srv_wildcards = wildcards) }
}

/// Sets whether a wildcard dNSName matches a DNS-ID, one of enum srvname_wildcards.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_set_dns_wildcards(verifier: *mut Verifier, wildcards: u32) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set(verifier, wildcards, |settings, wildcards| settings.policy.dns_wildcards = wildcards) }
}

/// Sets how a dNSName constraint with a leading dot is read, one of enum srvname_leading_dot.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_set_leading_dot(verifier: *mut Verifier, leading_dot: u32) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set(verifier, leading_dot, |settings, leading_dot| settings.policy.dns_leading_dot = leading_dot) }
}

/// Sets whether the constraints that come with a trust anchor count, one of enum srvname_anchors.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_set_anchors(verifier: *mut Verifier, anchors: u32) -> ResultCode {
    // SAFETY: the contract of the header.
    unsafe { set(verifier, anchors, |settings, anchors| settings.policy.anchor_constraints = anchors) }
}

/// Frees a verifier; NULL is allowed. No other thread may use it at that time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn srvname_verifier_free(verifier: *mut Verifier) {
    // SAFETY: the contract of the header.
    unsafe { free(verifier) }
}

fn add(verifier: &Verifier, reference: OwnedReferenceId) -> Result<Option<String>, Failure> {
    verifier.set(|settings| settings.references.push(reference));
    Ok(None)
}

/// # Safety
///
/// The contract of the header.
unsafe fn add_text(
    verifier: *mut Verifier,
    given: *const c_char,
    message: *mut *mut c_char,
    parse: impl FnOnce(&str) -> Result<OwnedReferenceId, Failure>,
) -> ResultCode {
    // SAFETY: the contract of the header.
    let mut message = unsafe { Output::new(message) };
    explained(&mut message, || {
        // SAFETY: the contract of the header.
        let (verifier, given) = unsafe { (reference(verifier)?, text(given)?) };
        add(verifier, parse(given)?)
    })
}

/// # Safety
///
/// The contract of the header.
unsafe fn set<T: Choice>(verifier: *mut Verifier, number: u32, change: impl FnOnce(&mut Settings, T)) -> ResultCode {
    fallible(|| {
        // SAFETY: the contract of the header.
        let verifier = unsafe { reference(verifier) }?;
        let value = T::of(number).ok_or(ResultCode::InvalidValue)?;
        verifier.set(|settings| change(settings, value));
        Ok(())
    })
}
