"""Servers that behave badly: `hostile.py BEHAVIOUR ADDRESS CERTIFICATE SERVICE:PORT...`, until it is ended.

| behaviour | what the server does |
|---|---|
| `stalls` | accepts the connection and says nothing |
| `injects` | offers TLS, and sends one more reply together with the one that begins it; then TLS begins with CERTIFICATE |
| `endless` | sends 10 MiB where a line, an element or a record of TLS is expected |
| `plain` | begins the dialogue in clear where TLS is expected |
| `preauth` | greets as if somebody had logged in (IMAP) |

CERTIFICATE is a path without `.pem` and `.key`.
"""

import socket
import ssl
import sys
import threading

STREAM = (
    "<?xml version='1.0'?><stream:stream xmlns='{0}' xmlns:stream='http://etherx.jabber.org/streams' id='1' version='1.0'"
    " from='hostile.lab'><stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"
)
PROCEED = "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"

# What each service says first, what it answers to which command, and the reply that it injects.
MAIL = (
    "220 hostile.lab ESMTP\r\n",
    {"EHLO": "250-hostile.lab\r\n250 STARTTLS\r\n", "STARTTLS": "220 begin\r\n"},
    "250 injected\r\n",
)
DIALOGUES = {
    "smtp": MAIL,
    "submission": MAIL,
    "imap": (
        "* OK [CAPABILITY IMAP4rev1 STARTTLS] hostile.lab\r\n",
        {"CAPABILITY": "* CAPABILITY IMAP4rev1 STARTTLS\r\n{0} OK done\r\n", "STARTTLS": "{0} OK begin\r\n"},
        "* CAPABILITY IMAP4rev1 INJECTED\r\n",
    ),
    "pop3": ("+OK hostile.lab\r\n", {"CAPA": "+OK\r\nSTLS\r\n.\r\n", "STLS": "+OK begin\r\n"}, "+OK injected\r\n"),
    "sieve": (
        '"IMPLEMENTATION" "hostile.lab"\r\n"SASL" ""\r\n"SIEVE" "fileinto"\r\n"STARTTLS"\r\n"VERSION" "1.0"\r\nOK\r\n',
        {"STARTTLS": "OK\r\n"},
        'OK "injected"\r\n',
    ),
    "xmpp-client": ("", {"<stream:stream": STREAM.format("jabber:client"), "<starttls": PROCEED}, "<injected/>"),
    "xmpp-server": ("", {"<stream:stream": STREAM.format("jabber:server"), "<starttls": PROCEED}, "<injected/>"),
}

# What begins what has no end.
ENDLESS = {
    "smtp": b"220-",
    "submission": b"220-",
    "imap": b"* OK ",
    "pop3": b"+OK ",
    "sieve": b'"IMPLEMENTATION" "',
    "xmpp-client": STREAM.format("jabber:client").split("<starttls")[0].encode(),
    "xmpp-server": STREAM.format("jabber:server").split("<starttls")[0].encode(),
}

PLAIN = {"submissions": b"220 hostile.lab ESMTP\r\n", "imaps": b"* OK hostile.lab\r\n", "pop3s": b"+OK hostile.lab\r\n"}


def stalls(connection, service, context):
    """Takes what comes, so that nobody is told anything, until the client has enough."""
    while connection.recv(65536):
        pass


def injects(connection, service, context):
    """Answers as it must, up to the reply that begins TLS, which is the last one."""
    greeting, replies, injected = DIALOGUES[service]
    is_xml = service.startswith("xmpp")
    last = list(replies)[-1]
    connection.sendall(greeting.encode())
    said = ""
    while received := connection.recv(4096):
        said += received.decode("latin-1")
        if not said.rstrip().endswith(">") and not said.endswith("\r\n"):
            continue
        words = said if is_xml else said.upper().split()
        command = next((command for command in reversed(replies) if command in words), None)
        if is_xml and not command:
            continue
        tag = said.split(" ")[0]
        said = ""
        reply = replies[command].format(tag) if command else "500 not here\r\n"
        if command == last:
            connection.sendall((reply + injected).encode())
            with context.wrap_socket(connection, server_side=True) as protected:
                protected.recv(4096)
            return
        connection.sendall(reply.encode())


def endless(connection, service, context):
    """Sends 10 MiB, and goes."""
    if service.startswith("xmpp"):
        connection.recv(4096)
    connection.sendall(ENDLESS.get(service, b""))
    octets = b"x" * 65536
    for _ in range(160):
        connection.sendall(octets)


def plain(connection, service, context):
    """Greets in clear, and waits for an answer."""
    connection.sendall(PLAIN[service])
    connection.recv(4096)


def preauth(connection, service, context):
    """Greets as if somebody had logged in."""
    connection.sendall(b"* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hostile.lab\r\n")
    connection.recv(4096)


def attend(listener, behaviour, service, context):
    """Takes connections, one thread each."""

    def serve(connection):
        with connection:
            try:
                behaviour(connection, service, context)
            except (OSError, ssl.SSLError):
                pass

    while True:
        connection, _ = listener.accept()
        threading.Thread(target=serve, args=(connection,), daemon=True).start()


def main():
    behaviour, address, certificate, *services = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{certificate}.pem", f"{certificate}.key")
    for item in services:
        service, port = item.split(":")
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        listener = socket.create_server((address, int(port)), family=family, backlog=64)
        threading.Thread(target=attend, args=(listener, globals()[behaviour], service, context), daemon=True).start()
    threading.Event().wait()


main()
