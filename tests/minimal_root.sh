#!/bin/bash
# The promise of the README, tried: in a Debian 12 that has only git and make, `make test` and
# `make run` do all set-up; a second time they do no work over and need no network.
# Needs root, debootstrap and iproute2, and takes the host's sources of packages.
# Usage: minimal_root.sh [--keep]     with --keep the folder stays and is named
set -euo pipefail
cd "$(dirname "$0")/.."
root=$(mktemp -d /var/tmp/replyd-root.XXXXXX)
chmod 755 "$root"  # a root folder that others than root may enter
keep=${1:-}
trap '[ "$keep" ] && echo "kept: $root" || rm -rf --one-file-system "$root"' EXIT

mirror=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' 'Created-By: Packages' |
  sed -n '/^bookworm /{s/.* //p;q}')
echo "=== a minimal root from ${mirror:=http://deb.debian.org/debian}"
debootstrap --variant=minbase --include=git,make,ca-certificates bookworm "$root" "$mirror" \
  >"$root.log" 2>&1 || { tail "$root.log"; exit 1; }
rm "$root.log"

# How the host reaches its packages: names, proxy and, where it is of the same release, sources.
cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
apt-config dump Acquire >"$root/etc/apt/apt.conf.d/90host"
if grep -q bookworm /etc/os-release; then
  rm -f "$root/etc/apt/sources.list"
  cp -rL /etc/apt/{sources.list*,auth.conf*,keyrings,trusted.gpg*} "$root/etc/apt/" 2>/dev/null || true
  cp -rn /usr/share/keyrings "$root/usr/share/"
fi
git clone -q . "$root/src"

# inside WORD... COMMAND: COMMAND in the root, under WORD...; its processes and mounts end with it.
inside() {
  "${@:1:$#-1}" unshare --mount --pid --fork --kill-child bash -c '
    mount --rbind "$1" "$1" &&  # a root is a mount point
      mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
      exec chroot "$1" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        ${http_proxy:+"http_proxy=$http_proxy"} bash -ec "cd /src; $2"' - "$root" "${@: -1}"
}
offline=(unshare --net bash -c 'ip link set lo up && exec "$@"' -)

# Starts the daemon as a person would, and asks its first TCP listener for a line.
run='
  make run >/tmp/run.log 2>&1 & pid=$!
  for try in $(seq 600); do
    address=$(sed -n "s|.*tcp://\(127[0-9.]*\):\([0-9]*\).*|/dev/tcp/\1/\2|p" /tmp/run.log | head -1)
    [ -z "$address" ] || break
    sleep 1
    kill -0 $pid || break
  done
  cat /tmp/run.log
  exec 3<>"$address"
  echo hello >&3
  read -r -t 10 answer <&3 || [ "$answer" ]
  echo "answered: $answer"'

echo "=== make run";               inside env "$run"
echo "=== make test";              inside env 'make test'
echo "=== make run, no network";   inside "${offline[@]}" "$run"
echo "=== make test, no network";  inside "${offline[@]}" 'make test | tee /tmp/again.log
  ! grep -E "Building|Linking" /tmp/again.log'
echo "=== a minimal Debian 12 is enough"
