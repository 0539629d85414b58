"""Steps of a benchmark, each in a process of its own: what one took does not warm or fill the next."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from typing import Any


def spent(wall: float, cpu: float) -> dict[str, float]:
    """Return seconds since ``wall`` (perf_counter) and ``cpu`` (process_time), and the peak memory in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "peak_mb": peak}


def run_step(python: str, script: str, *words: object) -> dict[str, Any]:
    """Run ``script --step words`` and return the JSON of its last line; show what it measured."""
    command = [python, script, "--step", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    row: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if "cpu" in row:
        title = " ".join(str(word) for word in words[:2] if "/" not in str(word))
        print(f"  {title:15} {row['cpu']:7.1f} s processor {row['wall']:7.1f} s wall "
              f"{row['peak_mb']:6.0f} MB", flush=True)
    return row
