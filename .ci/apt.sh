# Sourced by the scripts beside it: Debian's packages, with patience for a mirror that is busy.

# apt_retry ARGS...: apt-get, up to four times.
apt_retry() {
  local try
  for try in 1 2 3 4; do
    apt-get -qq "$@" >/dev/null && return 0
    echo "apt-get $1 failed (try $try)" >&2
    [ "$try" -eq 4 ] || sleep $((try * 5))
  done
  return 1
}

# install_debian PACKAGE...: those that are missing. Returns non-zero where that fails.
install_debian() {
  local missing=() package
  for package in "$@"; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "Installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # Packages shall not start their services.
  if [ ! -e /usr/sbin/policy-rc.d ]; then
    printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
  fi
  apt_retry update && apt_retry install -y --no-install-recommends "${missing[@]}"
}

# unpack_npm PACKAGE@VERSION FILE TARGET: one file of a package that npm's registry has.
unpack_npm() {
  local package=$1 file=$2 target=$3 folder try
  folder=$(mktemp -d)
  for try in 1 2 3; do
    if (cd "$folder" && npm pack --silent "$package" >/dev/null && tar xzf ./*.tgz "package/$file"); then
      chmod +x "$folder/package/$file"
      mv "$folder/package/$file" "$target"
      rm -rf "$folder"
      return 0
    fi
    echo "npm pack $package failed (try $try)" >&2
    rm -rf "${folder:?}"/*
    sleep $((try * 5))
  done
  return 1
}
