"""The forms of a result, read by what reads them: JUnit by junitparser, Prometheus by its client's parser, TAP by prove, HTML by
html5lib, CSV by Python, the output of a plugin by the rules for it. Of the built-in server, of one that says what would act in a
form, and of both.

    formats.py SMTPCHECK
"""

import csv
import json
import pathlib
import re
import socketserver
import subprocess
import sys
import tempfile
import threading

import html5lib
import junitparser
from prometheus_client.parser import text_string_to_metric_families

HOSTILE = "<script>alert(1)</script>]]>\"'&amp;|=cmd() ::error title=x::y not ok 1 # SKIP %0A `id` ${HOME} \\"
FORMS = ["text", "json", "ndjson", "csv", "junit", "tap", "github", "nagios", "prometheus", "markdown", "html"]
# Performance data: Monitoring Plugins Development Guidelines.
MEASURED = re.compile(r"^[A-Za-z_]+=-?[0-9.]+(s|%|B|c)?(;[0-9.]*){0,4}$")


class Hostile(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(f"220 mail.example.com {HOSTILE}\r\n".encode())
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            known = verb in (b"EHLO", b"MAIL", b"RSET")
            self.wfile.write(f"{'250' if known else '550'} {HOSTILE}\r\n".encode())


def junit(path, status, targets):
    read = junitparser.JUnitXml.fromfile(str(path))
    cases = [case for suite in read for case in suite]
    failures = [case for case in cases for one in case.result if isinstance(one, (junitparser.Failure, junitparser.Error))]
    assert read.tests == len(cases) and read.failures + read.errors == len(failures), read
    assert len([case for case in cases if case.name == "verdict"]) == targets
    assert bool(failures) == (status != 0), (status, failures)


def prometheus(path, status, targets):
    families = list(text_string_to_metric_families(path.read_text()))
    exits = [sample for family in families if family.name == "smtpcheck_exit" for sample in family.samples]
    assert len(exits) == targets and max(sample.value for sample in exits) == status, exits
    promtool = subprocess.run(["sh", "-c", "command -v promtool"], capture_output=True).stdout.decode().strip()
    if promtool:
        subprocess.run([promtool, "check", "metrics"], stdin=path.open(), check=True)


def tap(path, status, targets):
    proved = subprocess.run(["prove", "--exec", "cat", path], capture_output=True, text=True)
    assert (proved.returncode != 0) == (status != 0), proved.stdout + proved.stderr
    assert "Parse errors" not in proved.stdout, proved.stdout


def html(path, status, targets):
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(path.read_text())
    names = {element.tag for element in page.iter() if isinstance(element.tag, str)}
    assert not names & {"script", "img", "link", "iframe", "object"}, names
    assert "http-equiv" in next(meta for meta in page.iter("meta") if meta.get("content", "").startswith("default-src 'none'")).attrib


def table(path, status, targets):
    rows = list(csv.reader(path.open(newline="")))
    assert {len(row) for row in rows} == {len(rows[0])} and len(rows) == 1 + targets, rows
    assert not any(field[:1] in ("=", "+", "@") for row in rows for field in row), rows


def plugin(path, status, targets):
    first = path.read_text().split("\n")[0]
    said, measured = first.split(" | ")
    assert said.startswith("SMTPCHECK ") and "|" not in said, first
    assert all(MEASURED.match(one) for one in measured.split(" ")), measured


def commands(path, status, targets):
    for line in path.read_text().splitlines():
        assert re.match(r"::(error|warning|notice) title=[^:,]*::", line), line


def documents(path, status, targets):
    read = json.loads(path.read_text())
    assert len(read) == targets if targets > 1 else isinstance(read, dict)


READERS = {
    "junit": junit,
    "prometheus": prometheus,
    "tap": tap,
    "html": html,
    "csv": table,
    "nagios": plugin,
    "github": commands,
    "json": documents,
}


def read(smtpcheck, arguments, targets):
    folder = pathlib.Path(tempfile.mkdtemp())
    reports = [f"--report={form}={folder / form}" for form in FORMS]
    run = subprocess.run([smtpcheck, *arguments, *reports], capture_output=True, text=True)
    assert run.returncode not in (2, 70), run.stderr
    for form in FORMS:
        assert (folder / form).stat().st_size > 0, form
    for form, reader in READERS.items():
        reader(folder / form, run.returncode, targets)
    assert sorted(path.name for path in folder.iterdir()) == sorted(FORMS)
    return run.returncode


def main():
    smtpcheck = sys.argv[1]
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Hostile)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hostile = f"127.0.0.1:{server.server_address[1]}"
    asked = ["--no-tls", "--from", "a@example.com", "--to", "b@example.net"]
    statuses = [
        read(smtpcheck, ["--demo"], 1),
        read(smtpcheck, [hostile, *asked], 1),
        read(smtpcheck, [hostile, "127.0.0.1:1", *asked], 2),
    ]
    assert statuses[0] == 0 and all(statuses[1:]), statuses
    for form in FORMS:
        run = subprocess.run([smtpcheck, hostile, *asked, "--format", form], capture_output=True)
        expected = 2 if form == "nagios" else statuses[1]
        assert run.returncode == expected, (form, run.returncode)
    print(f"{len(FORMS)} forms of 3 results, read by {len(READERS)} readers: {statuses}")


main()
