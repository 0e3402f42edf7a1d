#!/bin/sh
# Writes the secrets of compose.yaml into deploy/secrets, once: what is there stays.
#
# The containers read the files as users of their own, so the files are readable and the folder is its owner's only.
set -eu
cd "$(dirname "$0")"
mkdir -p secrets
chmod 0700 secrets
if [ -e secrets/database ]; then
    echo "deploy/secrets is there already: nothing was changed." >&2
    exit 0
fi
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
postgres=$(random)
redis=$(random)
write() {
    printf '%s' "$2" > "secrets/$1"
    chmod 0644 "secrets/$1"
}
write postgres_password "$postgres"
write database "postgres://twoticks:$postgres@postgres:5432/twoticks?sslmode=disable"
write redis "redis://default:$redis@redis:6379"
write redis.conf "requirepass $redis
save \"\"
appendonly no
maxmemory 256mb
maxmemory-policy noeviction
"
echo "Wrote deploy/secrets. Keep a copy: without the password the database cannot be opened." >&2
