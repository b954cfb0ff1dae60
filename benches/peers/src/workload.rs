//! What is measured: how many names against how many bases, of which kind.

use std::fmt;

/// The list that the bases stand in, and with it what makes a linear search look at all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Polarity {
    /// permittedSubtrees: every name is inside the last base, and inside no other.
    Permitted,
    /// excludedSubtrees: no name is inside any base.
    Excluded,
}

impl fmt::Display for Polarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permitted => "permitted",
            Self::Excluded => "excluded",
        })
    }
}

/// The form of names and bases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// dNSName, which all peers evaluate.
    Dns,
    /// SRVName, which none does.
    Srv,
}

/// What the names look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Hosts of many domains: names of 21 to 32 octets, bases of 19 to 24.
    Hosts,
    /// 122 labels in 246 octets, of which all names and all bases share the last 239.
    Deep,
}

/// One thing to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Workload {
    /// Names in the certificate.
    pub names: usize,
    /// Bases in the CA's constraints.
    pub bases: usize,
    /// The list of the bases.
    pub polarity: Polarity,
    /// The form of both.
    pub form: Form,
    /// How they look.
    pub shape: Shape,
}

/// The sizes of the plots: as many names as bases.
pub const SQUARES: [usize; 7] = [1, 10, 100, 490, 1000, 3000, 10_000];

impl Workload {
    /// Hosts of many domains, dNSName.
    pub fn hosts(names: usize, bases: usize, polarity: Polarity) -> Self {
        Self { names, bases, polarity, form: Form::Dns, shape: Shape::Hosts }
    }

    /// Everything that is measured, in the order of the table.
    pub fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for polarity in [Polarity::Permitted, Polarity::Excluded] {
            let others = [(100, 10), (100, 1000)];
            all.extend(SQUARES.map(|size| Self::hosts(size, size, polarity)));
            all.extend(others.map(|(names, bases)| Self::hosts(names, bases, polarity)));
        }
        all.sort_by_key(|workload| workload.polarity == Polarity::Excluded);
        let deep = |size| Self { shape: Shape::Deep, ..Self::hosts(size, size, Polarity::Excluded) };
        all.extend([240, 1000].map(deep));
        for polarity in [Polarity::Permitted, Polarity::Excluded] {
            let sizes = [(1, 1), (10, 10), (100, 10), (100, 1000), (1000, 1000), (10_000, 10_000)];
            all.extend(sizes.map(|(names, bases)| Self { form: Form::Srv, ..Self::hosts(names, bases, polarity) }));
        }
        all
    }

    /// The text of each base.
    pub fn base_texts(&self) -> Vec<String> {
        (0..self.bases).map(|number| self.base(number)).collect()
    }

    /// The text of each name; all of them are admitted.
    pub fn name_texts(&self) -> Vec<String> {
        (0..self.names).map(|number| self.name(number)).collect()
    }

    /// A name that the constraints refuse.
    pub fn refused_name(&self) -> String {
        let text = match (self.polarity, self.shape) {
            (Polarity::Permitted, _) => self.name_of_no_base(self.names),
            (Polarity::Excluded, Shape::Hosts) => format!("www.{}", self.base(self.bases - 1)),
            (Polarity::Excluded, Shape::Deep) => self.base(self.bases - 1),
        };
        self.in_form(text)
    }

    fn base(&self, number: usize) -> String {
        match self.shape {
            Shape::Hosts => domain('b', number),
            Shape::Deep => deep('b', number),
        }
    }

    fn name(&self, number: usize) -> String {
        let text = match self.polarity {
            Polarity::Permitted => format!("{}.{}", letters('h', number, 1 + number % 7), self.base(self.bases - 1)),
            Polarity::Excluded => self.name_of_no_base(number),
        };
        self.in_form(text)
    }

    fn name_of_no_base(&self, number: usize) -> String {
        match self.shape {
            Shape::Hosts => format!("{}.{}", letters('h', number, 1 + number % 7), domain('n', number)),
            Shape::Deep => deep('n', number),
        }
    }

    fn in_form(&self, text: String) -> String {
        match self.form {
            Form::Dns => text,
            Form::Srv => format!("_imaps.{text}"),
        }
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} × {} {}", thousands(self.names), thousands(self.bases), self.polarity)?;
        match self.shape {
            Shape::Hosts => Ok(()),
            Shape::Deep => f.write_str(", 122 labels"),
        }
    }
}

/// A number with commas: 10,000.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A registered domain, reserved by RFC 2606; another for each kind and number.
fn domain(kind: char, number: usize) -> String {
    let top = ["com", "net", "org"][number % 3];
    format!("{}.example.{top}", letters(kind, number, 7 + number % 6))
}

/// A name of 122 labels whose first two tell it from others of its kind and from those of other kinds.
fn deep(kind: char, number: usize) -> String {
    let letter = |place: u32| char::from(b'a' + u8::try_from(number / 26_usize.pow(place) % 26).expect("a letter"));
    let common = ["a"; 120].join(".");
    format!("{kind}{}{}.{}{}.{common}", letter(3), letter(2), letter(1), letter(0))
}

/// Letters that follow from a kind and a number, as if drawn at random: names of one domain are no neighbors of each
/// other, so that no peer can stop at the first octet for the wrong reason.
fn letters(kind: char, number: usize, count: usize) -> String {
    let mut state = (u64::from(kind) << 32) ^ u64::try_from(number).expect("a small number");
    let mut letter = || {
        // The steps of splitmix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        char::from(b'a' + u8::try_from((mixed >> 33) % 26).expect("a letter"))
    };
    (0..count).map(|_| letter()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_inside(name: &str, base: &str) -> bool {
        name == base || name.ends_with(&format!(".{base}"))
    }

    #[test]
    fn only_the_last_permitted_base_holds_the_names() {
        for workload in Workload::all().into_iter().filter(|workload| workload.polarity == Polarity::Permitted) {
            let bases = workload.base_texts();
            let (last, others) = bases.split_last().expect("a base");
            for name in workload.name_texts().iter().take(20) {
                assert!(is_inside(name, last), "{name} {last}");
                assert!(others.iter().all(|base| !is_inside(name, base)), "{name}");
            }
            assert!(bases.iter().all(|base| !is_inside(&workload.refused_name(), base)));
        }
    }

    #[test]
    fn no_excluded_base_holds_a_name() {
        for workload in Workload::all().into_iter().filter(|workload| workload.polarity == Polarity::Excluded) {
            let bases = workload.base_texts();
            for name in workload.name_texts().iter().take(20) {
                assert!(bases.iter().all(|base| !is_inside(name, base)), "{name}");
            }
            assert!(is_inside(&workload.refused_name(), bases.last().expect("a base")));
        }
    }

    #[test]
    fn names_and_bases_are_distinct() {
        for workload in [Workload::hosts(10_000, 10_000, Polarity::Excluded), *deep_workload()] {
            for mut texts in [workload.base_texts(), workload.name_texts()] {
                let count = texts.len();
                texts.sort();
                texts.dedup();
                assert_eq!(texts.len(), count);
            }
        }
    }

    fn deep_workload() -> Box<Workload> {
        let deep = Workload::all().into_iter().rfind(|workload| workload.shape == Shape::Deep);
        Box::new(deep.expect("a deep workload"))
    }

    #[test]
    fn deep_names_are_as_deep_as_they_are_said_to_be() {
        let workload = deep_workload();
        for text in workload.base_texts().into_iter().chain(workload.name_texts()) {
            assert_eq!(text.len(), 246);
            assert_eq!(text.split('.').count(), 122);
        }
    }

    #[test]
    fn hosts_have_the_lengths_they_are_said_to_have() {
        let workload = Workload::hosts(1000, 1000, Polarity::Excluded);
        let range = |texts: Vec<String>| {
            let lengths = || texts.iter().map(String::len);
            (lengths().min(), lengths().max())
        };
        assert_eq!(range(workload.base_texts()), (Some(19), Some(24)));
        assert_eq!(range(workload.name_texts()), (Some(21), Some(32)));
    }

    #[test]
    fn numbers_have_commas() {
        assert_eq!([1, 490, 1000, 10_000, 1_048_576].map(thousands), ["1", "490", "1,000", "10,000", "1,048,576"]);
    }
}
