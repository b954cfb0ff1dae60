//! OpenSSL, asked about a path.

use openssl::stack::Stack;
use openssl::x509::store::X509StoreBuilder;
use openssl::x509::verify::X509VerifyParam;
use openssl::x509::{X509, X509StoreContext, X509StoreContextRef};

/// The answer for a path, end entity first and anchor last: nothing, or the number of OpenSSL's error.
pub(crate) fn accepts(path: &[&[u8]]) -> Result<(), i32> {
    let read = |der: &&[u8]| X509::from_der(der);
    let certificates = path.iter().map(read).collect::<Result<Vec<_>, _>>();
    // What cannot be read at all is refused for no reason that has a number.
    let Ok(mut certificates) = certificates else { return Err(UNREADABLE) };
    let anchor = certificates.pop().expect("a path has two ends");
    let mut certificates = certificates.into_iter();
    let end_entity = certificates.next().expect("a path has two ends");
    let mut intermediates = Stack::new().expect("memory");
    certificates.for_each(|certificate| intermediates.push(certificate).expect("memory"));
    let mut parameters = X509VerifyParam::new().expect("memory");
    parameters.set_time(1_750_000_000);
    let mut store = X509StoreBuilder::new().expect("memory");
    store.set_param(&parameters).expect("parameters");
    store.add_cert(anchor).expect("an anchor");
    let mut context = X509StoreContext::new().expect("memory");
    let verify = |context: &mut X509StoreContextRef| {
        let accepted = context.verify_cert()?;
        Ok((accepted, context.error()))
    };
    match context.init(&store.build(), &end_entity, &intermediates, verify) {
        Ok((true, _)) => Ok(()),
        Ok((false, error)) => Err(error.as_raw()),
        Err(_) => Err(UNREADABLE),
    }
}

/// No error of OpenSSL has this number.
const UNREADABLE: i32 = -1;

/// `X509_V_ERR_PERMITTED_VIOLATION`.
const PERMITTED_VIOLATION: i32 = 47;
/// `X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE`.
pub(crate) const UNSUPPORTED_CONSTRAINT_TYPE: i32 = 51;
/// `X509_V_ERR_UNSUPPORTED_NAME_SYNTAX`.
const UNSUPPORTED_NAME_SYNTAX: i32 = 53;

/// Whether an error says that a name breaks a constraint or cannot be held against it.
pub(crate) fn is_about_constraints(error: i32) -> bool {
    (PERMITTED_VIOLATION..=UNSUPPORTED_NAME_SYNTAX).contains(&error)
}
