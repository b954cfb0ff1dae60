//! Constraints compiled by the caller or for one handshake: the public types over `table`.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use crate::certificate::general_name::{GeneralName, GeneralNames, PresentedId, srv_text_of_other_name};
use crate::certificate::name_constraints::{GeneralSubtrees, NameConstraints};
use crate::constraints::encoded::{self, Texts};
use crate::constraints::level::{ConstraintViolation, Level, Position, admit};
use crate::constraints::query::{ConstraintEvaluator, Decision, NameQuery};
use crate::constraints::table::{SubtreeSet, WildcardNames, compiling_pays};
use crate::der::{DerError, Reader, Tag, split_element};
use crate::name::Form;
use crate::name::dns::DnsLeadingDot;

/// The name constraints of one CA, compiled, to be kept for as long as the CA is used.
///
/// From then on a name costs the same whatever the number of bases, and no allocation; a directoryName costs its canonical
/// form, and as many comparisons as the logarithm of the bases. Worth keeping for trust anchors
/// ([`TrustAnchor::compile`](crate::TrustAnchor::compile)) and for CAs that issue to many peers. For a single
/// handshake [`Path::validate`](crate::Path::validate) and [`admit_der`] compile by themselves, where it pays.
///
/// It owns what it needs, is `Send + Sync`, and a clone shares it.
///
/// ```
/// use srvname::{constraints::{Level, Position, admit}, name::DnsLeadingDot};
/// use srvname::{certificate::GeneralNames, constraints::CompiledConstraints};
///
/// // permitted SRVName example.com
/// let constraints = b"\x30\x1f\xa0\x1d\x30\x1b\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x16\x0bexample.com";
/// let compiled = CompiledConstraints::from_der(constraints)?;
/// let levels = [Level::compiled(&compiled, Position::new(1), DnsLeadingDot::default())];
///
/// // SRVName _imap.example.com
/// let names = b"\x30\x21\xa0\x1f\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x13\x16\x11_imap.example.com";
/// for presented in GeneralNames::from_der(names)?.iter() {
///     assert!(admit(&levels, &presented).is_ok());
/// }
/// # Ok::<(), srvname::certificate::DerError>(())
/// ```
#[derive(Clone)]
pub struct CompiledConstraints(Arc<Compiled>);

struct Compiled {
    permitted: EncodedList,
    excluded: EncodedList,
    set: SubtreeSet,
}

/// The subtrees of a list as encoded, and their offset. They are kept apart, so that returning the lists reads nothing again,
/// which could fail.
struct EncodedList {
    octets: Box<[u8]>,
    offset: usize,
}

impl EncodedList {
    fn of(list: GeneralSubtrees<'_>) -> Self {
        Self { octets: list.reader().rest().into(), offset: list.reader().offset() }
    }

    fn list(&self) -> GeneralSubtrees<'_> {
        GeneralSubtrees::of_checked(Reader::at(&self.octets, self.offset))
    }
}

impl CompiledConstraints {
    /// Compiles the constraints of a CA.
    #[must_use]
    pub fn new(constraints: &NameConstraints<'_>) -> Self {
        let set = SubtreeSet::compile(constraints, WildcardNames::Expected);
        let [permitted, excluded] = [constraints.permitted(), constraints.excluded()].map(EncodedList::of);
        Self(Arc::new(Compiled { permitted, excluded, set }))
    }

    /// Reads and compiles the value of a NameConstraints extension.
    ///
    /// # Errors
    ///
    /// As [`NameConstraints::from_der`].
    pub fn from_der(octets: &[u8]) -> Result<Self, DerError> {
        NameConstraints::from_der(octets).map(|constraints| Self::new(&constraints))
    }

    /// Returns `true` if the constraints admit a name: [`admit`] with this level alone, without the reason.
    ///
    /// The name is read here, in the same pass that finds its labels. Nothing is allocated but the canonical form of a
    /// directoryName, and what a local part with escapes denotes.
    #[must_use]
    pub fn admits(&self, name: &GeneralName<'_>, leading_dot: DnsLeadingDot) -> bool {
        let set = &self.0.set;
        match name.text_octets() {
            Some(octets) => set.decide_text(name.form(), octets, leading_dot) == Decision::Permitted,
            None => !set.has_form(name.form()),
        }
    }

    /// Returns the first name of a subjectAltName that the constraints do not admit, or `None` if they admit all of them:
    /// [`CompiledConstraints::admits`] for each, in one pass.
    ///
    /// ```
    /// use srvname::{certificate::GeneralNames, constraints::CompiledConstraints};
    ///
    /// // permitted dNSName www.test.test
    /// let compiled = CompiledConstraints::from_der(b"\x30\x13\xa0\x11\x30\x0f\x82\x0dwww.test.test")?;
    /// let names = GeneralNames::from_der(b"\x30\x15\x82\x0dwww.test.test\x82\x04test")?;
    /// let refused = compiled.first_refused(&names, Default::default()).unwrap();
    /// assert_eq!(refused.value(), b"test");
    /// # Ok::<(), srvname::certificate::DerError>(())
    /// ```
    #[must_use]
    pub fn first_refused<'n>(&self, names: &GeneralNames<'n>, leading_dot: DnsLeadingDot) -> Option<GeneralName<'n>> {
        // The structure was checked when the names were read, so this is no error.
        first_refused(&self.0.set, names.reader(), leading_dot).ok().flatten()
    }

    /// Returns the constraints as encoded. Offsets count as they did in what was compiled.
    #[must_use]
    pub fn constraints(&self) -> NameConstraints<'_> {
        NameConstraints::of_lists(self.0.permitted.list(), self.0.excluded.list())
    }

    pub(crate) fn set(&self) -> &SubtreeSet {
        &self.0.set
    }
}

impl fmt::Debug for CompiledConstraints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CompiledConstraints").field(&self.constraints()).finish()
    }
}

impl From<&NameConstraints<'_>> for CompiledConstraints {
    fn from(constraints: &NameConstraints<'_>) -> Self {
        Self::new(constraints)
    }
}

const _: () = {
    const fn is_shared_between_threads<T: Send + Sync>() {}
    is_shared_between_threads::<CompiledConstraints>();
};

impl<'a> Level<'a> {
    /// The level of a CA whose constraints were compiled: the answers of [`Level::authority`] in less time.
    #[must_use]
    pub fn compiled(constraints: &'a CompiledConstraints, imposed_by: Position, leading_dot: DnsLeadingDot) -> Self {
        Self::authority(constraints.constraints(), imposed_by, leading_dot).with_set(Some(&constraints.0.set))
    }
}

/// Why [`admit_der`] refuses.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::large_enum_variant, reason = "error path is cold; boxing would allocate without `alloc`")]
pub enum AdmitDerError<'a> {
    /// The constraints cannot be read.
    Constraints(DerError),
    /// The names cannot be read.
    Names(DerError),
    /// A name is not admitted.
    Name(PresentedId<'a>, ConstraintViolation<'a>),
}

/// Returns `Ok` if the constraints of one CA admit every name of a certificate, both as the values of their extensions: for a
/// verifier that has its own path validation and asks for name constraints only.
///
/// One pass over each, with no cost for what is not there: a few names are compared to the bases one by one, many
/// through a set that is compiled for them. The CA counts as the issuer, at position 1.
///
/// ```
/// use srvname::constraints::admit_der;
///
/// // permitted dNSName www.test.test
/// let constraints = b"\x30\x13\xa0\x11\x30\x0f\x82\x0dwww.test.test";
/// let names = b"\x30\x0f\x82\x0dwww.test.test";
/// assert!(admit_der(constraints, names, Default::default()).is_ok());
/// assert!(admit_der(constraints, b"\x30\x06\x82\x04test", Default::default()).is_err());
/// ```
///
/// # Errors
///
/// [`AdmitDerError`]: constraints that are no DER first, then names that are none, then the first name that is not admitted.
#[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
pub fn admit_der<'a>(
    constraints: &'a [u8],
    names: &'a [u8],
    leading_dot: DnsLeadingDot,
) -> Result<(), AdmitDerError<'a>> {
    if !compiling_pays(constraints.len(), names.len()) {
        return admit_encoded(constraints, names, leading_dot);
    }
    // What is compiled is read in another order, and the first fault is that of the whole list whatever its size.
    let broken_constraints =
        |error| AdmitDerError::Constraints(NameConstraints::from_der(constraints).err().unwrap_or(error));
    let broken_names = |error| AdmitDerError::Names(GeneralNames::from_der(names).err().unwrap_or(error));
    let set = SubtreeSet::from_der(constraints, WildcardNames::among([names])).map_err(broken_constraints)?;
    let entries = GeneralNames::read_header(Reader::new(names)).map_err(broken_names)?;
    match first_refused(&set, entries, leading_dot).map_err(broken_names)? {
        None => Ok(()),
        Some(general_name) => explain(constraints, &general_name, leading_dot),
    }
}

/// Returns what [`admit_der`] returns, by the bases as encoded, without memory.
#[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
fn admit_encoded<'a>(
    constraints: &'a [u8],
    names: &'a [u8],
    leading_dot: DnsLeadingDot,
) -> Result<(), AdmitDerError<'a>> {
    if decide_encoded(constraints, names, leading_dot) == Decision::Permitted {
        return Ok(());
    }
    let constraints = NameConstraints::from_der(constraints).map_err(AdmitDerError::Constraints)?;
    let names = GeneralNames::from_der(names).map_err(AdmitDerError::Names)?;
    let levels = [Level::authority(constraints, Position(1), leading_dot)];
    for presented in &names {
        admit(&levels, &presented).map_err(|violation| AdmitDerError::Name(presented, violation))?;
    }
    Ok(())
}

/// Returns the decision on all names together. Fast path for dNSNames and SRVNames in the common encoding; undecided for any
/// other name and for one that is not permitted.
#[inline]
fn decide_encoded(constraints: &[u8], names: &[u8], leading_dot: DnsLeadingDot) -> Decision {
    let permitted = || {
        let lists = NameConstraints::glance(constraints)?;
        let (Tag::SEQUENCE, mut entries @ [_, ..], []) = split_element(names)? else { return None };
        let (mut dns, mut srv) = (Texts::Unchecked, Texts::Unchecked);
        while !entries.is_empty() {
            let (tag, value, rest) = split_element(entries)?;
            entries = rest;
            let (form, octets, texts) = match tag {
                Tag(0x82) => (Form::DnsName, value, &mut dns),
                Tag(0xa0) => (Form::SrvName, srv_text_of_other_name(value)?, &mut srv),
                _ => return None,
            };
            match encoded::decide_short(lists, form, octets, leading_dot, *texts) {
                Some(Decision::Permitted) => {}
                Some(Decision::Excluded | Decision::Undecided) => return None,
                None => {
                    match NameQuery::read(form, octets, |query| encoded::decide(lists, query, leading_dot, *texts))? {
                        Decision::Permitted => {}
                        Decision::Excluded | Decision::Undecided => return None,
                    }
                }
            }
            *texts = Texts::Checked;
        }
        Some(Decision::Permitted)
    };
    // Which name is excluded, and why, the constraints as encoded tell anyway.
    permitted().unwrap_or(Decision::Undecided)
}

/// Returns why a name is not admitted, by the constraints as encoded.
#[cold]
#[expect(clippy::result_large_err, reason = "error path is cold; boxing would allocate without `alloc`")]
fn explain<'a>(
    constraints: &'a [u8],
    general_name: &GeneralName<'a>,
    leading_dot: DnsLeadingDot,
) -> Result<(), AdmitDerError<'a>> {
    let constraints = NameConstraints::from_der(constraints).map_err(AdmitDerError::Constraints)?;
    let presented = PresentedId::from_general_name(general_name);
    admit(&[Level::authority(constraints, Position(1), leading_dot)], &presented)
        .map_err(|violation| AdmitDerError::Name(presented, violation))
}

/// Returns the first name that a set does not permit, or `None` if it permits all. Returns `Err` if the names cannot be read.
fn first_refused<'a>(
    set: &SubtreeSet,
    mut entries: Reader<'a>,
    leading_dot: DnsLeadingDot,
) -> Result<Option<GeneralName<'a>>, DerError> {
    let mut refused = None;
    while !entries.is_empty() {
        let start = entries;
        let element = entries.element()?;
        // Nearly every name is one of these.
        let admitted = match element.tag() {
            Tag(0x82) => set.decide_text(Form::DnsName, element.value(), leading_dot) == Decision::Permitted,
            Tag(0xa0) => srv_text_of_other_name(element.value())
                .is_some_and(|text| set.decide_text(Form::SrvName, text, leading_dot) == Decision::Permitted),
            _ => false,
        };
        if admitted {
            continue;
        }
        entries = start;
        let general_name = GeneralName::read(&mut entries)?;
        if refused.is_some() {
            continue;
        }
        let form = general_name.form();
        let fine = match general_name.text_octets() {
            Some(octets) => set.decide_text(form, octets, leading_dot) == Decision::Permitted,
            None => !set.has_form(form),
        };
        if !fine {
            refused = Some(general_name);
        }
    }
    Ok(refused)
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    /// dNSNames h000.example.com and so on, each wrapped.
    fn names(count: usize, wrap: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<u8> {
        let name = |index: usize| {
            let text = alloc::format!("h{index:03}.example.com");
            wrap([&[0x82, u8::try_from(text.len()).unwrap()], text.as_bytes()].concat())
        };
        (0..count).flat_map(name).collect()
    }

    fn long(tag: u8, content: &[u8]) -> Vec<u8> {
        let [.., high, low] = content.len().to_be_bytes();
        [&[tag, 0x82, high, low], content].concat()
    }

    /// One octet that is wrong, anywhere: the answer is that of reading the whole extension.
    #[test]
    fn the_first_fault_is_the_same_whatever_the_size() {
        let list = names(40, |name| [vec![0x30, u8::try_from(name.len()).unwrap()], name].concat());
        let constraints = long(0x30, &[long(0xa0, &list), long(0xa1, &list[..18 * 20])].concat());
        let presented = long(0x30, &names(40, |name| name));
        assert!(compiling_pays(constraints.len(), presented.len()));
        let (mut refused, dot) = ([0; 2], DnsLeadingDot::default());
        for place in 0..constraints.len() {
            for octet in [0x00, 0x1f, 0x7f, 0x80, 0xa0, 0xff] {
                let mut broken = constraints.clone();
                broken[place] = octet;
                if let Err(error) = NameConstraints::from_der(&broken) {
                    let answer = admit_der(&broken, &presented, dot);
                    assert!(
                        matches!(answer, Err(AdmitDerError::Constraints(found)) if found == error),
                        "{place} {octet:02x}"
                    );
                    refused[0] += 1;
                }
            }
        }
        let constraints = long(0x30, &long(0xa0, &list));
        for place in 0..presented.len() {
            for octet in [0x00, 0x1f, 0x7f, 0x80, 0xa0, 0xff] {
                let mut broken = presented.clone();
                broken[place] = octet;
                if let Err(error) = GeneralNames::from_der(&broken) {
                    let answer = admit_der(&constraints, &broken, dot);
                    assert!(
                        matches!(answer, Err(AdmitDerError::Names(found)) if found == error),
                        "{place} {octet:02x}"
                    );
                    refused[1] += 1;
                }
            }
        }
        assert!(refused.iter().all(|count| *count > 100), "{refused:?}");
    }
}
