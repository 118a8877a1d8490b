/* SHA-1 (FIPS 180-4 6.1) that tells when its input was made by a known kind of collision attack. */
#ifndef SHA1_COLLISION_H
#define SHA1_COLLISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  SHA1_STEPS = 80,
  SHA1_BLOCK = 64,
  SHA1_DIGEST = 20,
  /* The 32 disturbance vectors are tried eight at a time. */
  SHA1_LANES = 8,
  SHA1_GROUPS = 4
};

/* One word for each vector of a group: a 256-bit register, or as many smaller ones as the processor needs (GCC, Clang). */
typedef uint32_t sha1_lanes __attribute__((vector_size(4 * SHA1_LANES)));

/* For each vector and step the XOR difference between the expanded message words of a block and of its sibling. */
struct sha1_differences {
  sha1_lanes word[SHA1_GROUPS][SHA1_STEPS];
};

/* The five working variables of the compression function, or a chaining value. */
struct sha1_words {
  uint32_t a, b, c, d, e;
};

struct sha1_state {
  const struct sha1_differences *differences;
  struct sha1_words chaining;
  uint64_t length;
  uint8_t pending[SHA1_BLOCK];
  bool collision;
};

/* Computes the table that states read; once, before the first of them. */
void sha1_differences_init(struct sha1_differences *differences);

void sha1_init(struct sha1_state *state, const struct sha1_differences *differences);
void sha1_update(struct sha1_state *state, const uint8_t *data, size_t length);

/* Pads and writes the digest, always that of plain SHA-1; `collision` is final afterwards. */
void sha1_finish(struct sha1_state *state, uint8_t digest[SHA1_DIGEST]);

#endif
