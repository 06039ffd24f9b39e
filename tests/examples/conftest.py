"""The example applications are imported as their README says: from the folder `examples`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))
