#!/bin/sh
# A backup of Klik's database in FOLDER, named by the moment it began. Klik runs on meanwhile.
#   backup.sh FOLDER [DAYS]     DATABASE_URL says which; backups older than DAYS (30) are removed, never the newest
set -eu
umask 077
folder=${1:?"usage: backup.sh FOLDER [DAYS]"}
days=${2:-30}
url=${DATABASE_URL:-sqlite:///klik.db}
name=klik-$(date -u +%Y%m%dT%H%M%SZ)

mkdir -p "$folder"
case $url in
sqlite*)
    file=$folder/$name.db
    klik backup "$file"
    ;;
*)
    file=$folder/$name.dump
    # Klik's own addresses may name a driver, which PostgreSQL's tools do not know.
    url=postgresql://${url#*://}
    pg_dump --format=custom --no-owner --no-privileges --file="$file.unfinished" --dbname="$url"
    pg_restore --list "$file.unfinished" > /dev/null
    mv "$file.unfinished" "$file"
    echo "$file: checked."
    ;;
esac
find "$folder" -name 'klik-*Z.*' -type f -mtime "+$days" ! -path "$file" -delete
