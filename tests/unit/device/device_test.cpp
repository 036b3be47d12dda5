// SPDX-License-Identifier: Apache-2.0
// Device files: what they hold, what is refused, and the registers that follow from them.
#include "sim/device/device.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "gen/base/files.hpp"
#include "sim/device/protocol.hpp"
#include "sim/device/registers.hpp"
#include "sim/device/units.hpp"
#include "tests/support.hpp"
#include "tests/unit/device/paper.hpp"

using namespace spinforge;
using namespace spinforge::device;
using Catch::Matchers::Contains;

namespace {

/// A file of law `law` with these members beside schema_version, text and neuron.
std::string file(const std::string& law, const std::string& members) {
  return R"({"schema_version": 1, "text": "t", "neuron": "N", "law": ")" + law + "\", " + members +
         "}";
}

std::string quantity(const std::string& key, const std::string& value, const std::string& unit) {
  return "\"" + key + R"(": {"value": )" + value + R"(, "unit": ")" + unit +
         R"(", "source": "choice"})";
}

std::string on_base(const std::string& base, const std::string& parameters) {
  return file(std::string(name_of(named(base).law)),
              "\"base\": \"" + base + "\", \"parameters\": {" + parameters + "}");
}

Error refused(const std::string& text) {
  return test::error_of([&] { (void)parse_device(text, "d.json"); });
}

}  // namespace

TEST_CASE("units of one kind are converted, rounded once, and others are not") {
  CHECK(*converted(0.5, "ns", "s") == 0.5e-9);
  CHECK(*converted(0.019, "T", "Oe") == Approx(190.0));
  CHECK(*converted(12.0, "mV", "uV") == 12000.0);
  CHECK(*converted(1.0, "A/m", "Oe") == Approx(0.0125663706));
  CHECK(*converted(1.0, "Oe", "A/m") == Approx(79.5774715));
  CHECK(*converted(1.0, "MA/cm2", "A/m2") == 1e10);
  CHECK(*converted(2.0, "1/uV", "1/uV") == 2.0);
  CHECK_FALSE(converted(1.0, "mA", "mV"));
  CHECK_FALSE(converted(1.0, "1/uV", "1/mV"));
}

TEST_CASE("every device that comes with the tool is its file, whole and with sources") {
  std::set<std::string> on_disk;
  for (const auto& entry :
       std::filesystem::directory_iterator(test::source("sim/device/devices"))) {
    if (entry.path().extension() == ".json") on_disk.insert(entry.path().stem());
  }
  const auto names = device_names();
  CHECK(std::set(names.begin(), names.end()) == on_disk);
  for (const char* const name : {"dw-s",
                                 "dw-p",
                                 "dw-l",
                                 "hall-ex-situ",
                                 "hall-in-situ-180",
                                 "hall-in-situ-200",
                                 "hall-in-situ-220",
                                 "leaky"}) {
    CHECK(on_disk.contains(name));
  }
  for (const std::string& name : names) {
    INFO(name);
    const Device& device = named(name);
    for (const auto& [key, q] : device.parameters) CHECK_FALSE(q.source.empty());
    // Written out whole, without its base, it is the same device.
    const Device again = parse_device(json_text(device), name + ".json");
    CHECK(json_text(again) == json_text(device));
    for (const int frac_bits : {4, 10, 14, 16}) CHECK_NOTHROW(registers(device, frac_bits));
  }
}

TEST_CASE("a file on disk is the same device as the one in the tool") {
  const Device mine = load_device(test::source("sim/device/devices/dw-p.json"));
  CHECK(json_text(mine) == json_text(named("dw-p")));
  CHECK(mine.name == "dw-p");
}

TEST_CASE("what a device file may not hold is refused with the file and the key") {
  CHECK(refused(on_base("dw-s", quantity("alhpa", "1", "1/s"))).where() ==
        "d.json / parameters / alhpa");
  CHECK_THAT(
      refused(on_base("dw-s", quantity("step", "1", "kg"))).what(),
      Contains("d.json / parameters / step / unit: ") && Contains("\"s\"") && Contains("\"kg\""));
  CHECK_THAT(refused(on_base("dw-s", quantity("step", "-1", "ns"))).what(),
             Contains("d.json / parameters / step: impossible value"));
  CHECK_THAT(refused(on_base("dw-s", quantity("layers", "2.5", "1"))).what(),
             Contains("whole number"));
  CHECK_THAT(refused(on_base("dw-s", quantity("r_parallel", "700", "ohm"))).what(),
             Contains("r_antiparallel"));
  CHECK_THAT(refused(on_base("dw-s", R"("step": {"value": 1, "unit": "ns"})")).what(),
             Contains("d.json / parameters / step / source: missing"));
  CHECK_THAT(refused(on_base("dw-s", R"("step": 1)")).what(), Contains("expected an object"));
  CHECK_THAT(refused(file("dw", R"("base": "leaky", "parameters": {})")).what(),
             Contains("another law"));
  CHECK_THAT(refused(file("dw", R"("base": "wood", "parameters": {})")).what(), Contains("dw-s"));
  CHECK_THAT(refused(file("memristor", R"("parameters": {})")).what(), Contains("d.json / law"));
  CHECK_THAT(refused(file("dw", R"("parameters": {}, "colour": 1)")).what(),
             Contains("d.json / colour: unknown key"));
  CHECK_THAT(
      refused(file("hall",
                   R"("parameters": {}, "fields": [{)" + quantity("threshold", "3", "uV") + "}]"))
          .what(),
      Contains("d.json / fields[0] / field: missing"));
  CHECK_THAT(refused(file("hall",
                          R"("parameters": {}, "fields": [{)" + quantity("field", "180", "Oe") +
                              "," + quantity("threshold", "3", "uV") + "," +
                              quantity("sigma", "3", "uV") + "}]"))
                 .what(),
             Contains("d.json / fields[0] / sigma: impossible value"));
  CHECK_THAT(refused(file("hall",
                          R"("parameters": {}, "fields": [{)" + quantity("field", "180", "Oe") +
                              "},{" + quantity("field", "18", "mT") + "}]"))
                 .what(),
             Contains("d.json / fields[1] / field: given twice"));
  CHECK(refused("{").code() == ErrorCode::kParse);
  test::error_of(ErrorCode::kUsage, "no device 'wood'", [] { (void)load_device("wood"); });
  test::error_of(ErrorCode::kIo, [] { (void)load_device("no/such.json"); });
  const test::TempDir dir;
  files::write(dir / "a.json", file("dw", R"("base": "./a.json", "parameters": {})"));
  test::error_of(
      ErrorCode::kParse, "a circle of bases", [&] { (void)load_device(dir / "a.json"); });
}

TEST_CASE("a base gives what a file does not say, units are converted") {
  const Device mine = parse_device(on_base("dw-s", quantity("step", "500", "ps")), "d.json");
  CHECK(mine.number("step") == 0.5e-9);
  CHECK(mine.number("alpha") == named("dw-s").number("alpha"));
  CHECK(mine.label == "d");
  test::error_of(ErrorCode::kRange, "d.json / parameters / alpha: missing", [] {
    (void)registers(parse_device(file("dw",
                                      R"("parameters": {)" + quantity("step", "1", "ns") + "," +
                                          quantity("beta", "1", "1/s") + "," +
                                          quantity("threshold", "0.75", "1") + "}"),
                                 "d.json"),
                    14);
  });
}

TEST_CASE("a device knows the files that were read for it, its bases' too") {
  const test::TempDir dir;
  files::write(dir / "parent.json", on_base("dw-s", quantity("step", "500", "ps")));
  files::write(
      dir / "child.json",
      file("dw",
           R"("base": "parent.json", "parameters": {)" + quantity("alpha", "1e8", "1/s") + "}"));
  CHECK(device::files_of({device::load_device(dir / "child.json"), named("dw-s")}) ==
        std::vector<std::string>{dir / "parent.json", dir / "child.json"});
}

TEST_CASE("the words of a device are a line each, which moves no cursor and ends no string") {
  std::string file = on_base("dw-s", quantity("step", "500", "ps"));
  file.insert(file.rfind('}'), R"x(, "label": "a\nsystem('touch x')")x");
  test::error_of(ErrorCode::kParse, "d.json / label: expected one line", [&] {
    (void)parse_device(file, "d.json");
  });
}

TEST_CASE("numbers of a device are changed by name, of a field by @") {
  Device s = named("dw-s");
  change(s, "alpha", "1e8");
  CHECK(s.number("alpha") == 1e8);
  change(s, "step", "2ns");
  CHECK(s.number("step") == 2e-9);
  change(s, "step", "3 ns");
  CHECK(s.number("step") == 3e-9);
  change(s, "pulse_amplitude", "1e7A/cm2");
  CHECK(s.number("pulse_amplitude") == 1e11);
  const auto error = [&](const std::string& name, const std::string& value) {
    return test::error_of([&] { change(s, name, value); });
  };
  CHECK_THAT(error("lambda", "1").what(), Contains("--device-set lambda") && Contains("alpha"));
  const std::string long_one(8000, 'a');
  for (const auto& [name, value] : {std::pair(long_one, std::string("1")),
                                    {"alpha", long_one},
                                    {"alpha", "1" + long_one},
                                    {"alpha@" + long_one, "1"}}) {
    CHECK(std::string(error(name, value).what()).size() < 1000);
  }
  CHECK_THAT(error("alpha", "x").what(), Contains("expected a number in 1/s"));
  CHECK_THAT(error("step", "1kg").what(), Contains("\"kg\""));
  CHECK(error("step", "-1").code() == ErrorCode::kRange);
  CHECK_THAT(error("alpha@180", "1").what(), Contains("of that field"));
  Device bar = named("hall-in-situ-200");
  change(bar, "threshold", "30");
  CHECK(in_situ(hall(bar), 200.0).threshold == 30.0);
  CHECK(in_situ(hall(bar), 180.0).threshold == paper::at_field(180.0).threshold);
  change(bar, "threshold@180", "0.02mV");
  CHECK(in_situ(hall(bar), 180.0).threshold == Approx(20.0));
}

TEST_CASE("every number that a protocol takes from a device moves its result") {
  const auto csv_with = [](const std::string& name,
                           const std::string& protocol,
                           const std::string& parameter,
                           const std::string& value) {
    Device device = named(name);
    if (!parameter.empty()) change(device, parameter, value);
    const std::vector<Device> devices{device};
    const Result r = run(protocol_of(device, protocol), {}, devices);
    std::string all = csv(r);
    for (const auto& row : value_rows(r, 9)) {
      for (const std::string& cell : row) all += cell + "|";
    }
    for (const Panel& panel : r.figure.panels) {
      for (const auto& band : panel.bands) all += std::to_string(band.high);
    }
    return all;
  };
  struct Change {
    const char *device, *protocol, *parameter, *value;
  };
  for (const Change& c : {Change{"dw-s", "dc", "alpha", "1e8"},
                          Change{"dw-s", "dc", "beta", "2e7"},
                          Change{"dw-s", "dc", "gamma", "2e-3"},
                          Change{"dw-s", "dc", "threshold", "0.7"},
                          Change{"dw-s", "reset", "threshold", "0.7"},
                          Change{"dw-p", "pulse-train", "track_end", "0.76"},
                          Change{"dw-p", "pulse-train", "pulse_width", "0.9ns"},
                          Change{"dw-p", "pulse-train", "pulse_amplitude", "1.1e11"},
                          Change{"dw-p", "pulse-train", "rest_mz", "-0.2"},
                          Change{"dw-p", "layers", "layers", "10"},
                          Change{"dw-p", "voltage", "v_read", "200mV"},
                          Change{"dw-p", "voltage", "r_read", "600"},
                          Change{"dw-p", "layers", "r_parallel", "210"},
                          Change{"dw-p", "layers", "r_antiparallel", "700"},
                          Change{"dw-p", "energy", "track_width", "60nm"},
                          Change{"dw-p", "energy", "write_resistance", "500"},
                          Change{"dw-p", "energy", "spike_on_time", "8ns"},
                          Change{"dw-p", "match", "wall_ms", "0.9e6"},
                          Change{"dw-p", "match", "wall_demag_field", "600"},
                          Change{"dw-p", "match", "wall_spin_hall", "0.07"},
                          Change{"hall-ex-situ", "lif", "lambda", "2e-3"},
                          Change{"hall-ex-situ", "lif", "b0", "0.1"},
                          Change{"hall-ex-situ", "lif", "reads", "3"},
                          Change{"hall-ex-situ", "lif", "gain_positive", "4"},
                          Change{"hall-ex-situ", "fields", "gain_negative", "6"},
                          Change{"hall-ex-situ", "currents", "onset_current", "2"},
                          Change{"hall-ex-situ", "currents", "current_exponent", "2"},
                          Change{"hall-ex-situ", "window", "centre_positive", "220"},
                          Change{"hall-ex-situ", "window", "width_negative_low", "50"},
                          Change{"hall-ex-situ", "window", "gate_level", "0.4"},
                          Change{"hall-ex-situ", "hysteresis", "ordinary_hall", "-2e-10"},
                          Change{"hall-in-situ-180", "operations", "background", "190"},
                          Change{"hall-in-situ-180", "operations", "rest_spread", "0.2"},
                          Change{"hall-in-situ-180", "peaks", "noise", "0.3"},
                          Change{"hall-in-situ-180", "thresholds", "sigma", "3"},
                          Change{"hall-in-situ-180", "thresholds", "threshold", "16"},
                          Change{"hall-in-situ-180", "thresholds", "drive", "3"},
                          Change{"hall-in-situ-180", "measurement", "read_width", "10ms"},
                          Change{"hall-in-situ-180", "measurement", "set_field", "-1500"},
                          Change{"hall-in-situ-180", "measurement", "recordings", "5"}}) {
    INFO(c.device << " " << c.protocol << " " << c.parameter);
    CHECK(csv_with(c.device, c.protocol, c.parameter, c.value) !=
          csv_with(c.device, c.protocol, "", ""));
  }
}

TEST_CASE("a protocol runs on a device by its name, with the device's fields and currents") {
  const Protocol lif = protocol_of(named("hall-in-situ-200"), "lif");
  CHECK(lif.parameters[0].value == "200");
  const Protocol dc = protocol_of(named("dw-s"), "dc");
  for (const Parameter& p : dc.parameters) CHECK(p.name != "set");
  test::error_of(ErrorCode::kUsage, "pulse-train", [] { (void)protocol_of(named("dw-s"), "lif"); });
  test::error_of(
      ErrorCode::kUsage, "no protocols", [] { (void)protocol_of(named("leaky"), "dc"); });
}

TEST_CASE("a protocol runs on all fields of a device of one's own, and says nothing of the paper") {
  const auto measured_at = [](const std::string& oersted) {
    return "{" + quantity("field", oersted, "Oe") + "," + quantity("threshold", "20", "uV") + "," +
           quantity("sigma", "2", "uV") + "," + quantity("background", "100", "uV") + "," +
           quantity("drive", "4", "uV") + "," + quantity("noise", "0.1", "1") + "}";
  };
  std::string rows;
  for (const std::string oersted : {"150", "160", "170", "170.1234567", "190"}) {
    rows += (rows.empty() ? "" : ",") + measured_at(oersted);
  }
  const Device mine =
      parse_device(file("hall",
                        R"("base": "hall-ex-situ", "parameters": {)" +
                            quantity("field", "170", "Oe") + R"(}, "fields": [)" + rows + "]"),
                   "d.json");
  for (const std::string name : {"peaks", "operations", "thresholds", "reliability"}) {
    Result result = run(protocol_of(mine, name), {}, std::vector<Device>{mine});
    CHECK(result.values.back().name.find("190 Oe") != std::string::npos);
    result.leave_paper_out();
    for (const Value& value : result.values) CHECK(value.paper.empty());
    for (const std::string& note : result.all_notes()) CHECK_THAT(note, !Contains("paper"));
  }
  // More than a figure has room for are named.
  for (int oersted = 1000; oersted < 1009; ++oersted) {
    rows += "," + measured_at(std::to_string(oersted));
  }
  const Device many =
      parse_device(file("hall",
                        R"("base": "hall-ex-situ", "parameters": {)" +
                            quantity("field", "50000", "Oe") + R"(}, "fields": [)" + rows + "]"),
                   "d.json");
  const Result twelve = run(protocol_of(many, "peaks"), {}, std::vector<Device>{many});
  CHECK_THAT(twelve.notes.back(), Contains("1007,1008") && Contains("--set fields="));
  for (const std::string& note :
       run(protocol_of(many, "peaks"), {{"fields", "1008"}}, std::vector<Device>{many}).notes) {
    CHECK_THAT(note, !Contains("Left out"));
  }
  CHECK(protocol_of(many, "lif").parameters.front().value == "50000");
  CHECK_NOTHROW(run(protocol_of(many, "lif"), {}, std::vector<Device>{many}));
  // Fields draw apart, however near each other.
  const Result peaks = run(protocol_of(mine, "peaks"), {}, std::vector<Device>{mine});
  REQUIRE(peaks.values[8].name == "mean at 170 Oe");
  CHECK(peaks.values[8].value != peaks.values[12].value);
}

TEST_CASE("240 Oe in situ is extrapolated, and each of its numbers says so") {
  const Device& device = named("hall-in-situ-240");
  REQUIRE(device.fields.size() == 1);
  for (const auto& [key, q] : device.fields[0]) {
    INFO(key);
    if (key != "field") CHECK_THAT(q.source, Contains("extrapolated"));
  }
  const InSitu& at = in_situ(hall(device), 240.0);
  const auto line = [](double a, double b) { return b + (b - a); };
  const InSitu& low = paper::at_field(200.0);
  const InSitu& high = paper::at_field(220.0);
  CHECK(at.threshold == Approx(line(low.threshold, high.threshold)));
  CHECK(at.sigma == Approx(line(low.sigma, high.sigma)));
  CHECK(at.background == Approx(line(low.background, high.background)));
  CHECK(at.leak.lambda * at.threshold == Approx(low.leak.lambda * low.threshold).epsilon(1e-3));
  CHECK(at.drive / at.threshold == Approx(low.drive / low.threshold).epsilon(1e-3));
  CHECK(moments(peak_voltages(at, 20000, 1)).sigma == Approx(at.sigma).epsilon(0.02));
}

TEST_CASE("registers of set S, and how far each is from what it stands for") {
  const Registers r = registers(named("dw-s"), 14);
  CHECK(r.neuron.ka == 159);
  CHECK(r.neuron.sa == 10);
  CHECK(r.neuron.be == 164);
  CHECK(r.neuron.fields.at(0).th_lo == 12288);
  CHECK(r.neuron.fields.at(0).th_hi == 32767);
  CHECK(r.neuron.fields.at(0).th_rest == 2458);
  CHECK(r.neuron.v_min == -32768);
  CHECK(r.neuron.refractory == 2);  // 2.15 ns in steps of 1 ns
  CHECK(registers(named("dw-s"), 10).neuron.fields.at(0).th_lo == 768);
  const auto json = nlohmann::json::parse(json_text(named("dw-s"), r));
  CHECK(json["registers"]["KA"] == 159);
  CHECK(json["registers"]["TH_LO"] == 12288);
  CHECK(json["errors"]["KA"]["exact"].get<double>() == Approx(158.6176));
  CHECK(json["errors"]["KA"]["relative"].get<double>() == Approx(159 / 158.6176 - 1));
  CHECK_THAT(human_text(named("dw-s"), r), Contains("KA") && Contains("+0.241"));
  // Every leak is within half a step of its register.
  for (const std::string& name : device_names()) {
    for (const int frac_bits : {10, 14}) {
      for (const RegisterEntry& e : registers(named(name), frac_bits).entries) {
        INFO(name << " " << e.name);
        if (e.name == "N_RST") continue;
        CHECK(std::abs(e.value - e.exact) <= 0.5);
      }
    }
  }
}

TEST_CASE("a Hall bar's slot and cycle registers, and one cycle of dead time") {
  Device bar = named("hall-in-situ-180");
  CHECK(registers(bar, 14).neuron.ka == 131);
  CHECK(registers(bar, 14).neuron.refractory == 1);
  change(bar, "step", "1");
  const Registers slot = registers(bar, 14);
  CHECK(slot.neuron.ka == 209);
  CHECK(slot.neuron.sa == 12);
  CHECK(slot.neuron.be == 11);
  CHECK(slot.neuron.refractory == 5);
}

TEST_CASE(
    "N_RST is the reset's time over the step, to the nearest, at least 1 where it takes any") {
  const auto dead = [](const std::string& name, const std::string& key, const std::string& value) {
    Device device = named(name);
    if (!key.empty()) change(device, key, value);
    return registers(device, 14).neuron.refractory;
  };
  CHECK(dead("dw-s", "", "") == 2);                      // 2.15 ns
  CHECK(dead("dw-s", "step", "0.5ns") == 4);             // 4.30 steps
  CHECK(dead("dw-s", "step", "0.6ns") == 4);             // 3.58
  CHECK(dead("dw-s", "step", "4ns") == 1);               // 0.54
  CHECK(dead("dw-s", "step", "20ns") == 1);              // 0.11: it takes time, so it takes a step
  CHECK(dead("dw-s", "reset_amplitude", "-1e11") == 5);  // 5.41
  for (const char* const field : {"180", "200", "220", "240"}) {
    CHECK(dead(std::string("hall-in-situ-") + field, "", "") == 1);
  }
  CHECK(dead("hall-ex-situ", "", "") == 1);
  CHECK(dead("hall-ex-situ", "reset_time", "0") == 0);
  CHECK(dead("hall-ex-situ", "reset_time", "0.2") == 1);
  CHECK(dead("hall-ex-situ", "reset_time", "1.6") == 2);
  CHECK(dead("leaky", "", "") == 0);
}

TEST_CASE("the schema page has every key with its unit and range") {
  const std::string page = files::read(test::source("sim/device/devices/README.md"));
  CHECK_THAT(page, Contains(schema_page()));
  for (const Key& key : keys()) {
    CHECK(key.low <= key.high);
    CHECK_THAT(page, Contains("`" + std::string(key.name) + "`"));
  }
}
