# SPDX-License-Identifier: Apache-2.0
# What the scripts here share: SCRIPT SOURCE_DIR BIN_DIR MODELS_DIR. Sourced.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
source_dir=$1
export PATH="$2:$PATH" SPINFORGE_BUILD_DIR=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "${0##*/}: $*" >&2; exit 1; }
skip() { echo "SKIPPED: ${0##*/}: $*" >&2; exit 77; }
cd -P "$work"  # $PWD is what the tools call it

# suite FILE IMAGES TRAFFIC: runs of a small committed network.
suite() {
  cat >"$1" <<JSON
{"schema_version": 1, "runs": [
  {"networks": ["fmnist-fc196-dw"], "emit": ["--lanes 16 --order step --wrapper axi"],
   "images": $2, "traffic": $3}]}
JSON
}

regress() { spinforge-sim regress "$@" --quiet; }
same() { cmp -s "$1/result.json" "$2/result.json"; }
key() { sed -n "s/^ \"$2\": \([^,]*\),\{0,1\}$/\1/p" "$1" | grep -m 1 . || echo "no $2 in $1"; }
