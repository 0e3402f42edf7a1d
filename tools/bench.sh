#!/usr/bin/env bash
# The figures that are measured and not asserted: the server under load first, then the page in a browser.
set -euo pipefail
. "$(dirname "$0")/prepare.sh"
prepare go packages browser
tools/build.sh
go run ./lab/load
node_modules/.bin/playwright test --project=bench --reporter=list
