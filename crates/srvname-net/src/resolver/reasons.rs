//! Why an answer is insecure or bogus: from the words of the validator to the library's reasons.

use domain::base::cmp::CanonicalOrd;
use domain::rdata::Rrsig;
use domain::rdata::dnssec::Timestamp;
use srvname::delegation::dns::{BogusReason, InsecureReason};

use super::message::Reply;
use super::response::Remark;

/// Why the validator found an answer insecure.
///
/// Its words are its own, and its version is pinned for them. What is not known is an unsigned zone, which is what it usually
/// is: the validator says nothing then.
pub(super) fn insecure(remark: Option<&Remark>) -> InsecureReason {
    let Some(remark) = remark else { return InsecureReason::Unsigned };
    match remark.code {
        // RFC 8914 §4.2, §4.3, §4.28.
        1 | 2 => return InsecureReason::UnsupportedAlgorithm,
        27 => return InsecureReason::Nsec3Iterations,
        _ => {}
    }
    if remark.text.contains("No supported algorithm") {
        InsecureReason::UnsupportedAlgorithm
    } else if remark.text.contains("iteration count") {
        InsecureReason::Nsec3Iterations
    } else {
        InsecureReason::Unsigned
    }
}

/// Why the validator found a message bogus: what it says, and else what can be seen of the signatures in the message.
pub(super) fn bogus(remark: Option<&Remark>, message: &Reply) -> BogusReason {
    if let Some(reason) = remark.and_then(|remark| bogus_code(remark.code)) {
        return reason;
    }
    if remark.is_some_and(|remark| remark.text.contains("No DNSKEY")) {
        return BogusReason::KeyMissing;
    }
    let signatures = signatures(message);
    let now = Timestamp::now();
    if signatures.is_empty() {
        BogusReason::SignaturesMissing
    } else if signatures.iter().any(|(_, expiration)| now.canonical_gt(expiration)) {
        BogusReason::SignatureExpired
    } else if signatures.iter().any(|(inception, _)| now.canonical_lt(inception)) {
        BogusReason::SignatureNotYetValid
    } else {
        BogusReason::Unspecified
    }
}

/// The reason that an INFO-CODE stands for (RFC 8914 §4.7 to §4.13); `None` if it does not say that an answer is bogus, or not
/// why.
const fn bogus_code(code: u16) -> Option<BogusReason> {
    match code {
        7 => Some(BogusReason::SignatureExpired),
        8 => Some(BogusReason::SignatureNotYetValid),
        9 | 11 => Some(BogusReason::KeyMissing),
        10 => Some(BogusReason::SignaturesMissing),
        12 => Some(BogusReason::DenialMissing),
        _ => None,
    }
}

/// What a resolver says that validated, failed, and told why: that the answer is bogus, or `None` if it does not say so.
pub(super) fn bogus_at_resolver(remarks: &[Remark]) -> Option<BogusReason> {
    let said = remarks.iter().find_map(|remark| bogus_code(remark.code));
    said.or_else(|| remarks.iter().any(|remark| remark.code == 6).then_some(BogusReason::Unspecified))
}

/// Inception and expiration of the signatures in a message.
fn signatures(message: &Reply) -> Vec<(Timestamp, Timestamp)> {
    let mut found = Vec::new();
    for section in [message.answer(), message.authority()].into_iter().flatten() {
        for record in section.limit_to::<Rrsig<_, _>>().flatten() {
            found.push((record.data().inception(), record.data().expiration()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remark(code: u16, text: &str) -> Remark {
        Remark { code, text: text.to_owned() }
    }

    #[test]
    fn the_words_of_the_validator_have_reasons() {
        assert_eq!(insecure(None), InsecureReason::Unsigned);
        for (code, text, reason) in [
            (0, "No supported algorithm in DS RRset", InsecureReason::UnsupportedAlgorithm),
            (6, "NSEC3 with too high iteration count", InsecureReason::Nsec3Iterations),
            (0, "NSEC3 with Opt-Out", InsecureReason::Unsigned),
            (1, "", InsecureReason::UnsupportedAlgorithm),
            (27, "", InsecureReason::Nsec3Iterations),
        ] {
            assert_eq!(insecure(Some(&remark(code, text))), reason, "{text}");
        }
    }

    #[test]
    fn a_resolver_that_does_not_say_bogus_has_not_said_it() {
        assert_eq!(bogus_at_resolver(&[]), None);
        assert_eq!(bogus_at_resolver(&[remark(22, "No Reachable Authority"), remark(5, "")]), None);
        assert_eq!(bogus_at_resolver(&[remark(6, "")]), Some(BogusReason::Unspecified));
        assert_eq!(bogus_at_resolver(&[remark(6, ""), remark(7, "")]), Some(BogusReason::SignatureExpired));
    }
}
