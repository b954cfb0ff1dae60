//! DANE: TLSA records below DNSSEC say which certificates or keys a server has (RFC 6698, 7671, 7672, 7673).
