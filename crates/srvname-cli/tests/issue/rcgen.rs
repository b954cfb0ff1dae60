//! `--for rcgen`: what is printed is compiled here, and makes a chain.

use crate::arguments;
use crate::run::{Folder, srvname};
use crate::tools::{SERVICES, check_extensions};

/// What `srvname issue` prints, as it is.
#[expect(unreachable_pub, reason = "the functions are for the file that they are pasted into")]
mod printed {
    include!("rcgen_lines.rs");
    // As docs/ISSUING.md uses it.
    include!("rcgen_use.rs");
}

#[test]
fn what_is_printed_is_what_is_compiled() {
    let asked = arguments!["issue", "--domain", "example.com", "--for", "rcgen", "--format", "json"];
    let ran = srvname(asked.into_iter().chain(SERVICES.iter().map(Into::into)));
    let json = ran.json();
    let lines: Vec<_> = json["lines"].as_array().expect("lines").iter().filter_map(|line| line.as_str()).collect();
    let compiled: Vec<_> = include_str!("rcgen_lines.rs").lines().collect();
    assert_eq!(lines, compiled, "tests/issue/rcgen_lines.rs is to be {}", lines.join("\n"));
}

#[test]
fn rcgen_issues_what_verify_accepts() {
    let [root, sub_ca, service] = printed::chain().expect("a chain");
    let folder = Folder::new("issue-rcgen");
    let (root, sub_ca) = (folder.file("root.pem", root), folder.file("sub-ca.pem", sub_ca));
    let service = folder.file("service.pem", service);
    let asked = arguments!["verify", "--service", "imaps", "--domain", "example.com", "--format", "json"];
    let ran = srvname(asked.into_iter().chain(arguments!["--roots", root, &service, &sub_ca]));
    assert_eq!(ran.code(), "", "{ran:?}");
    check_extensions(folder.path(), "rcgen", "sub-ca.pem");
}
