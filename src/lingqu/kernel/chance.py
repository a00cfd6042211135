"""Chance is a named hash: the same in Python and SQL, sticky for ever."""

import hashlib


def bucket_permille(salt: str, customer_id: int) -> int:
    """Return 0..999 for a customer under a salt.

    First 4 bytes of SHA-256(salt ‖ ':' ‖ customer id), mod 1000. The SQL twin is `lingqu_bucket_permille`.
    """
    digest = hashlib.sha256(f"{salt}:{customer_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 1000
