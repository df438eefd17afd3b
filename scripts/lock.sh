#!/bin/sh
# Writes scripts/constraints.txt: the versions a fresh installation of everything resolves to today.
# Run the tests after it and commit both together; `make setup` installs exactly these.

set -eu
cd "$(dirname -- "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

"${PYTHON:-python3}" -m venv "$work/env"
"$work/env/bin/python" -m pip install --disable-pip-version-check --quiet --upgrade pip
"$work/env/bin/python" -m pip install --quiet --editable '.[bench]' --group dev
{
    echo "# Written by \`make lock\`: the versions everything was tested with."
    "$work/env/bin/python" -m pip freeze --exclude-editable --exclude gridperf
} >"$work/constraints.txt"
mv "$work/constraints.txt" scripts/constraints.txt
