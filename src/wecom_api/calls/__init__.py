"""One frozen dataclass per API method of WeCom, a file per family.

A call is a value: build it, and it has been checked against the limits WeCom documents; hand it to
`wecom_api.client.Client`, and its result is typed by the call's own `Result`. Each docstring states

* Window: how often, or how long, WeCom lets it be made;
* Shape: what goes in and comes out, with units;
* Errors: the errcodes that are particular to it (`wecom_api.errcodes` has all);
* Source: WeCom's page and the date of the copy that was read.

`wecom_api.catalogue` lists every API method of these families, implemented or not.
"""
