"""What commerce refuses."""

from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError


class ImportNotFoundError(NotFoundError):
    """There is no such import."""

    code = "commerce.import_not_found"


class ImportStateError(ConflictError):
    """The import is not in a state in which this can be done; once publishing began it goes on to its end."""

    code = "commerce.import_state"


class ImportKindError(ConflictError):
    """What the file holds is not for this: people become a list, orders and members are published."""

    code = "commerce.import_kind"


class TemplateNotFoundError(NotFoundError):
    """There is no such template."""

    code = "commerce.template_not_found"


class BadTemplateError(InvalidError):
    """A template's name is empty, too long or taken."""

    code = "commerce.bad_template"


class BadMappingError(InvalidError):
    """A mapping lacks what is needed, or names what is not there; `data.problem` says which."""

    code = "commerce.bad_mapping"


class FileRefusedError(InvalidError):
    """The root of what makes a whole file unreadable; each names what to mend."""

    code = "commerce.file_refused"


class EmptyFileError(FileRefusedError):
    """The file has no rows below its column names."""

    code = "commerce.empty_file"


class FileTooLargeError(FileRefusedError):
    """More bytes than are taken at once."""

    code = "commerce.file_too_large"


class NotATableError(FileRefusedError):
    """Neither text nor a workbook."""

    code = "commerce.not_a_table"


class OldWorkbookError(FileRefusedError):
    """A workbook of the old kind (.xls), or one locked with a password: save it as .xlsx or CSV."""

    code = "commerce.old_workbook"


class BrokenWorkbookError(FileRefusedError):
    """It begins like a workbook, and cannot be read on."""

    code = "commerce.broken_workbook"


class ZipBombError(FileRefusedError):
    """It would unpack to far more than any table holds."""

    code = "commerce.zip_bomb"


class CellTooLargeError(FileRefusedError):
    """A cell without an end; most often a quotation mark that is never closed."""

    code = "commerce.cell_too_large"


class TooManyColumnsError(FileRefusedError):
    """More columns than a table of orders or members has."""

    code = "commerce.too_many_columns"


class TooManyRowsError(FileRefusedError):
    """More rows than are taken at once: cut the file."""

    code = "commerce.too_many_rows"
