/*
 * Counter-cryptanalysis: M. Stevens, "Counter-cryptanalysis", CRYPTO 2013; M. Stevens, D. Shumow, "Speeding up
 * detection of SHA-1 collision attacks using unavoidable attack conditions", USENIX Security 2017.
 *
 * Every practical collision attack on SHA-1 makes its block and the sibling block (that of the other file) differ by a
 * fixed XOR mask of the expanded message words, because only few masks let the differences cancel with a probability
 * worth the work. A mask is a sum of local collisions: a disturbance of one bit, and corrections in the five steps
 * after it. Where local collisions start is the disturbance vector; 32 are known to be usable.
 *
 * So one file is enough to find the attack. For every block and vector the sibling's words are W ^ mask, and there are
 * steps before which both computations have the same state, since all earlier local collisions have ended and no new
 * one has begun. From such a state the sibling's chaining value is computed backwards to its input and forwards to its
 * output. If that is the output of the block in hand too, two inputs with one SHA-1 value have been found.
 *
 * The papers choose the vectors worth that work by unavoidable conditions on message bits. Here all vectors are run
 * backwards side by side, and those that are not near the block's own state some way back are dropped (find_near), with
 * a margin that no attack within reach could use up.
 */
#include "sha1_collision.h"

#include <string.h>

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__GLIBC__)
#define FOR_EVERY_PROCESSOR __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EVERY_PROCESSOR
#endif

typedef sha1_lanes lanes;
struct lanes_words {
  lanes a, b, c, d, e;
};

/* What follows is written for words and lanes alike, hence as macros. FIPS 180-4 3.2, 4.1.1, 4.2.1. */
#define ROTATE(x, bits) ((x) << (bits) | (x) >> (32 - (bits)))
#define ROUND_1(b, c, d) (((d) ^ ((b) & ((c) ^ (d)))) + 0x5a827999)
#define ROUND_2(b, c, d) (((b) ^ (c) ^ (d)) + 0x6ed9eba1)
#define ROUND_3(b, c, d) ((((b) & (c)) | ((d) & ((b) ^ (c)))) + 0x8f1bbcdc)
#define ROUND_4(b, c, d) (((b) ^ (c) ^ (d)) + 0xca62c1d6)

/* FIPS 180-4 6.1.2, step 3, without moving a word: afterwards e is what the standard calls a, a what it calls b … */
#define STEP(a, b, c, d, e, round, word) (e += ROTATE(a, 5) + round(b, c, d) + (word), b = ROTATE(b, 30))
#define UNDO(a, b, c, d, e, round, word) (b = ROTATE(b, 2), e -= ROTATE(a, 5) + round(b, c, d) + (word))

/* After five steps every word is in its place again, and 20, 40 and 60 are multiples of five: hence strides. */
enum { STRIDE = 5 };
#define STRIDE_ON(s, round, step, word) \
  (STEP(s.a, s.b, s.c, s.d, s.e, round, word(step)), STEP(s.e, s.a, s.b, s.c, s.d, round, word(step + 1)), \
   STEP(s.d, s.e, s.a, s.b, s.c, round, word(step + 2)), STEP(s.c, s.d, s.e, s.a, s.b, round, word(step + 3)), \
   STEP(s.b, s.c, s.d, s.e, s.a, round, word(step + 4)))
#define STRIDE_BACK(s, round, step, word) \
  (UNDO(s.b, s.c, s.d, s.e, s.a, round, word(step + 4)), UNDO(s.c, s.d, s.e, s.a, s.b, round, word(step + 3)), \
   UNDO(s.d, s.e, s.a, s.b, s.c, round, word(step + 2)), UNDO(s.e, s.a, s.b, s.c, s.d, round, word(step + 1)), \
   UNDO(s.a, s.b, s.c, s.d, s.e, round, word(step)))
#define IN_ROUND(stride, s, step, word) \
  (step < 20   ? (void)stride(s, ROUND_1, step, word) \
   : step < 40 ? (void)stride(s, ROUND_2, step, word) \
   : step < 60 ? (void)stride(s, ROUND_3, step, word) \
               : (void)stride(s, ROUND_4, step, word))

static inline uint32_t rotate(uint32_t value, int bits) { return ROTATE(value, bits); }

/* ---- Disturbance vectors ---- */

enum vector_type { TYPE_I, TYPE_II };

struct vector {
  enum vector_type type;
  int k, b;
};

/* I(K,b) and II(K,b), grouped so that there is a step before which all siblings of a group have the block's state. */
static const struct vector vectors[SHA1_GROUPS][SHA1_LANES] = {
  {{TYPE_I, 43, 0}, {TYPE_I, 44, 0}, {TYPE_I, 45, 0}, {TYPE_I, 46, 0},
   {TYPE_I, 46, 2}, {TYPE_I, 47, 0}, {TYPE_I, 47, 2}, {TYPE_I, 48, 0}},
  {{TYPE_I, 48, 2}, {TYPE_I, 49, 0}, {TYPE_I, 49, 2}, {TYPE_I, 50, 0},
   {TYPE_I, 50, 2}, {TYPE_I, 51, 0}, {TYPE_I, 51, 2}, {TYPE_I, 52, 0}},
  {{TYPE_II, 45, 0}, {TYPE_II, 46, 0}, {TYPE_II, 46, 2}, {TYPE_II, 47, 0},
   {TYPE_II, 48, 0}, {TYPE_II, 49, 0}, {TYPE_II, 49, 2}, {TYPE_II, 50, 0}},
  {{TYPE_II, 50, 2}, {TYPE_II, 51, 0}, {TYPE_II, 51, 2}, {TYPE_II, 52, 0},
   {TYPE_II, 53, 0}, {TYPE_II, 54, 0}, {TYPE_II, 55, 0}, {TYPE_II, 56, 0}},
};

/*
 * A vector is 16 words and the message expansion, run forwards and backwards; the message difference is a local
 * collision at each of its bits. It satisfies the message expansion too, which is linear over XOR.
 */
static void message_difference(const struct vector *vector, uint32_t difference[SHA1_STEPS]) {
  enum { REACH = 5 };
  uint32_t words[REACH + SHA1_STEPS] = {0};
  uint32_t *disturbance = words + REACH;
  const int k = vector->k;
  disturbance[k + 15] = UINT32_C(1) << vector->b;
  if (vector->type == TYPE_II) disturbance[k + 1] = disturbance[k + 3] = rotate(disturbance[k + 15], 31);
  for (int step = k + 16; step < SHA1_STEPS; step++)
    disturbance[step] =
      rotate(disturbance[step - 3] ^ disturbance[step - 8] ^ disturbance[step - 14] ^ disturbance[step - 16], 1);
  for (int step = k - 1; step >= -REACH; step--)
    disturbance[step] =
      rotate(disturbance[step + 16], 31) ^ disturbance[step + 13] ^ disturbance[step + 8] ^ disturbance[step + 2];
  for (int step = 0; step < SHA1_STEPS; step++) {
    const uint32_t *now = disturbance + step;
    difference[step] = now[0] ^ rotate(now[-1], 5) ^ now[-2] ^ rotate(now[-3] ^ now[-4] ^ now[-5], 30);
  }
}

void sha1_differences_init(struct sha1_differences *differences) {
  for (int group = 0; group < SHA1_GROUPS; group++)
    for (int lane = 0; lane < SHA1_LANES; lane++) {
      uint32_t difference[SHA1_STEPS];
      message_difference(&vectors[group][lane], difference);
      for (int step = 0; step < SHA1_STEPS; step++) differences->word[group][step][lane] = difference[step];
    }
}

/* ---- One block and its siblings ---- */

/*
 * The step before which all siblings of a group have the block's own state: the last local collision of a vector ends
 * with step K + 4 (type I) or K + 8 (type II), the next one begins with step K + 15. (The papers use 58 and 65.)
 */
static const int equal[SHA1_GROUPS] = {55, 60, 60, 65};

/*
 * So many steps back, siblings that are not near the block's own state are dropped. It is later than what an attack can
 * steer by its choice of message words (the first 16 steps, with message modification some 25). A sibling that belongs
 * to an attack differs there in the bits of the disturbance vector, five at most, and in what carries add, each of which
 * halves the chance that the attack works; one that belongs to none differs in 80 of the 160 bits, give or take 6.
 */
enum { WAY_BACK = 25, NEAR_BITS = 48 };

/* The block's own computation: its expanded words, and the states before every fifth step. */
struct trace {
  uint32_t words[SHA1_STEPS];
  struct sha1_words before[SHA1_STEPS / STRIDE];
};

#define OWN_WORD(step) words[step]
#define SIBLING_WORD(step) (words[step] ^ difference[step])
#define LANE_WORD(step) (words[step] ^ difference[step][lane])

static void expand(const uint8_t *block, uint32_t words[SHA1_STEPS]) {
  for (int step = 0; step < 16; step++, block += 4)
    words[step] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8 | block[3];
  for (int step = 16; step < SHA1_STEPS; step++)
    words[step] = rotate(words[step - 3] ^ words[step - 8] ^ words[step - 14] ^ words[step - 16], 1);
}

static struct sha1_words sum(struct sha1_words left, struct sha1_words right) {
  return (struct sha1_words){left.a + right.a, left.b + right.b, left.c + right.c, left.d + right.d, left.e + right.e};
}

/* The chaining value after the block. */
static struct sha1_words compress(struct trace *trace, const uint8_t *block, struct sha1_words chaining) {
  const uint32_t *words = trace->words;
  struct sha1_words s = chaining;
  expand(block, trace->words);
  for (int step = 0; step < SHA1_STEPS; step += STRIDE) {
    trace->before[step / STRIDE] = s;
    IN_ROUND(STRIDE_ON, s, step, OWN_WORD);
  }
  return sum(chaining, s);
}

/* The usual sums of neighbouring bits, of every word by itself. */
#define PAIRS(x) ((x) - ((x) >> 1 & 0x55555555))
#define NIBBLES(x) (((x) & 0x33333333) + ((x) >> 2 & 0x33333333))
#define BYTES(x) (((x) + ((x) >> 4)) & 0x0f0f0f0f)
#define BITS_SET(x) (BYTES(NIBBLES(PAIRS(x))) * 0x01010101 >> 24)

/* Runs the siblings of a group back: those that stay near the block's own state. */
FOR_EVERY_PROCESSOR
static void find_near(const struct trace *trace, int group, const lanes difference[SHA1_STEPS], lanes *near) {
  const uint32_t *words = trace->words;
  const int halfway = equal[group] - WAY_BACK;
  const struct sha1_words from = trace->before[equal[group] / STRIDE], own = trace->before[halfway / STRIDE];
  const lanes zero = {0};
  struct lanes_words s = {zero + from.a, zero + from.b, zero + from.c, zero + from.d, zero + from.e};
  for (int step = equal[group] - STRIDE; step >= halfway; step -= STRIDE)
    IN_ROUND(STRIDE_BACK, s, step, SIBLING_WORD);
  *near = BITS_SET(s.a ^ own.a) + BITS_SET(s.b ^ own.b) + BITS_SET(s.c ^ own.c) + BITS_SET(s.d ^ own.d) +
          BITS_SET(s.e ^ own.e) <= NEAR_BITS;
}

/* Whether the sibling's whole computation, backwards to its input and forwards, ends in the same chaining value. */
static bool collides(const struct trace *trace, int group, int lane, const lanes difference[SHA1_STEPS],
                     struct sha1_words output) {
  const uint32_t *words = trace->words;
  struct sha1_words input = trace->before[equal[group] / STRIDE], last = input;
  for (int step = equal[group] - STRIDE; step >= 0; step -= STRIDE) IN_ROUND(STRIDE_BACK, input, step, LANE_WORD);
  for (int step = equal[group]; step < SHA1_STEPS; step += STRIDE) IN_ROUND(STRIDE_ON, last, step, LANE_WORD);
  const struct sha1_words reached = sum(input, last);
  return memcmp(&reached, &output, sizeof output) == 0;
}

static void process(struct sha1_state *state, const uint8_t *block) {
  struct trace trace;
  state->chaining = compress(&trace, block, state->chaining);
  for (int group = 0; group < SHA1_GROUPS && !state->collision; group++) {
    const lanes *difference = state->differences->word[group];
    lanes near;
    find_near(&trace, group, difference, &near);
    for (int lane = 0; lane < SHA1_LANES; lane++)
      if (near[lane] != 0 && collides(&trace, group, lane, difference, state->chaining)) state->collision = true;
  }
}

/* ---- The stream ---- */

void sha1_init(struct sha1_state *state, const struct sha1_differences *differences) {
  static const struct sha1_words initial = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  memset(state, 0, sizeof *state);
  state->differences = differences;
  state->chaining = initial;
}

void sha1_update(struct sha1_state *state, const uint8_t *data, size_t length) {
  const size_t held = state->length % SHA1_BLOCK;
  state->length += length;
  if (held != 0) {
    const size_t missing = SHA1_BLOCK - held, taken = length < missing ? length : missing;
    memcpy(state->pending + held, data, taken);
    if (taken < missing) return;
    process(state, state->pending);
    data += taken;
    length -= taken;
  }
  for (; length >= SHA1_BLOCK; data += SHA1_BLOCK, length -= SHA1_BLOCK) process(state, data);
  if (length != 0) memcpy(state->pending, data, length);
}

void sha1_finish(struct sha1_state *state, uint8_t digest[SHA1_DIGEST]) {
  static const uint8_t padding[SHA1_BLOCK] = {0x80};
  const uint64_t bits = state->length * 8;
  const size_t held = state->length % SHA1_BLOCK;
  uint8_t count[8];
  for (int i = 0; i < 8; i++) count[i] = (uint8_t)(bits >> (56 - 8 * i));
  sha1_update(state, padding, held < 56 ? 56 - held : 120 - held);
  sha1_update(state, count, sizeof count);
  const uint32_t words[] = {state->chaining.a, state->chaining.b, state->chaining.c, state->chaining.d,
                            state->chaining.e};
  for (int i = 0; i < SHA1_DIGEST; i++) digest[i] = (uint8_t)(words[i / 4] >> (24 - i % 4 * 8));
}
