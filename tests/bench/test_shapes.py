"""The hard texts of the benchmarks, and what is made of their times."""

import pytest
from optlog_policy.rule import RuleSet

from bench.bench_linear import Row, exponent, main
from bench.shapes import SHAPES, of_rules, utf8

KB = 1000


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_grows_to_the_size_asked_for(name: str) -> None:
    """A text has the bytes that were asked for, less at most one cut character."""
    for size in (1 * KB, 8 * KB, 50 * KB):
        assert size - 3 <= len(utf8(SHAPES[name](size, 0))) <= size


def test_drawn_shapes_differ_from_run_to_run() -> None:
    """Another run gets another text, for an automaton remembers; the same numbers give the same one."""
    make = SHAPES["random letters"]
    assert make(KB, 1) == make(KB, 1)
    assert make(KB, 1) != make(KB, 2)
    assert not make(8 * KB, 1).startswith(make(KB, 1))


def test_every_rule_with_a_pattern_has_a_shape() -> None:
    """The examples of the catalogue are measured too."""
    rules = [rule for rule in RuleSet.load_builtin() if rule.pattern]
    shapes = of_rules(rules)
    assert len(shapes) == len(rules)
    assert len(utf8(shapes[f"rule {rules[0].name}"](KB, 0))) == KB


def row(ms: dict[int, float]) -> Row:
    """Give a measured row, asked for at four sizes."""
    return Row("re2", "text", "x", [KB, 8 * KB, 50 * KB, 200 * KB], ms)


def test_the_exponent_tells_linear_from_quadratic() -> None:
    """Twice the text in twice the time is 1, in four times the time is 2."""
    assert exponent({1: 1.0, 2: 2.0}, 1, 2) == pytest.approx(1)
    assert exponent({1: 1.0, 2: 4.0}, 1, 2) == pytest.approx(2)


def test_linear_times_pass_and_quadratic_or_missing_ones_do_not() -> None:
    """What grows with the text passes, what is too quick to tell passes; the rest does not."""
    assert row({KB: 0.1, 8 * KB: 0.8, 50 * KB: 5, 200 * KB: 20}).linear
    assert row({KB: 0.1, 8 * KB: 0.1, 50 * KB: 0.1, 200 * KB: 1.6}).linear
    assert not row({KB: 0.1, 8 * KB: 0.8, 50 * KB: 5, 200 * KB: 80}).linear
    assert not row({KB: 0.1, 8 * KB: 0.8, 50 * KB: 5}).linear


def test_missed_limits_are_named() -> None:
    """Beyond 5 ms at 8 kB and 50 ms at 50 kB, a row says so; also where the size was given up."""
    assert not row({KB: 0.1, 8 * KB: 5, 50 * KB: 50, 200 * KB: 200}).missed
    assert row({KB: 1, 8 * KB: 6, 50 * KB: 30, 200 * KB: 120}).missed == [
        "8 kB took 6.0 ms (wanted <= 5)"
    ]
    assert row({KB: 1, 8 * KB: 4}).missed == ["50 kB were given up (wanted <= 50)"]


def test_the_benchmark_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """One shape is measured from end to end."""
    assert main(["--shape", "spaces", "--matcher", "re2", "--form", "record"]) == 0
    assert "1 rows (1 shapes): 0 not linear" in capsys.readouterr().out
