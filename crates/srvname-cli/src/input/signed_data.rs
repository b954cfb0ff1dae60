//! The certificates of a PKCS#7 or CMS message: those that a SignedData carries (RFC 5652 §5.1), in DER or in BER.

use std::collections::HashMap;

use srvname::certificate::CertificateFields;

use super::ber::{CONTEXT_0, Elements, INTEGER, OBJECT_IDENTIFIER, SEQUENCE, SET};

/// No signed certificate is shorter. An entry that is, is counted and not kept, so that a message of tiny entries takes no
/// more memory than itself.
const MIN_CERTIFICATE: usize = 128;

/// What a SignedData carries.
#[derive(Debug)]
pub(crate) struct SignedData<'a> {
    /// The SEQUENCEs in the field certificates, with their offsets: in the order of a path, if they are one.
    pub(crate) certificates: Vec<(usize, &'a [u8])>,
    /// How many other entries that field has.
    pub(crate) others: u64,
    /// The octets of the message.
    pub(crate) length: usize,
}

impl<'a> SignedData<'a> {
    /// Returns what the message at the front of `octets` carries; fails if it is none, or not complete. Nothing of it is
    /// verified, and a message inside the message is not read.
    pub(crate) fn read(octets: &'a [u8]) -> Result<Self, &'static str> {
        let message = Elements::new(octets).next().ok_or("the PKCS#7 message is cut")?;
        let field = certificates_field(message.whole).ok_or("the PKCS#7 message is malformed")?;
        let (mut certificates, mut others) = (Vec::new(), 0u64);
        if let Some(mut field) = field {
            while let Some(entry) = field.next() {
                if entry.tag == SEQUENCE && entry.whole.len() >= MIN_CERTIFICATE {
                    certificates.push((entry.offset, entry.whole));
                } else {
                    others = others.saturating_add(1);
                }
            }
            if !field.is_end() || field.is_cut() {
                return Err("the PKCS#7 message is malformed");
            }
        }
        Ok(Self { certificates: in_order(certificates), others, length: message.whole.len() })
    }
}

/// Returns certificates in the order of the path that they form, or as they are given if they form none.
///
/// The field is a SET: it has no order, and DER sorts it by octets. Commands want the end entity first.
fn in_order(given: Vec<(usize, &[u8])>) -> Vec<(usize, &[u8])> {
    let names = given.iter().map(|(_, der)| {
        let fields = CertificateFields::from_der(der);
        fields.subject().ok().zip(fields.issuer().ok())
    });
    let Some(names) = names.collect::<Option<Vec<_>>>() else { return given };
    let subjects: HashMap<_, _> = names.iter().enumerate().map(|(index, (subject, _))| (*subject, index)).collect();
    // Without the self-issued certificate at the top, whoever is named as an issuer has issued.
    let issuer_of = |(subject, issuer): &(&[u8], &[u8])| subjects.get(issuer).copied().filter(|_| subject != issuer);
    let mut issued = vec![false; names.len()];
    for issuer in names.iter().filter_map(issuer_of) {
        if let Some(issued) = issued.get_mut(issuer) {
            *issued = true;
        }
    }
    let mut ends = issued.iter().enumerate().filter(|(_, issued)| !**issued).map(|(index, _)| index);
    let (Some(end), None) = (ends.next(), ends.next()) else { return given };
    let upwards = std::iter::successors(Some(end), |index| names.get(*index).and_then(issuer_of));
    // As many steps as there are certificates reach each of them once, or some of them for ever.
    let path: Vec<usize> = upwards.take(given.len()).collect();
    let is_whole = subjects.len() == given.len() && path.len() == given.len();
    let ordered = path.iter().filter_map(|index| given.get(*index).copied());
    if is_whole { ordered.collect() } else { given }
}

/// Returns the entries of the field certificates, or `None` inside if there is no such field. Returns `None` if the octets
/// are no SignedData.
fn certificates_field(message: &[u8]) -> Option<Option<Elements<'_>>> {
    let mut content_info = Elements::new(message).enter(SEQUENCE)?;
    content_info.expect(OBJECT_IDENTIFIER)?;
    let mut fields = content_info.enter(CONTEXT_0)?.enter(SEQUENCE)?;
    fields.expect(INTEGER)?;
    fields.expect(SET)?;
    fields.expect(SEQUENCE)?;
    match fields.peek() {
        Some(CONTEXT_0) => Some(Some(fields.enter(CONTEXT_0)?)),
        _ => Some(None),
    }
}

#[cfg(all(test, testkit))]
mod tests {
    use srvname_testkit::make::containers::{Encoding, signed_data};
    use srvname_testkit::make::{Ca, Issued};

    use super::*;

    fn chain() -> [Issued; 3] {
        let root = Ca::root("Example Root CA");
        let ca = root.sub_ca("Example Sub CA").issue();
        [ca.end_entity("Example Server").issue(), ca, root]
    }

    fn ders<'d>(message: &'d SignedData<'_>) -> Vec<&'d [u8]> {
        message.certificates.iter().map(|(_, der)| *der).collect()
    }

    #[test]
    fn certificates_are_found_in_der_and_in_ber() {
        let chain = chain();
        let entries: Vec<_> = chain.iter().map(Issued::der).collect();
        for encoding in [Encoding::Der, Encoding::Indefinite] {
            let octets = signed_data(encoding, &entries);
            let message = SignedData::read(&octets).expect("a message");
            assert_eq!((ders(&message), message.others, message.length), (entries.clone(), 0, octets.len()));
            for (offset, der) in &message.certificates {
                assert_eq!(&octets[*offset..*offset + der.len()], *der);
            }
            // Whatever is cut off, it is said.
            for length in 0..octets.len() {
                assert!(SignedData::read(&octets[..length]).is_err(), "{length} of {}", octets.len());
            }
            let longer = [&octets[..], b"\r\n"].concat();
            assert_eq!(SignedData::read(&longer).map(|message| message.length), Ok(octets.len()));
        }
    }

    #[test]
    fn a_path_is_put_in_order_and_nothing_else_is() {
        let [server, ca, root] = &chain();
        let read = |entries: &[&Issued]| {
            let octets = signed_data(Encoding::Der, &entries.iter().map(|entry| entry.der()).collect::<Vec<_>>());
            SignedData::read(&octets).map(|message| ders(&message).concat()).expect("a message")
        };
        let concat = |entries: &[&Issued]| entries.iter().map(|entry| entry.der()).collect::<Vec<_>>().concat();
        for given in [[server, ca, root], [root, ca, server], [ca, server, root], [ca, root, server]] {
            assert_eq!(read(&given), concat(&[server, ca, root]));
        }
        assert_eq!(read(&[ca, server]), concat(&[server, ca]));
        // Two end entities, two of one subject, two that issued each other, one twice, one beside a path.
        let other = ca.end_entity("Example Other").issue();
        let again = root.sub_ca("Example Sub CA").key("another").issue();
        let circle = [ca.sub_ca("One").issue(), ca.sub_ca("Two").issue()];
        let circle = [circle[1].sub_ca("One").issue(), circle[0].sub_ca("Two").issue()];
        let alone = Ca::root("Example Alone");
        for given in [
            &[ca, server, &other][..],
            &[ca, &again, server],
            &[&circle[0], &circle[1]],
            &[ca, server, ca],
            &[&alone, ca, server],
        ] {
            assert_eq!(read(given), concat(given));
        }
    }

    #[test]
    fn what_is_no_certificate_is_counted() {
        let [server, ..] = &chain();
        let message = signed_data(Encoding::Der, &[server.der()]);
        let entries: [&[u8]; 4] = [&[0x30, 0], server.der(), &[0xa1, 2, 0x30, 0], &[4, 1, 9]];
        let octets = signed_data(Encoding::Der, &entries);
        let read = SignedData::read(&octets).expect("a message");
        assert_eq!((ders(&read), read.others), (vec![server.der()], 3));
        // A message in a message is an entry like any other.
        let nested = signed_data(Encoding::Der, &[&message]);
        assert_eq!(SignedData::read(&nested).map(|read| read.certificates.len()), Ok(1));
        let none = signed_data(Encoding::Indefinite, &[]);
        assert_eq!(SignedData::read(&none).map(|read| (read.certificates.len(), read.others)), Ok((0, 0)));
        for octets in [&[][..], &[0x30, 0], server.der(), &[0x30, 0x80, 0, 0], &[0x04, 0]] {
            assert!(SignedData::read(octets).is_err());
        }
    }

    /// A message of entries that are as small as they can be takes no more than it has octets.
    #[test]
    fn tiny_entries_are_not_kept() {
        let tiny = [0x30, 0].repeat(1 << 20);
        let octets = signed_data(Encoding::Der, &[&tiny]);
        let read = SignedData::read(&octets).expect("a message");
        assert_eq!((read.certificates.len(), read.others), (0, 1 << 20));
    }
}
