//! The JSON of every command against the schemas in the documents, which are closed: a key that is not documented fails.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

use crate::arguments;
use crate::make::{Constraints, Issued, Subtree, directory, dns, ip_net4, ip_net6, ip_raw, srv};
use crate::make::{Dn, file, other_name, raw, registered_id, tagged};
use crate::probe_world::World;
use crate::run::{AT, Folder, srvname, with_input};

/// A schema of a document, and the keys of what was checked against it.
struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
    source: Value,
    seen: BTreeSet<String>,
}

impl Schema {
    /// The schema with this title; the document must name each of its keys outside the schemas.
    fn of(document: &str, title: &str) -> Self {
        let text = document_text(document);
        let is_it = |source: &Value| source["title"] == title;
        let mut sources = blocks(&text, "json").into_iter().map(|block| serde_json::from_str(block).expect("JSON"));
        let source: Value = sources.find(is_it).unwrap_or_else(|| panic!("{document} has no schema {title}"));
        let prose: String = text.split("```").step_by(2).collect();
        for key in keys_of_schema(&source) {
            assert!(prose.contains(&format!("`{key}`")), "{document} does not say what {key} is");
        }
        let mut compiler = Compiler::new();
        let (mut schemas, place) = (Schemas::new(), "file:///schema.json");
        compiler.add_resource(place, source.clone()).expect("a place");
        let index = compiler.compile(place, &mut schemas).unwrap_or_else(|error| panic!("{document}: {error:#}"));
        Self { schemas, index, source, seen: BTreeSet::new() }
    }

    #[track_caller]
    fn check(&mut self, output: &Value) {
        if let Err(error) = self.schemas.validate(output, self.index) {
            panic!("{error:#}");
        }
        keys_of(output, &mut self.seen);
    }

    fn refuses(&self, output: &Value) -> bool {
        self.schemas.validate(output, self.index).is_err()
    }

    /// Every key that is documented was in some output.
    #[track_caller]
    fn was_seen(&self) {
        let documented = keys_of_schema(&self.source);
        let missing: Vec<_> = documented.difference(&self.seen).collect();
        assert!(missing.is_empty(), "documented, and in no output: {missing:?}");
    }
}

fn document_text(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The fenced blocks of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let begin = format!("```{language}\n");
    text.split(&begin).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The names of all properties. Each object of a schema must be closed.
fn keys_of_schema(schema: &Value) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    match schema {
        Value::Object(object) => {
            let properties = object.get("properties").and_then(Value::as_object);
            // The alternatives of `oneOf` say more of properties that are declared beside it.
            if let Some(properties) = properties.filter(|_| object.contains_key("type")) {
                assert_eq!(object.get("additionalProperties"), Some(&json!(false)), "{schema}");
                keys.extend(properties.keys().cloned());
            }
            keys.extend(object.values().flat_map(keys_of_schema));
        }
        Value::Array(values) => keys.extend(values.iter().flat_map(keys_of_schema)),
        _ => {}
    }
    keys
}

fn keys_of(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            keys.extend(object.keys().cloned());
            object.values().for_each(|value| keys_of(value, keys));
        }
        Value::Array(values) => values.iter().for_each(|value| keys_of(value, keys)),
        _ => {}
    }
}

/// The shipped certificates of a folder.
fn shipped(folder: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(srvname_testkit::testdata().join(folder)).expect("a folder");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pem"));
    files.sort();
    assert!(files.len() > 5, "{folder}");
    files
}

fn output(arguments: impl IntoIterator<Item = OsString>, files: &[PathBuf]) -> Value {
    srvname(arguments.into_iter().chain(files.iter().map(Into::into))).json()
}

/// Certificates with whatever a document has a word for.
fn curious() -> Vec<Issued> {
    let root = Issued::root("Example Root CA");
    let constraints = Constraints::new()
        .permit(Subtree::of(dns("xn--bcher-kva.example")).minimum(1).maximum(300))
        .permit(srv("_imap."))
        .exclude(ip_raw(&[1, 2, 3]))
        .exclude(registered_id("2.999.1"));
    let names = [
        other_name("2.25.1", &[0x05, 0x00]),
        tagged(&[0xbf, 0x29], &[]),
        raw(0xa3, &[0x30, 0x00]),
        raw(0xa5, &[0x30, 0x00]),
        srv("_imap.xn--bcher-kva.example"),
    ];
    let sub_ca = root.sub_ca("Example Sub CA").constraints(constraints).issue();
    let server = sub_ca.end_entity("a.example").san(names).issue();
    let broken = root.sub_ca("Broken").san([]).issue();
    vec![server, sub_ca, broken, root]
}

#[test]
fn verdicts_are_documented() {
    let mut schema = Schema::of("VERDICT-JSON.md", "srvname verify --format json, srvname check --format json");
    let mut codes = BTreeSet::new();
    for path in shipped("chains") {
        let chain = file::ChainFile::parse(&std::fs::read_to_string(&path).expect("text")).expect("a chain");
        let roots = srvname_testkit::testdata().join(format!("roots/{}.pem", chain.roots));
        let (service, domain) =
            chain.reference.clone().unwrap_or_else(|| ("imap".to_owned(), "nobody.invalid".to_owned()));
        let question = arguments!["--service", service, "--domain", domain, "--format", "json"];
        let verify = arguments!["verify", "--roots", roots, "--at", chain.at].into_iter().chain(question);
        let verified = output(verify, std::slice::from_ref(&path));
        let checked = output(arguments!["check", "--format", "json"], &[path, roots]);
        for verdict in [&verified, &checked] {
            schema.check(verdict);
            codes.extend(verdict["error"]["code"].as_str().map(str::to_owned));
        }
    }
    schema.was_seen();
    let documented = schema.source["properties"]["error"]["properties"]["code"]["enum"].as_array().expect("codes");
    let text = document_text("VERDICT-JSON.md");
    for code in documented.iter().filter_map(Value::as_str) {
        assert!(text.contains(&format!("`{code}`")), "{code}");
        // What takes a hundred signatures is tried elsewhere.
        assert!(codes.contains(code) || code == "too_much_work", "no shipped chain is refused as {code}");
    }
    // Neither half of a verdict goes with the other.
    let other = json!({"verdict": "accept", "reference": null, "matched": null, "rule": "constrained", "path": [],
        "error": {"code": "expired", "position": 0, "name": null, "imposed_by": null, "message": "x"}});
    assert!(schema.refuses(&other));
}

#[test]
fn inspected_certificates_are_documented() {
    let mut schema = Schema::of("VERDICT-JSON.md", "srvname inspect --format json");
    let inspect = || arguments!["inspect", "--format", "json"];
    schema.check(&output(inspect(), &shipped("chains")));
    schema.check(&output(inspect(), &shipped("lint")));
    let curious = Folder::new("schemas-inspect").chain("curious.pem", &curious());
    let mut shown = output(inspect(), &[curious]);
    schema.check(&shown);
    schema.was_seen();
    // The schema is what finds an undocumented key.
    shown["certificates"][0]["names"][0]["undocumented"] = json!(1);
    assert!(schema.refuses(&shown));
}

#[test]
fn findings_are_documented() {
    let mut schema = Schema::of("LINT-JSON.md", "srvname lint --format json");
    let profiles = arguments!["--profile", "pkix", "--profile", "br", "--profile", "smime", "--profile", "srv"];
    let lint = || arguments!["lint", "--format", "json", "--fail-on", "never"].into_iter().chain(profiles.clone());
    let found = output(lint(), &shipped("lint"));
    schema.check(&found);
    schema.check(&output(lint().chain(arguments!["--chain"]), &shipped("chains")));
    let folder = Folder::new("schemas-lint");
    folder.chain("curious.pem", &curious());
    let draft = Issued::root("Example Root CA").sub_ca("x").subject(Dn::o("Example")).san([srv("_imap..")]);
    folder.file("request.csr", file::pem_block("CERTIFICATE REQUEST", &draft.request()));
    folder.file("notes.txt", "no certificate");
    let all = output(lint(), &[folder.path().to_owned()]);
    schema.check(&all);
    schema.was_seen();
    let of_request = all["findings"].as_array().expect("findings").iter().find(|one| one["subject"] == "O=Example");
    assert!(of_request.is_some_and(|one| one["file"].as_str().is_some_and(|file| file.ends_with("request.csr"))));
    let text = document_text("LINT-JSON.md");
    for finding in found["findings"].as_array().expect("findings") {
        assert_eq!(finding["citation"], finding["citations"][0]);
        let place = finding["place"].as_str().expect("a place");
        let general: String = place.chars().filter(|character| !character.is_ascii_digit()).collect();
        assert!(text.contains(&format!("`{}`", general.replace("[]", "[N]"))), "{place} is not documented");
    }

    let mut list = Schema::of("LINT-JSON.md", "srvname lint --list --format json");
    list.check(&output(lint().chain(arguments!["--list"]), &[]));
    list.was_seen();

    let mut one = Schema::of("LINT-JSON.md", "srvname lint --explain --format json");
    for lint in ["nc_not_critical", "nc_tc_missing_dns", "srv_san_trailing_dot", "chain_not_a_path"] {
        one.check(&output(arguments!["lint", "--format", "json", "--explain", lint], &[]));
    }
    one.was_seen();
}

/// A CA that is technically constrained and has a finding, and one that is neither.
fn cas_to_reissue() -> [Issued; 2] {
    let root = Issued::root("Example Root CA");
    let constraints = Constraints::new()
        .permit(dns(".example.com"))
        .permit(directory(&Dn::o("Example")))
        .exclude(ip_net4([0; 4], 0))
        .exclude(ip_net6([0; 8], 0));
    let limited = root.sub_ca("limited").subject(Dn::o("Limited")).constraints(constraints).issue();
    [limited, root.sub_ca("open").subject(Dn::o("Open")).issue()]
}

#[test]
fn a_census_is_documented() {
    let mut schema = Schema::of("CENSUS.md", "srvname census --format json");
    let census = || arguments!["census", "--format", "json", "--at", AT];
    let folder = Folder::new("schemas-census");
    folder.chain("cas.pem", &cas_to_reissue());
    folder.file("bad.pem", "-----BEGIN CERTIFICATE-----\nMAMCAQA=\n-----END CERTIFICATE-----\n");
    let found = output(census(), &[folder.path().to_owned()]);
    schema.check(&found);
    let records = Folder::new("schemas-census-records");
    let fingerprint = found["reissue"][0]["sha256"].as_str().expect("a digest");
    let records = records.file("records.csv", format!("CA Owner,SHA-256 Fingerprint\nSomebody,{fingerprint}\n"));
    let joined = arguments!["census", "--format", "json", "--at", AT, "--ccadb", records, folder.path()];
    schema.check(&srvname(joined).json());
    schema.was_seen();
    schema.check(&output(census(), &[srvname_testkit::testdata()]));
    let none = Folder::new("schemas-census-empty");
    schema.check(&output(census(), &[none.chain("root.pem", &[Issued::root("Example Root CA")])]));

    let text = document_text("CENSUS.md");
    let table = srvname(arguments!["census", "--format", "csv", "--at", AT, folder.path()]).out;
    for column in table.lines().next().expect("a line").split(',') {
        assert!(text.contains(&format!("`{}`", column.trim_matches('"'))), "{column} is not documented");
    }
    // What the text defines, the document defines.
    let report = srvname(arguments!["census", "--at", AT, folder.path()]).out;
    for term in text.split("## JSON").next().expect("terms").lines().filter_map(|line| line.strip_prefix("| ")) {
        let term = term.split(" |").next().expect("a cell");
        assert!(term == "term" || report.contains(&format!("\n  {term}: ")), "{term} is not defined in\n{report}");
    }
}

/// The program in the document joins what both commands write.
#[test]
fn lints_are_found_beside_the_census() {
    if Command::new("python3").arg("--version").output().is_err() {
        eprintln!("skipped: no python3");
        return;
    }
    let text = document_text("CENSUS.md");
    let [program] = blocks(&text, "python").try_into().expect("one program");
    assert!(program.lines().count() <= 10, "{program}");
    let folder = Folder::new("schemas-join");
    let cas = folder.chain("cas.pem", &cas_to_reissue());
    let written = |name: &str, arguments: Vec<OsString>| {
        folder.file(name, srvname(arguments.into_iter().chain([cas.clone().into()])).out)
    };
    let census = written("census.json", arguments!["census", "--at", AT, "--format", "json"].to_vec());
    let lint = written("lint.json", arguments!["lint", "--fail-on", "never", "--format", "json"].to_vec());
    let program = folder.file("join.py", program);
    let ran = Command::new("python3").args([&program, &census, &lint]).output().expect("python3");
    let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success() && err.is_empty(), "{err}");
    let lines: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
    let [head, limited, open] = lines.as_slice() else { panic!("{out}") };
    assert_eq!(head, &["not_after", "constraints", "owner", "lints"]);
    assert_eq!(limited[1..3], ["technically constrained", "Limited"]);
    assert!(limited[3].contains("nc_dns_leading_dot"), "{out}");
    assert_eq!(open[1..], ["none", "Open", "-"]);
}

#[test]
fn policies_are_documented() {
    let good = "version: STSv1\nmode: enforce\nmx: a.example\nmax_age: 600\n\n";
    let none = good.replace("enforce", "none");
    let run =
        |arguments: &[&str], policy: &str| with_input([&["mta-sts"], arguments].concat(), policy.as_bytes()).json();
    let mut schema = Schema::of("MTA-STS-JSON.md", "srvname mta-sts check --format json");
    let check = ["check", "--format", "json", "-"];
    let about = ["--domain", "example", "--mx", "b.example", "--txt"];
    for policy in [good, &none, "mode: x", ""] {
        schema.check(&run(&check, policy));
        for records in [&["v=STSv1 ; id=1"][..], &["v=STSv1; id=-"], &["a", "b"]] {
            schema.check(&run(&[&check[..], &about, records].concat(), policy));
        }
    }
    schema.was_seen();
    let mut schema = Schema::of("MTA-STS-JSON.md", "srvname mta-sts match --format json");
    for policy in [good, &none, "mode: x"] {
        for hosts in [&["a.example"][..], &["a.example", "b.example"]] {
            schema.check(&run(&[&["match", "--format", "json", "-"], hosts].concat(), policy));
        }
    }
    schema.was_seen();
    let mut schema = Schema::of("MTA-STS-JSON.md", "srvname mta-sts write --format json");
    schema.check(&run(&["write", "--format", "json", "--mode", "enforce", "--max-age", "600", "a.example"], ""));
    schema.was_seen();
}

#[test]
fn records_are_documented() {
    let folder = Folder::new("schemas-tlsa");
    let root = Issued::root("Example Root CA");
    let server = root.end_entity("Example Server").san([dns("mx.example")]).issue();
    let chain = folder.chain("chain.pem", [&server, &root]);
    let bad = folder.chain("bad.pem", [&root.end_entity("x").san_raw(false, &[0x30, 0]).issue()]);
    let run = |arguments: &[OsString]| {
        let arguments = arguments!["tlsa"].into_iter().chain(arguments.iter().cloned());
        srvname(arguments.chain(arguments!["--format", "json"])).json()
    };
    let mut schema = Schema::of("TLSA-JSON.md", "srvname tlsa show --format json");
    let shown = run(&arguments!["show", chain, "--port", "25", "--host", "mx.example"]);
    schema.check(&shown);
    schema.check(&run(&arguments!["show", bad]));
    // Nothing that is given to `show` is a record.
    schema.seen.extend(["record", "line", "octet"].map(str::to_owned));
    schema.was_seen();
    let text = |certificate: usize, record: usize| {
        shown["certificates"][certificate]["records"][record]["text"].as_str().expect("text").to_owned()
    };
    let (key, anchor) = (text(0, 0), text(1, 0));
    let swapped = text(0, 2).replace("3 0 1", "3 1 1");
    let records = [key.as_str(), &anchor, &swapped, "4 1 1 00", "3 1 1 0g", &key.replace("3 1 1", "1 1 1")];
    let mut schema = Schema::of("TLSA-JSON.md", "srvname tlsa match --format json");
    for record in records {
        for profile in ["smtp", "srv"] {
            let arguments = arguments!["match", record, "--chain", chain, "--host", "mx.example", "--at", AT];
            schema.check(&run(&[&arguments[..], &arguments!["--domain", "a.b", "--profile", profile]].concat()));
        }
    }
    schema.was_seen();
    let mut schema = Schema::of("TLSA-JSON.md", "srvname tlsa check --format json");
    for record in records {
        schema.check(&run(&arguments!["check", record, "--chain", chain]));
    }
    let whole: String = server.der().iter().map(|octet| format!("{octet:02x}")).collect();
    let daily = root.end_entity("Daily").not_before("2026-11-01T00:00:00Z").not_after("2026-12-01T00:00:00Z").issue();
    let daily = folder.chain("daily.pem", [&daily]);
    let shown = run(&arguments!["show", daily]);
    let digest = shown["certificates"][0]["records"][2]["text"].as_str().expect("text");
    schema.check(&run(&arguments!["check", digest, "--chain", daily]));
    schema.check(&run(&arguments!["check", format!("3 0 0 {whole}"), "--chain", chain]));
    schema.was_seen();
}

#[test]
fn probes_are_documented() {
    let mut schema = Schema::of("PROBE-JSON.md", "srvname probe --format json");
    for ending in ["good", "wrong", "unanswered", "hostile"] {
        // Unit tests hold these files to what the program writes.
        let path = srvname_testkit::testdata().join(format!("probe/{ending}.json"));
        let report = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        schema.check(&serde_json::from_str(&report).expect("JSON"));
    }
    schema.was_seen();
    let world = World::new("schemas-probe", &["imap.example.com"]);
    let mut report = world.probe(&["example.com", "--format", "json"]).json();
    schema.check(&report);
    report["services"][0]["servers"][0]["undocumented"] = json!(1);
    assert!(schema.refuses(&report));
}

#[test]
fn posh_documents_are_documented() {
    let folder = Folder::new("schema-posh");
    let server = |key: &str| Issued::root("Hosting CA").end_entity("host.example").key(key).issue();
    let [own, other] = ["own", "other"].map(|key| folder.chain(&format!("{key}.pem"), [&server(key)]));
    let broken = Issued::root("Hosting CA").end_entity("x").san_raw(false, &[0x30, 0]).issue();
    let broken = folder.chain("broken.pem", [&broken]);
    let mut schema = Schema::of("POSH-JSON.md", "srvname posh write --format json");
    let written = srvname(arguments!["posh", "write", "--format", "json", own]).json();
    schema.check(&written);
    schema.check(&srvname(["posh", "write", "--format", "json", "--url", "https://a.test/p"]).json());
    schema.was_seen();
    let mut schema = Schema::of("POSH-JSON.md", "srvname posh match --format json");
    let body = written["body"].as_str().expect("a document");
    for (body, at, certificate) in [
        (body, AT, &own),
        (body, AT, &other),
        (body, AT, &broken),
        (body, "2051-01-01T00:00:00Z", &own),
        (r#"{"fingerprints":[{"sha-1":""}],"expires":1}"#, AT, &own),
        ("{", AT, &own),
    ] {
        for age in ["0", "86401"] {
            let arguments = arguments!["posh", "match", "--format", "json", "--at", at, "--age", age, "-", certificate];
            schema.check(&with_input(arguments, body.as_bytes()).json());
        }
    }
    schema.was_seen();
}
