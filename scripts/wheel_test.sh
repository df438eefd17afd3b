#!/bin/sh
# Proves the wheel: built from the source archive, installed into a clean environment, run in a folder without a checkout,
# once with Pango and once with Pango out of reach.

set -eu
cd "$(dirname -- "$0")/.."
checkout=$(pwd -P)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

step() { printf '== %s\n' "$1"; }

step "build the source archive, and the wheel from it"
.venv/bin/python -m build --no-isolation --outdir "$work/dist" . >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }

step "install the wheel into a clean environment"
.venv/bin/python -m venv "$work/env"
"$work/env/bin/python" -m pip install --disable-pip-version-check --quiet --constraint scripts/constraints.txt "$work"/dist/*.whl

mkdir "$work/away"
cd "$work/away"
unset PYTHONPATH GRIDPERF_RULES
PATH="$work/env/bin:$PATH"
export PATH

step "nothing comes from the checkout"
python - "$checkout" <<'PY'
import pathlib, sys

import gridperf

home = pathlib.Path(gridperf.__file__).resolve()
checkout = pathlib.Path(sys.argv[1])
assert checkout not in home.parents, home
assert not any(checkout == pathlib.Path(entry or ".").resolve() for entry in sys.path), sys.path
PY

step "the main job"
gridperf --version
gridperf demo --cards 20 --out demo
gridperf verify demo/assessments/2026-10
cards=$(find demo -name '*.pdf' | wc -l)
[ "$cards" -ge 20 ] || { echo "expected at least 20 PDF scorecards, found $cards"; exit 1; }

step "a Book, where no driver for PostgreSQL is installed"
if python -c 'import psycopg' 2>/dev/null; then echo "psycopg is still within reach"; exit 1; fi
gridperf book new county.book
gridperf book publish county.book demo/assessments/2026-10 --window none --by wheel --why test
gridperf book seal county.book 2026-10 --by wheel --why test --apply
gridperf book verify county.book
gridperf book export county.book 2026-10 --out exported
gridperf verify exported/2026-10 --quiet
if gridperf book new postgresql://localhost/county >refused 2>&1; then echo "a driver was found"; exit 1; fi
grep -q B005 refused || { cat refused; exit 1; }

step "the same month, with Pango out of reach"
mkdir "$work/no-pango"
cat >"$work/no-pango/sitecustomize.py" <<'PY'
"""Importing WeasyPrint fails as it does on a machine without Pango."""

import sys


class NoPango:
    def find_spec(self, name, path=None, target=None):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpangoft2-1.0-0'")


sys.meta_path.insert(0, NoPango())
PY
PYTHONPATH="$work/no-pango"
export PYTHONPATH
if python -c 'import weasyprint' 2>/dev/null; then echo "Pango is still within reach"; exit 1; fi
gridperf assess demo/exports --rules 370522-lijin --period 2026-10 --on-problem quarantine --out no-pango --quiet
gridperf verify no-pango/2026-10 --records demo/exports --quiet
gridperf verify demo/scorecards --quiet
if gridperf render no-pango/2026-10 --report scorecard --to cards --lang en >printed 2>&1; then
    echo "a scorecard was printed without Pango"
    exit 1
fi
grep -q P101 printed || { cat printed; exit 1; }
echo "computed, and results and cards verified; printing was refused with P101"
