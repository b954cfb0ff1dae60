//! What each answer on the way to a host makes of it.

extern crate std;

use crate::delegation::dns::{BogusReason, InsecureReason, Security};
use crate::delegation::references::application::Delegation;
use crate::identity::source_domain::{AuthenticatedBy, AuthenticatedTarget};
use crate::name::dns::DnsName;

/// Of every three answers the worst decides, whatever their order.
#[test]
fn the_weakest_answer_decides() {
    let host = DnsName::parse("host.provider.example").unwrap();
    let signed = Delegation::Authenticated(AuthenticatedTarget::of_host(host, AuthenticatedBy::Dnssec));
    let securities = [
        Security::Secure,
        Security::Insecure(InsecureReason::Unsigned),
        Security::Bogus(BogusReason::Unspecified),
        Security::Indeterminate,
        Security::Failed,
    ];
    for (first, second, third) in securities
        .iter()
        .flat_map(|first| securities.iter().flat_map(move |second| securities.map(|third| (first, second, third))))
    {
        let steps = [*first, *second, third];
        let failed = steps.into_iter().find(|step| !matches!(step, Security::Secure | Security::Insecure(_)));
        let secure = steps.iter().filter(|step| **step == Security::Secure).count();
        let expected = match failed {
            Some(failed) => Err(failed),
            None if secure == 3 => Ok(signed),
            None => Ok(Delegation::Insecure(host)),
        };
        assert_eq!(Delegation::by_dns(host, &steps), expected, "{steps:?}");
    }
    // Nobody showed anything.
    assert_eq!(Delegation::by_dns(host, &[]), Ok(Delegation::Insecure(host)));
    assert_eq!((signed.host(), Delegation::Direct.host()), (Some(host), None));
}
