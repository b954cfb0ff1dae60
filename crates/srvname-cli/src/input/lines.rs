//! The lines of a text, and the rows of a CSV file, counted as its octets come.

/// What a PEM block begins with, and no cell of a CSV file's first line does.
const DASHES: &[u8] = b"-----";

/// Counts lines, and rows: those of a CSV file, where a cell in quotation marks may have several lines, and lines
/// elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    ended: u64,
    rows_ended: u64,
    quoted: bool,
    first_line: Vec<u8>,
    csv: Option<bool>,
}

impl Lines {
    /// The most that is looked at of the first line.
    const MAX_FIRST_LINE: usize = 4096;

    /// Returns the line of the next octet, from 1.
    pub(crate) const fn line(&self) -> u64 {
        self.ended.saturating_add(1)
    }

    /// Returns the row of the next octet, from 1.
    pub(crate) const fn row(&self) -> u64 {
        self.rows_ended.saturating_add(1)
    }

    /// Goes on after these octets.
    pub(crate) fn pass(&mut self, octets: &[u8]) {
        if self.csv.is_none() {
            let end = memchr::memchr(b'\n', octets).unwrap_or(octets.len());
            let missing = Self::MAX_FIRST_LINE.saturating_sub(self.first_line.len());
            self.first_line.extend(octets.iter().take(end.min(missing)));
        }
        for at in memchr::memchr2_iter(b'\n', b'"', octets) {
            match octets.get(at) {
                Some(b'\n') => self.end_line(),
                _ if self.csv != Some(false) => self.quoted = !self.quoted,
                _ => {}
            }
        }
    }

    /// A file is CSV when its first line has a comma and no mark of PEM; the CCADB reports have no ending in their names.
    fn end_line(&mut self) {
        self.ended = self.ended.saturating_add(1);
        let csv =
            *self.csv.get_or_insert_with(|| self.first_line.contains(&b',') && !self.first_line.starts_with(DASHES));
        if !csv || !self.quoted {
            self.rows_ended = self.rows_ended.saturating_add(1);
        }
        if !csv {
            self.quoted = false;
        }
    }
}
