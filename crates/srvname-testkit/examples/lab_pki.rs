//! Writes the certificates and keys of the lab: `lab_pki FOLDER`.
//!
//! `roots.pem` is whom everybody trusts. Each server has `DOMAIN.pem`, its certificate and the CA above it, and `DOMAIN.key`. The
//! domain says what is special about the certificate; what must come of it is in `lab/scenarios`. Every key can be computed from
//! its label, by anyone.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

use srvname_testkit::make::file::{pem, pem_block};
use srvname_testkit::make::{Constraints, Draft, GeneralName, Issued, der, dns, oid, other_name, srv};

/// The services that are looked up by SRV records.
const SERVICES: [&str; 11] = [
    "xmpp-client",
    "xmpp-server",
    "submission",
    "submissions",
    "imap",
    "imaps",
    "pop3",
    "pop3s",
    "sieve",
    "caldavs",
    "carddavs",
];

/// The domains whose MTA-STS policies are served over HTTPS, without `lab`.
const POLICIES: [&str; 19] = [
    "sts-holds.secure",
    "sts-pattern.secure",
    "sts-certificate.secure",
    "sts-testing.secure",
    "sts-none.secure",
    "sts-insecure.insecure",
    "sts-alias.secure",
    "sts-bogus.secure",
    "sts-failed.secure",
    "sts-host-bogus.secure",
    "sts-expired.secure",
    "sts-unknown.secure",
    "sts-redirect.secure",
    "sts-absent.secure",
    "sts-html.secure",
    "sts-long.secure",
    "sts-stalls.secure",
    "sts-half.secure",
    "sts-dane.secure",
];

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [folder] = arguments.as_slice() else {
        eprintln!("usage: lab_pki FOLDER");
        return ExitCode::from(2);
    };
    let folder = Path::new(folder);
    match fs::create_dir_all(folder).and_then(|()| Pki::new(folder).write()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::from(2)
        }
    }
}

/// The CAs, and where everything is written.
struct Pki<'a> {
    folder: &'a Path,
    root: Issued,
    /// Held to the hosts of `hosting.lab`, and silent about services: what sub-CAs are today.
    hosting: Issued,
}

impl<'a> Pki<'a> {
    fn new(folder: &'a Path) -> Self {
        let root = Issued::root("Lab Root CA");
        let hosting = root.sub_ca("Hosting CA").constraints(Constraints::new().permit(dns("hosting.lab"))).issue();
        Self { folder, root, hosting }
    }

    fn write(&self) -> io::Result<()> {
        fs::write(self.folder.join("roots.pem"), pem(self.root.der()))?;
        self.xmpp()?;
        self.mail()?;
        self.probed()?;
        self.tenants()
    }

    /// Servers of XMPP. Where nothing else is said the root issued the certificate, so that no CA is in the way.
    fn xmpp(&self) -> io::Result<()> {
        // The server whose judgment is asked, by the direction of the connection. Nothing is wrong with it.
        self.direct("outgoing.lab", [srv("_xmpp-server.outgoing.lab"), dns("outgoing.lab")])?;
        self.direct("incoming.lab", [srv("_xmpp-server.incoming.lab"), dns("incoming.lab")])?;

        self.direct("direct.lab", [srv("_xmpp-server.direct.lab")])?;
        let confined = Constraints::new().permit(srv("honest.lab")).permit(dns("honest.lab"));
        let honest = self.root.sub_ca("CA of honest.lab").constraints(confined).issue();
        self.below("honest.lab", &honest, [srv("_xmpp-server.honest.lab"), dns("honest.lab")])?;
        // What a customer of the hosting company gets signed: one name that the CA may issue, and one that nobody looks at.
        self.below("legacy.lab", &self.hosting, [dns("www.hosting.lab"), srv("_xmpp-server.legacy.lab")])?;
        self.below("address.lab", &self.hosting, [dns("www.hosting.lab"), xmpp_addr("address.lab")])?;
        let open = self.root.sub_ca("Open CA").issue();
        self.below("open.lab", &open, [srv("_xmpp-server.open.lab")])?;

        self.direct("service.lab", [srv("_xmpp-client.service.lab")])?;
        self.direct("domain.lab", [srv("_xmpp-server.other.lab"), dns("other.lab")])?;
        self.direct("dns.lab", [dns("dns.lab")])?;
        self.save("name.lab", self.leaf(&self.root, "name.lab"), None)?;
        let expired = self.leaf(&self.root, "expired.lab").san([srv("_xmpp-server.expired.lab"), dns("expired.lab")]);
        self.save("expired.lab", expired.not_after("2025-01-01T00:00:00Z"), None)?;
        let server = self.leaf(&self.root, "purpose.lab").san([srv("_xmpp-server.purpose.lab")]);
        self.save("purpose.lab", server.extended_key_usage([oid::SERVER_AUTH]), None)?;
        let stranger = Issued::root("A root that nobody trusts");
        let names = [srv("_xmpp-server.stranger.lab"), dns("stranger.lab")];
        self.save("stranger.lab", self.leaf(&stranger, "stranger.lab").san(names), None)?;
        let names = [srv("_xmpp-server.dane.lab"), dns("dane.lab")];
        self.save("dane.lab", self.leaf(&stranger, "dane.lab").san(names), None)?;
        self.direct("pin.lab", [srv("_xmpp-server.pin.lab")])?;
        self.direct("bound.lab", [srv("_xmpp-server.bound.lab"), dns("bound.lab")])?;
        self.below("pinned.lab", &self.hosting, [dns("www.hosting.lab"), srv("_xmpp-server.pinned.lab")])?;
        self.direct("component.lab", [srv("_xmpp-server.component.lab")])?;
        self.direct("xn--bcher-kva.lab", [srv("_xmpp-server.xn--bcher-kva.lab")])?;
        self.direct("wild.lab", [srv("_xmpp-server.*.lab")])?;
        self.direct("case.lab", [srv("_XMPP-Server.case.lab")])
    }

    /// Servers and clients of mail, for services of example.lab. The file says what is special about the certificate.
    fn mail(&self) -> io::Result<()> {
        let confined = Constraints::new().permit(srv("example.lab")).permit(dns("example.lab"));
        let honest = self.root.sub_ca("CA of example.lab").constraints(confined).issue();
        let services = || ["_submissions", "_imaps", "_smtp"].map(|service| srv(&format!("{service}.example.lab")));
        let with = |host| services().into_iter().chain([dns(host)]);
        let host = "mail.example.lab";
        self.save("mail-honest", self.leaf(&honest, host).san(with(host)), Some(&honest))?;
        self.save("mail-services", self.leaf(&honest, host).san(services()), Some(&honest))?;
        let other = [srv("_xmpp-client.example.lab"), dns(host)];
        self.save("mail-other", self.leaf(&honest, host).san(other), Some(&honest))?;
        let expired = self.leaf(&honest, host).san(with(host)).not_after("2025-01-01T00:00:00Z");
        self.save("mail-expired", expired, Some(&honest))?;
        self.save("mail-direct", self.leaf(&self.root, host).san(with(host)), None)?;
        // Of the hosting company, which runs the host: with services of a domain that is not its own, and without.
        let host = "mail.hosting.lab";
        self.save("mail-legacy", self.leaf(&self.hosting, host).san(with(host)), Some(&self.hosting))?;
        self.save("mail-host", self.leaf(&self.hosting, host).san([dns(host)]), Some(&self.hosting))
    }

    /// Servers of every service that is probed, below `probe.lab`. The domain says what is special about the certificate.
    fn probed(&self) -> io::Result<()> {
        let all = |name: &str| names_of(&format!("{name}.probe.lab"));
        for name in ["good", "ejabberd", "no-tls", "stalls", "injects", "preauth", "endless", "ipv4", "ipv6", "half"] {
            let domain = format!("{name}.probe.lab");
            self.save(&domain, self.leaf(&self.root, &domain).san(names_of(&domain)), None)?;
        }
        let another = self.leaf(&self.root, "wrong-name.probe.lab").san(all("another"));
        self.save("wrong-name.probe.lab", another, None)?;
        let expired = self.leaf(&self.root, "expired.probe.lab").san(all("expired")).not_after("2025-01-01T00:00:00Z");
        self.save("expired.probe.lab", expired, None)?;
        let stranger = Issued::root("A root that nobody trusts");
        let unknown = self.leaf(&stranger, "unknown-issuer.probe.lab").san(all("unknown-issuer"));
        self.save("unknown-issuer.probe.lab", unknown, Some(&stranger))
    }

    /// Servers that many domains share, by zone of the lab, and web servers for the policies and documents of these domains.
    fn tenants(&self) -> io::Result<()> {
        const ZONES: [&str; 9] = ["secure", "nsec", "insecure", "bogus", "stale", "failed", "ed25519", "p384", "rsa"];
        let domains = || ZONES.map(|zone| dns(&format!("*.{zone}.lab")));
        let services = ["srv.secure", "srv.insecure", "srv-insecure.secure", "srv-bogus.secure", "srv-failed.secure"]
            .map(|domain| srv(&format!("_xmpp-server.{domain}.lab")));
        let tenants = || self.leaf(&self.root, "tenants").san(domains().into_iter().chain(services.clone()));
        self.save("tenants", tenants(), None)?;
        self.save("tenants-expired", tenants().not_after("2025-01-01T00:00:00Z"), None)?;
        let provider = self.root.sub_ca("CA of the provider").issue();
        self.save("provider", self.leaf(&provider, "provider").san([dns("mx.provider.lab")]), Some(&provider))?;
        // A policy host is two labels below its zone, where no wildcard reaches.
        let hosts = || POLICIES.iter().map(|domain| dns(&format!("mta-sts.{domain}.lab"))).chain(domains());
        let policies = || self.leaf(&self.root, "policies").san(hosts());
        self.save("policies", policies(), None)?;
        self.save("policies-expired", policies().not_after("2025-01-01T00:00:00Z"), None)?;
        let stranger = Issued::root("A root that nobody trusts");
        self.save("policies-unknown", self.leaf(&stranger, "policies").san(hosts()), Some(&stranger))
    }

    /// A server that the root vouches for.
    fn direct<const N: usize>(&self, domain: &str, names: [GeneralName; N]) -> io::Result<()> {
        self.save(domain, self.leaf(&self.root, domain).san(names), None)
    }

    /// A server that a CA below the root vouches for.
    fn below<const N: usize>(&self, domain: &str, ca: &Issued, names: [GeneralName; N]) -> io::Result<()> {
        self.save(domain, self.leaf(ca, domain).san(names), Some(ca))
    }

    /// An end entity for both sides of TLS, whose common name is the domain.
    fn leaf(&self, ca: &Issued, domain: &str) -> Draft {
        ca.end_entity(domain).extended_key_usage([oid::SERVER_AUTH, oid::CLIENT_AUTH])
    }

    fn save(&self, domain: &str, draft: Draft, ca: Option<&Issued>) -> io::Result<()> {
        let leaf = draft.issue();
        let chain = [pem(leaf.der()), ca.map(|ca| pem(ca.der())).unwrap_or_default()].concat();
        fs::write(self.folder.join(format!("{domain}.pem")), chain)?;
        fs::write(self.folder.join(format!("{domain}.key")), pem_block("PRIVATE KEY", &leaf.pkcs8()))
    }
}

/// The names of a server that does every service of a domain: SRVNames, the domain, and the host that the DNS names.
fn names_of(domain: &str) -> Vec<GeneralName> {
    let services = SERVICES.iter().map(|service| srv(&format!("_{service}.{domain}")));
    services.chain([dns(domain), dns(&format!("host.{domain}"))]).collect()
}

/// The name form that SRVName replaced in XMPP (RFC 6120 §13.7.1.4).
fn xmpp_addr(address: &str) -> GeneralName {
    other_name(oid::XMPP_ADDR, &der::tlv(der::UTF8_STRING, address.as_bytes()))
}
