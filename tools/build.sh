#!/usr/bin/env bash
# Builds the page into web/dist and the program, with that page inside, into bin/twoticks.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages

npm run --silent build -- --logLevel warn
CGO_ENABLED=0 go build -trimpath -o bin/twoticks ./cmd/twoticks
