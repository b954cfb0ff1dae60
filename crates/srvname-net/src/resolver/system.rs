//! Which resolver: what a user wrote, and what the system is set to.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::escape::shown;

/// The port of the DNS (RFC 1035 §4.2).
const PORT: u16 = 53;

/// The most servers that are taken from `/etc/resolv.conf`, as the C library has it.
const MAX_SERVERS: usize = 3;

/// The longest `/etc/resolv.conf` that is read, in octets.
pub const MAX_SYSTEM_OCTETS: usize = 65_536;

/// Reads the address of a resolver as a user writes it: `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`.
///
/// ```
/// use srvname_net::resolver::parse_resolver;
///
/// assert_eq!(parse_resolver("192.0.2.1")?, "192.0.2.1:53".parse().unwrap());
/// assert_eq!(parse_resolver("[2001:db8::1]")?, "[2001:db8::1]:53".parse().unwrap());
/// assert!(parse_resolver("resolver.example").is_err());
/// # Ok::<(), srvname_net::resolver::ResolverAddressError>(())
/// ```
///
/// # Errors
///
/// [`ResolverAddressError`]: it is not an address, with a port or without.
pub fn parse_resolver(text: &str) -> Result<SocketAddr, ResolverAddressError> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    if let Some(address) = text.parse().ok().or_else(bracketed) {
        return Ok(SocketAddr::new(address, PORT));
    }
    match text.parse::<SocketAddr>() {
        Ok(address) if address.port() != 0 => Ok(address),
        _ => Err(ResolverAddressError { text: shown(text.as_bytes()) }),
    }
}

/// A text that is not the address of a resolver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResolverAddressError {
    text: String,
}

impl fmt::Display for ResolverAddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not the address of a resolver: write 192.0.2.1, 192.0.2.1:5353, 2001:db8::1 or [2001:db8::1]:5353",
            self.text
        )
    }
}

impl std::error::Error for ResolverAddressError {}

/// The resolvers that a system is set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemResolvers {
    /// Their addresses in the order in which they are tried, one to three.
    pub addresses: Vec<SocketAddr>,
    /// Whether programs are told to believe their AD (`options trust-ad`).
    pub trust_ad: bool,
    /// The lines that name a server that cannot be asked, such as one with a scope, made safe to show.
    pub unreadable: Vec<String>,
}

impl SystemResolvers {
    /// Reads the text of `/etc/resolv.conf`. Where it names no server, the one of the loopback interface is asked, as the C
    /// library does. What is behind [`MAX_SYSTEM_OCTETS`] is not read.
    ///
    /// ```
    /// use srvname_net::resolver::SystemResolvers;
    ///
    /// let system = SystemResolvers::parse("nameserver 192.0.2.1\noptions edns0 trust-ad\n");
    /// assert_eq!(system.addresses, ["192.0.2.1:53".parse().unwrap()]);
    /// assert!(system.trust_ad);
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut system = Self { addresses: Vec::new(), trust_ad: false, unreadable: Vec::new() };
        let text = text.get(..MAX_SYSTEM_OCTETS).unwrap_or(text);
        for line in text.lines().filter(|line| !line.starts_with(['#', ';'])) {
            let mut words = line.split_ascii_whitespace();
            match words.next() {
                Some("nameserver") => match words.next().map(str::parse) {
                    Some(Ok(address)) if system.addresses.len() < MAX_SERVERS => {
                        system.addresses.push(SocketAddr::new(address, PORT));
                    }
                    Some(Ok(_)) => {}
                    _ => system.unreadable.push(shown(line.as_bytes())),
                },
                Some("options") => system.trust_ad |= words.any(|word| word == "trust-ad"),
                _ => {}
            }
        }
        if system.addresses.is_empty() {
            system.addresses.push(SocketAddr::from((Ipv4Addr::LOCALHOST, PORT)));
        }
        system
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_port_or_the_usual_one() {
        for (text, address) in [
            ("192.0.2.1", "192.0.2.1:53"),
            ("192.0.2.1:5353", "192.0.2.1:5353"),
            ("::1", "[::1]:53"),
            ("[::1]", "[::1]:53"),
            ("[::1]:5353", "[::1]:5353"),
        ] {
            assert_eq!(parse_resolver(text).unwrap(), address.parse().unwrap(), "{text}");
        }
        for text in ["", "localhost", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:70000", "[192.0.2.1]", "[::1", "1.2.3"] {
            assert!(parse_resolver(text).is_err(), "{text}");
        }
        let message = parse_resolver("\x1b[31m").unwrap_err().to_string();
        assert!(message.starts_with("`\\u{1b}[31m` is not"), "{message}");
    }

    #[test]
    fn the_system_is_read_as_the_c_library_reads_it() {
        let text = "# comment\n; nameserver 192.0.2.9\nsearch example.com\nnameserver 192.0.2.1\nnameserver\t::1 \n\
                    nameserver fe80::1%eth0\nnameserver\noptions timeout:1 rotate\nnameserver 192.0.2.2\nnameserver 192.0.2.3\n";
        let system = SystemResolvers::parse(text);
        let addresses: Vec<_> = system.addresses.iter().map(SocketAddr::to_string).collect();
        assert_eq!(addresses, ["192.0.2.1:53", "[::1]:53", "192.0.2.2:53"]);
        assert_eq!(system.unreadable, ["nameserver fe80::1%eth0", "nameserver"]);
        assert!(!system.trust_ad);
        assert_eq!(SystemResolvers::parse("").addresses, ["127.0.0.1:53".parse().unwrap()]);
    }
}
