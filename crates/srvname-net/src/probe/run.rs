//! One probe under way: whom it asks, and how much time it has left.

use std::cell::RefCell;
use std::collections::HashSet;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use srvname::identity::SourceDomain;
use tokio::time::{Instant, timeout};

use super::connector::{ByteStream, Connector};
use super::progress::Progress;
use super::settings::Settings;
use crate::connect::ConnectError;
use crate::gate::HostGate;
use crate::limits::{DialogueLimits, FetchLimits};
use crate::resolver::Resolver;

/// What is said of everything that was left when the time was over.
pub(super) const TIME_OVER: &str = "not asked: the time was over";

/// How long an address is waited for that kept silent before. Others of its ports are as silent, and the time is everybody's.
const SHORT_PATIENCE: Duration = Duration::from_secs(2);

/// One probe under way.
pub(super) struct Run<'p> {
    pub(super) domain: SourceDomain<'p>,
    pub(super) resolver: &'p dyn Resolver,
    pub(super) connector: &'p dyn Connector,
    pub(super) settings: &'p Settings<'p>,
    own_gate: HostGate,
    pub(super) end: Instant,
    /// The addresses from which nothing came back in time.
    silent: RefCell<HashSet<IpAddr>>,
}

impl<'p> Run<'p> {
    pub(super) fn new(
        domain: SourceDomain<'p>,
        resolver: &'p dyn Resolver,
        connector: &'p dyn Connector,
        settings: &'p Settings<'p>,
    ) -> Self {
        let now = Instant::now();
        let end = now.checked_add(settings.limits.domain).unwrap_or(now);
        Self { domain, resolver, connector, settings, own_gate: HostGate::new(), end, silent: RefCell::default() }
    }

    /// Returns the gate of this probe, or of all that run at once.
    pub(super) fn gate(&self) -> &HostGate {
        self.settings.gate.unwrap_or(&self.own_gate)
    }

    /// Returns how long a step that begins now may take; `None` if the time of the domain is over.
    pub(super) fn step(&self) -> Option<Duration> {
        let left = self.end.checked_duration_since(Instant::now())?;
        (!left.is_zero()).then(|| left.min(self.settings.limits.step))
    }

    pub(super) fn tell(&self, progress: impl FnOnce() -> Progress) {
        if let Some(listener) = self.settings.progress {
            listener(&progress());
        }
    }

    /// Whether the time of the domain is over, so that what did not come in time says nothing of who should have sent it.
    pub(super) fn is_over(&self) -> bool {
        self.step().is_none()
    }

    /// Returns a connection; `None` if the time of the domain is over, or was before the connection was there.
    pub(super) async fn open(&self, address: SocketAddr) -> Option<Result<Box<dyn ByteStream>, ConnectError>> {
        let is_silent = self.silent.borrow().contains(&address.ip());
        let limit = self.step()?.min(if is_silent { SHORT_PATIENCE } else { Duration::MAX });
        if let Err(error) = self.settings.reach.allows(address) {
            return Some(Err(error));
        }
        // A connector of somebody else may not keep to its limit.
        let opened = timeout(limit, self.connector.open(address, limit)).await;
        match opened.unwrap_or(Err(ConnectError::TimedOut { address, limit })) {
            Err(ConnectError::TimedOut { .. }) if self.is_over() => None,
            opened => {
                if let Err(ConnectError::TimedOut { .. }) = opened {
                    self.silent.borrow_mut().insert(address.ip());
                }
                Some(opened)
            }
        }
    }

    pub(super) fn dialogue_limits(&self, step: Duration) -> DialogueLimits {
        let limits = self.settings.limits.dialogue;
        DialogueLimits { step: limits.step.min(step), ..limits }
    }

    pub(super) fn fetch_limits(&self, step: Duration) -> FetchLimits {
        let limits = self.settings.limits.fetch;
        FetchLimits { time: limits.time.min(step), ..limits }
    }
}
