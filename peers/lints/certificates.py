"""The certificates that both linters are asked about."""

import base64
import csv
import hashlib
import os
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----")


def blocks(text):
    """The certificates in a text, as DER."""
    return [base64.b64decode("".join(body.split())) for body in BLOCK.findall(text)]


def corpus_files():
    """The reports of CCADB, where the corpora are to be had."""
    folder = os.environ.get("SRVNAME_CORPORA")
    return sorted((Path(folder) / "ccadb").glob("AllCertificatePEMs*")) if folder else []


def test_files():
    """Our own certificates: each fault of a lint, and a near miss."""
    return sorted((ROOT / "testdata" / "lint").glob("*.pem"))


def all_certificates():
    """The distinct certificates by their digest, and whether each is of the corpus."""
    csv.field_size_limit(1 << 30)
    found = {}
    for path in corpus_files():
        with path.open(newline="", encoding="utf-8", errors="replace") as file:
            for row in csv.reader(file):
                for der in (der for cell in row for der in blocks(cell)):
                    found.setdefault(digest(der), (der, True))
    for path in test_files():
        for der in blocks(path.read_text()):
            found.setdefault(digest(der), (der, False))
    return found


def digest(der):
    return hashlib.sha256(der).hexdigest().upper()
