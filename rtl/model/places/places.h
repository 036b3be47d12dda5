/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of a Verilated core, bit by bit: what a particle can upset. The harness builds a model
 * with it by handing Verilator places.vlt, and places.cpp in the place of the adapter, which that
 * includes. No emitted directory holds them.
 */
#ifndef SPINFORGE_PLACES_H
#define SPINFORGE_PLACES_H

#include <stdint.h>

typedef struct SfModel SfModel;

#ifdef __cplusplus
extern "C" {
#endif

/* A register or a memory of an instance. */
typedef struct SfPlace {
  const char* scope; /* path of the instance, as Verilator has it: "sf_core.u_readout" */
  const char* name;  /* of the variable in it: "last_q", "mem" */
  uint32_t words;    /* of a memory; 1 of a register */
  uint32_t bits;     /* of a word */
  uint32_t stride;   /* bytes from word to word */
  uint8_t* data;
} SfPlace;

/* Writes the first `size` places, by scope and name, and returns how many there are. */
uint32_t sf_places(SfModel* model, SfPlace* places, uint32_t size);
/* Inverts one bit, below place->words and place->bits. What follows from it combinationally follows
 * in the next clock cycle, as if the last clock edge had left the bit so. */
void sf_flip(const SfPlace* place, uint32_t word, uint32_t bit);

#ifdef __cplusplus
}
#endif
#endif
