/* SPDX-License-Identifier: Apache-2.0
 *
 * Driver of sf_axi: plain C99, nothing but the compiler's own headers. Registers are reached through
 * a base address or two functions, the streams through two more (a DMA, a FIFO, a simulation).
 * registers.h beside this file has the addresses and bits.
 *
 *   sf_axi core = {.base = (volatile uint32_t*)0x40000000, .send = dma_send, .receive = dma_receive};
 *   if (sf_axi_open(&core) != SF_AXI_OK) ...
 *   sf_axi_run(&core, pixels, 100, winners, counts);
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
  /* One packet of pixels: `count` bytes, tlast with the last. A beat has SF_PIXELS_PER_BEAT of them, the
   * first in its lowest bits; where `count` does not fill the last, tkeep says so. `pixels` is as well
   * aligned to beats as the buffer that it is of. The core takes pixels while it has room, two images
   * before the first layer and one in each layer, and then none until results are taken: a send that
   * waits for its end waits for ever where more are sent before a receive. */
  int (*send)(void* context, const uint8_t* pixels, size_t count);
  /* One packet of results: beats of 32 bits, at most `count` of them. Sets how many came and, where
   * the receiver knows it, tuser of the last (a DMA does not: leave it as it is). */
  int (*receive)(void* context, uint32_t* beats, size_t count, size_t* got, int* user);
  void* context;
  uint32_t* beats; /* room for a joined packet of results: a word for each class of each image */
  size_t room;     /* in words */
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

/* In a buffer of pixels an image begins every SF_IMAGE_STRIDE bytes: SF_INPUT_SIZE_VALUE, or a few more where
 * those are not whole beats. What the bytes between two images hold does not count.
 *
 * Sends images one by one, each its own packet, and takes their results as it goes, so that send and
 * receive may wait for the ends of their transfers. SF_AXI_ARGUMENT where sf_axi_packets said many: then
 * send must only start its transfer, and sf_axi_receive comes before its end. */
sf_axi_status sf_axi_run(
    sf_axi* core, const uint8_t* pixels, size_t images, uint16_t* winners, uint8_t* counts);

/* Sends `images` images: one packet where sf_axi_packets said many, else each its
 * own. See `send` for how many may be sent before results are taken. */
sf_axi_status sf_axi_send(sf_axi* core, const uint8_t* pixels, size_t images);

/* Takes the results of `images` images: class of each, and counts of its classes where `counts` is
 * not 0 (images * SF_CLASSES_VALUE bytes). Joined packets are taken whole, into `beats` of the core: ask
 * for as many images as were sent. SF_AXI_ARGUMENT where it has no room for them. */
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

/* Threshold of a field code of an idle layer: which 0 TH_LO, 1 TH_HI, 2 TH_REST. SF_AXI_ARGUMENT for a
 * value that the layer's potentials, of SF_POTENTIAL_BITS bits, cannot reach. */
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
