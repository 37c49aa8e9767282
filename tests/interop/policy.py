#!/usr/bin/env python3
"""The policy hosts of MTA-STS: HTTPS on ADDRESS port 443, one policy a domain, by the Host field.

policy.py ADDRESS CHAIN-WITH-KEY
"""

import http.server
import ssl
import sys

POLICIES = {
    "mta-sts.sts.test": "version: STSv1\r\nmode: enforce\r\nmx: *.example.test\r\nmax_age: 604800\r\n",
    "mta-sts.elsewhere.test": "version: STSv1\r\nmode: enforce\r\nmx: mx.elsewhere.test\r\nmax_age: 604800\r\n",
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        policy = POLICIES.get(self.headers["Host"])
        if policy is None or self.path != "/.well-known/mta-sts.txt":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(policy)))
        self.end_headers()
        self.wfile.write(policy.encode())

    def log_message(self, *_: object) -> None:
        pass


address, chain = sys.argv[1:]
server = http.server.ThreadingHTTPServer((address, 443), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(chain)
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
