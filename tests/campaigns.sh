#!/usr/bin/env bash
# Plays what is too long for every change: 10,000 schedules of each race, 10,000 seeds of the simulation, 10,000 alterations of exported
# logs, 300 kills of processes at work on one, and every planted fault.
# Hours on two cores. Each campaign's output is kept in the folder that is named first; the last lines say how each ended, and it exits 1 where one failed.
#   tests/campaigns.sh [races] [simulation] [mutations] [kills] [faults]     without names, all of them
# SCHEDULES, SEEDS, MUTATIONS and KILLS set other numbers.
set -euo pipefail
cd "$(dirname "$0")/.."
[ "$#" -gt 0 ] || set -- races simulation mutations kills faults

out="$PWD/tests/campaigns/$(date -u +%Y%m%dT%H%M%SZ)-$(git rev-parse --short HEAD)"
mkdir -p "$out"
echo "in $out"

# A test of which every change plays a sample, with another number; it leaves its numbers in a file.
sample() {
  local numbers code=0
  numbers="$(mktemp)"
  RETENTION_CAMPAIGN="$numbers" dotnet run -c Release --project tests/RetentionWorker.Tests -- -class "$1" || code=1
  cat "$numbers"
  rm -f "$numbers"
  return "$code"
}

play() {
  case "$1" in
    races) dotnet run -c Release --project tests/RetentionWorker.Races -- --schedules "${SCHEDULES:-10000}" ;;
    simulation) dotnet run -c Release --project tests/RetentionWorker.Simulation -- --seeds "${SEEDS:-10000}" ;;
    mutations) MUTATIONS="${MUTATIONS:-10000}" sample RetentionWorker.Tests.Record.MutationTests ;;
    kills) KILLS="${KILLS:-300}" sample RetentionWorker.Tests.Record.Kills.LogKillTests ;;
    faults) tests/faults/run.sh ;;
    *) echo "no campaign $1: there are races, simulation, mutations, kills and faults" >&2; return 64 ;;
  esac
}

code=0
for campaign in "$@"; do
  play "$campaign" 2>&1 | tee "$out/$campaign.log" || code=1
done
echo
for campaign in "$@"; do
  echo "$campaign: $(tail -1 "$out/$campaign.log")"
done
exit "$code"
