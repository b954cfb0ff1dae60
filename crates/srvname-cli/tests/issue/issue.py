"""Issues a chain with the lines that srvname printed, in `lines.py`."""

import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import lines


def issue(name, file, extend, issuer=None):
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    issuer_name, issuer_key = issuer or (subject, key)
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=1)
    builder = x509.CertificateBuilder(issuer_name, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(start).not_valid_after(start + datetime.timedelta(days=1))
    certificate = extend(builder).sign(issuer_key, hashes.SHA256())
    with open(file, "wb") as out:
        out.write(certificate.public_bytes(serialization.Encoding.PEM))
    return subject, key


def root(builder):
    usage = lines.key_usage(key_cert_sign=True, crl_sign=True)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    return builder.add_extension(usage, critical=True)


issuer = issue("Private Root CA", "root.pem", root)
issuer = issue("Services CA", "sub-ca.pem", lines.sub_ca, issuer)
issue("Service", "service.pem", lines.service, issuer)
