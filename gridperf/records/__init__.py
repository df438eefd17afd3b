"""The records room: files, frames and databases become checked tables, or a list of everything that is wrong with them."""

from __future__ import annotations

from gridperf.records.collection import Records, Source
from gridperf.records.read import read_records

__all__ = ["Records", "Source", "read_records"]
