#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# examples.sh SOURCE_DIR ...: fenced examples of sim/regress/README.md.
source "$(dirname "$0")/common.sh"
page=$source_dir/sim/regress/README.md
# fenced LANGUAGE: every block, one file each.
fenced() {
  awk -v lang="$1" '$0 == "```" lang { on = 1; n++; next } /^```$/ { on = 0 } on { print > (lang n) }' "$page"
}
for language in yaml json groovy sh; do fenced $language; done
[ -f yaml1 ] && [ -f yaml2 ] && [ -f groovy1 ] && [ -f sh1 ] && [ -f json1 ] || fail "an example is missing"
bash -n sh1 || fail "the recipe for GNU parallel is no shell"
# The pipeline's braces and quotes; Groovy itself is not in packages.txt.
tr -cd "{}'\n" <groovy1 | awk '{ o += gsub(/{/, ""); c += gsub(/}/, ""); q += gsub(/\x27/, "") }
  END { exit !(o == c && o > 5 && q % 2 == 0) }' || fail "the pipeline for Jenkins: braces or quotes"
# Every option in the examples is one of regress.
spinforge-sim regress --help >help.txt
for option in $(grep -rhoE 'spinforge-sim regress [^#|"'"'"']*' "$page" | grep -oE -- '--[a-z]+' | sort -u); do
  grep -q -- "$option" help.txt || fail "$option is no option of regress"
done
python3 -c 'import yaml' 2>/dev/null || { echo "not checked: YAML (python3-yaml is missing)"; exit 0; }
python3 - <<'PY' || fail "an example is not what its system takes"
import json, yaml
github, gitlab = (yaml.safe_load(open(f"yaml{i}")) for i in (1, 2))
steps = github["jobs"]["smoke"]["steps"]
assert all(("run" in s) != ("uses" in s) for s in steps), steps
assert gitlab["smoke"]["artifacts"]["reports"]["junit"] == "smoke/junit.xml"
assert all(isinstance(line, str) for line in gitlab["smoke"]["script"])
json.load(open("json1"))
PY
echo "examples are well formed"
