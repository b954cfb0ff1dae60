//! Any octets as the value of a subjectAltName, and as one GeneralName.

use srvname::{
    certificate::{GeneralName, GeneralNames},
    name::Name,
};

use super::{build, properties};

pub fn run(data: &[u8]) {
    one(data);
    let names = match GeneralNames::from_der(data) {
        Ok(names) => names,
        Err(error) => {
            assert!(error.offset() <= data.len(), "{error:?} in {} octets", data.len());
            return;
        }
    };
    let entries: Vec<_> = names.general_names().collect();
    assert!(!entries.is_empty());
    entries.iter().for_each(|entry| properties::general_name(data, entry));
    // The entries, written again, are the extension.
    assert_eq!(build::sequence(&entries.iter().map(|entry| entry.der().to_vec()).collect::<Vec<_>>()), data);
    assert_eq!(names.iter().count(), entries.len());
    for (presented, entry) in names.iter().zip(&entries) {
        assert_eq!(presented.offset(), entry.offset());
        one(entry.der());
    }
}

/// One GeneralName, and what its name says of itself.
fn one(data: &[u8]) {
    let Ok(read) = GeneralName::from_der(data) else { return };
    properties::general_name(data, &read);
    assert_eq!(read.der(), data);
    let Ok(name) = read.name() else { return };
    // Text is kept as it was written.
    let text = name.to_string();
    match name {
        Name::Srv(_) | Name::Dns(_) | Name::Mailbox(_) | Name::Uri(_) => assert_eq!(text.as_bytes(), read.octets()),
        Name::SmtpUtf8(mailbox) => {
            assert!(mailbox.host().is_err() || text.ends_with(mailbox.host().expect("a host").as_str()))
        }
        Name::Ip(_) => assert!(matches!(read.octets().len(), 4 | 16)),
        Name::Directory(name) => assert_eq!(name.content(), read.octets()),
        _ => {}
    }
}
