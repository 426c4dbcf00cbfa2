"""Fill `src/huitoukan/static/vendor/` from `node_modules/`: style base, charts, one icon sprite.

Run once after `npm ci`. The files are ignored by git and served by ourselves; nothing is fetched
here and no page loads anything from another server.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))  # runs before the package is installed

from huitoukan.apps.core.icons import ICONS  # noqa: E402

PACKAGES = ROOT / "node_modules"
VENDOR = ROOT / "src" / "huitoukan" / "static" / "vendor"
COPIES = {
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "echarts.min.js": "echarts/dist/echarts.min.js",
}
LICENCES = {
    "bootstrap.LICENSE.txt": "bootstrap/LICENSE",
    "echarts.LICENSE.txt": "echarts/LICENSE",
    "tabler-icons.LICENSE.txt": "@tabler/icons/LICENSE",
}
OUTLINES = "@tabler/icons/icons/outline"

_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_EMPTY_FRAME = re.compile(r'<path stroke="none"[^>]*/>')
_SOURCE_MAP = re.compile(r"/[/*]# sourceMappingURL=\S+(?: \*/)?\s*$")


class Missing(RuntimeError):  # noqa: N818 - an answer for people
    """A source file is not there; the message says what to run."""


def source(name: str) -> Path:
    """The path of a file of an installed package, or `Missing`."""
    path = PACKAGES / name
    if not path.is_file():
        raise Missing(f"缺少 node_modules/{name}。请先在仓库根目录运行 npm ci，再运行本命令。")
    return path


def symbol(name: str) -> str:
    """One icon as a symbol that takes the colour of the text around it."""
    drawing = _DRAWING.search(source(f"{OUTLINES}/{name}.svg").read_text(encoding="utf-8"))
    if drawing is None:
        raise Missing(f"图标 {name} 的文件不是 SVG。请重新运行 npm ci。")
    paths = " ".join(_EMPTY_FRAME.sub("", drawing[1]).split())
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">{paths}</symbol>'
    )


def sprite() -> str:
    """All icons in use as one SVG."""
    symbols = "\n".join(symbol(name) for name in ICONS)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def fill(target: Path = VENDOR) -> list[Path]:
    """Write every vendor file and return them; all sources are looked up before the first."""
    sources = {name: source(path) for name, path in (COPIES | LICENCES).items()}
    icons = sprite()
    target.mkdir(parents=True, exist_ok=True)
    for name, path in sources.items():
        if name in COPIES:
            # A source map would be one more request, for a file that is not shipped.
            text = _SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))
            (target / name).write_text(text, encoding="utf-8")
        else:
            shutil.copyfile(path, target / name)
    (target / "icons.svg").write_text(icons, encoding="utf-8")
    return [*(target / name for name in sources), target / "icons.svg"]


def main() -> int:
    """Fill the folder and say what was written."""
    try:
        written = fill()
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 3
    for path in written:
        sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size:,}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
