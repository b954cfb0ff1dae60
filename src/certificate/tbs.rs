//! The one walk of a TBSCertificate: its fields in order, as far as they can be read (RFC 5280 §4.1.2).
//!
//! Path validation rejects a certificate if any field is malformed. Reports and statistics also need the fields before
//! the error, so there are two readers for one order of fields: field by field, and all at once with the error that
//! ended the reading.

use crate::certificate::general_name::GeneralName;
use crate::der::oid::Oid;
use crate::der::{DerError, Element, Reader, Tag, check_boolean};

/// A reader of the fields of a TBSCertificate in their order: version, serialNumber, five SEQUENCEs (signature, issuer,
/// validity, subject, subjectPublicKeyInfo), extensions. Every method returns [`DerError`] if its field cannot be read.
///
/// A caller that rejects a certificate at its first error reads field by field, and stops there. [`TbsFields`] is for
/// callers that do not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TbsReader<'a>(Reader<'a>);

impl<'a> TbsReader<'a> {
    /// Returns a reader at the first field of `tbs`.
    #[inline]
    pub(crate) fn new(tbs: &Element<'a>) -> Self {
        Self(tbs.reader())
    }

    /// Reads version, or returns `None` if it is absent, which means v1.
    #[inline]
    pub(crate) fn version(&mut self) -> Result<Option<Element<'a>>, DerError> {
        self.0.optional(Tag::context_constructed(0))
    }

    /// Reads serialNumber.
    #[inline]
    pub(crate) fn serial(&mut self) -> Result<Element<'a>, DerError> {
        self.0.expect(Tag::INTEGER)
    }

    /// Reads the next of the five fields that are SEQUENCEs.
    #[inline]
    pub(crate) fn sequence(&mut self) -> Result<Element<'a>, DerError> {
        self.0.expect(Tag::SEQUENCE)
    }

    /// Reads extensions, or returns `None` if they are absent. issuerUniqueID and subjectUniqueID are skipped, because no
    /// caller uses them (RFC 5280 §4.1.2.8).
    #[inline]
    pub(crate) fn extensions(&mut self) -> Result<Option<Element<'a>>, DerError> {
        self.0.optional(Tag::context(1))?;
        self.0.optional(Tag::context(2))?;
        self.0.optional(Tag::context_constructed(3))
    }

    /// Checks that no field follows.
    #[inline]
    pub(crate) fn finish(&self) -> Result<(), DerError> {
        self.0.finish()
    }
}

/// The fields of a TBSCertificate that reports use, as elements whose content is not read.
///
/// The fields after the first that cannot be read have its error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TbsFields<'a> {
    pub(crate) issuer: Result<Element<'a>, DerError>,
    pub(crate) validity: Result<Element<'a>, DerError>,
    pub(crate) subject: Result<Element<'a>, DerError>,
    pub(crate) spki: Result<Element<'a>, DerError>,
    pub(crate) extensions: Result<Option<Element<'a>>, DerError>,
}

impl<'a> TbsFields<'a> {
    /// Returns the fields of `tbs` as far as they can be read.
    pub(crate) fn read(tbs: &Element<'a>) -> Self {
        let mut fields = TbsReader::new(tbs);
        let version = fields.version();
        let serial = version.and_then(|_| fields.serial());
        let signature = serial.and_then(|_| fields.sequence());
        let issuer = signature.and_then(|_| fields.sequence());
        let validity = issuer.and_then(|_| fields.sequence());
        let subject = validity.and_then(|_| fields.sequence());
        let spki = subject.and_then(|_| fields.sequence());
        let extensions = spki.and_then(|_| fields.extensions());
        Self { issuer, validity, subject, spki, extensions }
    }
}

/// A certificate as far as it can be read, for reports and statistics; never for a verdict.
///
/// [`Certificate`](crate::Certificate) rejects a certificate with a malformed field or extension. This returns the
/// fields before the error, and the error. Only the structure is checked: neither names nor times nor the values of
/// extensions.
///
/// ```
/// use srvname::certificate::CertificateFields;
///
/// let fields = CertificateFields::from_der(b"\x30\x03\x02\x01\x05");
/// let error = fields.subject().unwrap_err();
/// assert_eq!(error.to_string(), "tag 0x02 where 0x30 is expected at octet 2");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct CertificateFields<'a> {
    envelope: Result<(), DerError>,
    tbs: Result<TbsFields<'a>, DerError>,
}

impl<'a> CertificateFields<'a> {
    /// Returns the fields of a certificate as far as they can be read. The methods return the error that ended the
    /// reading.
    #[must_use]
    pub fn from_der(der: &'a [u8]) -> Self {
        let mut reader = Reader::new(der);
        let outer = reader.expect(Tag::SEQUENCE);
        let mut fields = outer.map_or(Reader::new(&[]), |outer| outer.reader());
        let tbs = outer.and_then(|_| fields.expect(Tag::SEQUENCE));
        let envelope = outer.and_then(|_| {
            reader.finish()?;
            tbs?;
            fields.expect(Tag::SEQUENCE)?;
            fields.expect(Tag::BIT_STRING)?;
            fields.finish()
        });
        Self { envelope, tbs: tbs.map(|tbs| TbsFields::read(&tbs)) }
    }

    /// Returns the fields of a TBSCertificate that is not signed yet, as far as they can be read.
    pub(crate) fn from_tbs_der(der: &'a [u8]) -> Self {
        let mut reader = Reader::new(der);
        let tbs = reader.expect(Tag::SEQUENCE);
        let envelope = tbs.and_then(|_| reader.finish());
        Self { envelope, tbs: tbs.map(|tbs| TbsFields::read(&tbs)) }
    }

    /// Returns the fields as elements.
    ///
    /// # Errors
    ///
    /// [`DerError`] if the octets do not start with a SEQUENCE that starts with a SEQUENCE.
    pub(crate) const fn tbs(&self) -> Result<TbsFields<'a>, DerError> {
        self.tbs
    }

    /// Checks that the octets are a SEQUENCE of tbsCertificate, signatureAlgorithm and signatureValue (RFC 5280 §4.1.1),
    /// with nothing after it.
    ///
    /// # Errors
    ///
    /// [`DerError`] at the first octet that does not fit.
    pub const fn check_envelope(&self) -> Result<(), DerError> {
        self.envelope
    }

    /// Returns the Name in issuer, with its header.
    ///
    /// # Errors
    ///
    /// [`DerError`] if this field, or one before it, cannot be read.
    pub fn issuer(&self) -> Result<&'a [u8], DerError> {
        Ok(self.tbs?.issuer?.der())
    }

    /// Returns the Name in subject, with its header.
    ///
    /// # Errors
    ///
    /// [`DerError`] if this field, or one before it, cannot be read.
    pub fn subject(&self) -> Result<&'a [u8], DerError> {
        Ok(self.tbs?.subject?.der())
    }

    /// Returns the tags and texts in validity, as far as they can be read: notBefore and notAfter.
    ///
    /// # Errors
    ///
    /// [`DerError`] if this field, or one before it, cannot be read.
    pub fn validity(&self) -> Result<impl Iterator<Item = (Tag, &'a [u8])> + use<'a>, DerError> {
        let validity = self.tbs?.validity?;
        Ok(elements(validity.reader()).map(|time| (time.tag(), time.value())))
    }

    /// Returns subjectPublicKeyInfo, with its header.
    ///
    /// # Errors
    ///
    /// [`DerError`] if this field, or one before it, cannot be read.
    pub fn subject_public_key_info(&self) -> Result<&'a [u8], DerError> {
        Ok(self.tbs?.spki?.der())
    }

    /// Returns the extensions in order, and none if there is no such field. After an extension whose identifier or flag
    /// cannot be read, which is an `Err`, there is no other.
    ///
    /// # Errors
    ///
    /// [`DerError`] if this field, or one before it, cannot be read.
    pub fn extensions(
        &self,
    ) -> Result<impl Iterator<Item = Result<ExtensionFields<'a>, DerError>> + use<'a>, DerError> {
        let field = self.tbs?.extensions?;
        field.map_or(Ok(ExtensionsFields(Reader::new(&[]))), |field| ExtensionsFields::read(&field))
    }
}

/// The extensions in order. After one that cannot be read, which is an `Err`, there is no other.
pub(crate) struct ExtensionsFields<'a>(Reader<'a>);

impl<'a> ExtensionsFields<'a> {
    /// Returns the extensions in the SEQUENCE that `field` starts with.
    ///
    /// # Errors
    ///
    /// [`DerError`] if it does not start with one.
    pub(crate) fn read(field: &Element<'a>) -> Result<Self, DerError> {
        Ok(Self(field.reader().expect(Tag::SEQUENCE)?.reader()))
    }
}

impl<'a> Iterator for ExtensionsFields<'a> {
    type Item = Result<ExtensionFields<'a>, DerError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let extension = ExtensionFields::read(&mut self.0);
        if extension.is_err() {
            self.0 = Reader::new(&[]);
        }
        Some(extension)
    }
}

/// The fields of an extension whose content is not read (RFC 5280 §4.1.2.9), from [`CertificateFields::extensions`].
#[derive(Clone, Copy, Debug)]
pub struct ExtensionFields<'a> {
    pub(crate) id: Oid<'a>,
    /// The flag as encoded, a superfluous FALSE included.
    pub(crate) critical: Option<bool>,
    pub(crate) value: Element<'a>,
    pub(crate) element: Element<'a>,
}

impl<'a> ExtensionFields<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, DerError> {
        let element = reader.expect(Tag::SEQUENCE)?;
        let mut fields = element.reader();
        let id = Oid::from_element(&fields.expect(Tag::OBJECT_IDENTIFIER)?)?;
        let critical = fields.optional(Tag::BOOLEAN)?.as_ref().map(check_boolean).transpose()?;
        let value = fields.expect(Tag::OCTET_STRING)?;
        Ok(Self { id, critical, value, element })
    }

    /// Returns extnID.
    #[must_use]
    pub const fn id(&self) -> Oid<'a> {
        self.id
    }

    /// Returns `true` if the extension is marked critical.
    #[must_use]
    pub fn is_critical(&self) -> bool {
        self.critical == Some(true)
    }

    /// Returns the content of extnValue.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value.value()
    }

    /// Returns the tags and contents of the elements in the SEQUENCE in the value, as far as they can be read. Returns none
    /// if the value does not start with a SEQUENCE.
    pub fn elements(&self) -> impl Iterator<Item = (Tag, &'a [u8])> + use<'a> {
        sequence(self.value).map(|element| (element.tag(), element.value()))
    }

    /// Returns the bases in permittedSubtrees, if the value is NameConstraints, without those that cannot be read.
    pub fn permitted_bases(&self) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        bases(self.value, Tag::context_constructed(0))
    }

    /// Returns the bases in excludedSubtrees, if the value is NameConstraints, without those that cannot be read.
    pub fn excluded_bases(&self) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        bases(self.value, Tag::context_constructed(1))
    }
}

/// Returns the elements that are left, as far as they can be read.
fn elements(mut rest: Reader<'_>) -> impl Iterator<Item = Element<'_>> {
    core::iter::from_fn(move || rest.element().ok())
}

/// Returns the elements of the SEQUENCE in an OCTET STRING, as far as they can be read.
pub(crate) fn sequence<'a>(value: Element<'a>) -> impl Iterator<Item = Element<'a>> + use<'a> {
    let sequence = value.reader().expect(Tag::SEQUENCE);
    elements(sequence.map_or(Reader::new(&[]), |sequence| sequence.reader()))
}

fn bases<'a>(value: Element<'a>, list: Tag) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
    let lists = sequence(value).filter(move |element| element.tag() == list);
    lists.flat_map(|list| elements(list.reader())).filter_map(|subtree| GeneralName::read(&mut subtree.reader()).ok())
}
