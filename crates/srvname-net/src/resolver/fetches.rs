//! What the validator fetches to validate one answer: keys and delegations, counted, kept for a minute, and with a mark where
//! one could not be had.
//!
//! The validator takes a fetch that failed for a zone that is bogus. So the mark decides: an answer that it calls bogus after
//! a fetch failed is indeterminate (RFC 4035 §4.3).

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::net::client::request::{ComposeRequest, Error, GetResponse, SendRequest};
use tokio::time::Instant;

use super::channel::{Upstream, exchange};
use super::message::{Query, Reply};
use super::response::LookupFailure;
use crate::limits::LookupLimits;

/// How long an answer about keys and delegations is kept.
const KEPT: Duration = Duration::from_secs(60);

/// How many are kept. When there are more, all are dropped.
const MAX_KEPT: usize = 256;

/// The answers about keys and delegations that arrived lately, by the question as it is encoded.
#[derive(Default)]
pub(super) struct Memory {
    kept: Mutex<HashMap<Vec<u8>, (Instant, Reply)>>,
}

impl Memory {
    fn recall(&self, question: &[u8]) -> Option<Reply> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, reply) = kept.get(question)?;
        (at.elapsed() < KEPT).then(|| reply.clone())
    }

    fn keep(&self, question: Vec<u8>, reply: Reply) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= MAX_KEPT {
            kept.clear();
        }
        kept.insert(question, (Instant::now(), reply));
    }
}

/// The fetches of one look-up.
#[derive(Clone)]
pub(super) struct Fetches {
    upstream: Upstream,
    memory: Arc<Memory>,
    limit: Duration,
    left: Arc<AtomicUsize>,
    failed: Arc<AtomicBool>,
}

impl Fetches {
    pub(super) fn new(upstream: Upstream, memory: Arc<Memory>, limits: &LookupLimits) -> Self {
        let left = Arc::new(AtomicUsize::new(limits.fetches));
        Self { upstream, memory, limit: limits.message, left, failed: Arc::default() }
    }

    /// Whether one of them could not be had.
    pub(super) fn failed(&self) -> bool {
        self.failed.load(Ordering::Relaxed)
    }

    /// Fetches, or recalls.
    pub(super) async fn fetch(&self, query: Query) -> Result<Reply, LookupFailure> {
        let result = self.try_fetch(query).await;
        if result.is_err() {
            self.failed.store(true, Ordering::Relaxed);
        }
        result
    }

    async fn try_fetch(&self, query: Query) -> Result<Reply, LookupFailure> {
        let question = query.to_vec().map_err(|_| LookupFailure::Malformed)?;
        // The first two octets are the number of the message.
        let question = question.get(2..).unwrap_or_default().to_ascii_lowercase();
        if let Some(reply) = self.memory.recall(&question) {
            return Ok(reply);
        }
        let spend = |left: usize| left.checked_sub(1);
        if self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, spend).is_err() {
            return Err(LookupFailure::TimedOut);
        }
        let reply = exchange(&self.upstream, query, self.limit).await?;
        let rcode = reply.opt_rcode().to_int();
        if !matches!(rcode, 0 | 3) {
            return Err(LookupFailure::Refused(rcode));
        }
        let sections = [reply.answer(), reply.authority()];
        let is_readable = |section: Result<_, _>| section.is_ok_and(all_readable);
        if !sections.into_iter().all(is_readable) {
            return Err(LookupFailure::Malformed);
        }
        self.memory.keep(question, reply.clone());
        Ok(reply)
    }
}

/// Whether every record of a section can be read.
fn all_readable(section: domain::base::message::RecordSection<'_, bytes::Bytes>) -> bool {
    section.into_iter().all(|record| record.is_ok())
}

impl fmt::Debug for Fetches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetches").field("left", &self.left).field("failed", &self.failed).finish_non_exhaustive()
    }
}

impl SendRequest<Query> for Fetches {
    fn send_request(&self, query: Query) -> Box<dyn GetResponse + Send + Sync> {
        Box::new(Fetch { fetches: self.clone(), query })
    }
}

/// One of them, when the validator waits for it.
#[derive(Debug)]
struct Fetch {
    fetches: Fetches,
    query: Query,
}

impl GetResponse for Fetch {
    fn get_response(&mut self) -> Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send + Sync + '_>> {
        let query = self.query.clone();
        Box::pin(async move { self.fetches.fetch(query).await.map_err(|_| Error::NoTransportAvailable) })
    }
}
