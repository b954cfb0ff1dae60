//! A resolver that answers from a script, for tests of what is built on [`Resolver`].

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use srvname::name::DnsName;

use super::ask::{Pending, Resolver};
use super::record::RecordType;
use super::response::{LookupFailure, Response};

/// Answers the questions that it was given answers to, and keeps a list of all that it was asked. Every other question fails
/// with [`LookupFailure::NoScript`].
///
/// ```
/// use srvname::name::DnsName;
/// use srvname_net::resolver::{RecordType, Records, Resolver, Response, ScriptedResolver, Trust};
///
/// # async fn example() -> Result<(), srvname::name::NameError> {
/// let address = Records::A(vec!["192.0.2.25".parse().unwrap()]);
/// let resolver = ScriptedResolver::new([Response::found("mx.example.com", address.clone(), Trust::Secure)]);
/// let response = resolver.lookup(DnsName::parse("MX.example.com")?, RecordType::A).await;
/// assert_eq!(response.records(), Some(&address));
/// assert_eq!(resolver.asked(), [("mx.example.com".to_owned(), RecordType::A)]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Default)]
pub struct ScriptedResolver {
    answers: HashMap<(String, RecordType), Response>,
    asked: Mutex<Vec<(String, RecordType)>>,
}

impl ScriptedResolver {
    /// Returns a resolver with these answers. Of two answers to one question the last is given.
    pub fn new(answers: impl IntoIterator<Item = Response>) -> Self {
        let key = |response: &Response| (response.name().to_owned(), response.record_type());
        let answers = answers.into_iter().map(|response| (key(&response), response)).collect();
        Self { answers, asked: Mutex::default() }
    }

    /// Returns every question so far, in order, its name in lower case.
    #[must_use]
    pub fn asked(&self) -> Vec<(String, RecordType)> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Resolver for ScriptedResolver {
    fn lookup<'r>(&'r self, name: DnsName<'r>, record_type: RecordType) -> Pending<'r> {
        let question = (name.as_str().to_ascii_lowercase(), record_type);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(question.clone());
        let answer = self.answers.get(&question).cloned();
        let answer = answer.unwrap_or_else(|| Response::failed(name.as_str(), record_type, LookupFailure::NoScript));
        Box::pin(std::future::ready(answer))
    }
}
