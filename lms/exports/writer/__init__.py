"""The one writer of files that leave: a table in, CSV, XLSX or PDF out. It knows no room and no reader."""

from lms.exports.writer.tables import Table
from lms.exports.writer.writing import write_table

__all__ = ["Table", "write_table"]
