//! Random names and bases that meet often: few labels, every case, and some that are malformed.

use crate::encode::{Entry, element};

/// Numbers without pattern, the same for the same seed.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def1)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 20) % u64::try_from(limit).unwrap()).unwrap()
    }
}

/// Makes texts. The labels of one set come from a small stock, so that they meet.
pub struct Texts {
    numbers: Numbers,
    labels: Vec<String>,
}

impl Texts {
    pub fn new(mut numbers: Numbers) -> Self {
        let mut labels: Vec<String> = ["a", "b", "A", "aa", "a-a", "x", "com", "1", "0a"].map(String::from).into();
        labels.push("l".repeat(1 + numbers.below(63)));
        labels.push("long-label-of-some-octets".into());
        labels.push(format!("h{}", numbers.below(3)));
        let keep = 1 + numbers.below(labels.len());
        (0..keep).for_each(|index| {
            let other = numbers.below(12);
            labels.swap(index, other);
        });
        labels.truncate(keep);
        Self { numbers, labels }
    }

    pub fn numbers(&mut self) -> &mut Numbers {
        &mut self.numbers
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.numbers.below(texts.len())]
    }

    /// A domain name; rarely a malformed one, or one near the limits.
    fn domain(&mut self) -> String {
        let count = match self.numbers.below(40) {
            0 => 1 + self.numbers.below(127),
            _ => 1 + self.numbers.below(4),
        };
        let mut labels: Vec<String> = (0..count)
            .map(|_| {
                let index = self.numbers.below(self.labels.len());
                self.labels[index].clone()
            })
            .collect();
        if self.numbers.below(10) > 0 {
            labels.push(self.pick(&["com", "a", "Com"]).into());
        }
        let mut text = labels.join(".");
        if self.numbers.below(60) == 0 {
            let odd = self.pick(&["_", "*", "..", "-", "é", " ", "."]);
            let at = self.numbers.below(text.len() + 1);
            text.insert_str(at, odd);
        }
        if self.numbers.below(4) == 0 {
            text = text.to_ascii_uppercase();
        }
        text
    }

    pub fn dns_base(&mut self) -> String {
        match self.numbers.below(60) {
            0 => String::new(),
            1..=12 => format!(".{}", self.domain()),
            _ => self.domain(),
        }
    }

    pub fn dns_name(&mut self) -> String {
        match self.numbers.below(30) {
            0..=5 => format!("*.{}", self.domain()),
            _ => self.domain(),
        }
    }

    fn service(&mut self) -> &'static str {
        let rare = self.numbers.below(40) == 0;
        if rare {
            self.pick(&["", "-", "1", "a--b", "a_b", "*"])
        } else {
            self.pick(&["s", "S", "t", "xmpp-client", "XMPP-Client", "imap4"])
        }
    }

    pub fn srv_base(&mut self) -> String {
        match self.numbers.below(20) {
            0 => format!("_{}", self.service()),
            1..=8 => format!("_{}.{}", self.service(), self.domain()),
            _ => self.domain(),
        }
    }

    pub fn srv_name(&mut self) -> String {
        format!("_{}.{}", self.service(), self.dns_name())
    }

    fn local(&mut self) -> &'static str {
        let rare = self.numbers.below(40) == 0;
        if rare {
            self.pick(&["", "\"q", "\"q\"q", "a..b"])
        } else {
            self.pick(&[
                "root",
                "Root",
                "any.body",
                "x",
                "\"root\"",
                "\"r\\oot\"",
                "\"any\\.body\"",
                "\"an@other body\"",
                "\"an\\@other body\"",
            ])
        }
    }

    pub fn email_base(&mut self) -> String {
        match self.numbers.below(40) {
            0 => String::new(),
            1..=12 => format!(".{}", self.domain()),
            13..=26 => format!("{}@{}", self.local(), self.domain()),
            _ => self.domain(),
        }
    }

    pub fn mailbox(&mut self) -> String {
        let rare = self.numbers.below(40) == 0;
        let host = if rare { "[192.0.2.1]".to_owned() } else { self.domain() };
        format!("{}@{host}", self.local())
    }

    pub fn uri_base(&mut self) -> String {
        match self.numbers.below(40) {
            0 => String::new(),
            1..=16 => format!(".{}", self.domain()),
            _ => self.domain(),
        }
    }

    pub fn uri(&mut self) -> String {
        match self.numbers.below(40) {
            0 => "urn:x:y".into(),
            1 => "https://192.0.2.1/".into(),
            2 => "https://intranet/".into(),
            _ => format!("https://{}{}/path", self.pick(&["", "user@"]), self.domain()),
        }
    }

    /// Addresses out of a small stock, so that ranges hold them.
    pub fn ip(&mut self) -> Vec<u8> {
        let lengths: &[usize] = if self.numbers.below(20) == 0 { &[5] } else { &[4, 4, 16] };
        let length = lengths[self.numbers.below(lengths.len())];
        let mut octets = vec![0; length];
        octets[0] = [10, 10, 192][self.numbers.below(3)];
        octets[1] = [0, 1][self.numbers.below(2)];
        octets[length - 1] = u8::try_from(self.numbers.below(4)).unwrap();
        octets
    }

    pub fn ip_base(&mut self) -> Vec<u8> {
        let address = self.ip();
        if address.len() == 5 {
            return address;
        }
        let prefix = match self.numbers.below(6) {
            0 => 0,
            1 => 8 * address.len(),
            _ => 6 + self.numbers.below(8 * address.len() - 6),
        };
        let mut mask = vec![0u8; address.len()];
        (0..prefix).for_each(|bit| mask[bit / 8] |= 0x80 >> (bit % 8));
        if self.numbers.below(60) == 0 {
            mask[0] ^= 0x10;
        }
        [address, mask].concat()
    }

    /// Content of a Name of few attributes, in several string types and cases.
    pub fn rdns(&mut self) -> Vec<u8> {
        let count = match self.numbers.below(30) {
            0 => 0,
            1 => 70,
            _ => 1 + self.numbers.below(4),
        };
        (0..count).flat_map(|_| self.rdn()).collect()
    }

    fn rdn(&mut self) -> Vec<u8> {
        let attributes: Vec<u8> = (0..1 + self.numbers.below(5) / 4)
            .flat_map(|_| {
                let kind = [0x06, 0x03, 0x55, 0x04, [3u8, 10][self.numbers.below(2)]];
                let value = self.directory_value();
                element(0x30, &[kind.as_slice(), &value].concat())
            })
            .collect();
        element(0x31, &attributes)
    }

    /// A value in a string type: often one of few texts, in some spelling, and rarely one that is not text.
    fn directory_value(&mut self) -> Vec<u8> {
        let spelled = ["ａ", "a\u{ad}", "\u{200b}A", "b\u{a0}c", "\u{7}b", "\u{3000}b"];
        let latin: [&[u8]; 3] = [b"a", b" A ", b"B C"];
        match self.numbers.below(16) {
            0 => element(0x0c, [b"a\xff".as_slice(), "\u{fffd}".as_bytes(), b"\xed\xa0\x80"][self.numbers.below(3)]),
            1 => element([0x13, 0x19, 0x1b][self.numbers.below(3)], b"a\xe9"),
            2 => element(0x1e, [b"\0a".as_slice(), b"\0B\0 \0C", b"\0"][self.numbers.below(3)]),
            3 => element(0x1c, [b"\0\0\0a".as_slice(), b"\0\0\0b"][self.numbers.below(2)]),
            4 => element(0x04, b"a"),
            5 | 6 => element(0x0c, self.pick(&spelled).as_bytes()),
            7 | 8 => {
                element([0x12, 0x14, 0x15, 0x16, 0x19, 0x1a, 0x1b][self.numbers.below(7)], latin[self.numbers.below(3)])
            }
            _ => {
                let text = self.pick(&["a", "A", " a", "b  c", "B C", "b"]);
                element([0x0c, 0x13][self.numbers.below(2)], text.as_bytes())
            }
        }
    }

    /// A name or a base of any form, those that are not understood included.
    pub fn any(&mut self, base: bool) -> Entry {
        match self.numbers.below(40) {
            0..=9 if base => Entry::new(0x82, self.dns_base().as_bytes()),
            0..=9 => Entry::new(0x82, self.dns_name().as_bytes()),
            10..=17 if base => Entry::srv(&self.srv_base()),
            10..=17 => Entry::srv(&self.srv_name()),
            18..=21 if base => Entry::new(0x81, self.email_base().as_bytes()),
            18..=21 => Entry::new(0x81, self.mailbox().as_bytes()),
            22..=25 if base => Entry::new(0x86, self.uri_base().as_bytes()),
            22..=25 => Entry::new(0x86, self.uri().as_bytes()),
            26..=28 if base => Entry::new(0x87, &self.ip_base()),
            26..=28 => Entry::new(0x87, &self.ip()),
            29..=32 => Entry::directory(&self.rdns()),
            33 => Entry::smtp_utf8(&self.mailbox()),
            34 => Entry::other_name([1, 2, 7][self.numbers.below(3)], 0x0c, b"x.com"),
            35 => Entry::new(0x88, &[0x2a, 0x03]),
            36 => Entry::new(0xa3, &[]),
            37 => Entry::new([0x89, 0xaa, 0x41][self.numbers.below(3)], &[]),
            38 if base => Entry::new(0x82, self.dns_base().as_bytes()).with_minimum(),
            38 => Entry::new(0xa5, &[]),
            _ => Entry::srv(&self.srv_name()),
        }
    }
}
