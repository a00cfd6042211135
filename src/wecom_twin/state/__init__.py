"""What a world consists of: plain records with slots, indexed per corp, changed only by acts and calls."""
