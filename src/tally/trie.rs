//! A tree of names: each place one step below another, and at each the numbers of the levels that speak of it.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// The number of a place.
pub(super) type Place = u32;
/// The number of a word: a label, a service, a local part, an RDN, a range.
pub(super) type Word = u32;

/// How one place stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// One label or one RDN below it.
    Down,
    /// At it, under a service or a local part.
    Qualifier,
}

/// Which names a number at a place is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The name that stands there.
    Itself,
    /// Those below.
    Below,
    /// The mailboxes there, whatever their local part.
    AnyMailbox,
}

/// What the levels say about the names of a part.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    /// How many levels permit them, as far as no other base of the level does.
    pub(super) levels: u32,
    /// The last level that listed them as permitted.
    pub(super) last: u32,
    pub(super) excluded: bool,
}

#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    above: Option<Place>,
    /// The word of the step that leads here.
    word: Word,
    pub(super) itself: Count,
    pub(super) below: Count,
    pub(super) any_mailbox: Count,
    /// The last level that permits a service here.
    pub(super) service_in: u32,
    /// One label below, a name is excluded that a wildcard here can stand for.
    excluded_child: bool,
}

/// The tree. Words are compared once and are numbers from then on.
#[derive(Debug)]
pub(super) struct Trie {
    words: BTreeMap<Vec<u8>, Word>,
    places: BTreeMap<(Place, Step, Word), Place>,
    nodes: Vec<Node>,
    /// How many words and places were looked for so far, and how many nodes passed: the cost, counted.
    steps: u64,
}

impl Trie {
    /// A tree of so many roots, which are the first places.
    pub(super) fn new(roots: usize) -> Self {
        let nodes = (0..roots).map(|_| Node::default()).collect();
        Self { words: BTreeMap::new(), places: BTreeMap::new(), nodes, steps: 0 }
    }

    pub(super) fn steps_mut(&mut self) -> &mut u64 {
        &mut self.steps
    }

    fn step(&mut self) {
        self.steps = self.steps.saturating_add(1);
    }

    /// The number of a word that some place was grown for.
    pub(super) fn word(&mut self, octets: &[u8]) -> Option<Word> {
        self.step();
        self.words.get(octets).copied()
    }

    pub(super) fn find(&mut self, from: Place, step: Step, octets: &[u8]) -> Option<Place> {
        let word = self.word(octets)?;
        self.find_word(from, step, word)
    }

    pub(super) fn find_word(&mut self, from: Place, step: Step, word: Word) -> Option<Place> {
        self.step();
        self.places.get(&(from, step, word)).copied()
    }

    /// The place one step from another, which is made if there is none; `None` when there are too many.
    pub(super) fn grow(&mut self, from: Place, step: Step, octets: &[u8]) -> Option<Place> {
        let word = match self.word(octets) {
            Some(word) => word,
            None => {
                let word = Word::try_from(self.words.len()).ok()?;
                self.words.insert(octets.into(), word);
                word
            }
        };
        self.grow_word(from, step, word)
    }

    pub(super) fn grow_word(&mut self, from: Place, step: Step, word: Word) -> Option<Place> {
        if let Some(place) = self.find_word(from, step, word) {
            return Some(place);
        }
        let place = Place::try_from(self.nodes.len()).ok()?;
        self.nodes.push(Node { above: Some(from), word, ..Node::default() });
        self.places.insert((from, step, word), place);
        Some(place)
    }

    fn node(&self, place: Place) -> Option<&Node> {
        self.nodes.get(usize::try_from(place).ok()?)
    }

    fn node_mut(&mut self, place: Place) -> Option<&mut Node> {
        self.nodes.get_mut(usize::try_from(place).ok()?)
    }

    pub(super) fn count(&self, place: Place, part: Part) -> Option<&Count> {
        self.node(place).map(|node| match part {
            Part::Itself => &node.itself,
            Part::Below => &node.below,
            Part::AnyMailbox => &node.any_mailbox,
        })
    }

    pub(super) fn count_mut(&mut self, place: Place, part: Part) -> Option<&mut Count> {
        self.node_mut(place).map(|node| match part {
            Part::Itself => &mut node.itself,
            Part::Below => &mut node.below,
            Part::AnyMailbox => &mut node.any_mailbox,
        })
    }

    pub(super) fn is_listed(&self, place: Place, part: Part, level: u32) -> bool {
        self.count(place, part).is_some_and(|count| count.last == level)
    }

    /// The place one step up.
    pub(super) fn above(&self, place: Place) -> Option<Place> {
        self.node(place)?.above
    }

    pub(super) fn word_of(&self, place: Place) -> Option<Word> {
        self.node(place).map(|node| node.word)
    }

    /// Whether some place further up is such.
    pub(super) fn any_above(&mut self, place: Place, is_such: impl Fn(&Node) -> bool) -> bool {
        let mut above = self.above(place);
        while let Some(node) = above.and_then(|place| self.node(place)) {
            let found = is_such(node);
            above = node.above;
            self.step();
            if found {
                return true;
            }
        }
        false
    }

    /// Whether some place further up is such, among those under one qualifier.
    pub(super) fn any_beside_above(&mut self, place: Place, word: Word, is_such: impl Fn(&Node) -> bool) -> bool {
        let mut above = self.above(place);
        while let Some(place) = above {
            let beside = self.find_word(place, Step::Qualifier, word).and_then(|place| self.node(place));
            if beside.is_some_and(&is_such) {
                return true;
            }
            above = self.above(place);
        }
        false
    }

    pub(super) fn mark_service(&mut self, place: Place, level: u32) {
        if let Some(node) = self.node_mut(place) {
            node.service_in = level;
        }
    }

    pub(super) fn mark_excluded_child(&mut self, place: Place) {
        if let Some(node) = self.node_mut(place) {
            node.excluded_child = true;
        }
    }

    pub(super) fn has_excluded_child(&self, place: Place) -> bool {
        self.node(place).is_some_and(|node| node.excluded_child)
    }
}
