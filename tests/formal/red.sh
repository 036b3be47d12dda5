#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Shows that a proof can fail: tests/formal/red.sh --work DIR MODULE SENTENCE
#
# The header of MODULE's properties says how, in two lines:
#   // red: SENTENCE
#   //   MODE FILE SCRIPT
# Copies macros and properties into DIR, edits FILE, one of them, with the sed SCRIPT and proves
# MODULE in MODE with the edited copy. Passes only if FILE changed and the proof was run and came
# out red; a syntax error is not red.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ "${1:-}" = --work ] && [ $# -eq 4 ] || { sed -n '3,10s/^# \?//p' "${BASH_SOURCE[0]}"; exit 2; }
work=$2 module=$3 sentence=$4
read -r mode file script < <(grep -Fx -A 1 "// red: $sentence" "$here/${module}_properties.sv" \
  | sed -n '2s|^//   ||p')
[ -n "${script:-}" ] || { echo "red: no '// red: $sentence' of $module" >&2; exit 2; }

rm -rf "$work/sources"
mkdir -p "$work/sources"
cp "$here"/../../rtl/macros/*.sv "$here"/../../rtl/targets/*.sv "$here"/*_properties.sv \
  "$here"/*.svh "$work/sources"
cp "$work/sources/$file" "$work/before" && sed -i "$script" "$work/sources/$file" || exit 2
if cmp -s "$work/before" "$work/sources/$file"; then
  echo "red: '$script' changes nothing in $file; adapt it to the macro" >&2
  exit 2
fi
diff "$work/before" "$work/sources/$file"
"$here/run.sh" --macros "$work/sources" --properties "$work/sources" --work "$work" --stop \
  --only "$mode" "$module"
rc=$?
case $rc in
  1) echo "red, as it must be" ;;
  0) echo "red: the proof stayed green" >&2; exit 1 ;;
  *) exit $rc ;;
esac
