#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Shows that a proof can fail: tests/formal/red.sh --work DIR FILE SCRIPT MODULE [run.sh options]
#
# Copies macros and properties into DIR, edits FILE (a macro or a properties file) with the sed
# SCRIPT and proves MODULE with the edited copy. Passes only if FILE changed and the proof was run
# and came out red; a syntax error is not red.
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ "${1:-}" = --work ] && [ $# -ge 5 ] || { sed -n '3,8s/^# \?//p' "${BASH_SOURCE[0]}"; exit 2; }
work=$2 file=$3 script=$4 module=$5
shift 5

rm -rf "$work/sources"
mkdir -p "$work/sources"
cp "$here"/../../rtl/macros/*.sv "$here"/../../rtl/targets/*.sv "$here"/*_properties.sv \
  "$work/sources"
cp "$work/sources/$file" "$work/before" && sed -i "$script" "$work/sources/$file" || exit 2
if cmp -s "$work/before" "$work/sources/$file"; then
  echo "red: '$script' changes nothing in $file; adapt it to the macro" >&2
  exit 2
fi
diff "$work/before" "$work/sources/$file"
"$here/run.sh" --macros "$work/sources" --properties "$work/sources" --work "$work" --stop "$@" \
  "$module"
rc=$?
case $rc in
  1) echo "red, as it must be" ;;
  0) echo "red: the proof stayed green" >&2; exit 1 ;;
  *) exit $rc ;;
esac
