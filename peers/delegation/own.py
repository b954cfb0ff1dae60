"""Policies, records, responses and MX hosts of our own: each rule of RFC 8461 §3 and §4.1 by itself, and then several at once, chosen
by a generator with a fixed seed. Whatever it makes, it makes again.
"""

import random

SEED = 8461
SEVERAL = 240
LONG = ".".join(["a" * 61] * 4)

# What takes the place of the value of a field.
VALUES = {
    "version": ["STSv1", "STSv2", "stsv1", "STSv1;", "", "STSv1 x", '"STSv1"'],
    "mode": ["enforce", "testing", "none", "Enforce", "report", "enforced", "", "enforce testing", "none,", "enforce\x1f"],
    "max_age": [
        "0", "1", "86400", "31557600", "31557601", "9999999999", "99999999999", "0000086400", "00000086400", "-0", "-1", "+5",
        "5_0", "0x10", "1e5", "1.5", "604800;", "604800 s", "604 800", "", "٣", "5\x0b", "5\xa0",
    ],
    "mx": [
        "mx.example.org", "*.example.org", "MX.Example.ORG", "mx", "*.mx", "xn--bcher-kva.example", "*", "*.", "*.*.example",
        "f*o.example", "m*.example.org", "mx.*.example", ".example.org", "mx.example.org.", "mx..example.org", "-mx.example",
        "mx-.example", "m-x.example", "m_x.example", "10 mx.example.org", "a.example, b.example", "a.example b.example",
        "192.0.2.1", "[192.0.2.1]", "2001:db8::1", "", "bücher.example", "a" * 63 + ".example", "a" * 64 + ".example",
        LONG + ".aaaaa", LONG + ".aaaaaa", "*." + LONG + ".aaa", "*." + LONG + ".aaaa", "mx.example.org:25",
        "mx.example.org servername=x.example", "mx.example.org\x00", "mx.example.org\xa0", '"mx.example.org"',
    ],
}

# Lines that are put somewhere, or that are no fields.
LINES = [
    "", " ", "\t", "# comment", "; comment", "word", ":", ": value", " mode: none", "mode : none", "\tmx: a.example", "note: text",
    "note:text", "note:", "note: ", "note: für alle", "note: a\tb", "note: a: b", "a.b-c_d: x", "_note: x", "-note: x",
    "a" * 32 + ": x", "a" * 33 + ": x", "nöte: x", "Mode: none", "MX: a.example", "nmx: a.example", "mode:none", "mode: testing",
    "mode: ", "max_age: 1", "max_age: x", "max_age: 99999999999", "version: STSv2", "version:", "mode: a\x01", "note: \x7f",
    "note: \x85", "note: a\x0bmode: none", "note: a\x0cmode: none", "note: a\u2028mode: none", "note: a\x85mode: none",
    "note: a\rmode: none", "mx: second.example", "mx: second.example.", "mode: none\r", "note: a\x1cmode: none",
]

RECORDS = [
    ["v=STSv1; id=1;"], ["v=STSv1; id=1"], ["v=STSv1;id=1"], ["v=STSv1; id=20160831085700Z;"], ["v=STSv1;"], ["v=STSv1"], [""],
    ["v=STSv1; id=;"], ["v=STSv1; id=" + "a" * 32], ["v=STSv1; id=" + "a" * 33], ["v=STSv1; id=1-2"], ["v=STSv1; id=1;;"],
    ["v=STSv1;; id=1"], ["v=STSv1 ; id=1"], ["v=STSv1\t;\tid=1\t;\t"], ["v=STSv1;  id=1  ;  "], ["v=STSv1; id=1 "],
    ["v=STSv1; id=1\t"], ["v=STSv1; id=1;\n"], ["v=STSv1; id=1\n"], ["v=STSv1; id=1;\x0b"], ["v=STSv1; id=1 x=2"],
    ["v=STSv1; x=1 ; id=2"], ["v=STSv1; id =1"], ["v=STSv1; id= 1"], ["v= STSv1; id=1"], ["V=STSv1; id=1"], ["v=stsv1; id=1"],
    ["v=STSv1; ID=1"], ["v=STSv1; Id=1; id=2"], ["v=STSv12; id=1"], ["v=STSv2; id=1"], ["v=STSv1, id=1"], ["v=STSv1 id=1"],
    ["id=1; v=STSv1"], [" v=STSv1; id=1"], ['"v=STSv1; id=1;"'], ['v=STSv1; id=1;"'], ["v=STSv1; id=1; id=2"],
    ["v=STSv1; id=1-2; id=2"], ["v=STSv1; id=1; id=2-3"], ["v=STSv1; id=1; id="], ["v=STSv1; id=1; v=STSv2"],
    ["v=STSv1; v=STSv2; id=1"], ["v=STSv1; x=y; id=1"], ["v=STSv1; id=1; x=y=z"], ["v=STSv1; id=1; x="], ["v=STSv1; id=1; x"],
    ["v=STSv1; id=1; =x"], ["v=STSv1; id=1; x_y-z.w=1"], ["v=STSv1; id=1; _x=1"], ["v=STSv1; id=1; " + "a" * 32 + "=1"],
    ["v=STSv1; id=1; " + "a" * 33 + "=1"], ["v=STSv1; id=1; x=a b"], ["v=STSv1; id=1; x=ü"], ["v=STSv1; id=1; ü=x"],
    ["v=STSv1; id=1; x=\x7f"], ["v=STSv1; id=1; x=~!"], ["v=STSv1; ", "id=1"], ["v=STS", "v1; id=1;"], ["v=STSv1;", "id=1", "2"],
    ["v=spf1 -all"], ["v=TLSRPTv1; rua=mailto:a@example.org"], ["anything"], ["ü"],
]

# Records that stand beside another.
BESIDE = [["v=STSv1; id=1;"], ["v=STSv1 ; id=2;"], ["v=STSv12; id=3"], ["v=STSv1; id=ü"], ["v=spf1 -all"], ["anything"], [""]]

RESPONSES = [
    (200, "text/plain"), (200, "TEXT/Plain"), (200, "text/plain; charset=utf-8"), (200, "text/plain;charset=us-ascii"),
    (200, "text/plain ; format=flowed"), (200, "text/plainer"), (200, "text/html; charset=utf-8"), (200, "application/octet-stream"),
    (200, ""), (200, None), (201, "text/plain"), (203, "text/plain"), (204, "text/plain"), (206, "text/plain"), (301, "text/plain"),
    (302, None), (304, "text/plain"), (404, "text/html"), (500, "text/plain"),
]

PATTERNS = [
    ["mx.example.org"], ["*.example.org"], ["MX.Example.org"], ["*.example.org", "example.org"], ["mx"], ["*.mx"],
    ["a.example", "mx.example.org"], ["192.0.2.1"], ["*.xn--bcher-kva.example"],
]
HOSTS = [
    "mx.example.org", "MX.EXAMPLE.ORG", "mx.example.org.", "example.org", "a.mx.example.org", "xmx.example.org", "mxexample.org",
    "mx.example.org.example.net", "a.mx", "mx", "mx.xn--bcher-kva.example", "m_x.example.org", "mx-example.org",
]


def policies():
    """Pairs: what is special, and the octets of a policy."""
    yield "nothing", body(good())
    for name, values in VALUES.items():
        for value in values:
            for mode in ("enforce", "none") if name == "mx" else ("enforce",):
                yield f"{mode}, {name}: {value!r}", body(replaced(good(mode), name, f"{name}: {value}"))
        yield f"no {name}", body([line for line in good() if not line.startswith(name)])
        yield f"no {name}, mode none", body([line for line in good("none") if not line.startswith(name)])
    for line in LINES:
        for at in (0, 2, 4):
            yield f"{line!r} at {at}", body(good()[:at] + [line] + good()[at:])
    for end in ("\n", "\r\n", "\r", "\n\r", "\r\r\n", "\n\n", "\u2028"):
        yield f"{end!r} ends lines", body(good(), end)
    for around in ("{}", " {}", "{} ", "{}\t", "{}\x0b", "{}\xa0", "{}\x00"):
        yield f"{around!r} around a line", body([around.format(line) for line in good()])
    for between in (":", ":  ", ":\t", " : ", "=", "", ":\xa0"):
        yield f"{between!r} between name and value", body([line.replace(": ", between) for line in good()])
    yield "no end of the last line", body(good())[:-2]
    yield "nothing at all", b""
    yield "an end of a line alone", b"\r\n"
    yield "a byte order mark", b"\xef\xbb\xbf" + body(good())
    for octets in (b"note: \xff\r\n", b"note: \xc3\r\n", b"note: \xed\xa0\x80\r\n", b"note: \xe2\x82\xac\r\n", b"note: \xc0\x80\r\n"):
        yield f"the octets {octets!r}", body(good()) + octets
    yield "another order", body(good()[::-1])
    yield "mx twice", body(good() + ["mx: mx1.example.org"])
    chance = random.Random(SEED)
    for number in range(SEVERAL):
        yield f"several things, {number}", several(chance)


def several(chance):
    """A policy with two to four things that are special."""
    lines, end = good(chance.choice(["enforce", "testing", "none"])), "\r\n"
    for _ in range(chance.randint(2, 4)):
        what = chance.randrange(6)
        if what < 2:
            name = chance.choice(sorted(VALUES))
            lines = replaced(lines, name, f"{name}: {chance.choice(VALUES[name])}")
        elif what < 4:
            lines.insert(chance.randint(0, len(lines)), chance.choice(LINES))
        elif what == 4:
            chance.shuffle(lines)
        else:
            end = chance.choice(["\n", "\r\n", " \r\n", "\t\n", "\n\n"])
    return body(lines, end)


def good(mode="enforce"):
    return ["version: STSv1", f"mode: {mode}", "mx: mx1.example.org", "max_age: 604800"]


def replaced(lines, name, line):
    return [line if own.startswith(name) else own for own in lines]


def body(lines, end="\r\n"):
    return "".join(line + end for line in lines).encode("utf-8")


def records():
    """Pairs: what is special, and the TXT records."""
    yield "no record", []
    for record in RECORDS:
        yield f"{record!r}", [record]
    for first in BESIDE:
        for second in BESIDE:
            yield f"{first!r} beside {second!r}", [first, second]


def responses():
    """Status, Content-Type and body."""
    policy = body(good())
    for status, content_type in RESPONSES:
        yield status, content_type, policy
    for size in (64 * 1024, 64 * 1024 + 1):
        yield 200, "text/plain", policy + b"note: " + b"x" * (size - len(policy) - 8) + b"\r\n"


def hosts():
    """Patterns, and a host."""
    for patterns in PATTERNS:
        for host in HOSTS:
            yield patterns, host
