// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/axi_map.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "gen/base/error.hpp"
#include "gen/base/hex.hpp"
#include "gen/emit/checksum.hpp"

namespace spinforge::emit {
namespace {

using enum AxiAccess;
using Registers = std::vector<AxiRegister>;

constexpr int kLayerBase = 0x200;

void identify(const network::Network& network, std::string_view hash, Registers& out) {
  const auto hash_word = [&](std::size_t first) {
    return hex::number(hash.substr(std::min(first, hash.size()), 8));
  };
  const auto constant = [&](const char* name, std::uint32_t value, const char* text) {
    const int offset = static_cast<int>(out.size()) * 4;
    out.push_back(
        {.name = name, .offset = offset, .text = text, .reset = {value}, .constant = true});
  };
  const auto number = [](int value) { return static_cast<std::uint32_t>(value); };
  constant("ID", kAxiId, "The letters SFAX, the first in the highest byte.");
  constant("VERSION", kAxiVersion, "Version of this map.");
  constant("HASH0", hash_word(0), "The first eight hex digits of the network's hash.");
  constant("HASH1", hash_word(8), "The next eight.");
  constant("LAYERS", number(static_cast<int>(network.layers.size())), "Layers of the network.");
  constant("STEPS", number(network.steps), "Steps of an image.");
  constant("INPUT_SIZE", number(network.input.size()), "Pixels of an image.");
  constant("CLASSES", number(network.layers.back().outputs), "Beats of a result.");
}

void control(bool parity, Registers& out) {
  out.push_back({"CONTROL",
                 0x020,
                 kSelfClear,
                 "Writing a one acts at once.",
                 {{"RESET",
                   0,
                   0,
                   "soft reset of the core: images under way are lost, field codes, masks and "
                   "thresholds are those after reset"},
                  {"CLEAR",
                   1,
                   1,
                   "IMAGES_IN, IMAGES_OUT, TOTAL_CYCLES, PIXEL_EVENTS and what the layers count "
                   "to 0; LAST_* stay, and TOTAL_CYCLES_HIGH until the low half is read"},
                  {"CHECK",
                   2,
                   2,
                   "works out MEMORY_SUM anew; give it while the core is idle, and no pixel before "
                   "STATUS.CHECKING is 0"}}});
  out.push_back({"STATUS",
                 0x024,
                 kReadOnly,
                 "What the core does now. After reset it is idle.",
                 {{"IDLE", 0, 0, "no frame has begun, no image is under way, no layer is busy"},
                  {"RESETTING", 1, 1, "a soft reset is going on; configuration is refused"},
                  {"CHECKING", 2, 2, "MEMORY_SUM is being worked out"},
                  {"BUSY", 31, 16, "bit k: layer k+1 works on an image"}},
                 {1}});
  out.push_back({"ERRORS",
                 0x028,
                 kOneClears,
                 "What went wrong since the bit was cleared.",
                 {{"FRAME", 0, 0, "a frame was not INPUT_SIZE pixels long and was dropped"},
                  {"CONFIG", 1, 1, "a configuration write was not possible and was dropped"},
                  {"QUEUE", 2, 2, "a select was dropped: the layer's queue was full"}}});
  if (parity) {
    out.back().fields.push_back({"PARITY",
                                 kAxiParityBit,
                                 kAxiParityBit,
                                 "a word of weights was read whose parity is wrong; comes back "
                                 "until CONTROL.RESET"});
  }
  out.push_back(
      {"IMAGE",
       0x02c,
       kReadWrite,
       "Number of the image whose last pixel is taken next; each whole image adds one. It "
       "is the image of selects, of noise and of rate coding. Write it between images: in the "
       "cycle "
       "of a last pixel it is what was written."});
}

void counters(Registers& out) {
  const auto counter = [&](const char* name, int offset, const char* text) {
    out.push_back({.name = name, .offset = offset, .text = text});
  };
  counter("IMAGES_IN", 0x030, "Whole images taken.");
  counter("IMAGES_OUT", 0x034, "Images whose last result has left the core.");
  counter("LAST_IMAGE", 0x038, "Number of the image that left last.");
  counter("LAST_CLASS", 0x03c, "Its class.");
  counter(
      "LAST_CYCLES", 0x040, "Its cycles, from its first pixel to its last result, both counted.");
  counter("TOTAL_CYCLES_LOW",
          0x044,
          "Cycles in which the core was not idle, low half; reading it keeps the high half.");
  counter("TOTAL_CYCLES_HIGH", 0x048, "High half, as it was when the low one was read.");
  counter("PIXEL_EVENTS", 0x04c, "Pixels taken that are not 0: the events of a direct layer 1.");
}

void checksums(const CoreChecksum& checksum, Registers& out) {
  out.push_back({.name = "MEMORY_SUM",
                 .offset = 0x050,
                 .text = "Checksum of what the memories hold, after CONTROL.CHECK; 0 before, and "
                         "where the core was not idle all the while. A tool that did not find the "
                         "memory images leaves another than MEMORY_EXPECTED."});
  out.push_back({.name = "MEMORY_EXPECTED",
                 .offset = 0x054,
                 .text = "Checksum of the network's memory images.",
                 .reset = {checksum.sum},
                 .constant = true});
}

void interrupt(Registers& out) {
  out.push_back(
      {"PACKETS",
       0x058,
       kReadWrite,
       "What a packet of a stream holds. A packet of pixels keeps what its first pixel found.",
       {{"MANY",
         0,
         0,
         "a packet of pixels holds any number of images, and tlast may come with the last pixel of "
         "each of them; else one image"},
        {"JOINED",
         1,
         1,
         "with MANY: the results of a packet of pixels are one packet; else each image's are"}}});
  const auto sources = [](const char* result, const char* packet, const char* error) {
    return std::vector<AxiField>{
        {"RESULT", 0, 0, result}, {"PACKET", 1, 1, packet}, {"ERROR", 2, 2, error}};
  };
  out.push_back({"INTERRUPT_ENABLE",
                 0x05c,
                 kReadWrite,
                 "irq_o is high while a bit is 1 here and in INTERRUPT_PENDING.",
                 sources("interrupts of results", "of packets", "of errors")});
  out.push_back({"INTERRUPT_PENDING",
                 0x060,
                 kOneClears,
                 "What happened since the bit was cleared, whether enabled or not.",
                 sources("an image's last result has left the core: IMAGES_OUT and LAST_* tell it",
                         "the last beat of a packet of results has been taken",
                         "a bit of ERRORS was set")});
}

void configuration(const plan::Plan& plan, Registers& out) {
  out.push_back({"CONFIG_LAYER",
                 0x080,
                 kReadWrite,
                 "Layer of the configuration writes that follow, from 1, in the lowest byte."});
  out.push_back({"CONFIG_IMAGE", 0x084, kReadWrite, "Image of the selects that follow."});
  out.push_back({"CONFIG_SELECT",
                 0x088,
                 kWriteOnly,
                 "Selects field code and mask page of the layer, from a step of CONFIG_IMAGE on.",
                 {{"CODE", 3, 0, "field code"},
                  {"PAGE", 9, 8, "mask page; 0 enables every neuron"},
                  {"STEP", 23, 16, "step, from 1"},
                  {"NOW", 31, 31, "from the next step start on, whatever image and step"}}});
  out.push_back({"CONFIG_MASK",
                 0x08c,
                 kWriteOnly,
                 "Writes MASK_DATA to a word of a mask page of the layer.",
                 {{"WORD", 15, 0, "word: neurons WORD * lanes and up"},
                  {"PAGE", 17, 16, "mask page, 1 to 3"}}});
  out.push_back({"CONFIG_THRESHOLD",
                 0x090,
                 kWriteOnly,
                 "Writes a threshold of a field code of the layer, which must be idle.",
                 {{"VALUE", 17, 0, "two's complement, as wide as the layer's V"},
                  {"WHICH", 21, 20, "0 TH_LO, 1 TH_HI, 2 TH_REST"},
                  {"CODE", 27, 24, "field code"}}});
  out.push_back(
      {.name = "MASK_DATA",
       .offset = 0x100,
       .access = kReadWrite,
       .text = "Neurons enabled by CONFIG_MASK, one bit each, the lowest in bit 0.",
       .reset = std::vector<std::uint32_t>(static_cast<std::size_t>(plan.mask_bits() + 31) / 32),
       .array = true});
}

void layer_banks(const network::Network& network,
                 const plan::Plan& plan,
                 const Features& features,
                 Registers& out) {
  std::vector<std::uint32_t> neurons, shape;
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    const network::Layer& layer = network.layers[k];
    const network::Neuron& neuron = network.neuron_of(layer);
    const bool writable = features.writes_thresholds(neuron);
    neurons.push_back(static_cast<std::uint32_t>(layer.outputs));
    shape.push_back(static_cast<std::uint32_t>(neuron.fields.size()) |
                    static_cast<std::uint32_t>(plan.layers[k].neuron_lanes) << 8 |
                    (writable ? 1u : 0u) << 31);
  }
  const std::vector<std::uint32_t> zeros(network.layers.size(), 0);
  const auto bank = [&](const char* name,
                        int offset,
                        const char* text,
                        const std::vector<std::uint32_t>& reset,
                        std::vector<AxiField> fields = {}) {
    out.push_back({name,
                   kLayerBase + offset,
                   kReadOnly,
                   text,
                   std::move(fields),
                   reset,
                   kAxiLayerStride,
                   true});
  };
  bank("LAYER_UPDATES", 0x00, "Neuron updates of the layer: those whose gate was open.", zeros);
  bank("LAYER_SPIKES", 0x04, "Its spikes: the events of the layer behind it.", zeros);
  bank("LAYER_CYCLES", 0x08, "Cycles in which it was busy.", zeros);
  bank("LAYER_NEURONS", 0x0c, "Its neurons.", neurons);
  bank("LAYER_SHAPE",
       0x10,
       "How it is configured.",
       shape,
       {{"CODES", 4, 0, "field codes that it has"},
        {"LANES", 16, 8, "neurons of a mask word"},
        {"THRESHOLDS", 31, 31, "its thresholds can be written"}});
}

}  // namespace

AxiMap make_axi_map(const network::Network& network,
                    const plan::Plan& plan,
                    const Identity& identity,
                    const Memories& memories) {
  if (network.layers.size() > kAxiMaxLayers) {
    throw Error(ErrorCode::kShape,
                "--wrapper axi",
                fmt::format("the register map has room for {} layers; expected as many at most, "
                            "got {}; leave the option out",
                            kAxiMaxLayers,
                            network.layers.size()));
  }
  const CoreChecksum checksum = core_checksum(memories);
  AxiMap out{.registers = {},
             .layers = static_cast<int>(network.layers.size()),
             .memory_rows = checksum.rows,
             .potential_bits = {},
             .pixels_per_beat = plan.pixels_per_beat,
             .parity = plan.layers.front().parity,
             .image_stride = plan.beats(network.input.size()) * plan.pixels_per_beat};
  for (const network::Layer& layer : network.layers) {
    out.potential_bits.push_back(network::potential_bits(network.neuron_of(layer)));
  }
  identify(network, identity.network_hash, out.registers);
  control(out.parity, out.registers);
  counters(out.registers);
  checksums(checksum, out.registers);
  interrupt(out.registers);
  configuration(plan, out.registers);
  layer_banks(network, plan, identity.features, out.registers);
  return out;
}

const AxiRegister& axi_register(const AxiMap& map, std::string_view name) {
  const auto found = std::find_if(map.registers.begin(),
                                  map.registers.end(),
                                  [&](const AxiRegister& entry) { return entry.name == name; });
  expects(found != map.registers.end(), fmt::format("the register map has {}", name));
  return *found;
}

std::string axi_constant(std::string_view name) {
  std::string out;
  bool first = true;
  for (const char c : name) {
    if (c != '_') out += first || c < 'A' || c > 'Z' ? c : static_cast<char>(c - 'A' + 'a');
    first = c == '_';
  }
  return out;
}

}  // namespace spinforge::emit
