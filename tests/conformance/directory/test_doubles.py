"""The in-memory directory behaves as the port says."""

from __future__ import annotations

from itertools import count

import pytest

from conformance.directory.directory_reader_suite import DirectoryReaderSuite
from doubles.directory import DirectoryDouble
from lingqu.kernel.ids import CorpId, DepartmentId


class Stage:
    """The double as the suite sees it."""

    corp_id = CorpId(1)

    def __init__(self) -> None:
        self.reader = DirectoryDouble()
        self.reader.department(1, "总部", parent=None)
        self._ids = count(2)

    def add_department(self, name: str, *, parent: int = 1) -> DepartmentId:
        made = DepartmentId(next(self._ids))
        self.reader.department(made, name, parent=parent)
        return made

    def add_member(self, userid: str, name: str, *departments: DepartmentId, follow_user: bool = True) -> None:
        self.reader.member(userid, name, *departments, follow_user=follow_user)

    def member_leaves(self, userid: str) -> None:
        self.reader.leave(userid)


@pytest.fixture
def stage() -> Stage:
    return Stage()


class TestDirectoryDouble(DirectoryReaderSuite):
    pass
