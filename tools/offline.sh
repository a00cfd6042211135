#!/bin/sh
# Run a command where there is no network but loopback: a network namespace of its own (Linux).
#   tools/offline.sh make demo ARGS="--for 10 --json"
set -eu
if [ "$(id -u)" -eq 0 ]; then
  flags="--net"
else
  flags="--net --map-root-user"
fi
exec unshare $flags sh -c '
  if command -v ip >/dev/null; then ip link set lo up; else
    python3 -c "
import fcntl, socket, struct
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
fcntl.ioctl(line, SIOCSIFFLAGS, struct.pack(\"16sh\", b\"lo\", IFF_UP))"
  fi
  exec "$@"' offline "$@"
