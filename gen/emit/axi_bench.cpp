// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/axi_bench.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/emit/bench.hpp"
#include "gen/sv/text.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kAxiHead = R"sv(`default_nettype none

module sf_axi_bench #(
  parameter MemDir = "mem/",            // memory images of the core, with a slash at the end
  parameter Vectors = "bench/vectors",  // folder of the golden vectors
  parameter int Finish = 1              // 0: PASS does not end the simulation, see sf_axi_bench_control
);

  logic        clk, rst_n;
  logic [31:0] stall;
  logic        single, batch;

  // outcome of the streams
  logic        go, start, pixels_done, broken;
  logic [31:0] first_image, pixels, events;
  logic        results_idle, results_done, results_late, alone;
  logic [31:0] beats, images, last_image, last_class, cycles, results_differences;

  // outcome of the registers
  logic        registers_done, registers_late;
  logic [31:0] accesses, registers_differences;
)sv";

constexpr std::string_view kAxiPurpose =
    "The bench of sf_axi: golden vectors and every register, in any simulator, see README.md.\n\n"
    "Run it in the directory above; +stall=SEED, +single, +batch and +reset_at=N change the "
    "traffic.";

/// Operations of sf_axi_bench_registers.
enum Op { kRead, kWrite, kNoRead, kNoWrite, kGo, kReadWord, kIrq, kWriteWord, kUntil };

/// Words that only the run knows, in their order; the layers' counters follow.
enum Word {
  kFirst,
  kMode,
  kErrors,
  kPending,
  kImages,
  kLast,
  kClass,
  kCycles,
  kEvents,
  kNext,
  kFixed
};

class Script {
 public:
  explicit Script(const AxiMap& map) : map_(map) {}

  void add(Op op, const std::string& name, std::uint32_t value, std::size_t k = 0) {
    const AxiRegister& entry = axi_register(map_, name);
    raw(op, entry.offset + static_cast<int>(k) * entry.stride, value, name);
  }
  void raw(Op op, int address, std::uint32_t value, const std::string& comment) {
    lines_.push_back(
        fmt::format("{{4'd{}, 12'h{:03x}, 32'h{:08x}}}", static_cast<int>(op), address, value));
    comments_.push_back(comment);
  }
  /// `value` in its field.
  [[nodiscard]] std::uint32_t field(const std::string& name,
                                    const std::string& field,
                                    std::uint32_t value = 1) const {
    for (const AxiField& entry : axi_register(map_, name).fields) {
      if (entry.name == field) return value << entry.low;
    }
    expects(false, fmt::format("{} has a field {}", name, field));
    return 0;
  }
  [[nodiscard]] std::string text() const {
    std::string out = fmt::format(
        "\n  // accesses of registers: sf_axi_bench_registers.sv says what they mean\n"
        "  localparam int Lines = {};\n  localparam logic [48*Lines-1:0] Script = {{\n",
        lines_.size());
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      const char* const comma = i + 1 < lines_.size() ? "," : "";
      out += fmt::format("    {}{}  // {}\n", lines_[i], comma, comments_[i]);
    }
    return out + "  };\n";
  }

 private:
  const AxiMap& map_;
  std::vector<std::string> lines_, comments_;
};

/// Every register as it is after reset, or that it cannot be read; those that cannot be written.
void sweep(const AxiMap& map, Script& out) {
  for (const AxiRegister& entry : map.registers) {
    for (std::size_t k = 0; k < entry.reset.size(); ++k) {
      if (entry.access == AxiAccess::kWriteOnly) {
        out.add(kNoRead, entry.name, 0, k);
      } else {
        out.add(kRead, entry.name, entry.reset[k], k);
      }
      if (entry.access == AxiAccess::kReadOnly) out.add(kNoWrite, entry.name, 0, k);
    }
  }
  const int end = (1 << kAxiAddressBits) - 4;
  out.raw(kNoRead, end, 0, "no register");
  out.raw(kNoWrite, end, 0, "no register");
}

/// What is written is read, and put back.
void write_and_read(const AxiMap& map, Script& out) {
  for (const AxiRegister& entry : map.registers) {
    if (entry.access != AxiAccess::kReadWrite) continue;
    std::uint32_t bits =
        entry.fields.empty() ? 0x5a : 0;  // the lowest byte of each has all its bits
    for (const AxiField& field : entry.fields) bits |= out.field(entry.name, field.name);
    for (std::size_t k = 0; k < entry.reset.size(); ++k) {
      out.add(kWrite, entry.name, bits, k);
      out.add(kRead, entry.name, bits, k);
      out.add(kWrite, entry.name, entry.reset[k], k);
      out.add(kRead, entry.name, entry.reset[k], k);
    }
  }
}

/// The memories hold the network's images.
void check_memories(const AxiMap& map, Script& out) {
  out.add(kWrite, "CONTROL", out.field("CONTROL", "CHECK"));
  out.add(kUntil, "STATUS", out.field("STATUS", "IDLE"));
  out.add(kRead, "MEMORY_SUM", axi_register(map, "MEMORY_EXPECTED").reset.front());
}

/// Configuration taken and refused, the error that this is, its interrupt, and a soft reset.
void configure(int first_code, Script& out) {
  out.add(kWrite, "CONFIG_LAYER", 1);
  out.add(kWrite,
          "CONFIG_SELECT",
          out.field("CONFIG_SELECT", "CODE", static_cast<std::uint32_t>(first_code)) |
              out.field("CONFIG_SELECT", "NOW"));
  out.add(kWrite, "CONFIG_MASK", out.field("CONFIG_MASK", "PAGE"));
  out.add(kRead, "ERRORS", 0);
  out.add(kWrite, "INTERRUPT_ENABLE", out.field("INTERRUPT_ENABLE", "ERROR"));
  out.raw(kIrq, 0, 0, "no interrupt");
  out.add(kWrite, "CONFIG_LAYER", 200);
  out.add(kNoWrite, "CONFIG_SELECT", 0);
  out.add(kNoWrite, "CONFIG_MASK", 0);
  out.add(kNoWrite, "CONFIG_THRESHOLD", 0);
  out.add(kRead, "ERRORS", out.field("ERRORS", "CONFIG"));
  out.add(kRead, "INTERRUPT_PENDING", out.field("INTERRUPT_PENDING", "ERROR"));
  out.raw(kIrq, 0, 1, "interrupt");
  out.add(kWrite, "ERRORS", out.field("ERRORS", "CONFIG"));
  out.add(kWrite, "INTERRUPT_PENDING", out.field("INTERRUPT_PENDING", "ERROR"));
  out.add(kRead, "ERRORS", 0);
  out.add(kRead, "INTERRUPT_PENDING", 0);
  out.raw(kIrq, 0, 0, "no interrupt");
  out.add(kWrite, "CONTROL", out.field("CONTROL", "RESET"));
}

/// The images, and what the registers hold afterwards.
void images(int layers, Script& out) {
  out.add(kWrite, "INTERRUPT_ENABLE", out.field("INTERRUPT_ENABLE", "RESULT"));
  out.add(kWriteWord, "IMAGE", kFirst);
  out.add(kWriteWord, "PACKETS", kMode);
  out.add(kWrite, "CONTROL", out.field("CONTROL", "CLEAR"));
  out.add(kRead, "STATUS", out.field("STATUS", "IDLE"));
  // The last write before the images: what an interrupt's handler ends with must not hold on.
  out.add(kWrite, "INTERRUPT_PENDING", 0xffffffff);
  out.raw(kIrq, 0, 0, "no interrupt");
  out.raw(kGo, 0, 0, "all images and results");
  out.raw(kIrq, 0, 1, "interrupt");
  out.add(kRead, "STATUS", out.field("STATUS", "IDLE"));
  const std::pair<const char*, Word> known[] = {{"ERRORS", kErrors},
                                                {"INTERRUPT_PENDING", kPending},
                                                {"IMAGES_IN", kImages},
                                                {"IMAGES_OUT", kImages},
                                                {"LAST_IMAGE", kLast},
                                                {"LAST_CLASS", kClass},
                                                {"LAST_CYCLES", kCycles},
                                                {"PIXEL_EVENTS", kEvents},
                                                {"IMAGE", kNext}};
  for (const auto& [name, word] : known) out.add(kReadWord, name, word);
  for (int k = 0; k < layers; ++k) {
    const auto word = static_cast<std::uint32_t>(kFixed + 2 * k);
    out.add(kReadWord, "LAYER_UPDATES", word, static_cast<std::size_t>(k));
    out.add(kReadWord, "LAYER_SPIKES", word + 1, static_cast<std::size_t>(k));
  }
  out.add(kWrite, "ERRORS", 0xffffffff);
  out.add(kWrite, "INTERRUPT_PENDING", 0xffffffff);
  out.add(kRead, "ERRORS", 0);
  out.add(kRead, "INTERRUPT_PENDING", 0);
  out.raw(kIrq, 0, 0, "no interrupt");
}

/// What only the run knows, as one vector, the first word in its lowest bits.
std::string words(const AxiMap& map, const Script& script) {
  const auto bits = [&](const char* name, const char* field) {
    return fmt::format("32'h{:08x}", script.field(name, field));
  };
  const std::string mode =
      fmt::format("batch ? {} | {} : 32'd0", bits("PACKETS", "MANY"), bits("PACKETS", "JOINED"));
  const std::string errors = fmt::format("broken ? {} : 32'd0", bits("ERRORS", "FRAME"));
  const std::string pending = fmt::format("{} | {} | (broken ? {} : 32'd0)",
                                          bits("INTERRUPT_PENDING", "RESULT"),
                                          bits("INTERRUPT_PENDING", "PACKET"),
                                          bits("INTERRUPT_PENDING", "ERROR"));
  const std::string fixed[] = {"first_image",
                               mode,
                               errors,
                               pending,
                               "images",
                               "last_image",
                               "last_class",
                               "cycles",
                               "events",
                               "last_image + 32'd1"};
  const int count = kFixed + 2 * map.layers;
  std::string out = fmt::format(
      "\n  // what only the run knows\n  localparam int Words = {};\n"
      "  logic [32*Words-1:0] words;\n  logic [Words-1:0]    known;\n",
      count);
  for (int k = 1; k <= map.layers; ++k) {
    out += fmt::format("  logic [31:0]         updates{0}, spikes{0};\n", k);
  }
  out += "\n";
  int at = 0;
  const auto assign = [&](const std::string& value) {
    out += fmt::format("  assign words[{}:{}] = {};\n", 32 * at + 31, 32 * at, value);
    ++at;
  };
  for (const std::string& value : fixed) assign(value);
  for (int k = 1; k <= map.layers; ++k) {
    assign(fmt::format("updates{}", k));
    assign(fmt::format("spikes{}", k));
  }
  return out + fmt::format("  assign known = alone ? {0}'h{1:x} : {0}'h{2:x};\n",
                           count,
                           (std::uint64_t{1} << count) - 1,
                           (std::uint64_t{1} << count) - 1 - (std::uint64_t{1} << kCycles));
}

std::string ports_of(const sv::Interface& top) {
  std::string out = "\n  // ports of sf_axi\n";
  for (const sv::Interface::Port& port : top.ports) {
    if (port.name == "aclk" || port.name == "aresetn") continue;
    const int width = port.width({});
    const std::string range = width == 1 ? "" : fmt::format("[{}:0] ", width - 1);
    out += fmt::format("  logic {}{};\n", range, port.name);
  }
  return out;
}

std::string control() {
  return bench_instance("sf_axi_bench_control",
                        "u_control",
                        {{"Finish", "Finish"}},
                        {{"clk_o", "clk"},
                         {"rst_no", "rst_n"},
                         {"stall_o", "stall"},
                         {"single_o", "single"},
                         {"batch_o", "batch"},
                         {"pixels_done_i", "pixels_done"},
                         {"pixels_i", "pixels"},
                         {"results_done_i", "results_done"},
                         {"results_late_i", "results_late"},
                         {"beats_i", "beats"},
                         {"images_i", "images"},
                         {"cycles_i", "cycles"},
                         {"results_differences_i", "results_differences"},
                         {"registers_done_i", "registers_done"},
                         {"registers_late_i", "registers_late"},
                         {"accesses_i", "accesses"},
                         {"registers_differences_i", "registers_differences"}});
}

std::string streams() {
  return bench_instance("sf_axi_bench_pixels",
                        "u_pixels",
                        {kBenchFolder},
                        {{"clk_i", "clk"},
                         {"rst_ni", "rst_n"},
                         {"stall_i", "stall"},
                         {"single_i", "single"},
                         {"batch_i", "batch"},
                         {"go_i", "go"},
                         {"idle_i", "results_idle"},
                         {"tvalid_o", "s_axis_tvalid"},
                         {"tready_i", "s_axis_tready"},
                         {"tdata_o", "s_axis_tdata"},
                         {"tlast_o", "s_axis_tlast"},
                         {"start_o", "start"},
                         {"done_o", "pixels_done"},
                         {"first_image_o", "first_image"},
                         {"pixels_o", "pixels"},
                         {"events_o", "events"},
                         {"broken_o", "broken"}}) +
         bench_instance("sf_axi_bench_results",
                        "u_results",
                        {kBenchFolder},
                        {{"clk_i", "clk"},
                         {"rst_ni", "rst_n"},
                         {"stall_i", "stall"},
                         {"single_i", "single"},
                         {"batch_i", "batch"},
                         {"start_i", "start"},
                         {"tvalid_i", "m_axis_tvalid"},
                         {"tready_o", "m_axis_tready"},
                         {"tdata_i", "m_axis_tdata"},
                         {"tlast_i", "m_axis_tlast"},
                         {"tuser_i", "m_axis_tuser"},
                         {"idle_o", "results_idle"},
                         {"done_o", "results_done"},
                         {"late_o", "results_late"},
                         {"alone_o", "alone"},
                         {"beats_o", "beats"},
                         {"images_o", "images"},
                         {"image_o", "last_image"},
                         {"class_o", "last_class"},
                         {"cycles_o", "cycles"},
                         {"differences_o", "results_differences"}});
}

std::string registers(const sv::Interface& top, const AxiMap& map) {
  constexpr int kPatience = 10'000;  // cycles for an access, or the end of the streams
  Connections ports = {{"clk_i", "clk"}, {"rst_ni", "rst_n"}, {"stall_i", "stall"}};
  for (const sv::Interface::Port& port : top.ports) {
    const std::string prefix = "s_axi_";
    if (!port.name.starts_with(prefix)) continue;
    const std::string signal = port.name.substr(prefix.size());
    if (signal == "awprot" || signal == "arprot" || signal == "wstrb") continue;  // fixed below
    const char* const suffix = port.direction == sv::Direction::kInput ? "_o" : "_i";
    ports.emplace_back(signal + suffix, port.name);
  }
  for (const auto& [port, signal] : Connections{{"irq_i", "irq_o"},
                                                {"go_o", "go"},
                                                {"streams_done_i", "pixels_done && results_done"},
                                                {"words_i", "words"},
                                                {"known_i", "known"},
                                                {"done_o", "registers_done"},
                                                {"late_o", "registers_late"},
                                                {"accesses_o", "accesses"},
                                                {"differences_o", "registers_differences"}}) {
    ports.emplace_back(port, signal);
  }
  return "\n  assign s_axi_awprot = 3'd0;\n  assign s_axi_arprot = 3'd0;\n"
         "  assign s_axi_wstrb  = 4'b1111;\n" +
         bench_instance("sf_axi_bench_registers",
                        "u_registers",
                        {{"Patience", std::to_string(kPatience + map.memory_rows)},
                         {"Lines", "Lines"},
                         {"Script", "Script"},
                         {"Words", "Words"}},
                        ports);
}

std::string layer(const LayerConstants& layer, int number) {
  return bench_instance("sf_axi_bench_layer",
                        fmt::format("u_layer{}", number),
                        layer_parameters(layer, static_cast<std::size_t>(number)),
                        {{"clk_i", "clk"},
                         {"updates_o", fmt::format("updates{}", number)},
                         {"spikes_o", fmt::format("spikes{}", number)}});
}

}  // namespace

std::string axi_bench_text(const Wrapper& wrapper) {
  const AxiMap& map = wrapper.map;
  const sv::Interface& top = wrapper.interface;
  Script script(map);
  sweep(map, script);
  write_and_read(map, script);
  check_memories(map, script);
  configure(wrapper.core.network.layers.front().field_code, script);
  images(map.layers, script);
  Connections ports;
  for (const sv::Interface::Port& port : top.ports) {
    ports.emplace_back(port.name,
                       port.name == "aclk"      ? "clk"
                       : port.name == "aresetn" ? "rst_n"
                                                : port.name);
  }
  std::string out = sv::comment(wrapper.core.header(kAxiPurpose)) + std::string(sv::kTimescale) +
                    std::string(kAxiHead) + ports_of(top) + script.text() + words(map, script) +
                    control() + streams() + registers(top, map);
  for (int number = 1; number <= map.layers; ++number) {
    out += layer(wrapper.core.constants.layers[static_cast<std::size_t>(number - 1)], number);
  }
  return out + bench_instance(top.name, "u_axi", {{"MemDir", "{MemDir}"}}, ports) +
         "\nendmodule\n\n`default_nettype wire\n";
}

}  // namespace spinforge::emit
