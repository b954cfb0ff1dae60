//! `--for rcgen`: Rust, for the crate of this name.
//!
//! rcgen writes an otherName as UTF8String, which an SRVName must not be (RFC 4985 §2), and has none in constraints. So both
//! extensions are octets.

use crate::commands::issue::literal::byte_string;
use crate::commands::issue::plan::Plan;
use crate::commands::issue::tool::wording::{SERVICE, SUB_CA, heading};
use crate::output::wrap::wrap;

/// The longest line that rustfmt leaves as it is.
const MOST_COLUMNS: usize = 100;

/// Returns functions that make the parameters of the certificates, or of the extension alone if the CA exists.
pub(super) fn lines(plan: &Plan) -> String {
    let mut text = heading("//", "the crate rcgen 0.14", plan);
    let mut imports = vec!["CustomExtension"];
    if plan.existing.is_none() {
        imports.extend(["BasicConstraints", "IsCa"]);
    }
    if plan.service.is_some() {
        imports.push("ExtendedKeyUsagePurpose");
    }
    if plan.existing.is_none() || plan.service.is_some() {
        imports.extend(["CertificateParams", "DnType", "KeyUsagePurpose"]);
    }
    imports.sort_unstable();
    text.push_str(&import(&imports));
    text.push_str(&name_constraints(plan));
    if plan.existing.is_none() {
        text.push_str(&format!(
            "
/// The parameters of the CA's certificate. Its validity is the caller's to set.
pub fn sub_ca() -> CertificateParams {{
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, \"{SUB_CA}\");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = true;
    params.custom_extensions = vec![name_constraints()];
    params
}}
"
        ));
    }
    if let Some(service) = &plan.service {
        let value = byte_string(&service.names_extension.der);
        text.push_str(&format!(
            "
/// The parameters of the service's certificate. Its validity is the caller's to set.
pub fn service() -> CertificateParams {{
    let value = {value};
    let names = CustomExtension::from_oid_content(&[2, 5, 29, 17], value.to_vec());
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, \"{SERVICE}\");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params.custom_extensions = vec![names];
    params
}}
"
        ));
    }
    text
}

fn name_constraints(plan: &Plan) -> String {
    let constraints = &plan.constraints;
    let value = byte_string(&constraints.der);
    format!(
        "
/// The name constraints of the CA.
pub fn name_constraints() -> CustomExtension {{
    let value = {value};
    let mut constraints = CustomExtension::from_oid_content(&[2, 5, 29, 30], value.to_vec());
    constraints.set_criticality({});
    constraints
}}
",
        constraints.critical
    )
}

/// Returns a `use` as rustfmt has it.
fn import(names: &[&str]) -> String {
    let all = names.join(", ");
    let line = match names {
        [only] => format!("use rcgen::{only};"),
        _ => format!("use rcgen::{{{all}}};"),
    };
    if line.len() <= MOST_COLUMNS {
        format!("\n{line}\n")
    } else {
        format!("\nuse rcgen::{{\n{}}};\n", wrap(&(all + ","), 4))
    }
}
