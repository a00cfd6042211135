"""Files of rows: bytes in, rows or a named refusal out, in constant memory."""
