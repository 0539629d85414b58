#!/bin/sh
# Makes benchmarks/.venv, an environment of its own with the pinned peers.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"${PYTHON:-python3}" -m venv "$here/.venv"
"$here/.venv/bin/pip" install --quiet --disable-pip-version-check -r "$here/requirements.txt"
echo "Ready: $here/.venv/bin/python benchmarks/run.py"
