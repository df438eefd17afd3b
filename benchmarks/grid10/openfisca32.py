"""The same ten formulas as OpenFisca users write them: variables, a scale with thresholds, its default floats.

OpenFisca is a competitor run from outside, in an environment of its own; nothing of gridperf imports it.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import MONTH
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.grid10 import inputs

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.child import Laps

__all__ = ["VERSIONS", "prepare", "run", "save"]

VERSIONS = {"openfisca-core": version("openfisca-core"), "numpy": np.__version__}
MONTHS = 12
_WORKER = build_entity(key="worker", plural="workers", label="worker", is_person=True)


def _scale(*brackets: tuple[float, float]) -> dict[str, Any]:
    rows = [{"threshold": {"2026-01-01": at}, "amount": {"2026-01-01": amount}} for at, amount in brackets]
    return {"brackets": rows, "metadata": {"type": "single_amount"}}


_PARAMETERS = {
    "patrol": _scale((0, 0), (0.85, 5), (0.90, 10), (0.95, 15)),
    "coefficient": _scale((0, 0.5), (60, 0.8), (75, 1.0), (90, 1.2)),
}


def _input(name: str) -> type[Variable]:
    return type(name, (Variable,), {"value_type": float, "entity": _WORKER, "definition_period": MONTH, "label": name})


def _formula(name: str, formula: Any) -> type[Variable]:
    body = {"value_type": float, "entity": _WORKER, "definition_period": MONTH, "label": name, "formula": formula}
    return type(name, (Variable,), body)


def _half_up(value: np.ndarray) -> np.ndarray:
    return np.floor(value * 100 + 0.5) / 100


def _total(worker: Any, period: Any) -> np.ndarray:
    points = (
        worker("patrol_points", period)
        + worker("discovery_points", period)
        + worker("disposal_points", period)
        + worker("ontime_points", period)
        - worker("deductions", period)
    )
    return _half_up(np.clip(points, 0, 100))


_FORMULAS: dict[str, Any] = {
    "patrol_rate": lambda worker, period: worker("done", period) / worker("required", period),
    "patrol_points": lambda worker, period, parameters: parameters(period).patrol.calc(worker("patrol_rate", period)),
    "discovery_points": lambda worker, period: np.minimum(2 * worker("valid", period), 30),
    "disposal_rate": lambda worker, period: np.where(
        worker("valid", period) > 0, worker("disposed", period) / np.maximum(worker("valid", period), 1), 1
    ),
    "disposal_points": lambda worker, period: 30 * worker("disposal_rate", period),
    "ontime_points": lambda worker, period: np.minimum(0.5 * worker("ontime", period), 25),
    "deductions": lambda worker, period: np.minimum(5 * worker("complaints", period), 20),
    "total": _total,
    "coefficient": lambda worker, period, parameters: parameters(period).coefficient.calc(worker("total", period)),
    "pay": lambda worker, period: _half_up(
        worker("base", period) * worker("coefficient", period) * worker("attended", period) / worker("workdays", period)
    ),
}


def prepare(folder: Path) -> tuple[TaxBenefitSystem, list[dict[str, np.ndarray]]]:
    """Return the system and the inputs of each month, base pay in yuan."""
    system = TaxBenefitSystem([_WORKER])
    system.parameters = ParameterNode("", data=_PARAMETERS)
    names = [name for name in inputs.NAMES if name != "base_fen"]
    system.add_variables(*(_input(name) for name in [*names, "base"]), *(_formula(name, formula) for name, formula in _FORMULAS.items()))
    columns = inputs.load(folder)
    columns["base"] = columns.pop("base_fen") / 100
    parts = {name: np.split(values, MONTHS) for name, values in columns.items()}
    return system, [{name: parts[name][month] for name in parts} for month in range(MONTHS)]


def run(state: tuple[TaxBenefitSystem, list[dict[str, np.ndarray]]], laps: Laps) -> dict[str, list[np.ndarray]]:
    """Return total, coefficient and pay of each month."""
    system, months = state
    simulation = SimulationBuilder().build_default_simulation(system, len(months[0]["base"]))
    for number, columns in enumerate(months, 1):
        for name, values in columns.items():
            simulation.set_input(name, f"2026-{number:02d}", values)
    laps.lap("set inputs")
    result = {
        name: [simulation.calculate(name, f"2026-{number:02d}") for number in range(1, MONTHS + 1)]
        for name in ("pay", "coefficient", "total")
    }
    laps.lap("calculate")
    return result


def save(result: dict[str, list[np.ndarray]], out: Path) -> None:
    """Write the agreed columns; each float stands for the nearest hundredth, which is the kindest reading of it."""
    whole = {name: np.concatenate(parts).astype(np.float64) for name, parts in result.items()}
    grade = np.select([whole["coefficient"] > 1.1, whole["coefficient"] > 0.9, whole["coefficient"] > 0.7], [0, 1, 2], 3)
    inputs.save(out, np.rint(whole["total"] * 100), grade, np.rint(whole["pay"] * 100))
