from __future__ import annotations

import pytest

from conformance.wecom_api.quota_suite import PLAN, QuotaSuite
from conformance.wecom_api.token_store_suite import TokenStoreSuite
from wecom_api.quota import MemoryQuota
from wecom_api.tokens import MemoryTokenStore


class TestMemoryQuota(QuotaSuite):
    @pytest.fixture
    def quota(self) -> MemoryQuota:
        return MemoryQuota(PLAN)


class TestMemoryTokenStore(TokenStoreSuite):
    @pytest.fixture
    def store(self) -> MemoryTokenStore:
        return MemoryTokenStore()
