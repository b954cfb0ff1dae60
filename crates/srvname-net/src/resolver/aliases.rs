//! How far each alias on the way to an answer can be believed.

use domain::base::Name;
use srvname::delegation::dns::Security;
use tokio::time::{Instant, timeout_at};

use super::ask::Pending;
use super::message::{Content, Finding, name_of};
use super::record::{RecordType, Records};
use super::response::{Alias, LookupFailure, Response, Trust};

/// A question whose answer is taken as it is, without asking for its aliases.
pub(super) trait AskOnce: Send + Sync {
    /// Asks.
    fn ask_once(&self, name: Name<Vec<u8>>, record_type: RecordType) -> Pending<'_>;
}

/// The answer that a message holds, if it is to be believed so far.
pub(super) fn answer(name: &str, record_type: RecordType, content: Content, trust: Trust) -> Response {
    let mut response = match content.finding {
        Finding::Records(records) => Response::found(name, records, trust),
        Finding::NoData => Response::no_data(name, record_type, trust),
        Finding::NoName => Response::no_name(name, record_type, trust),
    };
    response.ttl = content.ttl;
    response.aliases = with_security(content.aliases, trust.into());
    response
}

/// Aliases that are as secure as the message that they stand in.
pub(super) fn with_security(aliases: Vec<(String, String)>, security: Security) -> Vec<Alias> {
    aliases.into_iter().map(|(owner, target)| Alias { owner, target, security }).collect()
}

/// Asks, and where the answer is not secure, asks for each alias by itself. What is not answered in time failed.
pub(super) async fn ask(asker: &dyn AskOnce, name: &str, record_type: RecordType, end: Instant) -> Response {
    let Ok(owner) = name_of(name) else { return Response::failed(name, record_type, LookupFailure::Name) };
    let Ok(mut response) = timeout_at(end, asker.ask_once(owner, record_type)).await else {
        return Response::failed(name, record_type, LookupFailure::TimedOut);
    };
    if response.security() == Security::Secure {
        return response;
    }
    for alias in &mut response.aliases {
        alias.security = match name_of(&alias.owner) {
            Ok(owner) => match timeout_at(end, asker.ask_once(owner, RecordType::Cname)).await {
                Ok(own) => security_of(&own, &alias.target),
                Err(_) => Security::Failed,
            },
            Err(_) => Security::Failed,
        };
    }
    response
}

/// How far an alias can be believed that was asked for by itself. If it has another target now, nothing is known about the
/// one that was followed.
fn security_of(own: &Response, target: &str) -> Security {
    match own.records() {
        Some(Records::Cname(targets)) if targets.iter().any(|own| own.eq_ignore_ascii_case(target)) => own.security(),
        _ if own.security().is_answer() => Security::Failed,
        _ => own.security(),
    }
}
