/*
 * The same library as a PKCS#11 module over a real one (IO_RECORDER_MODULE): C_Sign becomes an operation of the run. A
 * host of drivers gets no LD_PRELOAD from whoever starts it, so a mark that the preloaded library sets would not do.
 */
#include <dlfcn.h>
#include <stdlib.h>

#include "../pkcs11-fault/cryptoki.h"
#include "recorder.h"

#define EXPORT __attribute__((visibility("default")))

static CK_FUNCTION_LIST *real;
static CK_FUNCTION_LIST ours;

/* A question for the length of the signature signs nothing. */
static CK_RV sign(CK_ULONG session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature, CK_ULONG_PTR room) {
  if (signature == NULL || !recorder_is_on()) return real->C_Sign(session, data, length, signature, room);
  const struct operation operation = {.kind = kind_sign, .data = data, .length = length};
  recorder_begin(&operation);
  const CK_RV result = real->C_Sign(session, data, length, signature, room);
  recorder_end(&operation, result == 0);
  return result;
}

EXPORT CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
  if (real == NULL) {
    const char *path = getenv("IO_RECORDER_MODULE");
    void *module = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    CK_RV (*get)(CK_FUNCTION_LIST **) = module ? (CK_RV(*)(CK_FUNCTION_LIST **))dlsym(module, "C_GetFunctionList") : NULL;
    if (get == NULL) return CKR_GENERAL_ERROR;
    const CK_RV result = get(&real);
    if (result != CKR_OK) return result;
    ours = *real;
    ours.C_GetFunctionList = C_GetFunctionList;
    ours.C_Sign = sign;
  }
  *list = &ours;
  return CKR_OK;
}
