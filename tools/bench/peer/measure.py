"""Runs a command; prints its wall and CPU seconds, its largest process in MB, and its stdout."""

import json
import resource
import subprocess
import sys
import time

began = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=False)
seconds = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
if done.returncode != 0:
    sys.exit(f"exit code {done.returncode}: {done.stdout.decode()}")
print(json.dumps({
    "seconds": seconds,
    "cpu": used.ru_utime + used.ru_stime,
    "peak": used.ru_maxrss / 1024,
    "stdout": done.stdout.decode(),
}))
