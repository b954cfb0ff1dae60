//! With what is asked: resolvers, keys, roots, and the name of who asks.

use std::fs::{self, File};
use std::io::Read;
use std::net::SocketAddr;
use std::path::Path;

use srvname::name::DnsName;
use srvname_net::connect::Reach;
use srvname_net::resolver::{MAX_ANCHOR_OCTETS, MAX_SYSTEM_OCTETS, SystemResolvers, TrustAnchors};

use crate::commands::probe::arguments::ProbeArguments;
use crate::exit::{Failure, complain};
use crate::input::file_name::FileName;
use crate::input::{host_name, whole_file};

/// Where the system says which resolvers it asks.
const SYSTEM: &str = "/etc/resolv.conf";

/// With what is asked, but for the roots of certificates.
#[derive(Debug)]
pub(super) struct Circumstances {
    /// The resolvers, at least one: the next is asked where one does not answer.
    pub(super) resolvers: Vec<SocketAddr>,
    /// A resolver that is asked about what is bogus, if there is another one.
    pub(super) second: Option<SocketAddr>,
    /// Whether the first resolver is believed about DNSSEC.
    pub(super) trust_ad: bool,
    /// The keys from which DNSSEC is validated.
    pub(super) anchors: TrustAnchors,
    /// Which addresses may be connected to.
    pub(super) reach: Reach,
    /// The name of who asks, a DNS name.
    pub(super) client_name: String,
}

impl Circumstances {
    /// Reads what the arguments and the system say; fails if that is no resolver, key or name.
    pub(super) fn of(args: &ProbeArguments) -> Result<Self, Failure> {
        let system = system();
        let (resolvers, second) = match args.resolver {
            Some(resolver) => {
                (vec![resolver], system.addresses.iter().copied().find(|other| *other != resolver && can_help(args)))
            }
            None => (system.addresses.clone(), system.addresses.get(1).copied()),
        };
        Ok(Self {
            resolvers,
            second,
            trust_ad: args.trust_ad,
            anchors: match &args.trust_anchor {
                Some(path) => anchors(path)?,
                None => TrustAnchors::root(),
            },
            reach: if args.refuse_private { Reach::PublicOnly } else { Reach::Everywhere },
            client_name: client_name(args.client_name.as_deref())?,
        })
    }
}

/// Whether the system's resolver knows what that of the arguments does: a tree of zones with a key of its own is its own world.
const fn can_help(args: &ProbeArguments) -> bool {
    args.trust_anchor.is_none()
}

fn system() -> SystemResolvers {
    let limit = u64::try_from(MAX_SYSTEM_OCTETS).unwrap_or(u64::MAX);
    let mut octets = Vec::new();
    // Without the file the resolver of this machine is asked, as the C library does.
    let _missing = File::open(SYSTEM).and_then(|file| file.take(limit).read_to_end(&mut octets));
    let system = SystemResolvers::parse(&String::from_utf8_lossy(&octets));
    for line in &system.unreadable {
        complain(format_args!("{SYSTEM}: not asked: {line}"));
    }
    system
}

fn anchors(path: &Path) -> Result<TrustAnchors, Failure> {
    let file = FileName::new(path);
    let text = whole_file::text(&file, u64::try_from(MAX_ANCHOR_OCTETS).unwrap_or(u64::MAX))?;
    TrustAnchors::parse(&text).map_err(|error| Failure::new(format_args!("{file}: {error}")))
}

/// The name that was typed; without one that of this machine, if it is a DNS name.
fn client_name(typed: Option<&str>) -> Result<String, Failure> {
    let Some(typed) = typed else {
        let own = own_name().filter(|own| DnsName::parse_user_input(own).is_ok());
        return Ok(own.unwrap_or_else(|| "localhost".to_owned()));
    };
    host_name::read("--client-name", typed)
}

/// What the system calls this machine; `None` where it does not say so in a file.
fn own_name() -> Option<String> {
    let files = ["/proc/sys/kernel/hostname", "/etc/hostname"];
    let text = files.iter().find_map(|file| fs::read_to_string(file).ok())?;
    text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned)
}
