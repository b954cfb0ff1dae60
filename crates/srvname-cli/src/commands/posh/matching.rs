//! `srvname posh match`: whether a certificate is one that a document describes.

use std::path::{Path, PathBuf};
use std::slice;

use rustls_pki_types::UnixTime;
use srvname::Certificate;
use srvname::delegation::posh::{Material, Presented, ReadDocument, ResolveError};
use srvname_algorithms::AwsLcDigests;

use super::answer::Answer;
use super::document_file;
use crate::arguments::OutputFormat;
use crate::exit::{Failure, Finished};
use crate::input::certificates;
use crate::input::file_name::FileName;
use crate::input::kind::Reads;
use crate::input::time;

/// Ask whether a certificate is one that a document describes
///
/// The certificate is compared by its hashes, and its validity period is asked; its trust path and its names do not count
/// (RFC 7711 §4). Not asked: revocation, and whether the document came from the domain. Exit status: 0 it is, 1 it is not or
/// a document is wrong, 2 the question could not be answered.
#[derive(Debug, clap::Args)]
pub(super) struct MatchArguments {
    /// The document of the source domain; `-` is standard input
    #[arg(value_name = "FILE")]
    document: PathBuf,
    /// The document that it refers to, if it has a `url`
    #[arg(long, value_name = "FILE")]
    referred: Option<PathBuf>,
    /// How many seconds ago the document of the source domain was fetched
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    age: u64,
    /// The time of the question, in the format of RFC 3339; without it, now
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<UnixTime>,
    /// The certificate that the server presents; of several, the first is the end entity
    #[arg(value_name = "CERT")]
    certificate: PathBuf,
    /// Output format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: OutputFormat,
}

/// Runs the command.
pub(super) fn run(args: &MatchArguments) -> Result<Finished, Failure> {
    let source = document_file::read(&args.document)?;
    let referred = args.referred.as_deref().map(document_file::read).transpose()?;
    let list = certificates::read_list(slice::from_ref(&args.certificate), Reads::Certificates)?;
    let Some((given, others)) = list.split_first() else { return Err(Failure::new("no certificate")) };
    let name = |path: &Path| FileName::new(path).to_string();
    let mut files: Vec<(String, ReadDocument)> = Vec::new();
    for (path, document) in [(Some(&args.document), Some(source)), (args.referred.as_ref(), referred)] {
        let Some((path, document)) = path.zip(document) else { continue };
        match document {
            Ok(document) => files.push((name(path), document)),
            Err(error) => return Answer::invalid(name(path), &error).finish(args.format),
        }
    }
    let certificate = match Certificate::from_der(&given.der) {
        Ok(certificate) => certificate,
        Err(error) => return Answer::malformed(given.origin(), &error).finish(args.format),
    };
    let documents: Vec<_> = files.iter().map(|(_, read)| &read.document).collect();
    let (source, referred) = (documents.first(), documents.get(1));
    let resolved = source.map(|source| Material::resolve(source, referred.copied()));
    let material = match resolved {
        Some(Ok(material)) => material,
        Some(Err(error @ (ResolveError::NotReferred(_) | ResolveError::NoReference))) => {
            let what = if args.referred.is_some() { "leave out --referred" } else { "give it with --referred" };
            return Err(Failure::new(format_args!("{}: {error}; {what} [{}]", name(&args.document), error.citation())));
        }
        Some(Err(error)) => return Answer::no_material(error.citation(), error.to_string()).finish(args.format),
        None => return Err(Failure::new("no document")),
    };
    let now = args.at.unwrap_or_else(UnixTime::now).as_secs();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let presented = Presented { certificate: &certificate, now, age: args.age };
    let mut answer = Answer::verdict(&material.verify(presented, &AwsLcDigests));
    files.iter().for_each(|(file, read)| answer.note(file, &read.notes));
    if !others.is_empty() {
        answer.say(format!("{}: the first of {} certificates is asked about", name(&args.certificate), list.len()));
    }
    answer.finish(args.format)
}
