//! How many octets of certificates are in memory at once, whatever the number of workers.

use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Octets that may be in use at once.
#[derive(Clone, Debug)]
pub(super) struct Budget(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    most: usize,
    used: Mutex<usize>,
    released: Condvar,
}

/// Octets in use, until it is dropped.
#[derive(Debug)]
pub(super) struct Allowance {
    octets: usize,
    shared: Arc<Shared>,
}

impl Budget {
    pub(super) fn new(most: usize) -> Self {
        Self(Arc::new(Shared { most, used: Mutex::new(0), released: Condvar::new() }))
    }

    /// Waits until there is room for `octets`. More than there is room for has all of it.
    pub(super) fn take(&self, octets: usize) -> Allowance {
        let octets = octets.min(self.0.most);
        let free = self.0.most.saturating_sub(octets);
        // A poisoned lock still protects a number.
        let used = self.0.used.lock().unwrap_or_else(PoisonError::into_inner);
        let mut used = self.0.released.wait_while(used, |used| *used > free).unwrap_or_else(PoisonError::into_inner);
        *used = used.saturating_add(octets);
        Allowance { octets, shared: Arc::clone(&self.0) }
    }
}

impl Drop for Allowance {
    fn drop(&mut self) {
        let mut used = self.shared.used.lock().unwrap_or_else(PoisonError::into_inner);
        *used = used.saturating_sub(self.octets);
        self.shared.released.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    /// Whatever is asked, no more than the budget is in use, and everything has its turn.
    #[test]
    fn no_more_is_in_use_than_there_is() {
        let budget = Budget::new(100);
        let (sender, receiver) = channel();
        thread::scope(|scope| {
            scope.spawn(move || receiver.iter().for_each(|allowance: Allowance| drop(allowance)));
            for octets in [1, 99, 100, 1000, 0, 50, 51, 100] {
                let allowance = budget.take(octets);
                assert!(*budget.0.used.lock().expect("a number") <= 100);
                sender.send(allowance).expect("it is taken");
            }
            drop(sender);
        });
        assert_eq!(*budget.0.used.lock().expect("a number"), 0);
    }
}
