#!/usr/bin/env bash
# Prepares what any of the patches may need, then lets the program beside it do the breaking.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages browser
go build -o bin/bite ./tools/bite
exec bin/bite "$@"
