// SPDX-License-Identifier: Apache-2.0
#include "sim/harness/scene.hpp"

#include <algorithm>

#include "gen/base/error.hpp"
#include "sim/expected/timing.hpp"

namespace spinforge::harness {

namespace {

/// What holds for the image, by all that was written since the reset before it.
golden::Control control_of(const Setup& setup, const Part& part, std::uint32_t image) {
  const Schedule schedule = schedule_of(setup);
  golden::Control control;
  if (!schedule) return control;
  ControlState state(setup.design.network);
  for (std::uint32_t at = part.chunk.first; at <= image; ++at) {
    control =
        state.apply(schedule(number_of(part.traffic, at), /*after_reset=*/at == part.chunk.first));
  }
  return control;
}

}  // namespace

Scene scene_of(const Setup& setup, golden::Golden& model, std::uint32_t image, bool streamed) {
  const auto part = std::find_if(setup.parts.begin(), setup.parts.end(), [&](const Part& p) {
    return p.traffic.stream == streamed && image >= p.chunk.first &&
           image - p.chunk.first < p.chunk.count;
  });
  expects(part != setup.parts.end(), "an image of the run");
  const network::Network& network = setup.design.network;
  Scene scene{.image = image,
              .streamed = streamed,
              .pixels = setup.set.images.image(image),
              .trace = {},
              .timing = {},
              .pieces = {}};
  scene.trace =
      model.run(scene.pixels, number_of(part->traffic, image), control_of(setup, *part, image));
  plan::Stream stream(network, setup.design.plan);
  stream.on_piece([&](const plan::Piece& piece) { scene.pieces.push_back(piece); });
  scene.timing =
      stream.next(expected::work_of(network, setup.design.plan, scene.pixels, scene.trace));
  return scene;
}

}  // namespace spinforge::harness
