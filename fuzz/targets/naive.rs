//! The names and their constraints a second time: slow, by splitting strings, straight from the documents.
//!
//! Nothing here uses the library. Domains are lists of lower-case labels, from the top-level domain down.

/// A presented name, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// Service, and a domain that may be a wildcard.
    Srv(String, Domain),
    /// A domain that may be a wildcard.
    Dns(Domain),
    /// Local part and host; `None` for the local part of a SmtpUTF8Mailbox, which is not compared, and for the host of a
    /// mailbox at an address.
    Email(Option<String>, Option<Vec<String>>),
    /// The host, if it is a fully qualified domain name.
    Uri(Option<Vec<String>>),
    /// 4 octets or 16.
    Ip(Vec<u8>),
    /// Attribute types and folded values, from the root down.
    Directory(Vec<(Vec<u8>, String)>),
    /// Of a form without meaning here.
    NotUnderstood,
}

/// A base of a constraint, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Base {
    /// Service, domain, or both.
    Srv(Option<String>, Option<Vec<String>>),
    /// Everything; the domain and below; or, with `true`, below alone.
    Dns(Option<(Vec<String>, bool)>),
    /// Everything, a mailbox, a host, or what is below a domain.
    Email(EmailBase),
    /// Everything; the host; or, with `true`, what is below a domain.
    Uri(Option<(Vec<String>, bool)>),
    /// Address and mask.
    Ip(Vec<u8>, Vec<u8>),
    /// A Name.
    Directory(Vec<(Vec<u8>, String)>),
}

/// The base of an rfc822Name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailBase {
    All,
    Mailbox(String, Vec<String>),
    Host(Vec<String>),
    Below(Vec<String>),
}

/// Labels from the top-level domain down, and whether a `*` stands in front of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    pub labels: Vec<String>,
    pub wildcard: bool,
}

impl Domain {
    /// Some names that this stands for: itself, or with labels in place of its `*`, those of `near` among them.
    fn examples(&self, near: &[String]) -> Vec<Vec<String>> {
        if !self.wildcard {
            return vec![self.labels.clone()];
        }
        // A label that no base in sight has: it stands for all the others.
        let other = "z9".repeat(1 + near.iter().map(String::len).max().unwrap_or(0));
        let labels = near.iter().cloned().chain([other]);
        labels.map(|label| [self.labels.as_slice(), &[label]].concat()).collect()
    }
}

/// Labels of a domain name, from the top-level domain down.
pub fn domain(text: &str, underscores: bool) -> Option<Vec<String>> {
    let label = |label: &str| {
        let allowed = |character: char| {
            character.is_ascii_alphanumeric() || character == '-' || (underscores && character == '_')
        };
        (1..=63).contains(&label.len())
            && label.chars().all(allowed)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let labels: Vec<&str> = text.split('.').collect();
    let numeric = labels.last().is_some_and(|last| last.chars().all(|character| character.is_ascii_digit()));
    let valid = text.len() <= 253 && labels.iter().all(|own| label(own)) && !numeric;
    valid.then(|| labels.iter().rev().map(|label| label.to_ascii_lowercase()).collect())
}

/// A domain name or a wildcard.
pub fn pattern(text: &str, underscores: bool) -> Option<Domain> {
    match text.strip_prefix("*.") {
        Some(_) if text.len() > 253 => None,
        Some(rest) => domain(rest, underscores).map(|labels| Domain { labels, wildcard: true }),
        None => domain(text, underscores).map(|labels| Domain { labels, wildcard: false }),
    }
}

/// A service without its underscore.
pub fn service(text: &str) -> Option<String> {
    let valid = (1..=62).contains(&text.len())
        && text.chars().all(|character| character.is_ascii_alphanumeric() || character == '-')
        && text.contains(|character: char| character.is_ascii_alphabetic())
        && text.split('-').all(|part| !part.is_empty());
    valid.then(|| text.to_ascii_lowercase())
}

pub fn srv_name(text: &str) -> Option<Name> {
    let (own, name) = text.strip_prefix('_')?.split_once('.')?;
    Some(Name::Srv(service(own)?, pattern(name, false)?))
}

pub fn srv_base(text: &str) -> Option<Base> {
    let Some(rest) = text.strip_prefix('_') else { return Some(Base::Srv(None, Some(domain(text, false)?))) };
    match rest.split_once('.') {
        Some((own, name)) => Some(Base::Srv(Some(service(own)?), Some(domain(name, false)?))),
        None => Some(Base::Srv(Some(service(rest)?), None)),
    }
}

pub fn dns_name(text: &str) -> Option<Name> {
    pattern(text, true).map(Name::Dns)
}

/// The syntax that dNSName and URI bases share.
fn dotted_base(text: &str) -> Option<Option<(Vec<String>, bool)>> {
    match text.strip_prefix('.') {
        _ if text.is_empty() => Some(None),
        Some(below) => domain(below, true).map(|labels| Some((labels, true))),
        None => domain(text, true).map(|labels| Some((labels, false))),
    }
}

pub fn dns_base(text: &str) -> Option<Base> {
    dotted_base(text).map(Base::Dns)
}

/// What a local part denotes, and what is behind its `@`.
fn local_part(text: &str, beyond_ascii: bool) -> Option<(String, &str)> {
    let foreign = |character: char| beyond_ascii && !character.is_ascii() && character != '\u{feff}';
    let Some(quoted) = text.strip_prefix('"') else {
        let (local, host) = text.split_once('@')?;
        let atom = |character: char| {
            foreign(character) || (character.is_ascii_graphic() && !"\"(),.:;<>@[\\]".contains(character))
        };
        let is_dot_string = local.split('.').all(|part| !part.is_empty() && part.chars().all(atom));
        return is_dot_string.then(|| (local.to_owned(), host));
    };
    let printable = |character: &char| (' '..='~').contains(character);
    let mut denoted = String::new();
    let mut characters = quoted.chars();
    loop {
        denoted.push(match characters.next()? {
            '"' => return characters.as_str().strip_prefix('@').map(|host| (denoted, host)),
            '\\' => characters.next().filter(printable)?,
            other => Some(other).filter(|other| printable(other) || foreign(*other))?,
        });
    }
}

/// Whether a text is an address literal, with its brackets.
fn is_literal(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    let number = |part: &str| (1..=3).contains(&part.len()) && part.chars().all(|digit| digit.is_ascii_digit());
    let small = |part: &str| number(part) && part.parse::<u16>().is_ok_and(|number| number < 256);
    match inner.split_once(':') {
        None => inner.split('.').map(small).collect::<Vec<_>>() == [true; 4],
        Some((tag, address)) if tag.to_lowercase() == "ipv6" => address.parse::<core::net::Ipv6Addr>().is_ok(),
        Some((tag, address)) => {
            tag.ends_with(|last: char| last.is_ascii_alphanumeric())
                && tag.chars().all(|character| character.is_ascii_alphanumeric() || character == '-')
                && !address.is_empty()
                && address.chars().all(|character| character.is_ascii_graphic() && !"[\\]".contains(character))
        }
    }
}

pub fn email(text: &str, beyond_ascii: bool) -> Option<Name> {
    let (local, host) = local_part(text, beyond_ascii)?;
    let host = if is_literal(host) { None } else { Some(domain(host, true)?) };
    Some(Name::Email((!beyond_ascii).then_some(local), host))
}

pub fn email_base(text: &str) -> Option<Base> {
    let base = match text.strip_prefix('.') {
        _ if text.is_empty() => EmailBase::All,
        _ if text.contains('@') => {
            let (local, host) = local_part(text, false)?;
            EmailBase::Mailbox(local, domain(host, true)?)
        }
        Some(below) => EmailBase::Below(domain(below, true)?),
        None => EmailBase::Host(domain(text, true)?),
    };
    Some(Base::Email(base))
}

/// Whether some client reads a host as an IPv4 address: numbers, decimal or hexadecimal, and dots.
fn is_address(host: &str) -> bool {
    let number = |part: &str| match part.to_ascii_lowercase().strip_prefix("0x") {
        Some(digits) => digits.chars().all(|digit| digit.is_ascii_hexdigit()),
        None => !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit()),
    };
    host.split('.').all(number)
}

pub fn uri(text: &str) -> Option<Name> {
    let characters: Vec<char> = text.chars().collect();
    for (at, character) in characters.iter().enumerate() {
        let allowed = match character {
            '%' => (1..=2).all(|more| characters.get(at + more).is_some_and(char::is_ascii_hexdigit)),
            other => other.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=".contains(*other),
        };
        allowed.then_some(())?;
    }
    let (scheme, rest) = text.split_once(':')?;
    let scheme_ok = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
    scheme_ok.then_some(())?;
    let Some(rest) = rest.strip_prefix("//") else { return Some(Name::Uri(None)) };
    let authority = rest.split(['/', '?', '#']).next()?;
    let host_and_port = match authority.split('@').collect::<Vec<_>>().as_slice() {
        [host_and_port] => *host_and_port,
        [userinfo, host_and_port] if !userinfo.contains(['[', ']']) => *host_and_port,
        _ => return None,
    };
    // The colons of an address in brackets are not that of the port.
    let end = host_and_port.rfind(']').map_or(0, |bracket| bracket + 1);
    let (address, rest) = host_and_port.split_at(end);
    let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
    port.chars().all(|digit| digit.is_ascii_digit()).then_some(())?;
    if !address.is_empty() {
        return (host.is_empty() && is_ip_literal(address)).then_some(Name::Uri(None));
    }
    if host.is_empty() || is_address(host) {
        return Some(Name::Uri(None));
    }
    if host.contains('%') {
        return (!host.contains('[')).then_some(Name::Uri(None));
    }
    let labels = domain(host, true)?;
    Some(Name::Uri((labels.len() > 1).then_some(labels)))
}

/// Whether a text is the `IP-literal` of RFC 3986, with its brackets.
fn is_ip_literal(text: &str) -> bool {
    let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    let Some((version, address)) = inner.split_once('.').filter(|_| inner.to_lowercase().starts_with('v')) else {
        return inner.parse::<core::net::Ipv6Addr>().is_ok();
    };
    version.len() > 1
        && version[1..].chars().all(|digit| digit.is_ascii_hexdigit())
        && !address.is_empty()
        && address.chars().all(|own| own.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:".contains(own))
}

pub fn uri_base(text: &str) -> Option<Base> {
    let host = text.strip_prefix('.').unwrap_or(text);
    (text.is_empty() || !is_address(host)).then(|| dotted_base(text).map(Base::Uri))?
}

pub fn ip(octets: &[u8]) -> Option<Name> {
    matches!(octets.len(), 4 | 16).then(|| Name::Ip(octets.to_vec()))
}

pub fn ip_base(octets: &[u8]) -> Option<Base> {
    matches!(octets.len(), 8 | 32).then_some(())?;
    let (address, mask) = octets.split_at(octets.len() / 2);
    let bits: String = mask.iter().map(|octet| format!("{octet:08b}")).collect();
    (!bits.contains("01")).then(|| Base::Ip(address.to_vec(), mask.to_vec()))
}

/// Whether `name` is `domain` or below it.
pub fn within(name: &[String], domain: &[String]) -> bool {
    name.starts_with(domain)
}

impl Name {
    /// Whether there is something to compare: a mailbox and a URI may have no host.
    pub fn is_comparable(&self) -> bool {
        !matches!(self, Self::Email(_, None) | Self::Uri(None))
    }
}

impl Base {
    /// Whether everything that `name` stands for is inside; `None` for two forms, and for a name without a host.
    pub fn contains(&self, name: &Name) -> Option<bool> {
        self.ask(name, |inside| inside.iter().all(|one| *one))
    }

    /// Whether something that `name` stands for is inside; `None` as above.
    pub fn overlaps(&self, name: &Name) -> Option<bool> {
        self.ask(name, |inside| inside.iter().any(|one| *one))
    }

    fn ask(&self, name: &Name, judge: impl Fn(&[bool]) -> bool) -> Option<bool> {
        let each = |name: &Domain, near: &[String], inside: &dyn Fn(&[String]) -> bool| {
            judge(&name.examples(near).iter().map(|one| inside(one)).collect::<Vec<_>>())
        };
        match (self, name) {
            (Self::Srv(own, at), Name::Srv(service, name)) => {
                let near = at.clone().unwrap_or_default();
                let inside = |name: &[String]| at.as_ref().is_none_or(|at| within(name, at));
                Some(own.as_ref().is_none_or(|own| own == service) && each(name, &near, &inside))
            }
            (Self::Dns(None), Name::Dns(_)) | (Self::Uri(None), Name::Uri(Some(_))) => Some(true),
            (Self::Dns(Some((at, below))), Name::Dns(name)) => {
                let inside = |name: &[String]| within(name, at) && !(*below && name == at.as_slice());
                Some(each(name, at, &inside))
            }
            (Self::Uri(Some((at, below))), Name::Uri(Some(host))) => {
                Some(if *below { within(host, at) && host != at } else { host == at })
            }
            (Self::Email(base), Name::Email(local, Some(host))) => Some(match base {
                EmailBase::All => true,
                EmailBase::Mailbox(own, at) => host == at && local.as_ref().is_none_or(|local| local == own),
                EmailBase::Host(at) => host == at,
                EmailBase::Below(at) => within(host, at) && host != at,
            }),
            (Self::Ip(address, mask), Name::Ip(own)) => Some(
                own.len() == address.len()
                    && own.iter().zip(address).zip(mask).all(|((own, base), mask)| own & mask == base & mask),
            ),
            (Self::Directory(base), Name::Directory(own)) => Some(own.starts_with(base)),
            _ => None,
        }
    }
}
