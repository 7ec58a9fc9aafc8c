#!/usr/bin/env bash
# Plants the faults of faults.json one by one in a copy of the last commit, never here, and runs what is to catch each.
# Ends with "N faults, N caught, N missed"; exits 1 where one is missed or its text is not found exactly once.
#   tests/faults/run.sh [--only ID,ID] [--from ID] [--unverified]
# --unverified leaves out the first step: that every catcher passes where nothing is planted.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch="$(mktemp -d)"
trap 'git worktree remove --force "$scratch/copy" 2>/dev/null || true; rm -rf "$scratch"' EXIT
git worktree add --quiet --detach "$scratch/copy" HEAD
# What the tests need besides the code is no part of a commit; without it they fail, and a fault would look caught.
[ -d tests/node_modules ] || tests/install.sh
ln -s "$PWD/tests/node_modules" "$scratch/copy/tests/node_modules"
[ -z "$(git status --porcelain)" ] || echo "what is not committed is not in the copy" >&2
node tests/faults/plant.mjs "$scratch/copy" tests/faults/faults.json "$@"
