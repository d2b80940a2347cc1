#!/usr/bin/env bash
# debian_root.sh: a fresh Debian 12 with systemd's files, to install the package in. Kept as a tar file outside the tree, where
# tests/deb finds it: ~/.cache/cellpost/debian-12.tar. May be run again; takes a minute once. Needs root.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/apt.sh
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cellpost

install_debian debootstrap dpkg-dev lintian systemd || exit 1
[ -e "$cache/debian-12.tar" ] && { echo "All there"; exit 0; }
# From where this machine has its own packages.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
  awk '$2 == "bookworm" && !seen++ { print $1 }')
[ -n "$mirror" ] || { echo "No Debian 12 among the sources of apt" >&2; exit 1; }
mkdir -p "$cache"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for try in 1 2 3; do
  rm -rf "$folder/root"
  debootstrap --variant=minbase --include=systemd,adduser,procps bookworm "$folder/root" "$mirror" >"$folder/log" && break
  echo "debootstrap failed (try $try): $(tail -1 "$folder/log")" >&2
  [ "$try" -lt 3 ] || exit 1
  sleep $((try * 5))
done
rm -rf "$folder"/root/var/cache/apt/archives/*.deb "$folder"/root/var/lib/apt/lists/*
tar -C "$folder/root" -cf "$folder/root.tar" .
mv "$folder/root.tar" "$cache/debian-12.tar"
