"""The tables of docs/LINT-PEERS.md, made of subjects.json and differences.json."""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "LINT-PEERS.md"
MARK = "<!-- made by peers/lints/run -->\n"
END = "<!-- ends -->"


def names(all_names):
    return ", ".join(f"`{name}`" for name in all_names) or "nothing"


def tables(subjects, rows, both, counts, explained, certificates):
    lines = [
        "",
        f"{certificates} certificates: those of the CCADB reports and of `testdata/lint`.",
        "",
        "| subject | pkilint | srvname | both | only pkilint | only srvname |",
        "|---|---|---|---|---|---|",
    ]
    for subject in subjects:
        name = subject["subject"]
        found = f"{both[name]} | {counts[name, 'pkilint']} | {counts[name, 'srvname']}"
        lines.append(f"| {name} | {names(subject['pkilint'])} | {names(subject['srvname'])} | {found} |")
    for only in ("pkilint", "srvname"):
        lines += ["", f"## What only {only} finds", "", "| difference | subject | how often | why | section | right is |"]
        lines.append("|---|---|---|---|---|---|")
        for row in (row for row in rows if row["only"] == only):
            count = explained[row["key"]]
            about = f"`{row['key']}` | {row['subject']} | {count} | {row['why']} | {row['section']} | {row['right']}"
            lines.append(f"| {about} |")
    return "\n".join([*lines, "", ""])


def without_counts(text):
    return re.sub(r"\| \d+ (?=\|)|(?m:^\d+ certificates)", "", text)


def update(subjects, rows, both, counts, explained, certificates, is_complete, write):
    """Writes the tables, or returns a sentence if the document has others. Without the corpus the counts are not compared."""
    before = PAGE.read_text()
    first, rest = before.split(MARK)
    old, last = rest.split(END)
    new = tables(subjects, rows, both, counts, explained, certificates)
    if write:
        if not is_complete:
            raise SystemExit("the counts are those of the corpus: set SRVNAME_CORPORA")
        PAGE.write_text(f"{first}{MARK}{new}{END}{last}")
        return None
    same = old == new if is_complete else without_counts(old) == without_counts(new)
    return None if same else "docs/LINT-PEERS.md has other tables; peers/lints/run --write writes them"
