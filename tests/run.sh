#!/usr/bin/env bash
# Installs what the tests need, builds, and runs every test project.
# Ends with the line "N passed, N failed, N skipped"; exits non-zero when anything failed.
set -euo pipefail
cd "$(dirname "$0")/.."

tests/install.sh

dotnet build RetentionWorker.sln -c Release -v quiet -nologo

results="$(mktemp)"
trap 'rm -f "$results"' EXIT
code=0
dotnet test --solution RetentionWorker.sln -c Release --no-build --no-ansi --no-progress "$@" 2>&1 | tee "$results" || code=$?

number() { sed -n "s/^ *$1: \([0-9]*\)$/\1/p" "$results" | tail -1; }
passed="$(number succeeded)"; failed="$(number failed)"; skipped="$(number skipped)"
if [ -z "$passed" ]; then
  echo "the test runner gave no summary" >&2
  exit 1
fi
if [ "$failed" != 0 ]; then
  # Whoever sees only the end of a long output shall see what failed.
  echo
  echo "What failed:"
  awk '/^(failed|passed|skipped) /{show = $1 == "failed"; lines = 0} /^[^ ]/ && !/^failed /{show = 0} show && lines++ < 40' "$results" | cut -c1-400
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
