//! Random paths as data, the certificates they become, and the verdict that the RFCs and the rule ask for, worked out over
//! text by the oracle: a second reading of path validation.

use proptest::prelude::*;
use srvname::{
    SubCaRule,
    name::{Base, DnsSubtree, EmailSubtree, IpSubtree, SrvSubtree, UriSubtree},
};

use crate::bare;
use crate::make::{Constraints, Dn, GeneralName, der, dns, email, ip_net4, ip_raw, ip4, oid, srv, srv_utf8, upn, uri};
use crate::oracle::{dns_holds, email_holds, srv_holds, uri_holds};
use crate::verdict::{Verdict, accepted, refused};

/// The forms of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Srv,
    Dns,
    Email,
    Uri,
    Ip,
    /// A form that is not understood.
    Upn,
}

/// A name or a base: its form, its text, and whether the text is one of that form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub form: Form,
    pub text: String,
    pub is_good: bool,
}

/// A subtree: in which list, and its base.
#[derive(Clone, Debug)]
pub struct Subtree {
    pub permitted: bool,
    pub base: Text,
}

/// A CA of a path.
#[derive(Clone, Debug)]
pub struct Authority {
    /// It has the name of its issuer.
    pub self_issued: bool,
    pub names: Vec<Text>,
    /// No subtree: no extension.
    pub subtrees: Vec<Subtree>,
}

/// A path: CAs from the topmost, and the names of the end entity.
#[derive(Clone, Debug)]
pub struct Chain {
    pub authorities: Vec<Authority>,
    pub names: Vec<Text>,
}

const DOMAINS: [&str; 9] =
    ["test", "a.test", "b.test", "aa.test", "b.a.test", "c.b.a.test", "ba.test", "other", "A.Test"];

const MALFORMED_SRV_NAMES: [&str; 13] = [
    "_imap",
    "_imap.",
    "imap.a.test",
    "_imap._tcp.a.test",
    "_imap.a.test.",
    "_imap.a..test",
    "_imap.-a.test",
    "_imap.*",
    "_9.a.test",
    "_imap.1",
    "_imap.a.test\0",
    "",
    "utf8",
];

const MALFORMED_SRV_BASES: [&str; 13] = [
    "_imap.",
    "_",
    "_.a.test",
    ".a.test",
    "a.test.",
    "a..test",
    "*.a.test",
    "_imap.*.test",
    "_imap._tcp",
    "_9",
    "test.1",
    "",
    "utf8",
];

const MALFORMED_DNS_NAMES: [&str; 9] =
    ["", "*", ".a.test", "a.test.", "a..test", "w*.a.test", "*.*.a.test", "-a.test", "192.0.2.1"];

const MALFORMED_DNS_BASES: [&str; 7] = ["*.a.test", "a.test.", "a..test", ".", "..a.test", "a-.test", "192.0.2.1"];

fn domain() -> impl Strategy<Value = String> {
    prop::sample::select(DOMAINS.to_vec()).prop_map(str::to_owned)
}

fn good(form: Form) -> impl Fn(String) -> Text {
    move |text| Text { form, text, is_good: true }
}

fn bad(form: Form, texts: &'static [&'static str]) -> impl Strategy<Value = Text> {
    let text = move |text: &str| Text { form, text: text.to_owned(), is_good: false };
    prop::sample::select(texts).prop_map(text)
}

fn service() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["imap", "xmpp-server", "IMAP"])
}

fn local() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["root", "Root", "a", "\"root\"", "\"\\a\"", "\"a b\""])
}

/// A name of any form; one in ten is malformed.
pub fn name() -> impl Strategy<Value = Text> {
    prop_oneof![
        8 => (service(), domain()).prop_map(|(service, domain)| format!("_{service}.{domain}")).prop_map(good(Form::Srv)),
        2 => (service(), domain()).prop_map(|(service, domain)| format!("_{service}.*.{domain}")).prop_map(good(Form::Srv)),
        1 => bad(Form::Srv, &MALFORMED_SRV_NAMES),
        6 => domain().prop_map(good(Form::Dns)),
        2 => domain().prop_map(|domain| format!("*.{domain}")).prop_map(good(Form::Dns)),
        1 => bad(Form::Dns, &MALFORMED_DNS_NAMES),
        3 => (local(), domain()).prop_map(|(local, domain)| format!("{local}@{domain}")).prop_map(good(Form::Email)),
        1 => bad(Form::Email, &["", "a.test", "@a.test", "\"a\"b@a.test", "a@[192.0.2.1]"]),
        3 => domain().prop_filter("fully qualified", |domain| domain.contains('.')).prop_map(good(Form::Uri)),
        1 => bad(Form::Uri, &["", "192.0.2.1", "[::1]", "test", "a.test:x"]),
        3 => (0..3_u8, 0..3_u8).prop_map(|(one, two)| format!("10.{one}.{two}.1")).prop_map(good(Form::Ip)),
        1 => bad(Form::Ip, &["three", "eight"]),
        4 => Just(good(Form::Upn)("a@a.test".to_owned())),
    ]
}

/// A base of any form; one in twenty is malformed.
pub fn base() -> impl Strategy<Value = Text> {
    prop_oneof![
        8 => domain().prop_map(good(Form::Srv)),
        3 => service().prop_map(|service| format!("_{service}")).prop_map(good(Form::Srv)),
        5 => (service(), domain()).prop_map(|(service, domain)| format!("_{service}.{domain}")).prop_map(good(Form::Srv)),
        1 => bad(Form::Srv, &MALFORMED_SRV_BASES),
        10 => domain().prop_map(good(Form::Dns)),
        3 => domain().prop_map(|domain| format!(".{domain}")).prop_map(good(Form::Dns)),
        1 => Just(good(Form::Dns)(String::new())),
        1 => bad(Form::Dns, &MALFORMED_DNS_BASES),
        3 => domain().prop_map(good(Form::Email)),
        2 => domain().prop_map(|domain| format!(".{domain}")).prop_map(good(Form::Email)),
        2 => (local(), domain()).prop_map(|(local, domain)| format!("{local}@{domain}")).prop_map(good(Form::Email)),
        1 => bad(Form::Email, &["@a.test", "a.test."]),
        3 => domain().prop_map(good(Form::Uri)),
        2 => domain().prop_map(|domain| format!(".{domain}")).prop_map(good(Form::Uri)),
        1 => bad(Form::Uri, &["https://a.test", "192.0.2.1"]),
        4 => (0..3_u8, prop::sample::select(vec![0_u8, 8, 16, 24])).prop_map(|(one, prefix)| format!("10.{one}.0.0/{prefix}")).prop_map(good(Form::Ip)),
        1 => bad(Form::Ip, &["three", "eight"]),
        3 => Just(good(Form::Upn)("a@a.test".to_owned())),
    ]
}

pub fn subtree() -> impl Strategy<Value = Subtree> {
    (any::<bool>(), base()).prop_map(|(permitted, base)| Subtree { permitted, base })
}

fn authority() -> impl Strategy<Value = Authority> {
    let names = prop_oneof![5 => Just(vec![]), 1 => prop::collection::vec(name(), 1..3)];
    let subtrees = prop_oneof![1 => Just(vec![]), 4 => prop::collection::vec(subtree(), 1..6)];
    (prop::bool::weighted(0.15), names, subtrees).prop_map(|(self_issued, names, subtrees)| Authority {
        self_issued,
        names,
        subtrees,
    })
}

/// Up to three CAs, and an end entity with up to three names.
pub fn chain() -> impl Strategy<Value = Chain> {
    chain_below(0)
}

/// As [`chain`], with a CA at least.
pub fn chain_with_authorities() -> impl Strategy<Value = Chain> {
    chain_below(1)
}

fn chain_below(fewest: usize) -> impl Strategy<Value = Chain> {
    (prop::collection::vec(authority(), fewest..4), prop::collection::vec(name(), 1..4))
        .prop_map(|(authorities, names)| Chain { authorities, names })
}

impl Text {
    fn as_name(&self) -> GeneralName {
        match (self.form, self.text.as_str()) {
            (Form::Srv, "utf8") => srv_utf8("_imap.a.test"),
            (Form::Srv, text) => srv(text),
            (Form::Dns, text) => dns(text),
            (Form::Email, text) => email(text),
            (Form::Uri, "") => uri(""),
            (Form::Uri, host) => uri(&format!("https://{host}/")),
            (Form::Ip, "three") => ip_raw(&[10, 0, 0]),
            (Form::Ip, "eight") => ip_raw(&[10, 0, 0, 0, 255, 0, 0, 0]),
            (Form::Ip, text) => ip4(octets(text)),
            (Form::Upn, text) => upn(text),
        }
    }

    fn as_base(&self) -> GeneralName {
        match (self.form, self.text.as_str()) {
            (Form::Srv, "utf8") => srv_utf8("a.test"),
            (Form::Uri, text) => uri(text),
            (Form::Ip, "eight") => ip_raw(&[10, 0, 0, 0, 255, 0, 255, 0]),
            (Form::Ip, text) if self.is_good => {
                let (address, prefix) = text.split_once('/').unwrap();
                ip_net4(octets(address), prefix.parse().unwrap())
            }
            _ => self.as_name(),
        }
    }

    /// The base as the library holds it, for a caller who has it from elsewhere.
    pub fn parsed(&self) -> Option<Base<'_>> {
        match self.form {
            _ if !self.is_good => None,
            Form::Srv => SrvSubtree::parse(&self.text).ok().map(Base::Srv),
            Form::Dns => DnsSubtree::parse(&self.text).ok().map(Base::Dns),
            Form::Email => EmailSubtree::parse(&self.text).ok().map(Base::Email),
            Form::Uri => UriSubtree::parse(&self.text).ok().map(Base::Uri),
            Form::Ip => {
                let base = self.as_base();
                IpSubtree::from_octets(&base.der()[2..]).ok().map(Base::Ip)
            }
            Form::Upn => None,
        }
    }

    /// Whether a good base holds one name that is no wildcard.
    fn holds(&self, name: &str) -> bool {
        match self.form {
            Form::Srv => srv_holds(&self.text, name),
            Form::Dns => dns_holds(&self.text, name),
            Form::Email => email_holds(&self.text, name),
            Form::Uri => uri_holds(&self.text, name),
            Form::Ip => {
                let (address, prefix) = self.text.split_once('/').unwrap();
                let whole = usize::from(prefix.parse::<u8>().unwrap() / 8);
                octets(address)[..whole] == octets(name)[..whole]
            }
            Form::Upn => unreachable!("not understood"),
        }
    }

    /// The names that a good name stands for: a wildcard for one label of each kind that a base could tell apart.
    fn stands_for(&self) -> Vec<String> {
        match self.text.split_once("*.") {
            Some((service, parent)) => {
                ["a", "b", "c", "aa", "ba", "fresh"].iter().map(|label| format!("{service}{label}.{parent}")).collect()
            }
            None => vec![self.text.clone()],
        }
    }
}

fn octets(address: &str) -> [u8; 4] {
    address.parse::<std::net::Ipv4Addr>().unwrap().octets()
}

/// A chain of octets, end entity first and anchor last. `flip` exchanges the order of everything that has none.
pub fn certificates(chain: &Chain, flip: bool) -> Vec<Vec<u8>> {
    let turn = |mut list: Vec<bare::Extension>| {
        if flip {
            list.reverse();
        }
        list
    };
    let san = |names: &[Text]| {
        (!names.is_empty())
            .then(|| (oid::SUBJECT_ALT_NAME, false, der::sequence(flipped(names, flip).map(Text::as_name))))
    };
    let root = Dn::cn("Root");
    let mut made = vec![bare::certificate(&root, &root, "root", &[bare::authority()])];
    let mut issuer = root;
    for (index, authority) in chain.authorities.iter().enumerate() {
        let subject = if authority.self_issued { issuer.clone() } else { Dn::cn(&format!("CA {index}")) };
        let constraints = flipped(&authority.subtrees, flip).fold(Constraints::new(), |constraints, subtree| {
            let base = subtree.base.as_base();
            if subtree.permitted { constraints.permit(base) } else { constraints.exclude(base) }
        });
        let constraints = (!authority.subtrees.is_empty()).then(|| (oid::NAME_CONSTRAINTS, true, constraints.der()));
        let extensions = [Some(bare::authority()), san(&authority.names), constraints].into_iter().flatten().collect();
        made.push(bare::certificate(&subject, &issuer, &format!("ca {index}"), &turn(extensions)));
        issuer = subject;
    }
    let unknown = (oid::UNKNOWN, false, vec![]);
    let extensions = san(&chain.names).into_iter().chain([unknown]).collect();
    made.push(bare::certificate(&Dn::cn("Server"), &issuer, "server", &turn(extensions)));
    made.reverse();
    made
}

fn flipped<T>(list: &[T], flip: bool) -> Box<dyn Iterator<Item = &T> + '_> {
    if flip { Box::new(list.iter().rev()) } else { Box::new(list.iter()) }
}

/// The verdict that is asked for.
pub fn expected(chain: &Chain, rule: SubCaRule) -> Verdict {
    let presents_srv = chain.names.iter().any(|name| name.form == Form::Srv);
    let mut levels: Vec<(usize, &[Subtree])> = Vec::new();
    let mut below_confined = false;
    for (index, authority) in chain.authorities.iter().enumerate() {
        let position = chain.authorities.len() - index;
        let mut names = authority.names.iter().filter(|_| !authority.self_issued);
        if let Some(verdict) = names.find_map(|name| violation(&levels, position, name)) {
            return verdict;
        }
        let srv: Vec<_> = authority.subtrees.iter().filter(|subtree| subtree.base.form == Form::Srv).collect();
        let permitted: Vec<_> = srv.iter().filter(|subtree| subtree.permitted).collect();
        // A malformed base may have a domain; it refuses for its own reason later.
        let has_domain = |base: &Text| !base.is_good || !base.text.starts_with('_') || base.text.contains('.');
        let confined = !permitted.is_empty() && permitted.iter().all(|subtree| has_domain(&subtree.base));
        let met = match rule {
            SubCaRule::Confined => confined,
            SubCaRule::Constrained => !srv.is_empty(),
            SubCaRule::Inherited => !srv.is_empty() || below_confined,
            SubCaRule::WhereConstrained => !srv.is_empty() || authority.subtrees.is_empty(),
            _ => true,
        };
        below_confined |= confined;
        if presents_srv && !met {
            return refused("ca_lacks_srv_constraints", position);
        }
        levels.push((position, &authority.subtrees));
    }
    chain.names.iter().find_map(|name| violation(&levels, 0, name)).unwrap_or_else(accepted)
}

/// What is wrong with one name: RFC 5280 §6.1.3(b) and (c), level by level.
fn violation(levels: &[(usize, &[Subtree])], position: usize, name: &Text) -> Option<Verdict> {
    let of_form = || {
        levels
            .iter()
            .flat_map(|(by, subtrees)| subtrees.iter().map(move |subtree| (*by, subtree)))
            .filter(|(_, subtree)| subtree.base.form == name.form)
    };
    let refuse = |code: &str, by: usize| Some(refused(code, position).by(by));
    let (first, _) = of_form().next()?;
    if !name.is_good {
        return refuse("malformed_name", first);
    }
    if name.form == Form::Upn {
        return refuse("unsupported_constraint", first);
    }
    if let Some((by, _)) = of_form().find(|(_, subtree)| !subtree.base.is_good) {
        return refuse("malformed_constraint", by);
    }
    let names = name.stands_for();
    for (by, _) in levels {
        let mut permitted = of_form().filter(|(level, subtree)| level == by && subtree.permitted).peekable();
        let inside = |base: &Text| names.iter().all(|name| base.holds(name));
        if permitted.peek().is_some() && !permitted.any(|(_, subtree)| inside(&subtree.base)) {
            return refuse("name_not_permitted", *by);
        }
    }
    let excluded =
        of_form().find(|(_, subtree)| !subtree.permitted && names.iter().any(|name| subtree.base.holds(name)));
    excluded.and_then(|(by, _)| refuse("name_excluded", by))
}

/// The same path many times larger: every name and every subtree again and again, so that constraints are compiled.
pub fn magnified(chain: &Chain) -> Chain {
    fn again<T: Clone>(list: &mut Vec<T>, times: usize) {
        *list = vec![list.clone(); times].concat();
    }
    let mut large = chain.clone();
    again(&mut large.names, 60);
    for authority in &mut large.authorities {
        again(&mut authority.names, 3);
        again(&mut authority.subtrees, 10);
    }
    large
}

/// Letters of the other case wherever case means nothing.
pub fn with_other_case(chain: &Chain) -> Chain {
    let swapped = |text: &str| -> String {
        text.chars()
            .map(|c| if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
            .collect()
    };
    let turn = |text: &Text| Text {
        text: match (text.form, text.text.split_once('@')) {
            (Form::Upn | Form::Ip, _) => text.text.clone(),
            (Form::Email, Some((local, host))) => format!("{local}@{}", swapped(host)),
            (_, _) if text.text == "utf8" => text.text.clone(),
            _ => swapped(&text.text),
        },
        ..text.clone()
    };
    let mut other = chain.clone();
    other.names.iter_mut().for_each(|name| *name = turn(name));
    for authority in &mut other.authorities {
        authority.names.iter_mut().for_each(|name| *name = turn(name));
        authority.subtrees.iter_mut().for_each(|subtree| subtree.base = turn(&subtree.base));
    }
    other
}
