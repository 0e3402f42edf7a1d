#!/usr/bin/env bash
# The fault laboratory: a run against the server built from this tree, or, with SABOTAGE=1, against copies broken on
# purpose. NODES=3 runs three nodes on a PostgreSQL and a Redis of their own, from Debian's packages. What stands behind is
# handed on: tools/faults.sh -short, -seed 7, -judge FILE.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go databases
mkdir -p bin
go build -o bin/faults ./lab/faults
if [ "${SABOTAGE:-}" = 1 ]; then set -- -sabotage ${ONLY:+-only "$ONLY"} "$@"; fi
exec bin/faults ${SEED:+-seed "$SEED"} ${NODES:+-nodes "$NODES"} "$@"
