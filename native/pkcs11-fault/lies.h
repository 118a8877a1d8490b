/* The answers of a real module, falsified. */
#ifndef LIES_H
#define LIES_H

#include "cryptoki.h"

/* A list whose functions call `module` and change what it says as the script wants. */
const CK_FUNCTION_LIST *lies_about(const CK_FUNCTION_LIST *module);

/* Ends the operation that C_SignInit began, as a C_Sign that fails does (PKCS#11 5.11). */
CK_RV drop_signature(CK_ULONG session, CK_BYTE_PTR data, CK_ULONG length);

#endif
