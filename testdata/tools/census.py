"""An independent count for `srvname census`, over the same files, in another language and with another parser.

    pip install asn1crypto
    python3 testdata/tools/census.py 2026-11-24T00:00:00Z FOLDER > counts.json
    srvname census --at 2026-11-24T00:00:00Z --format json FOLDER > ours.json
    python3 testdata/tools/census.py --compare counts.json ours.json
    python3 testdata/tools/census.py --without-list counts.json > tests/census/ccadb.json

The last command leaves out the list of CAs, which the first three compare and a test need not keep.

Reads PEM blocks, wherever they stand, from every file of a folder. Nothing here is shared with the library.
"""

import base64
import csv
import datetime
import hashlib
import json
import os
import re
import sys

try:
    from asn1crypto import core, parser, x509
except ImportError:  # Two files can be compared without it.
    core = parser = x509 = None

BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.S)
FORMS = {2: "dns", 1: "email", 6: "uri", 7: "ip", 4: "directory", 3: "unsupported", 5: "unsupported", 8: "unsupported"}
NAMES = ["dns", "email", "uri", "ip", "directory", "srv", "other", "unsupported"]
SRV = "1.3.6.1.5.5.7.8.7"
SIZES = [(0, 0), (1, 1), (2, 5), (6, 10), (11, 20), (21, 50), (51, 100), (101, None)]
HELD = ["technically_constrained", "otherwise_constrained", "unconstrained"]
SPLIT = [*HELD, "revoked"]
SETS = {"all": 3, "constrained": 2, "technically_constrained": 1}


def blocks(folder):
    """The PEM blocks of all files, by cell where a file is CSV."""
    csv.field_size_limit(1 << 24)
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    yield from BLOCK.findall(cell)


def elements(data):
    """The elements of a content, as (class, constructed, tag, content, whole); stops where reading fails."""
    offset = 0
    while offset < len(data):
        try:
            class_, method, tag, header, content, trailer = parser.parse(data[offset:], strict=False)
        except ValueError:
            return
        whole = header + content + trailer
        yield class_, method, tag, content, whole
        offset += len(whole)


def form(name):
    class_, _, tag, content, _ = name
    if class_ != 2:
        return None
    if tag == 0:
        type_id = core.ObjectIdentifier.load(next(elements(content))[4]).dotted
        return "srv" if type_id == SRV else "other"
    return FORMS.get(tag, "unsupported")


def settled(kind, excluded, name):
    """What of TLS BR 7.1.2.5.2 a base settles, or None."""
    content = name[3]
    if kind == "dns" and (not excluded or content == b""):
        return "dns"
    if kind == "ip" and (not excluded or not any(content)):
        return {8: "ip4", 32: "ip6"}.get(len(content))
    return "directory" if kind == "directory" and not excluded else None


def constraints(value):
    """Counts of bases, {form: [permitted, excluded]}, and whether they are technical constraints."""
    counts, parts = {name: [0, 0] for name in NAMES}, set()
    for class_, _, tag, content, _ in elements(next(elements(value))[3]):
        if class_ != 2 or tag not in (0, 1):
            continue
        for _, _, _, subtree, _ in elements(content):
            base = next(elements(subtree), None)
            kind = base and form(base)
            if kind:
                counts[kind][tag] += 1
                parts.add(settled(kind, tag == 1, base))
    return counts, {"dns", "ip4", "ip6", "directory"} <= parts


def malformed(certificate, tbs, extensions):
    """Why no validator may read a certificate beyond what asn1crypto refuses, or None."""
    if tbs["signature"].dump() != certificate["signature_algorithm"].dump():
        return "two signature algorithms"
    ids = [extension["extn_id"].dotted for extension in tbs["extensions"]]
    if len(set(ids)) < len(ids):
        return "an extension twice"
    names = extensions.get("2.5.29.17")
    if names is not None and not len(names["extn_value"].parsed):
        return "no names"
    for field in ("not_before", "not_after"):
        time = tbs["validity"][field].chosen
        text = {"utc_time": rb"\d{12}Z", "general_time": rb"\d{14}Z"}[tbs["validity"][field].name]
        if not re.fullmatch(text, time.contents):
            return "a time of another form"
    return None


def utc(moment):
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def main(at, folder):
    at = datetime.datetime.fromisoformat(at.replace("Z", "+00:00"))
    seen, cas, result = set(), {name: set() for name in SETS}, {
        "certificates": 0, "unparsable": 0, "sub_ca": 0, "current_sub_ca": 0, "current_tls_sub_ca": 0, "constrained": 0,
        "current_constrained_sub_ca": 0, "current_constrained_tls_sub_ca": 0,
        "current_technically_constrained_tls_sub_ca": 0, "with_srvname_constraint": 0,
        "to_reissue": {name: 0 for name in SETS}, "distinct_cas": {},
        "subtrees": {name: {"permitted": 0, "excluded": 0} for name in NAMES}, "largest_constraint": 0, "critical": 0,
        "constraining": {name: 0 for name in NAMES},
        "sizes": [{"from": start, "to": end, "certificates": 0} for start, end in SIZES],
        "by_issuance": {}, "by_expiry": {}, "last_expiry": {name: None for name in SETS}, "reissue": [],
    }
    for block in blocks(folder):
        der = base64.b64decode("".join(block.split()))
        digest = hashlib.sha256(der).digest()
        if digest in seen:
            continue
        seen.add(digest)
        try:
            certificate = x509.Certificate.load(der, strict=True)
            tbs = certificate["tbs_certificate"]
            extensions = {}
            for extension in tbs["extensions"]:
                extensions.setdefault(extension["extn_id"].dotted, extension)
            why = malformed(certificate, tbs, extensions)
            if why:
                raise ValueError(why)
            start, end = tbs["validity"]["not_before"].native, tbs["validity"]["not_after"].native
            subject, issuer = tbs["subject"].dump(), tbs["issuer"].dump()
            ca_digest = hashlib.sha256(subject + tbs["subject_public_key_info"].dump()).hexdigest().upper()
            basic, eku, nc = (extensions.get(oid) for oid in ("2.5.29.19", "2.5.29.37", "2.5.29.30"))
            ca = bool(basic is not None and basic["extn_value"].parsed["ca"].native)
            purposes = None if eku is None else {purpose.dotted for purpose in eku["extn_value"].parsed}
        except (ValueError, TypeError) as error:
            result["unparsable"] += 1
            print(f"unparsable: {digest.hex()}: {error}", file=sys.stderr)
            continue
        tls = purposes is None or bool(purposes & {"1.3.6.1.5.5.7.3.1", "2.5.29.37.0"})
        sub = ca and subject != issuer
        current = sub and start <= at <= end
        counts, technical = (None, False) if nc is None else constraints(nc["extn_value"].contents)
        lists = lambda name: counts is not None and any(counts[name])
        technically = tls and technical
        srv = lists("srv")
        result["certificates"] += 1
        result["sub_ca"] += sub
        result["current_sub_ca"] += current
        result["current_tls_sub_ca"] += current and tls
        result["constrained"] += nc is not None
        result["current_constrained_sub_ca"] += current and nc is not None
        result["current_constrained_tls_sub_ca"] += current and tls and nc is not None
        result["current_technically_constrained_tls_sub_ca"] += bool(current and technically)
        result["with_srvname_constraint"] += srv
        if current and tls and not srv:
            held = 0 if technically else 1 if nc is not None else 2
            for key, moment in (("by_issuance", start), ("by_expiry", end)):
                year = result[key].setdefault(str(moment.year), {name: 0 for name in SPLIT})
                year[HELD[held]] += 1
            for name, most in SETS.items():
                if held < most:
                    result["to_reissue"][name] += 1
                    cas[name].add(ca_digest)
                    result["last_expiry"][name] = max(result["last_expiry"][name] or "", utc(end))
            result["reissue"].append({
                "sha256": digest.hex().upper(), "subject_spki_sha256": ca_digest, "not_before": utc(start), "not_after": utc(end),
            })
        if counts is not None:
            result["critical"] += bool(nc["critical"].native)
            size = sum(map(sum, counts.values()))
            result["largest_constraint"] = max(result["largest_constraint"], size)
            for group in result["sizes"]:
                group["certificates"] += group["from"] <= size and (group["to"] is None or size <= group["to"])
            for name, (permitted, excluded) in counts.items():
                result["subtrees"][name]["permitted"] += permitted
                result["subtrees"][name]["excluded"] += excluded
                result["constraining"][name] += bool(permitted or excluded)
    result["distinct_cas"] = {name: len(digests) for name, digests in cas.items()}
    result["by_issuance"], result["by_expiry"] = (dict(sorted(result[key].items())) for key in ("by_issuance", "by_expiry"))
    json.dump(result, sys.stdout, indent=2)
    print()


def without_list(path):
    """The counts alone, as the test holds them."""
    result = json.load(open(path, encoding="utf-8"))
    del result["reissue"]
    json.dump(result, sys.stdout, indent=2)
    print()


def compare(ours, theirs):
    """Every field of the independent count, against the other file."""
    wrong = 0
    keys = ("sha256", "subject_spki_sha256", "not_before", "not_after")
    listed = lambda counts: sorted([entry[key] for key in keys] for entry in counts.get("reissue", []))
    for key, value in ours.items():
        here, there = (listed(ours), listed(theirs)) if key == "reissue" else (value, theirs.get(key))
        if here != there:
            wrong += 1
            print(f"{key}: {here} here, {there} there")
    print(f"{len(ours)} fields compared, {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1] == "--compare":
        sys.exit(compare(*(json.load(open(path, encoding="utf-8")) for path in sys.argv[2:4])))
    if sys.argv[1] == "--without-list":
        sys.exit(without_list(sys.argv[2]))
    main(sys.argv[1], sys.argv[2])
