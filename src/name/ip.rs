//! IP addresses, and the address ranges of a name constraint.

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::error::{NameError, NameRule};
use super::subtree::Subtree;

/// Returns the address of a presented iPAddress: 4 octets or 16 (RFC 5280 §4.2.1.6).
///
/// An IPv4-mapped IPv6 address is an IPv6 address, and never inside a base of IPv4.
///
/// # Errors
///
/// [`NameRule::IpLength`] if there are neither 4 octets nor 16.
///
/// ```
/// use srvname::name::parse_ip;
///
/// assert_eq!(parse_ip(&[192, 0, 2, 1])?.to_string(), "192.0.2.1");
/// assert!(parse_ip(b"192.0.2.1").is_err());
/// # Ok::<(), srvname::name::NameError>(())
/// ```
pub fn parse_ip(octets: &[u8]) -> Result<IpAddr, NameError> {
    if let Ok(v4) = <[u8; 4]>::try_from(octets) {
        return Ok(IpAddr::V4(Ipv4Addr::from(v4)));
    }
    match <[u8; 16]>::try_from(octets) {
        Ok(v6) => Ok(IpAddr::V6(Ipv6Addr::from(v6))),
        Err(_) => Err(NameError::new(NameRule::IpLength, 0)),
    }
}

/// The base of an iPAddress constraint: an address and the number of its leading bits that are compared
/// (RFC 5280 §4.2.1.10).
///
/// The other bits of the address are displayed and never compared. Two bases are equal if they contain the same
/// addresses.
///
/// ```
/// use srvname::name::IpSubtree;
///
/// let base = IpSubtree::from_octets(&[10, 9, 8, 0, 255, 255, 255, 0])?;
/// assert!(base.contains([10, 9, 8, 7].into()));
/// assert!(!base.contains([10, 9, 9, 7].into()));
/// assert_eq!(base.to_string(), "10.9.8.0/24");
/// assert!(IpSubtree::from_octets(&[10, 9, 8, 0, 255, 0, 255, 0]).is_err());
/// # Ok::<(), srvname::name::NameError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct IpSubtree {
    address: IpAddr,
    prefix_len: u8,
}

impl IpSubtree {
    /// Parses a base: an address and a mask of the same length, together 8 octets or 32.
    ///
    /// # Errors
    ///
    /// [`NameRule::IpBaseLength`] if there are neither 8 octets nor 32, and [`NameRule::IpMask`] if the mask is not
    /// ones followed by zeros (RFC 4632 §3.1).
    pub fn from_octets(octets: &[u8]) -> Result<Self, NameError> {
        let half = match octets.len() {
            8 => 4,
            32 => 16,
            _ => return Err(NameError::new(NameRule::IpBaseLength, 0)),
        };
        let (address, mask) = octets.split_at_checked(half).ok_or(NameError::new(NameRule::IpBaseLength, 0))?;
        Ok(Self { address: parse_ip(address)?, prefix_len: prefix_len(mask, half)? })
    }

    /// Returns the address, with the bits that the mask clears.
    #[must_use]
    pub const fn address(&self) -> IpAddr {
        self.address
    }

    /// Returns the number of leading bits that are compared: the ones of the mask.
    #[must_use]
    pub const fn prefix_len(&self) -> u8 {
        self.prefix_len
    }

    /// Returns `true` if `address` is inside this base. An address represents itself, so this serves permitted and
    /// excluded alike.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        bits_agree(self.address, address, self.prefix_len)
    }
}

impl Subtree for IpSubtree {
    fn covers(&self, other: Self) -> bool {
        self.prefix_len <= other.prefix_len && self.contains(other.address)
    }
}

impl PartialEq for IpSubtree {
    fn eq(&self, other: &Self) -> bool {
        self.covers(*other) && other.covers(*self)
    }
}

impl Eq for IpSubtree {}

impl TryFrom<&[u8]> for IpSubtree {
    type Error = NameError;

    fn try_from(octets: &[u8]) -> Result<Self, NameError> {
        Self::from_octets(octets)
    }
}

impl fmt::Display for IpSubtree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix_len)
    }
}

/// Returns the number of ones of a contiguous mask, which starts at octet `at` of the base.
///
/// # Errors
///
/// [`NameRule::IpMask`] if the mask is not contiguous.
fn prefix_len(mask: &[u8], at: usize) -> Result<u8, NameError> {
    let mut ones = 0u8;
    let mut ended = false;
    for (index, octet) in mask.iter().enumerate() {
        let leading = octet.leading_ones();
        let contiguous = leading.saturating_add(octet.trailing_zeros().min(8)) >= 8;
        if !contiguous || (ended && *octet != 0) {
            return Err(NameError::new(NameRule::IpMask, at.saturating_add(index)));
        }
        ended = ended || leading < 8;
        ones = ones.saturating_add(u8::try_from(leading).unwrap_or(8));
    }
    Ok(ones)
}

/// Returns `true` if the first `prefix_len` bits of two addresses of one family are equal. Returns `false` for
/// addresses of two families.
fn bits_agree(one: IpAddr, other: IpAddr, prefix_len: u8) -> bool {
    match (one, other) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            let differing = one.to_bits() ^ other.to_bits();
            differing.leading_zeros() >= u32::from(prefix_len)
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            let differing = one.to_bits() ^ other.to_bits();
            differing.leading_zeros() >= u32::from(prefix_len)
        }
        _ => false,
    }
}
