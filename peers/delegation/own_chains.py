"""Chains and TLSA records of our own, for what no key of another is needed: each has keys of its own, which are thrown away.

The answers are those of the RFCs, and of docs/DECISIONS.md where those are silent. docs/DELEGATION-PEERS.md has the sections.
"""

import datetime
import hashlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = "2026-11-29T00:00:00Z"
HOST = "mx1.example.com"
DOMAIN = "example.com"
SRV_NAME = x509.ObjectIdentifier("1.3.6.1.5.5.7.8.7")


class Issued:
    """A certificate, and the key that it names."""

    def __init__(self, certificate, key):
        self.certificate, self.key = certificate, key
        self.der = certificate.public_bytes(serialization.Encoding.DER)
        self.spki = key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def record(self, usage, selector, matching):
        data = (self.der, self.spki)[selector]
        return {"usage": usage, "selector": selector, "matching": matching, "data": digest(data, matching).hex()}


def digest(data, matching):
    return (data, hashlib.sha256(data).digest(), hashlib.sha512(data).digest())[matching]


def issue(issuer, common_name, *, names=(), ca=False, extensions=(), until=2027, purpose=None):
    """A certificate, self-signed without an issuer."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(2020, 1, 1))
        .not_valid_after(datetime.datetime(until, 1, 1))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(list(names)), critical=False)
    if purpose:
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=True)
    return Issued(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def dns(*names):
    return [x509.DNSName(name) for name in names]


def srv(text):
    octets = text.encode()
    return x509.OtherName(SRV_NAME, bytes([0x16, len(octets)]) + octets)


def permitting(*names):
    return [x509.NameConstraints(list(names), None)]


NOT = {"outcome": "not-authenticated"}
UNUSABLE = {"outcome": "tls-without-authentication"}
EE = {"outcome": "authenticated", "record": 0, "by": "DANE-EE"}


def ta(depth, name=HOST):
    return {"outcome": "authenticated", "record": 0, "by": "DANE-TA", "depth": depth, "name": name}


def questions():
    """Cases in the form of those of SRVNAME_CASES, except that the certificates of a chain are octets."""
    yield from names()
    yield from constraints()
    yield from dates_and_purposes()
    yield from records()


def names():
    ca = issue(None, "CA", ca=True)
    record = [ca.record(2, 0, 1)]
    yield case("name-of-the-base-domain", [issue(ca, "a", names=dns(HOST)), ca], record, ta(1))
    yield case("name-of-the-next-hop", [issue(ca, "a", names=dns(DOMAIN)), ca], record, ta(1, DOMAIN))
    yield case("wildcard", [issue(ca, "a", names=dns("*.example.com")), ca], record, ta(1, "*.example.com"))
    yield case("wildcard-of-a-part", [issue(ca, "a", names=dns("mx*.example.com")), ca], record, NOT)
    yield case("common-name-alone", [issue(ca, HOST), ca], record, NOT)
    yield case("common-name-beside-an-srv-name", [issue(ca, HOST, names=[srv("_smtp.example.com")]), ca], record, NOT)
    yield case("common-name-beside-a-dns-name", [issue(ca, HOST, names=dns("other.example")), ca], record, NOT)
    yield case("other-name-under-dane-ee", [other := issue(ca, "a", names=dns("other.example")), ca], [other.record(3, 1, 1)], EE)


def constraints():
    held = issue(None, "CA", ca=True, extensions=permitting(*dns(DOMAIN)))
    leaf = issue(held, "a", names=dns(HOST))
    yield case("host-within-the-anchor", [leaf, held], [held.record(2, 0, 1)], ta(1))
    yield case("host-within-the-anchor-of-a-key", [leaf, held], [held.record(2, 1, 1)], ta(1))
    outside = issue(held, "a", names=dns(HOST, "mx.other.example"))
    yield case("host-outside-the-anchor", [outside, held], [held.record(2, 0, 1)], NOT)
    yield case("host-outside-the-anchor-of-a-key", [outside, held], [held.record(2, 1, 1)], NOT)
    yield case("host-outside-the-anchor-of-a-full-key", [outside, held], [held.record(2, 1, 0)], NOT)
    service = issue(held, "a", names=[*dns(HOST), srv("_smtp.other.example")])
    yield case("service-below-an-anchor-that-is-silent", [service, held], [held.record(2, 0, 1)], NOT)
    kept = issue(None, "CA", ca=True, extensions=permitting(*dns(DOMAIN), srv(DOMAIN)))
    outside = issue(kept, "a", names=[*dns(HOST), srv("_smtp.other.example")])
    yield case("service-outside-the-anchor", [outside, kept], [kept.record(2, 0, 1)], NOT)
    within = issue(kept, "a", names=[*dns(HOST), srv("_smtp.example.com")])
    yield case("service-within-the-anchor", [within, kept], [kept.record(2, 0, 1)], ta(1))
    yield case("service-outside-under-dane-ee", [outside, kept], [outside.record(3, 1, 1)], EE)


def dates_and_purposes():
    old = issue(None, "CA", ca=True, until=2025)
    leaf = issue(old, "a", names=dns(HOST))
    yield case("expired-anchor", [leaf, old], [old.record(2, 0, 1)], ta(1))
    yield case("expired-anchor-not-sent", [leaf], [old.record(2, 0, 0)], ta(1))
    yield case("expired-anchor-of-a-full-key", [leaf, old], [old.record(2, 1, 0)], ta(1))
    ca = issue(None, "CA", ca=True)
    client = issue(ca, "a", names=dns(HOST), purpose=ExtendedKeyUsageOID.CLIENT_AUTH)
    yield case("client-under-dane-ta", [client, ca], [ca.record(2, 0, 1)], NOT)
    yield case("client-under-dane-ee", [client, ca], [client.record(3, 0, 1)], EE)
    expired = issue(ca, "a", names=dns(HOST), until=2025)
    yield case("expired-under-dane-ee", [expired, ca], [expired.record(3, 0, 1)], EE)
    plain = issue(None, "plain", names=dns(HOST))
    yield case("self-signed-under-dane-ee", [plain], [plain.record(3, 1, 1)], EE)
    yield case("end-entity-as-its-own-anchor", [plain], [plain.record(2, 0, 1)], NOT)
    below = issue(plain, "a", names=dns(HOST))
    yield case("anchor-that-is-no-ca", [below, plain], [plain.record(2, 0, 1)], NOT)


def records():
    ca = issue(None, "CA", ca=True)
    leaf = issue(ca, "a", names=dns(HOST))
    chain, wrong = [leaf, ca], {"usage": 3, "selector": 1, "matching": 2, "data": "00" * 64}
    yield case("sha-512-wrong-sha-256-right", chain, [leaf.record(3, 1, 1), wrong], NOT)
    yield case("sha-512-wrong-full-right", chain, [leaf.record(3, 1, 0), wrong], EE)
    yield case("anchor-not-sent-full-key", [leaf], [ca.record(2, 1, 0)], ta(1))
    yield case("anchor-not-sent-full-certificate", [leaf], [ca.record(2, 0, 0)], ta(1))
    yield case("anchor-not-sent-digest", [leaf], [ca.record(2, 0, 1)], NOT)
    unknown = leaf.record(3, 1, 1) | {"usage": 255}
    yield case("usage-255", chain, [unknown], UNUSABLE)
    yield case("full-that-is-no-certificate", chain, [leaf.record(3, 1, 0) | {"selector": 0}], UNUSABLE)
    yield case("no-octets", chain, [leaf.record(3, 1, 0) | {"data": ""}], UNUSABLE)
    short = leaf.record(3, 1, 1) | {"data": leaf.record(3, 1, 1)["data"][:-2]}
    yield case("unusable-beside-usable", chain, [leaf.record(3, 1, 1), unknown, short], EE)
    matches = {"outcome": "pkix-and-record-matches", "record": 0}
    yield case("pkix-ee", chain, [leaf.record(1, 1, 1)], matches, profile="srv")
    yield case("pkix-ta", chain, [ca.record(0, 0, 1)], matches, profile="srv")
    yield case("pkix-ta-in-smtp", chain, [ca.record(0, 0, 1)], UNUSABLE)
    other = issue(None, "CA", ca=True)
    yield case("two-cas-of-one-name", [leaf, other, ca], [ca.record(2, 0, 1)], ta(1))


def case(name, chain, tlsa, expected, *, profile="smtp"):
    given = {"profile": profile, "base_domain": HOST, "next_hop": DOMAIN, "mx_secure": True, "time": NOW}
    return {"id": name, "kind": "match", "input": given | {"chain": [own.der for own in chain], "tlsa": tlsa}, "expected": expected}
