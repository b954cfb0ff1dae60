//! Bases as sets of names: which one covers another, and what two have in common.

/// The base of a name constraint, as the set of the names inside it (RFC 5280 §4.2.1.10).
///
/// ```
/// use srvname::name::{DnsSubtree, Subtree};
///
/// let domain = DnsSubtree::parse("example.com")?;
/// let host = DnsSubtree::parse("www.example.com")?;
/// assert!(domain.covers(host));
/// assert!(!host.covers(domain));
/// assert_eq!(domain.meet(host), Some(host));
/// assert_eq!(host.meet(DnsSubtree::parse("example.net")?), None);
/// # Ok::<(), srvname::name::NameError>(())
/// ```
pub trait Subtree: Copy {
    /// Returns `true` if every name inside `other` is inside this base.
    #[must_use]
    fn covers(&self, other: Self) -> bool;

    /// Returns the base of exactly the names inside both, or `None` if no name is.
    ///
    /// For reports; a verdict never needs it, because the bases of every CA are evaluated in turn. As provided it is
    /// right for forms whose bases are nested or disjoint; a form whose bases can cross must override it.
    #[must_use]
    fn meet(&self, other: Self) -> Option<Self> {
        if self.covers(other) {
            Some(other)
        } else if other.covers(*self) {
            Some(*self)
        } else {
            None
        }
    }
}
