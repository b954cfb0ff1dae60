//! A policy, as a file (RFC 8461 §3.2).

use core::fmt;

use crate::delegation::mta_sts::policy::StsPolicy;

impl fmt::Display for StsPolicy {
    /// Writes the body of the policy file: fields in the order of RFC 8461, lines that end with CRLF, hosts in lower case.
    /// What is written reads back equal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "version: STSv1\r\nmode: {}\r\n", self.mode())?;
        self.mx().iter().try_for_each(|pattern| write!(f, "mx: {pattern}\r\n"))?;
        write!(f, "max_age: {}\r\n", self.max_age())
    }
}

#[cfg(test)]
mod tests {
    use crate::delegation::mta_sts::reader::{ReadPolicy, ReadingRules};
    use alloc::string::ToString;

    /// RFC 8461 §3.2.
    #[test]
    fn the_policy_of_the_rfc_is_written_as_it_is_there() {
        let body = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\n\
                    mx: backupmx.example.com\r\nmax_age: 604800\r\n";
        let read = ReadPolicy::from_body(body.as_bytes(), ReadingRules::GRAMMAR).unwrap();
        assert_eq!(read.policy().to_string(), body);
    }

    #[test]
    fn letters_become_small_and_lines_end_with_crlf() {
        let body = "max_age: 0007\nmx: MX.Example\nmode: testing\nversion: STSv1\nowner: x";
        let read = ReadPolicy::from_body(body.as_bytes(), ReadingRules::GRAMMAR).unwrap();
        let written = "version: STSv1\r\nmode: testing\r\nmx: mx.example\r\nmax_age: 7\r\n";
        assert_eq!(read.policy().to_string(), written);
    }
}
