//! `srvname issue`: what makes a CA issue a certificate for a service, and what constrains that CA.
//!
//! It prints what other programs read, and makes no key and no certificate. The extensions are those of
//! `srvname::issuance`; a tool is shown the same ones in its own words where it has words for them, and as DER where it has
//! none.

use std::path::PathBuf;

use serde::Serialize;

use crate::arguments::OutputFormat;
use crate::exit::{Failure, Finished, Status};
use crate::output::wrap::wrap;

mod advice;
mod existing;
mod extension;
mod literal;
mod plan;
mod readable;
mod tool;

use extension::Extension;
use plan::Plan;
use tool::Tool;

/// Print what makes a CA issue a certificate for a service, and constrains the CA
///
/// Prints the subjectAltName of the service and the name constraints of the CA above it, ready for a tool, with the
/// commands that use them and what they cost with clients of today. Makes no key and no certificate.
#[derive(Debug, clap::Args)]
pub(crate) struct IssueArguments {
    /// A service that the certificate is for, with or without its underscore; may be given more than once. `--service help`
    /// lists the services that have SRV-IDs
    #[arg(long = "service", value_name = "SERVICE", requires = "domain", required_unless_present = "from")]
    services: Vec<String>,
    /// The domain whose services they are, in A-labels or U-labels; without `--from`, the CA is held to it
    #[arg(long, value_name = "DOMAIN", requires = "services")]
    domain: Option<String>,
    /// The tool that issues
    #[arg(long = "for", value_name = "TOOL", value_enum, default_value_t)]
    tool: Tool,
    /// The certificate of a CA that exists already: prints what it would have to be reissued with
    #[arg(long, value_name = "CA-CERTIFICATE")]
    from: Option<PathBuf>,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// The result as JSON.
#[derive(Serialize)]
struct Issue<'a> {
    lines: Vec<&'a str>,
    #[serde(rename = "for")]
    tool: &'static str,
    extensions: Vec<ExtensionEntry>,
    warnings: &'a [String],
}

#[derive(Serialize)]
struct ExtensionEntry {
    oid: &'static str,
    critical: bool,
    /// The value of the extension, in hexadecimal.
    der: String,
}

impl From<&Extension> for ExtensionEntry {
    fn from(extension: &Extension) -> Self {
        Self { oid: extension.oid, critical: extension.critical, der: literal::hex(&extension.der) }
    }
}

/// Runs the command.
pub(crate) fn run(args: &IssueArguments) -> Result<Finished, Failure> {
    let plan = Plan::new(&args.services, args.domain.as_deref(), args.from.as_ref())?;
    let lines = args.tool.lines(&plan)?;
    let warnings = advice::warnings(&plan, args.tool);
    match args.format {
        OutputFormat::Json => {
            let extensions = plan.extensions().map(ExtensionEntry::from).collect();
            let (lines, tool) = (lines.lines().collect(), args.tool.name());
            Finished::json(&Issue { lines, tool, extensions, warnings: &warnings }, Status::Accepted)
        }
        OutputFormat::Text => {
            let comment = args.tool.comment();
            let mut text = lines;
            for warning in &warnings {
                text.push('\n');
                for line in wrap(warning, comment.len().saturating_add(1)).lines() {
                    text.push_str(&format!("{comment} {}\n", line.trim_start()));
                }
            }
            Ok(Finished { text, status: Status::Accepted })
        }
    }
}
