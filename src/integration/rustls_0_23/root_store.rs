//! The trust anchors of rustls.

use rustls::RootCertStore;

use crate::integration::roots::{RootError, Roots};

impl TryFrom<&RootCertStore> for Roots {
    type Error = RootError;

    /// [`Roots::from_anchors`] with the anchors of the store.
    fn try_from(store: &RootCertStore) -> Result<Self, RootError> {
        Self::from_anchors(store.roots.iter().cloned())
    }
}
