//! Certificates in any order but the first: the paths among them that start at the end entity.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::certificate::Certificate;
use crate::name::directory::key::NameKey;
use crate::path::MAX_INTERMEDIATES;

/// The largest number of paths that are searched. A bundle of cross certificates has a few.
const MOST_PATHS: usize = 8;

/// The number of candidates that are looked at in any bundle. As many again for each certificate, four times, bound a search
/// among certificates of one name.
const FEW_CANDIDATES: usize = 10_000;

/// Returns the paths of at least two certificates, as positions from the end entity up, for which `is_path` holds; none if
/// some certificate issued none of those that a path can have. Keys are not asked: issuers are found by name, and told from
/// each other by key identifiers.
pub(crate) fn paths(certificates: &[&Certificate<'_>], is_path: impl Fn(&[usize]) -> bool) -> Vec<Vec<usize>> {
    let names = Names::of(certificates);
    if !names.reach_all() {
        return Vec::new();
    }
    let budget = certificates.len().saturating_mul(4).saturating_add(FEW_CANDIDATES);
    let mut search = Search { certificates, names, budget, found: Vec::new(), is_path };
    search.extend(&mut Vec::from([0]));
    search.found
}

/// The names of a bundle by numbers.
struct Names {
    /// Of each certificate, the numbers of its subject and of its issuer.
    of: Vec<(usize, usize)>,
    /// For each name, the certificates that can have issued others: CAs, and not the first certificate.
    authorities: Vec<Vec<usize>>,
}

impl Names {
    fn of(certificates: &[&Certificate<'_>]) -> Self {
        let mut numbers = BTreeMap::new();
        let mut number = |name| {
            let next = numbers.len();
            *numbers.entry(NameKey::new(name).into_octets()).or_insert(next)
        };
        let of: Vec<_> = certificates.iter().map(|own| (number(own.subject()), number(own.issuer()))).collect();
        let mut authorities = alloc::vec![Vec::new(); numbers.len()];
        for (position, (own, (subject, _))) in certificates.iter().zip(&of).enumerate().skip(1) {
            if let Some(of_name) = authorities.get_mut(*subject).filter(|_| own.is_ca()) {
                of_name.push(position);
            }
        }
        Self { of, authorities }
    }

    fn subject(&self, position: usize) -> Option<usize> {
        self.of.get(position).map(|(subject, _)| *subject)
    }

    /// Returns the certificates whose subject is the issuer of one.
    fn issuers(&self, position: usize) -> &[usize] {
        let issuer = self.of.get(position).map(|(_, issuer)| *issuer);
        issuer.and_then(|issuer| self.authorities.get(issuer)).map_or(&[], Vec::as_slice)
    }

    /// Returns whether every certificate can stand above the first one.
    fn reach_all(&self) -> bool {
        let mut seen = alloc::vec![false; self.authorities.len()];
        let (mut reached, mut open) = (1usize, Vec::from([0]));
        while let Some(position) = open.pop() {
            let issuer = self.of.get(position).map(|(_, issuer)| *issuer);
            let Some(seen) = issuer.and_then(|issuer| seen.get_mut(issuer)).filter(|seen| !**seen) else { continue };
            *seen = true;
            reached = reached.saturating_add(self.issuers(position).len());
            open.extend(self.issuers(position));
        }
        reached == self.of.len()
    }
}

struct Search<'s, 'a, F> {
    certificates: &'s [&'s Certificate<'a>],
    names: Names,
    /// How many more candidates are looked at.
    budget: usize,
    found: Vec<Vec<usize>>,
    is_path: F,
}

impl<F: Fn(&[usize]) -> bool> Search<'_, '_, F> {
    /// Finds the paths that begin with this one.
    fn extend(&mut self, path: &mut Vec<usize>) {
        // A path that is too long to be one is not followed.
        if self.found.len() >= MOST_PATHS || path.len() > MAX_INTERMEDIATES.saturating_add(2) {
            return;
        }
        let issuers = self.issuers(path);
        for issuer in &issuers {
            path.push(*issuer);
            self.extend(path);
            path.pop();
        }
        if issuers.is_empty() && path.len() > 1 && (self.is_path)(path) {
            self.found.push(path.clone());
        }
    }

    /// Returns the certificates that can have issued the last one of a path, by the best evidence that there is: those with
    /// the key identifier that it names, else those that say nothing of it, else all. A self-issued certificate is the end
    /// of its path unless it names the key of another.
    fn issuers(&mut self, path: &[usize]) -> Vec<usize> {
        let Some((last, own)) = path.last().and_then(|last| Some((*last, self.certificates.get(*last)?))) else {
            return Vec::new();
        };
        let candidates = self.names.issuers(last);
        let Some(left) = self.budget.checked_sub(candidates.len()) else { return Vec::new() };
        self.budget = left;
        let wanted = own.authority_key_id();
        let evidence = |position: &usize| {
            let key_id = self.certificates.get(*position).and_then(|issuer| issuer.subject_key_id());
            match (wanted, key_id) {
                (Some(wanted), Some(key_id)) if wanted == key_id => 2,
                (Some(_), Some(_)) => 0,
                _ => 1,
            }
        };
        let is_self_issued = self.names.of.get(last).is_some_and(|(subject, issuer)| subject == issuer);
        let best = match is_self_issued {
            true => 2,
            false => candidates.iter().map(evidence).max().unwrap_or_default(),
        };
        let candidates = candidates.iter().filter(|candidate| evidence(candidate) == best).copied();
        candidates.filter(|candidate| !self.repeats(path, *candidate)).collect()
    }

    /// Returns whether a certificate of a path has the subject and the key of another one.
    fn repeats(&self, path: &[usize], candidate: usize) -> bool {
        let key = |position: usize| self.certificates.get(position).map(|own| own.spki());
        path.iter().any(|position| {
            self.names.subject(*position) == self.names.subject(candidate) && key(*position) == key(candidate)
        })
    }
}
