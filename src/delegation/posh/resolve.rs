//! The verification material: what one document says, or two, of which the first refers to the second (RFC 7711 §3.2, §6).

use alloc::vec::Vec;
use core::fmt;

use super::document::{Descriptor, Document, Lifetime};
use super::https_url::HttpsUrl;
use crate::citation::Citation;

/// The verification material for one service at one source domain.
///
/// It is kept by its [`PoshQuery`](super::fetch::PoshQuery), and for [`lifetime`](Self::lifetime) at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Material {
    descriptors: Vec<Descriptor>,
    lifetime: Lifetime,
    via: Option<HttpsUrl>,
}

impl Material {
    /// Returns the material of the source domain's document, and of the document that it refers to if it is a reference.
    ///
    /// The lifetime is the lower of the two (RFC 7711 §6).
    ///
    /// # Errors
    ///
    /// [`ResolveError::NotReferred`] if the first is a reference and there is no second: the caller fetches its `url` and
    /// asks again. [`ResolveError::ReferredAgain`] if the second is a reference too. [`ResolveError::NoReference`] if the
    /// first is none and there is a second.
    ///
    /// ```
    /// use srvname::delegation::posh::{Document, Material};
    ///
    /// let source = Document::read(br#"{"url":"https://hosting.example.net/p.json","expires":60}"#)?.document;
    /// let provider = Document::read(br#"{"fingerprints":[{}],"expires":86400}"#)?.document;
    /// assert!(Material::resolve(&source, None).is_err());
    /// let material = Material::resolve(&source, Some(&provider))?;
    /// assert_eq!(material.lifetime().seconds(), 60);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resolve(source: &Document, referred: Option<&Document>) -> Result<Self, ResolveError> {
        match (source, referred) {
            (Document::Fingerprints(own), None) => {
                Ok(Self { descriptors: own.descriptors().to_vec(), lifetime: own.expires(), via: None })
            }
            (Document::Reference(reference), Some(Document::Fingerprints(other))) => Ok(Self {
                descriptors: other.descriptors().to_vec(),
                lifetime: reference.expires.min(other.expires()),
                via: Some(reference.url.clone()),
            }),
            (Document::Reference(reference), None) => Err(ResolveError::NotReferred(reference.url.clone())),
            (Document::Reference(_), Some(Document::Reference(_))) => Err(ResolveError::ReferredAgain),
            (Document::Fingerprints(_), Some(_)) => Err(ResolveError::NoReference),
        }
    }

    /// Returns the descriptors in their order, at least one.
    #[must_use]
    pub fn descriptors(&self) -> &[Descriptor] {
        &self.descriptors
    }

    /// Returns how long the material may be kept after the source domain's document was fetched.
    #[must_use]
    pub const fn lifetime(&self) -> Lifetime {
        self.lifetime
    }

    /// Returns where the source domain refers to; `None` if the fingerprints are its own.
    #[must_use]
    pub const fn via(&self) -> Option<&HttpsUrl> {
        self.via.as_ref()
    }
}

/// Why documents are no verification material.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResolveError {
    /// The document refers to another one, here, which was not given.
    NotReferred(HttpsUrl),
    /// The document that it refers to is a reference itself.
    ReferredAgain,
    /// The document refers to no other one, and another one was given.
    NoReference,
}

impl ResolveError {
    /// Returns the section that makes the rule.
    #[must_use]
    pub const fn citation(&self) -> Citation {
        Citation::new("RFC 7711", "3.2")
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotReferred(url) => write!(f, "the document refers to {url}: fetch that one too"),
            Self::ReferredAgain => f.write_str(
                "the document that is referred to has a url itself, and only one reference is followed; \
                 refer to the document with the fingerprints",
            ),
            Self::NoReference => f.write_str("the document has fingerprints itself and refers to no other one"),
        }
    }
}

impl core::error::Error for ResolveError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(body: &str) -> Document {
        Document::read(body.as_bytes()).unwrap().document
    }

    #[test]
    fn the_lower_lifetime_counts() {
        for (reference, fingerprints, lifetime) in [(60, 86_400, 60), (86_400, 60, 60), (60, 60, 60)] {
            let source = alloc::format!(r#"{{"url":"https://b.test/p","expires":{reference}}}"#);
            let provider = alloc::format!(r#"{{"fingerprints":[{{}}],"expires":{fingerprints}}}"#);
            let material = Material::resolve(&document(&source), Some(&document(&provider))).unwrap();
            assert_eq!(material.lifetime().seconds(), lifetime);
            assert_eq!(material.via().unwrap().as_str(), "https://b.test/p");
        }
    }

    #[test]
    fn one_reference_is_followed() {
        let reference = document(r#"{"url":"https://b.test/p","expires":60}"#);
        let fingerprints = document(r#"{"fingerprints":[{}],"expires":60}"#);
        let url = HttpsUrl::parse("https://b.test/p").unwrap();
        assert_eq!(Material::resolve(&reference, None), Err(ResolveError::NotReferred(url)));
        assert_eq!(Material::resolve(&reference, Some(&reference)), Err(ResolveError::ReferredAgain));
        assert_eq!(Material::resolve(&fingerprints, Some(&fingerprints)), Err(ResolveError::NoReference));
        assert_eq!(Material::resolve(&fingerprints, None).unwrap().via(), None);
    }
}
