/* SPDX-License-Identifier: Apache-2.0
 *
 * Between the bus-functional driver and a Verilated sf_axi. The ports of sf_axi are the same for
 * every network, so adapter.cpp is too; the test gives it to Verilator with the sources.
 */
#ifndef SPINFORGE_AXI_ABI_H
#define SPINFORGE_AXI_ABI_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What the master drives for one clock cycle. */
typedef struct AxiInputs {
  uint8_t resetn;
  uint8_t awvalid, wvalid, bready, arvalid, rready;
  uint8_t wstrb;
  uint16_t awaddr, araddr;
  uint32_t wdata;
  uint8_t pixel_valid, pixel_data, pixel_last;
  uint8_t result_ready;
} AxiInputs;

/* What the slave shows in that cycle, before the clock edge. */
typedef struct AxiOutputs {
  uint8_t awready, wready, bvalid, arready, rvalid;
  uint8_t bresp, rresp;
  uint32_t rdata;
  uint8_t pixel_ready;
  uint8_t result_valid, result_last, result_user;
  uint32_t result_data;
  uint8_t irq;
} AxiOutputs;

typedef struct AxiModel AxiModel;

AxiModel* axi_create(uint32_t seed);
void axi_destroy(AxiModel* model);
void axi_tick(AxiModel* model, const AxiInputs* inputs, AxiOutputs* outputs);

#ifdef __cplusplus
}
#endif
#endif
