//! Cost against size, a plot for each list.

use crate::format;
use crate::measure::{Results, Row};
use crate::peer::{Measure, Verdict};
use crate::svg::{Chart, Line};
use crate::workload::{Form, Polarity, Shape, Workload, thousands};

/// A plot and the name of its file.
pub struct Plot {
    /// The name of the file, without folder.
    pub file: String,
    /// What is in it.
    pub svg: String,
}

/// A plot for each list that was measured.
pub fn all(results: &Results) -> Vec<Plot> {
    let plot = |polarity| Some(Plot { file: file(polarity), svg: chart(results, polarity)?.svg() });
    [Polarity::Permitted, Polarity::Excluded].into_iter().filter_map(plot).collect()
}

/// The name of the file.
pub fn file(polarity: Polarity) -> String {
    format!("peers-{polarity}.svg")
}

/// The title of the plot.
pub fn title(polarity: Polarity) -> String {
    let what = match polarity {
        Polarity::Permitted => "only the last permitted base holds the names",
        Polarity::Excluded => "no excluded base holds a name",
    };
    format!("Cost of name constraints, from DER: {what}")
}

/// From 10 ns to 10 s, the times that anything here takes.
const DECADES: i32 = 9;

fn chart(results: &Results, polarity: Polarity) -> Option<Chart> {
    let rows = results.rows_of(Form::Dns, Shape::Hosts, polarity);
    let rows: Vec<&Row> = rows.filter(|row| is_square(&row.workload)).collect();
    let largest = rows.iter().map(|row| row.workload.names).max()?;
    let sizes = [1, 10, 100, 1000, 10_000].into_iter().filter(|size| *size < 10 * largest);
    let decade = |power| 10_f64.powi(1 + power);
    let lines: Vec<Line> = (0..results.peers.len()).filter_map(|peer| line(results, &rows, peer)).collect();
    Some(Chart {
        title: title(polarity),
        description: describe(&lines),
        x_label: "dNSNames in the certificate, and as many bases in the constraints of its CA".to_owned(),
        y_label: "time for one check of all names".to_owned(),
        x_ticks: sizes.map(|size| (float(size), thousands(size))).collect(),
        y_ticks: (0..=DECADES).map(|power| (decade(power), tick(decade(power)))).collect(),
        lines,
    })
}

fn is_square(workload: &Workload) -> bool {
    workload.names == workload.bases
}

fn float(size: usize) -> f64 {
    u32::try_from(size).map_or(f64::INFINITY, f64::from)
}

/// A power of ten as a time, without decimals.
fn tick(nanoseconds: f64) -> String {
    format::time(nanoseconds).replace(".00", "").replace(".0", "")
}

fn line(results: &Results, rows: &[&Row], peer: usize) -> Option<Line> {
    let cells = || rows.iter().filter_map(|row| Some((row.workload.names, row.cells.get(peer)?.as_ref()?)));
    let accepted = |(size, cell): (usize, &crate::measure::Cell)| {
        let timing = cell.timing(Measure::Extensions)?;
        (cell.verdict == Verdict::Accepted && timing.is_above_noise()).then_some((float(size), timing.median))
    };
    let mut points: Vec<(f64, f64)> = cells().filter_map(accepted).collect();
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    let name = &results.peers.get(peer)?.name;
    let refused = cells().filter(|(_, cell)| matches!(cell.verdict, Verdict::OverLimit(_))).map(|(size, _)| size).min();
    let label = match refused {
        Some(size) => format!("{name}, refuses {}²", thousands(size)),
        None => name.clone(),
    };
    (!points.is_empty()).then_some(Line { label, points, is_cut: refused.is_some(), is_ours: name == "srvname" })
}

/// The end of every line in words.
fn describe(lines: &[Line]) -> String {
    let end = |line: &Line| {
        let (size, time) = line.points.last()?;
        Some(format!("{}: {} at {size} names and as many bases", line.label, format::time(*time)))
    };
    let ends: Vec<String> = lines.iter().filter_map(end).collect();
    format!("Both axes are logarithmic. The largest size that each accepts. {}.", ends.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::tests::{Told, told};
    use crate::measure::{Effort, run};
    use crate::peer::Peer;

    fn results() -> Results {
        let limit = || Verdict::OverLimit("7 comparisons".to_owned());
        let mut peers: Vec<Box<dyn Peer>> = vec![
            Box::new(told("srvname", 2000.0)),
            Box::new(told("Lost", -5.0)),
            Box::new(Told { good: limit(), bad: limit(), ..told("Limited", 22e6) }),
        ];
        let sizes = [(1, 1), (10, 10), (100, 10)];
        let workloads = sizes.map(|(names, bases)| Workload::hosts(names, bases, Polarity::Excluded));
        run(&mut peers, &workloads, &Effort { rounds: 1, ..Effort::default() }).expect("good verdicts")
    }

    #[test]
    fn only_squares_are_plotted() {
        let chart = chart(&results(), Polarity::Excluded).expect("measured");
        assert_eq!(chart.lines[0].points, [(1.0, 2000.0), (10.0, 2000.0)]);
        assert_eq!(chart.x_ticks.last(), Some(&(10.0, "10".to_owned())));
        assert_eq!(chart.y_ticks.first(), Some(&(10.0, "10 ns".to_owned())));
        assert_eq!(chart.y_ticks.last().map(|tick| tick.1.as_str()), Some("10 s"));
    }

    #[test]
    fn neither_noise_nor_refusals_make_a_line() {
        let chart = chart(&results(), Polarity::Excluded).expect("measured");
        assert_eq!(chart.lines.len(), 1);
        assert!(chart.lines[0].is_ours && !chart.lines[0].is_cut);
    }

    #[test]
    fn a_line_that_is_cut_says_where() {
        let mut results = results();
        let limited = results.peer("Limited").expect("there");
        results.rows[0].cells[limited].as_mut().expect("asked").verdict = Verdict::Accepted;
        let chart = chart(&results, Polarity::Excluded).expect("measured");
        assert_eq!(chart.lines[1].label, "Limited, refuses 10²");
        assert!(chart.lines[1].is_cut);
    }

    #[test]
    fn what_was_not_measured_has_no_plot() {
        let plots: Vec<String> = all(&results()).into_iter().map(|plot| plot.file).collect();
        assert_eq!(plots, ["peers-excluded.svg"]);
    }

    #[test]
    fn the_description_has_the_figures() {
        let chart = chart(&results(), Polarity::Excluded).expect("measured");
        assert!(chart.description.contains("srvname: 2.00 µs at 10 names and as many bases"), "{}", chart.description);
    }
}
