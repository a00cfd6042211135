#!/bin/sh
# Make .venv with Lingqu installed editable, pinned by constraints.txt. Groups of pyproject.toml are the arguments:
#   tools/setup/venv.sh            what running needs
#   tools/setup/venv.sh test check and what developing needs
# Needs Python 3.11 or newer (PYTHON names one) and a package index. uv is used when it is on PATH, never required.
set -eu
cd "$(dirname "$0")/../.."

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  for name in "${PYTHON:-python3}" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if command -v "$name" >/dev/null && is_new_enough "$name"; then
      echo "$name"
      return
    fi
  done
  echo "Lingqu needs Python 3.11 or newer; found none on PATH. Name one: make PYTHON=/path/to/python3.12 ..." >&2
  exit 1
}

if ! is_new_enough .venv/bin/python; then
  python=$(find_python)
  echo "making .venv with $("$python" --version)"
  rm -rf .venv
  if ! "$python" -m venv .venv; then
    rm -rf .venv
    if ! command -v uv >/dev/null || ! uv venv --quiet --python "$python" .venv; then
      echo "$python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2
      exit 1
    fi
  fi
fi

groups=""
for group in "$@"; do groups="$groups --group $group"; done

# The build backend is installed first and used as it is, so that constraints pin it too.
with_uv() {
  uv pip install --quiet --python .venv/bin/python --constraint constraints.txt --group build &&
    uv pip install --quiet --python .venv/bin/python --constraint constraints.txt --no-build-isolation \
      --editable . $groups
}

with_pip() {
  export PIP_DISABLE_PIP_VERSION_CHECK=1
  .venv/bin/python -m pip install --quiet --constraint constraints.txt pip
  .venv/bin/python -m pip install --quiet --constraint constraints.txt --group build
  .venv/bin/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable . $groups
}

echo "installing packages into .venv${groups}"
if command -v uv >/dev/null && with_uv; then
  exit 0
fi
if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  echo ".venv has no pip and uv could not install; remove .venv and try again" >&2
  exit 1
fi
with_pip
