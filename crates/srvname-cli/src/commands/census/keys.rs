//! The keys of the JSON and what they are, for the text and the page; `docs/CENSUS.md` has the same sentences.

/// The keys of an object.
pub(super) struct Keys {
    /// What has them.
    pub(super) of: &'static str,
    pub(super) keys: &'static [(&'static str, &'static str)],
}

/// The objects of the JSON, from the outermost.
pub(super) const KEYS: [Keys; 9] = [
    Keys { of: "the census", keys: &CENSUS },
    Keys { of: "a set of three counts or times", keys: &SETS },
    Keys { of: "a form, a group of sizes or a year", keys: &PARTS },
    Keys { of: "ccadb", keys: &CCADB },
    Keys { of: "an entry of technically_constrained_cas", keys: &CONSTRAINED_CAS },
    Keys { of: "an entry of by_owner or by_issuer", keys: &GROUPS },
    Keys { of: "an entry of reissue", keys: &REISSUE },
    Keys { of: "an entry of bad", keys: &BAD },
    Keys { of: "an entry of inputs or files", keys: &INPUTS },
];

const CENSUS: [(&str, &str); 31] = [
    ("at", "the time at which certificates are current (RFC 3339, UTC)"),
    ("certificates", "all certificates; every count is of these"),
    ("unparsable", "what is unreadable, and none of the certificates"),
    ("sub_ca", "sub-CAs"),
    ("current_sub_ca", "current sub-CAs"),
    ("current_tls_sub_ca", "current sub-CAs for TLS"),
    ("constrained", "certificates with name constraints"),
    ("current_constrained_sub_ca", "current sub-CAs with name constraints"),
    ("current_constrained_tls_sub_ca", "current sub-CAs for TLS with name constraints"),
    ("current_technically_constrained_tls_sub_ca", "current sub-CAs that are technically constrained"),
    ("with_srvname_constraint", "certificates listing SRVName"),
    ("to_reissue", "certificates to reissue, in three sets"),
    ("distinct_cas", "the same three sets, counted by CA"),
    ("subtrees", "for each form the bases in all name constraints"),
    ("largest_constraint", "the bases in the name constraints that have most"),
    ("critical", "certificates whose name constraints are critical"),
    ("constraining", "for each form the certificates with a base of that form"),
    ("sizes", "certificates by how many bases their name constraints have, in groups"),
    ("by_issuance", "certificates to reissue by the year of notBefore"),
    ("by_expiry", "certificates to reissue by the year of notAfter"),
    ("last_expiry", "for each set of to_reissue the latest notAfter, or null if the set is empty"),
    ("ccadb", "what the report of the CCADB says of the certificates to reissue; null without --ccadb"),
    ("technically_constrained_cas", "the technically constrained CAs left to reissue, the last to expire first"),
    ("by_owner", "the certificates to reissue by owner, those with most technically constrained ones first"),
    ("by_issuer", "the same by issuer, who signs the new certificates"),
    ("reissue", "the certificates to reissue, the technically constrained first, then by notAfter"),
    ("bad", "the first thousand that are unreadable, by file and row"),
    ("version", "the version of srvname that counted"),
    ("command", "the command that counts the same again"),
    ("inputs", "the paths that were given"),
    ("files", "the first thousand files that were read"),
];

const SETS: [(&str, &str); 3] = [
    ("all", "all certificates to reissue, which the default rule of srvname asks for"),
    ("constrained", "those with name constraints of any form, which --rule where-constrained asks for"),
    ("technically_constrained", "those technically constrained, whose issuers meant to limit them"),
];

const PARTS: [(&str, &str); 17] = [
    ("dns", "bases that are dNSNames"),
    ("email", "bases that are rfc822Names"),
    ("uri", "bases that are uniformResourceIdentifiers"),
    ("ip", "bases that are iPAddresses"),
    ("directory", "bases that are directoryNames"),
    ("srv", "bases that are SRVNames"),
    ("other", "bases that are otherNames, but for SRVName"),
    ("unsupported", "bases that are x400Address, ediPartyName or registeredID, or have a tag that no form has"),
    ("permitted", "how many bases are permitted"),
    ("excluded", "how many bases are excluded"),
    ("from", "the fewest bases of a group"),
    ("to", "the most bases of a group, or null in the last, which has no end"),
    ("certificates", "certificates with so many bases"),
    ("technically_constrained", "certificates of a year that are technically constrained, but for those revoked"),
    ("otherwise_constrained", "those with other name constraints, but for those revoked"),
    ("unconstrained", "those without name constraints, but for those revoked"),
    ("revoked", "those that are revoked, of all three kinds; none without --ccadb"),
];

const CCADB: [(&str, &str); 12] = [
    ("file", "the report of the CCADB"),
    ("octets", "its octets"),
    ("sha256", "its SHA-256, as sha256sum prints it"),
    ("columns", "the columns that were read, of those that srvname knows"),
    ("records", "how many certificates the report has"),
    ("without_fingerprint", "rows that were passed over, because no SHA-256 is in its column"),
    ("disclosed", "certificates to reissue that the report has"),
    ("revoked", "certificates to reissue that are revoked"),
    ("left", "certificates left to reissue"),
    ("left_cas", "the same, counted by CA"),
    ("left_until", "the latest notAfter of those left, or null if none is"),
    ("left_trusted", "those left whose derived trust bits have Server Authentication"),
];

const CONSTRAINED_CAS: [(&str, &str); 6] = [
    ("owner", "the owner of the certificate that expires last"),
    ("subject", "the subject of the CA (RFC 4514), at most 200 characters"),
    ("issuers", "the issuers of its certificates, who sign the new ones"),
    ("certificates", "how many of its certificates are left to reissue"),
    ("not_after", "when the last of them expires"),
    ("subject_spki_sha256", "which CA it is, as in reissue"),
];

const GROUPS: [(&str, &str); 6] = [
    ("owner", "the owner, as in reissue"),
    ("issuer", "the issuer, as in reissue"),
    ("left", "its certificates left to reissue"),
    ("left_cas", "the same, counted by CA"),
    ("left_until", "the latest notAfter of those left, or null if none is"),
    ("revoked", "its certificates to reissue that are revoked"),
];

const REISSUE: [(&str, &str); 16] = [
    (
        "owner",
        "who has the CA: the CA owner of the CCADB, if its report has the certificate, else the organization in the subject, \
         else the subject; at most 200 characters",
    ),
    ("subject", "the subject (RFC 4514), at most 200 characters"),
    ("issuer", "the issuer (RFC 4514), at most 200 characters"),
    (
        "issuer_subject_spki_sha256",
        "subject_spki_sha256 of the issuer; null if no CA of its name and key identifier is among the certificates, or \
         several are",
    ),
    (
        "roots",
        "the roots to which names of issuers and key identifiers lead among the certificates, the first eight by name: none if \
         no way is complete, several if several ways are. No signature is verified",
    ),
    ("more_roots", "whether there are more than eight"),
    ("sha256", "SHA-256 of the certificate, in capital hexadecimal digits"),
    (
        "subject_spki_sha256",
        "SHA-256 of subject and subjectPublicKeyInfo, in DER one after the other: certificates of one CA share it",
    ),
    ("not_before", "the start of its validity (RFC 3339, UTC)"),
    ("not_after", "the end of its validity, which is included"),
    ("constraints", "technically constrained, other constraints or none"),
    ("revoked", "whether it is revoked, which without --ccadb none is known to be"),
    ("ccadb", "the record of the CCADB, with the next three keys, or null if there is none"),
    ("subordinate_owner", "the subordinate CA owner, empty if there is none; owner beside it is the CA owner"),
    ("revocation", "the revocation status, as it stands there"),
    ("trust_bits", "the derived trust bits"),
];

const BAD: [(&str, &str); 4] = [
    ("file", "where it is"),
    ("row", "the row of a table, or the line of any other file, from 1"),
    ("error", "why it cannot be read"),
    ("sha256", "SHA-256 of its octets, or null if the block has none"),
];

const INPUTS: [(&str, &str); 6] = [
    ("path", "the path as it was given; - is standard input"),
    ("file", "the file"),
    ("files", "how many files were read"),
    ("octets", "their octets"),
    ("certificates", "how many certificates they have: each time one stands there, readable or not"),
    (
        "sha256",
        "SHA-256 of the file or of standard input, as sha256sum prints it; of a folder, SHA-256 of what sha256sum prints of \
         its files, in order",
    ),
];
