//! The verdict of `verify` and `check` as text: the diagram of the path, the verdict, its reason and advice.

use srvname::{ReferenceId, SubCaRule};

use crate::exit::Finished;
use crate::input::idn;
use crate::output::color::Palette;
use crate::output::path_diagram;
use crate::output::verdict::{Accepts, Advised, Circumstances, Role, Verdict};
use crate::output::wrap::{sentence, shorten, wrap};

/// Longest paragraph, in characters: some contain a name, which may be as long as a certificate.
const MAX_PARAGRAPH: usize = 2000;

/// Returns the verdict as text.
pub(crate) fn render(advised: &Advised<'_, '_>, circumstances: Circumstances, accepts: Accepts<'_>) -> Finished {
    let palette = Palette::of_standard_output();
    let Advised { verdict, advice } = advised;
    let (word, headline, paragraphs) = match &verdict.outcome {
        Ok(_) => (palette.good("accept"), asked(verdict), accepted(verdict, accepts)),
        Err(rejection) => {
            let why = sentence(&rejection.to_string());
            (
                palette.bad("reject"),
                rejection.code().to_owned(),
                std::iter::once(why).chain(advice.iter().cloned()).collect(),
            )
        }
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
    let drawn = path_diagram::draw(verdict, &circumstances, palette);
    let paragraphs = paragraphs
        .into_iter()
        .chain(verdict.notes.iter().cloned())
        .chain(names_only)
        .map(|paragraph| format!("\n{}", wrap(&shorten(&paragraph, MAX_PARAGRAPH), 2)));
    let text = format!("{drawn}\n{word}  {headline}\n{}", paragraphs.collect::<String>());
    Finished { text, status: verdict.status() }
}

/// Returns the reference identifier for the headline of an acceptance, with its Unicode form.
fn asked(verdict: &Verdict<'_>) -> String {
    let Some(matched) = verdict.matched() else { return "the names of this path".to_owned() };
    let reference = matched.reference.to_string();
    match idn::unicode_labels(&reference) {
        Some(unicode) => format!("{reference}  ({unicode})"),
        None => reference,
    }
}

fn accepted(verdict: &Verdict<'_>, accepts: Accepts<'_>) -> Vec<String> {
    let presents_srv_name = verdict.path.first().is_some_and(|link| link.srv_names().next().is_some());
    let is_request = verdict.path.first().is_some_and(|end_entity| end_entity.request.is_some());
    let has_intermediates = verdict.path.iter().any(|link| link.role == Role::Intermediate);
    let anchor_is_bound = verdict.path.last().is_some_and(|last| !last.constraints.is_empty());
    let what = verdict.matched().map(|matched| match matched.reference {
        ReferenceId::Srv { .. } => "service",
        ReferenceId::Dns(_) => "host",
        ReferenceId::Ip(_) => "address",
        ReferenceId::Mailbox { .. } => "mailbox",
        _ => "name",
    });
    let identity = match what {
        Some(what) if is_request => {
            format!("The request asks for this {what}, and every CA above it may issue that name.")
        }
        None if is_request => "Every name that the request asks for is one that the CAs above it may issue.".to_owned(),
        Some(what) if has_intermediates => {
            format!("The certificate names this {what}, and every CA above it may issue that name.")
        }
        Some(what) => format!("The certificate names this {what}, and the trust anchor itself is its issuer."),
        None => {
            "Every name is one that the CAs above it may issue. No identity was asked: --service and --domain, --host, \
                 --ip or --email ask for one."
                .to_owned()
        }
    };
    let rule = match verdict.rule {
        _ if !presents_srv_name => "The end entity presents no SRVName, so the rule does not apply.".to_owned(),
        // Decision 3: nobody is bound.
        rule if !has_intermediates && !anchor_is_bound => {
            format!(
                "Rule {rule}: no CA is below the trust anchor, so there is none that the rule could ask anything of."
            )
        }
        SubCaRule::Confined => {
            "Rule confined: every CA is limited to SRVNames of the domains that it permits.".to_owned()
        }
        SubCaRule::Constrained if !has_intermediates => {
            "Rule constrained: the trust anchor, the only CA, lists SRVName in its name constraints.".to_owned()
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
    vec![identity, rule]
}
