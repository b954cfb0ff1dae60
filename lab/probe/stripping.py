"""A resolver that hands on no signatures: `stripping.py ADDRESS RESOLVER`, until it is ended.

It asks the resolver what it is asked, without EDNS, as old forwarders do: then nobody knows that signatures are wanted.
"""

import socket
import socketserver
import struct
import sys
import threading


def without_edns(query):
    """The header and the question alone; of the flags RD."""
    end = 12
    while query[end]:
        end += query[end] + 1
    return query[:2] + struct.pack("!HHHHH", 0x0100, 1, 0, 0, 0) + query[12 : end + 5]


def ask(query, resolver):
    with socket.create_connection((resolver, 53), timeout=10) as stream:
        stream.sendall(struct.pack("!H", len(query)) + query)
        with stream.makefile("rb") as answer:
            return answer.read(struct.unpack("!H", answer.read(2))[0])


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        query, listener = self.request
        listener.sendto(ask(without_edns(query), sys.argv[2]), self.client_address)


class Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        while length := self.rfile.read(2):
            query = self.rfile.read(struct.unpack("!H", length)[0])
            answer = ask(without_edns(query), sys.argv[2])
            self.wfile.write(struct.pack("!H", len(answer)) + answer)


def main():
    address = (sys.argv[1], 53)
    udp = socketserver.ThreadingUDPServer(address, Udp)
    tcp = socketserver.ThreadingTCPServer(address, Tcp)
    threading.Thread(target=udp.serve_forever, daemon=True).start()
    tcp.serve_forever()


main()
