#!/usr/bin/env bash
# The server without a page of its own, and beside it a server for the page that reloads on every change. Ends with either.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages

export TWOTICKS_LISTEN=${TWOTICKS_LISTEN:-localhost:8080}
export TWOTICKS_DATA=${TWOTICKS_DATA:-./data}
CGO_ENABLED=0 go build -tags nopage -o bin/twoticks-dev ./cmd/twoticks

trap 'kill $(jobs -p) 2>/dev/null; wait' EXIT
trap 'exit 130' INT TERM
bin/twoticks-dev serve &
node_modules/.bin/vite --config web/vite.config.ts &
wait -n
