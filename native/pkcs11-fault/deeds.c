#include "deeds.h"

#include <errno.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "memory.h"

static const CK_FUNCTION_LIST *real;
static int removed;
static CK_ULONG absent_polls;

void set_real_module(const CK_FUNCTION_LIST *module) { real = module; }

static void sleep_milliseconds(CK_ULONG milliseconds) {
  struct timespec left = {(time_t)(milliseconds / 1000), (long)(milliseconds % 1000) * 1000000L};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}

/* A token that is pulled out takes its sessions and its login with it (PKCS#11 6.7.4). */
static void end_sessions(void) {
  CK_ULONG slots[64];
  CK_ULONG count = sizeof slots / sizeof *slots;
  if (real == NULL || real->C_GetSlotList(1, slots, &count) != CKR_OK) return;
  for (CK_ULONG i = 0; i < count; i++) real->C_CloseAllSessions(slots[i]);
}

/* Whether the file is there. Sessions end when it went, and also when another one has taken its place meanwhile. */
static int is_plugged(const char *path) {
  static struct stat before;
  static int was_there;
  struct stat now;
  int there = stat(path, &now) == 0;
  int same = there && was_there && now.st_ino == before.st_ino && now.st_ctim.tv_sec == before.st_ctim.tv_sec &&
             now.st_ctim.tv_nsec == before.st_ctim.tv_nsec;
  if (was_there && !same) end_sessions();
  was_there = there;
  if (there) before = now;
  return there;
}

int token_is_out(void) {
  const struct script *script = the_script();
  if (script->plugged[0] != '\0' && !is_plugged(script->plugged)) return 1;
  return removed;
}

void count_absent_poll(void) {
  CK_ULONG back = the_script()->back;
  if (removed && back > 0 && ++absent_polls >= back) removed = 0;
}

static void hang(enum call call) {
  char line[64];
  snprintf(line, sizeof line, "%s hangs", call_name(call));
  note(line);
  if (the_script()->deaf) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_IGN);
  }
  for (;;) pause();
}

/* As a crash of the module itself would: whatever handler the program has set is not asked. */
static void crash(void) {
  signal(SIGSEGV, SIG_DFL);
  raise(SIGSEGV);
}

static void *crash_later(void *milliseconds) {
  sleep_milliseconds((CK_ULONG)milliseconds);
  crash();
  return NULL;
}

static void start_late_crash(CK_ULONG milliseconds) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, crash_later, (void *)milliseconds) == 0) pthread_detach(thread);
}

static void spew(CK_ULONG bytes) {
  char block[4096];
  memset(block, 0xfe, sizeof block);
  while (bytes > 0) {
    size_t part = bytes < sizeof block ? bytes : sizeof block;
    ssize_t written = write(STDOUT_FILENO, block, part);
    if (written < 0 && errno == EAGAIN) sleep_milliseconds(1);
    else if (written <= 0) return;
    else bytes -= (CK_ULONG)written;
  }
}

static void wander(void) {
  if (chdir("/") != 0) complain("cannot change to", "/");
  setenv("PATH", "/nonexistent", 1);
  setenv("LD_PRELOAD", "/nonexistent.so", 1);
  setenv("TZ", "Pacific/Kiritimati", 1);
  unsetenv("HOME");
  setlocale(LC_ALL, "");
  umask(0777);
}

/* What a call answers when there is no token: those about the library and its slots go on. */
static CK_RV absence(enum call call) {
  switch (call) {
    case CALL_load: case CALL_unload: case CALL_C_GetFunctionList: case CALL_C_Initialize: case CALL_C_Finalize:
    case CALL_C_GetInfo: case CALL_C_GetSlotList: case CALL_C_GetSlotInfo: case CALL_C_WaitForSlotEvent:
      return CKR_OK;
    case CALL_C_GetTokenInfo: case CALL_C_GetMechanismList: case CALL_C_GetMechanismInfo: case CALL_C_InitToken:
    case CALL_C_OpenSession: case CALL_C_CloseAllSessions:
      return CKR_TOKEN_NOT_PRESENT;
    default:
      return CKR_DEVICE_REMOVED;
  }
}

static int applies(const struct rule *rule, enum call call, long number) {
  return rule->call == call && (rule->number == 0 || rule->number == (CK_ULONG)number);
}

long begin_call(enum call call, CK_RV *result) {
  const struct script *script = the_script();
  note(call_name(call));
  long number = count_call(call);
  for (int i = 0; i < script->rule_count; i++) {
    const struct rule *rule = &script->rules[i];
    if (!applies(rule, call, number)) continue;
    switch (rule->deed) {
      case HANG: hang(call); break;
      case CRASH: crash(); break;
      case EXIT: _exit(0); break;
      case LATE_CRASH: start_late_crash(rule->value); break;
      case DELAY: sleep_milliseconds(rule->value); break;
      case SPEW: spew(rule->value); break;
      case WANDER: wander(); break;
      case REMOVED:
        end_sessions();
        removed = 1;
        break;
      case FAIL:
        *result = rule->value;
        return 0;
      case LIE: case ABSENT_FUNCTION: break;
    }
  }
  *result = token_is_out() ? absence(call) : CKR_OK;
  return *result == CKR_OK ? number : 0;
}

CK_RV end_call(enum call call, long number, CK_RV result) {
  const struct script *script = the_script();
  for (int i = 0; i < script->rule_count; i++) {
    const struct rule *rule = &script->rules[i];
    if (rule->deed == LIE && applies(rule, call, number)) return rule->value;
  }
  return result;
}
