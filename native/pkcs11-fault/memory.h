/* What the module remembers: in one process, or over all that share the file PKCS11_FAULT_STATE. */
#ifndef MEMORY_H
#define MEMORY_H

#include "script.h"

#define MAX_PIN 64

struct memory {
  long calls[CALL_COUNT];
  long wrong_pins;
  /* Of the built-in token: set by C_SetPIN; empty before. */
  char pin[MAX_PIN + 1];
};

struct memory *the_memory(void);

/* The number of this call, from 1. */
long count_call(enum call call);

/* The PIN that C_SetPIN set, or PKCS11_FAULT_PIN, or 123456. */
const char *right_pin(void);

/* One line a call, appended whole: several processes may write. */
void note(const char *text);

#endif
