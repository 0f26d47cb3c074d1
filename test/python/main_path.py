"""The main path of the product in the Azure SDK for Python, against a served mock with an empty world."""

import protecting  # noqa: F401 (runs its steps)
import restoring  # noqa: F401
from steps import finish

finish()
