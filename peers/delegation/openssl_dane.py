"""OpenSSL's DANE verification of a chain as it was sent, without a handshake: libssl and libcrypto of the system, through ctypes.

A server would need the keys of the certificates. What the client of a handshake calls to verify them needs none: here the same calls
are made in the same order as `ssl_verify_cert_chain` of OpenSSL makes them.
"""

import calendar
import ctypes
import ctypes.util
import time
from ctypes import POINTER, byref, c_char_p, c_int, c_long, c_size_t, c_ubyte, c_uint8, c_ulong, c_void_p

NO_EE_NAME_CHECKS = 1
PARTIAL_CHAIN = 0x80000
OK = 0

SSL = {
    "TLS_client_method": (c_void_p, []),
    "SSL_CTX_new": (c_void_p, [c_void_p]),
    "SSL_CTX_free": (None, [c_void_p]),
    "SSL_CTX_dane_enable": (c_int, [c_void_p]),
    "SSL_CTX_get_cert_store": (c_void_p, [c_void_p]),
    "SSL_new": (c_void_p, [c_void_p]),
    "SSL_free": (None, [c_void_p]),
    "SSL_dane_enable": (c_int, [c_void_p, c_char_p]),
    "SSL_dane_set_flags": (c_ulong, [c_void_p, c_ulong]),
    "SSL_dane_tlsa_add": (c_int, [c_void_p, c_uint8, c_uint8, c_uint8, c_char_p, c_size_t]),
    "SSL_add1_host": (c_int, [c_void_p, c_char_p]),
    "SSL_get0_dane": (c_void_p, [c_void_p]),
    "SSL_get0_param": (c_void_p, [c_void_p]),
    "SSL_get_security_level": (c_int, [c_void_p]),
    "SSL_get0_dane_authority": (c_int, [c_void_p, POINTER(c_void_p), POINTER(c_void_p)]),
    "SSL_get0_dane_tlsa": (
        c_int,
        [c_void_p, POINTER(c_uint8), POINTER(c_uint8), POINTER(c_uint8), POINTER(POINTER(c_ubyte)), POINTER(c_size_t)],
    ),
}
CRYPTO = {
    "OpenSSL_version": (c_char_p, [c_int]),
    "d2i_X509": (c_void_p, [c_void_p, POINTER(c_char_p), c_long]),
    "X509_free": (None, [c_void_p]),
    "OPENSSL_sk_new_null": (c_void_p, []),
    "OPENSSL_sk_push": (c_int, [c_void_p, c_void_p]),
    "OPENSSL_sk_free": (None, [c_void_p]),
    "X509_STORE_add_cert": (c_int, [c_void_p, c_void_p]),
    "X509_STORE_CTX_new": (c_void_p, []),
    "X509_STORE_CTX_free": (None, [c_void_p]),
    "X509_STORE_CTX_init": (c_int, [c_void_p, c_void_p, c_void_p, c_void_p]),
    "X509_STORE_CTX_set0_dane": (None, [c_void_p, c_void_p]),
    "X509_STORE_CTX_set_default": (c_int, [c_void_p, c_char_p]),
    "X509_STORE_CTX_get0_param": (c_void_p, [c_void_p]),
    "X509_STORE_CTX_get_error": (c_int, [c_void_p]),
    "X509_STORE_CTX_get_error_depth": (c_int, [c_void_p]),
    "X509_VERIFY_PARAM_set1": (c_int, [c_void_p, c_void_p]),
    "X509_VERIFY_PARAM_set_auth_level": (None, [c_void_p, c_int]),
    "X509_VERIFY_PARAM_set_time": (None, [c_void_p, ctypes.c_int64]),
    "X509_VERIFY_PARAM_set_flags": (c_int, [c_void_p, c_ulong]),
    "X509_VERIFY_PARAM_get0_peername": (c_char_p, [c_void_p]),
    "X509_verify_cert": (c_int, [c_void_p]),
    "X509_verify_cert_error_string": (c_char_p, [c_long]),
    "ERR_clear_error": (None, []),
}


def load(name, soname, functions):
    library = ctypes.CDLL(ctypes.util.find_library(name) or soname)
    for function, (result, arguments) in functions.items():
        pointer = getattr(library, function)
        pointer.restype, pointer.argtypes = result, arguments
    return library


class OpenSsl:
    """The library, loaded. OSError if there is none, AttributeError if it is too old."""

    def __init__(self):
        self.crypto = load("crypto", "libcrypto.so.3", CRYPTO)
        self.ssl = load("ssl", "libssl.so.3", SSL)
        self.version = self.crypto.OpenSSL_version(0).decode()

    def verify(self, chain, records, base_domain, others, moment):
        """The verdict on a chain, end entity first as it was sent.

        `records` are (usage, selector, matching, data); `others` are names that will do besides the base domain; `moment` is a time
        of RFC 3339 in UTC. Of PKIX usages the topmost certificate that was sent is trusted: whom to trust is not the question.
        """
        context = self.ssl.SSL_CTX_new(self.ssl.TLS_client_method())
        require(self.ssl.SSL_CTX_dane_enable(context))
        connection = self.ssl.SSL_new(context)
        certificates = [self.certificate(der) for der in chain]
        try:
            return self.verdict(context, connection, certificates, records, base_domain, others, moment)
        finally:
            for certificate in certificates:
                self.crypto.X509_free(certificate)
            self.ssl.SSL_free(connection)
            self.ssl.SSL_CTX_free(context)
            self.crypto.ERR_clear_error()

    def certificate(self, der):
        return require(self.crypto.d2i_X509(None, byref(c_char_p(der)), len(der)))

    def verdict(self, context, connection, certificates, records, base_domain, others, moment):
        require(self.ssl.SSL_dane_enable(connection, base_domain.encode()))
        self.ssl.SSL_dane_set_flags(connection, NO_EE_NAME_CHECKS)
        for name in others:
            require(self.ssl.SSL_add1_host(connection, name.encode()))
        usable = [self.ssl.SSL_dane_tlsa_add(connection, *record, len(record[-1])) == 1 for record in records]
        if not any(usable):
            return {"outcome": "unusable"}
        pkix = any(use and record[0] < 2 for use, record in zip(usable, records))
        store = self.ssl.SSL_CTX_get_cert_store(context)
        if pkix:
            require(self.crypto.X509_STORE_add_cert(store, certificates[-1]))
        sent = self.crypto.OPENSSL_sk_new_null()
        for certificate in certificates:
            require(self.crypto.OPENSSL_sk_push(sent, certificate))
        verification = self.crypto.X509_STORE_CTX_new()
        try:
            require(self.crypto.X509_STORE_CTX_init(verification, store, certificates[0], sent))
            param = self.crypto.X509_STORE_CTX_get0_param(verification)
            self.crypto.X509_VERIFY_PARAM_set_auth_level(param, self.ssl.SSL_get_security_level(connection))
            self.crypto.X509_STORE_CTX_set0_dane(verification, self.ssl.SSL_get0_dane(connection))
            require(self.crypto.X509_STORE_CTX_set_default(verification, b"ssl_server"))
            require(self.crypto.X509_VERIFY_PARAM_set1(param, self.ssl.SSL_get0_param(connection)))
            self.crypto.X509_VERIFY_PARAM_set_time(param, seconds(moment))
            if pkix:
                require(self.crypto.X509_VERIFY_PARAM_set_flags(param, PARTIAL_CHAIN))
            good = self.crypto.X509_verify_cert(verification) == 1
            error = self.crypto.X509_STORE_CTX_get_error(verification)
            if not good or error != OK:
                return {"outcome": "refused", "reason": self.reason(verification, error)}
            return self.matched(connection, param, records)
        finally:
            self.crypto.X509_STORE_CTX_free(verification)
            self.crypto.OPENSSL_sk_free(sent)

    def reason(self, verification, error):
        depth = self.crypto.X509_STORE_CTX_get_error_depth(verification)
        return f"certificate {depth}: {self.crypto.X509_verify_cert_error_string(error).decode()}"

    def matched(self, connection, param, records):
        """Which record it was, at which depth, and whether by a bare key."""
        usage, selector, matching = c_uint8(), c_uint8(), c_uint8()
        data, length = POINTER(c_ubyte)(), c_size_t()
        depth = self.ssl.SSL_get0_dane_tlsa(
            connection, byref(usage), byref(selector), byref(matching), byref(data), byref(length)
        )
        if depth < 0:
            return {"outcome": "refused", "reason": "the path holds, and no record matches"}
        record = (usage.value, selector.value, matching.value, bytes(data[: length.value]))
        certificate, key = c_void_p(), c_void_p()
        self.ssl.SSL_get0_dane_authority(connection, byref(certificate), byref(key))
        name = self.crypto.X509_VERIFY_PARAM_get0_peername(param)
        return {
            "outcome": "accepted",
            "record": records.index(record),
            "depth": depth,
            "by_key": key.value is not None,
            "name": name.decode() if name else None,
        }


def seconds(moment):
    return calendar.timegm(time.strptime(moment, "%Y-%m-%dT%H:%M:%SZ"))


def require(value):
    if not value:
        raise RuntimeError("a call of OpenSSL failed that cannot")
    return value
