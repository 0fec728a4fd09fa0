#!/usr/bin/env bash
# What action.yml runs: the command line that is on the PATH, else the one beside this file, built on first use.
set -euo pipefail

# A runner ends every process that bears this mark when its job is over: control plane, router and instances stay.
unset RUNNER_TRACKING_ID
[ -n "${PLIMSOLL_SERVER:-}" ] || unset PLIMSOLL_SERVER
[ -n "${PLIMSOLL_TOKEN:-}" ] || unset PLIMSOLL_TOKEN

home=$(cd "$(dirname "$0")/.." && pwd)
if command -v plimsoll >/dev/null 2>&1; then
  program=(plimsoll)
else
  if [ ! -f "$home/dist/cli/main.js" ]; then
    (cd "$home" && npm ci --no-audit --no-fund && npm run --silent build) >&2
  fi
  program=(node "$home/dist/cli/main.js")
fi

read -r -a words <<<"${ACTION_COMMAND:-deploy}"
arguments=()
while IFS= read -r line; do
  [ -z "$line" ] || arguments+=("$line")
done <<<"${ACTION_ARGUMENTS:-}"
[ "${words[0]}" != deploy ] || [ "${ACTION_WAIT:-false}" = true ] || arguments+=(--no-wait)

code=0
"${program[@]}" "${words[@]}" --no-input -C "${ACTION_FOLDER:-.}" ${arguments[@]+"${arguments[@]}"} || code=$?
[ -z "${GITHUB_OUTPUT:-}" ] || echo "exit=$code" >>"$GITHUB_OUTPUT"
# 6: it waits for a person, which is how a job that does not wait is meant to end.
[ "$code" -ne 6 ] || [ "${ACTION_WAIT:-false}" = true ] || code=0
exit "$code"
