#!/usr/bin/env bash
# Installs what the tests need beyond a .NET SDK, on Debian. Does nothing where everything is there already.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
need faketime faketime
need strace strace
need espeak-ng espeak-ng
need node nodejs
need npm npm
need sqlite3 sqlite3
need setpriv util-linux
need python3 python3
need openssl openssl
need systemd-analyze systemd
if [ "${#missing[@]}" -gt 0 ]; then
  echo "installing: ${missing[*]}"
  sudo=""
  [ "$(id -u)" = 0 ] || sudo="sudo"
  $sudo apt-get update -qq
  DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# Azurite and a validator of JSON Schemas, at the versions of the lock file, beside the tests.
if [ ! -x node_modules/.bin/azurite-blob ] || [ ! -d node_modules/ajv ]; then
  npm ci --no-audit --no-fund --loglevel=error
fi
