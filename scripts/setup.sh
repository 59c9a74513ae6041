#!/bin/sh
# Installs what is missing for the groups named: build, test, clients, check, root.
# Does nothing, and asks no network, when all is there. Usage: setup.sh GROUP...
set -eu

packages() {
  case $1 in
    build) echo g++ make cmake ninja-build pkg-config libevent-dev libyaml-cpp-dev libre2-dev \
      libcli11-dev nlohmann-json3-dev libsystemd-dev ;;
    test) echo libgtest-dev libgmock-dev python3 python3-pytest netbase ;;
    clients) echo redis-tools curl rdate whois openssh-client netcat-openbsd socat nmap iproute2 ;;
    check) echo clang clang-tidy clang-format libclang-rt-dev ;;
    root) echo debootstrap ;;
    *) echo "setup.sh: no group '$1'" >&2; exit 2 ;;
  esac
}

other_systems() {
  cat >&2 <<'TABLE'
replyd sets itself up on Debian and its kin only. Install these, then run the same command again.
The names for other systems are not tested.

Fedora    dnf install gcc-c++ make cmake ninja-build pkgconf-pkg-config libevent-devel
          yaml-cpp-devel re2-devel cli11-devel json-devel systemd-devel
          gtest-devel gmock-devel python3-pytest
Arch      pacman -S base-devel cmake ninja pkgconf libevent yaml-cpp re2 cli11
          nlohmann-json systemd-libs gtest python-pytest
Alpine    apk add bash build-base cmake ninja pkgconf libevent-dev yaml-cpp-dev re2-dev
          cli11-dev nlohmann-json gtest-dev py3-pytest
FreeBSD   pkg install bash gmake cmake ninja pkgconf libevent yaml-cpp re2 cli11
          nlohmann-json googletest py311-pytest                   (and gmake for make)
macOS     brew install bash cmake ninja pkg-config libevent yaml-cpp re2 cli11
          nlohmann-json googletest; python3 -m pip install pytest
TABLE
  exit 1
}

if ! command -v dpkg-query >/dev/null; then
  command -v cmake >/dev/null && command -v ninja >/dev/null &&
    pkg-config --exists libevent_core yaml-cpp re2 CLI11 nlohmann_json || other_systems
  exit 0
fi

wanted=$(for group in "$@"; do packages "$group"; done)
# shellcheck disable=SC2086  # a list of words
present=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $wanted 2>/dev/null || true)
missing=
for package in $wanted; do
  case "
$present
" in
    *"
$package installed
"*) ;;
    *) missing="$missing $package" ;;
  esac
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "Some packages are missing, and there is no sudo to install them. As root, run:" >&2
    echo "  apt-get install$missing" >&2
    exit 1
  fi
  sudo=sudo
  [ -t 0 ] || sudo="sudo -n"  # nobody to ask for a password
fi
echo "installing:$missing"
get="$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
$get update
# shellcheck disable=SC2086
$get install -y --no-install-recommends $missing
