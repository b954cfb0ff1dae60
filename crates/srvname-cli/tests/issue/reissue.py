"""Reissues `sub-ca.pem` with the lines that srvname printed, in `lines.py`."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

import lines


def read(file):
    with open(file, "rb") as octets:
        return octets.read()


root = x509.load_pem_x509_certificate(read("root.pem"))
key = serialization.load_pem_private_key(read("root.key"), None)
old = x509.load_pem_x509_certificate(read("sub-ca.pem"))
start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=1)
builder = x509.CertificateBuilder().issuer_name(root.subject).serial_number(x509.random_serial_number())
builder = builder.not_valid_before(start).not_valid_after(start + datetime.timedelta(days=1))
certificate = lines.reissued(builder, old).sign(key, hashes.SHA256())
with open("new-sub-ca.pem", "wb") as out:
    out.write(certificate.public_bytes(serialization.Encoding.PEM))
