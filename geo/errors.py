"""One tree of errors. Every message is one plain sentence: what happened, that nothing was lost, what to do."""


class GeoError(Exception):
    """The root: catch this to answer a user with `str(error)`; anything else is a defect of ours."""


class ReportError(GeoError):
    """A report cannot be read (missing, empty, binary, too large, unknown encoding)."""


class FetchError(GeoError):
    """A page cannot be fetched from the network (no web address, not public, too slow, too large, refused)."""


class GazetteerError(GeoError):
    """The gazetteer is missing, damaged, or an import into it is malformed."""


class StoreError(GeoError):
    """The store cannot be opened, read or written (locked, read-only, damaged, newer schema)."""


class FilterError(GeoError):
    """A filter from a URL or the command line makes no sense."""


class ExportError(GeoError):
    """A view cannot be written in the format asked for."""


class LayerError(GeoError):
    """A layer that a user brings cannot be read, or holds nothing that can be drawn."""


class AccessError(GeoError):
    """A person may not do this here, or the settings that say who may are not understood."""
