"""Generated files are what the code says now."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_generated_files_are_fresh(root: Path) -> None:
    """Whoever changes a table, a wording, a command or a model also writes the pages about it anew."""
    done = subprocess.run([sys.executable, "docs/generate", "--check"], cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
