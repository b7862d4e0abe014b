#!/usr/bin/env python3
"""Measures `tate vendor fill`: a folder of sheets of a 20-product library, seconds and memory.

    tools/bench/vendor_fill.py TATE VENDOR_SHEETS [COUNT]

TATE is the binary, VENDOR_SHEETS the built example of crates/report-xlsx. Target: 2,000 sheets in
well under 60 s and under 200 MB. Times on a busy machine are no verdict on the code.
"""
import json
import os
import subprocess
import sys
import tempfile
import time


def measured(command):
    """Seconds, and the most memory in MB of the program itself (its children have their own limit)."""
    began = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    out = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    return out, os.waitstatus_to_exitcode(status), time.monotonic() - began, usage.ru_maxrss / 1024


def main():
    tate, sheets = sys.argv[1:3]
    count = sys.argv[3] if len(sys.argv) > 3 else "2000"
    with tempfile.TemporaryDirectory() as folder:
        data, incoming = os.path.join(folder, "data"), os.path.join(folder, "incoming")
        subprocess.run([tate, "demo", "--data", data], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sheets, incoming, count], check=True)
        for run in ("first", "again"):
            command = [tate, "vendor", "fill", incoming, "--data", data, "--facility", "demo-vendor", "--json",
                       "--out", os.path.join(folder, run)]
            out, code, seconds, megabytes = measured(command)
            report = json.loads(out)
            print(f"vendor fill, {count} sheets ({run}): {seconds:.1f} s, {megabytes:.0f} MB, "
                  f"whole {report['whole']}, with deltas {report['with_deltas']}, "
                  f"unreadable {report['unreadable']}, exit {code}")


if __name__ == "__main__":
    main()
