#!/usr/bin/env bash
# windows.sh [FOLDER]: a Windows to test on, under Debian's Wine; default dist/windows. May be run again.
#
# Leaves in FOLDER: deno.exe (Windows' own Deno), prefix/ (the Windows: its drive C, its registry, its COM ports as
# links in prefix/dosdevices), and `deno`, which runs deno.exe in it.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/apt.sh
version=2.9.5 # not every version of Deno is on npm for Windows
folder=${1:-dist/windows}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export WINEPREFIX=$folder/prefix WINEDEBUG=-all

fail() {
  echo "No Windows: $1" >&2
  exit 1
}

install_debian wine wine64 gcc-mingw-w64-x86-64-win32 binutils-mingw-w64-x86-64 || fail "apt-get installs no Wine"

# Deno's JavaScript engine reserves memory by VirtualAlloc2 with placeholders, which Wine 8 exports and cannot do. Where the
# function is missing the engine has another way, so it is given another name. The list of exports is searched by
# bisection: the new name sorts where the old one did.
hide_virtual_alloc() {
  local library
  library=$(dpkg -L libwine | grep 'x86_64-windows/kernelbase\.dll$') || fail "libwine has no kernelbase.dll"
  grep -q VirtualAlloc2 "$library" || return 0
  sed 's/\x00VirtualAlloc2\x00/\x00VirtualAlloc1\x00/g' "$library" >"$library.new"
  [ "$(stat -c %s "$library")" -eq "$(stat -c %s "$library.new")" ] || fail "kernelbase.dll changed its size"
  mv "$library.new" "$library"
}
hide_virtual_alloc

[ -e "$folder/deno.exe" ] || unpack_npm "@deno/win32-x64@$version" deno.exe "$folder/deno.exe" ||
  fail "npm has no @deno/win32-x64@$version"

# deno.exe asks this library of newer Windows for randomness; it lies beside the program, where it is looked for first.
if [ ! -e "$folder/bcryptprimitives.dll" ]; then
  x86_64-w64-mingw32-gcc -shared -o "$folder/bcryptprimitives.dll" -x c - -ladvapi32 <<'C'
#include <windows.h>
#include <ntsecapi.h>
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
  return RtlGenRandom(bytes, (ULONG)count);
}
C
fi

if [ ! -e "$WINEPREFIX/system.reg" ]; then
  wineboot --init >/dev/null 2>&1 || fail "wineboot failed"
  # The registry is written when the last program of this Windows has ended.
  wineserver --wait
fi

cat >"$folder/deno" <<RUN
#!/bin/sh
export WINEPREFIX='$WINEPREFIX' WINEDEBUG=-all DENO_NO_UPDATE_CHECK=1
exec wine '$folder/deno.exe' "\$@"
RUN
chmod +x "$folder/deno"
timeout 120 "$folder/deno" --version 2>/dev/null || fail "deno.exe does not start"
