//! The grammars of RFC 8461 a second time, rule by rule as they are written there: each returns every place at which it can
//! end. Slow, and sharing nothing with the library.

use std::collections::BTreeSet;

/// Octets of a text up to which it is read this way: time grows faster than the text.
pub const LONGEST: usize = 300;

/// Places in a text.
type Places = BTreeSet<usize>;

/// A text, and the rules of the grammars as methods from a place to places.
struct Text<'t>(&'t [u8]);

/// Every place that `rule` reaches from any of these.
fn then(from: &Places, rule: impl Fn(usize) -> Places) -> Places {
    from.iter().flat_map(|at| rule(*at)).collect()
}

/// From `at`, between `least` and `most` times `rule`.
fn times(least: usize, most: usize, at: usize, rule: impl Fn(usize) -> Places) -> Places {
    let (mut now, mut all) = (Places::from([at]), Places::new());
    for count in 0..=most {
        if count >= least {
            all.extend(&now);
        }
        let next = then(&now, &rule);
        if next.is_empty() || (count >= least && next.is_subset(&all)) {
            break;
        }
        now = next;
    }
    all
}

const MANY: usize = usize::MAX;

impl Text<'_> {
    fn octet(&self, at: usize, is_one: impl Fn(u8) -> bool) -> Places {
        self.0.get(at).filter(|octet| is_one(**octet)).map(|_| at + 1).into_iter().collect()
    }

    fn word(&self, at: usize, word: &str) -> Places {
        self.0[at..].starts_with(word.as_bytes()).then_some(at + word.len()).into_iter().collect()
    }

    fn white_space(&self, at: usize) -> Places {
        times(0, MANY, at, |at| self.octet(at, |octet| octet == b' ' || octet == b'\t'))
    }

    fn is_all(&self, rule: impl Fn(usize) -> Places) -> bool {
        rule(0).contains(&self.0.len())
    }

    /// The names of extensions, which record and policy share.
    fn extension_name(&self, at: usize) -> Places {
        let first = self.octet(at, |octet| octet.is_ascii_alphanumeric());
        then(&first, |at| {
            times(0, 31, at, |at| self.octet(at, |octet| octet.is_ascii_alphanumeric() || b"_-.".contains(&octet)))
        })
    }

    fn record(&self, at: usize) -> Places {
        let version = self.word(at, "v=STSv1");
        let fields =
            then(&version, |at| times(1, MANY, at, |at| then(&self.record_delimiter(at), |at| self.record_field(at))));
        then(&fields, |at| times(0, 1, at, |at| self.record_delimiter(at)))
    }

    fn record_delimiter(&self, at: usize) -> Places {
        let semicolon = then(&self.white_space(at), |at| self.word(at, ";"));
        then(&semicolon, |at| self.white_space(at))
    }

    fn record_field(&self, at: usize) -> Places {
        let id = then(&self.word(at, "id="), |at| {
            times(1, 32, at, |at| self.octet(at, |octet| octet.is_ascii_alphanumeric()))
        });
        let equals = then(&self.extension_name(at), |at| self.word(at, "="));
        let is_value = |octet| matches!(octet, 0x21..=0x3a | 0x3c | 0x3e..=0x7e);
        let extension = then(&equals, |at| times(1, MANY, at, |at| self.octet(at, is_value)));
        id.union(&extension).copied().collect()
    }

    fn policy(&self, at: usize) -> Places {
        let field = |at| then(&self.policy_field(at), |at| self.white_space(at));
        let more = then(&field(at), |at| times(0, MANY, at, |at| then(&self.line_end(at), field)));
        then(&more, |at| times(0, 1, at, |at| self.line_end(at)))
    }

    fn line_end(&self, at: usize) -> Places {
        self.word(at, "\n").union(&self.word(at, "\r\n")).copied().collect()
    }

    /// A field. Version, mode, max_age and mx as they should be are extensions as well; an mx as it should not be is none
    /// always, and it depends on the mode what that means.
    fn policy_field(&self, at: usize) -> Places {
        let colon = |from: &Places| then(&then(from, |at| self.word(at, ":")), |at| self.white_space(at));
        let extension = then(&colon(&self.extension_name(at)), |at| self.extension_value(at));
        let any_mx = then(&colon(&self.word(at, "mx")), |at| {
            times(0, MANY, at, |at| self.octet(at, |octet| octet != b'\r' && octet != b'\n'))
        });
        extension.union(&any_mx).copied().collect()
    }

    fn extension_value(&self, at: usize) -> Places {
        let one = self.visible(at);
        let inner = |at| self.visible(at).union(&self.word(at, " ")).copied().collect();
        let more = then(&one, |at| then(&times(0, MANY, at, inner), |at| self.visible(at)));
        one.union(&more).copied().collect()
    }

    /// A visible character, with the tables of RFC 3629 §4.
    fn visible(&self, at: usize) -> Places {
        let row = |octets: &[(u8, u8)]| -> Places {
            let fits = |(index, (low, high)): (usize, &(u8, u8))| {
                self.0.get(at + index).is_some_and(|octet| (low..=high).contains(&octet))
            };
            octets.iter().enumerate().all(fits).then_some(at + octets.len()).into_iter().collect()
        };
        const TAIL: (u8, u8) = (0x80, 0xbf);
        let rows: [&[(u8, u8)]; 9] = [
            &[(0x21, 0x7e)],
            &[(0xc2, 0xdf), TAIL],
            &[(0xe0, 0xe0), (0xa0, 0xbf), TAIL],
            &[(0xe1, 0xec), TAIL, TAIL],
            &[(0xed, 0xed), (0x80, 0x9f), TAIL],
            &[(0xee, 0xef), TAIL, TAIL],
            &[(0xf0, 0xf0), (0x90, 0xbf), TAIL, TAIL],
            &[(0xf1, 0xf3), TAIL, TAIL, TAIL],
            &[(0xf4, 0xf4), (0x80, 0x8f), TAIL, TAIL],
        ];
        rows.into_iter().flat_map(row).collect()
    }

    fn pattern(&self, at: usize) -> Places {
        let start: Places = times(0, 1, at, |at| self.word(at, "*."));
        let first = then(&start, |at| self.sub_domain(at));
        then(&first, |at| times(0, MANY, at, |at| then(&self.word(at, "."), |at| self.sub_domain(at))))
    }

    fn sub_domain(&self, at: usize) -> Places {
        let letter_or_digit = |at| self.octet(at, |octet| octet.is_ascii_alphanumeric());
        let one = letter_or_digit(at);
        let inner = |at| self.octet(at, |octet| octet.is_ascii_alphanumeric() || octet == b'-');
        let more = then(&one, |at| then(&times(0, MANY, at, inner), letter_or_digit));
        one.union(&more).copied().collect()
    }
}

fn text(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

/// The text without white space at its ends.
fn trimmed(octets: &[u8]) -> &[u8] {
    let mut rest = octets;
    while let [b' ' | b'\t', inner @ ..] | [inner @ .., b' ' | b'\t'] = rest {
        rest = inner;
    }
    rest
}

/// A field, at its separator.
fn pair(field: &[u8], separator: u8) -> (String, &[u8]) {
    let at = field.iter().position(|octet| *octet == separator).expect("the grammar has a separator");
    (text(&field[..at]), trimmed(&field[at + 1..]))
}

/// The id of a record; `None` if it is none.
pub fn record(octets: &[u8]) -> Option<String> {
    if !Text(octets).is_all(|at| Text(octets).record(at)) {
        return None;
    }
    let fields = octets.split(|octet| *octet == b';').map(trimmed).filter(|field| !field.is_empty()).skip(1);
    let first = fields.map(|field| pair(field, b'=')).find(|(name, _)| name == "id")?;
    let is_id = (1..=32).contains(&first.1.len()) && first.1.iter().all(u8::is_ascii_alphanumeric);
    is_id.then(|| text(first.1))
}

/// The id among several records, by the rule for several.
pub fn records(all: &[&[u8]]) -> Option<String> {
    let kept: Vec<_> = match all {
        [one] => vec![*one],
        many => many.iter().copied().filter(|octets| octets.starts_with(b"v=STSv1;")).collect(),
    };
    let [one] = kept.as_slice() else { return None };
    record(one)
}

/// Whether a text is a pattern, in lower case; its labels and itself no longer than those of a host.
pub fn pattern(octets: &[u8]) -> Option<String> {
    let fits = octets.len() <= 253 && octets.split(|octet| *octet == b'.').all(|label| label.len() <= 63);
    let is_pattern = fits && Text(octets).is_all(|at| Text(octets).pattern(at));
    is_pattern.then(|| text(octets).to_ascii_lowercase())
}

/// Mode, lifetime and patterns of a policy; `None` if it is none. Where not `strict`, blank lines are left out and a lifetime
/// above the maximum is the maximum.
pub fn policy(octets: &[u8], strict: bool) -> Option<(String, u64, Vec<String>)> {
    let lines = octets.split_inclusive(|octet| *octet == b'\n');
    let content = |line: &[u8]| match line {
        [text @ .., b'\r', b'\n'] | [text @ .., b'\n'] => trimmed(text).len(),
        text => trimmed(text).len(),
    };
    let octets = lines.filter(|line| strict || content(line) > 0).collect::<Vec<_>>().concat();
    if !Text(&octets).is_all(|at| Text(&octets).policy(at)) {
        return None;
    }
    let lines = octets.split(|octet| *octet == b'\n').map(|line| trimmed(line.strip_suffix(b"\r").unwrap_or(line)));
    let fields: Vec<_> = lines.filter(|line| !line.is_empty()).map(|line| pair(line, b':')).collect();
    let first = |wanted: &str| fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| text(value));
    let (version, mode, max_age) = (first("version")?, first("mode")?, first("max_age")?);
    let is_number = (1..=10).contains(&max_age.len()) && max_age.bytes().all(|octet| octet.is_ascii_digit());
    if version != "STSv1" || !["enforce", "testing", "none"].contains(&&*mode) || !is_number {
        return None;
    }
    let seconds: u64 = max_age.parse().expect("digits");
    if strict && seconds > 31_557_600 {
        return None;
    }
    let written: Vec<_> = fields.iter().filter(|(name, _)| name == "mx").map(|(_, value)| pattern(value)).collect();
    let count = written.len();
    let mx: Vec<_> = written.into_iter().flatten().collect();
    if mode != "none" && (mx.len() < count || mx.is_empty()) {
        return None;
    }
    Some((mode, seconds.min(31_557_600), mx))
}
