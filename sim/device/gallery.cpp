// SPDX-License-Identifier: Apache-2.0
#include "sim/device/gallery.hpp"

#include <fmt/format.h>

#include "gen/base/error.hpp"
#include "gen/base/text.hpp"
#include "sim/plot/page.hpp"

namespace spinforge::device {
namespace {

constexpr const char* kBegin = "<!-- gallery: begin, written by spinforge-sim device gallery -->\n";
constexpr const char* kEnd = "<!-- gallery: end -->\n";

std::string command(const GalleryEntry& entry) {
  std::string text = fmt::format("spinforge-sim device {} {}", entry.model, entry.protocol);
  for (const auto& [name, value] : entry.overrides) {
    text += fmt::format(" --set {}={}", name, value);
  }
  return text + fmt::format(" --plot {}.svg", entry.file);
}

/// Its place in the directory.
std::string picture_of(const GalleryEntry& entry) { return "figures/" + entry.file + ".svg"; }

std::string section(const GalleryEntry& entry) {
  const Result result = run(find_protocol(entry.model, entry.protocol), entry.overrides);
  std::string text = fmt::format("### {}: {}\n\n", entry.figure, result.title);
  text += fmt::format("![{}]({})\n\n", result.title, picture_of(entry));
  text += fmt::format("The paper: {}\n\n    {}\n\n", entry.statement, command(entry));
  if (!result.values.empty()) text += text::markdown(value_rows(result, 4)) + '\n';
  for (const std::string& note : result.all_notes()) text += note + "\n\n";
  return text;
}

}  // namespace

const std::vector<GalleryEntry>& gallery() {
  static const std::vector<GalleryEntry> entries{
      {"Fig. 1d",
       "fig1d",
       "hall",
       "lif",
       "at 13 mA and 220 Oe the voltage reaches up to 17 µV; it spikes at a threshold of 15 µV."},
      {"Fig. 1e",
       "fig1e",
       "crossbar",
       "select",
       "a field wire selects a device; current pulses of 4×10¹⁰ A/m² leave all others alone."},
      {"Fig. 2a",
       "fig2a",
       "hall",
       "hysteresis",
       "hysteresis with a memory window at 150 to 230 Oe of either sign; the loop is pinched at "
       "low "
       "field and in saturation."},
      {"Fig. 2b",
       "fig2b",
       "hall",
       "map",
       "20 to 30 µV in the excitatory regions, weak from -100 to 100 Oe and beyond 250 Oe.",
       {{"currents", "15"}}},
      {"Fig. 2c",
       "fig2c",
       "hall",
       "fields",
       "15 mA: 20 µV at 220 Oe, -30 µV at -220 Oe, almost 0 at 0 and ±500 Oe."},
      {"Fig. 2d",
       "fig2d",
       "hall",
       "fields",
       "10 mA: the same gating at a smaller amplitude.",
       {{"current", "10"}, {"fields", "-500,-220,-200,-160,0,160,200,220,500"}}},
      {"Fig. 3a",
       "fig3a",
       "hall",
       "fields",
       "6 mA: 5 µV at -180 Oe, less on either side.",
       {{"current", "6"}, {"fields", "-160,-180,-200,-220,-500"}}},
      {"Fig. 3b",
       "fig3b",
       "hall",
       "currents",
       "200 Oe: around 22 µV at 15 mA, falling with the current."},
      {"Fig. 3c-f",
       "fig3c-f",
       "hall",
       "map",
       "best regions at 15 mA are 180 to 280 Oe and -200 to -320 Oe; both amplitude and usable "
       "field range shrink with the current, almost nothing is left at 6 mA."},
      {"Fig. 4a",
       "fig4a",
       "hall-in-situ",
       "operations",
       "100 operations at 180, 200 and 220 Oe, reliable integration, firing and reset."},
      {"Fig. 4b",
       "fig4b",
       "hall-in-situ",
       "operations",
       "ten operations at 180, 200, 220 and 240 Oe with fluctuating peaks.",
       {{"operations", "10"}}},
      {"Fig. 4c-e",
       "fig4c-e",
       "hall-in-situ",
       "peaks",
       "mean and standard deviation of the peak: 215 and 2.6, 238 and 4.65, 266.1 and 7.8 µV."},
      {"Fig. 4f",
       "fig4f",
       "hall-in-situ",
       "thresholds",
       "threshold ranges 17 ± 2.6, 28 ± 4.65 and 37 ± 7.8 µV; a spike resets the device."},
      {"Fig. 5b", "fig5b", "dw", "leak", "with the current off the wall moves back."},
      {"Fig. 6a",
       "fig6a",
       "wall",
       "demag-time",
       "demagnetisation energy has a transient part during each pulse and a stable part that "
       "follows the wall."},
      {"Fig. 6b",
       "fig6b",
       "wall",
       "demag-position",
       "minimum around M_z = 0, where the wall is in the middle."},
      {"Fig. 6c",
       "fig6c",
       "dw",
       "pulse-train",
       "threshold 0.9 reached in 16 ns at 500 MHz and around 27 ns at 333 MHz; lower frequencies "
       "leak more."},
      {"Fig. 6c, reference",
       "fig6c-wall",
       "wall",
       "pulse-train",
       "the same, here from the q-phi wall that stands in for the micromagnetic simulation."},
      {"Fig. 6d", "fig6d", "dw", "voltage", "output voltage between 55 and 70 mV."},
      {"Fig. 6e-f",
       "fig6e-f",
       "dw",
       "layers",
       "380 to 590 Ω and 55 to 70 mV; five layers switch faster, eight leak more and reach the "
       "threshold in 15 ns."},
      {"Fig. 7a",
       "fig7a",
       "dw",
       "dc",
       "sharp rise, then the leak dominates until saturation; the threshold is set near it."},
      {"Fig. 7a, match",
       "fig7a-match",
       "wall",
       "match",
       "device and model match to an accuracy above 90 %."},
      {"Fig. 7b", "fig7b", "dw", "firing", "the spike rate rises with the current density."},
      {"Fig. 7c",
       "fig7c",
       "hall",
       "spiking",
       "ex-situ spikes at 6, 10 and 13 mA: the rate rises with the current."},
      {"Fig. 7d", "fig7d", "hall", "rate", "measured spike rate rises with the current."},
      {"Fig. 7e", "fig7e", "dw", "rate", "simulated spike rate rises with the current density."},
      {"Energy", "energy", "dw", "energy", "around 11.7 pJ per spike at a latency of 15 ns."},
      {"Methods",
       "methods",
       "hall-in-situ",
       "measurement",
       "set field, bias field, 10 recordings, write pulses with 4 read pulses after each, set "
       "field "
       "again, 10 recordings."},
      {"Field and current",
       "field-current-map",
       "hall",
       "field-current-map",
       "magnetic field and write current together control the neuron."},
      {"Rate and field",
       "rate-field",
       "hall",
       "rate-field",
       "the field controls the spike rate at a given current."},
      {"Reliability",
       "reliability",
       "hall-in-situ",
       "reliability",
       "reliable firing throughout 100 cycles."},
      {"Resting voltage",
       "rest",
       "hall-in-situ",
       "rest",
       "mild randomness at rest does no substantial harm unless it is near the threshold."},
  };
  return entries;
}

std::string gallery_page() {
  std::string text;
  for (const GalleryEntry& entry : gallery()) text += section(entry);
  return text;
}

std::string with_gallery(const std::string& readme, const std::string& page) {
  const std::string marks = fmt::format("# Gallery of the device models\n\n{}{}", kBegin, kEnd);
  const auto out =
      text::replaced_between(readme.empty() ? marks : readme, kBegin, kEnd, "\n" + page);
  if (out) return *out;
  throw Error(ErrorCode::kParse,
              "README.md",
              "the two gallery marks are missing; restore them or choose an empty directory");
}

void write_gallery(const std::string& directory) {
  const std::string former = plot::page_of(directory);
  std::vector<plot::Picture> pictures;
  for (const GalleryEntry& entry : gallery()) {
    pictures.push_back({picture_of(entry), [&entry] {
                          const Protocol& protocol = find_protocol(entry.model, entry.protocol);
                          return run(protocol, entry.overrides).figure;
                        }});
  }
  plot::write_page(directory, former, with_gallery(former, gallery_page()), pictures);
}

}  // namespace spinforge::device
