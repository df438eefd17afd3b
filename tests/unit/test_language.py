"""One place decides the language: the caller, then GRIDPERF_LANG, then the locale, then English."""

from __future__ import annotations

import threading

import pytest

from gridperf import language


@pytest.fixture(autouse=True)
def _no_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GRIDPERF_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_MESSAGES": "zh_CN", "LANG": "en_US"}, "zh"),
        ({"GRIDPERF_LANG": "zh", "LC_ALL": "en_US"}, "zh"),
        ({"GRIDPERF_LANG": "ZH-Hans"}, "zh"),
        ({"GRIDPERF_LANG": "", "LANG": "zh_CN"}, "zh"),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first variable that says something decides; anything but Chinese is English."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language.current() == expected
    assert language.pick({"zh": "中", "en": "E"}) == {"zh": "中", "en": "E"}[expected]


def test_the_caller_outranks_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A block speaks the language it was given, blocks nest, and what was before comes back, after an exception too."""
    monkeypatch.setenv("GRIDPERF_LANG", "zh")
    with language.use("en"):
        assert language.current() == "en"
        with language.use("zh"):
            assert language.current() == "zh"
        assert language.current() == "en"
    assert language.current() == "zh"
    message = "out"
    with pytest.raises(RuntimeError, match=r"^out$"), language.use("en"):
        raise RuntimeError(message)
    assert language.current() == "zh"


def test_a_thread_keeps_its_own_language() -> None:
    """Choosing a language in one thread does not change another's."""
    seen: list[str] = []
    with language.use("zh"):
        thread = threading.Thread(target=lambda: seen.append(language.current()))
        thread.start()
        thread.join()
    assert seen == ["en"]


def test_other_languages_are_refused() -> None:
    """Only Chinese and English are spoken."""
    with pytest.raises(ValueError, match=r"^language must be 'zh' or 'en', not 'fr'$"), language.use("fr"):
        pass
