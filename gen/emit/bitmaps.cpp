// SPDX-License-Identifier: Apache-2.0
#include "gen/emit/bitmaps.hpp"

#include <fmt/format.h>

#include "gen/base/error.hpp"
#include "gen/emit/macros.hpp"

namespace spinforge::emit {

using sv::Instance;
using sv::tied;

namespace {

void connect_reader(Instance& buffer, const Bitmap& bitmap) {
  buffer.connect("rd_valid_o", bitmap.valid)
      .connect("rd_image_o", bitmap.image)
      .connect("rd_summary_o", bitmap.summary)
      .connect("rd_addr_i", bitmap.addr)
      .connect("rd_word_o", bitmap.word)
      .connect("rd_done_i", bitmap.done);
}

}  // namespace

Instance clocked(std::string_view name, std::string_view instance_name) {
  Instance out(macro(name), instance_name);
  out.connect("clk_i", {"clk_i"}).connect("rst_ni", {"rst_ni"});
  return out;
}

Bitmap Bitmaps::input(bool rate) { return rate ? spikes(1, encoder(pixels(rate))) : pixels(rate); }

/// Signals of the reading side of a buffer in front of layer `number`.
Bitmap Bitmaps::declare(std::size_t number, const std::string& prefix) {
  const LayerConstants& layer = of(number);
  return {module_.signal(prefix + "_valid"),
          module_.signal(prefix + "_image", 32),
          module_.signal(prefix + "_summary", layer.in_words),
          module_.signal(prefix + "_addr", layer.in_addr_bits),
          module_.signal(prefix + "_word", layer.at("InWordBits")),
          module_.signal(prefix + "_done"),
          {},
          {},
          {},
          {},
          {},
          {}};
}

Bitmap Bitmaps::pixels(bool rate) {
  const int beat = plan_.pixels_per_beat;
  module_.group_ports(beat == 1 ? "pixel stream: InputSize pixels an image, the last one marked"
                                : "pixel stream: InputSize pixels an image, PixelsPerBeat a "
                                  "beat, the last beat marked");
  Instance buffer = clocked("sf_pixel_buffer", "u_pixels");
  buffer.set("Size", constants_.input_size)
      .set("WordBits", of(1).at("InWordBits"))
      .set("Beat", constants_.beat)
      .connect("pixel_valid_i", module_.input("pixel_valid_i"))
      .connect("pixel_ready_o", module_.output("pixel_ready_o"))
      .connect("pixel_data_i", module_.input("pixel_data_i", 8 * beat))
      .connect("pixel_keep_i", beat == 1 ? tied(1, 1) : module_.input("pixel_keep_i", beat))
      .connect("pixel_last_i", module_.input("pixel_last_i"))
      .connect("pixel_image_i", module_.input("pixel_image_i", 32))
      .connect("frame_error_o", module_.output("frame_error_o"));
  module_.group_signals("image");
  Bitmap out;
  if (rate) {
    // The encoder looks at every pixel: nobody reads the bitmap of non-zero ones.
    out.valid = module_.signal("pixels_valid");
    out.image = module_.signal("pixels_image", 32);
    out.done = module_.signal("pixels_done");
    out.summary = module_.unused("pixels_summary", of(1).in_words);
    out.word = module_.unused("pixels_word", of(1).at("InWordBits"));
    out.addr = tied(static_cast<int>(of(1).in_addr_bits.value), 0);
  } else {
    out = declare(1, "pixels");
  }
  out.pixel_addr = module_.signal("pixels_pixel_addr", of(1).in_index_bits);
  out.pixel = module_.signal("pixels_pixel", 8);
  connect_reader(buffer, out);
  buffer.connect("rd_pixel_addr_i", out.pixel_addr).connect("rd_pixel_o", out.pixel);
  module_.add(buffer, "Image");
  return out;
}

Producer Bitmaps::encoder(const Bitmap& image) {
  module_.group_signals("rate coding");
  Producer out;
  out.free = module_.signal("encoder_free");
  out.alloc = module_.signal("encoder_alloc");
  out.valid = out.train_valid = module_.signal("encoder_valid");
  out.last = module_.signal("encoder_last");
  if (time()) {
    out.trains = module_.signal("encoder_train", constants_.steps);
  } else {
    out.bits = module_.signal("encoder_bit");
  }
  out.image = module_.signal("encoder_image", 32);
  Instance encoder = clocked(time() ? "sf_train_encoder" : "sf_rate_encoder", "u_encoder");
  encoder.set("Size", constants_.input_size)
      .set("Steps", constants_.steps)
      .set("Seed", constants_.seed)
      .connect("in_valid_i", image.valid)
      .connect("in_image_i", image.image)
      .connect("in_pixel_addr_o", image.pixel_addr)
      .connect("in_pixel_i", image.pixel)
      .connect("in_done_o", image.done)
      .connect("out_free_i", out.free)
      .connect("out_alloc_o", out.alloc)
      .connect("out_valid_o", out.valid)
      .connect(time() ? "out_train_o" : "out_bit_o", time() ? out.trains : out.bits)
      .connect("out_last_o", out.last)
      .connect("out_image_o", out.image);
  module_.add(encoder, "Rate coding");
  return out;
}

Bitmap Bitmaps::spikes(std::size_t number, const Producer& producer) {
  const int piece_bits = number == 1 ? 1 : plan_.layers[number - 2].neuron_lanes;
  const int word_bits = plan_.layers[number - 1].in_word_bits;
  expects(word_bits % piece_bits == 0, "a bitmap's word is whole pieces");
  module_.group_signals(fmt::format("spikes into layer {}", number));
  const std::string prefix = fmt::format("spikes{}", number);
  Bitmap out = declare(number, prefix);
  Instance buffer = clocked(time() ? "sf_train_buffer" : "sf_spike_buffer", "u_" + prefix);
  buffer.set("Size", of(number).at("Inputs"));
  if (number == 1) {
    buffer.set("PieceBits", 1).set("WordPieces", of(number).at("InWordBits"));
  } else {
    const sv::Constant& piece = of(number - 1).at("NeuronLanes");
    const sv::Constant pieces{
        fmt::format("{} / {}", of(number).at("InWordBits").reference, piece.reference),
        word_bits / piece_bits};
    buffer.set("PieceBits", piece).set("WordPieces", pieces);
  }
  buffer.connect("free_o", producer.free)
      .connect("alloc_i", producer.alloc)
      .connect("wr_valid_i", time() ? producer.train_valid : producer.valid)
      .connect("wr_last_i", producer.last)
      .connect("wr_image_i", producer.image);
  if (time()) {
    out.train_read = module_.signal(prefix + "_train_read");
    out.train_word = module_.signal(prefix + "_train_word", of(number).in_addr_bits);
    out.train_bit = module_.signal(prefix + "_train_bit", of(number).in_bit_bits);
    out.train = module_.signal(prefix + "_train", constants_.steps);
    buffer.set("Steps", constants_.steps)
        .connect("wr_trains_i", producer.trains)
        .connect("rd_train_i", out.train_read)
        .connect("rd_train_word_i", out.train_word)
        .connect("rd_train_bit_i", out.train_bit)
        .connect("rd_train_o", out.train);
  } else {
    buffer.set("SubWords", 1).connect("wr_bits_i", producer.bits).connect("wr_abort_i", tied(1, 0));
  }
  connect_reader(buffer, out);
  module_.add(buffer, fmt::format("Spikes into layer {}", number));
  return out;
}

}  // namespace spinforge::emit
