"""What `srvname probe --format json` said, in the words of a table: `shown.py FILE EXIT-STATUS WHAT [ARGUMENT]`.

| what | it prints |
|---|---|
| `status` | how the probe ended, and in which ways connections went wrong or certificates were refused |
| `ending` | how the probe ended, and nothing else |
| `mechanism NAME` | the verdict of a mechanism on every connection, each once; without a connection, why there is none |
| `lookups` | `NAME TYPE SECURITY` of every question to the DNS, a line each |
"""

import json
import sys

STATUS = {"0": "good", "1": "wrong", "2": "unanswered"}


def servers(report):
    return [server for service in report["services"] for server in service["servers"]]


def addresses(report):
    return [address for server in servers(report) for address in server["addresses"]]


def sessions(report):
    """The connections that are made as clients make them."""
    reached = [address for address in addresses(report) if address["reached"]["kind"] == "yes"]
    every = [session for address in reached for session in address["sessions"]]
    return [session for session in every if session["sni"] == "as-clients-do"]


def each_once(words):
    return list(dict.fromkeys(word for word in words if word))


def of_session(session):
    """What is wrong with a connection, or with what the server sent over it."""
    if session["negotiation"]["kind"] not in ("direct", "starttls"):
        return session["negotiation"]["kind"]
    if session["handshake"]["kind"] == "failed":
        return "no handshake"
    for mechanism in session["mechanisms"]:
        if mechanism["mechanism"] in ("srv-id", "target", "path") and mechanism["verdict"] == "fails":
            return f"`{mechanism['failure']['code']}`"
    return None


def status(report):
    unreached = [f"{address['family']} {address['reached']['kind']}" for address in addresses(report)
                 if address["reached"]["kind"] != "yes"]
    details = each_once(unreached + [of_session(session) for session in sessions(report)])
    return ": ".join(each_once([report["status"], ", ".join(details)]))


def ending(report):
    return report["status"]


def verdict(said):
    code = said["failure"] and said["failure"]["code"]
    return f"{said['verdict']}: `{code}`" if code else said["verdict"]


def mechanism(report, name):
    done = [session for session in sessions(report) if session["handshake"]["kind"] == "done"]
    verdicts = [verdict(said) for session in done for said in session["mechanisms"] if said["mechanism"] == name]
    if verdicts:
        return ", ".join(each_once(verdicts))
    ways = [service["looked_up_as"]["kind"] for service in report["services"] if service["looked_up_as"]["kind"] != "records"]
    steps = [server["dane"]["kind"] for server in servers(report)]
    reached = [address["reached"]["kind"] for address in addresses(report)]
    negotiations = [session["negotiation"]["kind"] for session in sessions(report)]
    return "no connection: " + ", ".join(each_once(ways or negotiations or reached or steps))


def questions(value):
    """Every look-up, wherever it stands."""
    if isinstance(value, dict):
        if "record_type" in value and "security" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from questions(inner)


def lookups(report):
    asked = [item for item in questions(report) if item["answer"]["kind"] != "not-asked"]
    return "\n".join(each_once(f"{item['name']} {item['record_type']} {item['security']['kind']}" for item in asked))


def main():
    file, exit_status, what, *arguments = sys.argv[1:]
    with open(file, encoding="utf-8") as stream:
        try:
            report = json.load(stream)
        except ValueError as error:
            sys.exit(f"{file}: {error}")
    if STATUS.get(exit_status) != report["status"]:
        sys.exit(f"the exit status is {exit_status}, and the status {report['status']}")
    print({"status": status, "ending": ending, "mechanism": mechanism, "lookups": lookups}[what](report, *arguments))


main()
