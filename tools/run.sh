#!/usr/bin/env bash
# Builds everything and serves it in the foreground. The program itself prints where it listens and what to do next.
set -euo pipefail
here=$(dirname "$0")
"$here/build.sh"
cd "$here/.."
export TWOTICKS_LISTEN=${TWOTICKS_LISTEN:-localhost:8080}
export TWOTICKS_DATA=${TWOTICKS_DATA:-./data}
exec bin/twoticks serve
