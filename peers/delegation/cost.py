"""What an answer costs the tools, beside what it costs srvname: microseconds, and how many times ours. See `run --cost`.

Ours are the means that `cargo bench --bench delegation` left in the folder that is the argument. The same questions are asked: the
policies of that bench, and chains of the same shape, with keys on P-256. The tools are asked whole, as they are for their verdicts,
the answers of the network being there already; what Python costs is in their figures.
"""

import json
import logging
import sys
import timeit
from pathlib import Path

import openssl_dane
import own_chains
import tools


def policy(hosts):
    lines = ["version: STSv1", "mode: enforce", "max_age: 604800", *(f"mx: mx{host}.example.com" for host in range(hosts))]
    return "".join(f"{line}\r\n" for line in lines).encode()


def microseconds(question):
    """The best of five runs, each as long as timeit finds it worth."""
    timer = timeit.Timer(question)
    count, _ = timer.autorange()
    return min(timer.repeat(5, count)) / count * 1e6


def ours(folder, group, title):
    estimates = folder / group / title / "new" / "estimates.json"
    return json.loads(estimates.read_text())["mean"]["point_estimate"] / 1e3


def policies():
    for tool in (tools.Checkdmarc(), tools.Resolver()):
        for hosts in (3, 30, 300):
            body = policy(hosts)
            if tool.policy(body)["result"] != "policy":
                raise SystemExit(f"{tool.name} does not take the policy of {hosts}")
            yield "mta-sts", f"policy of {hosts}", tool.name, lambda tool=tool, body=body: tool.policy(body)


def chains():
    openssl = openssl_dane.OpenSsl()
    root = own_chains.issue(None, "Example Root CA", ca=True)
    ca = own_chains.issue(root, "Example Issuing CA", ca=True)
    leaf = own_chains.issue(ca, "Example Server", names=own_chains.dns(own_chains.HOST))
    chain = [leaf.der, ca.der, root.der]
    records = {"DANE-EE": (leaf, 3), "DANE-TA, two signatures": (root, 2)}
    for title, (certificate, usage) in records.items():
        record = [(usage, 1, 1, own_chains.digest(certificate.spki, 1))]

        def ask(record=record):
            return openssl.verify(chain, record, own_chains.HOST, [], own_chains.NOW)

        if ask()["outcome"] != "accepted":
            raise SystemExit(f"OpenSSL does not accept {title}: {ask()}")
        yield "dane", title, openssl.version.rsplit(" ", 3)[0], ask


def main():
    folder = Path(sys.argv[1])
    logging.disable()
    print("| question | asked | microseconds | srvname | times |")
    print("|---|---|---|---|---|")
    for group, title, tool, question in (*policies(), *chains()):
        theirs, own = microseconds(question), ours(folder, group, title)
        print(f"| {title} | {tool} | {theirs:.1f} | {own:.2f} | {theirs / own:.1f} |")


main()
