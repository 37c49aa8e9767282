"""An SMTP server that knows EHLO and STARTTLS, and hands the connection to a TLS server behind it.

usage: starttls_proxy.py ADDRESS PORT TLS-PORT   (the TLS server listens on the same address)
"""

import socket
import sys
import threading


def pump(source, sink):
    try:
        while octets := source.recv(65536):
            sink.sendall(octets)
    except OSError:
        pass
    for end in (source, sink):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def talk(client, behind):
    lines = client.makefile("rb", buffering=0)
    client.sendall(b"220 mx1.example.test ESMTP\r\n")
    while line := lines.readline():
        verb = line.split()[:1]
        if verb == [b"STARTTLS"]:
            client.sendall(b"220 2.0.0 Ready to start TLS\r\n")
            server = socket.create_connection(behind)
            threading.Thread(target=pump, args=(server, client), daemon=True).start()
            return pump(client, server)
        if verb == [b"EHLO"]:
            client.sendall(b"250-mx1.example.test\r\n250 STARTTLS\r\n")
        elif verb == [b"QUIT"]:
            client.sendall(b"221 2.0.0 Bye\r\n")
            return client.close()
        else:
            client.sendall(b"250 2.0.0 Ok\r\n")
    return client.close()


def main():
    address, port, behind = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    listener = socket.create_server((address, port))
    while True:
        client, _ = listener.accept()
        threading.Thread(target=talk, args=(client, (address, behind)), daemon=True).start()


main()
