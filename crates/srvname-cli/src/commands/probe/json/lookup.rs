//! Questions to the DNS.

use std::net::SocketAddr;

use serde::Serialize;
use srvname::delegation::dns::Security;
use srvname_net::probe::report::{LookupAnswer, LookupReport};
use srvname_net::resolver::Validator;

use crate::commands::probe::json::kind::{Kind, texts};
use crate::output::shown::Shown;

/// Who validated an answer.
#[derive(Serialize)]
pub(super) struct ValidatorJson {
    kind: &'static str,
    resolver: Option<SocketAddr>,
}

impl ValidatorJson {
    pub(super) const fn of(validator: &Validator) -> Self {
        match validator {
            Validator::Own(address) => Self { kind: "own", resolver: Some(*address) },
            Validator::AuthenticatedData(address) => Self { kind: "authenticated-data", resolver: Some(*address) },
            _ => Self { kind: "nobody", resolver: None },
        }
    }
}

/// How far an answer can be believed.
#[derive(Serialize)]
pub(super) struct SecurityJson {
    kind: &'static str,
    reason: Option<String>,
}

impl SecurityJson {
    pub(super) fn of(security: Security) -> Self {
        let kind = match security {
            Security::Secure => "secure",
            Security::Insecure(_) => "insecure",
            Security::Bogus(_) => "bogus",
            Security::Indeterminate => "indeterminate",
            Security::Failed => "failed",
        };
        // The words behind the colon are the reason.
        let reason = security.to_string().split_once(": ").map(|(_, reason)| reason.to_owned());
        Self { kind, reason }
    }
}

#[derive(Serialize)]
pub(super) struct LookupJson<'r> {
    name: Shown<'r>,
    record_type: String,
    security: SecurityJson,
    answer: Kind<'r>,
    records: Vec<Shown<'r>>,
    aliases: Vec<AliasJson<'r>>,
    ttl: Option<u32>,
    validator: ValidatorJson,
    remarks: Vec<Shown<'r>>,
    second_opinion: Option<OpinionJson<'r>>,
}

#[derive(Serialize)]
struct AliasJson<'r> {
    owner: Shown<'r>,
    target: Shown<'r>,
    security: SecurityJson,
}

#[derive(Serialize)]
struct OpinionJson<'r> {
    validator: ValidatorJson,
    security: SecurityJson,
    sentence: Shown<'r>,
}

impl<'r> LookupJson<'r> {
    pub(super) fn of(lookup: &'r LookupReport) -> Self {
        let alias = |alias: &'r srvname_net::probe::report::AliasReport| AliasJson {
            owner: Shown(&alias.owner),
            target: Shown(&alias.target),
            security: SecurityJson::of(alias.security),
        };
        Self {
            name: Shown(&lookup.name),
            record_type: lookup.record_type.to_string(),
            security: SecurityJson::of(lookup.security),
            answer: match &lookup.answer {
                LookupAnswer::Found(_) => Kind::plain("found"),
                LookupAnswer::NoData => Kind::plain("no-data"),
                LookupAnswer::NoName => Kind::plain("no-name"),
                LookupAnswer::Withheld => Kind::plain("withheld"),
                LookupAnswer::Failed(why) => Kind::because("failed", why),
                LookupAnswer::NotAsked(why) => Kind::because("not-asked", why),
            },
            records: texts(lookup.records()),
            aliases: lookup.aliases.iter().map(alias).collect(),
            ttl: lookup.ttl,
            validator: ValidatorJson::of(&lookup.validator),
            remarks: texts(&lookup.remarks),
            second_opinion: lookup.second_opinion.as_ref().map(|opinion| OpinionJson {
                validator: ValidatorJson::of(&opinion.validator),
                security: SecurityJson::of(opinion.security),
                sentence: Shown(&opinion.sentence),
            }),
        }
    }
}

/// Returns look-ups in their order.
pub(super) fn all(lookups: &[LookupReport]) -> Vec<LookupJson<'_>> {
    lookups.iter().map(LookupJson::of).collect()
}
