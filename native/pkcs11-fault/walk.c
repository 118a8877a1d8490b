/* Walks through the life of a token (list, read, log in, sign twice, log out) under every species that does not end or
 * hang the process: `make check` runs it with the sanitizers. usage: walk MODULE */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cryptoki.h"
#include "species.h"

#define MAX_LIST 64
#define MAX_VALUE (1 << 21)

static CK_BYTE value[MAX_VALUE];

static void read_object(const CK_FUNCTION_LIST *module, CK_ULONG session, CK_ULONG object) {
  static const CK_ULONG types[] = {CKA_CLASS, CKA_ID,      CKA_LABEL,
                                   CKA_VALUE, CKA_MODULUS, CKA_ALWAYS_AUTHENTICATE};
  for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
    CK_ATTRIBUTE attribute = {types[i], NULL, 0};
    module->C_GetAttributeValue(session, object, &attribute, 1);
    attribute = (CK_ATTRIBUTE){types[i], value, sizeof value};
    module->C_GetAttributeValue(session, object, &attribute, 1);
    attribute = (CK_ATTRIBUTE){types[i], value, 1};
    module->C_GetAttributeValue(session, object, &attribute, 1);
  }
}

/* The last object found; 0 when there is none. */
static CK_ULONG find(const CK_FUNCTION_LIST *module, CK_ULONG session, CK_ULONG class) {
  CK_ATTRIBUTE wanted = {CKA_CLASS, &class, sizeof class};
  CK_ULONG objects[8], count = 0, last = 0;
  if (module->C_FindObjectsInit(session, &wanted, 1) != CKR_OK) return 0;
  for (int round = 0; round < 2000; round++) {
    if (module->C_FindObjects(session, objects, 8, &count) != CKR_OK || count == 0) break;
    last = objects[count - 1];
    if (round < 4) read_object(module, session, objects[0]);
  }
  module->C_FindObjectsFinal(session);
  return last;
}

static void sign(const CK_FUNCTION_LIST *module, CK_ULONG session, CK_ULONG key, CK_ULONG type) {
  CK_RSA_PKCS_PSS_PARAMS pss = {CKM_SHA256, 2, 32};
  CK_MECHANISM mechanism = {type, type == CKM_RSA_PKCS_PSS ? &pss : NULL, type == CKM_RSA_PKCS_PSS ? sizeof pss : 0};
  CK_BYTE digest[32] = {1, 2, 3}, signature[1024];
  CK_ULONG length = 0;
  if (module->C_SignInit(session, &mechanism, key) != CKR_OK) return;
  module->C_Login(session, CKU_CONTEXT_SPECIFIC, (CK_BYTE_PTR) "123456", 6);
  if (module->C_Sign(session, digest, sizeof digest, NULL, &length) != CKR_OK) return;
  length = 1;
  module->C_Sign(session, digest, sizeof digest, signature, &length);
  length = sizeof signature;
  module->C_Sign(session, digest, sizeof digest, signature, &length);
}

static void use_slot(const CK_FUNCTION_LIST *module, CK_ULONG slot) {
  static const CK_ULONG types[] = {CKM_RSA_PKCS, CKM_RSA_PKCS_PSS, CKM_SHA256_RSA_PKCS, CKM_ECDSA, CKM_ECDSA_SHA256};
  CK_TOKEN_INFO info;
  CK_MECHANISM_INFO about;
  CK_ULONG session, list[MAX_LIST], count = MAX_LIST;
  module->C_GetSlotInfo(slot, value);
  module->C_GetMechanismList(slot, list, &count);
  module->C_GetMechanismInfo(slot, CKM_RSA_PKCS, &about);
  if (module->C_GetTokenInfo(slot, &info) != CKR_OK) return;
  if (module->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &session) != CKR_OK) return;
  find(module, session, CKO_CERTIFICATE);
  int pad = (info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
  module->C_Login(session, CKU_USER, pad ? NULL : (CK_BYTE_PTR) "wrong", pad ? 0 : 5);
  module->C_Login(session, CKU_USER, pad ? NULL : (CK_BYTE_PTR) "123456", pad ? 0 : 6);
  CK_ULONG key = find(module, session, CKO_PRIVATE_KEY);
  for (size_t i = 0; key != 0 && i < sizeof types / sizeof *types; i++) sign(module, session, key, types[i]);
  find(module, session, CKO_CERTIFICATE);
  module->C_Logout(session);
  module->C_CloseSession(session);
  if (module->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &session) != CKR_OK) return;
  module->C_SetPIN(session, (CK_BYTE_PTR) "123456", 6, (CK_BYTE_PTR) "654321", 6);
  module->C_CloseAllSessions(slot);
}

static int walk(const char *path) {
  CK_C_INITIALIZE_ARGS arguments = {.flags = CKF_OS_LOCKING_OK};
  CK_FUNCTION_LIST *module = NULL;
  CK_RV (*get_list)(CK_FUNCTION_LIST **);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return 2;
  *(void **)&get_list = dlsym(library, "C_GetFunctionList");
  if (get_list(&module) != CKR_OK) return 0;
  if (module->C_Initialize(&arguments) != CKR_OK) module->C_Initialize(NULL);
  for (int round = 0; round < 3; round++) {
    CK_ULONG slots[MAX_LIST], count = 0;
    module->C_GetSlotList(1, NULL, &count);
    count = MAX_LIST;
    if (module->C_GetSlotList(1, slots, &count) != CKR_OK) continue;
    for (CK_ULONG i = 0; i < count; i++) use_slot(module, slots[i]);
  }
  module->C_Finalize(NULL);
  return 0;
}

static int ends_the_process(const char *script) {
  static const char *const deeds[] = {"hang@", "crash@", "exit@", "null@"};
  for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++) {
    if (strstr(script, deeds[i]) != NULL) return 1;
  }
  return 0;
}

int main(int count, char **arguments) {
#define NAME_AND_SCRIPT(name, calls, script, lie) {name, script},
  static const struct {
    const char *name, *script;
  } species[] = {SPECIES(NAME_AND_SCRIPT)};
  int failures = 0;
  if (count != 2) return 64;
  for (size_t i = 0; i < sizeof species / sizeof *species; i++) {
    char script[128];
    int status = 0;
    if (ends_the_process(species[i].script)) continue;
    snprintf(script, sizeof script, "species=%s", species[i].name);
    setenv("PKCS11_FAULT_SCRIPT", script, 1);
    pid_t child = fork();
    if (child == 0) {
      if (freopen("/dev/null", "w", stdout) == NULL) exit(2);
      exit(walk(arguments[1]));
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0) {
      fprintf(stderr, "%s: status %d\n", species[i].name, status);
      failures++;
    }
  }
  printf("%s\n", failures == 0 ? "every species walked through" : "failures");
  return failures == 0 ? 0 : 1;
}
