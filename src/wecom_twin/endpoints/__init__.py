"""WeCom's server API, one function per path. Nothing here raises a callback."""
