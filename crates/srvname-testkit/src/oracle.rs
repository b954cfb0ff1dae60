//! RFC 4985, and the parts of RFC 5280 that it builds on, written down a second time, slowly.
//!
//! Nothing here shares a line with the library or a thought about speed: labels are lists of lower-case text, and a
//! wildcard is every name it stands for. Where the text of a standard says something, the sentence is cited.

/// A domain name as its labels, from left to right, in lower case (RFC 4985 §3: case does not count).
pub type Labels = Vec<String>;

/// The labels of a domain name, or nothing when the text is none.
///
/// RFC 1034 §3.5: letters, digits and inner hyphens; RFC 1123 §2.1: the last label is not a number. The lengths are
/// those of RFC 1035 §2.3.4.
pub fn domain(text: &str, underscores: bool) -> Option<Labels> {
    let labels: Labels = text.split('.').map(str::to_ascii_lowercase).collect();
    let is_good = |label: &String| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || (underscores && c == '_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_number = |label: &String| label.chars().all(|c| c.is_ascii_digit());
    (text.len() <= 253 && labels.iter().all(is_good) && !labels.last().is_some_and(is_number)).then_some(labels)
}

/// A service in lower case, from its text without underscore: the five rules of RFC 6335 §5.1, with the length of a
/// label in place of 15.
pub fn service(text: &str) -> Option<String> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let is_good = (1..=62).contains(&text.len())
        && text.chars().all(is_allowed)
        && text.chars().any(|c| c.is_ascii_alphabetic())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--");
    is_good.then(|| text.to_ascii_lowercase())
}

/// A presented host name: its labels, of which the first may be the one that stands for any.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    wildcard: bool,
    labels: Labels,
}

impl Host {
    /// A dNSName, or the Name of an SRVName.
    pub fn read(text: &str, underscores: bool) -> Option<Self> {
        match text.strip_prefix("*.") {
            // It stands for names that are longer than its text by nothing: `*` is shorter than no label.
            Some(parent) if text.len() <= 253 => Some(Self { wildcard: true, labels: domain(parent, underscores)? }),
            Some(_) => None,
            None => Some(Self { wildcard: false, labels: domain(text, underscores)? }),
        }
    }

    pub fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    /// The names it stands for: itself, or one more label on the left. There are too many labels to try, so those stand
    /// for all that occur in a base, and one for all that do not.
    pub fn stands_for(&self, occurring: &[Labels]) -> Vec<Labels> {
        if !self.wildcard {
            return Vec::from([self.labels.clone()]);
        }
        let mut first: Labels = occurring.iter().flatten().cloned().collect();
        first.push("nowhere-else".to_owned());
        first.into_iter().map(|label| [Vec::from([label]), self.labels.clone()].concat()).collect()
    }
}

/// RFC 4985 §4 and RFC 5280 §4.2.1.10: a name "that can be constructed by simply adding" labels to the left of `base`.
pub fn is_constructed_from(name: &Labels, base: &Labels) -> bool {
    (0..=name.len()).any(|added| name[added..] == base[..])
}

/// An SRVName (RFC 4985 §2): `_Service.Name`, and each of both as it is defined.
pub fn srv_name(text: &str) -> Option<(String, Host)> {
    let (first, rest) = text.split_once('.')?;
    Some((service(first.strip_prefix('_')?)?, Host::read(rest, false)?))
}

/// A restriction on SRVNames (RFC 4985 §4): a complete SRVName, just a service name, or just a DNS name.
#[derive(Clone, Debug)]
pub struct SrvRestriction {
    service: Option<String>,
    domain: Option<Labels>,
}

impl SrvRestriction {
    pub fn read(text: &str) -> Option<Self> {
        let just_a_service = text.strip_prefix('_').and_then(service);
        let just_a_domain = domain(text, false);
        let complete = srv_name(text).filter(|(_, name)| !name.is_wildcard());
        match (just_a_service, just_a_domain, complete) {
            (Some(service), None, None) => Some(Self { service: Some(service), domain: None }),
            (None, Some(domain), None) => Some(Self { service: None, domain: Some(domain) }),
            (None, None, Some((service, name))) => Some(Self { service: Some(service), domain: Some(name.labels) }),
            (None, None, None) => None,
            _ => panic!("{text} is two restrictions at once"),
        }
    }

    fn is_satisfied_by(&self, service: &str, name: &Labels) -> bool {
        // "can only be satisfied by an SRVName that includes a corresponding service name"
        let by_service = self.service.as_ref().is_none_or(|own| own == service);
        let by_domain = self.domain.as_ref().is_none_or(|own| is_constructed_from(name, own));
        by_service && by_domain
    }

    /// Whether it holds every name, and whether it holds some, that the SRVName stands for.
    pub fn holds(&self, (service, host): &(String, Host)) -> (bool, bool) {
        let occurring: Vec<Labels> = self.domain.iter().cloned().collect();
        all_and_any(&host.stands_for(&occurring), |name| self.is_satisfied_by(service, name))
    }
}

/// A restriction on dNSNames (RFC 5280 §4.2.1.10), where nothing is a name with no labels, and a dot in front asks for
/// at least one label more.
#[derive(Clone, Debug)]
pub struct DnsRestriction {
    least_added: usize,
    labels: Labels,
}

impl DnsRestriction {
    pub fn read(text: &str) -> Option<Self> {
        let (least_added, rest) = match text.strip_prefix('.') {
            Some(rest) => (1, rest),
            None => (0, text),
        };
        let labels = if text.is_empty() { Some(Labels::new()) } else { domain(rest, true) };
        labels.map(|labels| Self { least_added, labels })
    }

    fn is_satisfied_by(&self, name: &Labels) -> bool {
        name.len() >= self.labels.len() + self.least_added && is_constructed_from(name, &self.labels)
    }

    /// Whether it holds every name, and whether it holds some, that the dNSName stands for.
    pub fn holds(&self, host: &Host) -> (bool, bool) {
        all_and_any(&host.stands_for(std::slice::from_ref(&self.labels)), |name| self.is_satisfied_by(name))
    }
}

/// A mailbox: what its local part denotes, and the labels of its host (RFC 5280 §7.5).
pub fn mailbox(text: &str) -> Option<(String, Labels)> {
    let (local, host) = local_part(text)?;
    Some((local, domain(host, true)?))
}

/// What a local part denotes, and the text after its `@`. RFC 5321 §4.1.2: `Dot-string / Quoted-string`, and "all quoted
/// forms MUST be treated as equivalent".
fn local_part(text: &str) -> Option<(String, &str)> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (local, host) = text.split_once('@')?;
        let is_atext = |c: char| c.is_ascii_graphic() && !r#"()<>[]:;@\,.""#.contains(c);
        let is_atom = |atom: &str| !atom.is_empty() && atom.chars().all(is_atext);
        return local.split('.').all(is_atom).then(|| (local.to_owned(), host));
    };
    let mut local = String::new();
    let mut rest = quoted.chars();
    while let Some(c) = rest.next() {
        let content = match c {
            '"' => return rest.as_str().strip_prefix('@').map(|host| (local, host)),
            '\\' => rest.next()?,
            other => other,
        };
        (content == ' ' || content.is_ascii_graphic()).then(|| local.push(content))?;
    }
    None
}

/// A restriction on mailboxes (RFC 5280 §4.2.1.10): a particular mailbox, a host, or a domain.
#[derive(Clone, Debug)]
pub enum EmailRestriction {
    Everything,
    Mailbox(String, Labels),
    Host(Labels),
    Domain(Labels),
}

impl EmailRestriction {
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "" => Some(Self::Everything),
            _ if text.contains('@') => mailbox(text).map(|(local, host)| Self::Mailbox(local, host)),
            _ if text.starts_with('.') => domain(&text[1..], true).map(Self::Domain),
            _ => domain(text, true).map(Self::Host),
        }
    }

    pub fn is_satisfied_by(&self, (local, host): &(String, Labels)) -> bool {
        match self {
            Self::Everything => true,
            Self::Mailbox(own, at) => own == local && at == host,
            Self::Host(own) => own == host,
            Self::Domain(own) => host.len() > own.len() && is_constructed_from(host, own),
        }
    }

    /// RFC 9598 §6: for a SmtpUTF8Mailbox the local part of the restriction does not count.
    pub fn is_satisfied_by_host(&self, host: &Labels) -> bool {
        match self {
            Self::Mailbox(_, at) => at == host,
            _ => self.is_satisfied_by(&(String::new(), host.clone())),
        }
    }
}

fn all_and_any(names: &[Labels], holds: impl Fn(&Labels) -> bool) -> (bool, bool) {
    (names.iter().all(&holds), names.iter().any(&holds))
}

/// Whether a dNSName base, as text, holds one name that is no wildcard.
pub fn dns_holds(base: &str, name: &str) -> bool {
    read(base, DnsRestriction::read).is_satisfied_by(&read(name, |name| domain(name, true)))
}

/// Whether an SRVName base, as text, holds one name that is no wildcard.
pub fn srv_holds(base: &str, name: &str) -> bool {
    let (service, host) = read(name, srv_name);
    assert!(!host.is_wildcard(), "{name}");
    read(base, SrvRestriction::read).is_satisfied_by(&service, &host.labels)
}

/// Whether an rfc822Name base, as text, holds one mailbox.
pub fn email_holds(base: &str, text: &str) -> bool {
    read(base, EmailRestriction::read).is_satisfied_by(&read(text, mailbox))
}

/// Whether an rfc822Name base, as text, holds a SmtpUTF8Mailbox at a host.
pub fn smtp_utf8_holds(base: &str, host: &str) -> bool {
    read(base, EmailRestriction::read).is_satisfied_by_host(&read(host, |host| domain(host, true)))
}

/// Whether a URI base, as text, holds a URI at a host: its base is a host or a domain, written and compared as those of
/// an rfc822Name are (RFC 5280 §4.2.1.10).
pub fn uri_holds(base: &str, host: &str) -> bool {
    assert!(!base.contains('@'), "{base}");
    smtp_utf8_holds(base, host)
}

fn read<T>(text: &str, reader: impl Fn(&str) -> Option<T>) -> T {
    reader(text).unwrap_or_else(|| panic!("malformed: {text:?}"))
}
