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
    /// Local part and host; `None` for the local part of a SmtpUTF8Mailbox, which is not compared.
    Email(Option<String>, Vec<String>),
    /// The host.
    Uri(Vec<String>),
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

fn local_part(text: &str, beyond_ascii: bool) -> bool {
    let atom = |character: char| {
        (character.is_ascii_graphic() && !"\"(),.:;<>@[\\]".contains(character))
            || (beyond_ascii && !character.is_ascii() && character != '\u{feff}')
    };
    text.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

pub fn email(text: &str, beyond_ascii: bool) -> Option<Name> {
    let [local, host] = text.split('@').collect::<Vec<_>>().try_into().ok()?;
    let host = domain(host, true)?;
    local_part(local, beyond_ascii).then(|| Name::Email((!beyond_ascii).then(|| local.to_owned()), host))
}

pub fn email_base(text: &str) -> Option<Base> {
    let base = match (text.split_once('@'), text.strip_prefix('.')) {
        _ if text.is_empty() => EmailBase::All,
        (Some((local, host)), _) => {
            local_part(local, false).then_some(())?;
            EmailBase::Mailbox(local.to_owned(), domain(host, true)?)
        }
        (None, Some(below)) => EmailBase::Below(domain(below, true)?),
        (None, None) => EmailBase::Host(domain(text, true)?),
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
    let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
    let host_and_port = match authority.split('@').collect::<Vec<_>>().as_slice() {
        [host_and_port] => *host_and_port,
        [userinfo, host_and_port] if !userinfo.contains(['[', ']']) => *host_and_port,
        _ => return None,
    };
    let (host, port) = host_and_port.split_once(':').unwrap_or((host_and_port, ""));
    port.chars().all(|digit| digit.is_ascii_digit()).then_some(())?;
    let labels = domain(host, true)?;
    (!is_address(host)).then_some(Name::Uri(labels))
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

impl Base {
    /// Whether everything that `name` stands for is inside; `None` for two forms.
    pub fn contains(&self, name: &Name) -> Option<bool> {
        self.ask(name, |inside| inside.iter().all(|one| *one))
    }

    /// Whether something that `name` stands for is inside; `None` for two forms.
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
            (Self::Dns(None), Name::Dns(_)) | (Self::Uri(None), Name::Uri(_)) => Some(true),
            (Self::Dns(Some((at, below))), Name::Dns(name)) => {
                let inside = |name: &[String]| within(name, at) && !(*below && name == at.as_slice());
                Some(each(name, at, &inside))
            }
            (Self::Uri(Some((at, below))), Name::Uri(host)) => {
                Some(if *below { within(host, at) && host != at } else { host == at })
            }
            (Self::Email(base), Name::Email(local, host)) => Some(match base {
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
