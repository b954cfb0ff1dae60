//! The figures that `docs/PERFORMANCE.md` promises, each with its bar, in one run.
//!
//! `cargo bench --bench figures`, or with words behind `--` for the rows that have one of them: `cargo bench --bench
//! figures -- steady`. Every row is measured in several passes over all rows, and its value is the best median of a pass;
//! the worst says how quiet the machine was. Absolute times belong to one machine: on another one compare ratios.
//! `benches/instructions` counts what no machine changes.

use std::fmt::Display;
use std::hint::black_box;
use std::time::{Duration, Instant};

use srvname::{
    Certificate, Path, Policy, ReferenceId, TrustAnchor,
    certificate::{GeneralName, GeneralNames},
    constraints::{CompiledConstraints, admit_der},
    name::DnsLeadingDot,
};
use srvname_testkit::workload::chains::{self, Chain};
use workload::{Form, Workload, hostile, naive};

use srvname_testkit::{make, workload};

/// How often each row is measured: all rows in turn, so that a slow minute of the machine hits every row alike.
const PASSES: usize = 7;

/// How long a row is measured in a pass.
const TIME: Duration = Duration::from_millis(40);

/// Names that are asked in turn, so that no branch predictor knows them all.
const NAMES: usize = 4096;

/// What is asked for and what is hoped for, in nanoseconds or as a ratio.
#[derive(Clone, Copy)]
struct Bar {
    most: f64,
    stretch: Option<f64>,
}

const fn bar(most: f64) -> Option<Bar> {
    Some(Bar { most, stretch: None })
}

const fn stretch(most: f64, stretch: f64) -> Option<Bar> {
    Some(Bar { most, stretch: Some(stretch) })
}

/// A line of the table.
struct Row {
    title: String,
    bar: Option<Bar>,
    what: What,
}

enum What {
    Time(Timed),
    /// The largest of some rows by the smallest, or the second of two by the first.
    Ratio(Vec<usize>),
}

/// Work that is `units` of something, and the median time of one of them in each pass, in nanoseconds.
struct Timed {
    units: f64,
    repeats: u32,
    work: Box<dyn FnMut()>,
    medians: Vec<f64>,
}

impl Timed {
    /// Finds out how often the work has to be repeated for the clock to see it.
    fn new(units: usize, mut work: Box<dyn FnMut()>) -> Self {
        let mut repeats = 1u32;
        loop {
            let start = Instant::now();
            (0..repeats).for_each(|_| work());
            if start.elapsed() > Duration::from_micros(200) || repeats > 1 << 24 {
                break;
            }
            repeats *= 2;
        }
        let units = f64::from(u32::try_from(units).expect("a small number"));
        Self { units, repeats, work, medians: Vec::new() }
    }

    fn pass(&mut self) {
        (self.work)();
        let mut rounds = Vec::new();
        let start = Instant::now();
        while rounds.len() < 5 || start.elapsed() < TIME {
            let round = Instant::now();
            (0..self.repeats).for_each(|_| (self.work)());
            rounds.push(round.elapsed().as_secs_f64() * 1e9 / f64::from(self.repeats) / self.units);
        }
        rounds.sort_by(f64::total_cmp);
        self.medians.push(rounds[rounds.len() / 2]);
    }

    fn best(&self) -> f64 {
        self.medians.iter().copied().fold(f64::MAX, f64::min)
    }

    fn worst(&self) -> f64 {
        self.medians.iter().copied().fold(0.0, f64::max)
    }
}

struct Table {
    wanted: Vec<String>,
    rows: Vec<Row>,
}

impl Table {
    /// Adds a row, if it is wanted, and says where.
    fn time(
        &mut self,
        title: impl Display,
        bar: Option<Bar>,
        units: usize,
        work: impl FnMut() + 'static,
    ) -> Option<usize> {
        let title = title.to_string();
        if !self.wanted.is_empty() && !self.wanted.iter().any(|word| title.contains(word.as_str())) {
            return None;
        }
        let what = What::Time(Timed::new(units, Box::new(work)));
        self.rows.push(Row { title, bar, what });
        Some(self.rows.len() - 1)
    }

    fn ratio(&mut self, title: impl Display, bar: Option<Bar>, of: Vec<usize>) {
        self.rows.push(Row { title: title.to_string(), bar, what: What::Ratio(of) });
    }

    fn measure(&mut self) {
        for _ in 0..PASSES {
            for row in &mut self.rows {
                if let What::Time(timed) = &mut row.what {
                    timed.pass();
                }
            }
        }
    }

    fn best(&self, row: usize) -> f64 {
        match &self.rows[row].what {
            What::Time(timed) => timed.best(),
            What::Ratio(_) => f64::NAN,
        }
    }

    /// Prints the rows, and counts those that miss their bar.
    fn print(&self) -> usize {
        println!("{:<62} {:>10} {:>10}  bar", "", "best pass", "worst");
        let mut missed = 0;
        for row in &self.rows {
            let (value, worst, is, show): (_, _, _, fn(f64) -> String) = match &row.what {
                What::Time(timed) => (time(timed.best()), time(timed.worst()), timed.best(), time),
                What::Ratio(of) => {
                    let times = of.iter().map(|row| self.best(*row));
                    let ratio = match of.as_slice() {
                        [one, other] => self.best(*other) / self.best(*one),
                        _ => times.clone().fold(0.0, f64::max) / times.fold(f64::MAX, f64::min),
                    };
                    (format!("{ratio:.2}"), String::new(), ratio, |bar| format!("{bar:.1}"))
                }
            };
            let judged = match row.bar {
                None => String::new(),
                Some(Bar { stretch: Some(stretch), .. }) if is <= stretch => format!("within {}", show(stretch)),
                Some(Bar { most, .. }) if is <= most => format!("within {}", show(most)),
                Some(Bar { most, .. }) => {
                    missed += 1;
                    format!("MISSED {}", show(most))
                }
            };
            println!("{:<62} {value:>10} {worst:>10}  {judged}", row.title);
        }
        missed
    }
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ..1e3 => format!("{nanoseconds:.1} ns"),
        ..1e6 => format!("{:.2} us", nanoseconds / 1e3),
        _ => format!("{:.2} ms", nanoseconds / 1e6),
    }
}

fn steady(table: &mut Table) {
    for (form, permitted) in [(Form::Dns, true), (Form::Dns, false), (Form::Srv, true), (Form::Srv, false)] {
        let mut times = Vec::new();
        for bases in [1, 10, 100, 1000, 10_000, 100_000] {
            let workload =
                if permitted { Workload::permitted(form, NAMES, bases) } else { Workload::no_hit(form, NAMES, bases) };
            let polarity = if permitted { "permitted" } else { "excluded" };
            let title = format!("steady check, {}, {polarity}, {bases} bases", form.label());
            let wanted = if bases == 1000 { stretch(50.0, 35.0) } else { None };
            times.extend(steady_check(table, title, wanted, workload));
        }
        if times.len() == 6 {
            table.ratio("  slowest by fastest, 1 to 100,000 bases", bar(2.0), times);
        }
    }
}

/// Names of a workload against its constraints, compiled.
fn steady_check(table: &mut Table, title: impl Display, bar: Option<Bar>, workload: Workload) -> Option<usize> {
    let compiled = CompiledConstraints::from_der(&workload.constraints).expect("constraints");
    let names = GeneralNames::from_der(workload.names.leak()).expect("names");
    let names: Vec<GeneralName<'static>> = names.general_names().collect();
    let admits = compiled.admits(&names[0], DnsLeadingDot::default());
    table.time(title, bar, names.len(), move || {
        for name in &names {
            assert_eq!(compiled.admits(black_box(name), DnsLeadingDot::default()), admits);
        }
    })
}

fn from_der(table: &mut Table) {
    let last = |names, bases| (Workload::last_hit(Form::Dns, names, bases), Workload::no_hit(Form::Dns, names, bases));
    for (names, bases, wanted) in [
        (1, 1, bar(35.0)),
        (10, 10, None),
        (100, 10, None),
        (100, 1000, None),
        (1000, 1000, stretch(85e3, 60e3)),
        (10_000, 10_000, bar(1.5e6)),
    ] {
        let (permitted, excluded) = last(names, bases);
        one_shot(table, format!("from DER, {names} x {bases}, permitted, last hit"), wanted, permitted);
        one_shot(table, format!("from DER, {names} x {bases}, excluded, no hit"), wanted, excluded);
    }
    for (names, bases) in [(1, 1), (1000, 1000)] {
        let services = Workload::permitted(Form::Srv, names, bases);
        one_shot(table, format!("from DER, {names} x {bases}, SRVName, eight services"), None, services);
    }
}

fn one_shot(table: &mut Table, title: impl Display, bar: Option<Bar>, workload: Workload) -> Option<usize> {
    let Workload { constraints, names, .. } = workload;
    let admits = admit_der(&constraints, &names, DnsLeadingDot::default()).is_ok();
    table.time(title, bar, 1, move || {
        let answer = admit_der(black_box(&constraints), black_box(&names), DnsLeadingDot::default());
        assert_eq!(answer.is_ok(), admits);
    })
}

fn hostile(table: &mut Table) {
    for (title, workload) in [
        ("a base at each of 127 labels", hostile::nested()),
        ("twenty services at each of 119 labels", hostile::nested_services()),
        ("bases of every length", hostile::every_length()),
        ("a wildcard, a base at each of 126 labels", hostile::nested_wildcard()),
        ("a suffix of 238 octets in common, 1,000 bases", hostile::common_suffix(1000, 1000)),
        ("1,000 bases that crowd the table", hostile::crowded(1000, 1000)),
        ("1,000 times the same base", hostile::duplicates(1000, 1000)),
    ] {
        steady_check(table, format!("any name, {title}"), bar(1e3), workload);
    }
    for (title, workload) in [
        ("a suffix of 238 octets in common", hostile::common_suffix(1000, 1000)),
        ("bases that crowd the table", hostile::crowded(1000, 1000)),
        ("one base a thousand times", hostile::duplicates(1000, 1000)),
    ] {
        one_shot(table, format!("from DER, 1000 x 1000, {title}"), None, workload);
    }
}

fn growth(table: &mut Table) {
    for (polarity, make) in [
        ("permitted", Workload::permitted as fn(Form, usize, usize) -> Workload),
        ("permitted, last hit", Workload::last_hit),
        ("excluded", Workload::no_hit),
    ] {
        let mut before = None;
        for size in [1000, 2000, 4000, 8000, 12_500, 25_000, 50_000, 100_000] {
            let workload = make(Form::Dns, size, size);
            let after = one_shot(table, format!("growth, {polarity}, {size} x {size}"), None, workload);
            if let (Some((half, before)), Some(after)) = (before, after) {
                if 2 * half == size {
                    table.ratio(format!("  t({size}) by t({half})"), bar(2.3), vec![before, after]);
                }
            }
            before = after.map(|after| (size, after));
        }
    }
}

fn certificates(table: &mut Table) {
    let root = make::Ca::root("Example Root CA");
    let hosts = workload::Numbers::new().hosts(999);
    let constraints = hosts.iter().map(|host| make::srv(host)).chain([make::srv("im.example.com")]);
    let constraints = constraints.fold(make::Constraints::new(), make::Constraints::permit);
    let compiled = CompiledConstraints::from_der(&constraints.der()).expect("constraints");
    for (names, wanted) in [(1, None), (100, bar(7e3)), (1000, None)] {
        let (compiled, leaf) = (compiled.clone(), chains::leaf(&root, names, "im.example.com"));
        table.time(format!("end entity from DER, {names} SRVNames, 1000 bases compiled"), wanted, 1, move || {
            let leaf = Certificate::from_der(black_box(leaf.der())).expect("a certificate");
            let names = leaf.subject_alt_name().expect("names");
            assert!(compiled.first_refused(&names, DnsLeadingDot::default()).is_none());
        });
    }
    for (names, wanted) in [(1, bar(1.5e3)), (100, None), (1000, None)] {
        let chain = Chain::new(names);
        let root = Certificate::from_der(chain.root.into_der().leak()).expect("a certificate");
        let anchor = TrustAnchor::from_certificate(&root);
        let references = [ReferenceId::srv("xmpp-client", "im.example.com").expect("a reference")];
        let ders = [chain.leaf, chain.lower, chain.upper].map(make::Issued::into_der);
        table.time(format!("verdict from three DERs, 2 CAs of 5 subtrees, {names} SRVNames"), wanted, 1, move || {
            let [leaf, lower, upper] = &ders;
            let leaf = Certificate::from_der(black_box(leaf)).expect("a certificate");
            let lower = Certificate::from_der(black_box(lower)).expect("a certificate");
            let upper = Certificate::from_der(black_box(upper)).expect("a certificate");
            let path = Path::assume_signed(&anchor, [&lower, &upper], &leaf).expect("a path");
            assert!(path.validate(&references, &Policy::default()).is_ok());
        });
    }
}

fn baseline(table: &mut Table) {
    for (names, bases) in [(1, 1), (100, 10), (1000, 1000)] {
        let Workload { constraints, names: san, .. } = Workload::no_hit(Form::Dns, names, bases);
        let (constraints, san): (&'static [u8], &'static [u8]) = (constraints.leak(), san.leak());
        let parsed = naive::Parsed::new(constraints, san);
        table.time(format!("naive loop, {names} x {bases}, parsed before"), None, 1, move || {
            assert!(black_box(&parsed).admits());
        });
        table.time(format!("naive loop, {names} x {bases}, parsed for each pair"), None, 1, move || {
            assert!(naive::admits(black_box(constraints), black_box(san)));
        });
    }
}

fn main() {
    let wanted = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let mut table = Table { wanted, rows: Vec::new() };
    steady(&mut table);
    from_der(&mut table);
    hostile(&mut table);
    growth(&mut table);
    certificates(&mut table);
    baseline(&mut table);
    table.measure();
    match table.print() {
        0 => println!("every bar is met"),
        missed => println!("{missed} bars missed"),
    }
}
