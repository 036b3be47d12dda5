# SPDX-License-Identifier: Apache-2.0
# For the scripts beside this one, called as SCRIPT SOURCE_DIR BIN_DIR ...
set -euo pipefail

source_dir=$1
bin_dir=$2
shift 2
export SPINFORGE_BIN=$bin_dir
targets=$source_dir/rtl/targets
network=$source_dir/weights/models/fmnist-fc196-dw
sample=$source_dir/weights/data/fmnist-sample

# have TOOL...: or the test is skipped.
have() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || { echo "SKIPPED: $tool is not installed"; exit 77; }
  done
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
