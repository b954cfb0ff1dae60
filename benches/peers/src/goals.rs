//! What this library wants to reach beside its peers, and what it reaches.

use std::fmt::Write;

use crate::format;
use crate::measure::{Cell, Results};
use crate::peer::{Measure, Verdict};
use crate::workload::{Polarity, thousands};

/// A goal with what was measured for it.
#[derive(Debug, PartialEq)]
struct Goal {
    what: String,
    measured: String,
    reached: Option<bool>,
}

/// The goals as a table in Markdown.
pub fn table(results: &Results) -> String {
    let mut text = "| goal | measured | reached |\n|---|---|---|\n".to_owned();
    for goal in goals(results) {
        let reached = match goal.reached {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "not measured",
        };
        let _ = writeln!(text, "| {} | {} | {reached} |", goal.what, goal.measured);
    }
    text
}

fn goals(results: &Results) -> Vec<Goal> {
    let mut goals = Vec::new();
    for polarity in [Polarity::Permitted, Polarity::Excluded] {
        goals.push(times_faster(results, 1000, "Go", 8.0, polarity));
        goals.push(times_faster(results, 1000, "OpenSSL", 75.0, polarity));
        goals.push(times_faster(results, 490, "rustls-webpki", 400.0, polarity));
        goals.push(one_by_one(results, polarity));
        goals.push(accepts_many(results, polarity));
    }
    goals
}

fn from_der(cell: &Cell) -> Option<f64> {
    let timing = cell.timing(Measure::Extensions)?;
    (cell.verdict == Verdict::Accepted && timing.is_above_noise()).then_some(timing.median)
}

fn times_faster(results: &Results, size: usize, peer: &str, least: f64, polarity: Polarity) -> Goal {
    let time = |name: &str| from_der(results.hosts(results.peer(name)?, size, size, polarity)?);
    let ratio = time(peer).zip(time("srvname")).map(|(theirs, ours)| theirs / ours);
    let size = thousands(size);
    Goal {
        what: format!("{size} × {size} {polarity}, from DER: at least {least} times as fast as {peer}"),
        measured: ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{} times", format::ratio(ratio))),
        reached: ratio.map(|ratio| ratio >= least),
    }
}

fn one_by_one(results: &Results, polarity: Polarity) -> Goal {
    const MOST: f64 = 35.0;
    let time = |peer| from_der(results.hosts(peer, 1, 1, polarity)?);
    let ours = results.peer("srvname").and_then(time);
    let is_other =
        |peer: &usize| results.peers.get(*peer).is_some_and(|peer| peer.is_validator && peer.name != "srvname");
    let others = (0..results.peers.len()).filter(is_other);
    let next = others.filter_map(|peer| Some((time(peer)?, &results.peers.get(peer)?.name)));
    let next = next.min_by(|one, other| one.0.total_cmp(&other.0));
    let beside = next.map(|(time, name)| format!("; next {name}, {}", format::time(time))).unwrap_or_default();
    Goal {
        what: format!("1 × 1 {polarity}, from DER: at most {MOST} ns, and faster than every peer"),
        measured: ours.map_or_else(|| "–".to_owned(), |ours| format!("{}{beside}", format::time(ours))),
        reached: ours.map(|ours| ours <= MOST && next.is_none_or(|(time, _)| ours < time)),
    }
}

fn accepts_many(results: &Results, polarity: Polarity) -> Goal {
    const SIZE: usize = 10_000;
    let cell = results.peer("srvname").and_then(|ours| results.hosts(ours, SIZE, SIZE, polarity));
    let size = thousands(SIZE);
    let took = |cell: &Cell| from_der(cell).map(|time| format!(" in {}", format::time(time))).unwrap_or_default();
    Goal {
        what: format!("{size} × {size} {polarity}: accepted"),
        measured: cell.map_or_else(|| "–".to_owned(), |cell| format!("{}{}", cell.verdict, took(cell))),
        reached: cell.map(|cell| cell.verdict == Verdict::Accepted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::{Told, told};
    use crate::measure::{Effort, run};
    use crate::peer::Peer;
    use crate::workload::Workload;

    fn results(ours: f64, theirs: f64) -> Results {
        // What is no validator is faster here, and no goal.
        let peers = [("srvname", ours), ("hash set", 1.0), ("OpenSSL", theirs), ("rustls-webpki", 400.0 * ours)];
        let peer = |(name, time)| Told { is_validator: name != "hash set", ..told(name, time) };
        let mut peers: Vec<Box<dyn Peer>> =
            peers.into_iter().map(|told| -> Box<dyn Peer> { Box::new(peer(told)) }).collect();
        let workloads = [1, 490, 1000].map(|size| Workload::hosts(size, size, Polarity::Permitted));
        run(&mut peers, &workloads, &Effort { rounds: 1, ..Effort::default() }).expect("good verdicts")
    }

    fn reached(results: &Results) -> Vec<Option<bool>> {
        goals(results).into_iter().take(5).map(|goal| goal.reached).collect()
    }

    #[test]
    fn goals_are_judged() {
        assert_eq!(reached(&results(30.0, 2250.0)), [None, Some(true), Some(true), Some(true), None]);
        assert_eq!(reached(&results(30.0, 2249.0)), [None, Some(false), Some(true), Some(true), None]);
        assert_eq!(reached(&results(36.0, 5000.0)), [None, Some(true), Some(true), Some(false), None]);
        assert_eq!(reached(&results(30.0, 29.0)), [None, Some(false), Some(true), Some(false), None]);
    }

    #[test]
    fn what_is_not_reached_is_said() {
        let table = table(&results(30.0, 1500.0));
        assert!(table.contains("| 50 times | **no** |"), "{table}");
        assert!(table.contains("| – | not measured |"), "{table}");
        assert!(table.contains("| 30.0 ns; next OpenSSL, 1.50 µs | yes |"), "{table}");
    }
}
