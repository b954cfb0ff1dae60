//! A verdict with its advice, in the format that was asked for.

use crate::arguments::OutputFormat;
use crate::exit::{Failure, Finished};
use crate::output::verdict::{Accepts, Advised, Circumstances, Verdict};
use crate::output::{advice, verdict_text};

/// Returns the verdict in a format. `accepts` is asked where the advice or the text depends on other rules.
pub(crate) fn report(
    format: OutputFormat,
    verdict: &Verdict<'_>,
    circumstances: Circumstances,
    accepts: Accepts<'_>,
) -> Result<Finished, Failure> {
    let advised = Advised { verdict, advice: advice::about(verdict, circumstances, accepts) };
    match format {
        OutputFormat::Json => advised.json(),
        OutputFormat::Text => Ok(verdict_text::render(&advised, circumstances, accepts)),
    }
}
