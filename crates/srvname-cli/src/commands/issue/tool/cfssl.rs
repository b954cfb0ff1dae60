//! `--for cfssl`: files of CFSSL, and the commands that use them.
//!
//! CFSSL has no words for otherName. A request has the extensions as octets, and a profile with `copy_extensions` has them
//! copied. Both exist since 1.6; 1.2, which some systems still have, ignores both and issues a CA without constraints.

use serde_json::{Map, Value, json};

use crate::commands::issue::extension::Extension;
use crate::commands::issue::literal::base64;
use crate::commands::issue::plan::Plan;
use crate::commands::issue::tool::go_subject::{self, COMMON_NAME, Names};
use crate::commands::issue::tool::script;
use crate::commands::issue::tool::wording::{ROOT, SERVICE, SUB_CA, heading, verification};
use crate::exit::Failure;

/// Returns a shell script.
pub(super) fn lines(plan: &Plan) -> Result<String, Failure> {
    let mut text = heading("#", "CFSSL 1.6 or later", plan);
    let profile = |hours: &str, usages: &[&str]| json!({"expiry": hours, "usages": usages, "copy_extensions": true});
    let mut sub_ca = profile("43800h", &["cert sign", "crl sign"]);
    if let Some(profile) = sub_ca.as_object_mut() {
        let constraint = json!({"is_ca": true, "max_path_len": 0, "max_path_len_zero": true});
        profile.insert("ca_constraint".to_owned(), constraint);
    }
    let mut profiles = json!({"sub_ca": sub_ca});
    if let (Some(profiles), Some(_)) = (profiles.as_object_mut(), &plan.service) {
        profiles.insert("service".to_owned(), profile("8760h", &["digital signature", "server auth"]));
    }
    let default = json!({"expiry": "8760h", "usages": ["digital signature", "server auth"]});
    text.push_str(&script::file("config.json", &json!({"signing": {"default": default, "profiles": profiles}})));
    let mut commands = Vec::new();
    match &plan.existing {
        None => {
            let root = json!({COMMON_NAME: ROOT, "key": key(), "ca": {"expiry": "87600h"}});
            text.push_str(&script::file("root.json", &root));
            text.push_str(&script::file("sub-ca.json", &request(common_name(SUB_CA), &plan.constraints)));
            commands.push("cfssl gencert -initca root.json | cfssljson -bare root".to_owned());
            commands.push(signed("root", "sub_ca", "sub-ca"));
        }
        Some(ca) => {
            let subject = request_subject(go_subject::of(ca, &Names::Cfssl)?);
            text.push_str(&script::file("sub-ca.json", &request(subject, &plan.constraints)));
            commands.push("cfssl gencsr -key sub-ca-key.pem sub-ca.json | cfssljson -bare sub-ca".to_owned());
            commands.push(
                "cfssl sign -ca root.pem -ca-key root-key.pem -config config.json -profile sub_ca sub-ca.csr | cfssljson \
                 -bare sub-ca"
                    .to_owned(),
            );
        }
    }
    if let Some(service) = &plan.service {
        text.push_str(&script::file("service.json", &request(common_name(SERVICE), &service.names_extension)));
        commands.push(signed("sub-ca", "service", "service"));
    }
    commands.extend(verification(plan, "sub-ca.pem"));
    text.push('\n');
    commands.iter().for_each(|command| text.push_str(&format!("{command}\n")));
    Ok(text)
}

fn key() -> Value {
    json!({"algo": "ecdsa", "size": 256})
}

fn common_name(name: &str) -> Map<String, Value> {
    Map::from_iter([(COMMON_NAME.to_owned(), Value::from(name))])
}

/// Returns a subject as requests have it: the common name by itself, the other attributes in a list of one.
fn request_subject(mut subject: Map<String, Value>) -> Map<String, Value> {
    let common_name = subject.remove(COMMON_NAME);
    let mut fields = Map::new();
    fields.extend(common_name.map(|name| (COMMON_NAME.to_owned(), name)));
    if !subject.is_empty() {
        fields.insert("names".to_owned(), json!([subject]));
    }
    fields
}

fn request(mut fields: Map<String, Value>, extension: &Extension) -> Value {
    let arcs: Vec<u32> = extension.oid.split('.').filter_map(|arc| arc.parse().ok()).collect();
    let extension = json!({"id": arcs, "critical": extension.critical, "value": base64(&extension.der)});
    fields.insert("key".to_owned(), key());
    fields.insert("extensions".to_owned(), json!([extension]));
    Value::Object(fields)
}

fn signed(signer: &str, profile: &str, file: &str) -> String {
    format!(
        "cfssl gencert -ca {signer}.pem -ca-key {signer}-key.pem -config config.json -profile {profile} {file}.json | \
         cfssljson -bare {file}"
    )
}
