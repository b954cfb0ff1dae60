//! The probes of some domains, several at a time, each thread with a runtime of its own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;

use rustls_pki_types::UnixTime;
use srvname::TrustAnchor;
use srvname::identity::SourceDomain;
use srvname::name::DnsName;
use srvname_algorithms::{AwsLcDigests, RSA_KEY_BITS};
use srvname_net::gate::HostGate;
use srvname_net::limits::LookupLimits;
use srvname_net::probe::report::Report;
use srvname_net::probe::{Network, Progress as Step, Question, Services, Settings, probe};
use srvname_net::resolver::{AdResolver, Resolver, SignatureSupply, ValidatingResolver};

use crate::commands::probe::circumstances::Circumstances;
use crate::commands::probe::progress::Progress;
use crate::exit::{Failure, complain};

/// What every probe of a run shares.
pub(super) struct Asking<'a> {
    pub(super) circumstances: &'a Circumstances,
    pub(super) roots: &'a [TrustAnchor<'a>],
    pub(super) services: Services,
    pub(super) progress: &'a Progress,
    /// A host that serves several of the domains has one connection at a time.
    pub(super) gate: HostGate,
    /// What is wrong with the resolver is said once.
    pub(super) warned: Once,
}

impl Asking<'_> {
    /// Asks about every domain, so many at a time, and hands the reports over in the order of the domains, each as soon as
    /// those before it are there. Where `take` returns `false` nobody wants the rest, and no other domain is begun.
    pub(super) fn ask_all(
        &self,
        domains: &[String],
        jobs: usize,
        mut take: impl FnMut(Result<Report, Failure>) -> bool,
    ) {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = channel();
        thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs.min(domains.len()))
                .map(|_| {
                    let (sender, next) = (sender.clone(), &next);
                    scope.spawn(move || self.work(domains, next, &sender))
                })
                .collect();
            drop(sender);
            let mut early = BTreeMap::new();
            let mut wanted = 0_usize;
            for (number, report) in receiver {
                early.insert(number, report);
                while let Some(report) = early.remove(&wanted) {
                    if !take(report) {
                        next.store(domains.len(), Ordering::Relaxed);
                    }
                    wanted = wanted.saturating_add(1);
                }
            }
            // A worker that fell over left a gap: what comes behind it is not held back.
            early.into_values().for_each(|report| {
                take(report);
            });
            // Each is waited for, because one that nobody waits for takes the program down with it.
            let fallen = workers.into_iter().filter_map(|worker| worker.join().err()).count();
            if fallen > 0 {
                take(Err(Failure::new("a worker stopped, so not every domain is answered")));
            }
        });
    }

    /// Asks about one domain after the other, until there are no more.
    fn work(&self, domains: &[String], next: &AtomicUsize, sender: &Sender<(usize, Result<Report, Failure>)>) {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(domain) = domains.get(number) else { return };
            let report = self.ask(domain);
            self.progress.done(domain);
            if sender.send((number, report)).is_err() {
                return;
            }
        }
    }

    fn ask(&self, domain: &str) -> Result<Report, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::new)?;
        runtime.block_on(self.probe(domain))
    }

    async fn probe(&self, domain: &str) -> Result<Report, Failure> {
        let source = SourceDomain::from_user_input(domain).map_err(Failure::new)?;
        let client_name = DnsName::parse_user_input(&self.circumstances.client_name).map_err(Failure::new)?;
        let asked = AskedResolver::of(self.circumstances)?;
        let second = self.circumstances.second.map(|address| {
            ValidatingResolver::new(address, self.circumstances.anchors.clone(), LookupLimits::default())
        });
        let moment = i64::try_from(UnixTime::now().as_secs()).unwrap_or(i64::MAX);
        let tell = |step: &Step| self.progress.step(domain, step);
        let mut settings = Settings::new(moment, &AwsLcDigests, srvname_algorithms::all(), client_name);
        settings.anchors = self.roots;
        settings.rsa_key_bits = RSA_KEY_BITS.into();
        settings.reach = self.circumstances.reach;
        settings.second_resolver = second.as_ref().map(|second| second as &dyn Resolver);
        settings.progress = Some(&tell);
        settings.gate = Some(&self.gate);
        let question = Question { domain: source, services: self.services.clone() };
        let network = Network { reach: self.circumstances.reach };
        // The resolver answers the second question beside those of the probe, so that nobody waits for it.
        let (report, fault) = tokio::join!(probe(&question, asked.resolver(), &network, &settings), asked.fault());
        if let Some(fault) = fault {
            self.warned.call_once(|| {
                self.progress.wipe();
                complain(fault);
            });
        }
        Ok(report)
    }
}

/// The resolver that is asked.
enum AskedResolver {
    Validating(ValidatingResolver),
    /// One that is believed, and its address.
    Believed(AdResolver, SocketAddr),
}

impl AskedResolver {
    /// Returns the resolver of a run; fails if it is to be believed and is on another machine.
    fn of(circumstances: &Circumstances) -> Result<Self, Failure> {
        let Some((first, others)) = circumstances.resolvers.split_first() else {
            return Err(Failure::new("no resolver is known: --resolver names one"));
        };
        if circumstances.trust_ad {
            let resolver = AdResolver::new(*first, LookupLimits::default());
            let refused = |error| Failure::new(format_args!("--trust-ad: {error}"));
            return resolver.map(|resolver| Self::Believed(resolver, *first)).map_err(refused);
        }
        let first = ValidatingResolver::new(*first, circumstances.anchors.clone(), LookupLimits::default());
        Ok(Self::Validating(others.iter().fold(first, |resolver, other| resolver.or_else(*other))))
    }

    fn resolver(&self) -> &dyn Resolver {
        match self {
            Self::Validating(resolver) => resolver,
            Self::Believed(resolver, _) => resolver,
        }
    }

    /// Returns what the resolver cannot do and should, and what to do about it; `None` if it can, or does not answer at all,
    /// which the report has.
    async fn fault(&self) -> Option<String> {
        match self {
            Self::Validating(resolver) => match resolver.signature_supply().await {
                Ok((address, SignatureSupply::Missing)) => Some(format!(
                    "the resolver {address} does not hand over the signatures of DNSSEC, so nothing that is signed can be \
                     validated: name another one with --resolver, or one on this machine that validates, with --trust-ad"
                )),
                _ => None,
            },
            Self::Believed(resolver, address) => match resolver.validates().await {
                Ok(false) => Some(format!(
                    "the resolver {address} does not validate, so nothing is secure: switch DNSSEC on there, or leave out \
                     --trust-ad"
                )),
                _ => None,
            },
        }
    }
}
