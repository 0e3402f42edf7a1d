#!/usr/bin/env bash
# The figures that are measured and not asserted: the server under load, then two nodes, then the page in a browser. Ends in lines
# "bench: NAME VALUE UNIT RATIO"; what the generator found is in .results/bench.json too.
#
#   tools/bench.sh            all of it
#   tools/bench.sh cluster    all that several nodes do, on PostgreSQL and Redis
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages browser databases
tools/build.sh
go build -o bin/load ./lab/load
if [ "${1:-}" = cluster ]; then
    exec bin/load --nodes 2 --json .results/bench-cluster.json
fi
{
    bin/load --for 6s --json .results/bench.json
    bin/load --nodes 2 --for 6s --only W7 --json .results/bench-w7.json
    node_modules/.bin/playwright test --project=bench --reporter=list paint.bench
    go run ./tools/sizes page | awk '/open chat/ && /script|JavaScript/ { print "bench: js " $(NF-5) " kB -" }'
} 2>&1 | tee .results/bench.log
echo
grep -h '^ *bench: ' .results/bench.log | sed 's/^ *//'
