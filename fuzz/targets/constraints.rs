//! Any octets as the value of a NameConstraints extension, and what it says about every base of its own.

use srvname::certificate::GeneralSubtrees;
use srvname::constraints::{Level, admit};
use srvname::{
    certificate::{GeneralSubtree, NameConstraints, PresentedId},
    constraints::{CompiledConstraints, Position},
    name::DnsLeadingDot,
};

use super::{build, properties};

/// Beyond this many bases each is not asked against each.
const MANY: usize = 40;

pub fn run(data: &[u8]) {
    let constraints = match NameConstraints::from_der(data) {
        Ok(constraints) => constraints,
        Err(error) => {
            assert!(error.offset() <= data.len(), "{error:?} in {} octets", data.len());
            return;
        }
    };
    let permitted: Vec<_> = constraints.permitted().iter().collect();
    let excluded: Vec<_> = constraints.excluded().iter().collect();
    assert!(!permitted.is_empty() || !excluded.is_empty());
    // The subtrees, written again, are the extension.
    let list = |number: u8, list: &[GeneralSubtree<'_>]| match list {
        [] => Vec::new(),
        list => build::tlv(0xa0 | number, &list.iter().map(|subtree| subtree.der()).collect::<Vec<_>>().concat()),
    };
    assert_eq!(build::tlv(0x30, &[list(0, &permitted), list(1, &excluded)].concat()), data);
    assert!(NameConstraints::from_content(build::content(data)).is_ok());
    for subtree in permitted.iter().chain(&excluded) {
        properties::stands_at(data, subtree.offset(), subtree.der());
        properties::general_name(data, subtree.base());
        properties::shown(subtree, subtree.der().len());
        assert!(constraints.contains_form(subtree.form()));
    }
    same_when_compiled(&constraints);
    if permitted.len() + excluded.len() <= MANY {
        admission(constraints, &permitted, &excluded);
    }
}

/// Compiled constraints keep the subtrees, and where they stood.
pub fn same_when_compiled(constraints: &NameConstraints<'_>) {
    let compiled = CompiledConstraints::new(constraints);
    let again = compiled.constraints();
    for (kept, own) in [(again.permitted(), constraints.permitted()), (again.excluded(), constraints.excluded())] {
        let all =
            |list: GeneralSubtrees<'_>| list.iter().map(|own| (own.offset(), own.der().to_vec())).collect::<Vec<_>>();
        assert_eq!(all(kept), all(own));
    }
}

/// Each base, read as a name, under the constraints: the level and the definition by hand agree.
fn admission(constraints: NameConstraints<'_>, permitted: &[GeneralSubtree<'_>], excluded: &[GeneralSubtree<'_>]) {
    let levels = [Level::authority(constraints, Position::new(1), DnsLeadingDot::ProperSubdomains)];
    let compiled = CompiledConstraints::new(&constraints);
    for subtree in permitted.iter().chain(excluded) {
        let presented = PresentedId::from_general_name(subtree.base());
        let of_form = |subtree: &&GeneralSubtree<'_>| subtree.form().applies_to(presented.form());
        let own: Vec<_> = permitted.iter().filter(of_form).collect();
        let not: Vec<_> = excluded.iter().filter(of_form).collect();
        let readable = |subtree: &&GeneralSubtree<'_>| {
            subtree.form().is_understood() && subtree.has_rfc5280_bounds() && subtree.base().base().is_ok()
        };
        let inside = presented.name().is_ok_and(|name| {
            let contains = |subtree: &&GeneralSubtree<'_>| subtree.base().base().ok()?.contains(&name);
            let overlaps = |subtree: &&GeneralSubtree<'_>| subtree.base().base().ok()?.overlaps(&name);
            own.iter().chain(&not).copied().all(|subtree| readable(&subtree))
                && (own.is_empty() || own.iter().copied().any(|subtree| contains(&subtree) == Some(true)))
                && not.iter().copied().all(|subtree| overlaps(&subtree) == Some(false))
        });
        assert_eq!(admit(&levels, &presented).is_ok(), inside, "{presented}");
        assert_eq!(compiled.admits(subtree.base(), DnsLeadingDot::ProperSubdomains), inside, "{presented}");
    }
}
