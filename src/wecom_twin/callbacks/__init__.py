"""Callbacks: WeCom's messages to an app, encrypted, delivered, and sent again when nobody answers."""
