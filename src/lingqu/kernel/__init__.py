"""Pure words shared by all capabilities: ids, time, errors, paging. No framework, no IO."""
