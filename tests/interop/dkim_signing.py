"""Messages that smtpcheck signs, verified by dkimpy: each kind of key, and each message changed in ways that no signature outlives.

    dkim_signing.py SMTPCHECK
"""

import base64
import pathlib
import subprocess
import sys
import tempfile

import dkim

MESSAGES = {
    "composed": None,
    "folded": b"From: a@example.com\r\nSubject: one\r\n two\r\n\tthree\r\nDate: Fri, 27 Nov 2026 09:00:00 +0000\r\n\r\n text \r\n\r\n.\r\n\r\n",
    "without body": b"From: a@example.com\r\n\r\n",
    "line feeds": b"From: a@example.com\nSubject: x\n\none\n\ntwo",
    "two of a field": b"From: a@example.com\r\nTo: b@example.net\r\nSubject: x\r\nSubject: y\r\n\r\nx\r\n",
}
CHANGES = [
    lambda message: message + b"x\r\n",
    lambda message: b"Subject: other\r\n" + message,
    lambda message: b"Cc: other@example.net\r\n" + message,
    lambda message: message.replace(b"a@example.com", b"c@example.com"),
]


def key(folder, name, *arguments):
    path = folder / name
    subprocess.run(["openssl", "genpkey", *arguments, "-out", path], check=True, capture_output=True)
    public = subprocess.run(["openssl", "pkey", "-in", path, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
    if name == "ed25519":
        return path, b"v=DKIM1; k=ed25519; p=" + base64.b64encode(public[-32:])
    return path, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    keys = [
        key(folder, "ed25519", "-algorithm", "ed25519"),
        key(folder, "rsa", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    ]
    verified = 0
    for path, record in keys:
        for name, text in MESSAGES.items():
            command = [sys.argv[1], "--dump-message", "--from", "a@example.com", "--to", "b@example.net"]
            command += ["--dkim-key", path, "--dkim-selector", "s1"]
            if text is not None:
                (folder / "message").write_bytes(text)
                command += ["--message", folder / "message"]
            message = subprocess.run(command, check=True, capture_output=True).stdout
            passes = lambda text: dkim.verify(text, dnsfunc=lambda name, timeout=5: record)
            assert passes(message), (path.name, name)
            for number, change in enumerate(CHANGES):
                assert not passes(change(message)), (path.name, name, number)
            verified += 1
    print(f"{verified} signed messages verified by dkimpy")


main()
