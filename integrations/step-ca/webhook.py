#!/usr/bin/env python3
"""A webhook for step-ca that lets no request through in which srvname finds an error.

    webhook.py [--port N] [--secret FILE] [--certificate FILE --key FILE] [-- OPTION...]

step-ca sends it the certificate signing request before it makes a certificate (an ENRICHING webhook of the type X509). The options
after `--` are those of `srvname lint`, such as `--profile br`. FILE of --secret has what `step ca provisioner webhook add` prints;
without it nobody is refused for a wrong signature. step-ca speaks TLS only, so it needs a certificate and a key; without them this
listens on loopback for whatever ends TLS in front of it.
"""

import argparse
import base64
import hmac
import json
import ssl
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOST_OCTETS = 1 << 20


def verdict(body, options):
    """Whether the certificate may be made, and what was found: only a status of 0 lets it through."""
    try:
        request = base64.b64decode(json.loads(body)["x509CertificateRequest"]["raw"], validate=True)
    except (KeyError, TypeError, ValueError):
        return False, "there is no certificate signing request: an ENRICHING webhook of the type X509 has one"
    line = ["srvname", "lint", *options, "-"]
    done = subprocess.run(line, input=request, capture_output=True, timeout=10)
    return done.returncode == 0, (done.stdout + done.stderr).decode(errors="replace")


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        if not 0 < length <= MOST_OCTETS:
            return self.send_error(413)
        body = self.rfile.read(length)
        if self.server.secret is not None:
            signature = hmac.digest(self.server.secret, body, "sha256").hex()
            if not hmac.compare_digest(signature, self.headers.get("X-Smallstep-Signature", "")):
                return self.send_error(401)
        allow, found = verdict(body, self.server.options)
        print(found, end="", file=sys.stderr, flush=True)
        answer = {"allow": allow} if allow else {"allow": False, "error": {"code": "lint", "message": found}}
        octets = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--secret")
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("options", nargs="*")
    given = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1" if given.certificate is None else "", given.port), Handler)
    server.options, server.secret = given.options, None
    if given.secret is not None:
        with open(given.secret) as file:
            server.secret = base64.b64decode(file.read().strip(), validate=True)
    if given.certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(given.certificate, given.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
