/* SPDX-License-Identifier: Apache-2.0
 *
 * Driver of sf_axi: plain C99, nothing but the compiler's own headers. Registers are reached through
 * a base address or two functions, the streams through two more (a DMA, a FIFO, a simulation).
 * registers.h beside this file has the addresses and bits.
 *
 *   sf_axi core = {.base = (volatile uint32_t*)0x40000000, .send = dma_send, .receive = dma_receive};
 *   if (sf_axi_open(&core) != SF_AXI_OK) ...
 *   sf_axi_send(&core, pixels, 1);
 *   sf_axi_receive(&core, 1, &winner, counts);
 *
 * One caller at a time for a core; the interrupt's functions touch other registers than the rest and
 * may be called from its handler.
 */
#ifndef SF_AXI_H
#define SF_AXI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What every function answers. */
typedef enum sf_axi_status {
  SF_AXI_OK = 0,
  SF_AXI_BUS,      /* a register access failed */
  SF_AXI_STREAM,   /* a stream failed, or gave more or less than was asked */
  SF_AXI_NETWORK,  /* the core or its memories are not what registers.h was written with */
  SF_AXI_ARGUMENT, /* no such layer, field code, page, step or count */
  SF_AXI_REFUSED,  /* the core refused: it or the layer is busy, or the queue is full */
  SF_AXI_CUT       /* a packet of results was cut off by a reset or a broken packet of pixels */
} sf_axi_status;

/* A core. The functions return 0 where they succeeded. */
typedef struct sf_axi {
  volatile uint32_t* base; /* registers in memory; 0 where the next two are given */
  int (*read)(void* context, uint32_t offset, uint32_t* value);
  int (*write)(void* context, uint32_t offset, uint32_t value);
  /* One packet of pixels: `count` bytes, tlast with the last. */
  int (*send)(void* context, const uint8_t* pixels, size_t count);
  /* Beats of results, 32 bits each, up to `count` of them or the end of a packet. Sets how many came
   * and, where the receiver knows it, tuser of the last (a DMA does not: leave it as it is). */
  int (*receive)(void* context, uint32_t* beats, size_t count, size_t* got, int* user);
  void* context;
  int many, joined; /* what sf_axi_packets set */
} sf_axi;

/* Checks that the core is there and holds the network of registers.h. */
sf_axi_status sf_axi_open(sf_axi* core);

/* Checks that the memories hold the network's images; no image is under way, none comes meanwhile.
 * SF_AXI_NETWORK: they do not. SF_AXI_REFUSED: the core was not idle all the while. */
sf_axi_status sf_axi_check(sf_axi* core);

/* Soft reset: images under way are lost; waits until it is over. */
sf_axi_status sf_axi_reset(sf_axi* core);

/* Counters to 0. */
sf_axi_status sf_axi_clear(sf_axi* core);

/* Whether no image is under way. */
sf_axi_status sf_axi_idle(sf_axi* core, int* idle);

/* Bits of ERRORS; clearing takes those bits. */
sf_axi_status sf_axi_errors(sf_axi* core, uint32_t* bits);
sf_axi_status sf_axi_clear_errors(sf_axi* core, uint32_t bits);

/* Packets of pixels hold many images or one; with many, their results are joined or one by one. */
sf_axi_status sf_axi_packets(sf_axi* core, int many, int joined);

/* Number of the next image. */
sf_axi_status sf_axi_set_image(sf_axi* core, uint32_t image);

/* Sends `images` images, pixel after pixel: one packet where sf_axi_packets said many, else each its
 * own. */
sf_axi_status sf_axi_send(sf_axi* core, const uint8_t* pixels, size_t images);

/* Takes the results of `images` images: class of each, and counts of its classes where `counts` is
 * not 0 (images * SF_CLASSES_VALUE bytes). Joined packets are taken whole: ask for as many images as
 * were sent. */
sf_axi_status sf_axi_receive(sf_axi* core, size_t images, uint16_t* winners, uint8_t* counts);

/* Number, class and cycles of the image that left last; each may be 0. */
sf_axi_status sf_axi_last(sf_axi* core, uint32_t* image, uint32_t* winner, uint32_t* cycles);

/* Layers count from 1, steps from 1. Field code and mask page of a layer: from a step of an image on,
 * or from its next step on. */
sf_axi_status sf_axi_select(
    sf_axi* core, uint32_t layer, uint32_t code, uint32_t page, uint32_t image, uint32_t step);
sf_axi_status sf_axi_select_now(sf_axi* core, uint32_t layer, uint32_t code, uint32_t page);

/* Mask page 1 to 3 of a layer: a byte a neuron, 0 disables it. */
sf_axi_status sf_axi_mask(sf_axi* core, uint32_t layer, uint32_t page, const uint8_t* enabled);

/* Threshold of a field code of an idle layer: which 0 TH_LO, 1 TH_HI, 2 TH_REST. */
sf_axi_status sf_axi_threshold(
    sf_axi* core, uint32_t layer, uint32_t code, uint32_t which, int32_t value);

/* Interrupt: bits of INTERRUPT_ENABLE and INTERRUPT_PENDING. In its handler read what is pending and
 * acknowledge just that. */
sf_axi_status sf_axi_interrupts(sf_axi* core, uint32_t enabled);
sf_axi_status sf_axi_pending(sf_axi* core, uint32_t* bits);
sf_axi_status sf_axi_acknowledge(sf_axi* core, uint32_t bits);

#ifdef __cplusplus
}
#endif
#endif
