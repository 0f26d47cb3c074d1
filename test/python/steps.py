"""Counts and reports the steps of the suite."""

import sys
import traceback
from os.path import basename

passed = 0
failed = 0


def step(title):
    """Runs a function at once as one step; its result is the step's value, None when it failed."""

    def run(work):
        global passed, failed
        try:
            value = work()
            passed += 1
            print(f"  ok    {title}")
            return value
        except Exception as error:
            failed += 1
            last = traceback.extract_tb(error.__traceback__)[1:2]
            where = f" ({basename(last[0].filename)}:{last[0].lineno})" if last else ""
            text = str(error).strip().replace("\n", "\n          ")
            print(f"  FAIL  {title}{where}\n          {type(error).__name__}: {text}")
            return None

    return run


def finish():
    """Prints the count and ends the process with it."""
    print(f"Python steps: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
