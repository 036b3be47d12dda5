/* SPDX-License-Identifier: Apache-2.0
 *
 * See sf_axi.h.
 */
#include "sf_axi.h"

#include "registers.h"

/* Images that a core surely takes while nobody takes results: those before its first layer. */
#define SF_AXI_AHEAD 2u

/* Reads until a soft reset must be over, which lasts a few cycles, and a check of the memories, which
 * takes a cycle for each row of the deepest. */
#define SF_AXI_PATIENCE 1000u
#define SF_AXI_ROWS 0x2000000u

static sf_axi_status read_register(sf_axi* core, uint32_t offset, uint32_t* value) {
  if (core->base != NULL) {
    *value = core->base[offset / 4u];
    return SF_AXI_OK;
  }
  return core->read(core->context, offset, value) == 0 ? SF_AXI_OK : SF_AXI_BUS;
}

static sf_axi_status write_register(sf_axi* core, uint32_t offset, uint32_t value) {
  if (core->base != NULL) {
    core->base[offset / 4u] = value;
    return SF_AXI_OK;
  }
  return core->write(core->context, offset, value) == 0 ? SF_AXI_OK : SF_AXI_BUS;
}

static uint32_t field(uint32_t word, uint32_t mask, uint32_t low) { return (word & mask) >> low; }

/* Whether a register holds what registers.h says. */
static sf_axi_status expect(sf_axi* core, uint32_t offset, uint32_t value) {
  uint32_t word = 0;
  const sf_axi_status status = read_register(core, offset, &word);
  if (status != SF_AXI_OK) return status;
  return word == value ? SF_AXI_OK : SF_AXI_NETWORK;
}

sf_axi_status sf_axi_open(sf_axi* core) {
  sf_axi_status status = expect(core, SF_ID, SF_ID_VALUE);
  if (status == SF_AXI_OK) status = expect(core, SF_VERSION, SF_VERSION_VALUE);
  if (status == SF_AXI_OK) status = expect(core, SF_HASH0, SF_HASH0_VALUE);
  if (status == SF_AXI_OK) status = expect(core, SF_HASH1, SF_HASH1_VALUE);
  if (status == SF_AXI_OK) status = sf_axi_packets(core, 0, 0);
  return status;
}

/* Starts what a bit of CONTROL starts, and waits until bits of STATUS are 0. */
static sf_axi_status start(sf_axi* core, uint32_t control, uint32_t running, uint32_t patience) {
  uint32_t word = running;
  uint32_t i;
  sf_axi_status status = write_register(core, SF_CONTROL, control);
  for (i = 0; i < patience && status == SF_AXI_OK; ++i) {
    status = read_register(core, SF_STATUS, &word);
    if ((word & running) == 0) return status;
  }
  return status != SF_AXI_OK ? status : SF_AXI_BUS;
}

sf_axi_status sf_axi_check(sf_axi* core) {
  uint32_t sum = 0;
  sf_axi_status status =
      start(core, SF_CONTROL_CHECK_MASK, SF_STATUS_CHECKING_MASK, SF_AXI_ROWS);
  if (status == SF_AXI_OK) status = read_register(core, SF_MEMORY_SUM, &sum);
  if (status != SF_AXI_OK) return status;
  if (sum == SF_MEMORY_EXPECTED_VALUE) return SF_AXI_OK;
  return sum == 0 ? SF_AXI_REFUSED : SF_AXI_NETWORK;
}

sf_axi_status sf_axi_reset(sf_axi* core) {
  return start(core, SF_CONTROL_RESET_MASK, SF_STATUS_RESETTING_MASK, SF_AXI_PATIENCE);
}

sf_axi_status sf_axi_clear(sf_axi* core) {
  return write_register(core, SF_CONTROL, SF_CONTROL_CLEAR_MASK);
}

sf_axi_status sf_axi_idle(sf_axi* core, int* idle) {
  uint32_t word = 0;
  const sf_axi_status status = read_register(core, SF_STATUS, &word);
  *idle = (word & SF_STATUS_IDLE_MASK) != 0;
  return status;
}

sf_axi_status sf_axi_errors(sf_axi* core, uint32_t* bits) {
  return read_register(core, SF_ERRORS, bits);
}

sf_axi_status sf_axi_clear_errors(sf_axi* core, uint32_t bits) {
  return write_register(core, SF_ERRORS, bits);
}

sf_axi_status sf_axi_packets(sf_axi* core, int many, int joined) {
  const uint32_t word = (many ? SF_PACKETS_MANY_MASK : 0u) | (joined ? SF_PACKETS_JOINED_MASK : 0u);
  core->many = many;
  core->joined = many && joined;
  return write_register(core, SF_PACKETS, word);
}

sf_axi_status sf_axi_set_image(sf_axi* core, uint32_t image) {
  return write_register(core, SF_IMAGE, image);
}

sf_axi_status sf_axi_send(sf_axi* core, const uint8_t* pixels, size_t images) {
  const size_t packets = core->many ? 1 : images;
  size_t size, i;
  if (images == 0) return SF_AXI_ARGUMENT;
  size = (core->many ? images - 1 : 0) * SF_IMAGE_STRIDE + SF_INPUT_SIZE_VALUE;
  for (i = 0; i < packets; ++i) {
    if (core->send(core->context, pixels + i * SF_IMAGE_STRIDE, size) != 0) return SF_AXI_STREAM;
  }
  return SF_AXI_OK;
}

/* A packet with the results of `images` images, from image `at` of all on. */
static sf_axi_status take(sf_axi* core,
                          uint32_t* beats,
                          size_t at,
                          size_t images,
                          uint16_t* winners,
                          uint8_t* counts) {
  const size_t count = images * SF_CLASSES_VALUE;
  size_t got = 0;
  size_t i;
  int user = 0;
  if (core->receive(core->context, beats, count, &got, &user) != 0) return SF_AXI_STREAM;
  if (user) return SF_AXI_CUT;
  if (got != count) return SF_AXI_STREAM;
  for (i = 0; i < count; ++i) {
    winners[at + i / SF_CLASSES_VALUE] = (uint16_t)(beats[i] >> 16);
    if (counts != NULL) counts[at * SF_CLASSES_VALUE + i] = (uint8_t)(beats[i] & 0xffu);
  }
  return SF_AXI_OK;
}

/* That of one image. */
static sf_axi_status take_one(sf_axi* core, size_t at, uint16_t* winners, uint8_t* counts) {
  uint32_t beats[SF_CLASSES_VALUE];
  return take(core, beats, at, 1, winners, counts);
}

sf_axi_status sf_axi_receive(sf_axi* core, size_t images, uint16_t* winners, uint8_t* counts) {
  size_t at;
  if (images == 0) return SF_AXI_ARGUMENT;
  if (core->joined) {
    if (core->beats == NULL || core->room / SF_CLASSES_VALUE < images) return SF_AXI_ARGUMENT;
    return take(core, core->beats, 0, images, winners, counts);
  }
  for (at = 0; at < images; ++at) {
    const sf_axi_status status = take_one(core, at, winners, counts);
    if (status != SF_AXI_OK) return status;
  }
  return SF_AXI_OK;
}

sf_axi_status sf_axi_run(
    sf_axi* core, const uint8_t* pixels, size_t images, uint16_t* winners, uint8_t* counts) {
  size_t sent = 0;
  size_t taken;
  if (images == 0 || core->many) return SF_AXI_ARGUMENT;
  for (taken = 0; taken < images; ++taken) {
    sf_axi_status status = SF_AXI_OK;
    for (; status == SF_AXI_OK && sent < images && sent - taken < SF_AXI_AHEAD; ++sent) {
      status = sf_axi_send(core, pixels + sent * SF_IMAGE_STRIDE, 1);
    }
    if (status == SF_AXI_OK) status = take_one(core, taken, winners, counts);
    if (status != SF_AXI_OK) return status;
  }
  return SF_AXI_OK;
}

sf_axi_status sf_axi_last(sf_axi* core, uint32_t* image, uint32_t* winner, uint32_t* cycles) {
  sf_axi_status status = SF_AXI_OK;
  if (image != NULL) status = read_register(core, SF_LAST_IMAGE, image);
  if (winner != NULL && status == SF_AXI_OK) status = read_register(core, SF_LAST_CLASS, winner);
  if (cycles != NULL && status == SF_AXI_OK) status = read_register(core, SF_LAST_CYCLES, cycles);
  return status;
}

/* Names the layer of the writes that follow, and gives its LAYER_SHAPE. */
static sf_axi_status address_layer(sf_axi* core, uint32_t layer, uint32_t* shape) {
  sf_axi_status status;
  if (layer < 1 || layer > SF_LAYERS_VALUE) return SF_AXI_ARGUMENT;
  status = read_register(core, SF_LAYER_SHAPE(layer - 1u), shape);
  if (status == SF_AXI_OK) status = write_register(core, SF_CONFIG_LAYER, layer);
  return status;
}

static uint32_t codes_of(uint32_t shape) {
  return field(shape, SF_LAYER_SHAPE_CODES_MASK, SF_LAYER_SHAPE_CODES_LSB);
}

/* A write to the core. A bus by its address does not say that it was refused, ERRORS does. */
static sf_axi_status act(sf_axi* core, uint32_t offset, uint32_t word) {
  const uint32_t refusals = SF_ERRORS_CONFIG_MASK | SF_ERRORS_QUEUE_MASK;
  uint32_t errors = 0;
  sf_axi_status status = write_register(core, SF_ERRORS, refusals);
  sf_axi_status written;
  if (status != SF_AXI_OK) return status;
  written = write_register(core, offset, word);
  status = read_register(core, SF_ERRORS, &errors);
  if (status != SF_AXI_OK) return status;
  if ((errors & refusals) == 0) return written;
  status = write_register(core, SF_ERRORS, refusals);
  return status != SF_AXI_OK ? status : SF_AXI_REFUSED;
}

static sf_axi_status select_word(
    sf_axi* core, uint32_t layer, uint32_t code, uint32_t page, uint32_t word) {
  uint32_t shape = 0;
  const sf_axi_status status = address_layer(core, layer, &shape);
  if (status != SF_AXI_OK) return status;
  if (code >= codes_of(shape) || page > 3u) return SF_AXI_ARGUMENT;
  return act(core,
             SF_CONFIG_SELECT,
             word | code << SF_CONFIG_SELECT_CODE_LSB | page << SF_CONFIG_SELECT_PAGE_LSB);
}

sf_axi_status sf_axi_select(
    sf_axi* core, uint32_t layer, uint32_t code, uint32_t page, uint32_t image, uint32_t step) {
  sf_axi_status status;
  if (step < 1 || step > SF_STEPS_VALUE) return SF_AXI_ARGUMENT;
  status = write_register(core, SF_CONFIG_IMAGE, image);
  if (status != SF_AXI_OK) return status;
  return select_word(core, layer, code, page, step << SF_CONFIG_SELECT_STEP_LSB);
}

sf_axi_status sf_axi_select_now(sf_axi* core, uint32_t layer, uint32_t code, uint32_t page) {
  return select_word(core, layer, code, page, SF_CONFIG_SELECT_NOW_MASK);
}

/* MASK_DATA for the neurons from `first` on, `lanes` of them or up to `neurons`. */
static sf_axi_status mask_data(
    sf_axi* core, const uint8_t* enabled, uint32_t first, uint32_t lanes, uint32_t neurons) {
  uint32_t k, i;
  for (k = 0; k * 32u < lanes; ++k) {
    uint32_t word = 0;
    sf_axi_status status;
    for (i = 0; i < 32u && k * 32u + i < lanes && first + k * 32u + i < neurons; ++i) {
      if (enabled[first + k * 32u + i]) word |= (uint32_t)1 << i;
    }
    status = write_register(core, SF_MASK_DATA(k), word);
    if (status != SF_AXI_OK) return status;
  }
  return SF_AXI_OK;
}

sf_axi_status sf_axi_mask(sf_axi* core, uint32_t layer, uint32_t page, const uint8_t* enabled) {
  uint32_t shape = 0, neurons = 0, lanes, word;
  sf_axi_status status;
  if (page < 1 || page > 3) return SF_AXI_ARGUMENT;
  status = address_layer(core, layer, &shape);
  if (status == SF_AXI_OK) status = read_register(core, SF_LAYER_NEURONS(layer - 1u), &neurons);
  if (status != SF_AXI_OK) return status;
  lanes = field(shape, SF_LAYER_SHAPE_LANES_MASK, SF_LAYER_SHAPE_LANES_LSB);
  for (word = 0; word * lanes < neurons; ++word) {
    status = mask_data(core, enabled, word * lanes, lanes, neurons);
    if (status == SF_AXI_OK) {
      status = act(core,
                   SF_CONFIG_MASK,
                   word << SF_CONFIG_MASK_WORD_LSB | page << SF_CONFIG_MASK_PAGE_LSB);
    }
    if (status != SF_AXI_OK) return status;
  }
  return SF_AXI_OK;
}

sf_axi_status sf_axi_threshold(
    sf_axi* core, uint32_t layer, uint32_t code, uint32_t which, int32_t value) {
  static const uint8_t bits[] = SF_POTENTIAL_BITS;
  uint32_t shape = 0;
  int32_t limit;
  const sf_axi_status status = address_layer(core, layer, &shape);
  if (status != SF_AXI_OK) return status;
  limit = (int32_t)1 << (bits[layer - 1u] - 1u);
  if (code >= codes_of(shape) || which > 2u || value < -limit || value >= limit) {
    return SF_AXI_ARGUMENT;
  }
  if ((shape & SF_LAYER_SHAPE_THRESHOLDS_MASK) == 0) return SF_AXI_ARGUMENT;
  return act(core,
             SF_CONFIG_THRESHOLD,
             ((uint32_t)value & SF_CONFIG_THRESHOLD_VALUE_MASK) |
                 which << SF_CONFIG_THRESHOLD_WHICH_LSB | code << SF_CONFIG_THRESHOLD_CODE_LSB);
}

sf_axi_status sf_axi_interrupts(sf_axi* core, uint32_t enabled) {
  return write_register(core, SF_INTERRUPT_ENABLE, enabled);
}

sf_axi_status sf_axi_pending(sf_axi* core, uint32_t* bits) {
  return read_register(core, SF_INTERRUPT_PENDING, bits);
}

sf_axi_status sf_axi_acknowledge(sf_axi* core, uint32_t bits) {
  return write_register(core, SF_INTERRUPT_PENDING, bits);
}
