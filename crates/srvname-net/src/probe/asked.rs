//! Questions to the DNS, and what the report says of each.

use std::net::IpAddr;

use futures_util::future::join;
use srvname::delegation::dane::OwnedTlsa;
use srvname::delegation::dns::{CertificateUsage, MatchingType, Security, Selector, Tlsa};
use srvname::name::DnsName;
use tokio::time::timeout;

use super::progress::Progress;
use super::report::{AliasReport, LookupAnswer, LookupReport, SecondOpinion};
use super::run::{Run, TIME_OVER};
use crate::escape::shown;
use crate::resolver::{Lent, LookupFailure, Outcome, RecordType, Records, Resolver, Response};

/// A question that was asked.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) response: Response,
    pub(super) report: LookupReport,
}

impl Asked {
    /// Returns how far the answer can be believed.
    pub(super) const fn security(&self) -> Security {
        self.response.security()
    }

    /// Returns why there is no answer that is to be used; `None` if there is one.
    pub(super) fn trouble(&self) -> Option<String> {
        let LookupReport { name, record_type, .. } = &self.report;
        let why = match &self.report.answer {
            LookupAnswer::NotAsked(why) => return Some(format!("{record_type} of {name}: {why}")),
            LookupAnswer::Failed(why) => why.clone(),
            LookupAnswer::Withheld => self.security().to_string(),
            LookupAnswer::Found(_) | LookupAnswer::NoData | LookupAnswer::NoName => return None,
        };
        Some(format!("the look-up of {record_type} of {name} has no answer: {why}"))
    }
}

impl Run<'_> {
    /// Asks the DNS, and where the answer is bogus, somebody else too.
    pub(super) async fn ask(&self, name: &str, record_type: RecordType) -> Asked {
        let Some(response) = self.ask_resolver(self.resolver, name, record_type).await else {
            let response = Response::failed(name, record_type, LookupFailure::TimedOut);
            let mut report = report_of(&response);
            report.answer = LookupAnswer::NotAsked(TIME_OVER.to_owned());
            return Asked { response, report };
        };
        let mut report = report_of(&response);
        if let (Security::Bogus(_), Some(second)) = (response.security(), self.settings.second_resolver) {
            let other = self.ask_resolver(second, name, record_type).await;
            report.second_opinion = other.map(|other| opinion(&other));
        }
        Asked { response, report }
    }

    /// Asks for the addresses of a host, of both families.
    pub(super) async fn ask_addresses(&self, host: &str) -> Vec<Asked> {
        let (ipv4, ipv6) = join(self.ask(host, RecordType::A), self.ask(host, RecordType::Aaaa)).await;
        vec![ipv4, ipv6]
    }

    /// Returns the addresses that were found, as many of each family as are connected to.
    pub(super) fn addresses_of(&self, asked: &[Asked]) -> Vec<IpAddr> {
        let most = self.settings.limits.addresses;
        let records = asked.iter().filter_map(|asked| asked.response.records());
        records.flat_map(|records| <IpAddr as Lent<'_>>::all(records).into_iter().take(most)).collect()
    }

    /// Returns the answer of a resolver; `None` if the time of the domain is over.
    async fn ask_resolver(&self, resolver: &dyn Resolver, name: &str, record_type: RecordType) -> Option<Response> {
        let limit = self.step()?;
        let Ok(owner) = DnsName::parse(name) else {
            return Some(Response::failed(&shown(name.as_bytes()), record_type, LookupFailure::Name));
        };
        self.tell(|| Progress::Lookup { name: name.to_owned(), record_type });
        match timeout(limit, resolver.lookup(owner, record_type)).await {
            Ok(answer) => Some(answer),
            Err(_) if self.is_over() => None,
            Err(_) => Some(Response::failed(name, record_type, LookupFailure::TimedOut)),
        }
    }
}

fn opinion(other: &Response) -> SecondOpinion {
    let sentence = match (other.security(), other.outcome()) {
        (Security::Bogus(_), _) => {
            "another resolver finds it bogus too: everybody who validates has no answer".to_owned()
        }
        (_, Outcome::Failed(LookupFailure::Refused(2))) => {
            "another resolver has no answer either, as validating resolvers say of what is bogus".to_owned()
        }
        (_, Outcome::Failed(failure)) => format!("another resolver could not be asked: {failure}"),
        (Security::Secure | Security::Insecure(_), _) => {
            "another resolver has an answer: the fault may be on the way to the first one, or in what it keeps"
                .to_owned()
        }
        (security, _) => format!("another resolver could not decide: {security}"),
    };
    SecondOpinion { validator: other.validator, security: other.security(), sentence }
}

fn report_of(response: &Response) -> LookupReport {
    let answer = match response.outcome() {
        Outcome::Found(records) => LookupAnswer::Found(written(records)),
        Outcome::NoData => LookupAnswer::NoData,
        Outcome::NoName => LookupAnswer::NoName,
        Outcome::Withheld => LookupAnswer::Withheld,
        Outcome::Failed(failure) => LookupAnswer::Failed(failure.to_string()),
    };
    let aliases = response.aliases.iter().map(|alias| AliasReport {
        owner: shown(alias.owner.as_bytes()),
        target: shown(alias.target.as_bytes()),
        security: alias.security,
    });
    let remarks = response.remarks.iter().map(|remark| match remark.text.as_str() {
        "" => format!("EDE {}", remark.code),
        text => format!("EDE {}: {text}", remark.code),
    });
    LookupReport {
        name: response.name().to_owned(),
        record_type: response.record_type(),
        security: response.security(),
        answer,
        aliases: aliases.collect(),
        ttl: response.ttl,
        validator: response.validator,
        remarks: remarks.collect(),
        second_opinion: None,
    }
}

/// Returns records as a zone file has them.
fn written(records: &Records) -> Vec<String> {
    match records {
        Records::A(addresses) => addresses.iter().map(ToString::to_string).collect(),
        Records::Aaaa(addresses) => addresses.iter().map(ToString::to_string).collect(),
        Records::Cname(names) => names.iter().map(|name| shown(name.as_bytes())).collect(),
        Records::Mx(records) => {
            records.iter().map(|mx| format!("{} {}", mx.preference, shown(mx.exchange.as_bytes()))).collect()
        }
        Records::Srv(records) => records
            .iter()
            .map(|srv| format!("{} {} {} {}", srv.priority, srv.weight, srv.port, shown(srv.target.as_bytes())))
            .collect(),
        Records::Tlsa(records) => records
            .iter()
            .map(|record| {
                let (usage, selector) = (CertificateUsage(record.usage), Selector(record.selector));
                let matching_type = MatchingType(record.matching_type);
                let text = OwnedTlsa::from(Tlsa { usage, selector, matching_type, data: &record.data }).to_string();
                shown(text.as_bytes())
            })
            .collect(),
        Records::Txt(records) => records
            .iter()
            .map(|strings| {
                let strings: Vec<_> = strings.iter().map(|string| format!("\"{}\"", shown(string))).collect();
                strings.join(" ")
            })
            .collect(),
    }
}
