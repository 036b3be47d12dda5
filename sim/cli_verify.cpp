// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <utility>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/text.hpp"
#include "gen/dataset/sample.hpp"
#include "gen/network/network.hpp"
#include "sim/cli.hpp"
#include "sim/harness/all.hpp"
#include "sim/harness/filelist.hpp"
#include "sim/harness/page.hpp"
#include "sim/harness/parts.hpp"
#include "sim/harness/report.hpp"
#include "sim/harness/sandbox.hpp"
#include "sim/harness/verify.hpp"
#include "sim/harness/waveview.hpp"

namespace spinforge::sim {

namespace {

const usage::Help kHelp{
    .summary = "Run an emitted core clock by clock beside the golden model.",
    .details =
        "Every neuron update, every result and every cycle count is compared. Exit code 0: all\n"
        "equal; 1: something differs, or nothing was compared; 2 and up: it could not be tried.",
    .examples = {
        {"spinforge-gen emit weights/models/fmnist-fc-dw -o core", ""},
        {"spinforge-sim verify core", "the whole test set"},
        {"spinforge-sim verify core --images 200 --json r.json", ""},
        {"spinforge-sim verify core --images 200 --html run.html", "a page to look at"},
        {"spinforge-sim verify core --image 17 --wave a.fst", "one image, with waveforms"},
        {"spinforge-sim verify core --images 50 --stall 3", "random gaps and back-pressure"},
        {"spinforge-sim verify core --images 500 --part 500", "one reset, then 500 images"},
        {"spinforge-sim verify core --field-code 3", "every layer at field code 3"},
        {"spinforge-sim verify core --fields 7", "random codes and masks, ever changing"},
        {"spinforge-sim verify core --broken-frames 1", "frames that are to be dropped"},
        {"spinforge-sim verify core --top sf_axi",
         "the wrapper of emit --wrapper axi, by its buses"},
        {"spinforge-sim verify core --all --images 500", "all of it, and which rules were used"}}};

struct Arguments {
  harness::VerifyOptions options;
  std::optional<std::uint32_t> image;
  std::vector<std::string> field_codes;
  usage::Output json{"--json"}, junit{"--junit"}, record{"--record", network::kVerifiedFile},
      html{"--html"};
  usage::Output wave{"--wave"};
  std::string simulator = "verilator";
  bool no_wave = false, sandbox = false, all = false;
};

int number(const std::string& text) {
  if (const std::optional<int> value = text::number<int>(text)) return *value;
  throw Error(ErrorCode::kUsage,
              "--field-code",
              fmt::format("not a number; expected [LAYER:]CODE, e.g. 3 or 2:0, got '{}'", text));
}

harness::FieldCode field_code(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return {.layer = {}, .code = number(text)};
  return {.layer = number(text.substr(0, colon)), .code = number(text.substr(colon + 1))};
}

/// This process's own arguments, without --sandbox.
std::vector<std::string> own_arguments() {
  const std::string line = files::read("/proc/self/cmdline");
  std::vector<std::string> out;
  for (std::size_t begin = 0; begin < line.size();) {
    const std::size_t end = line.find('\0', begin);
    if (begin > 0 && line.compare(begin, end - begin, "--sandbox") != 0) {
      out.push_back(line.substr(begin, end - begin));
    }
    begin = end + 1;
  }
  return out;
}

int run_in_sandbox(const Arguments& given) {
  std::vector<std::string> arguments = own_arguments();
  if (!given.no_wave) arguments.emplace_back("--no-wave");
  std::vector<std::string> visible{given.options.directory, dataset::sample_directory()};
  if (given.options.dataset) visible.push_back(*given.options.dataset);
  return harness::run_in_sandbox({.arguments = arguments,
                                  .visible = visible,
                                  .outputs = {{"--json", given.json.path()},
                                              {"--junit", given.junit.path()},
                                              {"--record", given.record.path()}}});
}

/// In every way.
bool run_all(const Arguments& given, const harness::VerifyOptions& options, bool talk) {
  bool first = true;
  const harness::AllRuns all = harness::verify_all(options, [&](const harness::NamedRun& run) {
    if (std::exchange(first, false)) print_notes(run.summary.notes);
    if (!talk) return;
    fmt::print("{}", harness::run_line(run));
    std::fflush(stdout);
  });
  if (talk) fmt::print("{}", harness::verdict_text(all));
  given.json.write(harness::json_text(all));
  given.junit.write(harness::junit_text(all));
  return all.equal();
}

/// In one way.
bool run_one(const Arguments& given, const harness::VerifyOptions& options, bool talk) {
  const harness::Summary summary = harness::verify(options);
  print_notes(summary.notes);
  if (talk) fmt::print("{}", harness::human_text(summary));
  given.json.write(harness::json_text(summary));
  given.junit.write(harness::junit_text(summary));
  if (given.html.wanted()) {
    given.html.write(harness::html_text(harness::prepare(options), summary));
  }
  if (summary.equal() && given.record.wanted()) given.record.write(harness::record_text(summary));
  return summary.equal();
}

int run(const Arguments& given) {
  harness::VerifyOptions options = given.options;
  if (given.image) {
    options.first = *given.image;
    options.images = 1;
  }
  for (const std::string& code : given.field_codes) options.field_codes.push_back(field_code(code));
  options.wave_on_mismatch = !given.no_wave;
  options.wave = given.wave.path();
  const harness::Filelist list = harness::read_filelist(options.directory, options.filelist);
  std::vector<std::string> read{options.directory};
  for (const auto* paths : {&list.files, &list.folders}) {
    for (const std::string& path : *paths) {
      if (!path.empty()) read.push_back((std::filesystem::path(options.directory) / path).string());
    }
  }
  const bool talk =
      usage::prepare({given.json,
                      given.junit,
                      given.record,
                      given.html,
                      given.wave,
                      given.wave.beside(harness::kViewEnding)},
                     inputs_of(options, std::move(read)),
                     {{"--out", options.out, {"*.fst", std::string("*") + harness::kViewEnding}},
                      build_folder(options.build_cache)});
  if (given.sandbox) return run_in_sandbox(given);
  if (given.record.wanted()) options.labels = dataset::Labels::kNeeded;  // it keeps the accuracy
  return (given.all ? run_all(given, options, talk) : run_one(given, options, talk)) ? 0 : 1;
}

void add_choice_of_images(usage::Command& command, Arguments& to) {
  harness::VerifyOptions& o = to.options;
  add_dataset(command, o);
  auto* images = add_images(command, o, "number of test images; default: all");
  auto* first = add_first(command, o);
  command.add_option("--image", to.image, "this image only")->excludes(images)->excludes(first);
}

void add_ways_to_run(usage::Command& command, Arguments& to) {
  harness::VerifyOptions& o = to.options;
  add_jobs(command, o.jobs);
  command.add_option("--stall", o.traffic.stall, "random gaps and back-pressure of this seed");
  command.add_flag("--stream", o.traffic.stream, "several images in the core at once");
  command.add_option("--broken-frames",
                     o.traffic.broken,
                     "frames of the wrong length, of this seed, between the images");
  auto* resets =
      command.add_option("--resets", o.traffic.resets, "resets within images, of this seed");
  command
      .add_option(
          "--part", o.part, "images from one reset to the next, at most; one process runs them all")
      ->show_default()
      ->positive()
      ->excludes(resets);
  command.add_option("--top",
                     o.top,
                     "the core (default), or the wrapper of a directory that has one: sf_axi, by\n"
                     "its streams and registers");
  command.add_option("--reset-seed", o.reset_seed, "seed of the registers' values before reset");
  command
      .add_option(
          "--filelist",
          o.filelist,
          "list of the core's sources, seen from DIR: verilog/filelist.f, or that of a netlist")
      ->show_default();
  command.add_option("--simulator", to.simulator, "only verilator")->one_of({"verilator"});
  add_build_dir(command, o.build_cache);
  add_quiet(command, o.quiet);
}

void add_control(usage::Command& command, Arguments& to) {
  auto* codes = command
                    .add_option("--field-code",
                                to.field_codes,
                                "[LAYER:]CODE: field code of a layer, or of all, for all images")
                    ->type_name("[LAYER:]CODE")
                    ->one_value();
  command
      .add_option("--fields",
                  to.options.fields,
                  "random field codes and masks of this seed, changing between steps and images")
      ->excludes(codes);
}

void add_outputs(usage::Command& command, Arguments& to) {
  to.json.add_to(command, "the result as JSON");
  to.junit.add_to(command, "the result as JUnit XML");
  to.record.add_to(command,
                   "the part of it that no machine changes, kept as verified.json beside a network "
                   "for `spinforge-sim table`");
  for (const char* const option :
       {"--fields", "--field-code", "--top", "--part", "--broken-frames", "--resets"}) {
    command.get_option("--record")->excludes(command.get_option(option));
  }
  to.html.add_to(
      command,
      "the result as a page for a browser: accuracy, spikes, potentials, cycles, resources");
  auto* wave = to.wave.add_file_to(command,
                                   "FST waveform of the first image, or of a mismatch, and beside\n"
                                   "it a .gtkw file that shows GTKWave where to look");
  auto* out =
      command
          .add_option("--out",
                      to.options.out,
                      "directory for the waveform of a mismatch; default: with the built models")
          ->excludes(wave);
  command.add_flag("--no-wave", to.no_wave, "no waveform of a mismatch");
  command
      .add_flag("--sandbox",
                to.sandbox,
                "for a DIR that you do not trust: build and run it where it reads nothing but\n"
                "itself, the images, /usr and /opt, writes nothing and reaches no network (bwrap)")
      ->excludes(wave)
      ->excludes(out)
      ->excludes(command.get_option("--build-dir"))
      ->excludes(command.get_option("--html"));
}

void add_options(usage::Command& command, Arguments& to) {
  add_directory(command, to.options.directory);
  add_choice_of_images(command, to);
  add_ways_to_run(command, to);
  add_control(command, to);
  add_outputs(command, to);
  auto* resume = command.add_flag(
      "--resume",
      to.options.resume,
      "go on where a run of the same was ended by a signal, if one was; what it had finished is\n"
      "kept with the built models until a run comes to its end");
  resume->excludes(command.get_option("--sandbox"));
  auto* all = command.add_flag(
      "--all",
      to.all,
      "every way to run it, one after the other: plainly over all images, then 64 of them with\n"
      "stalls, streamed, under random fields, with broken frames, with resets; and its wrapper,\n"
      "where it has one, in the same ways");
  for (const char* const option : {"--stall",
                                   "--stream",
                                   "--fields",
                                   "--field-code",
                                   "--broken-frames",
                                   "--resets",
                                   "--top",
                                   "--wave",
                                   "--record",
                                   "--html",
                                   "--resume"}) {
    all->excludes(command.get_option(option));
  }
}

}  // namespace

void add_verify_command(usage::Tool& tool) { tool.add_command("verify", kHelp, add_options, run); }

}  // namespace spinforge::sim
