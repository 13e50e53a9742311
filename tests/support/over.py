"""Tables of hundreds of cases, walked by one test: a test each would cost more than what it looks at."""

import functools
import inspect
from collections.abc import Callable, Collection

import pytest


def over(names: str | tuple[str, ...], cases: Collection) -> Callable[[Callable], Callable]:
    """Like `parametrize`, but one test that looks at every case and then fails with all that are wrong, each by its name."""
    named = (names,) if isinstance(names, str) else names

    def folded(check: Callable) -> Callable:
        @functools.wraps(check)
        def test(*instance: object, **fixtures: object) -> None:
            wrong = []
            for case in cases:
                values = (case,) if isinstance(names, str) else case
                try:
                    check(*instance, **dict(zip(named, values, strict=True)), **fixtures)
                except (Exception, pytest.fail.Exception) as error:
                    wrong.append(f"{_name(values)}: {type(error).__name__}: {error}")
            assert cases, "there is nothing to look at"
            assert not wrong, f"{len(wrong)} of {len(cases)} are wrong:\n" + "\n".join(wrong)

        signature = inspect.signature(check)
        fixtures = [each for name, each in signature.parameters.items() if name not in named]
        test.__signature__ = signature.replace(parameters=fixtures)  # what pytest has to bring
        return test

    return folded


def _name(values: tuple) -> str:
    return " ".join(str(getattr(each, "name", each))[:120] for each in values if not isinstance(each, dict))
