bench/sf_bench_commits.sv
bench/sf_bench_control.sv
bench/sf_bench_file.sv
bench/sf_bench_pixels.sv
bench/sf_bench_results.sv
bench/sf_bench.sv
