/* A PKCS#11 module that wraps a real one, or has tokens of its own, and misbehaves on a script. See README.md.
 *
 * caller -> layer_C_X (log, count, rules of the script) -> lie_C_X (falsified answers) -> the real module */
#include <dlfcn.h>
#include <stdlib.h>

#include "cryptoki.h"
#include "deeds.h"
#include "lies.h"
#include "memory.h"
#include "script.h"
#include "token.h"

static const CK_FUNCTION_LIST *lies;

#define LAYER(name, parameters, arguments)                  \
  static CK_RV layer_##name parameters {                    \
    CK_RV result;                                           \
    long number = begin_call(CALL_##name, &result);         \
    if (number == 0) return result;                         \
    return end_call(CALL_##name, number, lies->name arguments); \
  }
CRYPTOKI_BEFORE_LIST(LAYER)
CRYPTOKI_AFTER_LIST(LAYER)

/* A call without a buffer asks for the length and signs nothing (PKCS#11 5.2): no rule is about it. */
static CK_RV layer_sign(CK_ULONG session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature,
                        CK_ULONG_PTR signature_length) {
  CK_RV result;
  if (signature == NULL) {
    return token_is_out() ? CKR_DEVICE_REMOVED : lies->C_Sign(session, data, length, NULL, signature_length);
  }
  long number = begin_call(CALL_C_Sign, &result);
  if (number == 0) {
    drop_signature(session, data, length);
    return result;
  }
  return end_call(CALL_C_Sign, number, lies->C_Sign(session, data, length, signature, signature_length));
}

static const CK_FUNCTION_LIST *load_real_module(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  CK_RV (*get_list)(CK_FUNCTION_LIST **) = NULL;
  CK_FUNCTION_LIST *list = NULL;
  if (library == NULL) complain("dlopen", dlerror());
  else *(void **)&get_list = dlsym(library, "C_GetFunctionList");
  if (get_list == NULL || get_list(&list) != CKR_OK) complain("no function list in", path);
  return list;
}

static int prepare(void) {
  if (lies != NULL) return 0;
  const char *path = getenv("PKCS11_FAULT_MODULE");
  const CK_FUNCTION_LIST *real = path != NULL && path[0] != '\0' ? load_real_module(path) : built_in_module();
  if (real == NULL) return -1;
  set_real_module(real);
  lies = lies_about(real);
  return 0;
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list);

#define ENTRY(name, parameters, arguments) .name = layer_##name,

static CK_FUNCTION_LIST functions = {
    .version = {2, 40},
    CRYPTOKI_BEFORE_LIST(ENTRY)
    .C_GetFunctionList = C_GetFunctionList,
    CRYPTOKI_AFTER_LIST(ENTRY)
};

/* Entries that a rule `null@` takes away. */
static void drop_functions(void) {
  const struct script *script = the_script();
  for (int i = 0; i < script->rule_count; i++) {
    if (script->rules[i].deed != ABSENT_FUNCTION) continue;
#define DROP(name, parameters, arguments) \
  if (script->rules[i].call == CALL_##name) functions.name = NULL;
    CRYPTOKI_BEFORE_LIST(DROP)
    CRYPTOKI_AFTER_LIST(DROP)
  }
}

__attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
  CK_RV result;
  if (the_script() == NULL) return CKR_GENERAL_ERROR;
  long number = begin_call(CALL_C_GetFunctionList, &result);
  if (number == 0) return result;
  if (list == NULL) return CKR_ARGUMENTS_BAD;
  if (prepare() != 0) return CKR_GENERAL_ERROR;
  functions.C_Sign = layer_sign;
  drop_functions();
  *list = &functions;
  return end_call(CALL_C_GetFunctionList, number, CKR_OK);
}

__attribute__((constructor)) static void load(void) {
  CK_RV result;
  if (the_script() != NULL) begin_call(CALL_load, &result);
}

__attribute__((destructor)) static void unload(void) {
  CK_RV result;
  if (the_script() != NULL) begin_call(CALL_unload, &result);
}
