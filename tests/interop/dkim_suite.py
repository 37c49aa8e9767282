"""dkimpy's own tests, verdict by verdict: every signature that they verify is verified by smtpcheck as well, with the same keys.

    dkim_suite.py SMTPCHECK [MORE…]

Run it where dkimpy's source archive is unpacked. MORE are files of other libraries: lines of a name and a key record, an empty line, a
message of which the last signature verifies (as in mail-auth's resources/dkim). Where smtpcheck differs on purpose, it is in EXPLAINED.
"""

import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

import dkim

# What smtpcheck says where dkimpy lets a signature pass, and why.
EXPLAINED = {
    "key_too_short": "RFC 8301 section 3.2: verifiers must not take keys under 1024 bits; dkimpy's tests lower its limit",
    "expired": "RFC 6376 section 3.5: x= is over; MORE are verified by their libraries at a time of their own",
}


def recorded():
    """Of mail, not of reports about TLS: (test, message, index, {name: record}, verdict) of each call of DKIM.verify in dkimpy's tests."""
    calls, verify, current = [], dkim.DKIM.verify, [""]

    def recording(self, idx=0, dnsfunc=dkim.get_txt):
        names = {}

        def asking(name, timeout=5):
            found = dnsfunc(name, timeout=timeout)
            record = found.encode() if isinstance(found, str) else found
            names[(name.decode() if isinstance(name, bytes) else name).rstrip(".")] = record
            return found

        test, verdict = current[0], None
        try:
            verdict = verify(self, idx=idx, dnsfunc=asking)
            return verdict
        finally:
            calls.append((test, b"".join(a + b":" + b for a, b in self.headers) + b"\r\n" + self.body, idx, names, bool(verdict)))

    class Named(unittest.TextTestResult):
        def startTest(self, test):
            current[0] = test.id()
            super().startTest(test)

    dkim.DKIM.verify = recording
    tests = unittest.defaultTestLoader.loadTestsFromNames(
        ["dkim.tests." + name for name in ("test_dkim", "test_dkim_ed25519", "test_dkim_rsavariants")]
    )
    unittest.TextTestRunner(stream=open("/dev/null", "w"), resultclass=Named).run(tests)
    return calls


def of_file(path):
    head, message = pathlib.Path(path).read_bytes().split(b"\n\n", 1)
    lines = [line.split(None, 1) for line in head.splitlines()]
    names = {name.decode(): record for name, record in lines}
    return (path, message, -1, names, True)


ZONE = {}


def serve(listening):
    while True:
        wire, client = listening.recvfrom(4096)
        query = dns.message.from_wire(wire)
        response = dns.message.make_response(query)
        question = query.question[0]
        record = ZONE.get(question.name.to_text(omit_final_dot=True).lower())
        if record and question.rdtype == dns.rdatatype.TXT:
            pieces = [record[at : at + 255] for at in range(0, len(record), 255)]
            text = " ".join('"' + "".join("\\%03d" % octet for octet in piece) + '"' for piece in pieces)
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", "TXT", text))
        elif not record:
            response.set_rcode(dns.rcode.NXDOMAIN)
        listening.sendto(response.to_wire(max_size=65535), client)


def verified(program, port, message, names):
    ZONE.clear()
    ZONE.update({name.lower(): record for name, record in names.items() if record})
    with tempfile.NamedTemporaryFile() as file:
        file.write(message)
        file.flush()
        command = [program, "x.test", "--resolver", f"127.0.0.1:{port}", "--quit-after", "LOOKUP", "--no-policy"]
        command += ["--message", file.name, "--verify-message", "--format", "json"]
        output = subprocess.run(command, capture_output=True).stdout
    return json.loads(output)["signatures"]


def main():
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listening,), daemon=True).start()
    calls = recorded() + [of_file(path) for path in sys.argv[2:]]
    same, explained, differing = 0, {}, []
    for test, message, index, names, verdict in calls:
        signatures = verified(sys.argv[1], listening.getsockname()[1], message, names)
        ours = signatures[index] if -1 <= index < len(signatures) and signatures else {"result": "none"}
        reason = ours.get("reason", {}).get("kind")
        if (ours["result"] == "pass") == verdict:
            same += 1
        elif verdict and reason in EXPLAINED:
            explained[reason] = explained.get(reason, 0) + 1
        else:
            differing.append((test, verdict, ours["result"], ours.get("reason"), names))
    print(f"{len(calls)} signatures: {same} the same, {explained} explained, {len(differing)} different")
    for one in differing:
        print(*one)
    sys.exit(bool(differing) or same < 40)


main()
