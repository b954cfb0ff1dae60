//! Verdicts.

use serde::Serialize;
use srvname_net::probe::report::{Failure, Verdict};

use crate::commands::probe::json::kind::{text, texts};
use crate::output::shown::Shown;

#[derive(Serialize)]
pub(super) struct VerdictJson<'r> {
    verdict: &'static str,
    sentence: Shown<'r>,
    failure: Option<FailureJson<'r>>,
}

#[derive(Serialize)]
struct FailureJson<'r> {
    section: Option<Shown<'r>>,
    code: Option<Shown<'r>>,
    certificate: Option<u32>,
    tls_rpt: Option<Shown<'r>>,
    advice: Vec<Shown<'r>>,
}

impl<'r> VerdictJson<'r> {
    pub(super) fn of(verdict: &'r Verdict) -> Self {
        let failure = match verdict {
            Verdict::Fails(failure) => Some(FailureJson::of(failure)),
            Verdict::Holds(_) | Verdict::NotApplicable(_) | Verdict::Unanswered(_) => None,
        };
        Self { verdict: verdict.as_str(), sentence: Shown(verdict.sentence()), failure }
    }
}

impl<'r> FailureJson<'r> {
    fn of(failure: &'r Failure) -> Self {
        Self {
            section: text(failure.section.as_ref()),
            code: text(failure.code.as_ref()),
            certificate: failure.certificate,
            tls_rpt: text(failure.tls_rpt.as_ref()),
            advice: texts(&failure.advice),
        }
    }
}
