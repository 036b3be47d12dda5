/* SPDX-License-Identifier: Apache-2.0
 *
 * The narrow waist between the harness and a Verilated core. `spinforge-gen emit` puts it into the
 * directory with an adapter (sim/adapter.cpp) that implements these functions around what a network
 * decides (sim/model_layers.h); the harness compiles them with the Verilated model into a shared
 * library and loads that. The harness itself is the same for every network. A core in its AXI
 * wrapper has an adapter of its own (sim/axi_adapter.cpp), with sf_axi_tick in the place of
 * sf_tick.
 */
#ifndef SPINFORGE_MODEL_ABI_H
#define SPINFORGE_MODEL_ABI_H

#include <stdint.h>

#define SF_ABI_VERSION 5
#define SF_MAX_LANES 256

#ifdef __cplusplus
extern "C" {
#endif

/* Values driven onto the core's input ports for one clock cycle. */
typedef struct SfInputs {
  uint8_t rst_n;
  uint8_t pixel_valid;
  uint8_t pixel_keep; /* bit i: pixel i of the beat is there */
  uint8_t pixel_last;
  uint32_t pixel_data;  /* up to four pixels, the first in the lowest bits */
  uint32_t pixel_image; /* image index, sent with every beat of the image */
  uint8_t result_ready;
  /* configuration port; cfg_mask has one entry per neuron of the word and is read only where
   * cfg_valid and cfg_is_mask are 1; thresholds (0 TH_LO, 1 TH_HI, 2 TH_REST) only where the core
   * has the ports that write them */
  uint8_t cfg_valid;
  uint8_t cfg_is_mask;
  uint8_t cfg_layer; /* from 1 */
  uint8_t cfg_now;
  uint8_t cfg_step;
  uint8_t cfg_code;
  uint8_t cfg_page;
  uint16_t cfg_word;
  uint32_t cfg_image;
  uint8_t cfg_is_threshold;
  uint8_t cfg_which;
  int32_t cfg_value;
  uint8_t cfg_mask[SF_MAX_LANES];
} SfInputs;

/* The commit port of one layer, unpacked; v and d are sign-extended. Only lanes whose mask bit is
 * set hold neurons: lane i is neuron base + i. */
typedef struct SfCommit {
  uint8_t valid;
  uint8_t code; /* field code */
  uint16_t step;
  uint32_t base;
  uint32_t image;
  uint8_t mask[SF_MAX_LANES];
  uint8_t spike[SF_MAX_LANES];
  uint8_t armed[SF_MAX_LANES];
  uint8_t over[SF_MAX_LANES];
  int32_t v[SF_MAX_LANES];
  int32_t d[SF_MAX_LANES];
} SfCommit;

/* The core's outputs in that cycle, before the clock edge. Commit fields other than `valid` are
 * written only where valid is 1. */
typedef struct SfOutputs {
  uint8_t pixel_ready;
  uint8_t frame_error;
  uint8_t result_valid;
  uint8_t result_last;
  uint16_t result_class;
  uint16_t result_count;
  uint32_t result_image;
  uint8_t cfg_ready;
  uint8_t cfg_error;
  uint64_t busy;        /* bit k: layer k+1 is busy with an image */
  SfCommit* commits;    /* one per layer, allocated by the caller */
  uint8_t parity_error; /* 0 where the core has no parity */
} SfOutputs;

/* Values driven onto the wrapper's input ports for one clock cycle. */
typedef struct SfAxiInputs {
  uint8_t resetn;
  uint8_t awvalid, wvalid, bready, arvalid, rready; /* s_axi */
  uint8_t wstrb;
  uint16_t awaddr, araddr;
  uint32_t wdata;
  uint8_t pixel_valid, pixel_keep, pixel_last; /* s_axis, as in SfInputs */
  uint32_t pixel_data;
  uint8_t result_ready; /* m_axis */
} SfAxiInputs;

/* The wrapper's outputs in that cycle, before the clock edge, and what the core inside shows. */
typedef struct SfAxiOutputs {
  uint8_t awready, wready, bvalid, arready, rvalid; /* s_axi */
  uint8_t bresp, rresp;
  uint32_t rdata;
  uint8_t pixel_ready;                            /* s_axis */
  uint8_t result_valid, result_last, result_user; /* m_axis */
  uint32_t result_data;
  uint8_t irq;
  uint8_t frame_error; /* of the core, as in SfOutputs */
  uint64_t busy;
  SfCommit* commits;
} SfAxiOutputs;

typedef struct SfModel SfModel;

uint32_t sf_abi_version(void);
uint32_t sf_layers(void);
/* `seed` feeds Verilator's random reset values (+verilator+seed). */
SfModel* sf_create(uint32_t seed);
void sf_destroy(SfModel* model);
/* One clock: drive inputs, settle, sample outputs, rising edge. */
void sf_tick(SfModel* model, const SfInputs* inputs, SfOutputs* outputs);
void sf_axi_tick(SfModel* model, const SfAxiInputs* inputs, SfAxiOutputs* outputs);
/* Waveform; returns 0 where the model was built without tracing. Its time begins at 0 and goes on
 * by 2 a clock: inputs settled, rising edge. */
int sf_trace_open(SfModel* model, const char* path);
void sf_trace_close(SfModel* model);
/* How often each point of coverage was hit since sf_create, for each instance by itself, in
 * Verilator's format; returns 0 where the model was built without coverage. */
int sf_coverage_write(SfModel* model, const char* path);

#ifdef __cplusplus
}
#endif
#endif
