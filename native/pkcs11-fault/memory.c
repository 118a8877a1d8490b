#include "memory.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static struct memory *map_file(const char *path) {
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  void *mapped = MAP_FAILED;
  if (file >= 0 && ftruncate(file, sizeof(struct memory)) == 0) {
    mapped = mmap(NULL, sizeof(struct memory), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  }
  if (file >= 0) close(file);
  if (mapped != MAP_FAILED) return mapped;
  complain("cannot use the state file", path);
  return NULL;
}

struct memory *the_memory(void) {
  static struct memory own;
  static struct memory *memory;
  if (memory == NULL) {
    const char *path = getenv("PKCS11_FAULT_STATE");
    if (path != NULL && path[0] != '\0') memory = map_file(path);
    if (memory == NULL) memory = &own;
  }
  return memory;
}

long count_call(enum call call) { return __atomic_add_fetch(&the_memory()->calls[call], 1, __ATOMIC_SEQ_CST); }

const char *right_pin(void) {
  const char *given = getenv("PKCS11_FAULT_PIN");
  if (the_memory()->pin[0] != '\0') return the_memory()->pin;
  return given != NULL && given[0] != '\0' ? given : "123456";
}

void note(const char *text) {
  char line[128];
  const struct script *script = the_script();
  if (script == NULL || script->log[0] == '\0') return;
  int length = snprintf(line, sizeof line, "%ld %s\n", (long)getpid(), text);
  int file = open(script->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line, (size_t)length) != length) complain("cannot write", script->log);
  if (file >= 0) close(file);
}
