#!/bin/bash
# Makes a cluster of PostgreSQL in a folder and runs its server until the standard input ends.
#
#   tests/agreement_hba/server.sh VERSION FOLDER
#
# The server listens in FOLDER; its files are FOLDER/hba.conf and FOLDER/ident.conf. Not to be run by root.
set -euo pipefail

version=$1 folder=$2
here=$(cd "$(dirname "$0")/../.." && pwd)
oracle=$here/scripts/oracle
cd "$folder"
if [ -x "/usr/lib/postgresql/$version/bin/initdb" ]; then
  initdb=("$oracle" initdb "$version")
else
  # initdb starts the postgres beside it, which is to run with the libraries it came with.
  root=${PGLB_ORACLES:-$here/target/oracles}/postgresql-$version/root
  [ -d "$root" ] || exit 69
  mkdir bin
  cp "$root/usr/lib/postgresql/$version/bin/initdb" bin/initdb
  printf '#!/bin/sh\nexec %q postgres %q "$@"\n' "$oracle" "$version" >bin/postgres
  chmod 755 bin/*
  for libc in "$root"/usr/lib/*-linux-*/libc.so.6; do
    libraries=$(dirname "$libc")
  done
  for loader in "$libraries"/ld-linux-*.so.*; do
    initdb=("$loader" --argv0 "$folder/bin/initdb" --library-path "$libraries" "$folder/bin/initdb" -L "$root/usr/share/postgresql/$version")
  done
fi
"${initdb[@]}" -D "$folder/data" -U postgres -A trust --no-sync --no-locale >initdb.log 2>&1
openssl req -new -x509 -days 2 -nodes -subj /CN=localhost -out data/server.crt -keyout data/server.key 2>/dev/null
chmod 600 data/server.key
cat >>data/postgresql.conf <<END
listen_addresses = ''
unix_socket_directories = '$folder'
ssl = on
hba_file = '$folder/hba.conf'
ident_file = '$folder/ident.conf'
fsync = off
shared_buffers = 8MB
max_connections = 10
dynamic_shared_memory_type = mmap
END
echo 'local all all trust' >hba.conf
: >ident.conf
chmod 666 hba.conf ident.conf
"$oracle" postgres "$version" -D "$folder/data" >server.log 2>&1 </dev/null &
server=$!
trap 'kill -INT "$server" 2>/dev/null || true; wait "$server" || true' EXIT
cat >/dev/null
