/* What the rules of the script do when their call comes. */
#ifndef DEEDS_H
#define DEEDS_H

#include "script.h"

/* Logs and counts the call and does what the script wants before it. The call's number; 0 when the call is over, with
 * `*result` to be returned. */
long begin_call(enum call call, CK_RV *result);

/* The value to return for a call that was carried out. */
CK_RV end_call(enum call call, long number, CK_RV result);

/* Whether the token is out: by a rule `removed`, or because the file `plugged` is not there. */
int token_is_out(void);

/* Counts the polls after which a removed token is back. */
void count_absent_poll(void);

/* The module that is lied about. Set before the first call. */
void set_real_module(const CK_FUNCTION_LIST *module);

#endif
