"""Zip files: measured before they are opened, then read as KMZ or as zipped Shapefiles. Nothing is written to disk."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePosixPath

from geo.layers.drafts import Draft, RefusedError
from geo.zipped import DAMAGE

LARGEST = 200_000_000
"""Bytes of all members, unpacked."""

STEEPEST = 100
"""How many times larger than packed a member may be, beyond its first megabyte."""

MOST_MEMBERS = 2_000


def read(content: bytes) -> Draft:
    """The draft of a KMZ (its first .kml) or of the Shapefiles in a zip. Raises RefusedError."""
    from geo.layers import kml, shapefiles

    members = unpacked(content, (".kml", ".shp", ".shx", ".dbf", ".prj", ".cpg"))
    documents = [name for name in members if name.lower().endswith(".kml")]
    if documents:
        first = next((name for name in documents if name.lower() == "doc.kml"), documents[0])
        return kml.read(members[first])
    if any(name.lower().endswith(".shp") for name in members):
        return shapefiles.read(members)
    raise RefusedError("it is a zip without a .kml or .shp file")


def unpacked(content: bytes, endings: tuple[str, ...]) -> dict[str, bytes]:
    """The members with these endings, by name. Raises RefusedError for what is damaged, locked or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_MEMBERS:
                raise RefusedError(f"it holds more than {MOST_MEMBERS:,} files")
            chosen = [
                member
                for member in listed
                if not member.is_dir()
                and member.filename.lower().endswith(endings)
                and not any(part.startswith((".", "__")) for part in PurePosixPath(member.filename).parts)
            ]
            steep = any(m.file_size > 1_000_000 + STEEPEST * max(m.compress_size, 1) for m in chosen)
            if steep or sum(member.file_size for member in chosen) > LARGEST:
                raise RefusedError("it would unpack to far more than a layer can hold")
            return {member.filename: archive.read(member) for member in chosen}
    except DAMAGE as error:
        raise RefusedError("it is no whole zip file, or it is locked; pack it again") from error
