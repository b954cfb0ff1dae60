//! srvname and the OpenSSL of the system, asked the same questions about name constraints: see `tests/openssl.rs`.
