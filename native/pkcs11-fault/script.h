/* The script: what goes wrong, in which call. The language stands in README.md. */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stddef.h>

#include "cryptoki.h"

/* What a rule can be about: loading and unloading of the library, and every PKCS#11 function. */
#define CALL_NAME(name, parameters, arguments) CALL_##name,
enum call {
  CALL_load,
  CALL_unload,
  CALL_C_GetFunctionList,
  CRYPTOKI_BEFORE_LIST(CALL_NAME)
  CRYPTOKI_AFTER_LIST(CALL_NAME)
  CALL_COUNT
};

enum deed { HANG, CRASH, EXIT, LATE_CRASH, DELAY, REMOVED, FAIL, LIE, ABSENT_FUNCTION, SPEW, WANDER };

/* One `deed@call:number=value`; number 0 is every call. */
struct rule {
  enum deed deed;
  enum call call;
  CK_ULONG number;
  CK_ULONG value;
};

enum signature { SIGNATURE_TRUE, SIGNATURE_FLIPPED, SIGNATURE_ZERO, SIGNATURE_SHORT, SIGNATURE_EMPTY, SIGNATURE_LONG,
                 SIGNATURE_FIRST };

#define MAX_RULES 32
#define MAX_MECHANISMS 16

struct script {
  struct rule rules[MAX_RULES];
  int rule_count;

  char log[512], plugged[512];
  char tokens[128];
  CK_BYTE label[32];
  int has_label;

  int print_pin, pin_pad, context_login, context_login_unsaid, tries_unseen, renumber, rw_refused, zero_length,
      endless_find, needs_parameters, refuses_os_locking, needs_os_locking, certificate_changes, deaf;
  CK_ULONG back, tries, objects, absent, flags, clear_flags, slot_offset, slot_count, attribute_length, wrong_pin;
  CK_ULONG min_pin, max_pin;
  int has_pin_length, has_mechanisms, has_session_limit;
  CK_ULONG session_limit;
  CK_ULONG mechanisms[MAX_MECHANISMS], mechanism_count;
  enum signature signature;
};

/* Complains on standard error; returns -1. */
int complain(const char *what, const char *detail);

/* Reads the script of the environment once; NULL when it cannot be read, which was complained about. */
const struct script *the_script(void);

const char *call_name(enum call call);

#endif
