//! `--from`: what a CA that exists would have to be reissued with.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use srvname::Certificate;
use srvname::certificate::NameConstraints;

use crate::arguments;
use crate::make::file::pem;
use crate::make::{
    Constraints, Dn, Issued, Subtree, der, directory, dns, email, ip_net4, ip_net6, oid, registered_id, smtp_utf8, srv,
    srv_utf8, upn, uri,
};
use crate::programs::{openssl, succeed};
use crate::run::{Folder, Ran, srvname};
use crate::tools::{certificate, check_extension, commands, issue_by_templates, lines, python};

fn ca(constraints: Constraints) -> Issued {
    Issued::root("Example Root CA").sub_ca("Example Sub CA").constraints(constraints).issue()
}

/// Asks for a CA, and for the service of a domain if there is one.
fn from(folder: &Folder, ca: &Issued, domain: Option<&str>, more: &[&str]) -> Ran {
    let file = folder.chain("ca.pem", [ca]);
    let mut asked = arguments!["issue", "--format", "json", "--from", file].to_vec();
    if let Some(domain) = domain {
        asked.extend(arguments!["--service", "imaps", "--domain", domain]);
    }
    srvname(asked.into_iter().chain(more.iter().map(Into::into)))
}

/// Returns the bases that are printed, permitted and then excluded, by form and text.
fn bases(json: &Value) -> [Vec<String>; 2] {
    let extension = json["extensions"].as_array().and_then(|list| list.last()).expect("an extension");
    assert_eq!(extension["oid"], "2.5.29.30");
    let hex = extension["der"].as_str().expect("hexadecimal");
    let octet = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).expect("hexadecimal");
    let der: Vec<_> = (0..hex.len() / 2).map(octet).collect();
    let constraints = NameConstraints::from_der(&der).expect("constraints");
    [constraints.permitted(), constraints.excluded()]
        .map(|list| list.iter().map(|base| format!("{} {base}", base.form())).collect())
}

fn warnings(json: &Value) -> String {
    json["warnings"].to_string()
}

#[test]
fn srv_name_bases_say_what_dns_name_bases_say() {
    let folder = Folder::new("issue-from");
    let new = Constraints::new;
    // Constraints, the domain that is named, what is permitted and excluded beside what was, and what is said.
    type Case = (Constraints, Option<&'static str>, &'static [&'static str], &'static [&'static str], &'static str);
    let cases: [Case; 14] = [
        (new().permit(dns("example.com")), None, &["example.com"], &[], ""),
        (
            new().permit(dns("example.com")).permit(dns("example.org")).exclude(dns("secret.example.com")),
            None,
            &["example.com", "example.org"],
            &["secret.example.com"],
            "",
        ),
        (new().permit(dns("Example.com")).permit(dns("example.COM")), None, &["Example.com"], &[], ""),
        // The dot is dropped, and said; not if the base without it is there too.
        (new().permit(dns(".example.com")), None, &["example.com"], &[], "Permitted with a leading dot"),
        (new().permit(dns(".example.com")).permit(dns("example.com")), None, &["example.com"], &[], ""),
        (
            new().permit(dns("example.com")).exclude(dns(".a.example.com")),
            None,
            &["example.com"],
            &["a.example.com"],
            "Excluded with a leading dot",
        ),
        // No SRVName can be there.
        (
            new().permit(dns("example.com")).permit(dns("a_b.example.org")),
            None,
            &["example.com"],
            &[],
            "a_b.example.org. No SRVName has an underscore",
        ),
        (new().permit(dns("a_b.example.org")), None, &["_invalid.invalid"], &[], "permitted no service"),
        (new().permit(ip_net4([10, 0, 0, 0], 8)).exclude(dns("")), None, &["_invalid.invalid"], &[], "no service"),
        // Hosts are not said, so the domain is.
        (new().permit(ip_net4([10, 0, 0, 0], 8)), Some("example.com"), &["example.com"], &[], "from --domain"),
        (new().permit(dns("")), Some("example.com"), &["example.com"], &[], "from --domain"),
        (
            new().exclude(dns("secret.example.com")),
            Some("example.com"),
            &["example.com"],
            &["secret.example.com"],
            "from --domain",
        ),
        // Said before.
        (new().permit(dns("example.com")).permit(srv("_imaps.example.com")), None, &[], &[], "lists SRVName already"),
        (new().permit(srv("_imaps")), None, &[], &[], "permits that service for every domain"),
    ];
    for (constraints, domain, permitted, excluded, said) in cases {
        let before = NameConstraints::from_der(&constraints.der())
            .map(|constraints| {
                [constraints.permitted(), constraints.excluded()]
                    .map(|list| list.iter().map(|base| format!("{} {base}", base.form())).collect::<Vec<_>>())
            })
            .expect("constraints");
        let ran = from(&folder, &ca(constraints), domain, &[]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
        let json = ran.json();
        let added = [permitted, excluded].map(|list| list.iter().map(|base| format!("SRVName {base}")));
        let expected: Vec<Vec<_>> =
            before.into_iter().zip(added).map(|(was, added)| was.into_iter().chain(added).collect()).collect();
        assert_eq!(bases(&json).to_vec(), expected, "{json}");
        assert!(warnings(&json).contains(said), "{said}: {json}");
        if said.is_empty() {
            assert!(!warnings(&json).contains("leading dot"), "{json}");
        }
    }
}

/// Whether the constraints are critical is kept, and said.
#[test]
fn criticality_is_kept() {
    let folder = Folder::new("issue-from-critical");
    for critical in [true, false] {
        let json =
            from(&folder, &ca(Constraints::new().permit(dns("example.com")).critical(critical)), None, &[]).json();
        assert_eq!(json["extensions"][0]["critical"], Value::from(critical));
        assert_eq!(warnings(&json).contains("The constraints are not critical"), !critical, "{json}");
        assert_eq!(lines(&json).join("\n").contains("nameConstraints = critical, @constraints"), critical, "{json}");
    }
}

#[test]
fn what_cannot_be_reissued_is_told() {
    let folder = Folder::new("issue-from-refused");
    let new = Constraints::new;
    let cases: [(Constraints, Option<&str>, &str); 13] = [
        (
            new().permit(dns("*.example.com")),
            None,
            "a base is malformed (dNSName malformed:*.example.com) [RFC 5280 §4.2.1.10]",
        ),
        (new().permit(dns("example.com")).exclude(srv_utf8("example.com")), None, "a base is malformed (SRVName"),
        (new().permit(Subtree::of(dns("example.com")).minimum(1)), None, "has a minimum other than zero"),
        (new().permit(Subtree::of(dns("example.com")).maximum(0)), None, "has a minimum other than zero or a maximum"),
        (new().permit(dns("xn--99999999.example")), None, "A-label"),
        (new().permit(dns("")), None, "permit every host"),
        (new().permit(ip_net4([10, 0, 0, 0], 8)), None, "do not say which hosts"),
        (new().exclude(dns("secret.example.com")), None, "exclude hosts and permit none"),
        (new().permit(dns("example.com")), Some("example.org"), "it is outside every base that they permit"),
        (new().permit(dns("example.com")), Some("badexample.com"), "it is outside every base that they permit"),
        (
            new().permit(dns("example.com")).exclude(dns("a.example.com")),
            Some("b.a.example.com"),
            "they exclude a.example.com [RFC 5280 §6.1.3]",
        ),
        (new().permit(dns("a_b.example.org")), Some("example.org"), "_imaps.example.org cannot be issued"),
        (new().permit(srv("_pop3s.example.com")), Some("example.com"), "of CN=Example Sub CA: it is outside"),
    ];
    for (constraints, domain, why) in cases {
        from(&folder, &ca(constraints), domain, &[]).is_unanswered(why);
    }
    let root = Issued::root("Example Root CA");
    from(&folder, &root, None, &[]).is_unanswered("has no name constraints, so there are none to carry over");
    from(&folder, &root, Some("example.com"), &[]).is_unanswered("without --from, a CA is held to example.com");
    let server = root.end_entity("imap.example.com").san([dns("imap.example.com")]).issue();
    from(&folder, &server, None, &[]).is_unanswered("CN=imap.example.com is no CA");
    let two = folder.chain("two.pem", [&root, &server]);
    srvname(arguments!["issue", "--from", two]).is_unanswered("there are 2");
    let bad = folder.file("bad.pem", pem(b"\x30\x03\x02\x01\x00"));
    srvname(arguments!["issue", "--from", bad]).is_unanswered("bad.pem");
    srvname(arguments!["issue", "--from", folder.path().join("none.pem")]).is_unanswered("none.pem");
}

/// A subject or a base may hold anything: a script holds it as text, and a text is one line.
#[test]
fn nothing_in_a_certificate_leaves_its_place() {
    let folder = Folder::new("issue-from-hostile");
    let hostile = "{{ fail \"x\" }}\nEND\n$(touch gone)`touch gone`'\u{202e}\\";
    let subject = Dn::empty().and(oid::ORGANIZATION, der::UTF8_STRING, "a\\").and_cn(hostile);
    let base = Dn::cn(&format!("{hostile}\nnameConstraints = none\\"));
    let constraints = Constraints::new().permit(dns("example.com")).permit(directory(&base));
    let ca = Issued::root("Example Root CA").sub_ca("Example Sub CA").subject(subject).constraints(constraints).issue();
    for tool in ["openssl", "cfssl", "step-ca", "rcgen", "python", "der"] {
        let ran = from(&folder, &ca, None, &["--for", tool]);
        assert_eq!(ran.status, 0, "{tool}: {ran:?}");
        let json = ran.json();
        let text = lines(&json).join("\n");
        assert!(!text.contains('\u{202e}'), "{tool}: {text}");
        let code: Vec<_> = lines(&json).into_iter().filter(|line| !line.starts_with(['#', '/'])).collect();
        let code = code.join("\n");
        match tool {
            "openssl" => {
                assert_eq!(code.matches("nameConstraints").count(), 1, "{code}");
                assert!(text.lines().all(|line| !line.ends_with('\\')), "{text}");
            }
            "cfssl" | "step-ca" => assert_eq!(
                code.lines().filter(|line| *line == "END").count(),
                code.matches("<<'END'").count(),
                "{code}"
            ),
            _ => assert!(!code.contains("touch gone"), "{code}"),
        }
    }
}

/// A subject that CFSSL and step would write otherwise is not written.
#[test]
fn a_subject_keeps_its_octets() {
    let folder = Folder::new("issue-from-subject");
    let issued = |subject: Dn, tool: &str| {
        let constraints = Constraints::new().permit(dns("example.com"));
        let ca = Issued::root("Example Root CA").sub_ca("x").subject(subject).constraints(constraints).issue();
        from(&folder, &ca, None, &["--for", tool])
    };
    let printable = |name: &str| {
        Dn::empty().and(oid::ORGANIZATION, der::PRINTABLE_STRING, "Example").and(
            oid::COMMON_NAME,
            der::PRINTABLE_STRING,
            name,
        )
    };
    for tool in ["cfssl", "step-ca"] {
        let ran = issued(printable("Services CA"), tool);
        assert_eq!(ran.status, 0, "{ran:?}");
        assert_eq!(issued(Dn::cn("B\u{fc}cher"), tool).status, 0);
        for subject in [
            Dn::cn("Services CA"),
            printable("Services*CA"),
            Dn::empty().and(oid::COMMON_NAME, der::PRINTABLE_STRING, "CA").and(
                oid::ORGANIZATION,
                der::PRINTABLE_STRING,
                "O",
            ),
            printable("CA").and(oid::COMMON_NAME, der::PRINTABLE_STRING, "CA"),
            printable("CA").and_email_address("ca@example.com"),
        ] {
            issued(subject, tool).is_unanswered("would be written in other octets");
        }
    }
    let json = issued(printable("Services CA"), "cfssl").json();
    assert!(lines(&json).join("\n").contains("\"names\": [{\"O\": \"Example\"}]"), "{json}");
}

/// Every form that a CA may be constrained by.
fn every_form() -> Constraints {
    Constraints::new()
        .permit(dns("example.com"))
        .permit(email(".example.com"))
        .permit(uri("www.example.com"))
        .permit(ip_net4([10, 0, 0, 0], 8))
        .permit(ip_net6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32))
        .exclude(dns("secret.example.com"))
        .exclude(ip_net4([10, 1, 0, 0], 16))
}

/// And those for which tools have no words.
fn every_form_and_others() -> Constraints {
    every_form()
        .permit(directory(&Dn::empty().and(oid::ORGANIZATION, der::PRINTABLE_STRING, "Example")))
        .permit(registered_id("1.2.3.4"))
        .permit(upn("@example.com"))
        .exclude(dns(""))
        .exclude(email("\"a,b\"@example.com"))
        .exclude(smtp_utf8("b\u{fc}cher@example.com"))
}

/// A root, a CA below it with extensions of its own, and their keys, for OpenSSL.
fn written(folder: &Folder, constraints: Constraints, subject: Dn) -> PathBuf {
    let root = Issued::root("Example Root CA");
    let ca =
        root.sub_ca("Example Sub CA").subject(subject).constraints(constraints).extended_key_usage([oid::SERVER_AUTH]);
    let ca = ca.issue();
    folder.chain("root.pem", [&root]);
    folder.file("root.p8", root.pkcs8());
    folder.file("sub-ca.p8", ca.pkcs8());
    for key in ["root", "sub-ca"] {
        succeed(folder.path(), &format!("openssl pkey -inform DER -in {key}.p8 -out {key}.key"));
    }
    folder.chain("sub-ca.pem", [&ca])
}

/// Holds a reissued certificate to its old one: the constraints are new, all else is as it was.
#[track_caller]
fn is_reissued(old: &[u8], new: &[u8], json: &Value) {
    let constraints = json["extensions"].as_array().and_then(|list| list.last()).expect("an extension");
    check_extension(new, constraints);
    let [old, new] = [old, new].map(|der| Certificate::from_der(der).expect("a certificate"));
    assert_eq!(old.subject().content(), new.subject().content());
    assert_eq!(old.spki(), new.spki());
    let kept = |certificate: &Certificate<'_>| {
        let is_kept = |id: &String| !["2.5.29.30", "2.5.29.35"].contains(&id.as_str());
        let all = certificate.extensions().map(|one| (one.id().to_string(), one.critical(), one.value().to_vec()));
        let mut kept: Vec<_> = all.filter(|(id, ..)| is_kept(id)).collect();
        kept.sort();
        kept
    };
    assert_eq!(kept(&old), kept(&new));
}

#[test]
fn openssl_reissues_a_ca() {
    let Some(_) = openssl("openssl reissues") else { return };
    for (name, constraints, is_readable) in [("readable", every_form(), true), ("der", every_form_and_others(), false)]
    {
        let folder = Folder::new(&format!("issue-from-openssl-{name}"));
        let file = written(&folder, constraints, Dn::o("Example").and_cn("Example Sub CA"));
        let mut asked = arguments!["issue", "--format", "json", "--from", file].to_vec();
        if is_readable {
            asked.extend(arguments!["--service", "imaps", "--domain", "example.com"]);
        }
        let json = srvname(asked).json();
        let lines = lines(&json);
        assert_eq!(lines.join("\n").contains("DER:"), !is_readable, "{lines:#?}");
        folder.file("srvname.cnf", lines.join("\n"));
        let said = succeed(folder.path(), &commands(&lines).join("\n"));
        assert_eq!(said.contains("accept  _imaps.example.com"), is_readable, "{said}");
        is_reissued(&certificate(folder.path(), "sub-ca.pem"), &certificate(folder.path(), "new-sub-ca.pem"), &json);
    }
}

#[test]
fn python_reissues_a_ca() {
    let Some(python) = python("python reissues") else { return };
    let Some(_) = openssl("python reissues") else { return };
    for (name, constraints) in [("readable", every_form()), ("der", every_form_and_others())] {
        let folder = Folder::new(&format!("issue-from-python-{name}"));
        let file = written(&folder, constraints, Dn::o("Example").and_cn("Example Sub CA"));
        let json = srvname(arguments!["issue", "--format", "json", "--for", "python", "--from", file]).json();
        folder.file("lines.py", lines(&json).join("\n"));
        folder.file("reissue.py", include_str!("reissue.py"));
        succeed(folder.path(), &format!("'{}' reissue.py", python.display()));
        is_reissued(&certificate(folder.path(), "sub-ca.pem"), &certificate(folder.path(), "new-sub-ca.pem"), &json);
    }
}

#[test]
fn templates_of_step_reissue_a_ca() {
    let folder = Folder::new("issue-from-step");
    let subject = Dn::empty().and(oid::ORGANIZATION, der::PRINTABLE_STRING, "Example").and_cn("B\u{fc}cher {{ .CA }}");
    let constraints = Constraints::new().permit(dns("example.com"));
    let ca = Issued::root("Example Root CA").sub_ca("Example Sub CA").subject(subject).constraints(constraints).issue();
    let json = from(&folder, &ca, None, &["--for", "step-ca"]).json();
    let lines = lines(&json);
    let start = lines.iter().position(|line| *line == "cat > sub-ca.tpl <<'END'").expect("a template");
    let template: Vec<_> = lines[start + 1..].iter().take_while(|line| **line != "END").copied().collect();
    folder.file("sub-ca.tpl", template.join("\n"));
    if issue_by_templates(&folder) {
        let made = certificate(folder.path(), "sub-ca.pem");
        check_extension(&made, &json["extensions"][0]);
        let made = Certificate::from_der(&made).expect("a certificate");
        assert_eq!(made.subject().content(), Certificate::from_der(ca.der()).expect("a CA").subject().content());
    }
    assert!(fs::exists(folder.path().join("sub-ca.tpl")).expect("a folder"));
}
