#!/usr/bin/env bash
# Builds everything, then runs the layers of tests. LAYERS="go,web" runs only those.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages
layers=${LAYERS:-go,web,e2e}
if [[ ,$layers, == *,e2e,* ]]; then
    prepare browser
    tools/build.sh
    CGO_ENABLED=0 go build -trimpath -o bin/twoticks-faulty ./cmd/twoticks-faulty
fi
# Not by go run, which would print a line of its own behind the counts.
go build -o bin/testrun ./tools/testrun
exec bin/testrun -layers "$layers"
