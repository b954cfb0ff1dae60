//! The interface for C as a program uses it, well and badly: handles made and freed in any order, certificates made, damaged and
//! left out, texts and numbers of any kind, NULL in any place.
//!
//! Beside it a model keeps what each handle should hold, and asks the library for Rust the same question with all anchors: both
//! must give the same answer. Under a sanitizer, nothing is read that is not there, and nothing is left when all handles are freed.

use std::ffi::{CStr, CString, c_char};
use std::ptr;
use std::sync::OnceLock;

use arbitrary::{Result, Unstructured};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};
use srvname::identity::{AuthenticatedBy, AuthenticatedTarget, DnsWildcards, OwnedReferenceId, SrvWildcards};
use srvname::name::DnsLeadingDot;
use srvname::path::{AnchorConstraints, PathBuildError, Purpose};
use srvname::{
    Certificate, CertificatePool, Path, PathBuilder, Policy, ReferenceId, Rejection, SubCaRule, TrustAnchor,
};
use srvname_capi::ResultCode;
use srvname_capi::lint::srvname_lint;
use srvname_capi::result_name::srvname_result_name;
use srvname_capi::roots::{self, Roots};
use srvname_capi::srvname_string_free;
use srvname_capi::verdict::{self, Verdict};
use srvname_capi::verifier::{self, Verifier};
use srvname_capi::verify::{
    Der, srvname_validate_verified, srvname_validate_verified_path, srvname_verify, srvname_verify_path,
};
use srvname_capi::version::SRVNAME_ABI;

use super::build::{self, tlv};
use super::c_abi_evidence::OwnEvidence;

/// The most calls of one program.
const CALLS: usize = 24;

/// 2026-11-24T00:00:00Z.
pub(super) const AT: i64 = 1_795_478_400;

pub fn run(data: &[u8]) {
    acceptances(data);
}

/// Runs a program, and returns how many of its verifications were accepted.
pub fn acceptances(data: &[u8]) -> usize {
    let mut world = World::default();
    let mut input = Unstructured::new(data);
    // A program ends where its octets do.
    while world.calls < CALLS && !input.is_empty() && world.step(&mut input).is_ok() {}
    world.accepted
}

/// The handles that there are, what they should hold, and the certificates that the program has.
#[derive(Default)]
struct World {
    calls: usize,
    accepted: usize,
    ders: Vec<Vec<u8>>,
    roots: Vec<OwnRoots>,
    verifiers: Vec<OwnVerifier>,
}

/// Roots, and the certificates that they should hold.
struct OwnRoots {
    handle: *mut Roots,
    number: usize,
}

/// What roots should hold, which verifiers keep when the handle is freed.
#[derive(Clone, Default)]
struct Anchors(std::rc::Rc<std::cell::RefCell<Vec<Vec<u8>>>>);

struct OwnVerifier {
    handle: *mut Verifier,
    anchors: Option<Anchors>,
    references: Vec<OwnedReferenceId>,
    policy: Policy<'static>,
    purpose: Purpose,
}

thread_local! {
    /// What the roots of this program should hold, by their numbers.
    static ANCHORS: std::cell::RefCell<Vec<Anchors>> = const { std::cell::RefCell::new(Vec::new()) };
}

impl OwnRoots {
    fn anchors(&self) -> Anchors {
        ANCHORS.with_borrow(|all| all[self.number].clone())
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // SAFETY: each handle was written by the library, is freed once and is used no more.
        unsafe {
            self.roots.drain(..).for_each(|own| roots::srvname_roots_free(own.handle));
            self.verifiers.drain(..).for_each(|own| verifier::srvname_verifier_free(own.handle));
        }
        ANCHORS.with_borrow_mut(Vec::clear);
    }
}

/// Good certificates with good signatures: chains of the tests, and their root.
fn shipped() -> &'static [Vec<u8>] {
    static SHIPPED: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    SHIPPED.get_or_init(|| {
        let texts: [&[u8]; 5] = [
            include_bytes!("../../testdata/chains/xmpp.pem"),
            include_bytes!("../../testdata/chains/web-server.pem"),
            include_bytes!("../../testdata/chains/excluded-only-hit.pem"),
            include_bytes!("../../testdata/roots/root.pem"),
            include_bytes!("../../testdata/roots/confined.pem"),
        ];
        let ders = texts.into_iter().flat_map(|text| CertificateDer::pem_slice_iter(text).flatten());
        ders.map(|der| der.to_vec()).collect()
    })
}

/// A text of C that the library wrote, taken and freed.
pub(super) fn taken(text: *mut c_char) -> Option<String> {
    if text.is_null() {
        return None;
    }
    // SAFETY: the library wrote it, and it is freed once.
    unsafe {
        let owned = CStr::from_ptr(text).to_str().expect("UTF-8").to_owned();
        srvname_string_free(text);
        Some(owned)
    }
}

/// A text that a verdict has.
pub(super) fn text_of(text: *const c_char) -> Option<String> {
    // SAFETY: NULL, or a text that lives as long as its verdict, which is not freed yet.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_str().expect("UTF-8").to_owned())
}

/// What a person is shown has one line.
pub(super) fn shown(text: &str) {
    assert!(!text.chars().any(char::is_control), "{text:?}");
    assert!(!text.is_empty());
}

impl World {
    fn step(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        self.calls += 1;
        match input.int_in_range(0..=19u8)? {
            0 | 1 => self.draw_certificate(input),
            2 => self.damage(input),
            3 => self.new_roots(input),
            4..=6 => self.add_roots(input),
            7 => self.reload(input),
            8 => self.free(input),
            9 => self.new_verifier(input),
            10 | 11 => self.add_reference(input),
            12 => self.set(input),
            13 if input.arbitrary()? => self.evidence(input),
            13 => self.lint(input),
            14 => self.usual(input),
            _ => self.verify(input),
        }
    }

    /// A certificate that is shipped, or made by a program, with a signature that is none.
    fn draw_certificate(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let der = if input.ratio(2u8, 3u8)? { input.choose(shipped())?.clone() } else { made(input)? };
        self.ders.push(der);
        Ok(())
    }

    /// One octet of a certificate changed, its end cut off, or any octets.
    fn damage(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let mut der = match self.ders.is_empty() {
            true => input.arbitrary::<Vec<u8>>()?,
            false => input.choose(&self.ders)?.clone(),
        };
        match der.len().checked_sub(1) {
            Some(last) if input.ratio(3u8, 4u8)? => {
                der[input.int_in_range(0..=last)?] ^= input.int_in_range(1..=255u8)?
            }
            Some(last) => der.truncate(input.int_in_range(0..=last)?),
            None => {}
        }
        self.ders.push(der);
        Ok(())
    }

    fn new_roots(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let abi = if input.ratio(7u8, 8u8)? { SRVNAME_ABI } else { input.arbitrary()? };
        let mut handle = ptr::dangling_mut();
        // SAFETY: a place to write to.
        let result = unsafe { roots::srvname_roots_new(abi, &raw mut handle) };
        if abi != SRVNAME_ABI {
            assert_eq!((result, handle.is_null()), (ResultCode::AbiMismatch, true));
            return Ok(());
        }
        assert_eq!((result, handle.is_null()), (ResultCode::Ok, false));
        let number = ANCHORS.with_borrow_mut(|all| {
            all.push(Anchors::default());
            all.len() - 1
        });
        self.roots.push(OwnRoots { handle, number });
        Ok(())
    }

    fn add_roots(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let own = (!self.roots.is_empty()).then(|| input.choose(&self.roots)).transpose()?;
        let handle = own.map_or(ptr::null_mut(), |own| own.handle);
        let (mut count, mut message) = (usize::MAX, ptr::dangling_mut());
        let der = match self.ders.is_empty() {
            true => Vec::new(),
            false => input.choose(&self.ders)?.clone(),
        };
        // SAFETY: a live handle or NULL, octets of their length, texts, and places to write to.
        let result = unsafe {
            match input.int_in_range(0..=5u8)? {
                0..=2 => {
                    roots::srvname_roots_add_der(handle, der.as_ptr(), der.len(), &raw mut count, &raw mut message)
                }
                3 => {
                    let text = if input.ratio(3u8, 4u8)? { pem(&der) } else { input.arbitrary()? };
                    roots::srvname_roots_add_pem(handle, text.as_ptr(), text.len(), &raw mut count, &raw mut message)
                }
                4 => roots::srvname_roots_add_file(
                    handle,
                    c"/nonexistent/file".as_ptr(),
                    &raw mut count,
                    &raw mut message,
                ),
                _ => roots::srvname_roots_add_folder(handle, ptr::null(), &raw mut count, &raw mut message),
            }
        };
        let message = taken(message);
        message.iter().for_each(|text| shown(text));
        let Some(own) = own else {
            assert_eq!((result, count), (ResultCode::NullPointer, 0));
            return Ok(());
        };
        let anchors = own.anchors();
        if result == ResultCode::Ok {
            // What is not a certificate was said and not added; any octets between marks may be one.
            let mut known = anchors.0.borrow_mut();
            if Certificate::from_der(&der).is_ok() && !known.contains(&der) {
                known.push(der);
            }
            assert_eq!(count, known.len());
        } else {
            assert_eq!(count, 0);
        }
        Ok(())
    }

    fn reload(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        if self.roots.is_empty() {
            return Ok(());
        }
        let own = input.choose(&self.roots)?;
        let mut count = usize::MAX;
        // SAFETY: a live handle, and a place to write to.
        let result = unsafe { roots::srvname_roots_reload(own.handle, &raw mut count, ptr::null_mut()) };
        assert_eq!((result, count), (ResultCode::Ok, own.anchors().0.borrow().len()));
        Ok(())
    }

    fn free(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        // SAFETY: a live handle, which is used no more.
        unsafe {
            if input.arbitrary()? && !self.roots.is_empty() {
                let index = input.choose_index(self.roots.len())?;
                roots::srvname_roots_free(self.roots.swap_remove(index).handle);
            } else if !self.verifiers.is_empty() {
                let index = input.choose_index(self.verifiers.len())?;
                verifier::srvname_verifier_free(self.verifiers.swap_remove(index).handle);
            }
        }
        Ok(())
    }

    fn new_verifier(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let own = match self.roots.is_empty() || input.ratio(1u8, 8u8)? {
            true => None,
            false => Some(input.choose(&self.roots)?),
        };
        let (roots, anchors) = own.map_or((ptr::null(), None), |own| (own.handle.cast_const(), Some(own.anchors())));
        let mut handle = ptr::dangling_mut();
        // SAFETY: a live handle or NULL, and a place to write to.
        let result = unsafe { verifier::srvname_verifier_new(SRVNAME_ABI, roots, &raw mut handle) };
        assert_eq!(result, ResultCode::Ok);
        let (references, policy, purpose) = (Vec::new(), Policy::new(), Purpose::Server);
        self.verifiers.push(OwnVerifier { handle, anchors, references, policy, purpose });
        Ok(())
    }

    fn add_reference(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        if self.verifiers.is_empty() {
            return self.new_verifier(input);
        }
        let index = input.choose_index(self.verifiers.len())?;
        let own = &mut self.verifiers[index];
        let (first, second) = (text(input)?, text(input)?);
        let by = input.int_in_range(0..=4u32)?;
        let mut message = ptr::dangling_mut();
        let kind = input.int_in_range(0..=6u8)?;
        // SAFETY: a live handle, texts, and a place to write to.
        let result = unsafe {
            let (first, second, message) = (first.as_ptr(), second.as_ptr(), &raw mut message);
            match kind {
                0..=2 => verifier::srvname_verifier_add_srv_id(own.handle, first, second, message),
                3 => verifier::srvname_verifier_add_dns_id(own.handle, first, message),
                4 => verifier::srvname_verifier_add_ip_id(own.handle, first, message),
                5 => verifier::srvname_verifier_add_mailbox(own.handle, first, message),
                _ => verifier::srvname_verifier_add_target(own.handle, first, by, message),
            }
        };
        let message = taken(message);
        assert_eq!(message.is_some(), result == ResultCode::InvalidReference);
        message.iter().for_each(|text| shown(text));
        let (Ok(first), Ok(second)) = (first.to_str(), second.to_str()) else {
            let is_refused =
                matches!(result, ResultCode::InvalidUtf8 | ResultCode::InvalidReference | ResultCode::InvalidValue);
            assert!(is_refused || result == ResultCode::Ok, "{result:?}");
            // Of two texts the one that is not used may be anything.
            if result == ResultCode::Ok {
                own.references.push(parsed(kind, first.to_str().expect("it was taken"), "", by).expect("it was taken"));
            }
            return Ok(());
        };
        match parsed(kind, first, second, by) {
            Some(reference) => {
                assert_eq!(result, ResultCode::Ok, "{first:?} {second:?}");
                own.references.push(reference);
            }
            None => assert!(matches!(result, ResultCode::InvalidReference | ResultCode::InvalidValue), "{first:?}"),
        }
        Ok(())
    }

    fn set(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        if self.verifiers.is_empty() {
            return Ok(());
        }
        let index = input.choose_index(self.verifiers.len())?;
        let own = &mut self.verifiers[index];
        let number = if input.ratio(7u8, 8u8)? { input.int_in_range(0..=6)? } else { input.arbitrary::<u32>()? };
        let rules = SubCaRule::ALL;
        let purposes = [Purpose::Server, Purpose::Client, Purpose::ClientOrServer, Purpose::Email, Purpose::NotAsked];
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        let (function, is_known): (unsafe extern "C" fn(*mut Verifier, u32) -> ResultCode, bool) =
            match input.int_in_range(0..=5u8)? {
                0 => {
                    let rule = place.and_then(|place| rules.get(place));
                    rule.inspect(|rule| own.policy.sub_ca_rule = **rule);
                    (verifier::srvname_verifier_set_rule, rule.is_some())
                }
                1 => {
                    let purpose = place.and_then(|place| purposes.get(place));
                    purpose.inspect(|purpose| own.purpose = **purpose);
                    (verifier::srvname_verifier_set_purpose, purpose.is_some())
                }
                2 => {
                    let both = [SrvWildcards::MatchNothing, SrvWildcards::LeftmostLabel];
                    let chosen = place.and_then(|place| both.get(place));
                    chosen.inspect(|chosen| own.policy.srv_wildcards = **chosen);
                    (verifier::srvname_verifier_set_srv_wildcards, chosen.is_some())
                }
                3 => {
                    let both = [DnsWildcards::MatchNothing, DnsWildcards::LeftmostLabel];
                    let chosen = place.and_then(|place| both.get(place));
                    chosen.inspect(|chosen| own.policy.dns_wildcards = **chosen);
                    (verifier::srvname_verifier_set_dns_wildcards, chosen.is_some())
                }
                4 => {
                    let both = [DnsLeadingDot::ProperSubdomains, DnsLeadingDot::Malformed];
                    let chosen = place.and_then(|place| both.get(place));
                    chosen.inspect(|chosen| own.policy.dns_leading_dot = **chosen);
                    (verifier::srvname_verifier_set_leading_dot, chosen.is_some())
                }
                _ => {
                    let both = [AnchorConstraints::Enforce, AnchorConstraints::IgnoreTrustAnchorConstraints];
                    let chosen = place.and_then(|place| both.get(place));
                    chosen.inspect(|chosen| own.policy.anchor_constraints = **chosen);
                    (verifier::srvname_verifier_set_anchors, chosen.is_some())
                }
            };
        // SAFETY: a live handle.
        let result = unsafe { function(own.handle, number) };
        assert_eq!(result, if is_known { ResultCode::Ok } else { ResultCode::InvalidValue });
        Ok(())
    }

    fn lint(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let lints = if input.ratio(7u8, 8u8)? { input.int_in_range(0..=15)? } else { input.arbitrary::<u32>()? };
        let octets =
            if self.ders.is_empty() { input.arbitrary::<Vec<u8>>()? } else { input.choose(&self.ders)?.clone() };
        let mut json = ptr::dangling_mut();
        // SAFETY: octets of their length, and a place to write to.
        let result = unsafe { srvname_lint(octets.as_ptr(), octets.len(), lints, &raw mut json) };
        let json = taken(json);
        if (1..=15).contains(&lints) {
            assert_eq!(result, ResultCode::Ok);
            let json = json.expect("a report");
            assert!(json.starts_with("{\"findings\":[") && json.ends_with("]}"), "{json}");
        } else {
            assert_eq!((result, json), (ResultCode::InvalidValue, None));
        }
        Ok(())
    }

    fn verify(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let length = input.int_in_range(0..=6)?;
        let list: Vec<&[u8]> = match self.ders.is_empty() {
            true => vec![&[]; length],
            false => (0..length).map(|_| input.choose(&self.ders).map(Vec::as_slice)).collect::<Result<_>>()?,
        };
        let mut ders: Vec<_> = list.iter().map(|der| Der { data: der.as_ptr(), length: der.len() }).collect();
        let (kind, wanted) = (input.int_in_range(0..=3u8)?, input.ratio(7u8, 8u8)?);
        let time = if input.ratio(7u8, 8u8)? { AT } else { input.arbitrary()? };
        let anchor = input.int_in_range(0..=3u32)?;
        let own = (!self.verifiers.is_empty()).then(|| input.choose(&self.verifiers)).transpose()?;
        let has_hole = input.ratio(1u8, 32u8)? && ders.last().is_some_and(|der| der.length > 0);
        if let (true, Some(last)) = (has_hole, ders.last_mut()) {
            last.data = ptr::null();
        }
        let handle = own.map_or(ptr::null(), |own| own.handle.cast_const());
        let mut verdict = ptr::dangling_mut();
        let place = if wanted { &raw mut verdict } else { ptr::null_mut() };
        // SAFETY: a live handle or NULL, certificates of their lengths or NULL, and a place to write to or NULL.
        let result = unsafe {
            let (list, count) = (ders.as_ptr(), ders.len());
            match kind {
                0 => srvname_verify(handle, list, count, time, place),
                1 => srvname_verify_path(handle, list, count, time, place),
                2 => srvname_validate_verified(handle, list, count, anchor, place),
                _ => srvname_validate_verified_path(handle, list, count, anchor, place),
            }
        };
        assert!(text_of(srvname_result_name(result.number())).is_some());
        let expected = match own {
            None => Answer::Failed(ResultCode::NullPointer),
            Some(_) if has_hole => Answer::Failed(ResultCode::NullPointer),
            Some(own) if kind < 2 => own.verify(&list, time, kind == 0),
            Some(own) => own.validate(&list, anchor, kind == 2),
        };
        let found = match (result.number(), wanted) {
            (1..=99, true) => {
                assert!(verdict.is_null());
                Answer::Failed(result)
            }
            (_, true) => Answer::of(verdict, result, list.len()),
            _ => expected.without_verdict(result),
        };
        assert_eq!(found, expected);
        self.accepted += usize::from(matches!(found, Answer::Accepted(_)));
        Ok(())
    }

    /// Evidence of one connection, made and used and freed.
    fn evidence(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let Some(mut own) = OwnEvidence::new(input)? else { return Ok(()) };
        for _ in 0..input.int_in_range(0..=6u8)? {
            own.change(input, &self.ders)?;
        }
        let length = input.int_in_range(0..=3)?;
        let list: Vec<&[u8]> = match self.ders.is_empty() {
            true => vec![&[]; length],
            false => (0..length).map(|_| input.choose(&self.ders).map(Vec::as_slice)).collect::<Result<_>>()?,
        };
        let verifier = (!self.verifiers.is_empty()).then(|| input.choose(&self.verifiers)).transpose()?;
        self.accepted += usize::from(own.verify(verifier.map_or(ptr::null(), |own| own.handle), &list));
        Ok(())
    }

    /// What most programs do: roots, a verifier with a reference, and the chain of a server.
    fn usual(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        self.ders.extend_from_slice(&shipped()[..2]);
        let root = shipped().iter().find(|der| Certificate::from_der(der).is_ok_and(|own| own.is_self_issued()));
        let root = root.expect("a root is shipped").clone();
        let mut handle = ptr::null_mut();
        // SAFETY: places to write to, handles that are live, octets of their length, and texts.
        unsafe {
            assert_eq!(roots::srvname_roots_new(SRVNAME_ABI, &raw mut handle), ResultCode::Ok);
            let (der, length) = (root.as_ptr(), root.len());
            let added = roots::srvname_roots_add_der(handle, der, length, ptr::null_mut(), ptr::null_mut());
            assert_eq!(added, ResultCode::Ok);
        }
        let number = ANCHORS.with_borrow_mut(|all| {
            all.push(Anchors(std::rc::Rc::new(std::cell::RefCell::new(vec![root]))));
            all.len() - 1
        });
        self.roots.push(OwnRoots { handle, number });
        let anchors = self.roots.last().map(OwnRoots::anchors);
        let mut verifier = ptr::null_mut();
        let (service, domain) = (c"xmpp-server", *input.choose(&[c"example.com", c"EXAMPLE.com.", c"example.org"])?);
        // SAFETY: the same.
        unsafe {
            let made = verifier::srvname_verifier_new(SRVNAME_ABI, handle, &raw mut verifier);
            assert_eq!(made, ResultCode::Ok);
            let (service, domain) = (service.as_ptr(), domain.as_ptr());
            let added = verifier::srvname_verifier_add_srv_id(verifier, service, domain, ptr::null_mut());
            assert_eq!(added, ResultCode::Ok);
        }
        let reference = parsed(0, "xmpp-server", domain.to_str().expect("ASCII"), 0).expect("a reference");
        let (references, policy, purpose) = (vec![reference], Policy::new(), Purpose::Server);
        self.verifiers.push(OwnVerifier { handle: verifier, anchors, references, policy, purpose });
        Ok(())
    }
}

/// What a verification answers.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// The call failed.
    Failed(ResultCode),
    /// Accepted, by this reference if one was asked.
    Accepted(Option<(usize, String)>),
    /// Refused: code, position, CA that imposed it, sentence.
    Refused(String, Option<usize>, Option<usize>, String),
}

impl Answer {
    /// What a verdict says, which is then freed.
    fn of(verdict: *mut Verdict, result: ResultCode, count: usize) -> Self {
        let number = |function: unsafe extern "C" fn(*const Verdict, *mut usize) -> ResultCode| {
            let mut number = usize::MAX;
            // SAFETY: a live handle, and a place to write to.
            let result = unsafe { function(verdict, &raw mut number) };
            assert_eq!(result == ResultCode::NotAvailable, number == 0 && result != ResultCode::Ok);
            (result == ResultCode::Ok).then_some(number)
        };
        // SAFETY: a live handle, which is freed at the end and then used no more.
        unsafe {
            assert_eq!(verdict::srvname_verdict_result(verdict), result);
            let (code, sentence) = (verdict::srvname_verdict_code(verdict), verdict::srvname_verdict_text(verdict));
            let (code, sentence) = (text_of(code).expect("a code"), text_of(sentence).expect("a sentence"));
            shown(&sentence);
            let optional = [
                verdict::srvname_verdict_name,
                verdict::srvname_verdict_base,
                verdict::srvname_verdict_subject,
                verdict::srvname_verdict_presented,
                verdict::srvname_verdict_section,
            ];
            for function in optional {
                let text = text_of(function(verdict));
                assert!(!text.unwrap_or_default().chars().any(char::is_control));
            }
            let advice = (0..).map(|number| text_of(verdict::srvname_verdict_advice(verdict, number)));
            let advice: Vec<_> = advice.map_while(|sentence| sentence).collect();
            advice.iter().for_each(|sentence| shown(sentence));
            assert!(advice.len() < 20 && (result != ResultCode::Ok || advice.is_empty()), "{advice:?}");
            for position in 0..=verdict::srvname_verdict_path_length(verdict) {
                let mut index = usize::MAX;
                let known = verdict::srvname_verdict_path_index(verdict, position, &raw mut index);
                assert!(index < count.max(1), "{known:?}");
            }
            let index = number(verdict::srvname_verdict_reference_index);
            let reference = text_of(verdict::srvname_verdict_reference(verdict));
            let (position, imposed_by) =
                (number(verdict::srvname_verdict_position), number(verdict::srvname_verdict_imposed_by));
            verdict::srvname_verdict_free(verdict);
            match result {
                ResultCode::Ok => Self::Accepted(index.zip(reference)),
                _ => Self::Refused(code, position, imposed_by, sentence),
            }
        }
    }

    /// This answer if a result without a verdict says the same.
    fn without_verdict(&self, result: ResultCode) -> Self {
        let name = text_of(srvname_result_name(result.number())).expect("a name");
        let agrees = match self {
            Self::Failed(own) => *own == result,
            Self::Accepted(_) => result == ResultCode::Ok,
            Self::Refused(code, ..) => *code == name,
        };
        if agrees { self.clone() } else { Self::Failed(result) }
    }

    fn refused(rejection: &Rejection) -> Self {
        let number =
            |position: Option<srvname::constraints::Position>| position.map(srvname::constraints::Position::get);
        let (position, imposed_by) = (number(rejection.position()), number(rejection.imposed_by()));
        Self::Refused(rejection.code().to_owned(), position, imposed_by, rejection.to_string())
    }

    fn accepted(references: &[ReferenceId<'_>], matched: Option<&ReferenceId<'_>>) -> Self {
        let index = |matched: &ReferenceId<'_>| references.iter().position(|own| own == matched).expect("one of them");
        Self::Accepted(matched.map(|matched| (index(matched), matched.to_string())))
    }
}

impl OwnVerifier {
    /// The same question in Rust, with every anchor.
    fn verify(&self, list: &[&[u8]], time: i64, identity: bool) -> Answer {
        let Ok(seconds) = u64::try_from(time) else { return Answer::Failed(ResultCode::InvalidValue) };
        let roots = self.anchors.as_ref().map(|anchors| anchors.0.borrow().clone()).unwrap_or_default();
        if roots.is_empty() {
            return Answer::Failed(ResultCode::NoRoots);
        }
        let Some((first, rest)) = list.split_first() else { return Answer::Failed(ResultCode::TooFewCertificates) };
        let end_entity = match Certificate::from_der(first) {
            Ok(end_entity) => end_entity,
            Err(error) => {
                let position = srvname::constraints::Position::END_ENTITY;
                return Answer::refused(&Rejection::malformed_certificate(error, position));
            }
        };
        let pool = CertificatePool::from_ders(rest.iter().copied());
        let roots: Vec<_> = roots.iter().map(|der| Certificate::from_der(der).expect("it was added")).collect();
        let anchors: Vec<_> = roots.iter().map(TrustAnchor::from_certificate).collect();
        let builder = PathBuilder::new(&anchors, srvname_algorithms::all())
            .with_rsa_key_bits(srvname_algorithms::RSA_KEY_BITS)
            .with_policy(self.policy)
            .with_purpose(self.purpose);
        let time = UnixTime::since_unix_epoch(core::time::Duration::from_secs(seconds));
        let references: Vec<_> = self.references.iter().map(OwnedReferenceId::as_reference).collect();
        let refused = |error: PathBuildError<'_, '_>| Answer::refused(&error.rejection);
        if identity {
            let verified = builder.verify(&end_entity, &pool, time, &references);
            verified.map_or_else(refused, |own| Answer::accepted(&references, Some(own.identity.reference())))
        } else {
            builder.verify_path(&end_entity, &pool, time).map_or_else(refused, |_| Answer::Accepted(None))
        }
    }

    fn validate(&self, list: &[&[u8]], anchor: u32, identity: bool) -> Answer {
        if !(1..=2).contains(&anchor) {
            return Answer::Failed(ResultCode::InvalidValue);
        }
        let mut certificates = Vec::new();
        for (index, der) in list.iter().enumerate() {
            match Certificate::from_der(der) {
                Ok(certificate) => certificates.push(certificate),
                Err(error) => {
                    let position = srvname::constraints::Position::new(index);
                    return Answer::refused(&Rejection::malformed_certificate(error, position));
                }
            }
        }
        let roots = self.anchors.as_ref().map(|anchors| anchors.0.borrow().clone()).unwrap_or_default();
        let roots: Vec<_> = roots.iter().map(|der| Certificate::from_der(der).expect("it was added")).collect();
        let last = if anchor == 1 { certificates.pop() } else { None };
        let Some((end_entity, above)) = certificates.split_first() else {
            return Answer::Failed(ResultCode::TooFewCertificates);
        };
        let anchors: Vec<_> = last.iter().chain(&roots).map(TrustAnchor::from_certificate).collect();
        let equal = anchors.iter().filter(|own| last.iter().any(|last| own.has_subject_and_key_of(last)));
        let path = match last {
            Some(_) => Path::assume_signed_by_any(equal, above, end_entity),
            None => Path::assume_signed_without_anchor(above, end_entity),
        };
        let references: Vec<_> = self.references.iter().map(OwnedReferenceId::as_reference).collect();
        let judged = path.map_err(Rejection::from).and_then(|path| {
            path.check_key_usages(self.purpose)?;
            if identity {
                let found = path.validate(&references, &self.policy)?;
                Ok(Answer::accepted(&references, Some(found.reference())))
            } else {
                path.validate_names(&self.policy).map(|()| Answer::Accepted(None))
            }
        });
        judged.unwrap_or_else(|rejection| Answer::refused(&rejection))
    }
}

/// The reference of these texts, or none if they are malformed.
fn parsed(kind: u8, first: &str, second: &str, by: u32) -> Option<OwnedReferenceId> {
    let ascii = |domain: &str| match domain.is_ascii() {
        true => Some(domain.to_owned()),
        false => super::command_line::idn::to_ascii(domain).ok(),
    };
    let reference = match kind {
        0..=2 => {
            let domain = ascii(second)?;
            return ReferenceId::srv(first, &domain).ok().map(Into::into);
        }
        3 => ascii(first)?,
        4 => return first.parse().ok().map(|address| ReferenceId::ip(address).into()),
        5 => {
            let (local_part, host) = first.rsplit_once('@')?;
            let mailbox = format!("{local_part}@{}", ascii(host)?);
            return ReferenceId::mailbox(&mailbox).ok().map(Into::into);
        }
        _ => {
            let vouchers = [AuthenticatedBy::Dnssec, AuthenticatedBy::MtaSts, AuthenticatedBy::Configuration];
            let by = *vouchers.get(usize::try_from(by).ok()?.checked_sub(1)?)?;
            let host = ascii(first)?;
            return AuthenticatedTarget::new(&host, by).ok().map(|target| target.dns_id().into());
        }
    };
    ReferenceId::dns(&reference).ok().map(Into::into)
}

const TEXTS: [&str; 12] = [
    "xmpp-server",
    "_xmpp-server",
    "imap",
    "example.com",
    "EXAMPLE.com.",
    "www.example.com",
    "bücher.example",
    "192.0.2.1",
    "2001:db8::1",
    "user@example.com",
    "müller@bücher.example",
    "",
];

/// A text, one of those that mean something or any that C can have.
pub(super) fn text(input: &mut Unstructured<'_>) -> Result<CString> {
    if input.ratio(3u8, 4u8)? {
        return Ok(CString::new(*input.choose(&TEXTS)?).expect("no NUL"));
    }
    let mut octets: Vec<u8> = input.arbitrary()?;
    octets.retain(|octet| *octet != 0);
    Ok(CString::new(octets).expect("no NUL"))
}

/// A PEM block.
fn pem(der: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = b"-----BEGIN CERTIFICATE-----\n".to_vec();
    for group in der.chunks(3) {
        let bits = group.iter().fold(0u32, |bits, octet| bits << 8 | u32::from(*octet)) << (8 * (3 - group.len()));
        for place in 0..4 {
            let digit = DIGITS[usize::try_from(bits >> (18 - 6 * place) & 63).expect("six bits")];
            text.push(if place <= group.len() { digit } else { b'=' });
        }
    }
    text.extend_from_slice(b"\n-----END CERTIFICATE-----\n");
    text
}

/// A certificate with names of the example, whose signature is none.
fn made(input: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let names = ["Example Root CA", "Example Sub CA", "C", "D"];
    let name = |input: &mut Unstructured<'_>| -> Result<Vec<u8>> {
        Ok(build::name(&[(build::COMMON_NAME, *input.choose(&names)?)]))
    };
    let (issuer, subject) = (name(input)?, name(input)?);
    let srv = |text: &str| build::other_name(build::DNS_SRV, &tlv(0x16, text.as_bytes()));
    let bases = [srv("example.com"), srv("_imap"), tlv(0x82, b"example.com"), tlv(0x82, b".example.com"), srv(".")];
    let mut extensions = Vec::new();
    if input.ratio(2u8, 3u8)? {
        extensions.push(build::basic_constraints(true, None));
        if input.arbitrary()? {
            let list = [input.choose(&bases)?.clone()];
            extensions.push(build::extension(30, true, &tlv(0x30, &tlv(0xa0, &build::sequence(&list)))));
        }
    } else {
        let names = [srv("_xmpp-server.example.com"), srv("_imap.*.example.com"), tlv(0x82, b"www.example.com")];
        let list = [input.choose(&names)?.clone(), input.choose(&names)?.clone()];
        extensions.push(build::extension(17, false, &build::sequence(&list)));
    }
    let (key, signature) = (vec![4, input.int_in_range(0..=3)?], vec![0x30]);
    Ok(build::certificate(&build::Certificate { issuer, subject, key, signature, extensions, last_year: 49 }))
}
