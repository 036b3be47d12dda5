// SPDX-License-Identifier: Apache-2.0
#include "sim/golden/conv.hpp"

#include <algorithm>
#include <cstdlib>

#include "sim/golden/active.hpp"

namespace spinforge::golden {

using network::Conv;
using network::Layer;
using network::Pool;

namespace {

/// Kernel places in the order of storage: of each residue modulo the stride, from the largest down,
/// because an input at i reaches output (i + padding - place) / stride, the first from the largest.
std::vector<int> stored_places(const Conv& conv) {
  std::vector<int> places;
  for (int residue = 0; residue < conv.stride; ++residue) {
    const std::size_t begin = places.size();
    for (int place = residue; place < conv.kernel; place += conv.stride) places.push_back(place);
    std::reverse(places.begin() + static_cast<std::ptrdiff_t>(begin), places.end());
  }
  return places;
}

/// What each of `inputs` rows (or columns) reaches of `outputs`.
std::vector<Reach> reaches(const Conv& conv, int inputs, int outputs) {
  const std::vector<int> places = stored_places(conv);
  std::vector<Reach> out(static_cast<std::size_t>(inputs));
  for (int i = 0; i < inputs; ++i) {
    Reach& reach = out[static_cast<std::size_t>(i)];
    for (int tap = 0; tap < conv.kernel; ++tap) {
      const int from = i + conv.padding - places[static_cast<std::size_t>(tap)];
      if (from < 0 || from % conv.stride != 0 || from / conv.stride >= outputs) continue;
      if (reach.count == 0) reach = {.first = from / conv.stride, .tap = tap};
      ++reach.count;
    }
  }
  return out;
}

/// Whether every partial sum of spikes fits 16 bits.
bool fits_16_bits(const Layer& layer) {
  const auto fan_in = static_cast<std::size_t>(layer.fan_in());
  for (std::size_t n = 0; n < layer.bias.size(); ++n) {
    std::int64_t reach = std::abs(std::int64_t{layer.bias[n]});
    for (std::size_t i = 0; i < fan_in; ++i) reach += std::abs(layer.weights[n * fan_in + i]);
    if (reach > INT16_MAX) return false;
  }
  return true;
}

template <class Sum>
void add_one(Sum* __restrict sum, const std::int16_t* __restrict a, std::size_t size) {
  for (std::size_t j = 0; j < size; ++j) sum[j] = static_cast<Sum>(sum[j] + a[j]);
}

/// Two and four at once, whose sum (of 9-bit weights) fits 16 bits: the map is touched less often.
template <class Sum>
void add_two(Sum* __restrict sum,
             const std::int16_t* __restrict a,
             const std::int16_t* __restrict b,
             std::size_t size) {
  for (std::size_t j = 0; j < size; ++j) {
    sum[j] = static_cast<Sum>(sum[j] + static_cast<std::int16_t>(a[j] + b[j]));
  }
}

template <class Sum>
void add_four(Sum* __restrict sum,
              const std::int16_t* __restrict a,
              const std::int16_t* __restrict b,
              const std::int16_t* __restrict c,
              const std::int16_t* __restrict d,
              std::size_t size) {
  for (std::size_t j = 0; j < size; ++j) {
    sum[j] = static_cast<Sum>(sum[j] + static_cast<std::int16_t>(a[j] + b[j] + c[j] + d[j]));
  }
}

void add_scaled(std::int32_t* __restrict sum,
                const std::int16_t* __restrict a,
                std::int32_t factor,
                std::size_t size) {
  for (std::size_t j = 0; j < size; ++j) sum[j] += a[j] * factor;
}

/// Calls `add(sum, offset into a channel's taps, length)` for each run of the map that the input at
/// a position reaches.
template <class Sum, class Add>
void for_runs(const Conv& conv,
              const network::Shape& map,
              const Reach& row,
              const Reach& column,
              Sum* sums,
              Add add) {
  const auto channels = static_cast<std::size_t>(conv.channels);
  const std::size_t size = static_cast<std::size_t>(column.count) * channels;
  if (size == 0) return;
  for (int d = 0; d < row.count; ++d) {
    const auto at = static_cast<std::size_t>((row.first + d) * map.width + column.first);
    const auto tap = static_cast<std::size_t>((row.tap + d) * conv.kernel + column.tap);
    add(sums + at * channels, tap * channels, size);
  }
}

}  // namespace

ConvCounters::ConvCounters(const Layer& layer)
    : conv_(*layer.conv),
      convolved_(conv_.convolved()),
      taps_(static_cast<std::size_t>(conv_.kernel * conv_.kernel * conv_.channels)),
      narrow_(fits_16_bits(layer)),
      rows_(reaches(conv_, conv_.input.height, convolved_.height)),
      columns_(reaches(conv_, conv_.input.width, convolved_.width)),
      weights_(layer.weights.size()),
      out_(static_cast<std::size_t>(layer.outputs)),
      active_(static_cast<std::size_t>(conv_.input.channels)) {
  const auto channels = static_cast<std::size_t>(conv_.channels);
  for (std::size_t c = 0; c < channels; ++c) {
    const bool negative = layer.mul[layer.mul.size() == 1 ? 0 : c] < 0;
    flip_.push_back(conv_.pool == Pool::kMax && negative ? -1 : 0);
  }
  const std::vector<int> places = stored_places(conv_);
  const auto inputs = static_cast<std::size_t>(conv_.input.channels);
  const auto kernel = static_cast<std::size_t>(conv_.kernel);
  const std::size_t taps = kernel * kernel;
  for (std::size_t c = 0; c < channels; ++c) {
    for (std::size_t tap = 0; tap < taps; ++tap) {
      const auto y = static_cast<std::size_t>(places[tap / kernel]);
      const auto x = static_cast<std::size_t>(places[tap % kernel]);
      for (std::size_t i = 0; i < inputs; ++i) {
        const int w = layer.weights[((c * kernel + y) * kernel + x) * inputs + i];
        weights_[(i * taps + tap) * channels + c] =
            static_cast<std::int16_t>(flip_[c] != 0 ? -w : w);
      }
    }
  }
  for (int at = 0; at < convolved_.height * convolved_.width; ++at) {
    for (std::size_t c = 0; c < channels; ++c) {
      wide_.start.push_back(layer.bias[c] ^ flip_[c]);
      if (narrow_) small_.start.push_back(static_cast<std::int16_t>(wide_.start.back()));
    }
  }
}

template <class Sum>
void ConvCounters::add_position(Map<Sum>& map, int y, int x, std::span<const std::uint8_t> spikes) {
  const std::size_t count = find_active(spikes, active_.data());
  const Reach& row = rows_[static_cast<std::size_t>(y)];
  const Reach& column = columns_[static_cast<std::size_t>(x)];
  const auto runs = [&](auto add) {
    for_runs(conv_, convolved_, row, column, map.sum.data(), add);
  };
  std::size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    const std::int16_t* a = taps_of(active_[k]);
    const std::int16_t* b = taps_of(active_[k + 1]);
    const std::int16_t* c = taps_of(active_[k + 2]);
    const std::int16_t* d = taps_of(active_[k + 3]);
    runs([&](Sum* sum, std::size_t at, std::size_t size) {
      add_four(sum, a + at, b + at, c + at, d + at, size);
    });
  }
  if (k + 2 <= count) {
    const std::int16_t* a = taps_of(active_[k]);
    const std::int16_t* b = taps_of(active_[k + 1]);
    runs([&](Sum* sum, std::size_t at, std::size_t size) { add_two(sum, a + at, b + at, size); });
    k += 2;
  }
  if (k < count) {
    const std::int16_t* a = taps_of(active_[k]);
    runs([&](Sum* sum, std::size_t at, std::size_t size) { add_one(sum, a + at, size); });
  }
}

template <class Sum>
void ConvCounters::add_all(Map<Sum>& map, std::span<const std::uint8_t> spikes) {
  map.sum = map.start;
  const auto channels = static_cast<std::size_t>(conv_.input.channels);
  std::size_t at = 0;
  for (int y = 0; y < conv_.input.height; ++y) {
    for (int x = 0; x < conv_.input.width; ++x, at += channels) {
      add_position(map, y, x, spikes.subspan(at, channels));
    }
  }
}

template <class Sum, class Pooled, class Combine>
void ConvCounters::pool(const Map<Sum>& map, Combine combine) {
  const network::Shape pooled = conv_.output();
  const auto side = static_cast<std::size_t>(conv_.pool_size);
  const auto channels = static_cast<std::size_t>(conv_.channels);
  const std::size_t line = static_cast<std::size_t>(convolved_.width) * channels;
  std::vector<Pooled> window(channels);
  std::int32_t* out = out_.data();
  for (std::size_t y = 0; y < static_cast<std::size_t>(pooled.height); ++y) {
    for (std::size_t x = 0; x < static_cast<std::size_t>(pooled.width); ++x, out += channels) {
      const Sum* corner = map.sum.data() + y * side * line + x * side * channels;
      std::copy_n(corner, channels, window.data());
      for (std::size_t k = 1; k < side * side; ++k) {
        const Sum* place = corner + k / side * line + k % side * channels;
        for (std::size_t c = 0; c < channels; ++c) window[c] = combine(window[c], place[c]);
      }
      for (std::size_t c = 0; c < channels; ++c) out[c] = window[c] ^ flip_[c];
    }
  }
}

template <class Sum>
void ConvCounters::finish(const Map<Sum>& map) {
  if (conv_.pool == Pool::kMax) {
    pool<Sum, Sum>(map, [](Sum a, Sum b) { return std::max(a, b); });
  } else {
    pool<Sum, std::int32_t>(map, [](std::int32_t a, Sum b) { return a + b; });
  }
}

std::span<const std::int32_t> ConvCounters::add_spikes(std::span<const std::uint8_t> spikes) {
  if (narrow_) {
    add_all(small_, spikes);
    finish(small_);
  } else {
    add_all(wide_, spikes);
    finish(wide_);
  }
  return out_;
}

std::span<const std::int32_t> ConvCounters::add_pixels(std::span<const std::uint8_t> pixels) {
  wide_.sum = wide_.start;
  const auto channels = static_cast<std::size_t>(conv_.input.channels);
  const auto width = static_cast<std::size_t>(conv_.input.width);
  for (std::size_t i = 0; i < pixels.size(); ++i) {
    if (pixels[i] == 0) continue;
    const std::int16_t* taps = taps_of(i % channels);
    const std::size_t at = i / channels;
    for_runs(conv_,
             convolved_,
             rows_[at / width],
             columns_[at % width],
             wide_.sum.data(),
             [&](std::int32_t* sum, std::size_t tap, std::size_t size) {
               add_scaled(sum, taps + tap, pixels[i], size);
             });
  }
  finish(wide_);
  return out_;
}

}  // namespace spinforge::golden
