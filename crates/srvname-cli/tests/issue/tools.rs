//! Every tool issues what is printed for it, where the tool can be had, and `srvname verify` accepts the outcome.
//!
//! What cannot be had is skipped, and said.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use serde_json::Value;
use srvname::Certificate;
use srvname_testkit::make::file::certificates;

use crate::arguments;
use crate::programs::{find, openssl, say, shell, succeed};
use crate::run::{Folder, srvname};

/// The services of every certificate here.
pub(crate) const SERVICES: [&str; 4] = ["--service", "imaps", "--service", "_submissions"];

/// Returns what is printed for a tool as JSON.
fn issued(tool: &str, more: &[&str]) -> Value {
    let arguments = ["issue", "--domain", "example.com", "--for", tool, "--format", "json"];
    srvname(arguments.iter().chain(&SERVICES).chain(more)).json()
}

/// Returns the lines for a tool.
pub(crate) fn lines(json: &Value) -> Vec<&str> {
    json["lines"].as_array().expect("lines").iter().map(|line| line.as_str().expect("text")).collect()
}

/// Returns the commands of a configuration of OpenSSL.
pub(crate) fn commands(lines: &[&str]) -> Vec<String> {
    lines.iter().filter_map(|line| line.strip_prefix("#   ")).map(str::to_owned).collect()
}

/// Reads the only certificate of a file.
pub(crate) fn certificate(folder: &Path, file: &str) -> Vec<u8> {
    let text = fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let [der] = certificates(&text).expect("PEM").try_into().expect("one certificate");
    der
}

/// Holds an extension of a certificate to what was printed as JSON: octets and criticality.
#[track_caller]
pub(crate) fn check_extension(der: &[u8], printed: &Value) {
    let certificate = Certificate::from_der(der).expect("a certificate");
    let oid = printed["oid"].as_str().expect("an object identifier");
    let extension = certificate.extensions().find(|extension| extension.id().to_string() == oid);
    let extension = extension.unwrap_or_else(|| panic!("no {oid}"));
    let hex: String = extension.value().iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(printed["der"], Value::from(hex), "{oid}");
    assert_eq!(printed["critical"], Value::from(extension.critical()), "{oid}");
}

/// Holds `service.pem` and the CA in a folder to what is printed for a tool, to the linter, and to what was said of OpenSSL.
#[track_caller]
pub(crate) fn check_extensions(folder: &Path, tool: &str, sub_ca: &str) {
    let json = issued(tool, &[]);
    let [names, constraints] = json["extensions"].as_array().expect("extensions").as_slice() else { panic!("{json}") };
    check_extension(&certificate(folder, "service.pem"), names);
    check_extension(&certificate(folder, sub_ca), constraints);
    let chain = ["service.pem", sub_ca, "root.pem"].map(|file| folder.join(file));
    let chain = chain.map(|file| fs::read_to_string(file).expect("text")).concat();
    fs::write(folder.join("chain.pem"), chain).expect("a file");
    let ran = srvname(arguments!["lint", "--chain", "--format", "json", folder.join("chain.pem")]);
    assert_eq!(ran.status, 0, "{}", ran.out);
    if find("openssl", "what OpenSSL says of a chain").is_some() {
        openssl_refuses(folder, sub_ca);
    }
}

/// OpenSSL refuses the chain with the error that is announced.
#[track_caller]
fn openssl_refuses(folder: &Path, sub_ca: &str) {
    let output = shell(folder, &format!("openssl verify -CAfile root.pem -untrusted {sub_ca} service.pem"));
    let said = [output.stdout, output.stderr].map(|octets| String::from_utf8_lossy(&octets).into_owned()).concat();
    assert!(!output.status.success() && said.contains("error 51 at 0 depth lookup"), "{said}");
}

#[test]
fn openssl_issues_what_verify_accepts() {
    let Some(_) = openssl("openssl issues") else { return };
    let folder = Folder::new("issue-openssl");
    let json = issued("openssl", &[]);
    let lines = lines(&json);
    folder.file("srvname.cnf", lines.join("\n"));
    let commands = commands(&lines);
    assert_eq!(commands.len(), 4, "{commands:?}");
    let verdict = succeed(folder.path(), &commands.join("\n"));
    assert!(verdict.contains("accept  _imaps.example.com"), "{verdict}");
    check_extensions(folder.path(), "openssl", "sub-ca.pem");
    assert!(json["warnings"][0].as_str().is_some_and(|warning| warning.contains("error 51")), "{json}");
}

/// "Critical or not", says the text, and that a CA is held to its domain.
#[test]
fn openssl_refuses_whether_critical_or_not_and_the_constraint_binds() {
    let Some(_) = openssl("openssl refuses") else { return };
    let folder = Folder::new("issue-openssl-not-critical");
    let json = issued("openssl", &[]);
    let configuration = lines(&json).join("\n");
    let not_critical = configuration.replace("nameConstraints = critical, ", "nameConstraints = ");
    assert_ne!(configuration, not_critical);
    folder.file("srvname.cnf", &not_critical);
    let commands = commands(&lines(&json));
    succeed(folder.path(), &commands.join("\n"));
    openssl_refuses(folder.path(), "sub-ca.pem");
    // Another domain, which srvname would not have written.
    folder.file("srvname.cnf", not_critical.replace("IA5:_imaps.example.com", "IA5:_imaps.example.net"));
    succeed(folder.path(), &commands[2]);
    let verify = arguments!["verify", "--service", "imaps", "--domain", "example.net", "--format", "json", "--roots"];
    let files = ["root.pem", "service.pem", "sub-ca.pem"].map(|file| folder.path().join(file));
    let ran = srvname(verify.into_iter().chain(arguments![&files[0], &files[1], &files[2]]));
    assert_eq!(ran.code(), "name_not_permitted", "{ran:?}");
}

/// The script of a tool is run as it is; its last command verifies.
#[test]
fn cfssl_issues_what_verify_accepts() {
    let Some(cfssl) = find("cfssl", "cfssl issues") else { return };
    let Some(_) = find("cfssljson", "cfssl issues") else { return };
    let folder = Folder::new("issue-cfssl");
    let script = lines(&issued("cfssl", &[])).join("\n");
    let version = Command::new(cfssl).arg("version").output().expect("cfssl starts");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if version.contains("Version: 1.2") {
        // What the text warns of.
        let output = shell(folder.path(), &script);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{said}");
        let sub_ca = certificate(folder.path(), "sub-ca.pem");
        assert!(Certificate::from_der(&sub_ca).expect("a CA").name_constraints().is_none());
        say("skipped: cfssl issues: this is version 1.2, which drops the extensions; it takes 1.6");
        return;
    }
    let verdict = succeed(folder.path(), &script);
    assert!(verdict.contains("accept  _imaps.example.com"), "{verdict}");
    check_extensions(folder.path(), "cfssl", "sub-ca.pem");
}

/// Returns the files that a script writes.
fn written<'a>(lines: &[&'a str]) -> Vec<(&'a str, String)> {
    let mut files = Vec::new();
    let mut lines = lines.iter();
    while let Some(line) = lines.next() {
        if let Some(name) = line.strip_prefix("cat > ").and_then(|rest| rest.strip_suffix(" <<'END'")) {
            let body: Vec<_> = lines.by_ref().take_while(|line| **line != "END").copied().collect();
            files.push((name, body.join("\n")));
        }
    }
    files
}

/// A template is Go's text/template of JSON. Without `{{` it renders to itself, so it can be read as JSON.
#[test]
fn templates_of_step_have_the_extensions() {
    let json = issued("step-ca", &[]);
    let files = written(&lines(&json));
    let [("sub-ca.tpl", sub_ca), ("service.tpl", service)] = files.as_slice() else { panic!("{files:?}") };
    assert!(!sub_ca.contains("{{") && !service.contains("{{"));
    let sub_ca: Value = serde_json::from_str(sub_ca).expect("JSON");
    let constraints = &json["extensions"][1];
    assert_eq!(sub_ca["extensions"][0]["id"], constraints["oid"]);
    assert_eq!(sub_ca["extensions"][0]["critical"], constraints["critical"]);
    assert_eq!(sub_ca["basicConstraints"], serde_json::json!({"isCA": true, "maxPathLen": 0}));
    let service: Value = serde_json::from_str(service).expect("JSON");
    let name = |name: &str| serde_json::json!({"type": "1.3.6.1.5.5.7.8.7", "value": format!("ia5:{name}")});
    let names = [name("_imaps.example.com"), name("_submissions.example.com")];
    assert_eq!(service["sans"], Value::from(names.to_vec()));
    assert_eq!(service["extKeyUsage"], serde_json::json!(["serverAuth"]));
}

#[test]
fn step_issues_what_verify_accepts() {
    let folder = Folder::new("issue-step");
    let json = issued("step-ca", &[]);
    if find("step", "step issues by its own program").is_some() {
        let verdict = succeed(folder.path(), &lines(&json).join("\n"));
        assert!(verdict.contains("accept  _imaps.example.com"), "{verdict}");
        check_extensions(folder.path(), "step-ca", "sub-ca.pem");
    }
    for (name, content) in written(&lines(&json)) {
        folder.file(name, content);
    }
    if issue_by_templates(&folder) {
        let verify = lines(&json).last().copied().expect("a command");
        let verdict = succeed(folder.path(), verify);
        assert!(verdict.contains("accept  _imaps.example.com"), "{verdict}");
        check_extensions(folder.path(), "step-ca", "sub-ca.pem");
    }
}

/// Issues by the templates in a folder with the package that step and step-ca use for them, where Go and the package are
/// installed; returns `false`, and says so, where they are not.
pub(crate) fn issue_by_templates(folder: &Folder) -> bool {
    let test = "step issues by its package x509util";
    let Some(go) = find("go", test) else { return false };
    let packages = Path::new("/usr/share/gocode");
    if !packages.join("src/go.step.sm/crypto/x509util").is_dir() {
        say(&format!("skipped: {test}: no package go.step.sm/crypto (Debian: golang-step-crypto-dev)"));
        return false;
    }
    let source = folder.file("templates.go", include_str!("templates.go"));
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go-cache");
    let program = folder.path().join("templates");
    let mut build = Command::new(go);
    build.args([&arguments!["build", "-o"][..], &arguments![program, source]].concat()).env("GOCACHE", cache);
    build.env("GO111MODULE", "off").env("GOPATH", packages).env("GOFLAGS", "");
    let built = build.output().expect("go starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let ran = Command::new(program).current_dir(folder.path()).output().expect("the program starts");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    true
}

/// Returns a Python that has the package `cryptography`, or says that there is none.
pub(crate) fn python(test: &str) -> Option<PathBuf> {
    static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();
    let python = find("python3", test)?;
    let found = PYTHON.get_or_init(|| with_cryptography(python)).clone();
    if found.is_none() {
        say(&format!("skipped: {test}: no package cryptography for Python, and none to be installed"));
    }
    found
}

/// Returns a Python with the package, which is installed into a folder of the tests where the machine does not have it.
fn with_cryptography(python: PathBuf) -> Option<PathBuf> {
    let has_it = |python: &Path| {
        let mut command = Command::new(python);
        command.args(["-c", "from cryptography import x509"]).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if has_it(&python) {
        return Some(python);
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python");
    let own = folder.join("bin/python");
    if !has_it(&own) {
        let run = |command: &mut Command| command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let _no_venv = run(Command::new(&python).args(["-m", "venv"]).arg(&folder));
        let options = ["-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1", "cryptography"];
        let _no_package = run(Command::new(&own).args(options));
    }
    has_it(&own).then_some(own)
}

#[test]
fn python_issues_what_verify_accepts() {
    let Some(python) = python("python issues") else { return };
    let folder = Folder::new("issue-python");
    folder.file("lines.py", lines(&issued("python", &[])).join("\n"));
    folder.file("issue.py", include_str!("issue.py"));
    succeed(folder.path(), &format!("'{}' issue.py", python.display()));
    let verify = "srvname verify --service submissions --domain example.com --roots root.pem service.pem sub-ca.pem";
    let verdict = succeed(folder.path(), verify);
    assert!(verdict.contains("accept  _submissions.example.com"), "{verdict}");
    check_extensions(folder.path(), "python", "sub-ca.pem");
}
