"""The two linters. Each gives for each certificate its findings as (code, place, text).

A place is `permittedSubtrees[N]`, `excludedSubtrees[N]`, `subjectAltName[N]`, or else empty: the certificate.
"""

import json
import logging
import os
import re
import subprocess
from collections import defaultdict
from datetime import timezone
from multiprocessing import Pool

from pkilint import finding_filter, loader
from pkilint.cabf import serverauth, smime
from pkilint.cabf.serverauth.serverauth_constants import CertificateType
from pkilint.pkix import certificate, extension, name

from pyasn1_alt_modules import rfc5280

from certificates import corpus_files, test_files

# An exception in one of its validators is a finding too.
logging.disable(logging.CRITICAL)

IN_LIST = re.compile(r"\b(permittedSubtrees|excludedSubtrees|subjectAltName)[.\[](\d+)")
PLACE_OF_OURS = re.compile(r"(permittedSubtrees|excludedSubtrees|subjectAltName)\[(\d+)\]")
# What pkilint says of octets that it does not decode, whatever is in them.
UNDECODED = ("itu.", "base.", "exception")


def place(path):
    found = IN_LIST.search(path)
    return f"{found[1]}[{found[2]}]" if found else ""


def usages(document):
    """What extKeyUsage says of TLS servers: `serverAuth`, `none` (there is no such extension), or `other`."""
    purposes = document.extended_key_usages
    if rfc5280.id_kp_serverAuth in purposes:
        return "serverAuth"
    return "other" if purposes else "none"


class Pkilint:
    """pkilint, by its Python API: `lint_pkix_cert`, and beside it `lint_cabf_serverauth_cert` and `lint_cabf_smime_cert`."""

    def __init__(self):
        self.loader = loader.RFC5280CertificateDocumentLoader()
        self.pkix = certificate.create_pkix_certificate_validator_container(
            certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
            [
                certificate.create_issuer_validator_container([]),
                certificate.create_validity_validator_container(),
                certificate.create_subject_validator_container([]),
                certificate.create_extensions_validator_container([]),
            ],
        )
        self.tls, self.mail = {}, {}

    def findings(self, der):
        """The findings; when it was issued, of which kind pkilint takes it to be, and what its key is for."""
        try:
            document = self.loader.load_der_document(der, "certificate")
            results = list(self.pkix.validate(document.root))
            kind = serverauth.determine_certificate_type(document)
            if kind != CertificateType.NON_TLS_CA:
                results += self.serverauth(kind, document)
            level = smime.determine_validation_level_and_generation(document)
            if level is not None:
                results += self.smime(level, document)
            issued = document.not_before.replace(tzinfo=timezone.utc).date().isoformat()
            purposes = usages(document)
        except Exception as error:  # noqa: BLE001: whatever it is, it is no answer
            return [("exception", "", f"{type(error).__name__}: {error}"[:300])], None, None, None
        found = {
            (own.finding.code, place(result.node.path), own.message or "")
            for result in results
            for own in result.finding_descriptions
        }
        return sorted(found), issued, kind.name, purposes

    def serverauth(self, kind, document):
        if kind not in self.tls:
            self.tls[kind] = (
                certificate.create_pkix_certificate_validator_container(
                    serverauth.create_decoding_validators(), serverauth.create_validators(kind)
                ),
                serverauth.create_serverauth_finding_filters(kind),
            )
        validator, filters = self.tls[kind]
        results, _ = finding_filter.filter_results(filters, validator.validate(document.root))
        return list(results)

    def smime(self, level, document):
        if level not in self.mail:
            self.mail[level] = certificate.create_pkix_certificate_validator_container(
                smime.create_decoding_validators(), smime.create_subscriber_validators(*level)
            )
        return list(self.mail[level].validate(document.root))


PKILINT = None


def ask_pkilint(item):
    global PKILINT
    PKILINT = PKILINT or Pkilint()
    digest, der = item
    return digest, PKILINT.findings(der)


def pkilint(certificates):
    """What pkilint finds, by the digest of the certificate."""
    with Pool() as pool:
        items = [(digest, der) for digest, (der, _) in certificates.items()]
        return dict(pool.imap_unordered(ask_pkilint, items, chunksize=50))


def run(arguments):
    done = subprocess.run([os.environ["SRVNAME"], "lint", *map(str, arguments)], capture_output=True)
    if done.returncode not in (0, 1):
        raise SystemExit(f"srvname lint: {done.stderr.decode(errors='replace')}")
    return json.loads(done.stdout)


def srvname():
    """What the command line finds under all profiles, by the digest of the certificate."""
    profiles = [word for profile in ("pkix", "br", "smime", "srv") for word in ("--profile", profile)]
    found = defaultdict(set)
    said = run(["--format", "json", "--fail-on", "never", *profiles, *corpus_files(), *test_files()])
    for finding in said["findings"]:
        own = PLACE_OF_OURS.fullmatch(finding["place"])
        found[finding["sha256"]].add((finding["lint"], finding["place"] if own else "", finding["detail"]))
    return found


def lints():
    """The names of all lints."""
    profiles = [word for profile in ("pkix", "br", "smime", "srv") for word in ("--profile", profile)]
    return {entry["lint"] for entry in run(["--list", "--format", "json", *profiles])}
