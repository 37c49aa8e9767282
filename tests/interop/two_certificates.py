"""An SMTP server under implicit TLS with two certificates: of two kinds of keys, or the second for one server name alone.

two_certificates.py PORT CERTIFICATE KEY SECOND KEY [--tls1_2] [--for NAME]
"""
import argparse
import socketserver
import ssl

parser = argparse.ArgumentParser()
parser.add_argument("port", type=int)
parser.add_argument("files", nargs=4)
parser.add_argument("--tls1_2", action="store_true")
parser.add_argument("--for", dest="name")
arguments = parser.parse_args()


def context(*pairs):
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if arguments.tls1_2:
        made.maximum_version = ssl.TLSVersion.TLSv1_2
    for certificate, key in pairs:
        made.load_cert_chain(certificate, key)
    return made


first, second = tuple(arguments.files[:2]), tuple(arguments.files[2:])
if arguments.name:
    chosen, named = context(first), context(second)

    def choose(connection, name, _):
        if name == arguments.name:
            connection.context = named

    chosen.sni_callback = choose
else:
    chosen = context(first, second)


class Mail(socketserver.StreamRequestHandler):
    """Greets, answers EHLO and QUIT, and nothing else."""

    def handle(self):
        try:
            stream = chosen.wrap_socket(self.request, server_side=True)
            stream.sendall(b"220 two.example.test ESMTP\r\n")
            for line in stream.makefile("rb"):
                stream.sendall(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 two.example.test\r\n")
        except OSError:
            pass


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("127.0.0.1", arguments.port), Mail).serve_forever()
