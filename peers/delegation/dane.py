"""Asks OpenSSL to match TLSA records against chains: the cases of SRVNAME_CASES, and what own_chains.py makes. See `run`."""

import base64
import json
import os
import sys
from collections import Counter
from pathlib import Path

import own_chains
from openssl_dane import OpenSsl

BY = {2: "DANE-TA", 3: "DANE-EE"}


def question(case):
    """The arguments of `OpenSsl.verify`."""
    given = case["input"]
    records = [(own["usage"], own["selector"], own["matching"], bytes.fromhex(own["data"])) for own in given["tlsa"]]
    # RFC 7672 §3.2.2: the next hop is no name where an insecure MX record led away from it. RFC 7673 §4.1: the source domain is one.
    others = [given["next_hop"]] if given["mx_secure"] and given["next_hop"] != given["base_domain"] else []
    chain = [der if isinstance(der, bytes) else base64.b64decode(der) for der in given["chain"]]
    return chain, records, given["base_domain"], others, given["time"]


def answer(verdict, records):
    """The verdict in the words of the cases."""
    if verdict["outcome"] == "unusable":
        return {"outcome": "tls-without-authentication"}
    if verdict["outcome"] == "refused":
        return {"outcome": "not-authenticated"}
    usage = records[verdict["record"]][0]
    if usage < 2:
        return {"outcome": "pkix-and-record-matches", "record": verdict["record"]}
    said = {"outcome": "authenticated", "record": verdict["record"], "by": BY[usage]}
    return said if usage == 3 else said | {"depth": verdict["depth"], "name": verdict["name"]}


def key(case, told, said, verdict, leaf):
    """What kind of difference it is, by what was asked and what OpenSSL says about it."""
    usages = {own["usage"] for own in case["input"]["tlsa"]}
    reason = verdict.get("reason", "")
    outcomes = told["outcome"], said["outcome"]
    if outcomes[0] == "tls-without-authentication" and case["input"]["profile"] == "smtp" and usages & {0, 1}:
        return "pkix-usages-in-smtp"
    if outcomes == ("not-authenticated", "authenticated") and said["by"] == "DANE-TA":
        return name_kind(said["name"], leaf)
    if outcomes == ("authenticated", "not-authenticated"):
        if reason == f"certificate {told.get('depth')}: certificate has expired":
            return "expired-anchor"
        if reason.endswith(": unsupported name constraint type") and leaf.has_srv_name:
            return "srv-name-constraints-are-unsupported"
        if told.get("depth") == 1 and len(case["input"]["chain"]) > 2 and "no matching DANE TLSA records" in reason:
            return "no-second-issuer-is-tried"
    if outcomes == ("authenticated", "authenticated") and verdict["by_key"] and said | {"depth": said["depth"] + 1} == told:
        return "depth-of-a-bare-key"
    return f"{outcomes[1]} instead of {outcomes[0]}"


def name_kind(name, leaf):
    """Why a name was good enough for OpenSSL."""
    if name not in leaf.dns_names:
        return "common-name" if not leaf.dns_names else "a name that is not there"
    first = name.partition(".")[0]
    if "*" in first and first != "*":
        return "wildcard-of-a-part"
    return "srv-name-below-a-silent-ca" if leaf.has_srv_name else "another name"


class Leaf:
    """What the kind of a difference depends on, from the end entity."""

    def __init__(self, der):
        from cryptography import x509
        from own_chains import SRV_NAME

        extensions = x509.load_der_x509_certificate(der).extensions
        names = [own.value for own in extensions if isinstance(own.value, x509.SubjectAlternativeName)]
        self.dns_names = [name for own in names for name in own.get_values_for_type(x509.DNSName)]
        others = [other for own in names for other in own.get_values_for_type(x509.OtherName)]
        self.has_srv_name = any(other.type_id == SRV_NAME for other in others)


def of_cases():
    file = Path(os.environ.get("SRVNAME_CASES") or "/nowhere") / "delegation" / "dane.json"
    if not file.exists():
        print("the cases are skipped: SRVNAME_CASES has no delegation/dane.json")
        return []
    return [case for case in json.loads(file.read_text())["cases"] if case["kind"] == "match"]


def main():
    table = json.loads((Path(__file__).parent / "differences.json").read_text())["dane"]["openssl"]
    try:
        openssl = OpenSsl()
    except (OSError, AttributeError) as error:
        print(f"DANE is skipped: there is no OpenSSL 3 that can be asked: {error}")
        return
    print(openssl.version)
    asked, differences = 0, Counter()
    for case in [*of_cases(), *own_chains.questions()]:
        asked += 1
        arguments = question(case)
        verdict = openssl.verify(*arguments)
        said = answer(verdict, arguments[1])
        told = {name: value for name, value in case["expected"].items() if name in ("outcome", "record", "by", "depth", "name")}
        if said == told:
            continue
        kind = key(case, told, said, verdict, Leaf(arguments[0][0]))
        differences[kind] += 1
        reason = f" ({verdict['reason']})" if "reason" in verdict else ""
        shown = kind if kind in table else f"unexplained: {kind}"
        print(f"openssl: match: {shown}: {case['id']}: {short(said)}, not {short(told)}{reason}")
    print(f"\nopenssl: match: {asked} asked, {differences.total()} differ")
    for kind in table.keys() - differences.keys():
        # Another version than that of the table may do better.
        print(f"differences.json explains what this OpenSSL does not do: {kind}")
    unexplained = sum(count for kind, count in differences.items() if kind not in table)
    if unexplained:
        print(f"{unexplained} differences are not explained")
    sys.exit(1 if unexplained else 0)


def short(answer):
    return " ".join(str(value) for value in answer.values())


if __name__ == "__main__":
    main()
