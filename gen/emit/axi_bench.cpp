// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/artefacts.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <vector>

#include "gen/base/error.hpp"
#include "gen/emit/bench.hpp"

namespace spinforge::emit {
namespace {

constexpr std::string_view kAxiSignals = R"sv(
  logic        clk, rst_n;
  logic [31:0] stall;
  logic        single, batch;

  // outcome of the streams
  logic        go, start, pixels_done, broken;
  logic [31:0] first_image, pixels, events;
  logic        results_idle, results_done, results_late, alone;
  logic [31:0] beats, images, exact, last_image, last_class, cycles, results_differences;

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

/// A word that only the run knows.
struct RunWord {
  std::string value;                        ///< an expression of the bench
  std::vector<const char*> registers = {};  ///< that hold it at the end
  std::size_t k = 0;                        ///< the element of them that does
  bool always = true;                       ///< false: only where the images come alone
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

/// In their order in the vector: the script names them by their numbers.
std::vector<RunWord> run_words(const AxiMap& map, const Script& script) {
  const auto bits = [&](const char* name, const char* field) {
    return fmt::format("32'h{:08x}", script.field(name, field));
  };
  std::vector<RunWord> out = {
      {"first_image"},
      {fmt::format("batch ? {} | {} : 32'd0", bits("PACKETS", "MANY"), bits("PACKETS", "JOINED"))},
      {fmt::format("broken ? {} : 32'd0", bits("ERRORS", "FRAME")), {"ERRORS"}},
      {fmt::format("{} | {} | (broken ? {} : 32'd0)",
                   bits("INTERRUPT_PENDING", "RESULT"),
                   bits("INTERRUPT_PENDING", "PACKET"),
                   bits("INTERRUPT_PENDING", "ERROR")),
       {"INTERRUPT_PENDING"}},
      {"images", {"IMAGES_IN", "IMAGES_OUT"}},
      {"last_image", {"LAST_IMAGE"}},
      {"last_class", {"LAST_CLASS"}},
      {"cycles", {"LAST_CYCLES"}, 0, false},
      {"events", {"PIXEL_EVENTS"}},
      {"last_image + 32'd1", {"IMAGE"}}};
  for (std::size_t k = 0; k < static_cast<std::size_t>(map.layers); ++k) {
    out.push_back({fmt::format("updates{}", k + 1), {"LAYER_UPDATES"}, k});
    out.push_back({fmt::format("spikes{}", k + 1), {"LAYER_SPIKES"}, k});
  }
  return out;
}

/// The images, and what the registers hold afterwards.
void images(const std::vector<RunWord>& words, Script& out) {
  out.add(kWrite, "INTERRUPT_ENABLE", out.field("INTERRUPT_ENABLE", "RESULT"));
  out.add(kWriteWord, "IMAGE", 0);
  out.add(kWriteWord, "PACKETS", 1);
  out.add(kWrite, "CONTROL", out.field("CONTROL", "CLEAR"));
  out.add(kRead, "STATUS", out.field("STATUS", "IDLE"));
  // The last write before the images: what an interrupt's handler ends with must not hold on.
  out.add(kWrite, "INTERRUPT_PENDING", 0xffffffff);
  out.raw(kIrq, 0, 0, "no interrupt");
  out.raw(kGo, 0, 0, "all images and results");
  out.raw(kIrq, 0, 1, "interrupt");
  out.add(kRead, "STATUS", out.field("STATUS", "IDLE"));
  for (std::size_t at = 0; at < words.size(); ++at) {
    for (const char* const name : words[at].registers) {
      out.add(kReadWord, name, static_cast<std::uint32_t>(at), words[at].k);
    }
  }
  out.add(kWrite, "ERRORS", 0xffffffff);
  out.add(kWrite, "INTERRUPT_PENDING", 0xffffffff);
  out.add(kRead, "ERRORS", 0);
  out.add(kRead, "INTERRUPT_PENDING", 0);
  out.raw(kIrq, 0, 0, "no interrupt");
}

/// The words as one vector, the first in its lowest bits.
std::string vector_of(const std::vector<RunWord>& words, int layers) {
  std::string out = fmt::format(
      "\n  // what only the run knows\n  localparam int Words = {};\n"
      "  logic [32*Words-1:0] words;\n  logic [Words-1:0]    known;\n",
      words.size());
  for (int k = 1; k <= layers; ++k) {
    out += fmt::format("  logic [31:0]         updates{0}, spikes{0};\n", k);
  }
  out += "\n";
  std::uint64_t all = 0, always = 0;
  for (std::size_t at = 0; at < words.size(); ++at) {
    out += fmt::format("  assign words[{}:{}] = {};\n", 32 * at + 31, 32 * at, words[at].value);
    all |= std::uint64_t{1} << at;
    if (words[at].always) always |= std::uint64_t{1} << at;
  }
  return out +
         fmt::format(
             "  assign known = alone ? {0}'h{1:x} : {0}'h{2:x};\n", words.size(), all, always);
}

std::string ports_of(const sv::Interface& top) {
  std::string out = "\n  // ports of sf_axi\n";
  for (const sv::Interface::Port& port : top.ports) {
    if (port.name != "aclk" && port.name != "aresetn") {
      out += fmt::format("  {};\n", declared(port, port.name));
    }
  }
  return out;
}

std::string parts(int pixels_per_beat) {
  return bench_part("sf_axi_bench_control", "u_control", {{"Finish", "Finish"}}) +
         bench_part("sf_axi_bench_pixels",
                    "u_pixels",
                    {kBenchFolder, {"Beat", std::to_string(pixels_per_beat)}},
                    {{"tvalid tready tdata tkeep tlast", "s_axis_*"},
                     {"idle", "results_*"},
                     {"done", "pixels_*"}}) +
         bench_part("sf_axi_bench_results",
                    "u_results",
                    {kBenchFolder},
                    {{"tvalid tready tdata tlast tuser", "m_axis_*"},
                     {"idle done late differences", "results_*"},
                     {"image class", "last_*"}});
}

std::string registers(const AxiMap& map) {
  constexpr int kPatience = 10'000;  // cycles for an access, or the end of the streams
  return "\n  assign s_axi_awprot = 3'd0;\n  assign s_axi_arprot = 3'd0;\n"
         "  assign s_axi_wstrb  = 4'b1111;\n" +
         bench_part("sf_axi_bench_registers",
                    "u_registers",
                    {{"Patience", std::to_string(kPatience + map.memory_rows)},
                     {"Lines", "Lines"},
                     {"Script", "Script"},
                     {"Words", "Words"}},
                    {{"awvalid awready awaddr wvalid wready wdata bvalid bready bresp", "s_axi_*"},
                     {"arvalid arready araddr rvalid rready rdata rresp", "s_axi_*"},
                     {"irq", "irq_o"},
                     {"streams_done", "pixels_done && results_done"},
                     {"done late differences", "registers_*"}});
}

}  // namespace

std::string axi_bench_text(const Wrapper& wrapper) {
  const AxiMap& map = wrapper.map;
  const sv::Interface& top = wrapper.module.interface();
  Script script(map);
  sweep(map, script);
  write_and_read(map, script);
  check_memories(map, script);
  configure(wrapper.core.network.layers.front().field_code, script);
  const std::vector<RunWord> words = run_words(map, script);
  images(words, script);
  Connections ports;
  for (const sv::Interface::Port& port : top.ports) {
    ports.emplace_back(port.name,
                       port.name == "aclk"      ? "clk"
                       : port.name == "aresetn" ? "rst_n"
                                                : port.name);
  }
  const bool one = map.pixels_per_beat == 1;  // and no port that says which are there
  std::string body = std::string(kAxiSignals) + (one ? "  logic        s_axis_tkeep;\n" : "") +
                     ports_of(top) + script.text() + vector_of(words, map.layers) +
                     parts(map.pixels_per_beat) + registers(map);
  for (std::size_t number = 1; number <= wrapper.core.constants.layers.size(); ++number) {
    body += bench_part("sf_axi_bench_layer",
                       fmt::format("u_layer{}", number),
                       layer_parameters(wrapper.core.constants.layers[number - 1], number),
                       {{"updates spikes", fmt::format("*{}", number)}});
  }
  body += bench_instance(top.name, "u_axi", {{"MemDir", "{MemDir}"}}, ports);
  return bench_module("sf_axi_bench", wrapper.core.header(kAxiPurpose), body);
}

}  // namespace spinforge::emit
