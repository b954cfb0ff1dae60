"""Asks the tools about MTA-STS: the cases of SRVNAME_CASES, and what own.py makes. See `run`."""

import base64
import json
import os
import sys
from collections import Counter
from pathlib import Path

import own
import reading
import tools


class Comparison:
    """What differed, and whether the table explains it."""

    def __init__(self, table):
        self.table = table
        self.asked, self.differences, self.unexplained, self.met = Counter(), Counter(), 0, set()

    def compare(self, tool, question, label, told, answer, arguments):
        """Compares what a tool answers with what it is told that is right."""
        self.asked[tool, question] += 1
        if answer == told:
            return
        read = getattr(reading, question)
        known = self.table.get(tool, {}).get(question, {})
        found = reading.explain(answer, lambda deviations: read(*arguments, deviations), known)
        # No deviation is needed where the reader says as the tool: then it is the case, or the command line, that differs.
        key = " + ".join(found) if found else "unexplained"
        self.differences[tool, question, key] += 1
        print(f"{tool}: {question}: {key}: {label}: {short(answer)}, not {short(told)}")
        if found:
            self.met.update((tool, question, deviation) for deviation in found)
        else:
            self.unexplained += 1


def short(answer):
    return " ".join(str(value) for value in answer.values())


def outcome(expected):
    """The part of an expected answer that a tool has too."""
    return {key: value for key, value in expected.items() if key in ("result", "id", "mode", "max_age", "mx", "match")}


def of_cases(folder):
    """Question, label, arguments and expected answer of each case that a tool can be asked."""
    for case in json.loads((folder / "delegation" / "mta-sts.json").read_text())["cases"]:
        given, told = case["input"], outcome(case["expected"])
        body = base64.b64decode(given["body_base64"]) if "body_base64" in given else given.get("body", "").encode()
        if case["kind"] == "txt":
            yield "record", case["id"], (given["rrset"],), told
        elif case["kind"] == "policy":
            yield "policy", case["id"], (body,), told
        elif case["kind"] == "http":
            yield "response", case["id"], (given["status"], given["content_type"], body), told
        elif case["kind"] == "mx":
            yield "matches", case["id"], (given["mx"], given["host"]), told


def of_our_own():
    """Question, label and arguments of what own.py makes."""
    for label, rrset in own.records():
        yield "record", label, (rrset,)
    for label, body in own.policies():
        yield "policy", label, (body,)
    for status, content_type, body in own.responses():
        yield "response", f"{status} {content_type}, {len(body)} octets", (status, content_type, body)
    for patterns, host in own.hosts():
        yield "matches", f"{patterns} and {host}", (patterns, host)


def main():
    table = json.loads((Path(__file__).parent / "differences.json").read_text())["mta-sts"]
    comparison = Comparison(table)
    asked = [tools.Checkdmarc(), tools.Resolver()]
    srvname = tools.Srvname(os.environ.get("SRVNAME", "srvname"))
    if not srvname.has_the_command():
        print("srvname itself is not asked: SRVNAME names no program with the command mta-sts")
        srvname = None

    cases = os.environ.get("SRVNAME_CASES")
    if cases and (Path(cases) / "delegation" / "mta-sts.json").exists():
        for question, label, arguments, told in of_cases(Path(cases)):
            # The reader is what explains a difference, so that it must be right itself.
            comparison.compare("reader", question, label, told, getattr(reading, question)(*arguments), arguments)
            ask(comparison, asked + [srvname], question, label, arguments, told)
    else:
        print("the cases are skipped: SRVNAME_CASES has no delegation/mta-sts.json")
    for question, label, arguments in of_our_own():
        ask(comparison, asked + [srvname], question, label, arguments, getattr(reading, question)(*arguments))
    finish(comparison)


def ask(comparison, asked, question, label, arguments, told):
    for tool in asked:
        answer = getattr(tool, question, None)
        if answer:
            comparison.compare(tool.name, question, label, told, answer(*arguments), arguments)


def finish(comparison):
    print()
    for (tool, question), count in sorted(comparison.asked.items()):
        differing = sum(number for key, number in comparison.differences.items() if key[:2] == (tool, question))
        print(f"{tool}: {question}: {count} asked, {differing} differ")
    stale = [
        (tool, question, deviation)
        for tool, questions in comparison.table.items()
        for question, deviations in questions.items()
        for deviation in deviations
        if (tool, question, deviation) not in comparison.met
    ]
    for entry in stale:
        print("differences.json explains what does not differ: " + ": ".join(entry))
    if comparison.unexplained:
        print(f"{comparison.unexplained} differences are not explained")
    sys.exit(1 if stale or comparison.unexplained else 0)


if __name__ == "__main__":
    main()
