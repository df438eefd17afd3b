"""`python -m docs.gallery` draws the first page of every report anew, as a small picture beside this file; it needs pdftoppm (poppler-utils).

With names of reports, only those.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from docs.gallery.samples import MAKERS, county
from gridperf.report.paper.pdf import WeasyPrintRenderer

HERE = Path(__file__).resolve().parent
_DOTS = 80
"""Dots per inch: text can be made out, and a page is some 50 kB."""
_GREYS = 48


def picture(pdf: bytes) -> bytes:
    """Return the first page of *pdf* as a PNG of few colours."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page"
        page.with_suffix(".pdf").write_bytes(pdf)
        drawing = ["pdftoppm", "-r", str(_DOTS), "-png", "-singlefile", page.with_suffix(".pdf"), page]
        subprocess.run(drawing, check=True)  # noqa: S603 (its own page)
        with Image.open(page.with_suffix(".png")) as drawn:
            few = drawn.convert("RGB").quantize(_GREYS, dither=Image.Dither.NONE)
    written = io.BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def main() -> int:
    """Draw the reports that are named, or all of them."""
    renderer, made = WeasyPrintRenderer(), county()
    for report in sys.argv[1:] or MAKERS:
        path = HERE / f"{report}.png"
        path.write_bytes(picture(renderer.render(MAKERS[report](made))))
        print(f"wrote {path.name}, {path.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
