"""pyca/cryptography as a peer: it answers the lines that src/peers/child.rs describes."""

import datetime
import sys
import time

import cryptography
from cryptography import x509
from cryptography.x509 import verification

NOW = datetime.datetime(2026, 1, 1)
LIMIT = 1 << 20
METHOD = (
    "`ClientVerifier.verify` below a store with constraints, less the same without; both verify one P-256 signature, "
    "beside which a small check is lost. It decodes in its loop, so that check and extensions are one"
)


def verifier(der):
    store = verification.Store([x509.load_der_x509_certificate(der)])
    return verification.PolicyBuilder().store(store).time(NOW).build_client_verifier()


class Peer:
    def load(self, end_entity, ca, open_ca, _nameless, _root):
        self.end_entity, ca, open_ca = (self.read(path) for path in (end_entity, ca, open_ca))
        self.with_constraints, self.without = verifier(ca), verifier(open_ca)
        leaf = x509.load_der_x509_certificate(self.end_entity)
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        constraints = x509.load_der_x509_certificate(ca).extensions.get_extension_for_class(x509.NameConstraints).value
        bases = [*(constraints.permitted_subtrees or []), *(constraints.excluded_subtrees or [])]
        self.is_over_limit = len(names) * len(bases) > LIMIT
        return "ok"

    @staticmethod
    def read(path):
        with open(path, "rb") as file:
            return file.read()

    def verify(self, with_constraints):
        # A new object each time: what one verification decodes must not serve the next.
        leaf = x509.load_der_x509_certificate(self.end_entity)
        (self.with_constraints if with_constraints else self.without).verify(leaf, [])

    def verdict(self):
        self.verify(False)
        try:
            self.verify(True)
        except verification.VerificationError as error:
            text = " ".join(str(error).split())
            return f"limit 2^20 comparisons, {text}" if self.is_over_limit else f"refused {text}"
        return "accepted"

    def time(self, iterations):
        turns = min(iterations, 8)
        each = iterations // turns
        total = sum(self.turn(True, each) - self.turn(False, each) for _ in range(turns))
        return f"{total / turns:.3f}"

    def turn(self, with_constraints, iterations):
        start = time.perf_counter_ns()
        for _ in range(iterations):
            try:
                self.verify(with_constraints)
            except verification.VerificationError:
                pass
        return (time.perf_counter_ns() - start) / iterations

    def answer(self, words):
        match words:
            case ["who"]:
                return f"pyca/cryptography\n{cryptography.__version__}\n{METHOD}"
            case ["measures"]:
                return "check extensions"
            case ["load", *paths]:
                return self.load(*paths)
            case ["verdict"]:
                return self.verdict()
            case ["time", "check" | "extensions", iterations]:
                return self.time(int(iterations))
        return "not understood"


def main():
    peer = Peer()
    for line in sys.stdin:
        try:
            print(peer.answer(line.split()), flush=True)
        except Exception as error:
            print(f"error: {type(error).__name__}: {' '.join(str(error).split())}", flush=True)


main()
