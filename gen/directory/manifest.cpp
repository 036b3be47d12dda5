// SPDX-License-Identifier: Apache-2.0
#include "gen/directory/manifest.hpp"

#include <fmt/format.h>

#include <filesystem>

#include "gen/base/error.hpp"
#include "gen/base/files.hpp"
#include "gen/base/json.hpp"

namespace spinforge::directory {

std::string to_text(const Manifest& manifest) {
  Json out = {{"schema_version", kManifestVersion},
              {"generator", manifest.generator},
              {"command", manifest.command},
              {"target", manifest.target},
              {"top", manifest.top},
              {"order", plan::name_of(manifest.order)},
              {"network", manifest.network},
              {"network_hash", manifest.network_hash},
              {"lanes", manifest.lanes},
              {"neuron_lanes", manifest.neuron_lanes},
              {"plan", manifest.plan},
              {"files", manifest.files}};
  // Only where there is something to say: a plain core's manifest stays as it is.
  if (manifest.pixels_per_beat != 1) out["pixels_per_beat"] = manifest.pixels_per_beat;
  if (manifest.pipeline) out["pipeline"] = true;
  if (manifest.parity) out["parity"] = true;
  if (manifest.thresholds) out["thresholds"] = true;
  if (!manifest.wrapper.empty()) {
    out["wrapper"] = {
        {"name", "axi"},
        {"top", manifest.wrapper},
        {"registers", kRegisters},
        {"bench", {{"top", manifest.wrapper + "_bench"}, {"filelist", kAxiBenchFilelist}}}};
  }
  return out.dump(2) + "\n";
}

Manifest read_manifest(const std::string& directory) {
  const std::string path = (std::filesystem::path(directory) / kManifest).string();
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorCode::kIo,
                directory,
                fmt::format("is no emitted directory; expected {} in it, got none; make one with "
                            "spinforge-gen emit NETWORK -o {}",
                            kManifest,
                            directory));
  }
  const Json json = parse_json(files::read(path), path);
  Reader in(json, path, kEmitAgain);
  (void)in.whole("schema_version", kManifestVersion, kManifestVersion);
  Manifest out{.top = in.identifier("top"),
               .wrapper = "",
               .network = in.text("network"),
               .network_hash = in.text("network_hash"),
               .order = in.choice("order", {"step", "time"}) == "time" ? plan::Order::kTime
                                                                       : plan::Order::kStep,
               .pixels_per_beat = in.has("pixels_per_beat")
                                      ? static_cast<int>(in.whole("pixels_per_beat", 1, 4))
                                      : 1,
               .lanes = in.wholes("lanes", 1, plan::kMaxLanes),
               .neuron_lanes = in.wholes("neuron_lanes", 1, plan::kMaxLanes),
               .pipeline = in.has("pipeline") && in.boolean("pipeline"),
               .parity = in.has("parity") && in.boolean("parity"),
               .thresholds = in.has("thresholds") && in.boolean("thresholds"),
               .generator = "",
               .command = "",
               .target = "",
               .plan = {},
               .files = {}};
  if (in.has("wrapper")) {
    out.wrapper = Reader(in.object("wrapper"), in.where("wrapper"), kEmitAgain).identifier("top");
  }
  return out;
}

}  // namespace spinforge::directory
