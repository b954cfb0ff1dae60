//! A diagram of a path from the anchor down: its certificates, what each CA may issue, and what is refused.

use std::collections::BTreeSet;

use srvname::{
    certificate::{GeneralSubtree, PresentedId},
    constraints::Position,
    name::{Base, Form},
};

use crate::input::idn;
use crate::output::color::Palette;
use crate::output::verdict::{Circumstances, PathEntry, Role, Verdict};
use crate::output::wrap::{columns, list, pad, shorten};

/// Most names or bases that are shown of a certificate; `inspect` shows all.
const MAX_SHOWN: usize = 8;

/// The column at which the details of a certificate begin.
const COLUMN: usize = 17;

/// The most that is shown of one name, in characters. The longest domain name fits.
const MAX_NAME: usize = 320;

/// Returns the diagram of a verdict's path.
pub(crate) fn draw(verdict: &Verdict<'_>, circumstances: &Circumstances, palette: Palette) -> String {
    let mut drawing = PathDiagram { verdict, palette, lines: String::new() };
    drawing.missing_anchor(circumstances);
    for (position, link) in verdict.path.iter().enumerate().rev() {
        drawing.link(Position::new(position), link);
        if position > 0 {
            drawing.gap();
        }
    }
    drawing.lines
}

struct PathDiagram<'s, 'a> {
    verdict: &'s Verdict<'a>,
    palette: Palette,
    lines: String,
}

impl<'a> PathDiagram<'_, 'a> {
    /// Writes the line of an anchor that is not in the path.
    fn missing_anchor(&mut self, circumstances: &Circumstances) {
        let Some(top) = self.verdict.path.last().filter(|top| top.role != Role::TrustAnchor) else { return };
        let Some(certificate) = &top.certificate else { return };
        let issuer = match circumstances {
            _ if certificate.is_self_issued() => "none: the certificate below names itself as its issuer".to_owned(),
            Circumstances::Names => format!("not shown: {}", shorten(certificate.issuer(), MAX_NAME)),
            Circumstances::Everything => format!("not found: {}", shorten(certificate.issuer(), MAX_NAME)),
        };
        self.header(" ", Role::TrustAnchor, &issuer, "");
        self.gap();
    }

    fn link(&mut self, position: Position, link: &PathEntry<'a>) {
        let readable = link.certificate.is_some() || link.request.is_some() || link.role == Role::TrustAnchor;
        let subject = match link.subject.as_str() {
            "" if readable => "(empty subject)",
            "" => "(cannot be read)",
            subject => subject,
        };
        let rejection = self.verdict.outcome.as_ref().err();
        let mark = match rejection {
            Some(rejection) if rejection.imposed_by() == Some(position) => "<- its constraint refuses",
            Some(rejection) if rejection.position() == Some(position) && rejection.name().is_none() => {
                "<- refused here"
            }
            _ => "",
        };
        let unsigned = if link.request.is_some() { "  (a request that no CA has signed)" } else { "" };
        let subject = format!("{}{unsigned}", shorten(subject, MAX_NAME));
        self.header(&position.to_string(), link.role, &subject, mark);
        if readable {
            self.names(position, link);
            if link.role != Role::EndEntity {
                self.constraints(position, link);
            }
        }
    }

    /// Writes the SRVNames of a certificate, and any other name that is refused.
    fn names(&mut self, position: Position, link: &PathEntry<'a>) {
        let refused = match &self.verdict.outcome {
            Err(rejection) if rejection.position() == Some(position) => rejection.name(),
            _ => None,
        };
        let matched = self.verdict.matched().filter(|_| position == Position::END_ENTITY);
        let matched = matched.map(|matched| matched.presented);
        // A name of another form is shown where it is what was asked for.
        let other = matched.filter(|presented| presented.form() != Form::SrvName);
        let matched = matched.map(|presented| presented.offset());
        let names = link.srv_names().chain(other).map(|name| Row::of_name(&name, refused, matched));
        let names: Vec<_> = names.collect();
        if names.is_empty() && link.role == Role::EndEntity {
            self.detail(&format!("no SRVName{}", other_names(link)), link.role);
        }
        if let Some(refused) = refused.filter(|_| names.iter().all(|name| name.mark != Mark::Refused)) {
            let extension =
                matches!(&self.verdict.outcome, Err(rejection) if rejection.code() == "unknown_critical_extension");
            let what = if extension { "critical extension " } else { "" };
            let text = format!("{what}{}", shorten(refused, MAX_NAME));
            self.rows("", &[Row { text, beside: String::new(), below: None, mark: Mark::Refused }], link.role);
        }
        self.rows("", &names, link.role);
    }

    fn constraints(&mut self, position: Position, link: &PathEntry<'a>) {
        let permitted: Vec<_> = link.permitted().map(|base| Row::of_base(&base)).collect();
        let excluded: Vec<_> = link.excluded().map(|base| Row::of_base(&base)).collect();
        self.rows("permitted SRVName  ", &permitted, link.role);
        self.rows("excluded SRVName   ", &excluded, link.role);
        let lists = !permitted.is_empty() || !excluded.is_empty();
        let others = constrained_forms(link);
        let open = match (lists, others.is_empty(), link.role) {
            (true, true, _) => return,
            (true, false, _) => format!("also constrains {}", list(&others)),
            (false, false, _) => format!("constrains {}, and leaves SRVName open", list(&others)),
            (false, true, Role::TrustAnchor) => "no name constraints".to_owned(),
            (false, true, _) => "no name constraints, and so leaves SRVName open".to_owned(),
        };
        let at_fault = self.verdict.outcome.as_ref().err().is_some_and(|rejection| {
            rejection.code() == "ca_lacks_srv_constraints" && rejection.position() == Some(position)
        });
        let open = if at_fault && !lists { self.palette.bad(&open) } else { self.palette.faint(&open) };
        self.detail(&open, link.role);
    }

    /// Writes the first rows and the marked ones; then how many more there are.
    fn rows(&mut self, label: &str, rows: &[Row], role: Role) {
        let shown = || rows.iter().enumerate().filter(|(index, row)| *index < MAX_SHOWN || row.mark != Mark::None);
        let width = shown().map(|(_, row)| columns(&row.text)).max().unwrap_or(0);
        for (_, row) in shown() {
            let beside = match row.mark {
                Mark::None => self.palette.faint(&row.beside),
                Mark::Matched => self.palette.good("<- this is it"),
                Mark::Refused => self.palette.bad("<- refused"),
            };
            let line =
                if beside.is_empty() { row.text.clone() } else { format!("{}   {beside}", pad(&row.text, width)) };
            self.detail(&format!("{label}{line}"), role);
            if let Some(below) = &row.below {
                self.detail(
                    &self.palette.faint(&format!("{}{below}", pad("", columns(label).saturating_add(2)))),
                    role,
                );
            }
        }
        let more = rows.len().saturating_sub(shown().count());
        if more > 0 {
            self.detail(&format!("{label}and {more} more, see srvname inspect"), role);
        }
    }

    fn header(&mut self, number: &str, role: Role, subject: &str, mark: &str) {
        let mark = if mark.is_empty() { String::new() } else { format!("   {}", self.palette.bad(mark)) };
        let role = match role {
            Role::TrustAnchor => "trust anchor",
            Role::Intermediate => "CA",
            Role::EndEntity => "end entity",
        };
        let start = pad(&format!("{number:>2} {role}"), COLUMN);
        self.lines += &format!("{start}{}{mark}\n", self.palette.strong(subject));
    }

    fn detail(&mut self, text: &str, role: Role) {
        let start = if role == Role::EndEntity { "" } else { " │" };
        self.lines += &format!("{}{text}\n", pad(start, COLUMN));
    }

    fn gap(&mut self) {
        self.lines += " │\n";
    }
}

/// A name or a base as it is shown.
struct Row {
    text: String,
    /// What is written after it.
    beside: String,
    /// What is written on the next line: why it is malformed.
    below: Option<String>,
    mark: Mark,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Matched,
    Refused,
}

impl Row {
    fn of_name(presented: &PresentedId<'_>, refused: Option<&str>, matched: Option<usize>) -> Self {
        let text = presented.to_string();
        let mark = if matched == Some(presented.offset()) {
            Mark::Matched
        } else if refused == Some(text.as_str()) {
            Mark::Refused
        } else {
            Mark::None
        };
        let (unicode, below) = match presented.name() {
            Ok(name) => (idn::unicode_name(&name), None),
            Err(error) => (None, Some(format!("{error} [{}]", error.citation()))),
        };
        Self { text: with_unicode(&text, unicode), beside: String::new(), below, mark }
    }

    fn of_base(subtree: &GeneralSubtree<'_>) -> Self {
        let (unicode, below) = match subtree.base().base() {
            Ok(base) if subtree.has_rfc5280_bounds() => (idn::unicode_base(&base), None),
            Ok(base) => {
                (idn::unicode_base(&base), Some("uses minimum/maximum, which RFC 5280 forbids (§4.2.1.10)".to_owned()))
            }
            Err(error) => (None, Some(format!("{error} [{}]", error.citation()))),
        };
        let text = with_unicode(&subtree.to_string(), unicode);
        Self { text, beside: meaning(subtree).to_owned(), below, mark: Mark::None }
    }
}

fn with_unicode(text: &str, unicode: Option<String>) -> String {
    let text = shorten(text, MAX_NAME);
    unicode.map_or_else(|| text.clone(), |unicode| format!("{text}  ({unicode})"))
}

/// Returns the meaning of an SRVName base, in words.
fn meaning(subtree: &GeneralSubtree<'_>) -> &'static str {
    match subtree.base().base() {
        Ok(Base::Srv(base)) => match (base.service(), base.name()) {
            (Some(_), Some(_)) => "this service, of the domain and below it",
            (Some(_), None) => "this service, of every domain",
            _ => "every service, of the domain and below it",
        },
        _ => "",
    }
}

/// Returns the forms other than SRVName that a certificate constrains, each once.
fn constrained_forms(link: &PathEntry<'_>) -> Vec<String> {
    let lists = link.constraints.iter().flat_map(|own| own.permitted().iter().chain(own.excluded().iter()));
    let mut seen = BTreeSet::new();
    let others = lists.map(|subtree| subtree.form()).filter(|form| *form != Form::SrvName).map(|form| form.to_string());
    let distinct: Vec<_> = others.filter(|form| seen.insert(form.clone())).take(MAX_SHOWN).collect();
    distinct
}

/// Returns what an end entity without SRVName presents instead.
fn other_names(link: &PathEntry<'_>) -> String {
    let mut names = link.subject_alt_name().into_iter().flat_map(|names| names.iter());
    let shown = names.by_ref().take(3).map(|name| format!("{} {}", name.form(), shorten(name, MAX_NAME)));
    let shown: Vec<_> = shown.collect();
    match (shown.is_empty(), names.next()) {
        (true, _) => String::new(),
        (false, None) => format!(", only {}", list(&shown)),
        (false, Some(_)) => format!(", only {} and others", shown.join(", ")),
    }
}
