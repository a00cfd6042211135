"""Gateway: adapters that put WeCom behind the ports of the capabilities; the only room that knows `wecom_api`."""
