// SPDX-License-Identifier: Apache-2.0
#include "sim/classify/classify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <nlohmann/json.hpp>
#include <numeric>
#include <thread>

#include "gen/base/progress.hpp"
#include "gen/base/text.hpp"
#include "gen/base/utf8.hpp"
#include "sim/classify/commits.hpp"

namespace spinforge::classify {
namespace {

/// So many images are shown one by one.
constexpr std::size_t kShown = 10;

std::uint64_t count_commits(const golden::LayerTrace& layer) {
  return static_cast<std::uint64_t>(
      std::count_if(layer.flags.begin(), layer.flags.end(), [](std::uint8_t flags) {
        return (flags & golden::kCommitted) != 0;
      }));
}

double images_per_s(const Outcome& out) {
  return out.wall_s > 0 ? static_cast<double>(out.predictions.size()) / out.wall_s : 0;
}

/// Few images one by one: class, label and the spikes of every output neuron.
std::string image_table(const Outcome& out) {
  if (out.predictions.size() > kShown) return "";
  std::vector<std::vector<std::string>> rows{{"image", "label", "class", "counts"}};
  for (std::size_t i = 0; i < out.predictions.size(); ++i) {
    rows.push_back({fmt::format("{}", out.first + i),
                    out.labels.empty() ? "-" : fmt::format("{}", out.labels[i]),
                    fmt::format("{}", out.predictions[i]),
                    fmt::format("{}", fmt::join(out.counts[i], " "))});
  }
  return "\n" + text::table(rows);
}

}  // namespace

unsigned workers(unsigned threads) {
  return threads == 0 ? std::max(1U, std::thread::hardware_concurrency()) : threads;
}

void each_image(const network::Network& network,
                std::uint32_t first,
                std::size_t count,
                unsigned threads,
                const Look& look,
                const OnProgress& on_progress) {
  each_image(std::span(&network, 1), first, count, threads, look, on_progress);
}

void each_image(std::span<const network::Network> chips,
                std::uint32_t first,
                std::size_t count,
                unsigned threads,
                const Look& look,
                const OnProgress& on_progress) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&](unsigned worker, const OnProgress& told) {
    golden::Golden model(chips);
    for (std::size_t i = next++; i < count; i = next++) {
      look(model, first + static_cast<std::uint32_t>(i), worker);
      if (told) told(i + 1);
    }
  };
  if (threads == 1) return work(0, on_progress);
  std::vector<std::future<void>> running;
  for (unsigned i = 0; i < workers(threads); ++i) {
    running.push_back(std::async(std::launch::async, [&, i] {
      try {
        work(i, {});
      } catch (...) {
        next = count;  // nobody goes on
        throw;
      }
    }));
  }
  for (std::future<void>& worker : running) {
    while (on_progress &&
           worker.wait_for(std::chrono::milliseconds(50)) != std::future_status::ready) {
      on_progress(std::min(next.load(), count));
    }
    worker.get();
  }
}

std::uint64_t count_spikes(const golden::LayerTrace& layer) {
  return std::accumulate(layer.spike.begin(), layer.spike.end(), std::uint64_t{0});
}

std::optional<double> accuracy(const TestSet& set, const std::vector<int>& classes) {
  if (set.images.labels.empty()) return {};
  std::size_t right = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    right += classes[i] == set.images.labels[set.first + i];
  }
  return static_cast<double>(right) / static_cast<double>(classes.size());
}

std::string accuracy_text(const std::optional<double>& accuracy) {
  return accuracy ? "accuracy " + text::percent(*accuracy) : "no labels";
}

Outcome run(const network::Network& network,
            const TestSet& set,
            const std::string& commits,
            bool quiet) {
  std::optional<CommitsFile> file;
  if (!commits.empty()) file.emplace(commits);
  Outcome out;
  out.network = network.name;
  out.dataset = set.directory;
  out.first = set.first;
  std::vector<std::uint64_t> spikes(network.layers.size());
  Progress progress("golden", "images", set.count, quiet);
  std::chrono::steady_clock::duration spent{};
  const auto look = [&](golden::Golden& model, std::uint32_t image, unsigned) {
    const auto begin = std::chrono::steady_clock::now();
    const golden::Trace& trace = model.run(set.images.image(image), image);
    spent += std::chrono::steady_clock::now() - begin;
    out.predictions.push_back(trace.predicted);
    out.counts.push_back(trace.counts);
    if (!set.images.labels.empty()) out.labels.push_back(set.images.labels[image]);
    for (std::size_t k = 0; k < trace.layers.size(); ++k) {
      spikes[k] += count_spikes(trace.layers[k]);
      out.commits += count_commits(trace.layers[k]);
    }
    if (file) file->add(image, trace);
  };
  each_image(network, set.first, set.count, 1, look, [&](std::size_t done) {
    if (done % 256 == 0) progress.update(done);
  });
  if (file) file->finish();
  out.wall_s = std::chrono::duration<double>(spent).count();
  out.accuracy = accuracy(set, out.predictions);
  for (std::size_t k = 0; k < network.layers.size(); ++k) {
    out.neurons.push_back(network.layers[k].outputs);
    out.spikes_per_step.push_back(static_cast<double>(spikes[k]) /
                                  (static_cast<double>(set.count) * network.steps));
  }
  return out;
}

std::string table_text(const Outcome& out) {
  std::vector<std::vector<std::string>> rows{{"layer", "neurons", "spikes a step", "share"}};
  for (std::size_t k = 0; k < out.neurons.size(); ++k) {
    const double spikes = out.spikes_per_step[k];
    rows.push_back({fmt::format("{}", k + 1),
                    fmt::format("{}", out.neurons[k]),
                    fmt::format("{:.2f}", spikes),
                    text::percent(spikes / out.neurons[k])});
  }
  return fmt::format("{}: {} images of {}, {}, {} commits, {:.0f} images/s on one core\n\n{}{}\n",
                     out.network,
                     out.predictions.size(),
                     out.dataset,
                     accuracy_text(out.accuracy),
                     text::thousands(static_cast<long long>(out.commits)),
                     images_per_s(out),
                     text::table(rows),
                     image_table(out));
}

std::string json_text(const Outcome& out) {
  using Json = nlohmann::ordered_json;
  Json layers = Json::array();
  for (std::size_t k = 0; k < out.neurons.size(); ++k) {
    layers.push_back({{"layer", k + 1},
                      {"neurons", out.neurons[k]},
                      {"spikes_per_step", out.spikes_per_step[k]}});
  }
  const Json json = {{"network", out.network},
                     {"dataset", text::utf8(out.dataset)},
                     {"first", out.first},
                     {"images", out.predictions.size()},
                     {"accuracy", out.accuracy ? Json(*out.accuracy) : Json()},
                     {"commits", out.commits},
                     {"wall_s", out.wall_s},
                     {"images_per_s", images_per_s(out)},
                     {"layers", layers},
                     {"predictions", out.predictions},
                     {"counts", out.counts}};
  return json.dump(2) + "\n";
}

}  // namespace spinforge::classify
