/* A PKCS#11 module that forwards to a real one and misbehaves on a script. See README.md. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "cryptoki.h"

static const CK_FUNCTION_LIST *real;

/* The script; 0 means never. */
static struct {
  long delay;
  long hang;
  long crash;
  long removed;
  long back;
  CK_ULONG flags;
  int zero_length;
  char log[512];
} script;

/* What happened in this process. */
static int token_is_out;
static long absent_polls;

static int complain(const char *what, const char *detail) {
  fprintf(stderr, "pkcs11-fault: %s: %s\n", what, detail);
  return -1;
}

static int set_number(const char *text, long *number) {
  char *end;
  *number = strtol(text, &end, 10);
  return *end == '\0' && *number > 0 ? 0 : complain("not a positive number", text);
}

static int parse_item(const char *item) {
  if (strncmp(item, "delay=", 6) == 0) return set_number(item + 6, &script.delay);
  if (strncmp(item, "hang@", 5) == 0) return set_number(item + 5, &script.hang);
  if (strncmp(item, "crash@", 6) == 0) return set_number(item + 6, &script.crash);
  if (strncmp(item, "removed@", 8) == 0) return set_number(item + 8, &script.removed);
  if (strncmp(item, "back=", 5) == 0) return set_number(item + 5, &script.back);
  if (strncmp(item, "flags=0x", 8) == 0) {
    script.flags = strtoul(item + 6, NULL, 16);
    return script.flags != 0 ? 0 : complain("not a hexadecimal number", item);
  }
  if (strcmp(item, "zero-length") == 0) {
    script.zero_length = 1;
    return 0;
  }
  if (strncmp(item, "log=", 4) == 0 && strlen(item + 4) < sizeof script.log) {
    strcpy(script.log, item + 4);
    return 0;
  }
  return complain("unknown item of the script", item);
}

static int parse_script(const char *text) {
  char copy[1024];
  char *rest = NULL;
  if (strlen(text) >= sizeof copy) return complain("script too long", text);
  strcpy(copy, text);
  for (char *item = strtok_r(copy, ",", &rest); item; item = strtok_r(NULL, ",", &rest)) {
    if (parse_item(item) != 0) return -1;
  }
  return 0;
}

/* One line a call, appended whole: several processes may write. */
static void note(const char *name) {
  char line[128];
  if (script.log[0] == '\0') return;
  int length = snprintf(line, sizeof line, "%ld %s\n", (long)getpid(), name);
  int file = open(script.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line, (size_t)length) != length) complain("cannot write", script.log);
  if (file >= 0) close(file);
}

/* The number of this C_Sign: in this process, or over all that share the state file. */
static long next_signature(void) {
  static long own;
  const char *path = getenv("PKCS11_FAULT_STATE");
  if (path == NULL || path[0] == '\0') return ++own;
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || flock(file, LOCK_EX) != 0) {
    complain("cannot use the state file", path);
    if (file >= 0) close(file);
    return ++own;
  }
  char text[32] = {0};
  ssize_t length = pread(file, text, sizeof text - 1, 0);
  long count = (length > 0 ? strtol(text, NULL, 10) : 0) + 1;
  length = snprintf(text, sizeof text, "%ld\n", count);
  if (pwrite(file, text, (size_t)length, 0) != length) complain("cannot write", path);
  close(file);
  return count;
}

static void sleep_milliseconds(long milliseconds) {
  struct timespec left = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}

#define FORWARD(name, parameters, arguments) \
  static CK_RV forward_##name parameters {   \
    note(#name);                             \
    return real->name arguments;             \
  }
CRYPTOKI_BEFORE_LIST(FORWARD)
CRYPTOKI_AFTER_LIST(FORWARD)

/* A token that is pulled out takes its sessions and its login with it (PKCS#11 6.7.4). */
static void pull_token_out(CK_ULONG session) {
  struct {
    CK_ULONG slot, state, flags, device_error;
  } info;
  if (real->C_GetSessionInfo(session, &info) == CKR_OK) real->C_CloseAllSessions(info.slot);
  token_is_out = 1;
}

static CK_RV fault_C_Sign(CK_ULONG session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature,
                          CK_ULONG_PTR signature_length) {
  /* A call without a buffer asks for the length and signs nothing (PKCS#11 5.2). */
  if (signature != NULL) {
    long number = next_signature();
    if (number == script.removed) pull_token_out(session);
    if (number == script.crash) raise(SIGSEGV);
    if (number == script.hang) {
      note("C_Sign hangs");
      for (;;) pause();
    }
    if (script.delay > 0) sleep_milliseconds(script.delay);
  }
  if (token_is_out) {
    note("C_Sign");
    return CKR_DEVICE_REMOVED;
  }
  return forward_C_Sign(session, data, length, signature, signature_length);
}

static CK_RV fault_C_GetSlotList(CK_BBOOL present, CK_ULONG_PTR slots, CK_ULONG_PTR count) {
  if (token_is_out && script.back > 0 && ++absent_polls > script.back) token_is_out = 0;
  if (token_is_out && present) {
    note("C_GetSlotList");
    *count = 0;
    return CKR_OK;
  }
  return forward_C_GetSlotList(present, slots, count);
}

static CK_RV fault_C_GetTokenInfo(CK_ULONG slot, PTR info) {
  if (token_is_out) {
    note("C_GetTokenInfo");
    return CKR_TOKEN_NOT_PRESENT;
  }
  CK_RV result = forward_C_GetTokenInfo(slot, info);
  if (result == CKR_OK) *(CK_ULONG *)((CK_BYTE_PTR)info + TOKEN_INFO_FLAGS) |= script.flags;
  return result;
}

/* Answers every question for a length with 0, as the modules of some vendors do. */
static CK_RV fault_C_GetAttributeValue(CK_ULONG session, CK_ULONG object, PTR template, CK_ULONG count) {
  CK_ATTRIBUTE *attributes = template;
  for (CK_ULONG i = 0; script.zero_length && i < count; i++) {
    if (attributes[i].value != NULL) continue;
    note("C_GetAttributeValue");
    attributes[i].length = 0;
    return CKR_OK;
  }
  return forward_C_GetAttributeValue(session, object, template, count);
}

CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list);

#define ENTRY(name, parameters, arguments) .name = forward_##name,

static CK_FUNCTION_LIST functions = {
    .version = {2, 40},
    CRYPTOKI_BEFORE_LIST(ENTRY)
    .C_GetFunctionList = C_GetFunctionList,
    CRYPTOKI_AFTER_LIST(ENTRY)
};

static int load_real_module(void) {
  const char *path = getenv("PKCS11_FAULT_MODULE");
  if (path == NULL) return complain("PKCS11_FAULT_MODULE", "not set");
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return complain("dlopen", dlerror());
  CK_RV (*get_list)(CK_FUNCTION_LIST **);
  *(void **)&get_list = dlsym(library, "C_GetFunctionList");
  CK_FUNCTION_LIST *loaded = NULL;
  if (get_list == NULL || get_list(&loaded) != CKR_OK) return complain("no function list in", path);
  real = loaded;
  return 0;
}

__attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST **list) {
  const char *text = getenv("PKCS11_FAULT_SCRIPT");
  if (real == NULL && (parse_script(text ? text : "") != 0 || load_real_module() != 0)) return CKR_GENERAL_ERROR;
  functions.C_Sign = fault_C_Sign;
  functions.C_GetSlotList = fault_C_GetSlotList;
  functions.C_GetTokenInfo = fault_C_GetTokenInfo;
  functions.C_GetAttributeValue = fault_C_GetAttributeValue;
  *list = &functions;
  return CKR_OK;
}
