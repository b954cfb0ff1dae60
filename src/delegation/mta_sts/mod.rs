//! MTA-STS: a policy on the web site of a domain says which MX hosts are its own (RFC 8461).
