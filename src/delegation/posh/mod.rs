//! POSH: a document on the web site of a domain says which certificates serve it (RFC 7711, RFC 7712 §5.2).
