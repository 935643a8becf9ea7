#!/bin/sh
# Puts a backup back. Klik must be stopped, on every machine.
#   restore.sh FILE [options of klik restored]     DATABASE_URL says where to
# What lies there is kept: SQLite's file is moved aside, a PostgreSQL database must be empty.
set -eu
file=${1:?"usage: restore.sh FILE"}
shift
url=${DATABASE_URL:-sqlite:///klik.db}
name=$(basename "$file")
moment=$(echo "$name" | sed -n 's/^klik-\([0-9]\{8\}T[0-9]\{6\}\)Z\..*$/\1Z/p')
if [ -z "$moment" ]; then
    echo "$name does not say when it was made: name it like klik-20261124T090000Z.db" >&2
    exit 2
fi

case $url in
sqlite*)
    target=${url#*:///}
    aside=$(date -u +%Y%m%dT%H%M%SZ)
    # All three: a log of changes that is left beside another file would be applied to it.
    for part in "$target" "$target-wal" "$target-shm"; do
        if [ -e "$part" ]; then mv "$part" "$part.before-$aside"; fi
    done
    (umask 077 && cp "$file" "$target")
    ;;
*)
    plain=postgresql://${url#*://}
    tables=$(psql --no-psqlrc --tuples-only --no-align --dbname="$plain" \
        --command="SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    if [ "$tables" != 0 ]; then
        echo "The database is not empty ($tables tables): make a new one and name it in DATABASE_URL." >&2
        exit 2
    fi
    pg_restore --no-owner --no-privileges --single-transaction --exit-on-error --dbname="$plain" "$file"
    ;;
esac
klik migrate
klik restored "$moment" "$@"
