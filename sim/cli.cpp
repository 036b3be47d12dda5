// SPDX-License-Identifier: Apache-2.0
#include "sim/cli.hpp"

#include <algorithm>
#include <iterator>

#include "gen/base/tool.hpp"

namespace spinforge::sim {

void add_directory(usage::Command& command, std::string& to) {
  command.add_option("DIR", to, "written by spinforge-gen emit")->required();
}

void add_chip(usage::Command& command, std::string& to) {
  command
      .add_option("--chip", to, "file of spinforge-sim chip: devices that the network stands on")
      ->type_name("FILE");
}

void add_sound_outputs(usage::Command& command, bool& to) {
  command.add_flag("--sound-outputs",
                   to,
                   "no fault in the last layer, as on chips that were tested: each of its neurons "
                   "is a class");
}

usage::Option* add_dataset(usage::Command& command, classify::Selection& to) {
  return command.add_option(
      "--dataset",
      to.dataset,
      "directory with t10k-images-idx3-ubyte or -idx4-ubyte and t10k-labels-idx1-ubyte, plain\n"
      "or .gz; images of twice the network's height and width are halved (means of 2x2 pixels,\n"
      "by channel); default: Fashion-MNIST, where it fits");
}

usage::Option* add_images(usage::Command& command,
                          classify::Selection& to,
                          const std::string& what) {
  return command.add_option("--images", to.images, what)->positive();
}

usage::Option* add_first(usage::Command& command, classify::Selection& to) {
  return command.add_option("--first", to.first, "index of the first image");
}

void add_device_choice(usage::Command& command, std::vector<std::string>& to) {
  command
      .add_option("--device",
                  to,
                  "device that a neuron of the network stands for, a name or file; default: ours\n"
                  "whose neuron has its name")
      ->one_value()
      ->type_name("DEVICE");
}

void add_jobs(usage::Command& command, int& to) {
  command.add_option("--jobs", to, "processes; default: one for each core")->between(1, 1024);
}

void add_build_dir(usage::Command& command, std::string& to) {
  command.add_option(
      "--build-dir",
      to,
      "where built models are kept; default: $SPINFORGE_BUILD_DIR or a cache folder");
}

usage::OutputFolder build_folder(const std::string& path) { return {"--build-dir", path, {}}; }

void add_quiet(usage::Command& command, bool& to) {
  command.add_flag("--quiet", to, "no progress");
}

std::vector<std::string> inputs_of(const classify::Selection& images,
                                   std::vector<std::string> read) {
  std::ranges::move(classify::files_of(images), std::back_inserter(read));
  return read;
}

void print_notes(const std::vector<std::string>& notes) {
  for (const std::string& note : notes) tool::say("spinforge-sim: " + note + "\n");
}

}  // namespace spinforge::sim
