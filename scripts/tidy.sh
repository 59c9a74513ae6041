#!/bin/bash
# clang-tidy over the C++ files that changed since BASE and the sources that include a changed
# header. Without a BASE: since the branch left origin/main. Where nothing is known, as in a fresh
# clone of main itself, over all files, the last changed first, until TIDY_SECONDS are over.
# Usage: tidy.sh [--all | BASE]
set -euo pipefail
cd "$(dirname "$0")/.."
limit=${TIDY_SECONDS:-100000}
folder=build/tidy

# What the build compiles: the rest has flags of its own.
parts=(daemon tests ':!tests/fuzz')
sources() { git ls-files -- "${parts[@]}" | grep '\.cc$'; }

# All sources, the last changed first.
by_age() {
  { git log --format= --name-only -- "${parts[@]}"; sources; } | grep '\.cc$' |
    awk '!seen[$0]++' | while read -r file; do [ ! -e "$file" ] || echo "$file"; done
}

changed_since() {
  local changed header
  changed=$({ git diff --name-only --diff-filter=d "$1" -- "${parts[@]}"
    git ls-files -o --exclude-standard -- "${parts[@]}"; } |
    grep -E '\.(cc|h)$' || true)
  {
    grep '\.cc$' <<<"$changed" || true
    for header in $(grep '\.h$' <<<"$changed" || true); do
      # As it is included: from daemon/, or from beside the test.
      grep -lE "#include \"(${header#daemon/}|${header##*/})\"" $(sources) || true
    done
  } | sort -u
}

base=${1:-}
if [ -z "$base" ]; then
  base=$(git merge-base HEAD origin/main 2>/dev/null || true)
  if [ "$base" = "$(git rev-parse HEAD)" ] && git diff --quiet HEAD; then base=; fi
fi
if [ -z "$base" ] || [ "$base" = --all ]; then
  files=$(by_age)
  echo "tidy: all files, the last changed first"
else
  files=$(changed_since "$base")
  echo "tidy: changed since $(git rev-parse --short "$base")"
fi
if [ -z "$files" ]; then
  echo "tidy: no C++ file among them"
  exit 0
fi

# clang's own view of the code: a precompiled header of g++ would be no use to it.
cmake -S . -B $folder -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DREPLYD_TESTS=ON \
  -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null

# Runs in a process of its own for each file; says nothing of a clean one.
check() {
  if [ "$(date +%s)" -ge "$2" ]; then
    echo "$1" >>build/tidy/not_reached
  elif ! output=$(clang-tidy --quiet -p build/tidy "$1" 2>&1); then
    printf '%s\n%s\n' "tidy: $1" "$output"
    return 1
  fi
}
export -f check
: >$folder/not_reached
status=0
xargs -P "$(getconf _NPROCESSORS_ONLN)" -I{} \
  bash -c 'check {} '$(($(date +%s) + limit)) <<<"$files" || status=1
# Of a change, every file is looked at; only where nothing is known may time run out.
[ -z "$base" ] || [ ! -s $folder/not_reached ] || status=1
echo "tidy: $(wc -l <<<"$files") files, $(wc -l <$folder/not_reached) of them not reached in time"
exit $status
