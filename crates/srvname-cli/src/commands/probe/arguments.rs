//! The arguments of `probe`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::ValueEnum;
use srvname::name::Escaped;
use srvname_net::probe::Services;
use srvname_net::probe::report::ProbedService;
use srvname_net::resolver::parse_resolver;

/// Ask the servers of a domain, as its clients would: who may answer for it, and who accepts that
///
/// Looks up the servers of XMPP and mail, connects to each at every address, and says of each what SRVName, the DNS name of the
/// domain, DNSSEC, DANE, MTA-STS and POSH come to; then what is wrong, what an attacker on the network could do, and what to
/// publish. No mail is sent and nobody logs in. Exit status: 0 clients of every kind accept every server, 1 something is
/// wrong, 2 something could not be answered; of `--format nagios` those of monitoring plug-ins.
#[derive(Debug, clap::Args)]
pub(crate) struct ProbeArguments {
    /// The domain, in A-labels or U-labels: what stands behind the `@`
    #[arg(value_name = "DOMAIN", required_unless_present = "from", conflicts_with = "from")]
    pub(super) domain: Option<String>,
    /// A file with a domain a line; `-` is standard input
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
    /// A service, with or without its underscore, or `all` that are known [default: those of XMPP and mail that the domain has]
    #[arg(long, value_name = "SERVICE", value_parser = service)]
    pub(super) service: Vec<AskedService>,
    /// The resolver to ask [default: the system's]
    #[arg(long, value_name = "ADDRESS[:PORT]", value_parser = resolver)]
    pub(super) resolver: Option<SocketAddr>,
    /// Keys from which DNSSEC is validated, in place of the root's: DS or DNSKEY records as in a zone file
    #[arg(long, value_name = "FILE", conflicts_with = "trust_ad")]
    pub(super) trust_anchor: Option<PathBuf>,
    /// Believe what a resolver on this machine says about DNSSEC, in place of validating
    #[arg(long)]
    pub(super) trust_ad: bool,
    /// Connect to addresses of the public Internet alone
    #[arg(long)]
    pub(super) refuse_private: bool,
    /// Trust anchors of certificates: a bundle, or a folder of them [default: the roots that Mozilla trusts]
    #[arg(long, value_name = "FILE|FOLDER")]
    pub(super) roots: Vec<PathBuf>,
    /// The name with which this machine introduces itself [default: its own]
    #[arg(long, value_name = "NAME")]
    pub(super) client_name: Option<String>,
    /// How many domains are asked at a time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64), conflicts_with = "domain")]
    pub(super) jobs: u8,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(super) format: ProbeFormat,
    /// Write to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

/// The output formats of `probe`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProbeFormat {
    /// For people
    #[default]
    Text,
    /// For programs, with everything; with `--from` one line a domain
    Json,
    /// One page, for a browser
    Html,
    /// One line, and the exit status of a monitoring plug-in
    Nagios,
}

/// What `--service` names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AskedService {
    /// Every service that is known, of which the domain has records.
    All,
    /// This one, whether the domain has records of it or not.
    One(ProbedService),
}

/// The services that are looked for where nobody names any.
const USUAL: [ProbedService; 9] = [
    ProbedService::XmppClient,
    ProbedService::XmppServer,
    ProbedService::Smtp,
    ProbedService::Submission,
    ProbedService::Submissions,
    ProbedService::Imap,
    ProbedService::Imaps,
    ProbedService::Pop3,
    ProbedService::Pop3s,
];

impl ProbeArguments {
    /// Returns which services are asked.
    pub(super) fn services(&self) -> Services {
        if self.service.is_empty() {
            return Services::Published(USUAL.to_vec());
        }
        let mut named = Vec::new();
        for service in &self.service {
            match service {
                AskedService::All => return Services::All,
                AskedService::One(service) if !named.contains(service) => named.push(*service),
                AskedService::One(_) => {}
            }
        }
        Services::These(named)
    }
}

fn service(typed: &str) -> Result<AskedService, String> {
    if typed == "all" {
        return Ok(AskedService::All);
    }
    ProbedService::parse(typed).map(AskedService::One).ok_or_else(|| {
        let known: Vec<_> = ProbedService::ALL.iter().map(|service| service.as_str()).collect();
        format!(
            "no service that can be probed is called {}: it is all or one of {}",
            Escaped::new(typed),
            known.join(", ")
        )
    })
}

fn resolver(typed: &str) -> Result<SocketAddr, String> {
    parse_resolver(typed).map_err(|error| error.to_string())
}
