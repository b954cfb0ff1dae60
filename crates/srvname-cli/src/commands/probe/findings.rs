//! The findings of a report, those that say the same of several connections taken together.

use std::cmp::Reverse;

use srvname_net::probe::report::{Finding, Place, Report, Severity};

/// A finding, and at how many places it was made.
pub(super) struct Found<'r> {
    /// The first of those that say the same.
    pub(super) finding: &'r Finding,
    /// How many there are.
    count: usize,
}

impl Found<'_> {
    /// Returns where it was found: of several connections to one server, the server and how many there are; nothing for no
    /// place.
    pub(super) fn place(&self) -> String {
        if self.count < 2 {
            return self.finding.place.to_string();
        }
        let server = without_connection(&self.finding.place).to_string();
        let comma = if server.is_empty() { "" } else { ", " };
        format!("{server}{comma}{} times", self.count)
    }
}

/// Returns the findings of a report, the worst first, those about the domain before those of its services.
pub(super) fn of_report(report: &Report) -> Vec<Found<'_>> {
    let of_services = report
        .services
        .iter()
        .flat_map(|service| service.findings.iter().chain(service.servers.iter().flat_map(|server| &server.findings)));
    let mut found: Vec<Found<'_>> = Vec::new();
    for finding in report.findings.iter().chain(of_services) {
        match found.iter_mut().find(|one| says_the_same(one.finding, finding)) {
            Some(one) => one.count = one.count.saturating_add(1),
            None => found.push(Found { finding, count: 1 }),
        }
    }
    // A stable sort: findings of one severity stay in the order of the report.
    found.sort_by_key(|one| Reverse(one.finding.severity));
    found
}

/// Returns how many findings of a severity there are in a report, each by itself.
pub(super) fn count(found: &[Found<'_>], severity: Severity) -> usize {
    found.iter().filter(|one| one.finding.severity == severity).map(|one| one.count).sum()
}

fn says_the_same(one: &Finding, other: &Finding) -> bool {
    (one.severity, &one.sentence, &one.section) == (other.severity, &other.sentence, &other.section)
        && without_connection(&one.place) == without_connection(&other.place)
}

/// A place without what differs between the connections to one server.
fn without_connection(place: &Place) -> Place {
    Place { address: None, key: None, ..place.clone() }
}
