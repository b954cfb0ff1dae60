//! The document: what was measured, in tables.

use std::fmt::Write;

use crate::format;
use crate::goals;
use crate::measure::{Cell, Results, Row};
use crate::peer::{Measure, Verdict};
use crate::plot;
use crate::workload::{Form, Polarity, Shape, thousands};

const HEAD: &str = "\
# Name constraints: the same certificates through every peer

Made by `benches/peers/run`; do not edit. The ratios hold on other machines, the times do not.

In the cells: the time for one check of all names, and in brackets how many times as long as srvname takes for the same.
*refused* stands for a peer that does not look, or stops looking, because of a limit of its own; the time is what it takes
to say so. *noise* stands for a difference that is lost in what it is a difference of; the figure is its upper quartile.
Permitted: every name is inside the last base and no other. Excluded: no name is inside any base. Every peer gave the right
verdict on each of these certificates, and on the same with one more name that the constraints refuse, before it was timed.
";

/// The whole document, in Markdown.
pub fn document(results: &Results, missing: &[String]) -> String {
    let mut text = HEAD.to_owned();
    let _ = write!(text, "\nMachine: {}.\n\n## Goals\n\n{}", results.machine, goals::table(results));
    for measure in Measure::ALL {
        let _ = write!(text, "\n## {}\n\n{}\n", title(measure), explanation(measure));
        if measure == Measure::Extensions {
            text.push_str(&pictures());
        }
        for polarity in [Polarity::Permitted, Polarity::Excluded] {
            let rows = || results.rows_of(Form::Dns, Shape::Hosts, polarity);
            text.push_str(&comparison(results, &format!("{polarity}: names × bases"), rows(), measure));
        }
        let deep = results.rows_of(Form::Dns, Shape::Deep, Polarity::Excluded);
        text.push_str(&comparison(results, "excluded, 122 labels in 246 octets: names × bases", deep, measure));
    }
    text.push_str(&srv_names(results));
    text.push_str(&refusals(results));
    text.push_str(&peers(results, missing));
    text
}

const fn title(measure: Measure) -> &'static str {
    match measure {
        Measure::Extensions => "From the DER of the two extensions",
        Measure::Check => "The check alone",
        Measure::Certificates => "From the DER of the two certificates",
    }
}

const fn explanation(measure: Measure) -> &'static str {
    match measure {
        Measure::Extensions => {
            "Decoding nameConstraints of the CA and subjectAltName of the end entity, and the check: what a certificate that \
             nobody has seen before costs."
        }
        Measure::Check => {
            "Names and constraints decoded before, as far as the peer lets its callers keep them. srvname keeps the \
             compiled constraints of a CA and the names as GeneralNames; their text is validated each time."
        }
        Measure::Certificates => {
            "Decoding both certificates with all that is in them, and the check; signatures are not verified. Peers whose \
             signature check cannot be left out are not here."
        }
    }
}

fn pictures() -> String {
    let picture = |polarity| format!("\n![{}]({})\n", plot::title(polarity), plot::file(polarity));
    [Polarity::Permitted, Polarity::Excluded].map(picture).concat()
}

/// A row for each size, a column for each peer that has something to show.
fn comparison<'r>(results: &Results, corner: &str, rows: impl Iterator<Item = &'r Row>, measure: Measure) -> String {
    let rows: Vec<_> = rows.collect();
    let has_any =
        |peer: &usize| rows.iter().filter_map(|row| cell(row, *peer)).any(|cell| cell.timing(measure).is_some());
    let shown: Vec<usize> = (0..results.peers.len()).filter(has_any).collect();
    if shown.is_empty() {
        return String::new();
    }
    let mut text = format!("\n| {corner} |");
    for peer in &shown {
        let _ = write!(text, " {} |", results.peers[*peer].name);
    }
    let _ = write!(text, "\n|---|{}\n", "---:|".repeat(shown.len()));
    let ours = results.peer("srvname");
    for row in &rows {
        let workload = row.workload;
        let _ = write!(text, "| {} × {} |", thousands(workload.names), thousands(workload.bases));
        let base = ours.and_then(|ours| cell(row, ours)).and_then(|cell| cell.timing(measure));
        for peer in &shown {
            let shown = cell(row, *peer)
                .map_or_else(|| "–".to_owned(), |cell| figure(cell, measure, base.map(|base| base.median)));
            let _ = write!(text, " {shown} |");
        }
        text.push('\n');
    }
    text
}

fn cell(row: &Row, peer: usize) -> Option<&Cell> {
    row.cells.get(peer).and_then(Option::as_ref)
}

/// What stands in a cell; `ours` is the time of srvname.
fn figure(cell: &Cell, measure: Measure, ours: Option<f64>) -> String {
    let Some(timing) = cell.timing(measure) else { return "–".to_owned() };
    match &cell.verdict {
        Verdict::OverLimit(_) if timing.is_above_noise() => format!("*refused*, {}", format::time(timing.median)),
        Verdict::OverLimit(_) => "*refused*".to_owned(),
        Verdict::Refused(_) => "*wrong*".to_owned(),
        Verdict::Accepted if !timing.is_above_noise() => format!("*noise*, {}", format::time(timing.high.max(0.0))),
        Verdict::Accepted => {
            let ratio = ours.map(|ours| format!(" ({})", format::ratio(timing.median / ours))).unwrap_or_default();
            format!("{}{ratio}", format::time(timing.median))
        }
    }
}

fn srv_names(results: &Results) -> String {
    let mut text =
        "\n## SRVName\n\nNo other validator evaluates SRVName constraints, so there is nobody to compare with but the loop over \
         pairs, and the hash set, which does less.\n"
            .to_owned();
    for polarity in [Polarity::Permitted, Polarity::Excluded] {
        let rows: Vec<_> = results.rows_of(Form::Srv, Shape::Hosts, polarity).collect();
        for measure in [Measure::Extensions, Measure::Check] {
            let corner = format!("{polarity}, {}: names × bases", title(measure).to_lowercase().replace("der", "DER"));
            text.push_str(&comparison(results, &corner, rows.iter().copied(), measure));
        }
    }
    text
}

/// Which peer refused what, and for which limit.
fn refusals(results: &Results) -> String {
    let mut text =
        "\n## What was refused\n\nsrvname has no limit but the size of its input, and refused nothing.\n\n".to_owned();
    text.push_str("| peer | limit | refused |\n|---|---|---|\n");
    for (number, peer) in results.peers.iter().enumerate() {
        let mut limits: Vec<(&str, Vec<String>)> = Vec::new();
        for row in &results.rows {
            let Some(Verdict::OverLimit(limit)) = cell(row, number).map(|cell| &cell.verdict) else { continue };
            let workload = row.workload.to_string();
            match limits.iter_mut().find(|(own, _)| own == limit) {
                Some((_, workloads)) => workloads.push(workload),
                None => limits.push((limit, vec![workload])),
            }
        }
        for (limit, workloads) in limits {
            let _ = writeln!(text, "| {} | {limit} | {} |", peer.name, workloads.join("; "));
        }
    }
    text
}

fn peers(results: &Results, missing: &[String]) -> String {
    let mut text = "\n## The peers\n\n| peer | version | what is called and timed |\n|---|---|---|\n".to_owned();
    for peer in &results.peers {
        let _ = writeln!(text, "| {} | {} | {} |", peer.name, peer.version, peer.method);
    }
    let stand_ins: Vec<&str> = results.peers.iter().filter(|peer| !peer.is_validator).map(|peer| &*peer.name).collect();
    if !stand_ins.is_empty() {
        let _ = writeln!(
            text,
            "\nNo validators, and no part of the goals: {}. They show how much of a time is the search and how much is all \
             else; what they do not answer is in the table.",
            stand_ins.join("; ")
        );
    }
    for one in missing {
        let _ = writeln!(text, "\nNot here: {one}.");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::{Told, told};
    use crate::measure::{Effort, Timing, run};
    use crate::peer::Peer;
    use crate::workload::Workload;

    fn results() -> Results {
        let limit = || Verdict::OverLimit("7 comparisons".to_owned());
        let mut peers: Vec<Box<dyn Peer>> = vec![
            Box::new(told("srvname", 20.0)),
            Box::new(told("Other", 1690.0)),
            Box::new(Told { good: limit(), bad: limit(), ..told("Limited", 22e6) }),
        ];
        let sizes = [(1, 1), (100, 1000)];
        let workloads = sizes.map(|(names, bases)| Workload::hosts(names, bases, Polarity::Excluded));
        run(&mut peers, &workloads, &Effort { rounds: 1, ..Effort::default() }).expect("good verdicts")
    }

    #[test]
    fn cells_hold_times_and_ratios() {
        let text = document(&results(), &[]);
        let head = "| excluded: names × bases | srvname | Other | Limited |\n|---|---:|---:|---:|\n";
        assert!(text.contains(head), "{text}");
        assert!(text.contains("| 100 × 1,000 | 20.0 ns (1.0) | 1.69 µs (85) | *refused*, 22.0 ms |"), "{text}");
        assert!(!text.contains("permitted: names × bases |"), "{text}");
    }

    #[test]
    fn refusals_are_not_hidden() {
        let text = document(&results(), &[]);
        assert!(text.contains("| Limited | 7 comparisons | 1 × 1 excluded; 100 × 1,000 excluded |"), "{text}");
    }

    #[test]
    fn missing_peers_are_named() {
        let text = document(&results(), &["Go, for want of a network".to_owned()]);
        assert!(text.contains("Not here: Go, for want of a network."), "{text}");
        assert!(text.contains("| Other | 1.2 | it is told |"), "{text}");
        assert!(!text.contains("No validators"), "{text}");
        let mut results = results();
        results.peers[1].is_validator = false;
        assert!(document(&results, &[]).contains("No validators, and no part of the goals: Other."));
    }

    #[test]
    fn noise_has_no_ratio() {
        let timing = Timing { low: -100.0, median: 5.0, high: 250.0 };
        let cell = Cell { verdict: Verdict::Accepted, timings: vec![(Measure::Check, timing)] };
        assert_eq!(figure(&cell, Measure::Check, Some(20.0)), "*noise*, 250 ns");
        assert_eq!(figure(&cell, Measure::Extensions, Some(20.0)), "–");
    }
}
