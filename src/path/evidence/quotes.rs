//! Texts from certificates as messages quote them: no longer than a bound, and not more of them than one.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::{self, Write};

use crate::constraints::level::Position;
use crate::name::Form;
use crate::name::directory::DirectoryName;

/// The most characters of one text that are kept. The longest SRVName fits.
const MAX_CHARACTERS: usize = 320;

/// The most names that a list keeps.
const MAX_NAMES: usize = 20;

/// The most names that a sentence lists.
const MAX_IN_SENTENCE: usize = 5;

/// Returns the first 320 characters of a text, and how many more it has.
pub(crate) fn excerpt(text: &dyn fmt::Display) -> String {
    let mut start = Start { text: String::new(), room: MAX_CHARACTERS, more: 0 };
    // Nothing fails that writes into a String.
    let _infallible = write!(start, "{text}");
    let Start { mut text, more, .. } = start;
    if more > 0 {
        let _infallible = write!(text, "... ({more} more characters)");
    }
    text
}

/// Returns a certificate's subject and its position, or its position alone if the subject is empty.
pub(crate) fn certificate_of(subject: DirectoryName<'_>, position: Position) -> String {
    match excerpt(&subject) {
        empty if empty.is_empty() => format!("certificate {position}"),
        subject => format!("{subject} (certificate {position})"),
    }
}

/// The start of a text that is written to it.
struct Start {
    text: String,
    room: usize,
    more: usize,
}

impl Write for Start {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for character in text.chars() {
            match self.room.checked_sub(1) {
                Some(left) => {
                    self.text.push(character);
                    self.room = left;
                }
                None => self.more = self.more.saturating_add(1),
            }
        }
        Ok(())
    }
}

/// The names that a message is about: the first 20, each cut after 320 characters, and how many more there are.
///
/// `Display` is for a sentence: the first five with their forms where a text does not show its own, and how many more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NameList {
    names: Vec<ListedName>,
    omitted: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct ListedName {
    /// The form, where the text does not show it.
    form: Option<String>,
    text: String,
}

impl NameList {
    /// Returns the list of these names, each with its form if that is to be shown beside it.
    pub(crate) fn new<'f, T: fmt::Display>(names: impl IntoIterator<Item = (Option<Form<'f>>, T)>) -> Self {
        let mut list = Self::default();
        for (form, text) in names {
            list.push(form, &text);
        }
        list
    }

    /// Adds a name, with its form if that is to be shown beside it.
    pub(crate) fn push(&mut self, form: Option<Form<'_>>, text: &dyn fmt::Display) {
        if self.names.len() < MAX_NAMES {
            self.names.push(ListedName { form: form.map(|form| form.to_string()), text: excerpt(text) });
        } else {
            self.omitted = self.omitted.saturating_add(1);
        }
    }

    /// Returns the names without their forms, in the order of the certificate or of the caller.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| name.text.as_str())
    }

    /// Returns how many names there are beside those of [`NameList::iter`].
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.omitted
    }

    /// Returns `true` if there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Returns what displays the list with this word before its last item.
    pub(crate) const fn joined_by(&self, conjunction: &'static str) -> Prose<'_> {
        Prose { list: self, conjunction }
    }
}

impl fmt::Display for NameList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.joined_by("and").fmt(f)
    }
}

/// A [`NameList`] in a sentence: `a, b or c`. It is written item by item: `join` on a slice can panic, by `expect` on the sum of
/// the lengths, and `no-std/check` finds that.
pub(crate) struct Prose<'l> {
    list: &'l NameList,
    conjunction: &'static str,
}

impl fmt::Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = &self.list.names;
        let unshown = names.len().saturating_sub(MAX_IN_SENTENCE).saturating_add(self.list.omitted);
        let mut shown = names.iter().take(MAX_IN_SENTENCE).peekable();
        let mut is_first = true;
        while let Some(name) = shown.next() {
            let is_last = shown.peek().is_none() && unshown == 0;
            match (is_first, is_last) {
                (true, _) => {}
                (false, true) => write!(f, " {} ", self.conjunction)?,
                (false, false) => f.write_str(", ")?,
            }
            if let Some(form) = &name.form {
                write!(f, "{form} ")?;
            }
            f.write_str(&name.text)?;
            is_first = false;
        }
        if unshown > 0 { write!(f, " {} {unshown} more", self.conjunction) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(count: usize) -> NameList {
        NameList::new((0..count).map(|number| (None, number)))
    }

    #[test]
    fn a_list_in_a_sentence() {
        for (count, expected) in [
            (0, ""),
            (1, "0"),
            (2, "0 and 1"),
            (5, "0, 1, 2, 3 and 4"),
            (6, "0, 1, 2, 3, 4 and 1 more"),
            (1000, "0, 1, 2, 3, 4 and 995 more"),
        ] {
            assert_eq!(list(count).to_string(), expected);
        }
        assert_eq!(list(3).joined_by("or").to_string(), "0, 1 or 2");
        let with_forms = NameList::new([(None, "_imap.a.test"), (Some(Form::DnsName), "a.test")]);
        assert_eq!(with_forms.to_string(), "_imap.a.test and dNSName a.test");
        assert!(with_forms.iter().eq(["_imap.a.test", "a.test"]));
    }

    #[test]
    fn a_list_keeps_twenty_names() {
        let long = list(1000);
        assert_eq!((long.iter().count(), long.omitted(), long.is_empty()), (20, 980, false));
        assert_eq!((list(20).iter().count(), list(20).omitted()), (20, 0));
        assert!(list(0).is_empty());
    }

    #[test]
    fn a_long_text_is_cut() {
        let long = "ü".repeat(400);
        let cut = excerpt(&long);
        assert_eq!(cut.strip_suffix("... (80 more characters)").map(|start| start.chars().count()), Some(320));
        assert_eq!(excerpt(&"ü".repeat(320)), "ü".repeat(320));
        assert_eq!(excerpt(&format_args!("{}{}", "a".repeat(319), "bc")).len(), 320 + "... (1 more characters)".len());
    }
}
