//! `srvname check`.

use crate::arguments;
use crate::make::{Constraints, Issued, dns, srv};
use crate::run::{Folder, Ran, srvname};

/// A path whose signatures, dates and key usages are all wrong, and whose names are right.
fn path() -> [Issued; 3] {
    let root = Issued::root("Example Root CA");
    let constraints = Constraints::new().permit(srv("example.com")).permit(dns("example.com"));
    let ca = root.sub_ca("Example Sub CA").constraints(constraints).key_usage([]).corrupt_signature().issue();
    let server = ca.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]);
    let server = server.not_after("2024-01-02T00:00:00Z").key_usage([]).signed_by("somebody").issue();
    [server, ca, root]
}

fn check<'a>(name: &str, certificates: impl IntoIterator<Item = &'a Issued>, more: &[&str]) -> Ran {
    let chain = Folder::new(name).chain("chain.pem", certificates);
    let arguments = arguments!["check", "--format", "json", chain];
    srvname(arguments.into_iter().chain(more.iter().map(std::ffi::OsString::from)))
}

fn roles(ran: &Ran) -> Vec<String> {
    let json = ran.json();
    let path = json["path"].as_array().expect("a path");
    path.iter().map(|link| link["role"].as_str().expect("a role").to_owned()).collect()
}

#[test]
fn names_and_nothing_else_are_looked_at() {
    let ran = check("names-only", &path(), &[]);
    assert_eq!((ran.code().as_str(), ran.err.as_str()), ("", ""));
    let json = ran.json();
    assert!(json["reference"].is_null() && json["matched"].is_null(), "{}", ran.out);
}

#[test]
fn an_identity_is_asked_for_with_service_and_domain() {
    let asked = ["--service", "_xmpp-server", "--domain", "EXAMPLE.com."];
    let ran = check("identity", &path(), &asked);
    assert_eq!(ran.code(), "");
    let json = ran.json();
    assert_eq!(
        (&json["reference"], &json["matched"]),
        (&"_xmpp-server.EXAMPLE.com".into(), &"_xmpp-server.example.com".into())
    );
    let ran = check("identity-other", &path(), &["--service", "imap", "--domain", "example.com"]);
    assert_eq!(ran.code(), "no_matching_identifier");
    let json = ran.json();
    assert_eq!(json["reference"], "_imap.example.com");
    assert_eq!(json["error"]["asked"], serde_json::json!(["_imap.example.com"]));
    assert_eq!(json["error"]["presented"], serde_json::json!(["_xmpp-server.example.com"]));
    assert!(json["advice"][0].as_str().is_some_and(|advice| advice.contains("the service is another")), "{}", ran.out);
}

#[test]
fn the_last_certificate_is_the_anchor_when_it_is_self_issued() {
    let [server, ca, root] = path();
    let ran = check("anchor", [&server, &ca, &root], &[]);
    assert_eq!(roles(&ran), ["end-entity", "intermediate", "trust-anchor"]);
    assert_eq!(ran.json()["path"][2]["subject"], "CN=Example Root CA");
    // A copy of the anchor says nothing that the anchor does not.
    let ran = check("anchor-copy", [&server, &ca, &root, &root, &root], &[]);
    assert_eq!((ran.code(), roles(&ran).len()), (String::new(), 3));
}

#[test]
fn the_last_certificate_is_a_bound_ca_when_its_anchor_is_not_shown() {
    let [server, ca, _] = path();
    let ran = check("unshown", [&server, &ca], &[]);
    assert_eq!(ran.code(), "");
    assert_eq!(roles(&ran), ["end-entity", "intermediate"]);
    let open = Issued::root("Example Root CA").sub_ca("Example Sub CA").issue();
    let ran = check("unshown-open", [&server, &open], &[]);
    assert_eq!(ran.code(), "ca_lacks_srv_constraints");
    assert_eq!(ran.json()["error"]["position"], 1);
    assert_eq!(check("unshown-rfc5280", [&server, &open], &["--rule", "rfc5280"]).code(), "");
}

#[test]
fn one_certificate_is_no_path() {
    let [server, ..] = path();
    check("one", [&server], &[]).is_unanswered("at least two certificates");
}

#[test]
fn the_order_given_is_the_path() {
    let [server, ca, root] = path();
    let ran = check("order", [&ca, &server, &root], &[]);
    assert_eq!((ran.code().as_str(), &ran.json()["error"]["position"]), ("wrong_order", &0.into()));
    // The list is shown as it was given, path or not.
    let json = ran.json();
    let subjects: Vec<_> =
        json["path"].as_array().expect("a path").iter().map(|link| link["subject"].clone()).collect();
    assert_eq!(subjects, ["CN=Example Sub CA", "CN=xmpp.example.com", "CN=Example Root CA"]);
}

#[test]
fn what_no_path_may_look_like_is_refused() {
    let [server, ca, root] = path();
    let below_server = server.end_entity("evil.example.com").san([srv("_xmpp-server.example.com")]).issue();
    let ran = check("not-a-ca", [&below_server, &server, &ca, &root], &[]);
    assert_eq!((ran.code().as_str(), &ran.json()["error"]["position"]), ("not_a_ca", &1.into()));

    let ran = check("copied", [&server, &ca, &ca, &root], &[]);
    assert_eq!((ran.code().as_str(), &ran.json()["error"]["position"]), ("wrong_order", &1.into()));
    assert!(ran.json()["advice"].to_string().contains("drop certificate 2 from the list"), "{}", ran.out);

    let twin = ca.self_issued("Example Sub CA").issue();
    let ran = check("repeated", [&server, &twin, &ca, &root], &[]);
    assert_eq!((ran.code().as_str(), &ran.json()["error"]["position"]), ("repeated_certificate", &2.into()));

    let constrained =
        ca.end_entity("xmpp.example.com").constraints(Constraints::new().permit(dns("example.com"))).issue();
    let ran = check("constrained-server", [&constrained, &ca, &root], &[]);
    assert_eq!(ran.code(), "name_constraints_without_ca");
}

#[test]
fn thirty_two_cas_are_a_path_and_thirty_three_are_not() {
    let row = crate::run::row_of_cas(33);
    for (cas, code) in [(32, ""), (33, "path_too_long")] {
        let server = row[cas].end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com")]).issue();
        let chain: Vec<_> = [&server].into_iter().chain(row[..=cas].iter().rev()).collect();
        let ran = check("depth", chain.iter().copied(), &[]);
        assert_eq!((ran.code().as_str(), ran.status), (code, i32::from(cas > 32)));
        assert_eq!(ran.json()["path"].as_array().map(Vec::len), Some(cas + 2));
        if cas > 32 {
            assert!(ran.json()["error"]["position"].is_null() && ran.json()["error"]["imposed_by"].is_null());
            assert!(ran.out.contains("more than 32 CAs are between"), "{}", ran.out);
        }
        let text = srvname(arguments!["check", Folder::new("depth-text").chain("chain.pem", chain.iter().copied())]);
        assert_eq!(text.out.contains("What to do: use a path with fewer CAs"), cas > 32, "{}", text.out);
        // Without the root the topmost CA is one more, below an anchor that is not shown.
        let ran = check("depth-unshown", chain[..=cas].iter().copied(), &[]);
        assert_eq!(ran.code(), code);
    }
}

#[test]
fn the_first_certificate_that_cannot_be_read_is_the_refusal() {
    let [server, ca, root] = path();
    let broken = ca.sub_ca("Broken CA").constraints(Constraints::new().with_permitted_list()).issue();
    let worse = ca.sub_ca("Worse CA").trailing(&[0]).issue();
    let ran = check("malformed", [&server, &ca, &broken, &worse, &root], &[]);
    assert_eq!(ran.code(), "malformed_certificate");
    let json = ran.json();
    assert_eq!(json["error"]["position"], 2);
    assert_eq!(roles(&ran), ["end-entity", "intermediate", "intermediate", "intermediate", "trust-anchor"]);
    assert_eq!((&json["path"][1]["subject"], &json["path"][2]["subject"]), (&"CN=Example Sub CA".into(), &"".into()));
    // Both are named for the person who has to replace them.
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    assert!(
        ran.err.contains("chain.pem: certificate 2: ") && ran.err.contains("chain.pem: certificate 3: "),
        "{}",
        ran.err
    );
}

#[test]
fn half_a_question_is_none() {
    for half in [["--service", "imap"], ["--domain", "example.com"]] {
        let ran = check("half", &path(), &half);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains("required"), "{}", ran.err);
    }
}
