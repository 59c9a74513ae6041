#!/bin/bash
# Configures FOLDER, builds it, runs its tests and counts them. Nothing is done over that is done.
# Usage: test.sh FOLDER [-DCMAKE_OPTION=value...]
# In the environment: TESTS, a regular expression for the names of ctest's entries; TARGETS, what
# to build of it; JOBS.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$1
shift
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}

options=(-DREPLYD_TESTS=ON "$@")
if [ "$(cat "$folder/.options" 2>/dev/null)" != "${options[*]}" ]; then
  cmake -S . -B "$folder" -G Ninja "${options[@]}"
  echo "${options[*]}" >"$folder/.options"
fi
# shellcheck disable=SC2086  # a list of words
cmake --build "$folder" -j "$jobs" --target ${TARGETS:-all}

# The sanitizers of clang 14 do not bear the most random of address layouts.
run=()
case "$*" in
  *SANITIZE*) setarch -R true 2>/dev/null && run=(setarch -R) ;;
esac
rm -rf "$folder/results"
mkdir "$folder/results"
status=0
# More tests than cores: most of them wait.
"${run[@]}" ctest --test-dir "$folder" -j $((2 * jobs)) --output-on-failure --no-tests=error \
  --output-junit results/ctest.xml ${TESTS:+-R "$TESTS"} || status=$?
python3 -B scripts/count_tests.py "$folder/results" | tee "$folder/results/count"
exit $status
