"""RFC 7208's test suite as JSON, from the package that has it (pyspf, rfc7208-tests.yml), for tests/rfc7208.rs.

    spf_suite.py PATH-OF-rfc7208-tests.yml > suite.json

What the suite leaves to whoever runs it is done here: a record under "SPF" stands for a TXT record where there is no "TXT"
beside it, "NONE" for no record, "TIMEOUT" for no answer to what else is asked of a name.
"""

import json
import sys

import yaml


def records(name, entries):
    """{"TXT": [[string, …], …], "A": […], …, "timeout": bool}"""
    found, spf, has_txt = {"timeout": False}, [], False
    for entry in entries:
        if entry == "TIMEOUT":
            found["timeout"] = True
            continue
        for kind, data in entry.items():
            if kind in ("TXT", "SPF") and isinstance(data, str):
                data = [data]
            has_txt = has_txt or kind == "TXT"
            if kind == "SPF":
                spf.append(data)
            elif data == ["NONE"]:
                pass
            else:
                found.setdefault(kind, []).append(data)
    if spf and not has_txt:
        found["TXT"] = spf
    return found


def scenario(document):
    zone = {str(name).lower(): records(name, entries) for name, entries in document["zonedata"].items()}
    tests = [
        {
            "name": name,
            "spec": str(test["spec"]),
            "host": test["host"],
            "mailfrom": test["mailfrom"],
            "helo": test["helo"],
            "results": test["result"] if isinstance(test["result"], list) else [test["result"]],
            "explanation": test.get("explanation"),
        }
        for name, test in document["tests"].items()
    ]
    return {"description": document["description"], "zone": zone, "tests": tests}


with open(sys.argv[1], encoding="utf-8") as suite:
    json.dump([scenario(document) for document in yaml.safe_load_all(suite)], sys.stdout)
