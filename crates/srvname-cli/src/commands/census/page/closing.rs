//! What the words and keys mean, how to count the same again, and what could not be read.

use maud::{Markup, display, html};

use crate::commands::census::keys::KEYS;
use crate::commands::census::report::CensusReport;
use crate::commands::census::tally::UnreadableCertificate;
use crate::commands::census::terms::TERMS;
use crate::commands::census::text::number;

pub(super) fn sections(report: &CensusReport) -> Markup {
    html! {
        (terms())
        (repetition(report))
        (bad(&report.bad))
    }
}

fn terms() -> Markup {
    html! {
        section aria-labelledby="terms" {
            h2 #terms { "Terms" }
            dl { @for (term, definition) in TERMS { dt { (term) } dd { (definition) } } }
            details {
                summary { "The keys of --format json" }
                @for object in KEYS {
                    h3 { "Of " (object.of) }
                    dl { @for (key, what) in object.keys { dt { (key) } dd { (what) } } }
                }
            }
        }
    }
}

/// What somebody needs who wants to count the same.
fn repetition(report: &CensusReport) -> Markup {
    html! {
        section aria-labelledby="again" {
            h2 #again { "How to count the same again" }
            p { "Counted by srvname " (report.version) " with:" }
            pre { (report.command) }
            h3 #inputs-title { "What was read" }
            div.wide tabindex="0" role="region" aria-labelledby="inputs-title" {
                table aria-labelledby="inputs-title" {
                    thead {
                        tr {
                            th.any scope="col" { "Path" }
                            th.number scope="col" { "Files" }
                            th.number scope="col" { "Octets" }
                            th.number scope="col" { "Certificates" }
                            th scope="col" { "SHA-256" }
                        }
                    }
                    tbody {
                        @for input in &report.inputs {
                            (read(&input.path, Some(input.files), input.octets, input.certificates, &input.sha256))
                        }
                        @if let Some(ccadb) = &report.ccadb {
                            (read(&format_args!("{} (CCADB)", ccadb.file), Some(1), ccadb.octets, ccadb.records, &ccadb.sha256))
                        }
                    }
                }
            }
            @if report.files.len() > 1 {
                details {
                    summary { "File by file" }
                    div.wide tabindex="0" role="region" aria-label="Files" {
                        table {
                            thead {
                                tr {
                                    th.any scope="col" { "File" }
                                    th.number scope="col" { "Octets" }
                                    th.number scope="col" { "Certificates" }
                                    th scope="col" { "SHA-256" }
                                }
                            }
                            tbody {
                                @for file in &report.files {
                                    (read(&file.file, None, file.octets, file.certificates, &file.sha256))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn read(name: &dyn std::fmt::Display, files: Option<u64>, octets: u64, certificates: u64, sha256: &str) -> Markup {
    html! {
        tr {
            th.any scope="row" { (display(name)) }
            @if let Some(files) = files { td.number { (number(files)) } }
            td.number { (number(octets)) }
            td.number { (number(certificates)) }
            td.hash { (sha256) }
        }
    }
}

fn bad(bad: &[UnreadableCertificate]) -> Markup {
    html! {
        @if !bad.is_empty() {
            section aria-labelledby="bad-title" {
                h2 #bad-title { "Unreadable certificates" }
                div.wide tabindex="0" role="region" aria-labelledby="bad-title" {
                    table aria-labelledby="bad-title" {
                        thead {
                            tr {
                                th.any scope="col" { "File" }
                                th.number scope="col" { "Row" }
                                th.any scope="col" { "Why" }
                            }
                        }
                        tbody {
                            @for own in bad {
                                tr {
                                    td.any { (display(&own.file)) }
                                    td.number { (number(own.row)) }
                                    td.any { (own.error) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
