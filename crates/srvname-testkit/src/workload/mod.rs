//! What is measured: constraints and names as the values of their extensions, the same octets on every machine.
//!
//! Benches, the instruction counts and the tests of allocations use it, so that a workload has one meaning. Hosts look like hosts (`jxwq.kdpvtrma.com`) and no two are the same but by chance; where a name should be inside a base,
//! it is one label below. A name has 20 to 31 octets, an SRVName its service on top of that.

pub mod chains;
mod hash;
pub mod hostile;
pub mod naive;
#[cfg(feature = "signatures")]
pub mod search;

use crate::encode::{Entry, extension_of_constraints, extension_of_names};

/// Numbers without pattern, the same in every run.
pub struct Numbers(u64);

impl Numbers {
    pub fn new() -> Self {
        Self(0x0139_408d_cbbf_7a44)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % u64::try_from(limit).expect("a small number")).expect("below the limit")
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len())]
    }

    /// Lower-case letters.
    fn word(&mut self, least: usize, most: usize) -> String {
        let length = least + self.below(most - least + 1);
        let letters = "abcdefghijklmnopqrstuvwxyz";
        (0..length).map(|_| char::from(letters.as_bytes()[self.below(letters.len())])).collect()
    }

    /// A host of 17 to 26 octets.
    pub fn host(&mut self) -> String {
        let top = self.pick(&["com", "net", "org", "de", "info"]);
        let length = 17 + self.below(10);
        let first = 4 + self.below(3);
        let second = length - first - top.len() - 2;
        format!("{}.{}.{top}", self.word(first, first), self.word(second, second))
    }

    pub fn hosts(&mut self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.host()).collect()
    }

    /// A name one label below a host: 20 to 31 octets.
    pub fn below_host(&mut self, host: &str) -> String {
        format!("{}.{host}", self.word(2, 4))
    }

    pub fn service(&mut self) -> &'static str {
        self.pick(&["_xmpp-client", "_xmpp-server", "_imaps", "_submissions", "_sip", "_turns", "_ldaps", "_caldavs"])
    }
}

/// Which form the names and the bases have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Dns,
    /// SRVNames of eight services, under bases that are a domain, or a domain with a service.
    Srv,
}

impl Form {
    pub fn label(self) -> &'static str {
        match self {
            Self::Dns => "dNSName",
            Self::Srv => "SRVName",
        }
    }
}

/// The two extensions, and how many bases and names are in them.
#[derive(Clone)]
pub struct Workload {
    pub constraints: Vec<u8>,
    pub names: Vec<u8>,
    pub bases: usize,
    pub count: usize,
}

impl Workload {
    pub fn new(permitted: &[Entry], excluded: &[Entry], names: &[Entry]) -> Self {
        Self {
            constraints: extension_of_constraints(permitted, excluded),
            names: extension_of_names(names),
            bases: permitted.len() + excluded.len(),
            count: names.len(),
        }
    }

    /// Permitted bases, and each name inside one of them, whichever.
    pub fn permitted(form: Form, names: usize, bases: usize) -> Self {
        let mut numbers = Numbers::new();
        let (hosts, services, entries) = bases_of(form, bases, &mut numbers);
        let names: Vec<_> = (0..names)
            .map(|_| {
                let base = numbers.below(bases);
                name_of(form, services[base], &hosts[base], &mut numbers)
            })
            .collect();
        Self::new(&entries, &[], &names)
    }

    /// Permitted bases, of which the last one alone has names inside it: the worst case of a loop.
    pub fn last_hit(form: Form, names: usize, bases: usize) -> Self {
        let mut numbers = Numbers::new();
        let (hosts, services, entries) = bases_of(form, bases, &mut numbers);
        let (host, service) = (&hosts[bases - 1], services[bases - 1]);
        let names: Vec<_> = (0..names).map(|_| name_of(form, service, host, &mut numbers)).collect();
        Self::new(&entries, &[], &names)
    }

    /// Excluded bases, and no name inside one of them.
    pub fn no_hit(form: Form, names: usize, bases: usize) -> Self {
        let mut numbers = Numbers::new();
        let (_, _, entries) = bases_of(form, bases, &mut numbers);
        let names: Vec<_> = (0..names)
            .map(|_| {
                let (host, service) = (numbers.host(), numbers.service());
                name_of(form, service, &host, &mut numbers)
            })
            .collect();
        Self::new(&[], &entries, &names)
    }
}

/// Hosts, the services of their bases, and the bases; every other SRVName base has no service.
fn bases_of(form: Form, count: usize, numbers: &mut Numbers) -> (Vec<String>, Vec<&'static str>, Vec<Entry>) {
    let hosts = numbers.hosts(count);
    let services: Vec<_> = (0..count).map(|_| numbers.service()).collect();
    let base = |(index, (host, service)): (usize, (&String, &&str))| match form {
        Form::Dns => Entry::new(0x82, host.as_bytes()),
        Form::Srv if index % 2 == 0 => Entry::srv(host),
        Form::Srv => Entry::srv(&format!("{service}.{host}")),
    };
    let entries = hosts.iter().zip(&services).enumerate().map(base).collect();
    (hosts, services, entries)
}

fn name_of(form: Form, service: &str, host: &str, numbers: &mut Numbers) -> Entry {
    let name = numbers.below_host(host);
    match form {
        Form::Dns => Entry::new(0x82, name.as_bytes()),
        Form::Srv => Entry::srv(&format!("{service}.{name}")),
    }
}
