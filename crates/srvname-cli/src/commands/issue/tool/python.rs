//! `--for python`: Python, for the package `cryptography`.

use crate::commands::issue::literal::{byte_string, ia5_string};
use crate::commands::issue::plan::Plan;
use crate::commands::issue::readable::{ReadableBase, ReadableConstraints};
use crate::commands::issue::tool::wording::heading;
use crate::exit::Failure;

/// What the sub-CA's certificate has beside its constraints.
const SUB_CA: &str = r#"

def sub_ca(builder):
    """Return the builder with the extensions of the CA's certificate."""
    usage = key_usage(key_cert_sign=True, crl_sign=True)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(usage, critical=True)
    return builder.add_extension(constraints, critical=True)
"#;

/// What the service's certificate has beside its names.
const SERVICE: &str = r#"

def service(builder):
    """Return the builder with the extensions of the service's certificate."""
    usage = key_usage(digital_signature=True)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return builder.add_extension(names, critical=False)
"#;

/// Every key usage has to be named.
const KEY_USAGE: &str = r#"

def key_usage(**usages):
    """Return a key usage with these bits and no others."""
    bits = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"]
    bits += ["key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{bit: usages.get(bit, False) for bit in bits})
"#;

/// A CA that exists: what is not about its issuer stays.
const REISSUED: &str = r#"

def reissued(builder, old):
    """Return the builder with subject, key and extensions of the CA's old certificate, and the new constraints."""
    replaced = (ExtensionOID.NAME_CONSTRAINTS, ExtensionOID.AUTHORITY_KEY_IDENTIFIER)
    builder = builder.subject_name(old.subject).public_key(old.public_key())
    for extension in old.extensions:
        if extension.oid not in replaced:
            builder = builder.add_extension(extension.value, critical=extension.critical)
    return builder.add_extension(constraints, critical=CRITICAL)
"#;

/// Returns a module with the extensions, and functions that add them to a builder.
pub(super) fn lines(plan: &Plan) -> Result<String, Failure> {
    let mut text = heading("#", "the Python package cryptography", plan);
    let constraints = plan.name_constraints()?;
    let readable = ReadableConstraints::new(&constraints).and_then(|readable| {
        let permitted = readable.permitted.iter().map(|base| expression(*base)).collect::<Option<Vec<_>>>()?;
        let excluded = readable.excluded.iter().map(|base| expression(*base)).collect::<Option<Vec<_>>>()?;
        Some([permitted, excluded])
    });
    let needs_srv_name =
        plan.service.is_some() || readable.iter().flatten().flatten().any(|base| base.contains("SRV_NAME"));
    if readable.iter().flatten().flatten().any(|base| base.contains("ip_network")) {
        text.push_str("\nfrom ipaddress import ip_network\n");
    }
    text.push_str("\nfrom cryptography import x509\n");
    let oids = match (&plan.service, &plan.existing) {
        (Some(_), Some(_)) => "ExtendedKeyUsageOID, ExtensionOID",
        (None, Some(_)) => "ExtensionOID",
        _ => "ExtendedKeyUsageOID",
    };
    text.push_str(&format!("from cryptography.x509.oid import {oids}\n"));
    if needs_srv_name {
        text.push_str("\n# The values of SRVNames are IA5Strings in DER: 0x16, the length, the text.\n");
        text.push_str("SRV_NAME = x509.ObjectIdentifier(\"1.3.6.1.5.5.7.8.7\")\n");
    }
    if let Some(service) = &plan.service {
        let names: Vec<_> = service.names.iter().map(|name| srv_name(name)).collect();
        text.push_str(&format!("\nnames = x509.SubjectAlternativeName({})\n", list_of(&names, "")));
    }
    text.push_str(&match readable {
        Some(lists) => {
            let [permitted, excluded] = lists.map(|list| list_of(&list, "    "));
            format!(
                "\nconstraints = x509.NameConstraints(\n    permitted_subtrees={permitted},\n    \
                 excluded_subtrees={excluded},\n)\n"
            )
        }
        None => format!(
            "\nconstraints = x509.UnrecognizedExtension(\n    x509.ObjectIdentifier(\"{}\"),\n    {},\n)\n",
            plan.constraints.oid,
            byte_string(&plan.constraints.der)
        ),
    });
    if plan.existing.is_none() || plan.service.is_some() {
        text.push_str(KEY_USAGE);
    }
    let critical = if plan.constraints.critical { "True" } else { "False" };
    text.push_str(&match plan.existing {
        Some(_) => REISSUED.replace("CRITICAL", critical),
        None => SUB_CA.to_owned(),
    });
    if plan.service.is_some() {
        text.push_str(SERVICE);
    }
    Ok(text)
}

/// Returns a list of expressions, one a line; `None` of Python's if it is empty.
fn list_of(expressions: &[String], indent: &str) -> String {
    if expressions.is_empty() {
        return "None".to_owned();
    }
    let lines: String = expressions.iter().map(|expression| format!("{indent}    {expression},\n")).collect();
    format!("[\n{lines}{indent}]")
}

fn srv_name(text: &str) -> String {
    format!("x509.OtherName(SRV_NAME, {})", byte_string(&ia5_string(text)))
}

/// Returns a base as an expression, or `None` for a form that the package checks by rules of its own.
fn expression(base: ReadableBase<'_>) -> Option<String> {
    match base {
        ReadableBase::Srv(text) => Some(srv_name(text)),
        ReadableBase::Dns(text) => Some(format!("x509.DNSName(\"{text}\")")),
        ReadableBase::Uri(text) => Some(format!("x509.UniformResourceIdentifier(\"{text}\")")),
        ReadableBase::Ip(address, prefix) => Some(format!("x509.IPAddress(ip_network(\"{address}/{prefix}\"))")),
        ReadableBase::Email(_) => None,
    }
}
