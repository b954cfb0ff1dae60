//! Sections and effective dates that lints cite more than once.

use crate::citation::Citation;
use crate::lint::severity::EffectiveDate;

pub(crate) const RFC1034_3_5: Citation = Citation::new("RFC 1034", "3.5");
pub(crate) const RFC1035_SIZES: Citation = Citation::new("RFC 1035", "2.3.4");
pub(crate) const RFC1123_2_1: Citation = Citation::new("RFC 1123", "2.1");
pub(crate) const RFC4632_3_1: Citation = Citation::new("RFC 4632", "3.1");
pub(crate) const RFC4985_2: Citation = Citation::new("RFC 4985", "2");
pub(crate) const RFC4985_3: Citation = Citation::new("RFC 4985", "3");
pub(crate) const RFC4985_4: Citation = Citation::new("RFC 4985", "4");
pub(crate) const RFC4985_A1: Citation = Citation::new("RFC 4985", "A.1");
pub(crate) const RFC5280_ISSUER: Citation = Citation::new("RFC 5280", "4.1.2.4");
pub(crate) const RFC5280_SUBJECT: Citation = Citation::new("RFC 5280", "4.1.2.6");
pub(crate) const RFC5280_SAN: Citation = Citation::new("RFC 5280", "4.2.1.6");
pub(crate) const RFC5280_NC: Citation = Citation::new("RFC 5280", "4.2.1.10");
pub(crate) const RFC5280_EKU: Citation = Citation::new("RFC 5280", "4.2.1.12");
pub(crate) const RFC5280_CHECK: Citation = Citation::new("RFC 5280", "6.1.3(b)");
pub(crate) const RFC5280_CHECK_EXCLUDED: Citation = Citation::new("RFC 5280", "6.1.3(c)");
pub(crate) const RFC5280_MEET: Citation = Citation::new("RFC 5280", "6.1.4(g)");
pub(crate) const RFC5280_ANCHORS: Citation = Citation::new("RFC 5280", "6.2");
pub(crate) const RFC5280_NAMES: Citation = Citation::new("RFC 5280", "7.1");
pub(crate) const RFC5280_IDN: Citation = Citation::new("RFC 5280", "7.2");
pub(crate) const RFC5280_MODULE: Citation = Citation::new("RFC 5280", "A.2");
pub(crate) const RFC5890_LABELS: Citation = Citation::new("RFC 5890", "2.3.1");
pub(crate) const RFC6335_5_1: Citation = Citation::new("RFC 6335", "5.1");
pub(crate) const RFC6335_5_2: Citation = Citation::new("RFC 6335", "5.2");
pub(crate) const RFC6761_6: Citation = Citation::new("RFC 6761", "6");
pub(crate) const RFC9525_2: Citation = Citation::new("RFC 9525", "2");
pub(crate) const RFC9525_4_1: Citation = Citation::new("RFC 9525", "4.1");
pub(crate) const RFC9525_6_3: Citation = Citation::new("RFC 9525", "6.3");
pub(crate) const RFC9525_6_4: Citation = Citation::new("RFC 9525", "6.4");
pub(crate) const RFC9525_7_6: Citation = Citation::new("RFC 9525", "7.6");
pub(crate) const RFC9549: Citation = Citation::new("RFC 9549", "");
pub(crate) const RFC9598_3: Citation = Citation::new("RFC 9598", "3");
pub(crate) const RFC9598_6: Citation = Citation::new("RFC 9598", "6");
pub(crate) const X690_DEFAULT: Citation = Citation::new("X.690", "11.5");
pub(crate) const BR_INTERNAL_NAMES: Citation = Citation::new("TLS BR", "4.2.2");
pub(crate) const BR_DOMAINS: Citation = Citation::new("TLS BR", "3.2.2.4");
pub(crate) const BR_WILDCARDS: Citation = Citation::new("TLS BR", "3.2.2.6");
pub(crate) const BR_CONSTRAINTS: Citation = Citation::new("TLS BR", "7.1.5");
pub(crate) const BR_CA_PURPOSES: Citation = Citation::new("TLS BR", "7.1.2.10.6");
pub(crate) const BR_SUBSCRIBER_SAN: Citation = Citation::new("TLS BR", "7.1.2.7.12");
pub(crate) const BR_CONSTRAINED: Citation = Citation::new("TLS BR", "7.1.2.5.2");
pub(crate) const BR_CA: Citation = Citation::new("TLS BR", "7.1.2.10.8");
pub(crate) const SBR_CA: Citation = Citation::new("S/MIME BR", "7.1.2.2");
pub(crate) const SBR_CONSTRAINTS: Citation = Citation::new("S/MIME BR", "7.1.5");
pub(crate) const SBR_SAN: Citation = Citation::new("S/MIME BR", "7.1.4.2.1");
pub(crate) const MOZILLA_CONSTRAINED: Citation = Citation::new("Mozilla Root Store Policy", "5.3.1");

/// The first Baseline Requirements, which already allowed a subscriber no name but dNSName and iPAddress.
pub(crate) const BR_1_0: EffectiveDate = EffectiveDate::new("2012-07-01", 1_341_100_800);
/// What makes a TLS CA technically constrained: in force since ballot 105, and in another form since [`BR_2_0`].
pub(crate) const BR_1_1_6: EffectiveDate = EffectiveDate::new("2013-07-29", 1_375_056_000);
/// The certificate profiles of version 2.0.0 of the TLS Baseline Requirements.
pub(crate) const BR_2_0: EffectiveDate = EffectiveDate::new("2023-09-15", 1_694_736_000);
/// The first S/MIME Baseline Requirements.
pub(crate) const SBR_1_0: EffectiveDate = EffectiveDate::new("2023-09-01", 1_693_526_400);
