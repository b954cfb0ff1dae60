//! What somebody writes who wants the check to be slow.

use super::hash::bucket;
use super::{Numbers, Workload};
use crate::encode::Entry;

fn dns(text: &str) -> Entry {
    Entry::new(0x82, text.as_bytes())
}

/// 127 labels in 253 octets, the last one `z`.
fn deepest() -> String {
    format!("{}z", "a.".repeat(126))
}

/// A base at every label of the longest name: all but the shortest hold it, and one more list has to be asked.
pub fn nested() -> Workload {
    let deepest = deepest();
    let bases: Vec<_> = (1..127).map(|label| dns(&deepest[2 * label..])).collect();
    Workload::new(&bases, &[dns("other.example")], &[dns(&deepest)])
}

/// As [`nested`], for a service: each domain has twenty services of its own, and the one that is asked for is that of
/// another domain.
pub fn nested_services() -> Workload {
    let deepest = &deepest()[14..];
    let bases: Vec<_> = (1..120)
        .flat_map(|label| (0..20).map(move |number| Entry::srv(&format!("_s{number}.{}", &deepest[2 * label..]))))
        .chain([Entry::srv("_right.other.example")])
        .collect();
    Workload::new(&[], &bases, &[Entry::srv(&format!("_right.{deepest}"))])
}

/// Bases as long as each suffix of the longest name, and none of them one: every length has to be looked for.
pub fn every_length() -> Workload {
    let deepest = deepest();
    let bases: Vec<_> = (1..127).map(|label| dns(&format!("b{}", &deepest[2 * label + 1..]))).collect();
    Workload::new(&[], &bases, &[dns(&deepest)])
}

/// Names of 122 labels and 246 octets that differ from the bases in their first label: a comparison from the end has
/// to read them all.
pub fn common_suffix(names: usize, bases: usize) -> Workload {
    let mut numbers = Numbers::new();
    let suffix = format!("{}zz", "a.".repeat(118));
    let mut long = |count: usize, first: char| -> Vec<Entry> {
        (0..count).map(|_| dns(&format!("{first}{}.a.{suffix}", numbers.word(4, 4)))).collect()
    };
    let bases = long(bases, 'b');
    Workload::new(&[], &bases, &long(names, 'n'))
}

/// The longest wildcard, below a base at every label.
pub fn nested_wildcard() -> Workload {
    let deepest = deepest();
    let bases: Vec<_> = (1..127).map(|label| dns(&deepest[2 * label..])).collect();
    Workload::new(&bases, &[dns("other.example")], &[dns(&format!("*.{}", &deepest[2..]))])
}

/// The same base again and again.
pub fn duplicates(names: usize, bases: usize) -> Workload {
    let (bases, names) = (vec![dns("example.com"); bases], vec![dns("www.example.com"); names]);
    Workload::new(&bases, &[], &names)
}

/// Bases that fall into one bucket of the table with the keys that it tries first, so that it is built again.
pub fn crowded(names: usize, bases: usize) -> Workload {
    let mut numbers = Numbers::new();
    let buckets = bases.next_power_of_two();
    let in_first = |host: &&String| bucket(host, buckets) == 0;
    let mut hosts: Vec<String> = std::iter::repeat_with(|| numbers.host()).take(bases).collect();
    // Thirteen are one too many.
    let crowd: Vec<_> =
        (0..).map(|number| format!("n{number}.example.com")).filter(|host| in_first(&host)).take(13).collect();
    hosts.splice(..13.min(bases), crowd);
    let bases: Vec<_> = hosts.iter().map(|host| dns(host)).collect();
    let names: Vec<_> = (0..names)
        .map(|_| {
            let host = &hosts[numbers.below(hosts.len())];
            dns(&numbers.below_host(host))
        })
        .collect();
    Workload::new(&bases, &[], &names)
}
