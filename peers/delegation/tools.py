"""The tools: each function gives one of them what the DNS and the web would have answered, and returns what it makes of it.

Nothing is looked up. What a tool calls to look something up is replaced, so that all of its own judgment is asked, and not its
parser alone: postfix-mta-sts-resolver judges after parsing, and checkdmarc chooses the record before.
"""

import asyncio
import email.message
import json
import logging
import subprocess
import tempfile
from types import SimpleNamespace

GOOD_RECORD = [["v=STSv1; id=1;"]]
GOOD_POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mx1.example.org\r\nmax_age: 604800\r\n"


def octets(text):
    return text.encode("utf-8")


class Checkdmarc:
    """checkdmarc, by `check_mta_sts`."""

    name = "checkdmarc"

    def __init__(self):
        import checkdmarc.mta_sts
        import checkdmarc.utils
        import dns.resolver
        import requests

        self.module, self.utils, self.requests = checkdmarc.mta_sts, checkdmarc.utils, requests
        no_answer = dns.resolver.NXDOMAIN

        def resolve(_domain, record_type, **_):
            if record_type != "TXT":
                raise no_answer()
            return [SimpleNamespace(strings=[octets(text) for text in strings]) for strings in self.rrset]

        self.utils._resolve_with_failover = resolve
        tool = self

        class Session:
            def get(self, _url, **_):
                return tool.answer()

        self.module.requests = SimpleNamespace(Session=Session, RequestException=requests.RequestException)

    def answer(self):
        status, content_type, body = self.http
        answer = self.requests.Response()
        answer.status_code, answer._content = status, body
        if content_type is not None:
            answer.headers["Content-Type"] = content_type
        answer.encoding = self.requests.utils.get_encoding_from_headers(answer.headers)
        return answer

    def ask(self, rrset, http):
        self.rrset, self.http = rrset, http
        self.utils.DNS_CACHE.clear()
        return self.module.check_mta_sts("example.com")

    def record(self, rrset):
        said = self.ask(rrset, (200, "text/plain", GOOD_POLICY))
        return {"result": "record", "id": said["id"]} if said["valid"] else {"result": "no-record"}

    def policy(self, body):
        said = self.ask(GOOD_RECORD, (200, "text/plain", body))
        return policy_of(said["policy"]) if said["valid"] else {"result": "invalid"}

    def response(self, status, content_type, body):
        said = self.ask(GOOD_RECORD, (status, content_type, body))
        return {"result": "accept" if said["valid"] else "fetch-error"}

    def matches(self, patterns, host):
        return {"match": self.module.mx_in_mta_sts_patterns(host, patterns)}


class Resolver:
    """postfix-mta-sts-resolver, by `STSResolver.resolve`. Which hosts a policy allows it leaves to Postfix."""

    name = "postfix-mta-sts-resolver"

    def __init__(self):
        import postfix_mta_sts_resolver.resolver as module

        logging.getLogger("RES").addHandler(logging.NullHandler())
        logging.getLogger("RES").propagate = False
        self.module = module
        tool = self

        class Context:
            async def __aenter__(self):
                return self

            async def __aexit__(self, *_):
                return False

        class Session(Context):
            def __init__(self, **_):
                pass

            def get(self, _url, **_):
                return Answer(*tool.http)

        class Answer(Context):
            def __init__(self, status, content_type, body):
                headers = email.message.Message()
                if content_type is not None:
                    headers["Content-Type"] = content_type
                self.status, self.headers, self.left = status, headers, body
                self.charset = headers.get_content_charset()
                self.content = self

            async def read(self, size):
                read, self.left = self.left[:size], self.left[size:]
                return read

        self.sessions = Session
        self.loop = asyncio.new_event_loop()

    async def query(self, _name, _type):
        # pycares gives text where it is ASCII, and octets otherwise.
        texts = ["".join(strings) for strings in self.rrset]
        return [SimpleNamespace(text=text if text.isascii() else octets(text)) for text in texts]

    async def resolve(self):
        resolver = self.module.STSResolver(loop=self.loop)
        resolver._resolver = self
        self.module.aiohttp.ClientSession = self.sessions
        return await resolver.resolve("example.com")

    def ask(self, rrset, http):
        self.rrset, self.http = rrset, http
        result, found = self.loop.run_until_complete(self.resolve())
        return found if result is self.module.STSFetchResult.VALID else None

    def record(self, rrset):
        found = self.ask(rrset, (200, "text/plain", GOOD_POLICY))
        return {"result": "record", "id": found[0]} if found else {"result": "no-record"}

    def policy(self, body):
        found = self.ask(GOOD_RECORD, (200, "text/plain", body))
        return policy_of(found[1]) if found else {"result": "invalid"}

    def response(self, status, content_type, body):
        found = self.ask(GOOD_RECORD, (status, content_type, body))
        return {"result": "accept" if found else "fetch-error"}


def policy_of(said):
    return {
        "result": "policy",
        "mode": said["mode"],
        "max_age": int(said["max_age"]),
        "mx": [pattern.lower() for pattern in said["mx"]],
    }


class Srvname:
    """The command line of this repository. Its own tests ask it about responses, which it does not read."""

    name = "srvname"

    def __init__(self, program):
        self.program = program

    def has_the_command(self):
        try:
            return subprocess.run([self.program, "mta-sts", "check", "--help"], capture_output=True).returncode == 0
        except OSError:
            return False

    def ask(self, command, body, *arguments):
        with tempfile.NamedTemporaryFile() as file:
            file.write(body)
            file.flush()
            line = [self.program, "mta-sts", command, "--format", "json", file.name, *arguments]
            done = subprocess.run(line, capture_output=True)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{line}: {done.stderr.decode(errors='replace')}")
        return json.loads(done.stdout)

    def record(self, rrset):
        if not rrset:
            # It is not told that there is none.
            return {"result": "no-record"}
        said = self.ask("check", GOOD_POLICY, "--txt", *("".join(strings) for strings in rrset))["record"]
        return {"result": "record", "id": said["id"]} if said["result"] == "record" else {"result": "no-record"}

    def policy(self, body):
        said = self.ask("check", body)
        return policy_of(said) if said["result"] == "policy" else {"result": "invalid"}

    def matches(self, patterns, host):
        lines = [b"version: STSv1", b"mode: enforce", b"max_age: 86400", *(octets(f"mx: {pattern}") for pattern in patterns)]
        said = self.ask("match", b"\r\n".join(lines), host)
        return {"match": said["hosts"][0]["match"]}
