//! A certificate, or what becomes one, read leniently: as far as it can be read.
//!
//! The library rejects a certificate whose extensions are malformed, and drops the rest. A linter must report every
//! fault, so it walks the octets again, keeps what can be read, and records where reading stopped.

use alloc::vec::Vec;
use core::ops::Range;

use crate::certificate::extensions::is_of_its_type;
use crate::certificate::general_name::GeneralName;
use crate::certificate::tbs::{CertificateFields, ExtensionFields, ExtensionsFields, sequence};
use crate::certificate::unsigned::{CertificationRequest, RequestFields, TbsCertificate};
use crate::certificate::{Certificate, CertificateError};
use crate::der::oid::{self, Oid};
use crate::der::time::read_time;
use crate::der::{DerError, DerErrorKind, Element, Reader, Tag, check_integer};
use crate::lint::input::LintInput;
use crate::lint::place::Place;
use crate::lint::read::srv_text::SrvText;
use crate::lint::read::tagging;
use crate::lint::severity::EffectiveDate;
use crate::name::directory::DirectoryName;
use crate::name::error::NameError;
use crate::name::{Base, Form};
use const_oid::ObjectIdentifier;

/// Returns the range of an element in the certificate.
pub(crate) fn octets_of(element: &Element<'_>) -> Range<usize> {
    element.offset()..element.offset().saturating_add(element.der().len())
}

/// An extension as encoded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RawExtension<'a> {
    pub(crate) id: Oid<'a>,
    /// The critical flag as encoded, a superfluous FALSE included; `None` if it is absent.
    pub(crate) critical: Option<bool>,
    /// The OCTET STRING.
    pub(crate) value: Element<'a>,
    pub(crate) element: Element<'a>,
}

impl<'a> RawExtension<'a> {
    const fn of(fields: &ExtensionFields<'a>) -> Self {
        Self { id: fields.id, critical: fields.critical, value: fields.value, element: fields.element }
    }

    pub(crate) fn is_critical(&self) -> bool {
        self.critical == Some(true)
    }

    pub(crate) fn octets(&self) -> Range<usize> {
        octets_of(&self.element)
    }

    /// Returns the elements of the SEQUENCE in the value, as far as they can be read.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Element<'a>> + use<'a> {
        sequence(self.value)
    }
}

/// An entry of a list of GeneralNames.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) index: usize,
    pub(crate) element: Element<'a>,
    pub(crate) name: Result<GeneralName<'a>, DerError>,
    pub(crate) srv: Srv<'a>,
}

/// The SRVName in an entry or a base.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Srv<'a> {
    /// The name is of another form.
    Other,
    /// The name is an SRVName whose `[0]` does not contain exactly one primitive element.
    Broken(DerError),
    /// The name is an SRVName with a text, well-formed or not.
    Text(SrvText<'a>),
}

impl<'a> Entry<'a> {
    fn read(index: usize, element: Element<'a>) -> Self {
        let name = GeneralName::read(&mut Reader::at(element.der(), element.offset()));
        let srv = match &name {
            Ok(general_name) if general_name.form() != Form::SrvName => Srv::Other,
            Ok(general_name) => read_srv_value(general_name).map_or_else(Srv::Broken, Srv::Text),
            Err(error) if has_srv_type(&element) => Srv::Broken(*error),
            Err(_) => Srv::Other,
        };
        Self { index, element, name, srv }
    }

    pub(crate) fn octets(&self) -> Range<usize> {
        octets_of(&self.element)
    }

    /// Returns the text of a dNSName, or `None` if the entry is of another form or cannot be read.
    pub(crate) fn dns(&self) -> Option<&'a [u8]> {
        let name = self.name.as_ref().ok()?;
        (name.form() == Form::DnsName).then(|| name.value())
    }

    pub(crate) fn srv_text(&self) -> Option<&SrvText<'a>> {
        match &self.srv {
            Srv::Text(text) => Some(text),
            Srv::Other | Srv::Broken(_) => None,
        }
    }
}

/// Returns whether an otherName has the type id-on-dnsSRV, whatever else is wrong with it.
fn has_srv_type(element: &Element<'_>) -> bool {
    let type_id = element.reader().expect(Tag::OBJECT_IDENTIFIER);
    element.tag() == Tag::context_constructed(0)
        && type_id.is_ok_and(|type_id| type_id.value() == oid::ID_ON_DNS_SRV.as_bytes())
}

/// Returns the text in the one primitive element inside the `[0]` of an SRVName, or an error if there is no such
/// element.
fn read_srv_value<'a>(name: &GeneralName<'a>) -> Result<SrvText<'a>, DerError> {
    let mut reader = Reader::at(name.value(), name.value_offset());
    let inner = reader.element()?;
    reader.finish()?;
    // A constructed element is another structure, and no text.
    if inner.tag().0 & 0x20 != 0 {
        let kind = DerErrorKind::UnexpectedTag { expected: Tag::IA5_STRING, found: inner.tag() };
        return Err(DerError::new(kind, inner.offset()));
    }
    Ok(SrvText::new(inner.tag(), inner.value(), inner.value_offset()))
}

/// The list that a subtree is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Permitted,
    Excluded,
}

impl List {
    const fn place(self) -> Place {
        match self {
            Self::Permitted => Place::PermittedSubtrees,
            Self::Excluded => Place::ExcludedSubtrees,
        }
    }

    const fn entry(self, index: usize) -> Place {
        match self {
            Self::Permitted => Place::PermittedSubtree(index),
            Self::Excluded => Place::ExcludedSubtree(index),
        }
    }
}

/// A GeneralSubtree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subtree<'a> {
    pub(crate) list: List,
    pub(crate) index: usize,
    pub(crate) element: Element<'a>,
    pub(crate) name: GeneralName<'a>,
    pub(crate) base: Result<Base<'a>, NameError>,
    pub(crate) srv: Srv<'a>,
    pub(crate) minimum: Option<Element<'a>>,
    pub(crate) maximum: Option<Element<'a>>,
}

impl<'a> Subtree<'a> {
    pub(crate) fn read(list: List, index: usize, element: Element<'a>) -> Result<Self, DerError> {
        let mut fields = Reader::at(element.der(), element.offset()).expect(Tag::SEQUENCE)?.reader();
        let name = GeneralName::read(&mut fields)?;
        let minimum = fields.optional(Tag::context(0))?;
        let maximum = fields.optional(Tag::context(1))?;
        fields.finish()?;
        minimum.iter().chain(maximum.iter()).try_for_each(check_integer)?;
        let srv = match name.form() {
            Form::SrvName => read_srv_value(&name).map_or_else(Srv::Broken, Srv::Text),
            _ => Srv::Other,
        };
        Ok(Self { list, index, element, name, base: name.base(), srv, minimum, maximum })
    }

    pub(crate) const fn place(&self) -> Place {
        self.list.entry(self.index)
    }

    pub(crate) fn is_permitted(&self) -> bool {
        self.list == List::Permitted
    }

    pub(crate) fn form(&self) -> Form<'a> {
        self.name.form()
    }

    pub(crate) fn octets(&self) -> Range<usize> {
        octets_of(&self.element)
    }

    pub(crate) fn srv_text(&self) -> Option<&SrvText<'a>> {
        match &self.srv {
            Srv::Text(text) => Some(text),
            Srv::Other | Srv::Broken(_) => None,
        }
    }
}

/// Where a GeneralSubtree is that can be read. A certificate may have millions, so no more than this is kept of each, and it is
/// read again where it is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubtreeAt<'a> {
    der: &'a [u8],
    offset: usize,
    /// The index in its list. No length in DER has more than four octets, so no list has more entries than this counts.
    index: u32,
    list: List,
    /// The place of the form in [`Form::UNDERSTOOD`], if it is there: nearly every lint asks for the form.
    understood: Option<u8>,
    /// Whether the base is well formed.
    pub(crate) has_base: bool,
}

impl<'a> SubtreeAt<'a> {
    /// Returns where a subtree is.
    pub(crate) fn of(subtree: &Subtree<'a>) -> Self {
        let Subtree { list, element, .. } = *subtree;
        let form = subtree.form();
        let understood = Form::UNDERSTOOD.iter().position(|own| *own == form);
        Self {
            der: element.der(),
            offset: element.offset(),
            index: u32::try_from(subtree.index).unwrap_or(u32::MAX),
            list,
            understood: understood.and_then(|place| u8::try_from(place).ok()),
            has_base: subtree.base.is_ok(),
        }
    }

    /// Returns the index in its list.
    pub(crate) fn index(&self) -> usize {
        usize::try_from(self.index).unwrap_or(usize::MAX)
    }

    /// Returns what is there.
    pub(crate) fn read(&self) -> Option<Subtree<'a>> {
        let element = Reader::at(self.der, self.offset).element().ok()?;
        Subtree::read(self.list, self.index(), element).ok()
    }

    /// Returns the base, if it is well formed.
    pub(crate) fn base(&self) -> Option<Base<'a>> {
        let mut fields = Reader::at(self.der, self.offset).element().ok()?.reader();
        GeneralName::read(&mut fields).ok()?.base().ok()
    }

    /// Returns the GeneralName in it.
    pub(crate) fn name(&self) -> Option<Element<'a>> {
        Reader::at(self.der, self.offset).element().ok()?.reader().element().ok()
    }

    /// Returns the form of the base.
    pub(crate) fn form(&self) -> Option<Form<'a>> {
        match self.understood {
            Some(place) => Form::UNDERSTOOD.get(usize::from(place)).copied(),
            None => self.read().map(|subtree| subtree.form()),
        }
    }
}

/// A part of a NameConstraints extension that its type does not allow.
#[derive(Clone, Debug)]
pub(crate) struct ReadError {
    pub(crate) place: Place,
    pub(crate) error: DerError,
    /// The octets from the error to the end of what could not be read.
    pub(crate) octets: Range<usize>,
    /// What is wrong with its tags, if that is the reason.
    pub(crate) tagging: Option<&'static str>,
}

impl ReadError {
    fn new(place: Place, error: DerError, end: usize, tagging: Option<&'static str>) -> Self {
        let start = error.offset();
        Self { place, error, octets: start..end.max(start), tagging }
    }
}

/// One NameConstraints extension.
#[derive(Clone, Debug)]
pub(crate) struct Constraints<'a> {
    pub(crate) extension: RawExtension<'a>,
    /// The element of each list that is present.
    pub(crate) permitted: Option<Element<'a>>,
    pub(crate) excluded: Option<Element<'a>>,
    /// The subtrees of both lists that can be read, permitted ones first.
    kept: Vec<SubtreeAt<'a>>,
    /// Whether the SEQUENCE is present and empty.
    pub(crate) is_empty: bool,
    /// Whether something could not be read.
    pub(crate) has_errors: bool,
    /// What could not be read beside the entries of the lists.
    field_error: Option<ReadError>,
}

impl<'a> Constraints<'a> {
    fn read(extension: RawExtension<'a>) -> Self {
        let (permitted, excluded, kept) = (None, None, Vec::new());
        let mut own =
            Self { extension, permitted, excluded, kept, is_empty: false, has_errors: false, field_error: None };
        if let Err(error) = own.read_fields() {
            own.has_errors = true;
            own.field_error = Some(ReadError::new(Place::NameConstraints, error, extension.octets().end, None));
        }
        // A list may be as long as a certificate, so room is made once, and for nothing that cannot be a subtree.
        let mut kept = Vec::with_capacity(length(own.permitted).saturating_add(length(own.excluded)));
        for entry in own.entries() {
            match entry {
                Ok(subtree) => kept.push(subtree),
                Err(_) => own.has_errors = true,
            }
        }
        Self { kept, ..own }
    }

    /// Finds the lists, in their order and each at most once. Returns an error at the first octet that does not fit.
    fn read_fields(&mut self) -> Result<(), DerError> {
        let mut value = self.extension.value.reader();
        let sequence = value.expect(Tag::SEQUENCE)?;
        let mut fields = sequence.reader();
        self.is_empty = fields.is_empty();
        self.permitted = fields.optional(Tag::context_constructed(0))?;
        self.excluded = fields.optional(Tag::context_constructed(1))?;
        let behind = fields.finish().and(value.finish());
        if self.permitted.is_none() {
            // In the wrong order, but still a list of bases.
            self.permitted = fields.optional(Tag::context_constructed(0))?;
        }
        behind
    }

    /// Returns the entries of both lists as they are read, permitted ones first. Reading continues after what could not be read
    /// if its end is known.
    fn entries(&self) -> impl Iterator<Item = Result<SubtreeAt<'a>, ReadError>> + use<'a> {
        let lists = [(List::Permitted, self.permitted), (List::Excluded, self.excluded)];
        lists.into_iter().filter_map(|(list, element)| Some((list, element?))).flat_map(|(list, element)| {
            let mut rest = element.reader();
            let mut is_lost = false;
            let elements = core::iter::from_fn(move || {
                let next = (!is_lost && !rest.is_empty()).then(|| rest.element())?;
                is_lost = next.is_err();
                Some(next)
            });
            elements.enumerate().map(move |(index, subtree)| {
                let end = octets_of(&element).end;
                let subtree = subtree.map_err(|error| ReadError::new(list.place(), error, end, None))?;
                Subtree::read(list, index, subtree).map(|subtree| SubtreeAt::of(&subtree)).map_err(|error| {
                    let end = octets_of(&subtree).end;
                    ReadError::new(list.entry(index), error, end, tagging::of_subtree(&subtree))
                })
            })
        })
    }

    /// Returns what could not be read.
    pub(crate) fn errors(&self) -> impl Iterator<Item = ReadError> {
        let of_lists = self.entries().filter_map(Result::err).take(if self.has_errors { usize::MAX } else { 0 });
        self.field_error.iter().cloned().chain(of_lists)
    }

    /// Returns where the subtrees of one form in one list are.
    pub(crate) fn of(&self, list: List, form: Form<'static>) -> impl Iterator<Item = &SubtreeAt<'a>> {
        self.kept.iter().filter(move |own| own.list == list && own.form() == Some(form))
    }

    /// Returns where the subtrees of one list are.
    pub(crate) fn list(&self, list: List) -> impl Iterator<Item = &SubtreeAt<'a>> {
        self.kept.iter().filter(move |own| own.list == list)
    }

    /// Returns the subtrees of both lists, permitted ones first.
    pub(crate) fn subtrees(&self) -> impl Iterator<Item = Subtree<'a>> {
        self.kept.iter().filter_map(SubtreeAt::read)
    }

    /// Returns the subtrees of both lists whose forms are wanted.
    pub(crate) fn subtrees_of(&self, wanted: impl Fn(Form<'a>) -> bool) -> impl Iterator<Item = Subtree<'a>> {
        self.kept.iter().filter(move |own| own.form().is_some_and(&wanted)).filter_map(SubtreeAt::read)
    }

    pub(crate) fn permitted_of(&self, form: Form<'static>) -> impl Iterator<Item = Subtree<'a>> {
        self.of(List::Permitted, form).filter_map(SubtreeAt::read)
    }

    pub(crate) fn excluded_of(&self, form: Form<'static>) -> impl Iterator<Item = Subtree<'a>> {
        self.of(List::Excluded, form).filter_map(SubtreeAt::read)
    }

    /// Returns the form of each subtree of both lists.
    pub(crate) fn forms(&self) -> impl Iterator<Item = Form<'a>> {
        self.kept.iter().filter_map(SubtreeAt::form)
    }

    pub(crate) fn lists(&self, form: Form<'static>) -> bool {
        self.forms().any(|own| own == form)
    }
}

/// A certificate, or what becomes one, read as far as possible. What a request lacks is `None`, as what cannot be read is.
#[derive(Debug)]
pub(crate) struct LenientCertificate<'a> {
    pub(crate) der: &'a [u8],
    /// The request, if it is one that the library reads.
    request: Option<CertificationRequest<'a>>,
    /// Whether it is a certificate, which alone can issue others.
    is_signed: bool,
    /// The certificate as the library reads it, or why the library rejects it. That of a request is the one that it asks
    /// for.
    pub(crate) strict: Result<Certificate<'a>, CertificateError>,
    pub(crate) issuer: Option<DirectoryName<'a>>,
    pub(crate) issuer_octets: Range<usize>,
    pub(crate) subject: Option<DirectoryName<'a>>,
    pub(crate) subject_octets: Range<usize>,
    pub(crate) spki: &'a [u8],
    /// notBefore, in seconds since 1970; `None` if it cannot be read.
    pub(crate) not_before: Option<i64>,
    pub(crate) extensions: Vec<RawExtension<'a>>,
    /// Whether basicConstraints has cA TRUE.
    is_ca: bool,
    /// Whether an entry of subjectAltName is an SRVName, readable or not.
    pub(crate) has_srv_name: bool,
    /// The NameConstraints extensions; at most one in a valid certificate.
    pub(crate) constraints: Vec<Constraints<'a>>,
}

impl<'a> LenientCertificate<'a> {
    pub(crate) fn read(input: LintInput<'a>) -> Self {
        let (request, strict) = match input {
            LintInput::Certificate(der) => (None, Certificate::from_der(der)),
            LintInput::TbsCertificate(der) => (None, TbsCertificate::from_der(der).map(TbsCertificate::into_unsigned)),
            LintInput::Request(der) => match CertificationRequest::from_der(der) {
                Ok(request) => (Some(request.clone()), Ok(request.issued_by(DirectoryName::EMPTY))),
                Err(error) => (None, Err(error)),
            },
        };
        let mut own = Self {
            der: input.der(),
            request,
            is_signed: matches!(input, LintInput::Certificate(_)),
            strict,
            issuer: None,
            issuer_octets: 0..0,
            subject: None,
            subject_octets: 0..0,
            spki: &[],
            not_before: None,
            extensions: Vec::with_capacity(16),
            is_ca: false,
            has_srv_name: false,
            constraints: Vec::new(),
        };
        // What was read before the error is kept; the error itself is in `strict`.
        let _ = own.read_fields(input);
        own.has_srv_name = own.first_srv_name().is_some();
        let basic_constraints = own.extension(oid::ID_CE_BASIC_CONSTRAINTS);
        let first = basic_constraints.and_then(|extension| extension.elements().next());
        own.is_ca = first.is_some_and(|element| element.tag() == Tag::BOOLEAN && element.value() != [0x00]);
        let constraints = own.extensions.iter().filter(|extension| extension.id == oid::ID_CE_NAME_CONSTRAINTS);
        own.constraints = constraints.map(|extension| Constraints::read(*extension)).collect();
        own
    }

    fn read_fields(&mut self, input: LintInput<'a>) -> Result<(), CertificateError> {
        let certificate = match input {
            LintInput::Certificate(der) => CertificateFields::from_der(der),
            LintInput::TbsCertificate(der) => CertificateFields::from_tbs_der(der),
            LintInput::Request(der) => {
                let fields = RequestFields::from_der(der)?;
                self.read_subject(&fields.subject?);
                self.spki = fields.spki?.value();
                return Ok(self.read_extensions(fields.extensions?)?);
            }
        };
        let fields = certificate.tbs()?;
        let issuer = fields.issuer?;
        self.issuer_octets = octets_of(&issuer);
        self.issuer = DirectoryName::from_element(&issuer).ok();
        self.not_before = read_time(&mut fields.validity?.reader()).ok();
        self.read_subject(&fields.subject?);
        self.spki = fields.spki?.value();
        Ok(self.read_extensions(fields.extensions?)?)
    }

    fn read_subject(&mut self, subject: &Element<'a>) {
        self.subject_octets = octets_of(subject);
        self.subject = DirectoryName::from_element(subject).ok();
    }

    /// Reads the extensions in the SEQUENCE that `field` starts with.
    fn read_extensions(&mut self, field: Option<Element<'a>>) -> Result<(), DerError> {
        let Some(field) = field else { return Ok(()) };
        for extension in ExtensionsFields::read(&field)? {
            self.extensions.push(RawExtension::of(&extension?));
        }
        Ok(())
    }

    /// Takes `signer` for the CA that would sign a request. Nothing else changes.
    pub(crate) fn assume_issued_by(&mut self, signer: &Self) {
        if let (Some(request), Ok(signer)) = (&self.request, &signer.strict) {
            self.strict = Ok(request.issued_by(signer.subject()));
        }
    }

    /// Returns whether it is a request, which lacks what only a CA adds.
    pub(crate) const fn is_request(&self) -> bool {
        self.request.is_some()
    }

    /// Returns whether a rule was in force when the certificate was issued. A certificate whose notBefore is missing or cannot
    /// be read is still to be issued, or wrong anyway: every rule binds it.
    pub(crate) fn is_issued_under(&self, date: EffectiveDate) -> bool {
        self.not_before.is_none_or(|not_before| not_before >= date.seconds())
    }

    /// Returns the place and the octets of subjectAltName, or of the whole certificate if it has none.
    pub(crate) fn subject_alt_name_place(&self) -> (Place, Range<usize>) {
        let extension = self.extension(oid::ID_CE_SUBJECT_ALT_NAME);
        extension.map_or((Place::Certificate, 0..self.der.len()), |own| (Place::SubjectAltName, own.octets()))
    }

    /// Returns whether it is a certificate, and so can have issued another.
    pub(crate) const fn is_signed(&self) -> bool {
        self.is_signed
    }

    /// Returns the first extension of a type.
    pub(crate) fn extension(&self, id: ObjectIdentifier) -> Option<&RawExtension<'a>> {
        self.extensions.iter().find(|extension| extension.id == id)
    }

    /// Returns whether an extension is of its type, or not there: of another nobody knows what it lacks.
    pub(crate) fn can_read(&self, id: ObjectIdentifier) -> bool {
        self.extension(id).is_none_or(|extension| is_of_its_type(&extension.element))
    }

    /// Returns the first NameConstraints extension.
    pub(crate) fn name_constraints(&self) -> Option<&Constraints<'a>> {
        self.constraints.first()
    }

    /// Returns the entries of issuerAltName.
    pub(crate) fn issuer_names(&self) -> impl Iterator<Item = Entry<'a>> {
        self.extension(oid::ID_CE_ISSUER_ALT_NAME).into_iter().flat_map(entries)
    }

    /// Whether basicConstraints has cA TRUE.
    pub(crate) const fn is_ca(&self) -> bool {
        self.is_ca
    }

    /// Returns whether basicConstraints says that it is no CA's, or is not there. Returns `false` if it cannot be read.
    pub(crate) fn is_no_ca(&self) -> bool {
        !self.is_ca && self.can_read(oid::ID_CE_BASIC_CONSTRAINTS)
    }

    /// Returns whether subject and issuer are the same. Returns `false` if the subject cannot be read.
    pub(crate) fn is_self_issued(&self) -> bool {
        self.subject.is_some() && self.subject == self.issuer
    }

    /// Returns whether the certificate is of a CA and not self-issued.
    pub(crate) fn is_sub_ca(&self) -> bool {
        self.is_ca() && !self.is_self_issued()
    }

    /// Returns the purposes of extKeyUsage, or `None` without that extension.
    pub(crate) fn purposes(&self) -> Option<impl Iterator<Item = Oid<'a>> + use<'a>> {
        let extension = self.extension(oid::ID_CE_EXT_KEY_USAGE)?;
        Some(extension.elements().filter_map(|element| Oid::from_content(element.value())))
    }

    /// Returns whether extKeyUsage lists this purpose explicitly.
    pub(crate) fn has_purpose(&self, purpose: ObjectIdentifier) -> bool {
        self.purposes().is_some_and(|mut purposes| purposes.any(|own| own == purpose))
    }

    /// Returns whether a TLS server may use the certificate: no extKeyUsage, or one with serverAuth or any purpose.
    pub(crate) fn is_for_tls(&self) -> bool {
        self.purposes().is_none_or(|mut purposes| {
            purposes.any(|own| own == oid::ID_KP_SERVER_AUTH || own == oid::ANY_EXTENDED_KEY_USAGE)
        })
    }

    /// Returns whether no TLS server may use the certificate. Returns `false` if extKeyUsage cannot be read.
    pub(crate) fn is_not_for_tls(&self) -> bool {
        !self.is_for_tls() && self.can_read(oid::ID_CE_EXT_KEY_USAGE)
    }

    /// Returns whether a CA is meant to be a technically constrained TLS subordinate CA: not self-issued, with name
    /// constraints, and with serverAuth listed explicitly, as the certificate profile requires (TLS BR §7.1.2.5.1).
    ///
    /// Q: A sub-CA with some name constraints may also be one of the other profiles (TLS BR §7.1.2.10.8). Why is it
    ///    held to this one?
    /// A: Nothing in a certificate tells which profile was meant, and this one is the purpose of constraints in a TLS
    ///    CA. The lints report what is missing for it. (`testdata/lint/nc_tc_missing_dirname.pem`)
    pub(crate) fn is_technically_constrained(&self) -> bool {
        self.is_sub_ca() && self.has_purpose(oid::ID_KP_SERVER_AUTH) && self.name_constraints().is_some()
    }

    /// Returns the policies of certificatePolicies.
    pub(crate) fn policies(&self) -> impl Iterator<Item = Oid<'a>> {
        let information = self.extension(oid::ID_CE_CERTIFICATE_POLICIES).into_iter().flat_map(RawExtension::elements);
        information.filter_map(|element| {
            let identifier = element.reader().expect(Tag::OBJECT_IDENTIFIER).ok()?;
            Oid::from_content(identifier.value())
        })
    }

    /// Returns the entries of subjectAltName. A certificate may have millions, so none is kept, and each call reads them again.
    pub(crate) fn names(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        let extension = self.extension(oid::ID_CE_SUBJECT_ALT_NAME).copied();
        extension.into_iter().flat_map(|extension| entries(&extension))
    }

    /// Returns the entries of subjectAltName that are GeneralNames, well formed or not.
    pub(crate) fn general_names(&self) -> impl Iterator<Item = (Entry<'a>, GeneralName<'a>)> + use<'a> {
        self.names().filter_map(|entry| entry.name.ok().map(|name| (entry, name)))
    }

    /// Returns the entries of subjectAltName that are SRVNames with a text.
    pub(crate) fn srv_names(&self) -> impl Iterator<Item = (Entry<'a>, SrvText<'a>)> + use<'a> {
        self.names().filter_map(|entry| entry.srv_text().copied().map(|text| (entry, text)))
    }

    /// Returns the first entry of subjectAltName that is an SRVName, readable or not.
    pub(crate) fn first_srv_name(&self) -> Option<Entry<'a>> {
        self.names().find(|entry| !matches!(entry.srv, Srv::Other))
    }
}

/// Returns how many elements of a list are long enough to be subtrees, as far as it can be read.
fn length(list: Option<Element<'_>>) -> usize {
    let mut rest = list.map(|list| list.reader());
    let elements = core::iter::from_fn(|| rest.as_mut()?.element().ok());
    elements.filter(|element| element.value().len() > 1).count()
}

/// Returns the entries of an extension that is a list of GeneralNames.
fn entries<'a>(extension: &RawExtension<'a>) -> impl Iterator<Item = Entry<'a>> + use<'a> {
    extension.elements().enumerate().map(|(index, element)| Entry::read(index, element))
}
