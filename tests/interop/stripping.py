#!/usr/bin/env python3
"""A DNS server that forgets EDNS: passes the bare question on and the answer back, so that nobody gets signatures.

stripping.py ADDRESS PORT UPSTREAM UPSTREAM-PORT
"""

import socket
import sys


def bare(query: bytes) -> bytes:
    """The header without additional records, and the question."""
    end = 12
    while query[end]:
        end += query[end] + 1
    return query[:10] + b"\0\0" + query[12 : end + 5]


def main() -> None:
    address, port, upstream, upstream_port = sys.argv[1:]
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((address, int(port)))
    while True:
        query, client = server.recvfrom(4096)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as question:
            question.settimeout(2)
            try:
                question.sendto(bare(query), (upstream, int(upstream_port)))
                server.sendto(question.recv(65535), client)
            except (OSError, IndexError):
                continue


main()
