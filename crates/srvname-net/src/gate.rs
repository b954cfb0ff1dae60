//! One connection at a time to each host.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Lets one task at a time talk to a host. What a host is called is the caller's: an address, or a name.
///
/// It keeps a few octets for each host that was asked for, until it is dropped.
#[derive(Debug, Default)]
pub struct HostGate {
    hosts: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// The turn of one task with one host, until it is dropped.
#[derive(Debug)]
#[must_use = "the turn ends when this is dropped"]
pub struct Turn {
    // Nothing closes a semaphore of the gate, so there is one.
    _permit: Option<OwnedSemaphorePermit>,
}

impl HostGate {
    /// Returns a gate without hosts.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits for the turn with a host. Turns are granted in the order in which they were asked for.
    pub async fn turn(&self, host: &str) -> Turn {
        let semaphore = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let one = || Arc::new(Semaphore::new(1));
            hosts.entry(host.to_ascii_lowercase()).or_insert_with(one).clone()
        };
        Turn { _permit: semaphore.acquire_owned().await.ok() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;
    use tokio::time::timeout;

    #[tokio::test(start_paused = true)]
    async fn a_host_has_one_turn_and_another_host_its_own() {
        let gate = HostGate::new();
        let first = gate.turn("mx.example.com").await;
        let _other = gate.turn("mx.example.org").await;
        assert!(timeout(Duration::from_secs(1), gate.turn("MX.example.com")).await.is_err());
        drop(first);
        assert!(timeout(Duration::from_secs(1), gate.turn("mx.example.com")).await.is_ok());
    }
}
