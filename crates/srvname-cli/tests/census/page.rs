//! The page: self-contained, escaped, complete without its script.

use std::fs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::make::{self, Ca, Dn};
use crate::{census, collection, folder, pem};

fn page(name: &str, certificates: &str) -> String {
    let folder = folder(name);
    fs::write(folder.join("a.pem"), certificates).expect("written");
    String::from_utf8(census("html", &[&folder]).stdout).expect("text")
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map(|(inner, _)| inner).expect("both marks")
}

/// Nothing on the page comes from elsewhere, and no name in a certificate gets out of its cell.
#[test]
fn the_page_is_self_contained() {
    let nasty = Dn::o("</script><script>alert(1)</script>");
    let root = Ca::root("Example Root CA");
    let issuer = Dn::o("</title><img>");
    let ca = root.sub_ca("x").subject(nasty).issuer(issuer).issue();
    let page = page("page", &make::file::pem(ca.der()));
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    for foreign in ["http://", "https://", "src=", "@import", "url(//", "style=\"", "onclick", "javascript:"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert_eq!(
        (page.matches("<script>").count(), page.matches("<script").count(), page.matches("</script>").count()),
        (1, 1, 1)
    );
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<img>"));
    assert!(page.contains("<strong>1 certificate of 1 CA to reissue</strong>"));
    assert!(page.contains("<dt>technically constrained</dt><dd>for TLS, "));
    // Every chart can be read out, and every fill is one that was drawn.
    assert_eq!(page.matches("role=\"img\"").count(), page.matches("<desc id=").count());
    for fill in page.split("fill=\"url(#").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(page.contains(&format!("<pattern id=\"{fill}\"")), "{fill}");
    }
}

/// A browser runs the script and the style of the page, and nothing else: the policy has their digests.
#[test]
fn the_policy_names_the_script_and_the_style() {
    let page = page("page-policy", &make::file::pem(Ca::root("Example Root CA").der()));
    let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    for (kind, text) in
        [("style", between(&page, "<style>", "</style>")), ("script", between(&page, "<script>", "</script>"))]
    {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
        let source = format!("{kind}-src 'sha256-{}'", STANDARD.encode(digest));
        assert!(policy.contains(&source), "{source} is not in {policy}");
    }
}

/// Labels, headings and names that a screen reader needs, and all rows without the script.
#[test]
fn the_page_is_complete_without_its_script() {
    let collection = collection();
    let page = page("page-complete", &pem(&collection.iter().collect::<Vec<_>>()));
    let list = between(&page, "id=\"certificates\"", "</table>");
    assert_eq!(list.matches(" data-held=").count(), 6);
    assert!(page.contains("id=\"filter\" role=\"search\" aria-label=\"Rows of the three tables\" hidden"), "{page}");
    for id in ["words", "set"] {
        assert!(page.contains(&format!("<label for=\"{id}\">")) && page.contains(&format!(" id=\"{id}\"")), "{id}");
    }
    // What a label or a heading is looked up by is there, once.
    for attribute in ["aria-labelledby=\"", "aria-describedby=\""] {
        let names = page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
        for id in names.flat_map(|names| names.split(' ')) {
            assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
        }
    }
    // What scrolls can be reached by keyboard and has a name.
    assert_eq!(
        page.matches("class=\"wide").count(),
        page.matches("class=\"wide").count().min(page.matches("role=\"region\"").count())
    );
    for (until, what) in [("2049-12-31", "the technically constrained CAs"), ("2049-12-31", "all CAs")] {
        assert!(
            page.contains(&format!("For {what} on <time datetime=\"{until}T23:59:59Z\">{until}</time>, in 23 years")),
            "{what}"
        );
    }
}
