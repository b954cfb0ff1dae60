"""A naive reader of what MTA-STS publishes (RFC 8461), which can be told to deviate as a tool does.

Without deviations it says what the text of the RFC says, and what docs/DECISIONS.md says where the text is silent. Each deviation
is one thing that a tool does differently. A difference is explained by the fewest deviations under which this reader gives the
answer of the tool, so that an explanation can be wrong, and is then found out.
"""

import re
from itertools import combinations

MAX_AGE = 31557600
MODES = ("enforce", "testing", "none")
LARGEST_BODY = 64 * 1024

LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
MX = re.compile(rf"(?:\*\.)?(?:{LABEL})(?:\.{LABEL})*")
EXTENSION_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")
EXTENSION_VALUE = re.compile(r"[^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?")
RECORD = re.compile(
    r"v=STSv1(?:[ \t]*;[ \t]*[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[\x21-\x3a\x3c\x3e-\x7e]+)+(?:[ \t]*;[ \t]*)?"
)
ID = re.compile(r"[A-Za-z0-9]{1,32}")

NO_RECORD = {"result": "no-record"}
INVALID = {"result": "invalid"}


def explain(answer, read, known):
    """The fewest of the known deviations under which `read` gives the answer, or None. `read` takes a set of deviations."""
    for size in range(len(known) + 1):
        for chosen in combinations(sorted(known), size):
            if read(frozenset(chosen)) == answer:
                return chosen
    return None


def record(rrset, deviations=frozenset()):
    """What the TXT records at `_mta-sts` say: `rrset` is a list of records, each a list of strings (RFC 8461 §3.1)."""
    texts = ["".join(strings) for strings in rrset]
    if "drops-non-ascii" in deviations:
        texts = [text for text in texts if text.isascii()]
    if "prefix-without-semicolon" in deviations:
        texts = [text for text in texts if text.startswith("v=STSv1")]
    elif "space-counts-among-several" in deviations:
        texts = [text for text in texts if re.match(r"v=STSv1[ \t]*;", text)]
    elif len(texts) > 1:
        texts = [text for text in texts if text.startswith("v=STSv1;")]
    if len(texts) != 1:
        return NO_RECORD
    text = texts[0]
    if "no-grammar" in deviations:
        return fields_at_semicolons(text)
    if "space-at-the-end" in deviations:
        text = text.rstrip()
    if "quotation-marks" in deviations:
        text = text.strip('"')
    if not RECORD.fullmatch(text):
        return NO_RECORD
    fields = [field.strip(" \t").partition("=")[::2] for field in text.split(";") if field.strip(" \t")]
    ids = [value for name, value in fields if name == "id"]
    if not ids or not ID.fullmatch(ids[0]):
        return NO_RECORD
    return {"result": "record", "id": ids[0]}


def fields_at_semicolons(text):
    """What a reader without a grammar has: fields between semicolons, the last of a name."""
    fields = dict(field.strip().partition("=")[::2] for field in text.split(";") if field.strip())
    if fields.get("v") != "STSv1" or "id" not in fields:
        return NO_RECORD
    return {"result": "record", "id": fields["id"]}


def policy(body, deviations=frozenset()):
    """What a policy file says: mode, max_age and the mx patterns in lower case, or that it is invalid (RFC 8461 §3.2)."""
    encoding = "ascii" if "ascii" in deviations else "latin-1" if "latin-1" in deviations else "utf-8"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        return INVALID
    lines = lines_of(text, deviations)
    if lines is None:
        return INVALID
    fields, patterns = {}, []
    for line in lines:
        name, colon, value = line.partition(":")
        value = value.strip() if "any-white-space" in deviations else value.strip(" \t")
        if not colon and "any-line" not in deviations:
            return INVALID
        if name == "mx":
            patterns.append(value)
        elif name in ("version", "mode", "max_age"):
            # A repeated field is ignored, but a line that has no value, or a control character, is no field.
            if name in fields and not EXTENSION_VALUE.fullmatch(value) and not deviations & {"any-line", "any-repetition"}:
                return INVALID
            if name not in fields or "last-wins" in deviations:
                fields[name] = value
        elif "any-line" not in deviations:
            if not EXTENSION_NAME.fullmatch(name) or not EXTENSION_VALUE.fullmatch(value):
                return INVALID
    return judged(fields, patterns, deviations)


def lines_of(text, deviations):
    """The lines that are not blank, or None if a CR ends nothing."""
    if "any-line-end" in deviations:
        lines = text.splitlines()
    else:
        lines = [line.removesuffix("\r") for line in text.split("\n")]
        if any("\r" in line for line in lines):
            return None
    return [line for line in lines if line if "spaces-alone" in deviations or line.strip(" \t")]


def judged(fields, patterns, deviations):
    """The policy that the fields make."""
    if fields.get("version") != "STSv1" or fields.get("mode") not in MODES:
        return INVALID
    age = seconds(fields.get("max_age"), deviations)
    if age is None:
        return INVALID
    none = fields["mode"] == "none"
    if "any-mx" not in deviations:
        good = [pattern for pattern in patterns if is_pattern(pattern, deviations)]
        if good != patterns and (not none or "bad-mx-under-none" in deviations):
            return INVALID
        patterns = good
    if not patterns and not none:
        return INVALID
    return {
        "result": "policy",
        "mode": fields["mode"],
        "max_age": age,
        "mx": [pattern.lower() for pattern in patterns],
    }


def seconds(value, deviations):
    """A max_age, at most the maximum; None if it is none."""
    if value is None:
        return None
    if "number-of-the-language" in deviations:
        try:
            age = int(value)
        except ValueError:
            return None
        if age < 0:
            return None
    elif re.fullmatch(r"[0-9]{1,10}", value):
        age = int(value)
    else:
        return None
    if age > MAX_AGE and "large-max-age-is-invalid" in deviations:
        return None
    return min(age, MAX_AGE)


def is_pattern(pattern, deviations):
    """Whether it is `["*."] Domain`, and a name can match it.

    A name has at most 253 octets (RFC 1035 §2.3.4, without the final dot), and the shortest for which a wildcard stands has as many
    as the pattern.
    """
    return bool(MX.fullmatch(pattern)) and ("long-mx" in deviations or len(pattern) <= 253)


def response(status, content_type, body, deviations=frozenset()):
    """Whether a response is a policy (RFC 8461 §3.2, §3.3)."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    good = status == 200 and (media_type == "text/plain" or "media-type-is-a-warning" in deviations)
    good = good and (len(body) <= LARGEST_BODY or "any-size" in deviations)
    return {"result": "accept" if good and policy(body)["result"] == "policy" else "fetch-error"}


def matches(patterns, host, deviations=frozenset()):
    """Whether one of the patterns is that of an MX host (RFC 8461 §4.1)."""
    host = host.lower()
    if "final-dot-of-the-host" not in deviations:
        host = host.removesuffix(".")
    first, _, parent = host.partition(".")
    lowered = [pattern.lower() for pattern in patterns]
    wildcard = f"*.{parent}" in lowered and not ("no-underscore-under-a-wildcard" in deviations and "_" in first)
    return {"match": host in lowered or wildcard}
