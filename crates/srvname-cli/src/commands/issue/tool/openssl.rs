//! `--for openssl`: a configuration, and the commands that use it.
//!
//! OpenSSL writes an otherName in constraints as in a subjectAltName, and DER where it has no words (tried: 1.1.1w, 3.0.19,
//! 3.5.9, 3.6.5). The commands ask for 3.0: `req -CA` and `x509 -copy_extensions` are not in 1.1.1.

use std::net::IpAddr;

use crate::commands::issue::literal::hex;
use crate::commands::issue::plan::Plan;
use crate::commands::issue::readable::{ReadableBase, ReadableConstraints};
use crate::commands::issue::tool::wording::{ROOT, SERVICE, SUB_CA, heading, verification};
use crate::exit::Failure;
use crate::output::wrap::shorten;

/// id-on-dnsSRV, and the string type of its values (RFC 4985 §2).
const SRV_NAME: &str = "1.3.6.1.5.5.7.8.7;IA5";

/// The most characters of a base that are shown in a comment.
const MOST_OF_A_BASE: usize = 200;

/// The section of a root, for those who have none.
const ROOT_SECTION: &str = "
[ root ]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
";

/// The section of the service, up to its names.
const SERVICE_SECTION: &str = "
[ service ]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
subjectAltName = @names

[ names ]
";

/// The section of the sub-CA, up to its constraints.
const SUB_CA_SECTION: &str = "
[ sub_ca ]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
";

/// What `req` asks for, though the subject is on the command line.
const REQUEST_SECTION: &str = "
[ req ]
distinguished_name = subject

[ subject ]
";

/// A new key and a certificate for it.
const NEW: &str =
    "openssl req -x509 -config srvname.cnf -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -extensions";

/// Returns the configuration, with the commands as comments.
pub(super) fn lines(plan: &Plan) -> Result<String, Failure> {
    let mut text = heading("#", "OpenSSL 3.0 or later", plan);
    text.push_str("# Save this as srvname.cnf.\n");
    if plan.existing.is_none() || plan.service.is_some() {
        text.push_str(REQUEST_SECTION);
    }
    if plan.existing.is_none() {
        text.push_str(ROOT_SECTION);
    }
    text.push_str(&constraints(plan)?);
    if let Some(service) = &plan.service {
        text.push_str(SERVICE_SECTION);
        for (name, number) in service.names.iter().zip(1..) {
            text.push_str(&format!("otherName.{number} = {SRV_NAME}:{name}\n"));
        }
    }
    text.push_str("\n# The commands. Those that make a key leave it without a passphrase; leave out -noenc to be asked for one.\n");
    commands(plan).iter().for_each(|command| text.push_str(&format!("#   {command}\n")));
    Ok(text)
}

/// Returns the section of the CA, which for one that exists has what is new alone.
fn constraints(plan: &Plan) -> Result<String, Failure> {
    let section = match &plan.existing {
        None => SUB_CA_SECTION.to_owned(),
        // `x509 -req` would make another one, by which certificates below the CA do not find it.
        Some(ca) => {
            let key_identifier = ca.key_identifier.as_deref().map_or_else(|| "none".to_owned(), hex);
            format!("\n[ sub_ca ]\nsubjectKeyIdentifier = {key_identifier}\n")
        }
    };
    let critical = if plan.constraints.critical { "critical, " } else { "" };
    let constraints = plan.name_constraints()?;
    let Some(readable) = ReadableConstraints::new(&constraints) else {
        let bases = [("permitted", constraints.permitted()), ("excluded", constraints.excluded())];
        let named = bases.iter().flat_map(|(list, bases)| {
            // In quotation marks: OpenSSL continues a comment that ends in a backslash.
            bases.iter().map(move |base| format!("# {list} {} \"{}\"\n", base.form(), shorten(base, MOST_OF_A_BASE)))
        });
        let named: String = named.collect();
        let der = hex(&plan.constraints.der);
        return Ok(format!("{section}{named}nameConstraints = {critical}DER:{der}\n"));
    };
    let mut text = format!("{section}nameConstraints = {critical}@constraints\n\n[ constraints ]\n");
    for (list, bases) in [("permitted", &readable.permitted), ("excluded", &readable.excluded)] {
        for (base, number) in bases.iter().zip(1..) {
            text.push_str(&line(list, *base, number));
        }
    }
    Ok(text)
}

fn line(list: &str, base: ReadableBase<'_>, number: u32) -> String {
    let (kind, value) = match base {
        ReadableBase::Srv(text) => ("otherName", format!("{SRV_NAME}:{text}")),
        ReadableBase::Dns(text) => ("DNS", text.to_owned()),
        ReadableBase::Email(text) => ("email", text.to_owned()),
        ReadableBase::Uri(text) => ("URI", text.to_owned()),
        ReadableBase::Ip(address, prefix) => ("IP", format!("{address}/{}", mask(address, prefix))),
    };
    format!("{list};{kind}.{number} = {value}\n")
}

/// Returns a mask as an address.
fn mask(address: IpAddr, prefix: u8) -> IpAddr {
    let prefix = u32::from(prefix);
    match address {
        IpAddr::V4(_) => u32::MAX.checked_shl(32u32.saturating_sub(prefix)).unwrap_or(0).to_be_bytes().into(),
        IpAddr::V6(_) => u128::MAX.checked_shl(128u32.saturating_sub(prefix)).unwrap_or(0).to_be_bytes().into(),
    }
}

fn commands(plan: &Plan) -> Vec<String> {
    let new = |section: &str, signer: &str, file: &str, days: u32, name: &str| {
        format!("{NEW} {section}{signer} -keyout {file}.key -out {file}.pem -days {days} -subj \"/CN={name}\"")
    };
    let (mut commands, sub_ca) = if plan.existing.is_some() {
        let request = "openssl x509 -x509toreq -in sub-ca.pem -key sub-ca.key -copy_extensions copyall -out sub-ca.csr";
        let reissue = "openssl x509 -req -in sub-ca.csr -CA root.pem -CAkey root.key -days 1825 -copy_extensions copyall \
                       -extfile srvname.cnf -extensions sub_ca -out new-sub-ca.pem";
        (vec![request.to_owned(), reissue.to_owned()], "new-sub-ca.pem")
    } else {
        let root = new("root", "", "root", 3650, ROOT);
        let sub_ca = new("sub_ca", " -CA root.pem -CAkey root.key", "sub-ca", 1825, SUB_CA);
        (vec![root, sub_ca], "sub-ca.pem")
    };
    if plan.service.is_some() {
        let signer = format!(" -CA {sub_ca} -CAkey sub-ca.key");
        commands.push(new("service", &signer, "service", 365, SERVICE));
    }
    commands.extend(verification(plan, sub_ca));
    commands
}
