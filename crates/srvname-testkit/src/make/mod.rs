//! Certificates for tests, made in memory: right ones, and ones that are wrong in exactly the way a test is about.
//!
//! It does not use the library under test: a certificate that the library would refuse to read must be as easy to make as
//! a good one. Two near misses of `lint` are the exception: they are written by the library's builder, and hold it to the
//! linter.
//!
//! ```ignore
//! use srvname_testkit::make::{Ca, Constraints, dns, srv};
//!
//! let root = Ca::root("Example Root CA");
//! let sub = root
//!     .sub_ca("Example Sub CA")
//!     .constraints(Constraints::new().permit(srv("example.com")).permit(dns("example.com")))
//!     .path_len(0)
//!     .issue();
//! let leaf = sub.end_entity("xmpp.example.com").san([srv("_xmpp-server.example.com"), dns("example.com")]).issue();
//! let chain: [&[u8]; 2] = [leaf.der(), sub.der()];
//! ```
//!
//! Nothing here reads a clock or a source of randomness: keys come from their labels, signatures from RFC 6979, serial
//! numbers from the certificate. The same source gives the same octets, which is what lets the files under `testdata/`
//! be compared instead of trusted. It also means that every private key is public: never trust one of these roots.

// A draft is written as one sentence, `.constraints(Constraints::new()...)`: references in it would only be noise.
#![allow(clippy::needless_pass_by_value)]

pub mod certificate;
pub mod chains;
pub mod constraints;
pub mod containers;
pub mod der;
pub mod dn;
pub mod dump;
pub mod file;
pub mod keys;
pub mod lint;
pub mod names;
pub mod oid;
pub mod rsa;
pub mod tree;

pub use certificate::{Ca, Criticality, Draft, Extension, Issued, KeyUsage};
pub use constraints::{Constraints, Subtree};
pub use dn::{Dn, attribute};
pub use file::{Case, ChainFile, Expectation, Roots, accept, reject};
pub use keys::Key;
pub use names::{
    GeneralName, directory, dns, edi_party, email, ip_net4, ip_net6, ip_raw, ip4, ip6, other_name, raw, registered_id,
    smtp_utf8, srv, srv_raw, srv_utf8, tagged, upn, uri, x400,
};
