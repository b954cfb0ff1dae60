//! Bases as sets of names: whether a base covers another, and the intersection of two.

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

    /// Returns the base of exactly the names that are inside both, or `None` if no name is.
    ///
    /// It is meant for reports; a verdict never needs it, because the bases of every CA are evaluated in turn. The
    /// provided method is correct if any two bases of the form are nested or disjoint; any other form must override it.
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
