"""The compiled renderer: a template is laid out once per piece, and every page is put together from pieces.

What it sets is what the reference renderer would set, or it sets nothing and says why.
"""

from __future__ import annotations

from gridperf.report.compiled.renderer import CompiledRenderer

__all__ = ["CompiledRenderer"]
