#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# failing.sh SOURCE_DIR BIN_DIR MODELS_DIR
source "$(dirname "$0")/common.sh"
for name in good bad; do
  spinforge-gen emit "$source_dir/weights/models/fmnist-fc196-dw" -o $name --lanes 16 --order step --no-vectors >/dev/null
  echo "// $name" >>$name/rtl/sf_neuron.sv  # no core stands twice in a suite
done
cat >s.json <<'JSON'
{"schema_version": 1, "runs": [
  {"cores": ["good", "bad"], "images": 64, "traffic": ["plain", "stall"]}]}
JSON
regress s.json --out out --shard 16 >out.log || fail "two good cores: $(tail -1 out.log)"

sed -i "s/sum >= SumBits'(th_lo_i)/sum >= SumBits'(th_hi_i)/" bad/rtl/sf_neuron.sv
code=0; regress s.json --out out --shard 16 --resume --waves 2 >out.log 2>&1 || code=$?
[ $code = 1 ] || fail "exit code $code of a core that differs: $(tail -1 out.log)"
tail -1 out.log | grep -q '^FAIL: 2 of 4 runs' || fail "the last line: $(tail -1 out.log)"
[ $((2 * $(key out/run.json shards_reused))) = "$(key out/run.json shards)" ] || fail "not just the bad core was run again"
[ "$(find out/waves -name '*.fst' | wc -l)" = 2 ] || fail "not two waveforms"
grep -q '"module": "sf_core / layer 1"' out/result.json || fail "no bucket of layer 1"
[ "$(grep -c '<testcase' out/junit.xml)" = 4 ] && [ "$(grep -c '<failure' out/junit.xml)" = 2 ] || fail "junit.xml"
[ "$(grep -o 'name="[^"]*" time' out/junit.xml | sort -u | wc -l)" = 4 ] || fail "names in junit.xml are not unique"
grep -q FAIL out/report.md && grep -q '<h2>Failures' out/report.html || fail "reports do not tell"
command=$(sed -n 's/^reproduce: //p' out.log | head -1)
code=0; sh -c "$command --quiet --no-wave" >again.log 2>&1 || code=$?
[ $code = 1 ] || fail "the command that shows it again: $(tail -1 again.log)"
regress s.json --out other --shard 64 --jobs 1 --waves 0 >other.log 2>&1 || true
same out other || fail "other shards, another result of a bad core"
told=$(tail -1 out.log)

# One core does not compile, one stops, one differs, one is sound.
for name in syntax stop; do cp -r good $name; done
sed -i '0,/^endmodule/s//endmodul/' syntax/rtl/sf_neuron.sv
sed -i '0,/^endmodule/s//initial $stop;\nendmodule/' stop/rtl/sf_neuron.sv
sed -i 's/"good", "bad"/"syntax", "stop", "bad", "good"/' s.json
code=0; regress s.json --out broken --waves 0 >out.log 2>err.log || code=$?
[ $code = 8 ] || fail "exit code $code of cores that cannot be run: $(tail -1 err.log)"
tail -1 out.log | grep -q '^FAIL: 6 of 8 runs, 4 of them could not be done, ' || fail "the last line: $(tail -1 out.log)"
for name in syntax stop; do tail -1 err.log | grep -q "/$name[,;]" || fail "$name is not named: $(tail -1 err.log)"; done
[ "$(key broken/result.json runs_broken)" = 4 ] || fail "result.json does not tell"
[ "$(grep -c '<error' broken/junit.xml)" = 4 ] && [ "$(grep -c '<failure' broken/junit.xml)" = 2 ] || fail "junit.xml of broken runs"
grep -q 'syntax error' broken/junit.xml && grep -q 'Verilog $stop' broken/junit.xml || fail "junit.xml does not say why"
grep -q 'Verilog $stop' broken/report.md && grep -q '<h2>Broken' broken/report.html || fail "reports of broken runs"
for name in syntax stop; do rm -r $name; cp -r good $name; echo "// $name" >>$name/rtl/sf_neuron.sv; done
code=0; regress s.json --out broken --waves 0 --resume >out.log 2>&1 || code=$?
[ $code = 1 ] && tail -1 out.log | grep -q '^FAIL: 2 of 8 runs, [^0-9]*[0-9]' || fail "mended: $(tail -1 out.log)"
echo "told and shown: $told"
