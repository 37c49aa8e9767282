"""Judges one run of tests/interop/check.sh: exit status, JSON, leaked secrets, and expressions.

Each argument after the directory is a Python expression that must be true. It may use:
text, errors     standard output and standard error of the text run
document         the JSON document; server: its decisive server; servers, findings: its lists
ids              the ids of the findings that are not ignored; severity(id): of a finding, ignored or not
attempt          the last authentication attempt; scan: the server's TLS scan
delivered(user)  messages in a mailbox without the header fields servers prepend; both runs' are awaited
offered          the EHLO keywords of the last EHLO, with their parameters
heard(address, port)  the same as Python's smtplib hears them, over verified TLS
raw(name)        the octets of a file below the directory; mail(octets): parsed with the email package
postfix_log      what Postfix logged meanwhile
"""

import base64
import email
import email.policy
import hashlib
import json
import os
import pathlib
import re
import smtplib
import ssl
import subprocess
import sys
import time

directory = pathlib.Path(sys.argv[1])
outputs = directory / "outputs"
complaints = []


def output(name):
    return (outputs / name).read_bytes().decode("utf-8", "replace")


def raw(name):
    return (directory / name).read_bytes()


def mail(octets):
    return email.message_from_bytes(octets, policy=email.policy.SMTPUTF8)


def delivered(user, count=2):
    """Waits for `count` messages, then a moment more in case there is one too many."""
    while time.monotonic() < patience and len(messages(user)) < count:
        time.sleep(0.05)
    time.sleep(0.1)
    return [without_trace(path.read_bytes()) for path in messages(user)]


def messages(user):
    return sorted(path for root in ("", "exim", "opensmtpd") for path in (directory / root / "mail" / user).glob("new/*"))


def without_trace(message):
    """Drops the Return-Path, X-Original-To, Delivered-To and Received that servers put on top."""
    field = re.compile(rb"(?:Return-Path|X-Original-To|Delivered-To|Received):[^\n]*\n(?:[ \t][^\n]*\n)*")
    while match := field.match(message):
        message = message[match.end():]
    return message


def heard(address, port):
    context = ssl.create_default_context(cafile=directory / "ca" / "root.pem")
    context.check_hostname = False
    if port == 465:
        connection = smtplib.SMTP_SSL(address, port, context=context)
    else:
        connection = smtplib.SMTP(address, port)
        connection.starttls(context=context)
    with connection:
        connection.ehlo("client.example.test")
        features = connection.esmtp_features
    return {keyword.upper(): sorted(parameters.split()) for keyword, parameters in features.items()}


def public_key_hash(name):
    """SHA-256 of the SubjectPublicKeyInfo, as RFC 6698 selector 1 wants it."""
    key = ["openssl", "pkey", "-in", str(directory / "ca" / f"{name}.key"), "-pubout", "-outform", "DER"]
    return hashlib.sha256(subprocess.run(key, check=True, capture_output=True).stdout).hexdigest()


def plain_hex(value):
    return value.replace(":", "").lower()


def severity(identifier):
    return next((f["severity"] for f in findings if f["id"] == identifier), None)


expected = [int(code) for code in os.environ["EXPECTED"].split(",")]
status = {name: int(output(f"{name}.exit")) for name in ("text", "json")}
for name, code in status.items():
    if code not in expected:
        complaints.append(f"exit status {code} as {name}, expected {os.environ['EXPECTED']}")
patience = time.monotonic() + (0 if complaints else 5)
if status["text"] != status["json"]:
    complaints.append(f"exit status {status['text']} as text but {status['json']} as JSON")

def shapes_of(secret):
    """The secret, as JSON escapes it, and inside Base64 at each of the three alignments."""
    octets = secret.encode()
    yield from (secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1])
    for offset in range(3):
        shifted = base64.b64encode(b"\0" * offset + octets).decode().rstrip("=")
        yield shifted[(0, 2, 3)[offset]:-1]


everything = {name: output(name) for name in ("text", "text.errors", "json", "json.errors")}
for secret in filter(None, raw("secrets").decode().splitlines()):
    shapes = set(shapes_of(secret))
    for name, content in everything.items():
        if any(shape in content for shape in shapes):
            complaints.append(f"a secret appears in {name}")

text, errors = everything["text"], everything["text.errors"]
if "panicked" in "".join(everything.values()):
    complaints.append("it panicked")
document, server, servers, findings, ids, attempt, offered, scan = {}, {}, [], [], set(), {}, {}, {}
if status["json"] != 2:
    try:
        document = json.loads(everything["json"])
        servers, findings = document["servers"], document["findings"]
        server = next((s for s in servers if s["decisive"]), {})
        ids = {f["id"] for f in findings if not f.get("ignored")}
        attempt = (((server.get("authentication") or {}).get("attempted")) or [{}])[-1]
        scan = server.get("tls_scan") or {}
        for extension in (server.get("ehlo") or [{"extensions": []}])[-1]["extensions"]:
            offered.setdefault(extension["keyword"], []).extend(extension["parameters"])
        offered = {keyword: sorted(parameters) for keyword, parameters in offered.items()}
        if document["verdict"]["exit_code"] != status["json"]:
            complaints.append(f"verdict.exit_code is {document['verdict']['exit_code']}, not {status['json']}")
        if document["schema_version"] != 1:
            complaints.append("schema_version is not 1")
    except (ValueError, KeyError, TypeError) as problem:
        complaints.append(f"JSON: {problem!r}")


def what_postfix_logged():
    return raw("log/postfix")[int(os.environ["LOG_START"]):].decode("utf-8", "replace")


for expression in sys.argv[2:]:
    while True:
        postfix_log = what_postfix_logged()
        try:
            complaint = None if eval(expression) else f"not true: {expression}"
        except Exception as problem:  # an absent field is an answer too
            complaint = f"not true: {expression} ({problem!r})"
        if complaint is None or "postfix_log" not in expression or time.monotonic() > patience:
            break
        time.sleep(0.1)  # the log is written by another process
    if complaint:
        complaints.append(complaint)

if complaints:
    print("; ".join(complaints))
    print("ids:", *sorted(ids))
    print("\n".join((errors.splitlines() + text.splitlines())[-25:]))
    sys.exit(1)
