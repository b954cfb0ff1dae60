"""Compares the tables of docs/DELEGATION-PEERS.md with differences.json; with --write it puts them there."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parent.parent / "docs" / "DELEGATION-PEERS.md"


def tables(of_tool):
    """The tables of a tool: one for each question."""
    lines = []
    for question, differences in of_tool.items():
        lines += ["", f"| {question} | what it does | section | right is |", "|---|---|---|---|"]
        lines += [f"| `{key}` | {own['why']} | {own['section']} | {own['right']} |" for key, own in differences.items()]
    return "\n".join([*lines, "", ""])


def main():
    explained = json.loads((HERE / "differences.json").read_text())
    tools = {**explained["mta-sts"], "openssl": {"match": explained["dane"]["openssl"]}}
    before = PAGE.read_text()
    page = before
    for tool, of_tool in tools.items():
        first, rest = page.split(f"<!-- {tool}: made by peers/delegation/run -->\n")
        _, last = rest.split(f"<!-- {tool} ends -->")
        page = f"{first}<!-- {tool}: made by peers/delegation/run -->\n{tables(of_tool)}<!-- {tool} ends -->{last}"
    if "--write" in sys.argv:
        PAGE.write_text(page)
    elif page != before:
        sys.exit("docs/DELEGATION-PEERS.md says something else than differences.json; peers/delegation/run --write writes it")


if __name__ == "__main__":
    main()
