"""Copies the prebuilt front-end files that pages ask for from node_modules to var/vendor, and no others."""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler/tabler.min.js",
    "@tabler/icons-webfont/dist/tabler-icons.min.css": "icons/tabler-icons.min.css",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2": "icons/fonts/tabler-icons.woff2",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter/inter-latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter/inter-latin-ext.woff2",
    "@alpinejs/csp/dist/cdn.min.js": "alpine/alpine.min.js",
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "vega/build/vega.min.js": "vega/vega.min.js",
    "vega-lite/build/vega-lite.min.js": "vega-lite/vega-lite.min.js",
    "vega-embed/build/vega-embed.min.js": "vega-embed/vega-embed.min.js",
}
# A comment that names a source map, and a font in a format no browser of ours needs: files that are not copied, so that
# hashing the static files would stop at their absence.
ABSENT = re.compile(
    r"""^\s*(?://[#@]\s*sourceMappingURL=\S+|/\*[#@]\s*sourceMappingURL=\S+\s*\*/)\s*$|,\s*url\("[^"]*\.(?:woff|ttf)[^"]*"\)\s*format\("[a-z]+"\)""",
    re.MULTILINE,
)


def copy(modules: Path, target: Path) -> None:
    """Make `target` hold the listed files and nothing else."""
    fresh = target.with_name(f"{target.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for source, name in FILES.items():
        place = fresh / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.suffix == ".woff2":
            shutil.copyfile(modules / source, place)
        else:
            place.write_text(ABSENT.sub("", (modules / source).read_text(encoding="utf-8")), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


if __name__ == "__main__":
    copy(ROOT / "node_modules", Path(sys.argv[1]))
