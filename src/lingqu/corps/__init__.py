"""Corps: tenants, their app credentials and callback keys, and the state of the first sync."""
