//! `--for der`: the values of the extensions, for every other program.

use crate::commands::issue::extension::Extension;
use crate::commands::issue::literal::hex;
use crate::commands::issue::plan::Plan;
use crate::commands::issue::tool::wording::heading;

/// Returns each extension as a comment and a line of hexadecimal.
pub(super) fn lines(plan: &Plan) -> String {
    let mut text = heading("#", "any tool, the value of each extension in hexadecimal", plan);
    if let Some(service) = &plan.service {
        text.push_str(&one("subjectAltName of the service", &service.names_extension));
    }
    text.push_str(&one("nameConstraints of the CA", &plan.constraints));
    text
}

fn one(what: &str, extension: &Extension) -> String {
    let critical = if extension.critical { "critical" } else { "not critical" };
    format!("\n# {what}: {}, {critical}\n{}\n", extension.oid, hex(&extension.der))
}
