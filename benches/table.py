"""Prints the tables of benches/compare from hyperfine's JSON: table.py DIRECTORY DELAYED_BY.

Times are medians in milliseconds; CPU is user and system time, the mean of runs.
"""

import json
import pathlib
import sys

directory, delayed_by = pathlib.Path(sys.argv[1]), sys.argv[2]
ROUND_TRIP = 50.0
IDEAL = 7


def load(name):
    return json.loads((directory / f"{name}.json").read_text())["results"]


def milliseconds(result):
    return 1000 * result["median"], 1000 * min(result["times"]), 1000 * (result["user"] + result["system"])


def compare(title, results):
    print(f"\n{title}\n")
    print(f"{'':24}{'wall':>9}{'fastest':>9}{'CPU':>9}{'wall ratio':>12}{'CPU ratio':>11}")
    reference = milliseconds(results[0])
    for result in results:
        wall, fastest, cpu = milliseconds(result)
        print(f"{result['command']:24}{wall:>9.2f}{fastest:>9.2f}{cpu:>9.2f}"
              f"{wall / reference[0]:>12.2f}{cpu / max(reference[2], 0.001):>11.2f}")


compare("A verified STARTTLS check against Postfix on loopback (ms; ratio: times smtpcheck's)", load("local"))
compare("A domain by MX, with DANE; smtpcheck validates DNSSEC itself (ms)", load("dane"))
compare("Start-up (ms)", load("start"))

local = {result["command"]: milliseconds(result)[0] for result in load("local")}
print(f"\nThe same check over a path of {ROUND_TRIP:.0f} ms a round trip ({delayed_by}); ideal: {IDEAL} round trips, "
      f"{IDEAL * ROUND_TRIP:.0f} ms\n")
print(f"{'':24}{'wall':>9}{'round trips':>13}{'over the ideal':>16}")
for result in load("delayed"):
    wall = milliseconds(result)[0]
    trips = (wall - local[result["command"]]) / ROUND_TRIP
    print(f"{result['command']:24}{wall:>9.1f}{trips:>13.2f}{wall - IDEAL * ROUND_TRIP:>13.1f} ms")
print("\ns_client sends EHLO and QUIT together after the handshake, which saves it one round trip.")
