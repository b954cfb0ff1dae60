//! `--for step-ca`: templates of step and step-ca, and the commands that use them.
//!
//! A template has words for any otherName in a subjectAltName, and takes other extensions as octets.

use serde_json::{Value, json};

use crate::commands::issue::literal::base64;
use crate::commands::issue::plan::Plan;
use crate::commands::issue::tool::go_subject::{self, Names};
use crate::commands::issue::tool::script;
use crate::commands::issue::tool::wording::{ROOT, SERVICE, SUB_CA, heading, verification};
use crate::exit::Failure;

/// id-on-dnsSRV (RFC 4985 §2).
const SRV_NAME: &str = "1.3.6.1.5.5.7.8.7";

/// Returns a shell script.
pub(super) fn lines(plan: &Plan) -> Result<String, Failure> {
    let mut text = heading("#", "step and step-ca", plan);
    let subject = match &plan.existing {
        Some(ca) => Value::Object(go_subject::of(ca, &Names::Step)?),
        None => json!({"commonName": SUB_CA}),
    };
    let constraints = &plan.constraints;
    let value = base64(&constraints.der);
    let sub_ca = json!({
        "subject": subject,
        "keyUsage": ["certSign", "crlSign"],
        "basicConstraints": {"isCA": true, "maxPathLen": 0},
        "extensions": [{"id": constraints.oid, "critical": constraints.critical, "value": value}],
    });
    text.push_str(&script::file("sub-ca.tpl", &sub_ca));
    let mut commands = Vec::new();
    if plan.existing.is_some() {
        commands.push(format!("step certificate create --csr \"{SUB_CA}\" sub-ca.csr --key sub-ca.key"));
        commands.push(
            "step certificate sign --template sub-ca.tpl --not-after 43800h sub-ca.csr root.pem root.key > sub-ca.pem"
                .to_owned(),
        );
    } else {
        commands.push(created(ROOT, "root", "--profile root-ca", "87600h"));
        let options = "--template sub-ca.tpl --ca root.pem --ca-key root.key";
        commands.push(created(SUB_CA, "sub-ca", options, "43800h"));
    }
    if let Some(service) = &plan.service {
        let names: Vec<_> =
            service.names.iter().map(|name| json!({"type": SRV_NAME, "value": format!("ia5:{name}")})).collect();
        let service = json!({
            "subject": {"commonName": SERVICE},
            "sans": names,
            "keyUsage": ["digitalSignature"],
            "extKeyUsage": ["serverAuth"],
        });
        text.push_str(&script::file("service.tpl", &service));
        let options = "--template service.tpl --ca sub-ca.pem --ca-key sub-ca.key";
        commands.push(created(SERVICE, "service", options, "8760h"));
    }
    commands.extend(verification(plan, "sub-ca.pem"));
    text.push('\n');
    commands.iter().for_each(|command| text.push_str(&format!("{command}\n")));
    Ok(text)
}

fn created(name: &str, file: &str, options: &str, hours: &str) -> String {
    format!(
        "step certificate create \"{name}\" {file}.pem {file}.key {options} --not-after {hours} --no-password --insecure"
    )
}
