//! The CCADB's own report about CA certificates ("All Certificate Information"), joined by SHA-256.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use aws_lc_rs::digest::{Context, SHA256};
use serde::Serialize;
use srvname::name::Escaped;

use crate::exit::{Failure, complain};
use crate::input::file_name::FileName;
use crate::output::wrap::shorten;

/// The column that the report is joined by.
const FINGERPRINT: &str = "SHA-256 Fingerprint";

/// The columns that are read beside it, where the report has them.
const COLUMNS: [&str; 4] = ["CA Owner", "Subordinate CA Owner", "Revocation Status", "Derived Trust Bits"];

/// What a revoked certificate has in its column, or one whose issuer's certificate is revoked.
const REVOKED: [&str; 2] = ["Revoked", "Parent Cert Revoked"];

/// The trust bit of TLS servers.
const SERVER_AUTHENTICATION: &str = "Server Authentication";

/// The most characters of a cell that are kept.
const MAX_KEPT: usize = 200;

/// The most mebibytes of a report.
const MAX_MEBIBYTES: u64 = 256;

/// What the CCADB says of a certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct CcadbRecord {
    /// The organization that root programs hold responsible.
    pub(super) owner: String,
    /// The organization that has the key, if that is another one.
    pub(super) subordinate_owner: String,
    pub(super) revocation: String,
    pub(super) trust_bits: Vec<String>,
}

impl CcadbRecord {
    pub(super) fn is_revoked(&self) -> bool {
        REVOKED.iter().any(|status| self.revocation.eq_ignore_ascii_case(status))
    }

    /// Returns whether root programs trust it for TLS servers.
    pub(super) fn is_for_servers(&self) -> bool {
        self.trust_bits.iter().any(|bit| bit.eq_ignore_ascii_case(SERVER_AUTHENTICATION))
    }
}

/// A report as it was read.
#[derive(Debug)]
pub(super) struct CcadbReport {
    pub(super) file: FileName,
    pub(super) octets: u64,
    pub(super) sha256: [u8; 32],
    /// Which columns it has, of those that are read.
    pub(super) columns: Vec<&'static str>,
    /// Rows without a fingerprint.
    pub(super) without_fingerprint: u64,
    records: HashMap<[u8; 32], CcadbRecord>,
}

impl CcadbReport {
    /// Reads a report; fails if it cannot be read, is no table, or lacks the column of the fingerprints.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let file = FileName::new(path);
        let failed = |why: &dyn std::fmt::Display| Failure::new(format_args!("{file}: {why}"));
        let opened = File::open(path).map_err(|error| failed(&error))?;
        let mut source = Digesting { file: opened, context: Context::new(&SHA256), octets: 0 };
        let mut table = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(&mut source);
        let (mut head, mut row) = (csv::ByteRecord::new(), csv::ByteRecord::new());
        table.read_byte_record(&mut head).map_err(|error| failed(&error))?;
        let place = |name: &str| head.iter().position(|cell| column_name(cell) == name.as_bytes());
        let Some(fingerprint) = place(FINGERPRINT) else {
            return Err(failed(&format_args!("no column \"{FINGERPRINT}\", by which certificates are found")));
        };
        let places = COLUMNS.map(place);
        let mut records = HashMap::new();
        let mut without_fingerprint = 0u64;
        while table.read_byte_record(&mut row).map_err(|error| failed(&error))? {
            let Some(sha256) = row.get(fingerprint).and_then(digest) else {
                without_fingerprint = without_fingerprint.saturating_add(1);
                continue;
            };
            let record = record(&row, places);
            // Of several records of a certificate the first counts that does not say that it is revoked.
            let known = records.entry(sha256).or_insert_with(|| record.clone());
            if known.is_revoked() && !record.is_revoked() {
                *known = record;
            }
        }
        drop(table);
        let found = [FINGERPRINT]
            .into_iter()
            .chain(COLUMNS.into_iter().zip(places).filter_map(|(name, place)| place.map(|_| name)));
        let report = Self {
            octets: source.octets,
            sha256: <[u8; 32]>::try_from(source.context.finish().as_ref()).unwrap_or_default(),
            columns: found.collect(),
            without_fingerprint,
            records,
            file,
        };
        report.warn();
        Ok(report)
    }

    /// Says what the report leaves open.
    fn warn(&self) {
        for (column, consequence) in [
            ("Revocation Status", "so no certificate is taken for revoked"),
            ("CA Owner", "so owners are the organizations in the subjects"),
        ] {
            if !self.columns.contains(&column) {
                complain(format_args!("{}: no column \"{column}\", {consequence}", self.file));
            }
        }
    }

    /// Returns how many certificates have a record.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Returns what it says of a certificate.
    pub(super) fn record(&self, sha256: &[u8; 32]) -> Option<&CcadbRecord> {
        self.records.get(sha256)
    }
}

/// Returns the name of a column without a byte order mark and blanks around it.
fn column_name(cell: &[u8]) -> &[u8] {
    cell.strip_prefix(b"\xef\xbb\xbf").unwrap_or(cell).trim_ascii()
}

fn record(row: &csv::ByteRecord, places: [Option<usize>; COLUMNS.len()]) -> CcadbRecord {
    let [owner, subordinate_owner, revocation, trust_bits] = places.map(|place| {
        let cell = place.and_then(|place| row.get(place)).unwrap_or_default();
        shorten(Escaped::new(String::from_utf8_lossy(cell).trim()), MAX_KEPT)
    });
    let trust_bits = trust_bits.split(';').map(str::trim).filter(|bit| !bit.is_empty()).map(str::to_owned).collect();
    CcadbRecord { owner, subordinate_owner, revocation, trust_bits }
}

/// Returns the digest in hexadecimal digits, with colons or without.
fn digest(cell: &[u8]) -> Option<[u8; 32]> {
    let mut digits =
        cell.trim_ascii().iter().filter(|octet| **octet != b':').map(|octet| char::from(*octet).to_digit(16));
    let mut sha256 = [0; 32];
    for octet in &mut sha256 {
        let (high, low) = (digits.next()??, digits.next()??);
        *octet = u8::try_from(high.saturating_mul(16).saturating_add(low)).ok()?;
    }
    digits.next().is_none().then_some(sha256)
}

/// A file that is digested while it is read.
struct Digesting {
    file: File,
    context: Context,
    octets: u64,
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.context.update(buffer.get(..read).unwrap_or_default());
        self.octets = self.octets.saturating_add(u64::try_from(read).unwrap_or(u64::MAX));
        if self.octets > MAX_MEBIBYTES.saturating_mul(1 << 20) {
            return Err(io::Error::other(format!("more than {MAX_MEBIBYTES} MiB, the most that a report may have")));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_as_people_write_them() {
        let plain = "2930BD09A07126BDC17288D4F2AD84645EC948607907A97B5ED0B0B05879EF69";
        let expected = digest(plain.as_bytes()).expect("a digest");
        assert_eq!((expected.first(), expected.last()), (Some(&0x29), Some(&0x69)));
        let colons: Vec<&str> = (0..32).filter_map(|at| plain.get(at * 2..at * 2 + 2)).collect();
        for text in [plain.to_lowercase(), format!(" {plain} "), colons.join(":")] {
            assert_eq!(digest(text.as_bytes()), Some(expected), "{text}");
        }
        for text in ["", "29", &plain[1..], &format!("{plain}0"), &plain.replace('2', "x")] {
            assert_eq!(digest(text.as_bytes()), None, "{text}");
        }
    }
}
