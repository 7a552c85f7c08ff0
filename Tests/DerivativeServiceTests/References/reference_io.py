"""What both reference scripts share: comparing with central differences, and writing numbers compactly."""

import json
from pathlib import Path

import numpy as np

SIGNIFICANT_DIGITS = 14


def close(actual, expected, tolerance, scale):
    """Whether two dictionaries of arrays agree to `tolerance` of `scale`, the magnitude of what was subtracted."""
    return all(
        np.allclose(actual[name], expected[name], rtol=tolerance, atol=tolerance * scale) for name in expected
    )


def shifted(primals, tangents, step):
    return {name: primals[name] + step * tangents[name] for name in primals}


def central_difference(function, primals, tangents, step=2e-4):
    """The derivative along `tangents` of a function that returns a dictionary of arrays, to fourth order in `step`."""
    far_ahead, ahead, behind, far_behind = (
        function(shifted(primals, tangents, multiple * step)) for multiple in (2, 1, -1, -2)
    )
    return {
        name: (8 * (np.asarray(ahead[name]) - behind[name]) - (np.asarray(far_ahead[name]) - far_behind[name]))
        / (12 * step)
        for name in ahead
    }


def rounded(value):
    """Nested lists of numbers of 14 significant digits: more than any test compares, less than repr writes."""
    array = np.asarray(value)
    if array.dtype == bool or np.issubdtype(array.dtype, np.integer):
        return array.tolist()
    if array.ndim == 0:
        return float(f"{float(array):.{SIGNIFICANT_DIGITS}g}")
    return [rounded(row) for row in array]


def write_cases(path, cases):
    """One case a line, so that a changed case is one changed line."""
    lines = ",\n".join(json.dumps(case, separators=(",", ":"), allow_nan=False) for case in cases)
    Path(path).write_text("[\n" + lines + "\n]\n")
