"""What stands first and last: the data, warnings, verdicts, versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from smeint.errors import counted
from smeint.report.blocks import Listing, Paragraph, Section
from smeint.report.words import code, coded, italic, words
from smeint.study.manifest import SYNTHETIC_WARNING


def origin(manifest: Mapping[str, Any]) -> tuple[Paragraph, ...]:
    """Return a sentence on the data, with a plain label where they are synthetic."""
    data, study = manifest["data"], manifest["study"]
    rows = "" if data["rows"] is None else counted(data["rows"], "row") + ", "
    preset = study.get("preset")
    on = (
        (", on the preset ", code(preset["name"]), f" (version {preset['version']})")
        if preset
        else ()
    )
    said = words(
        *("Data: ", code(data["file"]), f" ({rows}SHA-256 ", code(data["sha256"][:12]), "). "),
        *(("Study file: ", code(study["file"]), *on, ".") if study["file"] else ()),
    )
    found = [Paragraph(said)]
    if manifest["synthetic"]:
        synthetic = words(SYNTHETIC_WARNING)
        found.insert(0, Paragraph(synthetic, "synthetic"))
    if "suppressed" in manifest:
        found.append(Paragraph(words(_suppressed(manifest["suppressed"])), "warning"))
    return tuple(found)


def design() -> Paragraph:
    """Return where the hypotheses come from."""
    return Paragraph(
        words(
            "The hypotheses and their tests follow Osei-Bonsu (2014), ",
            italic(
                "Understanding the Internationalization Process of Small-to Medium-Sized "
                "Manufacturing Enterprises (SMEs): Evidence from Developing Countries"
            ),
            "; each year's firms are one cross-section.",
        )
    )


def _suppressed(how: Mapping[str, int]) -> str:
    """Return what was suppressed."""
    return (
        f"Counts of fewer than {how['min_count']} firms are suppressed, and the numbers from "
        f"which they would follow: {how['findings']} tests have the status `suppressed`. Verdicts "
        "rest on all tests."
    )


def warnings(texts: Iterable[str]) -> tuple[Section, ...]:
    """Return the warnings as a section; nothing where there are none.

    That data are synthetic stands above all sections, and not here again.
    """
    items = tuple(coded(text) for text in texts if text != SYNTHETIC_WARNING)
    return (Section("warnings", words("Warnings"), (Listing(items),)),) if items else ()


def provenance(manifest: Mapping[str, Any]) -> Section:
    """Return versions and definitions."""
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    said = (
        (name, value) for name, value in manifest["definitions"].items() if value not in ("", {})
    )
    definitions = ", ".join(f"{name} = {value}" for name, value in said)
    blocks = [
        Paragraph(words(f"Definitions: {definitions}.")),
        Paragraph(words(f"Versions: {versions}.")),
    ]
    if "made_by" in manifest:
        blocks.insert(0, Paragraph(words("Made by ", code(manifest["made_by"]), ".")))
    return Section("provenance", words("How this was made"), tuple(blocks))
