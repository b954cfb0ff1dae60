//! Verdicts first, then times: many short rounds in which all peers take turns, and their medians.

use std::fs;
use std::time::{Duration, Instant};

use crate::certificates::Case;
use crate::peer::{Loaded, Measure, Peer, Verdict};
use crate::workload::{Form, Polarity, Shape, Workload};

/// How long to measure.
pub struct Effort {
    /// Samples for each figure.
    pub rounds: usize,
    /// How long a sample is at least: checks are repeated until it is.
    pub sample: Duration,
    /// How long all samples of a figure may take: what is slow gets fewer of them.
    pub patience: Duration,
}

impl Default for Effort {
    fn default() -> Self {
        Self { rounds: 15, sample: Duration::from_millis(3), patience: Duration::from_millis(700) }
    }
}

/// Nanoseconds for one check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Timing {
    /// Half of the samples are below.
    pub median: f64,
    /// A quarter of the samples are below.
    pub low: f64,
    /// A quarter of the samples are above.
    pub high: f64,
}

impl Timing {
    /// The median and the quartiles of samples.
    pub fn of(mut samples: Vec<f64>) -> Option<Self> {
        samples.sort_by(f64::total_cmp);
        let at = |quarter: usize| samples.get(samples.len().saturating_sub(1) * quarter / 4).copied();
        Some(Self { median: at(2)?, low: at(1)?, high: at(3)? })
    }

    /// Whether there is a time at all: a difference of two long times may be lost in what they vary by.
    pub fn is_above_noise(&self) -> bool {
        self.low > 0.0 && self.high - self.low < self.median
    }
}

/// What one peer did with one workload.
pub struct Cell {
    /// What it said.
    pub verdict: Verdict,
    /// How long it took.
    pub timings: Vec<(Measure, Timing)>,
}

impl Cell {
    /// How long a measure took.
    pub fn timing(&self, measure: Measure) -> Option<Timing> {
        self.timings.iter().find(|(own, _)| *own == measure).map(|(_, timing)| *timing)
    }
}

/// One workload: a cell for each peer that can be asked.
pub struct Row {
    /// The workload.
    pub workload: Workload,
    /// In the order of the peers.
    pub cells: Vec<Option<Cell>>,
}

/// A peer as the table describes it.
pub struct Description {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What is called and timed.
    pub method: String,
    /// Whether the goals compare with it.
    pub is_validator: bool,
}

impl Description {
    fn of(peer: &dyn Peer) -> Self {
        let (name, method) = (peer.name().to_owned(), peer.method().to_owned());
        Self { name, version: peer.version(), method, is_validator: peer.is_validator() }
    }
}

/// Everything that was measured.
pub struct Results {
    /// The machine, in words.
    pub machine: String,
    /// The peers.
    pub peers: Vec<Description>,
    /// The workloads.
    pub rows: Vec<Row>,
}

impl Results {
    /// Where a peer stands, by its name.
    pub fn peer(&self, name: &str) -> Option<usize> {
        self.peers.iter().position(|peer| peer.name == name)
    }

    /// What a peer did with names of many hosts, dNSName.
    pub fn hosts(&self, peer: usize, names: usize, bases: usize, polarity: Polarity) -> Option<&Cell> {
        let workload = Workload::hosts(names, bases, polarity);
        let row = self.rows.iter().find(|row| row.workload == workload)?;
        row.cells.get(peer)?.as_ref()
    }

    /// The rows of one table.
    pub fn rows_of(&self, form: Form, shape: Shape, polarity: Polarity) -> impl Iterator<Item = &Row> {
        let wanted = move |row: &&Row| {
            let workload = row.workload;
            (workload.form, workload.shape, workload.polarity) == (form, shape, polarity)
        };
        self.rows.iter().filter(wanted)
    }
}

/// What a peer says of both end entities of a case, if it is what must be said.
///
/// # Errors
///
/// When it accepts what the constraints refuse, or refuses what they admit for another reason than a limit of its own, or
/// cannot be asked.
pub fn judge(peer: &mut dyn Peer, case: &Case) -> Result<Verdict, String> {
    let bad = peer.load(case, &case.bad)?.verdict()?;
    let good = peer.load(case, &case.good)?.verdict()?;
    match (&good, &bad) {
        (_, Verdict::Accepted) => Err("accepts a name that is outside".to_owned()),
        (Verdict::Refused(reason), _) => Err(format!("refuses names that are inside: {reason}")),
        _ => Ok(good),
    }
}

/// Asks and measures all peers with all workloads.
///
/// # Errors
///
/// As [`judge`], for any of them: nothing is timed that gives a wrong answer.
pub fn run(peers: &mut [Box<dyn Peer>], workloads: &[Workload], effort: &Effort) -> Result<Results, String> {
    let mut rows = Vec::new();
    for workload in workloads {
        let start = Instant::now();
        rows.push(row(peers, *workload, effort)?);
        eprintln!("{workload}: {:.1} s", start.elapsed().as_secs_f64());
    }
    let peers = peers.iter().map(|peer| Description::of(&**peer)).collect();
    Ok(Results { machine: machine(), peers, rows })
}

fn row(peers: &mut [Box<dyn Peer>], workload: Workload, effort: &Effort) -> Result<Row, String> {
    let case = Case::of(workload);
    let is_asked = |peer: &dyn Peer| workload.form == Form::Dns || peer.evaluates_srv_name();
    let mut verdicts = Vec::new();
    for peer in peers.iter_mut() {
        let asked = is_asked(&**peer).then(|| judge(&mut **peer, &case));
        let name = peer.name();
        verdicts.push(asked.transpose().map_err(|error| format!("{workload}: {name}: {error}"))?);
    }
    let mut series = Vec::new();
    for (number, peer) in peers.iter_mut().enumerate().filter(|(_, peer)| is_asked(&***peer)) {
        let measures = peer.measures().to_vec();
        let loaded = peer.load(&case, &case.good)?;
        series.push(Series::warm_up(number, loaded, &measures, effort)?);
    }
    for round in 0..effort.rounds {
        // Another one begins each time, so that nobody always comes after the same neighbor.
        let begin = round % series.len().max(1);
        let (later, first) = series.split_at_mut(begin);
        for one in first.iter_mut().chain(later) {
            one.round(round)?;
        }
    }
    let mut timings: Vec<Vec<(Measure, Timing)>> = verdicts.iter().map(|_| Vec::new()).collect();
    for one in series {
        let peer = one.peer;
        timings[peer] = one.timings();
    }
    let cells = verdicts.into_iter().zip(timings);
    let cells = cells.map(|(verdict, timings)| verdict.map(|verdict| Cell { verdict, timings })).collect();
    Ok(Row { workload, cells })
}

/// The samples of one peer.
struct Series<'l> {
    peer: usize,
    loaded: Box<dyn Loaded + 'l>,
    samples: Vec<Samples>,
}

struct Samples {
    measure: Measure,
    iterations: u32,
    rounds: usize,
    taken: Vec<f64>,
}

impl<'l> Series<'l> {
    fn warm_up(
        peer: usize,
        mut loaded: Box<dyn Loaded + 'l>,
        measures: &[Measure],
        effort: &Effort,
    ) -> Result<Self, String> {
        let mut samples = Vec::new();
        for measure in measures {
            let mut iterations = 1;
            // What a sample costs, which for a difference is far more than what it yields.
            let (taken, cost) = loop {
                let start = Instant::now();
                let sample = loaded.time(*measure, iterations)?;
                let cost = start.elapsed();
                if cost >= effort.sample / 2 || iterations >= 1 << 24 {
                    break (sample, cost);
                }
                let factor = effort.sample.as_secs_f64() / cost.as_secs_f64().max(1e-9);
                iterations = times(iterations, factor.clamp(1.5, 64.0));
            };
            let rounds = (effort.patience.as_secs_f64() / cost.as_secs_f64().max(1e-9)) as usize;
            // What takes longer than all patience was measured just now.
            let taken = if rounds == 0 { vec![taken] } else { Vec::new() };
            samples.push(Samples { measure: *measure, iterations, rounds: rounds.min(effort.rounds), taken });
        }
        Ok(Self { peer, loaded, samples })
    }

    fn round(&mut self, round: usize) -> Result<(), String> {
        for samples in self.samples.iter_mut().filter(|samples| round < samples.rounds) {
            samples.taken.push(self.loaded.time(samples.measure, samples.iterations)?);
        }
        Ok(())
    }

    fn timings(self) -> Vec<(Measure, Timing)> {
        let timing = |samples: Samples| Some((samples.measure, Timing::of(samples.taken)?));
        self.samples.into_iter().filter_map(timing).collect()
    }
}

fn times(iterations: u32, factor: f64) -> u32 {
    (f64::from(iterations) * factor).ceil() as u32
}

/// The processor and how many of them.
fn machine() -> String {
    let information = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model.trim());
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {count} cores, {} {}", std::env::consts::OS, std::env::consts::ARCH)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::certificates::EndEntity;

    /// A peer that says what it is told, and takes a time that is told too.
    pub struct Told {
        pub name: &'static str,
        pub good: Verdict,
        pub bad: Verdict,
        pub nanoseconds: f64,
        pub is_validator: bool,
    }

    struct Answers(Verdict, f64);

    impl Peer for Told {
        fn name(&self) -> &str {
            self.name
        }

        fn version(&self) -> String {
            "1.2".to_owned()
        }

        fn method(&self) -> &str {
            "it is told"
        }

        fn is_validator(&self) -> bool {
            self.is_validator
        }

        fn load<'l>(&'l mut self, case: &'l Case, end_entity: &'l EndEntity) -> Result<Box<dyn Loaded + 'l>, String> {
            let is_good = std::ptr::eq(end_entity, &case.good);
            let verdict = if is_good { &self.good } else { &self.bad };
            Ok(Box::new(Answers(verdict.clone(), self.nanoseconds)))
        }
    }

    impl Loaded for Answers {
        fn verdict(&mut self) -> Result<Verdict, String> {
            Ok(self.0.clone())
        }

        fn time(&mut self, _measure: Measure, _iterations: u32) -> Result<f64, String> {
            Ok(self.1)
        }
    }

    pub fn told(name: &'static str, nanoseconds: f64) -> Told {
        let (good, bad) = (Verdict::Accepted, Verdict::Refused("outside".to_owned()));
        Told { name, good, bad, nanoseconds, is_validator: true }
    }

    fn case() -> Case {
        Case::of(Workload::hosts(1, 1, Polarity::Permitted))
    }

    #[test]
    fn a_wrong_verdict_is_an_error() {
        let refused = || Verdict::Refused("why".to_owned());
        let limit = || Verdict::OverLimit("too many".to_owned());
        let judge = |good, bad| judge(&mut Told { good, bad, ..told("told", 1.0) }, &case());
        assert_eq!(judge(Verdict::Accepted, refused()), Ok(Verdict::Accepted));
        assert_eq!(judge(limit(), limit()), Ok(limit()));
        assert!(judge(Verdict::Accepted, Verdict::Accepted).is_err());
        assert!(judge(refused(), refused()).is_err());
        assert!(judge(limit(), Verdict::Accepted).is_err());
    }

    #[test]
    fn every_built_in_peer_tells_good_from_bad() {
        for polarity in [Polarity::Permitted, Polarity::Excluded] {
            let case = Case::of(Workload::hosts(3, 5, polarity));
            for mut peer in crate::peers::built_in() {
                assert_eq!(judge(&mut *peer, &case), Ok(Verdict::Accepted), "{}", peer.name());
            }
        }
    }

    #[test]
    fn limits_of_peers_are_told_from_violations() {
        let case = Case::of(Workload::hosts(600, 600, Polarity::Excluded));
        let webpki = crate::peers::built_in().into_iter().find(|peer| peer.name() == "rustls-webpki");
        let verdict = judge(&mut *webpki.expect("built in"), &case);
        assert_eq!(verdict, Ok(Verdict::OverLimit("250,000 comparisons".to_owned())));
    }

    #[test]
    fn medians_and_quartiles() {
        let timing = Timing::of(vec![5.0, 1.0, 3.0, 2.0, 4.0]).expect("samples");
        assert_eq!(timing, Timing { low: 2.0, median: 3.0, high: 4.0 });
        assert_eq!(Timing::of(vec![7.0]), Some(Timing { low: 7.0, median: 7.0, high: 7.0 }));
        assert_eq!(Timing::of(Vec::new()), None);
    }

    #[test]
    fn noise_is_no_time() {
        assert!(Timing { low: 9.0, median: 10.0, high: 12.0 }.is_above_noise());
        assert!(!Timing { low: -1.0, median: 10.0, high: 12.0 }.is_above_noise());
        assert!(!Timing { low: 1.0, median: 10.0, high: 30.0 }.is_above_noise());
    }

    #[test]
    fn peers_without_srv_name_have_no_cell_there() {
        let mut peers: Vec<Box<dyn Peer>> = vec![Box::new(told("told", 5.0))];
        let workload = |form| Workload { form, ..Workload::hosts(1, 1, Polarity::Permitted) };
        let effort = Effort { rounds: 2, ..Effort::default() };
        let results = run(&mut peers, &[workload(Form::Dns), workload(Form::Srv)], &effort).expect("good verdicts");
        let cell = results.rows[0].cells[0].as_ref().expect("asked");
        assert_eq!(cell.timing(Measure::Check), Timing::of(vec![5.0]));
        assert!(results.rows[1].cells[0].is_none());
    }
}
