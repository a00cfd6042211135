"""An asynchronous client of WeCom's (企业微信) server API and its callbacks.

Three doors, none of which imports more than it needs:

* `wecom_api.client` speaks to WeCom: one frozen dataclass of `wecom_api.calls` per API method.
* `wecom_api.callbacks` reads and answers what WeCom sends; it knows nothing of the client.
* `wecom_api.errors` says what the caller should do next.

Time and chance are inputs everywhere, and the base URL is a parameter, so the same code runs against
WeCom or against a double on loopback. No re-exports: import from the module that owns the name.
"""
