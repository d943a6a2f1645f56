"""Tests in any folder may import `harness`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
