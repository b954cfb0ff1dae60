//! Name constraints along a certification path: what each CA permits and excludes, and whether a presented name is inside
//! (RFC 5280 §4.2.1.10, §6.1.3(b), (c)).
//!
//! This is the hot path of the library. What follows is for a reader who has not seen it: the rule, the loop that states
//! the rule, and each idea that makes the loop faster, with the test that compares the idea to the loop. Figures are those
//! of `docs/PERFORMANCE.md`, where they are explained.
//!
//! # The rule
//!
//! A CA certificate may list *permitted* and *excluded* subtrees; each subtree has a *base* of one name form (§4.2.1.10). A
//! name that a certificate below this CA presents must satisfy two conditions:
//!
//! * §6.1.3(b): if a permitted base is of the form of the name, then some permitted base *contains* the name.
//! * §6.1.3(c): no excluded base *overlaps* the name.
//!
//! For most names the two relations are the same. They differ for a wildcard, which represents many names: a permitted base
//! must contain all of them, and an excluded base must contain none.
//!
//! As code, which is also the naive loop:
//!
//! ```
//! use srvname::certificate::{GeneralNames, NameConstraints};
//! use srvname::constraints::{Level, Position, admit};
//! use srvname::name::{DnsLeadingDot, Form, Name};
//!
//! fn satisfies(constraints: &NameConstraints<'_>, form: Form<'_>, name: &Name<'_>) -> bool {
//!     let (mut constrained, mut contained) = (false, false);
//!     for subtree in constraints.permitted().iter().filter(|subtree| subtree.form().applies_to(form)) {
//!         let Ok(base) = subtree.base().base() else { return false };
//!         let Some(contains) = base.contains(name) else { return false };
//!         (constrained, contained) = (true, contained || contains);
//!     }
//!     for subtree in constraints.excluded().iter().filter(|subtree| subtree.form().applies_to(form)) {
//!         let Ok(base) = subtree.base().base() else { return false };
//!         if base.overlaps(name) != Some(false) {
//!             return false;
//!         }
//!     }
//!     contained || !constrained
//! }
//!
//! // permitted SRVName _xmpp.example.com, excluded SRVName _imap
//! let constraints = b"\x30\x3e\
//!     \xa0\x23\x30\x21\xa0\x1f\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x13\x16\x11_xmpp.example.com\
//!     \xa1\x17\x30\x15\xa0\x13\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x07\x16\x05_imap";
//! let constraints = NameConstraints::from_der(constraints)?;
//! let names = b"\x30\x24\xa0\x22\x06\x08\x2b\x06\x01\x05\x05\x07\x08\x07\xa0\x16\x16\x14_xmpp.im.example.com";
//! for presented in &GeneralNames::from_der(names)? {
//!     assert!(satisfies(&constraints, presented.form(), &presented.name()?));
//!     let level = Level::authority(constraints, Position::new(1), DnsLeadingDot::default());
//!     assert!(admit(&[level], &presented).is_ok());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The loop compares each name to each base. For 1,000 names and 1,000 bases it takes 6.0 ms if everything was parsed
//! before and 129 ms if it parses for each pair; this module takes 55 µs, reading included.
//!
//! It also gives no reason, so what is fast gives none either. A fast answer is a *decision*: permitted, excluded, or
//! undecided (`query::Decision`). Only if a name is not permitted, the loop runs, once in a path, and finds the CA and the
//! base (`level.rs`).
//!
//! # Levels instead of intersections
//!
//! ```text
//!   RFC 5280 §6.1.4(g)                       here
//!   state = P1 ∩ P2, E1 ∪ E2                 trust anchor  P1, E1   ─┐
//!   one comparison, after a product          CA            P2, E2    ├─ a name must satisfy each
//!   of two lists for each CA                 caller        P0, E0   ─┘
//! ```
//!
//! A name is inside an intersection if it is inside each set, so nothing has to be intersected. Gain: no product of two
//! lists, and a violation knows which CA imposed the constraint. A level that has no base of the form of the name drops out
//! before the name is read. Files: `level.rs`, `stack.rs`. Test: `tests/subtree_set.rs`, `random_mixtures`.
//!
//! # A few bases are compared as they are encoded
//!
//! ```text
//!   30 23  a0 21 06 08 2b…07  a0 15 16 13  _xmpp.example.com
//!   └ GeneralSubtree          └ IA5String  └ compared here, in place
//! ```
//!
//! For a small case nothing is copied, allocated or parsed into a tree. Each base in the common encoding is recognized by
//! its first octets, and its text is compared to the end of the name; any other encoding makes the decision *undecided*,
//! and the loop runs. Gain: one dNSName under one base costs 459 instructions from DER. File: `encoded.rs`. Test:
//! `level.rs`, `a_decision_is_the_answer_of_the_constraints_as_encoded`.
//!
//! # Compiling when it pays
//!
//! ```text
//!   octets of names
//!     │  ╲                        (names - 90) * (constraints - 60) > 28,000
//!     │   ╲    compile
//!     │    ╲___                   some forty pairs
//!     │ scan   ╲________
//!     └───────────────────  octets of constraints
//! ```
//!
//! Above the line the bases of a CA are compiled into a table, and then a name costs the same however many bases there are.
//! The line is drawn by lengths, which are known before anything is read (`table::compiling_pays`). Gain: a small case does
//! not pay for the big one. What outlives a handshake can be compiled once ([`CompiledConstraints`]). Test:
//! `tests/subtree_set_edges.rs`, `the_answer_is_the_same_whether_it_pays_to_compile`.
//!
//! # A host is read in one pass without branches
//!
//! ```text
//!   text        i  m  .  e  x  a  m  p  l  e  .  c  o  m
//!   position   14    11                       3        0      octets to the right: the length of a suffix
//!   suffixes    ●     ●                       ●               three bits of one word
//!   words       word 1: "im.exa"     word 0: "mple.com"       lower case, aligned to the end
//! ```
//!
//! One pass answers three questions: whether the text is well formed, which of its suffixes are domains, and what its octets
//! are in lower case. Compilers turn it into vector instructions. Gain: reading a host fell from 291 instructions to 190.
//! File: `src/name/host_scan.rs`. Test: `src/name/dns.rs`, `the_fast_pass_agrees_with_the_plain_loop`.
//!
//! # Domains are found by the hash of a suffix
//!
//! ```text
//!   suffixes of the name   3    11   14
//!   lengths in the table        11         one AND of two bit maps leaves the candidates
//!   sum(11) = word0*key0 + (word1 & 3 octets)*key1
//!             └ prefix sum, shared by all longer suffixes
//! ```
//!
//! A base contains a name if the name ends with its domain, from a dot on. So the table is keyed by domain, and each suffix
//! of the name is looked up. The hash is a sum of products, one for each word, so all suffixes share the prefix sums. The
//! head of a bucket filters what is absent after one load, and the first two items are chosen from without a branch. Gain:
//! a dNSName among 1,000 bases takes 366 instructions; with a branch there it took 38 ns instead of 31. Files:
//! `table/domains.rs`, `table/hash.rs`, `table/hash_index.rs`. Test: `tests/subtree_set_edges.rs`, `hosts_at_the_ends_of_words`.
//!
//! # The qualifier is part of the key
//!
//! ```text
//!   example.com                hash(sum)                     probe 1, for every name
//!   example.com with _xmpp     hash(sum ^ 1 << 32)           probe 2, if the service is one of a base
//! ```
//!
//! A base may require a service or a local part, its *qualifier*. A domain with a qualifier is an entry of its own, so a
//! name costs two probes at a suffix and not a search through the services there. Gain: a name below twenty services at
//! each of its labels costs 8,900 instructions instead of 18,200. Test: `tests/subtree_set.rs`,
//! `many_services_at_one_domain`.
//!
//! # One entry for both lists
//!
//! ```text
//!             excluded         permitted
//!           ┌────┬────┬────┐ ┌────┬────┬────┐
//!           │ qu │ be │ it │ │ qu │ be │ it │    it: the domain itself   be: the names below it
//!           └────┴────┴────┘ └────┴────┴────┘    qu: some mailbox at it
//! ```
//!
//! What a domain is for is six bits of *coverage*, so `example.com` permitted and `.example.com` excluded are one entry, and
//! one look-up answers for both lists. The bits also say when to stop: a second permitted match changes nothing, and an
//! excluded one decides. Texts are compared last, and only if new bits depend on them. Gain: a name of 127 labels with a
//! base at each fell from 54,286 instructions to 17,818. File: `table/domain_arena.rs`. Test: `tests/subtree_set.rs`,
//! `traps`.
//!
//! # Parents of excluded domains, for wildcards
//!
//! ```text
//!   excluded base    a.example.com          parents: example.com
//!   wildcard name    *.example.com  ──────────────── ┘  represents a.example.com: overlap
//! ```
//!
//! A wildcard represents names of exactly one more label, so an excluded base may be *below* what follows the `*`, where no
//! suffix of the name finds it. A second table has the parents of excluded domains. It is omitted if no octet of the names
//! is a `*`. Gain: a wildcard of 253 octets costs 13,920 instructions, about as much as any other name of that length.
//! File: `table/mod.rs`. Test: `tests/subtree_set.rs`, `traps`.
//!
//! # Services become numbers
//!
//! ```text
//!   "xmpp" ─ interner ─> number 1, coverage of the base "_xmpp" alone, whether it is the same octet by octet
//! ```
//!
//! Services, local parts and type-ids are interned: equal ones get one number, which goes into the key of a domain. Up to
//! fifteen octets are compared as two words. A service that equals that of a base octet by octet was validated with the
//! base. Gain: that validation, for nearly every name. File: `table/interner.rs`. Test: there,
//! `order_finds_what_hashes_find`, and `tests/subtree_set.rs`, `random_srv_names`.
//!
//! # Crafted collisions lead to a table without hashes
//!
//! ```text
//!   fixed keys ── crowded bucket ──> keys from the contents, up to 4 times ── crowded ──> sorted by reversed octets
//! ```
//!
//! The library has no randomness, so an attacker knows the first keys and can crowd a bucket. Building the table notices
//! it: at most a dozen items share a bucket, and two that differ never share a hash. The last resort sorts, and links each
//! domain to the one above it, so that a look-up halves once and then climbs. Gain: no input makes a check slow; the
//! ceiling of `thousand_by_thousand_from_der` in `benches/instructions` includes a crowded table. Files: `table/domains.rs`,
//! `table/sorted_index.rs`. Tests: `table/domains.rs`, `order_finds_what_hashes_find` and
//! `other_keys_tell_qualifiers_apart`.
//!
//! # The way of one name
//!
//! The presented name is `_xmpp.im.example.com`, under the constraints of the example above, compiled.
//!
//! 1. *Form.* The set has bases of SRVName, and each of them can be evaluated (`SubtreeSet::decide_text`).
//! 2. *Service.* The four octets before the first dot, `0x7070_6d78` as a word, are interned as number 1, exactly.
//!    `_xmpp` alone is no base, so the coverage by the service alone is empty. (`_imap` has number 2 and covers itself in
//!    the excluded list; an `_imap` name would be decided here.)
//! 3. *Host.* `im.example.com` becomes two words and the suffixes of length 3, 11 and 14: bits 24, 25 and 49.
//! 4. *Lengths.* The table has the length 11 alone, so `com` and the whole name are never looked up.
//! 5. *First probe.* `example.com` without a service hashes to `0x9524_ccd4_f72f_4af2`: bucket 1 of 2, filter bit 50. The
//!    head of bucket 1 has bit 55 alone, so the search ends.
//! 6. *Second probe.* With the number 1 mixed in, it hashes to `0xf48b_adf8_57dd_6697`: bucket 1 again, filter bit 55,
//!    which is set. The item there has the tag `0x57dd_6697` and leads to word 1 of the arena.
//! 7. *Header.* `0x0000_0001_0000_300b` is the header of SRVName, qualifier 1, 11 octets. Its coverage, `0x03`, is the
//!    domain itself and the names below it in the permitted list. The name is below: one bit, and it is new.
//! 8. *Text.* Both words are compared under a mask of 11 octets: equal.
//! 9. *Decision.* A permitted base matched, and nothing in the table could exclude the name any more: `Permitted`.
//!
//! The numbers are asserted by `the_worked_name` in the unit tests of `table/domain_arena.rs`, `table/hash_index.rs`,
//! `table/interner.rs` and `table/domains.rs`.

mod compared;
#[cfg(feature = "alloc")]
pub(crate) mod compiled;
pub(crate) mod encoded;
pub(crate) mod level;
pub(crate) mod query;
#[cfg(feature = "alloc")]
pub(crate) mod stack;
#[cfg(feature = "alloc")]
pub(crate) mod table;

#[cfg(feature = "alloc")]
pub use compiled::{AdmitDerError, CompiledConstraints, admit_der};
pub use level::{
    ConstraintViolation, ConstraintViolationKind, ExcludedBase, InitialSubtrees, Level, PermittedForm, Position, admit,
};
