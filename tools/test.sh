#!/usr/bin/env bash
# Builds everything, then runs the layers of tests. LAYERS="go,web" runs only those; all-on-nodes runs every scenario on two nodes.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages databases
layers=${LAYERS:-go,web,e2e,nodes}
if [[ ,$layers, =~ ,(e2e|nodes|all-on-nodes), ]]; then prepare browser; fi
if [[ ,$layers, =~ ,browsers, ]]; then prepare other_browsers; fi
if [[ ,$layers, =~ ,(e2e|browsers|nodes|all-on-nodes), ]]; then
    tools/build.sh
    CGO_ENABLED=0 go build -trimpath -o bin/twoticks-faulty ./cmd/twoticks-faulty
    go build -o bin/backing ./lab/backing/serve
fi
# Not by go run, which would print a line of its own behind the counts.
go build -o bin/testrun ./tools/testrun
exec bin/testrun -layers "$layers"
