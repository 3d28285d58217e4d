"""Write the lock files from pyproject.toml: every package with its hashes, no host named.

`python tools/lock.py` keeps locked versions where they still fit; `--upgrade` takes the newest.
It needs uv, from the path or from the environment.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCKS: dict[str, tuple[str, ...]] = {
    "run": ("pyproject.toml", "--group", "build"),
    # In the versions of run.txt, so that one environment serves both.
    "dev": ("pyproject.toml", "--group", "build", "--group", "dev", "-c", "requirements/run.txt"),
    "node": ("--group", "node"),
}
HOW = (
    "--universal",
    "--generate-hashes",
    "--python-version=3.11",
    "--no-annotate",
    "--no-header",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def main(arguments: list[str]) -> int:
    """Compile each lock in turn."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    if uv is None:
        print("uv is needed to write lock files; type: .venv/bin/pip install uv", file=sys.stderr)
        return 1
    for name, sources in LOCKS.items():
        target = PROJECT / "requirements" / f"{name}.txt"
        print(f"locking {target.relative_to(PROJECT)} …", flush=True)
        command = [uv, "pip", "compile", *HOW, *arguments, *sources, "-o", str(target)]
        if subprocess.run(command, cwd=PROJECT, check=False).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
