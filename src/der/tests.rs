//! The reader of DER, compared with the `der` crate where both must agree, and tested by itself where they differ; and
//! the times of RFC 5280 §4.1.2.5.

extern crate std;

use std::prelude::rust_2024::*;
use std::{format, vec};

use der::asn1::{AnyRef, BitStringRef, IntRef, ObjectIdentifier};
use der::{Decode, Reader as _, SliceReader, Tagged};
use proptest::prelude::*;

use crate::der::oid::Oid;
use crate::der::time::read_time;
use crate::der::{DerError, DerErrorKind, Identifier, Reader, Tag};

/// One element: identifier octet, length in its shortest form, content of less than 65,536 octets.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    let header: &[u8] = match (high, low) {
        (0, 0..=0x7f) => &[tag, low],
        (0, _) => &[tag, 0x81, low],
        _ => &[tag, 0x82, high, low],
    };
    [header, content].concat()
}

/// The facts of an element: its identifier octet, its content, and its number of octets.
type Read<'a> = Option<(u8, &'a [u8], usize)>;

fn ours(octets: &[u8]) -> Read<'_> {
    let mut reader = Reader::new(octets);
    let element = reader.element().ok()?;
    assert_eq!(element.der().len(), reader.offset());
    assert_eq!(element.value_offset() + element.value().len(), reader.offset());
    Some((element.tag().0, element.value(), reader.offset()))
}

fn theirs(octets: &[u8]) -> Read<'_> {
    let mut reader = SliceReader::new(octets).ok()?;
    let any = AnyRef::decode(&mut reader).ok()?;
    let length = usize::try_from(u32::from(reader.position())).ok()?;
    Some((octets[0], any.value(), length))
}

/// Where the two differ on purpose: the `der` crate reads the universal tags that it has a type for, and tag numbers of
/// 32 bits; this reader reads any tag, because a name of an unknown form must not make a certificate unreadable.
fn differs_on_purpose(octets: &[u8]) -> bool {
    const KNOWN: [u8; 22] = [
        0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x09, 0x0a, 0x0c, 0x0d, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x1a,
        0x1b, 0x1e, 0x30, 0x31,
    ];
    match octets {
        [tag, ..] if tag & 0xc0 == 0 => !KNOWN.contains(tag),
        [tag, first, rest @ ..] if tag & 0x1f == 0x1f && first & 0x80 != 0 => {
            let more = rest.iter().take_while(|septet| **septet & 0x80 != 0).count();
            more > 3 || (more == 3 && first & 0x7f > 0x0f)
        }
        _ => false,
    }
}

/// Octets that look like elements: tags that matter, lengths that are right, nearly right, and wrong.
fn element_like() -> impl Strategy<Value = Vec<u8>> {
    let tag = prop_oneof![
        6 => any::<u8>().prop_map(|tag| vec![tag]),
        4 => prop::sample::select(vec![0x01_u8, 0x02, 0x03, 0x06, 0x16, 0x30, 0x80, 0x82, 0xa0, 0xa3]).prop_map(|tag| vec![tag]),
        2 => (any::<u8>(), prop::collection::vec(any::<u8>(), 0..6)).prop_map(|(tag, mut septets)| {
            septets.insert(0, tag | 0x1f);
            septets
        }),
    ];
    let content = prop::collection::vec(any::<u8>(), 0..300);
    (tag, content, 0..12_u8, any::<u8>()).prop_map(|(tag, content, how, odd)| {
        let length = content.len();
        let big_endian = u32::try_from(length).unwrap().to_be_bytes();
        let length: Vec<u8> = match how {
            0 => vec![0x80],
            1 => vec![0x81, odd],
            2 => [&[0x84], &big_endian[..]].concat(),
            3 => [&[0x83], &big_endian[1..]].concat(),
            4 => vec![odd],
            5 => vec![0x85, 0, 0, 0, 0, odd],
            6 => vec![0x82, odd],
            _ => {
                let whole = tlv(0, &content);
                whole[1..whole.len() - length].to_vec()
            }
        };
        [tag, length, content].concat()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    /// Both readers return the same elements with the same content, or neither returns one.
    #[test]
    fn elements_are_those_of_the_der_crate(octets in prop_oneof![element_like(), prop::collection::vec(any::<u8>(), 0..12)]) {
        if differs_on_purpose(&octets) {
            prop_assert_eq!(theirs(&octets), None);
        } else {
            prop_assert_eq!(ours(&octets), theirs(&octets));
        }
    }

    /// An error is about an octet of the input, or about its end.
    #[test]
    fn errors_point_into_the_input(octets in element_like(), at in 0..1_000_usize) {
        let mut reader = Reader::at(&octets, at);
        if let Err(error) = reader.element() {
            prop_assert!((at..=at + octets.len()).contains(&error.offset()), "{}", error);
            prop_assert_eq!(reader.offset(), at, "a failed read moves nothing");
        }
    }

    #[test]
    fn booleans_are_those_of_the_der_crate(content in prop::collection::vec(prop_oneof![Just(0_u8), Just(0xff), any::<u8>()], 0..3)) {
        let octets = tlv(Tag::BOOLEAN.0, &content);
        prop_assert_eq!(Reader::new(&octets).boolean().ok(), bool::from_der(&octets).ok());
    }

    #[test]
    fn integers_are_those_of_the_der_crate(content in prop::collection::vec(prop_oneof![Just(0_u8), Just(0xff), Just(0x80), any::<u8>()], 0..4)) {
        let octets = tlv(Tag::INTEGER.0, &content);
        let read = Reader::new(&octets).integer().map(|element| element.value()).ok();
        prop_assert_eq!(read, IntRef::from_der(&octets).ok().map(|_| content.as_slice()));
    }

    /// On purpose: unused bits that are not zero are not DER (X.690 §11.2.1), and the `der` crate does not check them.
    #[test]
    fn bit_strings_are_those_of_the_der_crate(unused in 0..10_u8, content in prop::collection::vec(any::<u8>(), 0..4)) {
        let octets = tlv(Tag::BIT_STRING.0, &[&[unused], content.as_slice()].concat());
        let stray = content.last().is_some_and(|last| unused < 8 && last & (((1_u16 << unused) - 1) as u8) != 0);
        let read = Reader::new(&octets).bit_string().ok();
        let expected = BitStringRef::from_der(&octets).ok().map(|bits| (bits.raw_bytes().to_vec(), bits.unused_bits()));
        if stray {
            prop_assert_eq!(read, None);
        } else {
            prop_assert_eq!(read.map(|(bits, unused)| (bits.to_vec(), unused)), expected);
        }
    }

    /// On purpose: identifiers of any length and with arcs of any size, and none with a superfluous octet, which would be
    /// another spelling of the same type-id.
    #[test]
    fn object_identifiers_are_those_of_the_der_crate(content in prop::collection::vec(prop_oneof![Just(0x80_u8), 0..0x80_u8, any::<u8>()], 0..8)) {
        let read = Oid::from_content(&content);
        // X.690 §8.19.2: whole arcs, none with a leading zero septet.
        let mut arcs = content.split_inclusive(|octet| octet & 0x80 == 0);
        let whole = !content.is_empty() && arcs.all(|arc| arc[0] != 0x80 && arc[arc.len() - 1] & 0x80 == 0);
        prop_assert_eq!(read.is_some(), whole);
        if let (true, Ok(expected)) = (whole, ObjectIdentifier::from_bytes(&content)) {
            prop_assert_eq!(read.map(|oid| oid.to_string()), Some(expected.to_string()));
            prop_assert!(read.is_some_and(|oid| oid == expected));
        }
    }
}

/// Each difference once, so that a change on either side is noticed.
#[test]
fn what_the_der_crate_reads_otherwise() {
    for (octets, what) in [
        (&[0x1c, 0x00][..], "UniversalString"),
        (&[0x07, 0x00], "ObjectDescriptor"),
        (&[0x24, 0x00], "constructed OCTET STRING: no structure here asks for one"),
        (&[0x10, 0x00], "primitive SEQUENCE: likewise"),
        (&[0x1f, 0x1f, 0x00], "a universal tag in the long form"),
        (&[0xbf, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00, 0x00], "a tag number of 36 bits"),
    ] {
        assert!(ours(octets).is_some() && theirs(octets).is_none(), "{what}");
    }
    assert!(Reader::new(&[0x03, 0x02, 0x01, 0x01]).bit_string().is_err());
    assert!(BitStringRef::from_der(&[0x03, 0x02, 0x01, 0x01]).is_ok());
    assert!(
        Oid::from_content(&[0x2a, 0x80, 0x03]).is_none() && ObjectIdentifier::from_bytes(&[0x2a, 0x80, 0x03]).is_ok()
    );
    let long = [[0x2a].as_slice(), &[0x01; 60]].concat();
    assert!(Oid::from_content(&long).is_some() && ObjectIdentifier::from_bytes(&long).is_err());
    assert_eq!(AnyRef::from_der(&[0x05, 0x00]).unwrap().tag(), der::Tag::Null);
}

/// Every kind of error, with its offset.
#[test]
fn each_error_has_its_place() {
    use DerErrorKind::{IndefiniteLength, LengthTooLarge, NonMinimalLength, NonMinimalTag, Truncated};
    for (octets, kind, offset) in [
        (&[][..], Truncated, 0),
        (&[0x30], Truncated, 0),
        (&[0x30, 0x01], Truncated, 0),
        (&[0x30, 0x82, 0x01], Truncated, 0),
        (&[0x30, 0x81, 0x80], Truncated, 0),
        (&[0x30, 0x80, 0x00, 0x00], IndefiniteLength, 1),
        (&[0x30, 0x81, 0x7f], NonMinimalLength, 1),
        (&[0x30, 0x82, 0x00, 0x80], NonMinimalLength, 1),
        (&[0x30, 0x83, 0x00, 0x01, 0x00], NonMinimalLength, 1),
        (&[0x30, 0x85, 0x01, 0x00, 0x00, 0x00, 0x00], LengthTooLarge, 1),
        (&[0x30, 0xff], LengthTooLarge, 1),
        (&[0xbf], Truncated, 0),
        (&[0xbf, 0xff], Truncated, 0),
        (&[0xbf, 0x1e, 0x00], NonMinimalTag, 0),
        (&[0xbf, 0x80, 0x1f, 0x00], NonMinimalTag, 0),
        (&[0xbf, 0x1f, 0x80], IndefiniteLength, 2),
    ] {
        let error = Reader::at(octets, 100).element().unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, 100 + offset), "{octets:02x?}");
    }
    assert!(Reader::new(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff]).element().is_err());
    // An indefinite length is not a length of 128, even if that many octets follow.
    let mut long = vec![0x30, 0x80];
    long.extend([0; 200]);
    assert_eq!(Reader::new(&long).element().unwrap_err().kind(), IndefiniteLength);
}

/// X.690 §8.3.2: the first nine bits of an INTEGER are not all alike.
#[test]
fn an_integer_has_no_octet_too_many() {
    for (content, minimal) in [
        (&[][..], false),
        (&[0x00], true),
        (&[0xff], true),
        (&[0x00, 0x7f], false),
        (&[0x00, 0x80], true),
        (&[0xff, 0x7f], true),
        (&[0xff, 0x80], false),
        (&[0x01, 0x00], true),
    ] {
        let octets = tlv(Tag::INTEGER.0, content);
        assert_eq!(Reader::new(&octets).integer().map(|read| read.value()).ok(), minimal.then_some(content));
    }
}

/// A tag is its class, its form and its number, and an error shows those that were found and expected.
#[test]
fn tags_are_told_apart_and_shown() {
    assert_eq!((Tag::context(6), Tag::context_constructed(0)), (Tag(0x86), Tag(0xa0)));
    for (tag, is_context) in
        [(Tag(0x80), true), (Tag(0xbf), true), (Tag(0x7f), false), (Tag(0xc0), false), (Tag::SEQUENCE, false)]
    {
        assert_eq!(tag.is_context(), is_context, "{tag}");
    }
    let error = Reader::new(&[0x02, 0x01, 0x05]).boolean().unwrap_err();
    assert_eq!(error.to_string(), "tag 0x02 where 0x01 is expected at octet 0");
    assert_eq!(format!("{:?}", Tag::SEQUENCE), "Tag(0x30)");
}

#[test]
fn typed_reads_say_what_they_expected() {
    let octets = [0x02, 0x01, 0x05, 0x05, 0x00];
    let mut reader = Reader::new(&octets);
    let error = reader.boolean().unwrap_err();
    assert_eq!(error.kind(), DerErrorKind::UnexpectedTag { expected: Tag::BOOLEAN, found: Tag::INTEGER });
    assert_eq!(error.offset(), 0);
    // A read that failed can be followed by the right one.
    assert_eq!(reader.integer().unwrap().value(), [5]);
    assert_eq!(reader.optional(Tag::BOOLEAN), Ok(None));
    let error = reader.finish().unwrap_err();
    assert_eq!((error.kind(), error.offset()), (DerErrorKind::TrailingOctets, 3));
    assert!(reader.optional(Tag(0x05)).unwrap().is_some());
    assert_eq!(reader.finish(), Ok(()));
    for (octets, kind, offset) in [
        (&[0x01, 0x01, 0x01][..], DerErrorKind::InvalidBoolean, 2),
        (&[0x01, 0x00], DerErrorKind::InvalidBoolean, 2),
        (&[0x01, 0x02, 0xff, 0xff], DerErrorKind::InvalidBoolean, 2),
    ] {
        let error = Reader::new(octets).boolean().unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{octets:02x?}");
    }
    for octets in [&[0x03, 0x00][..], &[0x03, 0x01, 0x01], &[0x03, 0x02, 0x08, 0x00], &[0x03, 0x02, 0x01, 0x01]] {
        let error = Reader::new(octets).bit_string().unwrap_err();
        assert_eq!((error.kind(), error.offset()), (DerErrorKind::InvalidBitString, 2), "{octets:02x?}");
    }
    assert_eq!(Reader::new(&[0x03, 0x01, 0x00]).bit_string(), Ok((&[][..], 0)));
    assert_eq!(Reader::new(&[0x03, 0x02, 0x07, 0x80]).bit_string(), Ok((&[0x80][..], 7)));
}

/// Every error has a message and a citation.
#[test]
fn every_error_has_words_and_a_citation() {
    let errors: Vec<DerError> = [&[][..], &[0x30, 0x80], &[0x30, 0x81, 0x00], &[0x30, 0x85], &[0xbf, 0x01]]
        .iter()
        .map(|octets| Reader::new(octets).element().unwrap_err())
        .collect();
    for error in errors {
        assert!(error.to_string().ends_with(&format!("at octet {}", error.offset())), "{error}");
        assert!(error.citation().to_string().starts_with("X.690 §"), "{error}");
    }
}

/// Arcs too large for a machine word are shown, and the first two arcs are separated as X.690 §8.19.4 requires.
#[test]
fn object_identifiers_are_shown() {
    let uuid = [
        0x69, 0x83, 0xf0, 0x9d, 0xa7, 0xeb, 0xcf, 0xde, 0xe0, 0xc7, 0xa1, 0xa7, 0xb2, 0xc0, 0x94, 0x8c, 0xc8, 0xf9,
        0xd7, 0x76,
    ];
    let too_large = [&[0x69][..], &[0xff; 20], &[0x7f]].concat();
    for (content, shown) in [
        (&[0x2a, 0x03][..], "1.2.3"),
        (&[0x00], "0.0"),
        (&[0x27], "0.39"),
        (&[0x28], "1.0"),
        (&[0x4f], "1.39"),
        (&[0x50], "2.0"),
        (&[0x88, 0x37], "2.999"),
        (&uuid, "2.25.329800735698586629295641978511506172918"),
        (&too_large, "2.25.0xffffffffffffffffffffffffffffffffffffffff7f"),
    ] {
        assert_eq!(Oid::from_content(content).unwrap().to_string(), shown);
    }
    assert_eq!(
        Oid::from_content(&too_large[1..]).unwrap().to_string(),
        "2.0xffffffffffffffffffffffffffffffffffffffff7f"
    );
}

// Times.

fn time(tag: Tag, text: &[u8]) -> Result<i64, DerErrorKind> {
    read_time(&mut Reader::new(&tlv(tag.0, text))).map_err(|error| error.kind())
}

#[test]
fn times_of_the_profile() {
    for (text, seconds) in [
        // Two digits: 50 is 1950, 49 is 2049.
        ("500101000000Z", -631_152_000),
        ("691231235959Z", -1),
        ("700101000000Z", 0),
        ("991231235959Z", 946_684_799),
        ("000101000000Z", 946_684_800),
        ("000229120000Z", 951_825_600),
        ("240229000000Z", 1_709_164_800),
        ("261124000000Z", 1_795_478_400),
        ("491231235959Z", 2_524_607_999),
        // Four digits, also where two would do: RFC 5280 tells CAs which to write, and nothing is gained by refusing.
        ("20500101000000Z", 2_524_608_000),
        ("20491231235959Z", 2_524_607_999),
        ("19700101000000Z", 0),
        ("19500101000000Z", -631_152_000),
        ("19000228235959Z", -2_203_891_201),
        ("19000301000000Z", -2_203_891_200),
        ("16000229000000Z", -11_670_998_400),
        ("00000101000000Z", -62_167_219_200),
        ("21000228235959Z", 4_107_542_399),
        ("21000301000000Z", 4_107_542_400),
        ("24000229000000Z", 13_574_563_200),
        ("99991231235959Z", 253_402_300_799),
    ] {
        let tag = if text.len() == 13 { Tag::UTC_TIME } else { Tag::GENERALIZED_TIME };
        assert_eq!(time(tag, text.as_bytes()), Ok(seconds), "{text}");
    }
}

#[test]
fn what_is_no_time() {
    let invalid = Err(DerErrorKind::InvalidTime);
    for text in [
        "",
        "Z",
        "2601010000Z",
        "260101000000",
        "260101000000z",
        "260101000000+0000",
        "2601010000000Z",
        "26010100000Z",
        "261301000000Z",
        "260001000000Z",
        "260100000000Z",
        "260132000000Z",
        "260431000000Z",
        "260229000000Z",
        "260101240000Z",
        "260101006000Z",
        "260101000060Z",
        "26 101000000Z",
        "-60101000000Z",
        "2601010000a0Z",
        "20260101000000Z",
        "260101000000Z\0",
        "260101000000.0Z",
    ] {
        assert_eq!(time(Tag::UTC_TIME, text.as_bytes()), invalid, "UTCTime {text:?}");
    }
    for text in [
        "",
        "Z",
        "20260101000000",
        "20260101000000.5Z",
        "20260101000000.0Z",
        "20260101000000+0000",
        "202601010000Z",
        "2026010100Z",
        "260101000000Z",
        "20261301000000Z",
        "20230229000000Z",
        "19000229000000Z",
        "21000229000000Z",
        "20260101000060Z",
        "20260101240000Z",
        "+2026101000000Z",
        "2026010100000\u{660}Z",
        "120260101000000Z",
    ] {
        assert_eq!(time(Tag::GENERALIZED_TIME, text.as_bytes()), invalid, "GeneralizedTime {text:?}");
    }
    let unexpected = DerErrorKind::UnexpectedTag { expected: Tag::GENERALIZED_TIME, found: Tag::PRINTABLE_STRING };
    assert_eq!(time(Tag::PRINTABLE_STRING, b"260101000000Z"), Err(unexpected));
}

/// Days of the proleptic Gregorian calendar, counted one month at a time.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let is_leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_of_year = |year| if is_leap(year) { 366 } else { 365 };
    let days_of_month = |month| match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let years: i64 =
        if year >= 1970 { (1970..year).map(days_of_year).sum() } else { -(year..1970).map(days_of_year).sum::<i64>() };
    years + (1..month).map(days_of_month).sum::<i64>() + day - 1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2 * ProptestConfig::default().cases, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any time in any year of four digits.
    #[test]
    fn times_are_counted_by_the_calendar(
        (year, month, day) in (0..10_000_i64, 1..13_i64, 1..29_i64),
        (hour, minute, second) in (0..24_i64, 0..60_i64, 0..60_i64),
    ) {
        let text = format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z");
        let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
        prop_assert_eq!(time(Tag::GENERALIZED_TIME, text.as_bytes()), Ok(seconds));
        if (1950..2050).contains(&year) {
            prop_assert_eq!(time(Tag::UTC_TIME, &text.as_bytes()[2..]), Ok(seconds));
        }
    }
}

/// Headers of every kind, followed by as many octets as their length requires, one less, and one more.
fn headers() -> Vec<Vec<u8>> {
    let tags: [&[u8]; 7] = [&[0x02], &[0x30], &[0xa0], &[0x1f, 0x1f], &[0x3f, 0x85, 0x01], &[0x1f, 0x80], &[0xbf]];
    let lengths = (0..=0xff).map(|short| vec![short]);
    let lengths = lengths.chain((0..=0xff).map(|length| vec![0x81, length]));
    let lengths = lengths.chain((0..=0x1ff_u16).map(|length| {
        let [high, low] = length.to_be_bytes();
        vec![0x82, high, low]
    }));
    let lengths = lengths.chain([0, 1, 0xff].map(|middle| vec![0x83, 0, middle, 3]));
    let lengths: Vec<_> = lengths.chain([vec![0x84, 0, 0, 0, 1], vec![0x85, 0, 0, 0, 0, 1]]).collect();
    let with_content = |(tag, length): (&[u8], &Vec<u8>)| {
        let wanted = length.iter().skip(1).fold(0usize, |number, octet| number << 8 | usize::from(*octet));
        let wanted = if length.len() == 1 { usize::from(length[0]) } else { wanted % 0x1_0000 };
        let header = [tag, length].concat();
        [wanted.saturating_sub(1), wanted, wanted + 1, 0].map(|count| [&header[..], &vec![0x5a; count]].concat())
    };
    let headers = tags.iter().flat_map(|tag| lengths.iter().map(move |length| (*tag, length)));
    headers.flat_map(with_content).chain([Vec::new(), vec![0x30], vec![0x30, 0x82, 1]]).collect()
}

#[test]
fn every_way_to_an_element_is_the_long_way() {
    let mut read = 0;
    for octets in headers() {
        let reader = Reader::at(&octets, 1000);
        let [mut short, mut long, mut expected, mut wanted] = [reader; 4];
        let (one, other) = (short.element(), long.long_element());
        assert_eq!((one, short.rest, short.end), (other, long.rest, long.end), "{octets:02x?}");
        read += usize::from(one.is_ok());
        if let Ok(element) = other {
            assert_eq!((element.offset(), element.value_offset()), (1000, long.offset() - element.value().len()));
            assert_eq!(element.reader().offset(), element.value_offset());
            assert_eq!([element.der(), long.rest()].concat(), octets);
        }
        for tag in [Tag::SEQUENCE, Tag::INTEGER, Tag(0x1f), Tag(0x3f)] {
            let (one, other) = (expected.expect(tag), wanted.expect_any(tag));
            assert_eq!((one, expected.rest, expected.end), (other, wanted.rest, wanted.end), "{octets:02x?}");
        }
    }
    assert!(read > 5000, "{read}");
}

/// The identifier octets of what is read, and nothing of the length.
#[test]
fn an_identifier_is_all_its_octets() {
    for identifier in [&[0x82][..], &[0xbf, 0x1f], &[0x9f, 0x7f], &[0x5f, 0x81, 0x00], &[0xdf, 0xff, 0xff, 0x01]] {
        for content in [&b"\x80\x1f"[..], &[0x81; 200]] {
            let header = tlv(0, content);
            let octets = [identifier, &header[1..], &[0x30, 0]].concat();
            let element = Reader::new(&octets).element().unwrap();
            assert_eq!(element.identifier().as_bytes(), identifier);
            assert_eq!(Identifier::from_octets(identifier), Ok(element.identifier()));
            assert_eq!(element.value(), content);
        }
    }
    for (octets, kind) in [
        (&[][..], DerErrorKind::Truncated),
        (&[0x9f], DerErrorKind::Truncated),
        (&[0x9f, 0x81], DerErrorKind::Truncated),
        (&[0x9f, 0x1e], DerErrorKind::NonMinimalTag),
        (&[0x9f, 0x80, 0x7f], DerErrorKind::NonMinimalTag),
        (&[0x82, 0x00], DerErrorKind::TrailingOctets),
        (&[0x9f, 0x1f, 0x00], DerErrorKind::TrailingOctets),
    ] {
        assert_eq!(Identifier::from_octets(octets).map_err(|error| error.kind()), Err(kind), "{octets:02x?}");
    }
}
