//! The certificates of a workload, made in memory: every peer gets these octets.

use crate::make::{Ca, Constraints, Dn, GeneralName, Issued, der, dns, oid, srv};
use crate::workload::{Form, Polarity, Workload};

/// One workload as certificates.
///
/// The CA is a sub-CA below a root, with a twin that lacks nothing but the constraints: what the constraints cost a peer
/// that checks only whole paths is the time with the one less the time with the other.
pub struct Case {
    /// The certificate of the root, which constrains nothing.
    pub root: Vec<u8>,
    /// The CA with its constraints.
    pub ca: Vec<u8>,
    /// The same CA without constraints.
    pub open_ca: Vec<u8>,
    /// The end entity whose names the constraints admit.
    pub good: EndEntity,
    /// The same with one more name, the last, which they refuse.
    pub bad: EndEntity,
    /// The same end entity without names.
    pub nameless: Vec<u8>,
    /// The value of the CA's NameConstraints extension.
    pub constraints: Vec<u8>,
}

/// An end entity.
pub struct EndEntity {
    /// Its certificate. The subject is empty, so that nobody asks whether it is inside.
    pub certificate: Vec<u8>,
    /// The value of its subjectAltName extension.
    pub names: Vec<u8>,
}

/// 2026-01-01T00:00:00Z, in seconds: the time that peers are told.
pub const NOW: u64 = 1_767_225_600;

impl Case {
    /// Makes the certificates of a workload.
    pub fn of(workload: Workload) -> Self {
        let form: fn(&str) -> GeneralName = match workload.form {
            Form::Dns => dns,
            Form::Srv => srv,
        };
        let add = match workload.polarity {
            Polarity::Permitted => Constraints::permit,
            Polarity::Excluded => Constraints::exclude,
        };
        let bases = workload.base_texts();
        let constraints = bases.iter().fold(Constraints::new(), |all, base| add(all, form(base)));
        let root = Issued::root("Root CA of the peers");
        let ca = |draft: Option<Constraints>| {
            let sub = root.sub_ca("CA of the peers");
            draft.into_iter().fold(sub, |sub, constraints| sub.constraints(constraints)).issue()
        };
        let value = constraints.der();
        let (open_ca, ca) = (ca(None), ca(Some(constraints)));

        let mut names: Vec<GeneralName> = workload.name_texts().iter().map(|name| form(name)).collect();
        let good = end_entity(&ca, &names);
        names.push(form(&workload.refused_name()));
        let bad = end_entity(&ca, &names);
        let nameless = ca.end_entity("end entity").subject(Dn::empty()).issue().into_der();
        Self {
            root: root.into_der(),
            ca: ca.into_der(),
            open_ca: open_ca.into_der(),
            good,
            bad,
            nameless,
            constraints: value,
        }
    }
}

fn end_entity(ca: &Ca, names: &[GeneralName]) -> EndEntity {
    // For servers and clients, since a peer has a way to ask for neither name nor address of clients only.
    let draft =
        ca.end_entity("end entity").subject(Dn::empty()).extended_key_usage([oid::SERVER_AUTH, oid::CLIENT_AUTH]);
    let certificate = draft.critical_san(names.iter().cloned()).issue().into_der();
    EndEntity { certificate, names: der::sequence(names) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(certificate: &[u8], value: &[u8]) -> bool {
        certificate.windows(value.len()).any(|window| window == value)
    }

    #[test]
    fn the_extensions_are_those_of_the_certificates() {
        let case = Case::of(Workload::hosts(3, 2, Polarity::Permitted));
        assert!(holds(&case.ca, &case.constraints));
        assert!(!holds(&case.open_ca, &case.constraints));
        assert!(holds(&case.good.certificate, &case.good.names));
        assert!(holds(&case.bad.certificate, &case.bad.names));
        assert!(!holds(&case.nameless, &case.good.names));
    }

    #[test]
    fn the_same_workload_gives_the_same_octets() {
        let workload = Workload::hosts(2, 2, Polarity::Excluded);
        assert_eq!(Case::of(workload).good.certificate, Case::of(workload).good.certificate);
    }
}
