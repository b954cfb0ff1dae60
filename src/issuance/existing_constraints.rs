//! Constraints that a CA has already, for the certificate that replaces its own.

use crate::certificate::general_name::GeneralName;
use crate::certificate::name_constraints::{GeneralSubtree, NameConstraints};
use crate::der::Tag;
use crate::issuance::extension_builder::{
    ExtensionBuildError, NO_SRV_NAME, NameConstraintsBuilder, PermittedSrv, write_element,
};
use crate::name::Form;

impl NameConstraintsBuilder {
    /// Returns a builder with the bases of existing constraints, of every form and in order, each as it is encoded.
    ///
    /// They are kept, not judged: what the linter says of them is not asked here. A minimum of zero that is encoded, which
    /// DER leaves out, is left out.
    ///
    /// ```
    /// use srvname::issuance::NameConstraintsBuilder;
    /// use srvname::{certificate::NameConstraints, name::{DnsName, SrvSubtree}};
    ///
    /// let domain = DnsName::parse("example.com")?;
    /// let before = NameConstraintsBuilder::permit_dns(domain)?.to_der_leaving_srv_names_open();
    /// let builder = NameConstraintsBuilder::existing(&NameConstraints::from_der(&before)?)?;
    /// let after = builder.and_permit_srv(SrvSubtree::Name(domain))?.to_der()?;
    /// assert_eq!(after, NameConstraintsBuilder::confined_to(domain)?.to_der()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ExtensionBuildError::MalformedBase`] and [`ExtensionBuildError::SubtreeBounds`]: such a base refuses every path with
    /// a name of its form, and to leave it out would let names pass that it was to stop.
    pub fn existing(constraints: &NameConstraints<'_>) -> Result<Self, ExtensionBuildError> {
        let mut builder = Self::EMPTY;
        for subtree in &constraints.permitted() {
            let base = checked_base(&subtree)?;
            if base.form() == Form::SrvName {
                let is_none = builder.srv != PermittedSrv::Bases && base.octets() == NO_SRV_NAME.as_bytes();
                builder.srv = if is_none { PermittedSrv::None } else { PermittedSrv::Bases };
            }
            write_element(&mut builder.permitted, Tag::SEQUENCE, base.der());
        }
        for subtree in &constraints.excluded() {
            write_element(&mut builder.excluded, Tag::SEQUENCE, checked_base(&subtree)?.der());
        }
        Ok(builder)
    }
}

fn checked_base<'a>(subtree: &GeneralSubtree<'a>) -> Result<GeneralName<'a>, ExtensionBuildError> {
    if !subtree.has_rfc5280_bounds() {
        return Err(ExtensionBuildError::SubtreeBounds);
    }
    subtree.base().base().map_err(|_| ExtensionBuildError::MalformedBase)?;
    Ok(*subtree.base())
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::vec::Vec;

    use super::*;
    use crate::name::dns::DnsName;
    use crate::name::srv::SrvSubtree;

    fn element(tag: u8, content: &[u8]) -> Vec<u8> {
        [&[tag, u8::try_from(content.len()).unwrap()], content].concat()
    }

    fn existing(lists: &[Vec<u8>]) -> Result<NameConstraintsBuilder, ExtensionBuildError> {
        let der = element(0x30, &lists.concat());
        NameConstraintsBuilder::existing(&NameConstraints::from_der(&der).unwrap())
    }

    fn permitted(names: &[&[u8]]) -> Vec<u8> {
        element(0xa0, &names.iter().flat_map(|name| element(0x30, name)).collect::<Vec<_>>())
    }

    const SRV: &[u8] = b"\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x16\x0bexample.com";
    const NO_SRV: &[u8] = b"\xa0\x1e\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x12\x16\x10_invalid.invalid";
    const UTF8_SRV: &[u8] = b"\xa0\x19\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x0d\x0c\x0bexample.com";

    /// Forms that are not understood, and bases with a leading dot or an underscore, are kept too.
    #[test]
    fn every_form_is_kept_as_it_is_encoded() {
        let names: [&[u8]; 7] = [
            SRV,
            b"\x82\x0c.example.com",
            b"\x82\x09a_b.local",
            b"\x82\x00",
            b"\x88\x02\x2a\x03",
            b"\xa0\x08\x06\x02\x2a\x03\xa0\x02\x05\x00",
            b"\xa4\x0f\x30\x0d\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02NL",
        ];
        let lists = [permitted(&names), element(0xa1, &element(0x30, b"\x87\x08\x0a\0\0\0\xff\0\0\0"))];
        assert_eq!(existing(&lists).unwrap().to_der().unwrap(), element(0x30, &lists.concat()));
    }

    #[test]
    fn a_minimum_that_is_encoded_is_left_out() {
        let with_minimum = element(0xa0, &element(0x30, &[SRV, b"\x80\x01\x00"].concat()));
        assert_eq!(existing(&[with_minimum]).unwrap().to_der().unwrap(), element(0x30, &permitted(&[SRV])));
    }

    #[test]
    fn what_refuses_every_path_is_not_kept() {
        let error = |lists: &[Vec<u8>]| existing(lists).unwrap_err();
        assert_eq!(error(&[permitted(&[b"\x82\x0d*.example.com"])]), ExtensionBuildError::MalformedBase);
        assert_eq!(error(&[permitted(&[SRV, UTF8_SRV])]), ExtensionBuildError::MalformedBase);
        let excluded = element(0xa1, &element(0x30, b"\x87\x04\x0a\0\0\0"));
        assert_eq!(error(&[excluded]), ExtensionBuildError::MalformedBase);
        for bounds in [b"\x80\x01\x01", b"\x81\x01\x00"] {
            let subtree = element(0xa1, &element(0x30, &[SRV, bounds].concat()));
            assert_eq!(error(&[subtree]), ExtensionBuildError::SubtreeBounds);
        }
    }

    /// What existing constraints say of SRVNames counts as if the builder had been told.
    #[test]
    fn permitted_srv_names_are_known() {
        let base = || SrvSubtree::Name(DnsName::parse("example.org").unwrap());
        assert!(existing(&[permitted(&[SRV])]).unwrap().and_permit_srv(base()).is_ok());
        let none = existing(&[permitted(&[NO_SRV])]).unwrap();
        assert_eq!(none.and_permit_srv(base()).unwrap_err(), ExtensionBuildError::Contradiction);
        for both in [[SRV, NO_SRV], [NO_SRV, SRV]] {
            let both = existing(&[permitted(&both)]).unwrap();
            assert_eq!(both.clone().and_no_srv_names().unwrap_err(), ExtensionBuildError::Contradiction);
            assert!(both.and_permit_srv(base()).is_ok());
        }
        let excluded = element(0xa1, &element(0x30, SRV));
        assert_eq!(existing(&[excluded]).unwrap().to_der().unwrap_err(), ExtensionBuildError::SrvNamesOpen);
    }
}
