"""From a request to an endpoint and back, with the checks that stand before every endpoint."""
