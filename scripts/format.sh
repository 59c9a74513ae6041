#!/bin/bash
# Holds every C++ file to .clang-format; with --fix rewrites what differs.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(--dry-run -Werror)
[ "${1:-}" != --fix ] || mode=(-i)
git ls-files -z --cached --others --exclude-standard '*.cc' '*.h' |
  xargs -0 -r clang-format "${mode[@]}"
