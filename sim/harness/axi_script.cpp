// SPDX-License-Identifier: Apache-2.0
//
// AxiModel's accesses to the registers: trying them all, reading them between images, and writing
// configuration.
#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "sim/harness/axi_model.hpp"
#include "sim/harness/control.hpp"

namespace spinforge::harness {

namespace {

constexpr std::uint32_t kLastAddress = 0xffc;
constexpr int kMostReads = 1 << 20;  ///< of STATUS: a row takes a cycle, a read some
constexpr int kOthers = 96;          ///< addresses that an audit looks at beside the registers
constexpr std::uint32_t kPattern = 0x5aa5c33cU;

/// Registers whose value is the network's and the plan's, not the map's.
std::map<std::string, std::vector<std::uint32_t>> identity(const Design& design) {
  const auto number = [](auto value) { return static_cast<std::uint32_t>(value); };
  const auto word = [&](std::size_t at) {
    return number(std::stoul(design.network_hash.substr(at, 8), nullptr, 16));
  };
  std::vector<std::uint32_t> neurons;
  for (const network::Layer& layer : design.network.layers) {
    neurons.push_back(number(layer.outputs));
  }
  return {{"HASH0", {word(0)}},
          {"HASH1", {word(8)}},
          {"LAYERS", {number(neurons.size())}},
          {"STEPS", {number(design.network.steps)}},
          {"INPUT_SIZE", {number(design.network.input.size())}},
          {"CLASSES", {neurons.back()}},
          {"LAYER_NEURONS", neurons}};
}

/// Bits of a register that keep what is written; 0 where the map does not say.
std::uint32_t writable_bits(const AxiRegisters::Register& entry) {
  if (entry.name == "CONFIG_LAYER") return 0xffU;
  for (const char* const name : {"IMAGE", "CONFIG_IMAGE", "MASK_DATA"}) {
    if (entry.name == name) return ~std::uint32_t{0};
  }
  std::uint64_t bits = 0;
  for (const AxiRegisters::Field& field : entry.fields) {
    bits |= ((std::uint64_t{1} << (field.high - field.low + 1)) - 1) << field.low;
  }
  return static_cast<std::uint32_t>(bits);
}

}  // namespace

void AxiModel::put(const std::string& name, std::uint32_t data, std::size_t k) {
  script_.push_back({.is_write = true, .address = map_.at(name, k), .data = data, .what = name});
}

void AxiModel::expect(const std::string& name, std::uint32_t data, std::size_t k) {
  script_.push_back({.address = map_.at(name, k),
                     .data = data,
                     .what = k == 0 ? name : fmt::format("{}({})", name, k)});
}

void AxiModel::set(std::uint32_t& shadow,
                   const std::string& name,
                   std::uint32_t data,
                   std::size_t k) {
  if (shadow == data) return;
  shadow = data;
  put(name, data, k);
}

/// Register `name` holds `bits`, of fields `names`; a one clears its own bit and no other.
void AxiModel::clear_bits(const std::string& name,
                          std::initializer_list<const char*> names,
                          std::uint32_t bits) {
  expect(name, bits);
  put(name, ~bits);
  for (const char* const field : names) {
    expect(name, bits);
    const std::uint32_t bit = map_.field(name, field, 1);
    put(name, bit);
    bits &= ~bit;
  }
  expect(name, bits);
}

void AxiModel::try_register(const AxiRegisters::Register& entry, std::size_t k) {
  const bool readable = entry.access != "wo";
  const Access read{.address = map_.at(entry.name, k),
                    .data = entry.reset[k],
                    .response = readable ? kOkay : kSlaveError,
                    .what = entry.name};
  script_.push_back(read);
  Access write = read;
  write.is_write = true;
  write.data = ~entry.reset[k];
  write.response = entry.access == "ro" ? kSlaveError : kOkay;
  if (entry.access == "ro") {
    script_.push_back(write);
    script_.push_back(read);
  }
  const std::uint32_t bits = writable_bits(entry);
  if (entry.access != "rw" || bits == 0) return;
  for (const std::uint32_t data : {kPattern, ~kPattern, entry.reset[k]}) {
    write.data = data;
    script_.push_back(write);
    Access back = read;
    back.data = data & bits;
    script_.push_back(back);
  }
  // Bytes without their strobe stay.
  std::uint32_t now = entry.reset[k] & bits;
  for (const std::uint32_t strobe : {0b0101U, 0b1010U}) {
    const std::uint32_t bytes = strobe == 0b0101U ? 0x00ff00ffU : 0xff00ff00U;
    write.data = strobe == 0b0101U ? kPattern : ~kPattern;
    write.strobe = strobe;
    script_.push_back(write);
    now = ((now & ~bytes) | (write.data & bytes)) & bits;
    Access back = read;
    back.data = now;
    script_.push_back(back);
  }
  write.data = entry.reset[k];
  write.strobe = 15;
  script_.push_back(write);
}

void AxiModel::try_registers() {
  private_ = true;
  const auto known = identity(design_);
  for (AxiRegisters::Register entry : map_.all()) {
    if (const auto own = known.find(entry.name); own != known.end()) entry.reset = own->second;
    for (std::size_t k = 0; k < entry.reset.size(); ++k) try_register(entry, k);
  }
  put("CONFIG_LAYER", 1);
  try_queue();
  // A configuration write must be whole, of a layer that is there too.
  for (const AxiRegisters::Register& entry : map_.all()) {
    if (entry.access != "wo") continue;
    script_.push_back({.is_write = true,
                       .address = map_.at(entry.name),
                       .strobe = 0b0111,
                       .response = kSlaveError,
                       .what = entry.name});
  }
  put("CONFIG_LAYER", 0);
  errors_came_ = true;
  clear_bits("ERRORS", {"CONFIG"}, map_.field("ERRORS", "CONFIG", 1));
}

/// Selects for an image that never comes fill the queue of layer 1, until one is refused; "now"
/// empties it. `taken` have been so far.
void AxiModel::fill_queue(int taken) {
  // In time order it has room for a select a step, and no more than the next power of two.
  const bool time = design_.plan.order == plan::Order::kTime;
  const int least = time ? design_.network.steps : kQueuedSelects;
  const int most = time ? 2 * least : least;
  const auto next = [=, this](std::uint32_t response, std::uint32_t) {
    if (response == kOkay && taken < most) return fill_queue(taken + 1);
    if (response == kSlaveError && taken >= least) return;
    note({.what = "timed selects that the queue of layer 1 takes",
          .expected = time ? fmt::format("{}..{}", least, most) : std::to_string(least),
          .got = response == kOkay ? "more" : std::to_string(taken)});
  };
  script_.push_front({.is_write = true,
                      .address = map_.at("CONFIG_SELECT"),
                      .data = map_.field("CONFIG_SELECT", "STEP", 1),
                      .what = "CONFIG_SELECT",
                      .then = next});
}

void AxiModel::try_queue() {
  put("CONFIG_IMAGE", ~std::uint32_t{0});
  // The rest of the script waits behind it.
  script_.push_back({.address = map_.at("CONFIG_LAYER"),
                     .what = "CONFIG_LAYER",
                     .then = [this](std::uint32_t, std::uint32_t) { fill_queue(0); }});
  clear_bits("ERRORS", {"QUEUE"}, map_.field("ERRORS", "QUEUE", 1));
  const auto code = static_cast<std::uint32_t>(design_.network.layers.front().field_code);
  put("CONFIG_SELECT",
      map_.field("CONFIG_SELECT", "CODE", code) | map_.field("CONFIG_SELECT", "NOW", 1));
  put("CONFIG_IMAGE", 0);
}

/// An address without a register is nobody's: what is written there must not reach one, which the
/// rest of the audit sees. Some of them each time, so that no image waits long.
void AxiModel::try_other_addresses() {
  std::set<std::uint32_t> known;
  for (const AxiRegisters::Register& entry : map_.all()) {
    for (std::size_t k = 0; k < entry.reset.size(); ++k) known.insert(map_.at(entry.name, k));
  }
  for (int i = 0; i < kOthers; ++i) {
    const std::uint32_t address = std::exchange(next_other_, (next_other_ + 4) & kLastAddress);
    if (known.contains(address)) continue;
    for (const bool is_write : {true, false}) {
      script_.push_back({.is_write = is_write,
                         .address = static_cast<std::uint16_t>(address),
                         .data = ~std::uint32_t{0},
                         .response = kSlaveError,
                         .what = fmt::format("0x{:03x}, which is none", address)});
    }
  }
}

void AxiModel::audit_layers() {
  const AxiCounters::Values& values = counters_.values();
  for (std::size_t k = 0; k < layers(); ++k) {
    expect("LAYER_UPDATES", values.updates[k], k);
    expect("LAYER_SPIKES", values.spikes[k], k);
    expect("LAYER_CYCLES", values.cycles[k], k);
  }
}

/// The interrupt's pin, once the write before has come to it.
void AxiModel::expect_interrupt(bool high) {
  script_.push_back(
      {.address = map_.at("INTERRUPT_PENDING"),
       .what = "INTERRUPT_PENDING",
       .then = [this, high](std::uint32_t, std::uint32_t) {
         if (bus_.interrupt() == high) return;
         note({.what = "irq_o", .expected = high ? "1" : "0", .got = bus_.interrupt() ? "1" : "0"});
       }});
}

void AxiModel::audit_interrupt() {
  const auto word = [this](const std::string& name, bool results, bool errors) {
    return (results ? map_.field(name, "RESULT", 1) | map_.field(name, "PACKET", 1) : 0) |
           (errors ? map_.field(name, "ERROR", 1) : 0);
  };
  const bool results = std::exchange(results_came_, false);
  const bool errors = std::exchange(errors_came_, false);
  const std::uint32_t pending = word("INTERRUPT_PENDING", results, errors);
  expect("INTERRUPT_PENDING", pending);
  put("INTERRUPT_ENABLE", word("INTERRUPT_ENABLE", true, false));
  expect_interrupt(results);
  put("INTERRUPT_ENABLE", word("INTERRUPT_ENABLE", false, true));
  expect_interrupt(errors);
  clear_bits("INTERRUPT_PENDING", {"RESULT", "PACKET", "ERROR"}, pending);
  expect_interrupt(false);
  // Until the next audit tick() sees that each packet interrupts just when it is out.
  put("INTERRUPT_ENABLE", map_.field("INTERRUPT_ENABLE", "PACKET", 1));
  expect("INTERRUPT_ENABLE", map_.field("INTERRUPT_ENABLE", "PACKET", 1));
  // The last write before it: what a handler ends with must not hold on.
  put("INTERRUPT_PENDING", ~std::uint32_t{0});
}

void AxiModel::audit() {
  private_ = true;
  unread_ = false;
  const AxiCounters::Values& values = counters_.values();
  errors_came_ = errors_came_ || counters_.frame_error();
  const std::uint32_t frame =
      counters_.frame_error() ? map_.field("ERRORS", "FRAME", 1) : std::uint32_t{0};
  try_other_addresses();
  expect("STATUS", idle_bit_);
  expect("IMAGE", counters_.image());
  expect("IMAGES_IN", values.images_in);
  expect("IMAGES_OUT", values.images_out);
  expect("LAST_IMAGE", counters_.last().image);
  expect("LAST_CLASS", counters_.last().predicted);
  expect("LAST_CYCLES", counters_.last().cycles);
  expect("TOTAL_CYCLES_LOW", static_cast<std::uint32_t>(values.total_cycles));
  expect("TOTAL_CYCLES_HIGH", static_cast<std::uint32_t>(values.total_cycles >> 32));
  expect("PIXEL_EVENTS", values.pixel_events);
  expect("CONFIG_LAYER", config_layer_);
  expect("CONFIG_IMAGE", config_image_);
  for (std::size_t k = 0; k < mask_data_.size(); ++k) expect("MASK_DATA", mask_data_[k], k);
  audit_layers();
  clear_bits("ERRORS", {"FRAME"}, frame);
  counters_.clear_frame_error();
  audit_interrupt();
  if (++audits_ == 1) check_memories();
  if (audits_ % 3 != 0) return;
  put("CONTROL", map_.field("CONTROL", "CLEAR", 1));
  counters_.clear();
  expect("IMAGES_IN", 0);
  audit_layers();
}

/// CONTROL.CHECK, while nothing is under way: what the memories hold is what was emitted.
void AxiModel::check_memories() {
  put("CONTROL", map_.field("CONTROL", "CHECK", 1));
  checking_ = true;
  script_.push_back({.address = map_.at("STATUS"),
                     .what = "STATUS",
                     .then = [this](std::uint32_t, std::uint32_t) { await_sum(0); }});
  for (const AxiRegisters::Register& entry : map_.all()) {
    if (entry.name == "MEMORY_EXPECTED") expect("MEMORY_SUM", entry.reset.front());
  }
}

/// Reads STATUS, ahead of the rest of the script, until it does not say CHECKING; `reads` so far.
void AxiModel::await_sum(int reads) {
  script_.push_front({.address = map_.at("STATUS"),
                      .what = "STATUS",
                      .then = [this, reads](std::uint32_t, std::uint32_t data) {
                        const bool done = map_.extract("STATUS", "CHECKING", data) == 0;
                        if (!done && reads < kMostReads) return await_sum(reads + 1);
                        checking_ = false;
                        if (!done)
                          note({.what = "STATUS.CHECKING", .expected = "0 in the end", .got = "1"});
                      }});
}

/// STATUS while images are under way: what was so in all cycles of the read, or in none, it must
/// show.
void AxiModel::read_status() {
  script_.push_back({.address = map_.at("STATUS"),
                     .what = "STATUS",
                     .then = [this](std::uint32_t response, std::uint32_t data) {
                       const std::uint32_t always = seen_always_, ever = seen_ever_;
                       if (response == kOkay && (data & always) == always && (data & ~ever) == 0) {
                         return;
                       }
                       note({.what = "register STATUS",
                             .expected = always == ever
                                             ? fmt::format("0x{:08x}", always)
                                             : fmt::format("0x{:08x}..0x{:08x}", always, ever),
                             .got = fmt::format("0x{:08x}", data)});
                     }});
}

void AxiModel::write_image(std::uint32_t image) {
  // Ahead of everything else: a select that waits for room may be waiting for this image.
  script_.push_front(
      {.is_write = true,
       .address = map_.at("IMAGE"),
       .data = image,
       .what = "IMAGE",
       .then = [this, image](std::uint32_t response, std::uint32_t) {
         writing_image_ = false;
         counters_.set_image(image);
         if (response == kOkay) return;
         note({.what = "write of register IMAGE", .expected = "OKAY", .got = "SLVERR"});
       }});
  writing_image_ = true;
}

/// A write that makes the core act. It may be refused, and ERRORS says why.
void AxiModel::act(std::uint16_t address, std::uint32_t word) {
  const auto why = [this, address, word](std::uint32_t, std::uint32_t errors) {
    const std::uint32_t full = map_.field("ERRORS", "QUEUE", 1);
    const std::uint32_t refused = map_.field("ERRORS", "CONFIG", 1);
    const std::uint32_t cause = errors & (full | refused);
    if (cause != full && cause != refused) {
      note({.what = "register ERRORS after a write that was refused",
            .expected = "QUEUE or CONFIG",
            .got = fmt::format("0x{:08x}", errors)});
    }
    errors_came_ = true;
    put("ERRORS", cause);
    if (cause == full) {
      config_ = Config::kFull;
      act(address, word);
    } else {
      config_ = Config::kRefused;
    }
  };
  script_.push_back({.is_write = true,
                     .address = address,
                     .data = word,
                     .what = "CONFIG_*",
                     .then = [this, why](std::uint32_t response, std::uint32_t) {
                       if (response == kOkay) {
                         config_ = Config::kTaken;
                         return;
                       }
                       script_.push_front(
                           {.address = map_.at("ERRORS"), .what = "ERRORS", .then = why});
                     }});
}

void AxiModel::configure(const SfInputs& inputs) {
  config_ = Config::kOnItsWay;
  set(config_layer_, "CONFIG_LAYER", inputs.cfg_layer);
  if (inputs.cfg_is_mask != 0) {
    for (std::size_t k = 0; k < mask_data_.size(); ++k) {
      std::uint32_t word = 0;
      for (std::size_t i = 0; i < 32 && k * 32 + i < SF_MAX_LANES; ++i) {
        word |= static_cast<std::uint32_t>(inputs.cfg_mask[k * 32 + i] != 0 ? 1 : 0) << i;
      }
      set(mask_data_[k], "MASK_DATA", word, k);
    }
    act(map_.at("CONFIG_MASK"),
        map_.field("CONFIG_MASK", "WORD", inputs.cfg_word) |
            map_.field("CONFIG_MASK", "PAGE", inputs.cfg_page));
    return;
  }
  if (inputs.cfg_now == 0) set(config_image_, "CONFIG_IMAGE", inputs.cfg_image);
  const auto field = [&](const char* name, std::uint32_t value) {
    return map_.field("CONFIG_SELECT", name, value);
  };
  act(map_.at("CONFIG_SELECT"),
      field("CODE", inputs.cfg_code) | field("PAGE", inputs.cfg_page) |
          field("STEP", inputs.cfg_step) | field("NOW", inputs.cfg_now));
}

}  // namespace spinforge::harness
