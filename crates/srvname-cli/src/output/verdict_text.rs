//! The verdict of `verify` and `check` as text: the diagram of the path, the verdict, its reason and advice.

use srvname::{Rejection, SubCaRule};

use crate::exit::Finished;
use crate::input::idn;
use crate::output::color::Palette;
use crate::output::verdict::{Accepts, Circumstances, Verdict};
use crate::output::wrap::{sentence, shorten, wrap};
use crate::output::{advice, path_diagram};

/// Longest paragraph, in characters: some contain a name, which may be as long as a certificate.
const MAX_PARAGRAPH: usize = 2000;

/// Returns the verdict as text.
pub(crate) fn render(verdict: &Verdict<'_>, circumstances: &Circumstances, accepts: Accepts<'_>) -> Finished {
    let palette = Palette::of_standard_output();
    let (word, headline, paragraphs) = match &verdict.outcome {
        Ok(_) => (palette.good("accept"), asked(verdict), accepted(verdict, accepts)),
        Err(rejection) => (palette.bad("reject"), rejection.code().to_owned(), refused(verdict, rejection, accepts)),
    };
    let is_request = verdict.path.first().is_some_and(|end_entity| end_entity.request.is_some());
    let names_only = match circumstances {
        Circumstances::Names if is_request => Some(
            "This is about a certificate signing request, which no CA has signed: it asks for these names, and proves \
             nothing. Names only: no signature was checked, that of the request included, and no date or key usage."
                .to_owned(),
        ),
        Circumstances::Names => Some("Names only: no signature, date or key usage was checked.".to_owned()),
        Circumstances::Everything => None,
    };
    let drawn = path_diagram::draw(verdict, circumstances, palette);
    let paragraphs = paragraphs
        .into_iter()
        .chain(names_only)
        .map(|paragraph| format!("\n{}", wrap(&shorten(&paragraph, MAX_PARAGRAPH), 2)));
    let text = format!("{drawn}\n{word}  {headline}\n{}", paragraphs.collect::<String>());
    Finished { text, status: verdict.status() }
}

/// Returns the reference identifier for the headline of an acceptance, with its Unicode form.
fn asked(verdict: &Verdict<'_>) -> String {
    let Some(reference) = verdict.reference else { return "the names of this path".to_owned() };
    let reference = reference.to_string();
    match idn::unicode_labels(&reference) {
        Some(unicode) => format!("{reference}  ({unicode})"),
        None => reference,
    }
}

fn accepted(verdict: &Verdict<'_>, accepts: Accepts<'_>) -> Vec<String> {
    let presents_srv_name = verdict.path.first().is_some_and(|link| link.srv_names().next().is_some());
    let is_request = verdict.path.first().is_some_and(|end_entity| end_entity.request.is_some());
    let identity = match &verdict.reference {
        Some(_) if is_request => "The request asks for this service, and every CA above it may issue that name.",
        None if is_request => "Every name that the request asks for is one that the CAs above it may issue.",
        Some(_) => "The certificate names this service, and every CA above it may issue that name.",
        None => {
            "Every name is one that the CAs above it may issue. No identity was checked; --service and --domain check \
             whether the certificate is valid for a service."
        }
    };
    let rule = match verdict.rule {
        _ if !presents_srv_name => "The end entity presents no SRVName, so the rule does not apply.".to_owned(),
        SubCaRule::Confined => {
            "Rule confined: every CA is limited to SRVNames of the domains that it permits.".to_owned()
        }
        SubCaRule::Constrained => "Rule constrained: every CA lists SRVName in its name constraints.".to_owned(),
        rule if accepts(SubCaRule::Constrained) => {
            format!("Rule {rule}. The default, constrained, would accept this path as well.")
        }
        rule => format!(
            "Rule {rule}. The default, constrained, would refuse this path, because a CA on it leaves SRVName open and so \
             may issue SRVNames for any domain (RFC 9525 §7.6)."
        ),
    };
    vec![identity.to_owned(), rule]
}

fn refused(verdict: &Verdict<'_>, rejection: &Rejection, accepts: Accepts<'_>) -> Vec<String> {
    let why = sentence(&rejection.to_string());
    let advice = advice::about(verdict, rejection, accepts);
    std::iter::once(why).chain(advice).collect()
}
