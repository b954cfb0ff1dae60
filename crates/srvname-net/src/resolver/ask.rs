//! The question.

use std::pin::Pin;

use srvname::name::DnsName;

use super::record::RecordType;
use super::response::Response;

/// A look-up that is under way.
pub type Pending<'r> = Pin<Box<dyn Future<Output = Response> + Send + 'r>>;

/// Looks names up in the DNS.
pub trait Resolver: Send + Sync {
    /// Returns what the DNS says about a name and a type, after every alias on the way was followed (RFC 1034 §3.6.2). What
    /// went wrong is in the response too.
    ///
    /// Where aliases were followed and the answer is not secure, each alias is asked for by itself, so that
    /// [`Alias::security`](super::Alias) says of which of them the answer is not. Asked for [`RecordType::Cname`], no alias
    /// is followed.
    fn lookup<'r>(&'r self, name: DnsName<'r>, record_type: RecordType) -> Pending<'r>;
}

impl<R: Resolver + ?Sized> Resolver for &R {
    fn lookup<'r>(&'r self, name: DnsName<'r>, record_type: RecordType) -> Pending<'r> {
        (**self).lookup(name, record_type)
    }
}

impl<R: Resolver + ?Sized> Resolver for Box<R> {
    fn lookup<'r>(&'r self, name: DnsName<'r>, record_type: RecordType) -> Pending<'r> {
        (**self).lookup(name, record_type)
    }
}
