#!/bin/bash
# The arrows between the rooms of daemon/, and who alone may use what, as the architecture page
# has them. Usage: arrows_test.sh FOLDER | --self-check
set -euo pipefail

# Violations in the tree below $1, one a line; nothing when all is well.
violations() {
  cd "$1/daemon"
  local room allowed
  while read -r room allowed; do
    [ -d "$room" ] || continue
    grep -rnE '^[[:space:]]*#[[:space:]]*include[[:space:]]*"' "$room" |
      grep -vE "\"(${room}${allowed:+|${allowed// /|}})/" | sed 's/$/   <- not below this room/' || true
  done <<'TABLE'
base
model base
language model base
reply model base
loop base
observe model base
net loop reply observe model base
service net language reply loop observe model base
command service language reply model base
TABLE

  local pattern
  while read -r room pattern; do
    grep -rnE "^[[:space:]]*#[[:space:]]*$pattern" . --exclude-dir="$room" |
      sed "s/\$/   <- only in $room/" || true
  done <<'TABLE'
language include[[:space:]]*[<"]yaml-cpp/
reply    include[[:space:]]*[<"]re2/
loop     include[[:space:]]*[<"](event2/|event\.h|evutil\.h)
observe  include[[:space:]]*[<"]systemd/sd-journal
service  include[[:space:]]*[<"]systemd/sd-daemon
command  include[[:space:]]*[<"]CLI/
cmake    (if|ifdef|ifndef|elif)
TABLE
}

if [ "$1" != --self-check ]; then
  found=$(violations "$1")
  echo "${found:-every arrow points down}"
  [ -z "$found" ]
  exit
fi

# Planted violations: each must be found, and the innocent tree must pass.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
check() {  # check NUMBER FILE LINE: after writing LINE to FILE alone, NUMBER violations
  rm -rf "$folder/daemon"
  mkdir -p "$folder"/daemon/{base,model,language,reply,loop,observe,net,service,command}
  echo "$3" >"$folder/daemon/$2"
  local count
  count=$(violations "$folder" | grep -c . || true)
  [ "$count" = "$1" ] || { echo "$2: $3: found $count, not $1"; exit 1; }
}
check 0 base/fd.h '#include <unistd.h>'
check 0 base/fd.cc '#include "base/fd.h"'
check 0 observe/log.cc '#include "model/log.h"'
check 0 loop/loop.h '#include <event2/event.h>'
check 0 net/io_linux.cc '// #include "service/service.h"'
check 1 base/fd.cc '#include "model/config.h"'
check 1 base/fd.cc '#include "fd.h"'
check 1 reply/matcher.cc ' # include "language/loader.h"'
check 1 language/loader.h '#include "reply/program.h"'
check 1 net/socket.cc '#include "service/service.h"'
check 1 command/run.cc '#include "net/socket.h"'
check 1 net/socket.cc '#include <event2/event.h>'
check 1 command/run.cc '#include <yaml-cpp/yaml.h>'
check 1 language/check.cc '#include <re2/re2.h>'
check 1 net/socket.cc '#include <systemd/sd-journal.h>'
check 1 service/notify.cc '#include <systemd/sd-journal.h>'
check 1 service/service.cc '#include <CLI/CLI.hpp>'
check 1 net/socket.cc '#ifdef __linux__'
check 1 base/address.cc '#if defined(__FreeBSD__)'
echo "every planted violation is found"
