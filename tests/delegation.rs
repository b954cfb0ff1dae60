//! Cases of MTA-STS, DANE and POSH with right answers, from files outside of the repository.
//!
//! `SRVNAME_CASES` names the folder; without it these tests say that they were skipped. Every JSON file of its `delegation/`
//! is run, and what it is about is said by its name, or by its `about`. Results, names and numbers are compared exactly; of
//! texts for people it is compared whether there is one, and of which severity.

mod delegation {
    pub(crate) mod cases;
    pub(crate) mod dane;
    pub(crate) mod mta_sts;
    pub(crate) mod posh;
}

use delegation::{cases, dane, mta_sts, posh};

#[test]
fn mta_sts_cases_agree() {
    cases::run("mta-sts", mta_sts::EXCEPTIONS, mta_sts::answer);
}

#[test]
fn dane_cases_agree() {
    cases::run("dane", dane::EXCEPTIONS, dane::answer);
}

#[test]
fn posh_cases_agree() {
    cases::run("posh", posh::EXCEPTIONS, posh::answer);
}
