"""Compares the findings of both linters, subject by subject and certificate by certificate."""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import page
from certificates import all_certificates, corpus_files
from linters import UNDECODED, lints, pkilint, srvname

HERE = Path(__file__).parent


def table(name):
    return json.loads((HERE / name).read_text())


def concerns(subject, where):
    """Whether a place is one of the subject's: names of the SAN, bases, or any."""
    of = subject.get("where", "")
    return (
        of == ""
        or (of == "base" and where.startswith(("permitted", "excluded")))
        or (of == "san" and where.startswith("subjectAltName"))
    )


def of_subject(subject, codes, findings):
    """The findings of these codes, by place: a subject about the certificate has one place."""
    by_place = {}
    for code, where, text in findings:
        if code in codes and concerns(subject, where):
            by_place.setdefault(where if subject.get("where") else "", []).append((code, text))
    return by_place


def explains(row, subject, one):
    """Whether a row of differences.json is about a difference."""
    return (
        row["subject"] == subject["subject"]
        and row["only"] == one["only"]
        and ("code" not in row or any(code in row["code"] for code, _ in one["findings"]))
        and ("text" not in row or any(re.search(row["text"], text) for _, text in one["findings"]))
        and ("before" not in row or (one["issued"] is not None and one["issued"] < row["before"]))
        and ("since" not in row or (one["issued"] is not None and one["issued"] >= row["since"]))
        and ("kind" not in row or one["kind"] in row["kind"])
        and ("usages" not in row or one["usages"] in row["usages"])
        and ("undecoded" not in row or one["undecoded"] == row["undecoded"])
    )


def differences(subjects, certificates, peer, own):
    """Each place at which one linter finds something of a subject and the other does not, and how often both do."""
    both = Counter()
    found = []
    for digest, (_, is_corpus) in certificates.items():
        findings, issued, kind, usages = peer[digest]
        undecoded = any(code.startswith(UNDECODED) for code, _, _ in findings)
        for subject in subjects:
            theirs = of_subject(subject, subject["pkilint"], findings)
            ours = of_subject(subject, subject["srvname"], own.get(digest, ()))
            both[subject["subject"]] += len(theirs.keys() & ours.keys())
            for only, one_sided, other in (("pkilint", theirs, ours), ("srvname", ours, theirs)):
                for where in one_sided.keys() - other.keys():
                    facts = {"only": only, "findings": one_sided[where], "issued": issued, "kind": kind, "usages": usages}
                    place = {"digest": digest, "where": where, "is_corpus": is_corpus, "undecoded": undecoded}
                    found.append((subject, facts | place))
    return both, found


def main():
    subjects, rows = table("subjects.json"), table("differences.json")
    failures = []
    known = lints()
    for subject in subjects:
        pending = set(subject.get("pending", ()))
        missing = set(subject["srvname"]) - known - pending
        failures += [f"{subject['subject']}: there is no lint {name}" for name in sorted(missing)]
        built = sorted(pending & known)
        failures += [f"{subject['subject']}: {name} is built, and not pending any more" for name in built]
    certificates = all_certificates()
    peer, own = pkilint(certificates), srvname()
    both, found = differences(subjects, certificates, peer, own)
    counts, explained, waiting = Counter(), Counter(), Counter()
    for subject, one in found:
        counts[subject["subject"], one["only"]] += 1
        row = next((row for row in rows if explains(row, subject, one)), None)
        if row is not None:
            explained[row["key"]] += 1
            continue
        if subject.get("pending") and one["only"] == "pkilint":
            waiting[subject["subject"]] += 1
            continue
        code, text = one["findings"][0]
        why = f"{subject['subject']}: only {one['only']}: {code} at {one['where'] or 'certificate'}: {text[:120]!r}"
        failures.append(f"{why} of {one['digest'][:16]} ({one['kind']}, {one['issued']}, undecoded: {one['undecoded']})")
    is_complete = bool(corpus_files())
    if is_complete:
        failures += [f"{row['key']}: explains nothing" for row in rows if explained[row["key"]] == 0]
    print(f"{len(certificates)} certificates, {sum(both.values())} findings of both, {len(found)} of one")
    for row in rows:
        print(f"  {explained[row['key']]:6} {row['key']}: right is {row['right']}")
    for subject, count in waiting.items():
        print(f"  {count:6} of {subject}: lints of it are pending")
    for failure in failures[:200]:
        print(f"not explained: {failure}")
    if len(failures) > 200:
        print(f"... and {len(failures) - 200} more")
    stale = page.update(subjects, rows, both, counts, explained, len(certificates), is_complete, "--write" in sys.argv)
    if stale:
        print(stale)
    sys.exit(bool(failures or stale))


if __name__ == "__main__":
    main()
