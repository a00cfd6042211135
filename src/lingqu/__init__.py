"""Lingqu 灵渠: private-domain customer operation on WeCom, as a modular monolith.

One folder per capability, the same rooms in each; `ARCHITECTURE.md` draws them.
"""
