//! An error with its text, on its way to the caller.

use std::fmt;

use crate::result::ResultCode;

/// Why a call failed.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What the function returns.
    pub(crate) code: ResultCode,
    /// A sentence for a person; `None` if the code says it all.
    pub(crate) message: Option<String>,
}

impl Failure {
    /// Returns a failure with a sentence.
    pub(crate) fn new(code: ResultCode, message: impl fmt::Display) -> Self {
        Self { code, message: Some(message.to_string()) }
    }
}

impl From<ResultCode> for Failure {
    fn from(code: ResultCode) -> Self {
        Self { code, message: None }
    }
}
