/* The built-in tokens: enough of a PKCS#11 module to be listed, read, logged in to and signed with. */
#ifndef TOKEN_H
#define TOKEN_H

#include "cryptoki.h"

const CK_FUNCTION_LIST *built_in_module(void);

#endif
