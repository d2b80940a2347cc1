#!/usr/bin/env bash
# aarch64.sh [FOLDER]: Deno for Linux on aarch64, run by QEMU's emulation of the processor; default dist/aarch64. May be run
# again. Leaves FOLDER/deno. Only unpacked, not installed: an installed QEMU would take over all foreign programs.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/apt.sh
version=2.9.5 # the same as for Windows
folder=${1:-dist/aarch64}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

fail() {
  echo "No aarch64: $1" >&2
  exit 1
}

if [ ! -e "$folder/root/usr/bin/qemu-aarch64-static" ]; then
  packages=$(mktemp -d)
  chmod 755 "$packages"
  apt_retry update || fail "apt-get update fails"
  (cd "$packages" && apt_retry download qemu-user-static libc6-arm64-cross libgcc-s1-arm64-cross) ||
    fail "apt-get downloads no QEMU"
  for package in "$packages"/*.deb; do dpkg -x "$package" "$folder/root"; done
  rm -rf "$packages"
fi

[ -e "$folder/deno-aarch64" ] ||
  unpack_npm "@deno/linux-arm64-glibc@$version" deno "$folder/deno-aarch64" ||
  fail "npm has no @deno/linux-arm64-glibc@$version"

cat >"$folder/deno" <<RUN
#!/bin/sh
export DENO_NO_UPDATE_CHECK=1
exec '$folder/root/usr/bin/qemu-aarch64-static' -L '$folder/root/usr/aarch64-linux-gnu' '$folder/deno-aarch64' "\$@"
RUN
chmod +x "$folder/deno"
timeout 120 "$folder/deno" --version || fail "the emulated Deno does not start"
