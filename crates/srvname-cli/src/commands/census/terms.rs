//! The words of a census and what they mean, for the text and the page; `docs/CENSUS.md` says the same of each key.

/// Words and their definitions, in the order in which they build on each other.
pub(super) const TERMS: [(&str, &str); 18] = [
    ("certificate", "counted once, by SHA-256 of its DER, however often it is found."),
    (
        "unreadable",
        "a block that is no certificate, or one that srvname lint finds malformed (certificate_malformed). It is counted nowhere \
         else. Malformed name constraints and SRVNames have lints of their own, and such a certificate is counted.",
    ),
    ("CA", "a subject with a key. Several certificates may be of one CA."),
    ("sub-CA", "a certificate with cA in basicConstraints whose subject is not its issuer, octet by octet."),
    ("current", "the time of the census is within the validity, both ends included."),
    ("for TLS", "without extKeyUsage, or with serverAuth or anyExtendedKeyUsage in it."),
    ("with name constraints", "with the extension NameConstraints, well formed or not."),
    (
        "technically constrained",
        "for TLS, and with name constraints that satisfy the TLS Baseline Requirements (§7.1.2.5.2): a dNSName, an IPv4 range \
         and an IPv6 range are each permitted, or all of their kind excluded, and a directoryName is permitted.",
    ),
    ("listing SRVName", "with an SRVName base in the name constraints, permitted or excluded, well formed or not."),
    (
        "to reissue",
        "a current sub-CA for TLS that does not list SRVName. All of them are what the default rule of srvname asks for; \
         those with name constraints are what --rule where-constrained asks for; those technically constrained are the ones \
         that their issuers meant to limit.",
    ),
    (
        "revoked",
        "with the status Revoked or Parent Cert Revoked in the report of the CCADB (--ccadb). Of several records of a \
         certificate the first counts that does not say so.",
    ),
    ("left to reissue", "to reissue and not revoked. Without --ccadb that is all that is to reissue."),
    (
        "owner",
        "who has a CA: the CA owner of the CCADB where its report has the certificate, else the organization in the subject.",
    ),
    ("issuer", "who signs a CA's certificate, and so the new one."),
    (
        "root",
        "a CA certificate with its own subject as issuer, and not the keyIdentifier of another key. Names of issuers and key \
         identifiers lead to it among the certificates given; no signature is verified.",
    ),
    ("base", "an entry of permittedSubtrees or excludedSubtrees whose form can be read."),
    ("other", "bases that are otherNames, but for SRVName."),
    ("unsupported", "bases that are x400Address, ediPartyName or registeredID, or have a tag that no form has."),
];
