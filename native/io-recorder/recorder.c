/* The page that all processes of a run share, the log, and the cut. */
#include "recorder.h"

#include <ctype.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { ready = 0x494f5231, most_cuts = 4 };

struct shared {
  uint32_t state;
  pthread_mutex_t lock;
  uint64_t seq;
  /* Operations that each cut is for. */
  uint64_t matched[most_cuts];
  /* Where the run was cut: seq, when, kind, path. */
  char cut[longest_path];
};

enum when { when_never, when_before, when_middle, when_after };
static const char *const whens[] = {"never", "before", "middle", "after"};

struct cut {
  enum when when;
  /* `kinds`: of any kind. */
  enum kind kind;
  char part[256];
  uint64_t number;
};

static struct {
  bool on;
  char folder[longest_path];
  size_t folder_length;
  struct shared *shared;
  int log;
  bool with_data;
  struct cut cuts[most_cuts];
  int cut_count;
} self = {.log = -1};

static const char *const names[] = {
#define NAME(name) #name,
    KINDS(NAME)};

static _Thread_local bool inside;
/* Of the operation under way: when_never where the run is not cut there. */
static _Thread_local enum when here;

void *recorder_real(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (found == NULL) found = dlsym(RTLD_DEFAULT, name);
  return found;
}

static void fail(const char *what) {
  char text[512];
  int length = snprintf(text, sizeof text, "io-recorder: %s (%s)\n", what, strerror(errno));
  ssize_t (*real_write)(int, const void *, size_t) = recorder_real("write");
  if (length > 0) real_write(2, text, (size_t)length);
  _exit(125);
}

static int open_real(const char *path, int flags) {
  int (*real)(const char *, int, ...) = recorder_real("open");
  return real(path, flags, 0600);
}

static void initialise_page(struct shared *shared) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&shared->lock, &attributes);
  __atomic_store_n(&shared->state, ready, __ATOMIC_RELEASE);
}

/* The first process of a run makes the page; it starts all the others, so none can come before it is ready. */
static void map_page(const char *path) {
  int file = open_real(path, O_RDWR | O_CREAT | O_CLOEXEC);
  int (*real_truncate)(int, off_t) = recorder_real("ftruncate");
  int (*real_close)(int) = recorder_real("close");
  if (file < 0 || real_truncate(file, sizeof(struct shared)) != 0) fail("IO_RECORDER_STATE");
  self.shared = mmap(NULL, sizeof(struct shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (self.shared == MAP_FAILED) fail("mmap");
  real_close(file);
  if (__atomic_load_n(&self.shared->state, __ATOMIC_ACQUIRE) != ready) initialise_page(self.shared);
}

/* KIND[@PART OF THE PATH]:NUMBER:before|middle|after */
static struct cut read_cut(char *text) {
  struct cut cut = {.kind = kinds};
  char *number = strchr(text, ':');
  char *when = number ? strchr(number + 1, ':') : NULL;
  if (when == NULL) fail("IO_RECORDER_CUT is not KIND[@PART]:NUMBER:before|middle|after");
  *number++ = *when++ = '\0';
  char *part = strchr(text, '@');
  if (part != NULL) {
    *part++ = '\0';
    snprintf(cut.part, sizeof cut.part, "%s", part);
  }
  for (enum kind kind = 0; kind < kinds; kind++)
    if (strcmp(names[kind], text) == 0) cut.kind = kind;
  if (cut.kind == kinds && strcmp(text, "any") != 0) fail("IO_RECORDER_CUT names no known kind");
  cut.number = strtoull(number, NULL, 10);
  for (enum when one = when_before; one <= when_after; one++)
    if (strcmp(whens[one], when) == 0) cut.when = one;
  if (cut.when == when_never) fail("IO_RECORDER_CUT says neither before, middle nor after");
  return cut;
}

static void read_cuts(const char *given) {
  char copy[1024];
  snprintf(copy, sizeof copy, "%s", given);
  char *rest = copy;
  for (char *one = strsep(&rest, ","); one != NULL; one = strsep(&rest, ",")) {
    if (self.cut_count == most_cuts) fail("IO_RECORDER_CUT has too many");
    self.cuts[self.cut_count++] = read_cut(one);
  }
}

__attribute__((constructor)) static void start(void) {
  const char *folder = getenv("IO_RECORDER_FOLDER");
  const char *state = getenv("IO_RECORDER_STATE");
  const char *log = getenv("IO_RECORDER_LOG");
  const char *cuts = getenv("IO_RECORDER_CUT");
  if (self.on || folder == NULL || state == NULL) return;
  snprintf(self.folder, sizeof self.folder, "%s", folder);
  self.folder_length = strlen(self.folder);
  map_page(state);
  if (log != NULL) {
    int (*real)(const char *, int, ...) = recorder_real("open");
    self.log = real(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (self.log < 0) fail("IO_RECORDER_LOG");
  }
  self.with_data = getenv("IO_RECORDER_DATA") != NULL;
  if (cuts != NULL) read_cuts(cuts);
  self.on = true;
}

bool recorder_is_on(void) { return self.on && !inside; }

bool recorder_has(const char *path) {
  if (!self.on || strncmp(path, self.folder, self.folder_length) != 0) return false;
  const char next = path[self.folder_length];
  return next == '/' || next == '\0';
}

static const char *shown(const char *path) {
  if (path == NULL) return "";
  if (!recorder_has(path)) return path;
  path += self.folder_length;
  return *path == '/' ? path + 1 : path;
}

static bool ends_with(const char *path, const char *end, size_t length) {
  const size_t whole = strlen(path);
  return whole >= length && strncmp(path + whole - length, end, length) == 0;
}

/* The whole path, where each `*` stands for a name of hexadecimal digits and dashes; a file that has no name any more too. */
static bool is_like(const char *path, const char *glob) {
  if (*glob == '\0') return *path == '\0' || strcmp(path, " (deleted)") == 0;
  if (*glob != '*') return *path == *glob && is_like(path + 1, glob + 1);
  while (isxdigit((unsigned char)*path) || *path == '-')
    if (is_like(++path, glob + 1)) return true;
  return false;
}

/* PART stands somewhere in the path; with a `$` behind it, at its end; `=GLOB` is the path. */
static bool has_part(const char *path, const char *part) {
  if (*part == '=') return is_like(path, part + 1);
  const size_t length = strlen(part);
  if (length == 0 || part[length - 1] != '$') return strstr(path, part) != NULL;
  return ends_with(path, part, length - 1);
}

/* Every cut counts its operations, whichever comes first. */
static enum when is_cut(const struct operation *operation) {
  const char *path = shown(operation->other ? operation->other : operation->path);
  enum when found = when_never;
  for (int index = 0; index < self.cut_count; index++) {
    const struct cut *cut = &self.cuts[index];
    if (cut->kind != kinds && cut->kind != operation->kind) continue;
    if (!has_part(path, cut->part) || ++self.shared->matched[index] != cut->number) continue;
    if (found == when_never) found = cut->when;
  }
  return found;
}

/* The whole process group at once, as if the machine's power to run it were gone; what the kernel has, it keeps. */
static void end_here(const struct operation *operation) {
  snprintf(self.shared->cut, sizeof self.shared->cut, "%llu %s %s %s", (unsigned long long)self.shared->seq, whens[here],
           names[operation->kind], shown(operation->other ? operation->other : operation->path));
  kill(0, SIGKILL);
  for (;;) pause();
}

void recorder_begin(const struct operation *operation) {
  inside = true;
  if (pthread_mutex_lock(&self.shared->lock) == EOWNERDEAD) pthread_mutex_consistent(&self.shared->lock);
  self.shared->seq++;
  here = is_cut(operation);
  if (here == when_before) end_here(operation);
}

enum { sector = 512 };

/* A kernel copies whole pages and a disk writes whole sectors: what stands in one sector is there or not. */
size_t recorder_split(uint64_t offset, size_t length) {
  if (here != when_middle) return length;
  const uint64_t border = (offset + length / 2) / sector * sector;
  return border <= offset ? length : (size_t)(border - offset);
}

/* As tests/cuts/log.ts reads it. */
struct record {
  uint32_t size;
  uint32_t kind;
  uint64_t seq;
  uint64_t microseconds;
  uint64_t offset;
  uint64_t length;
  uint32_t pid;
  uint32_t path_length;
  uint32_t other_length;
  uint32_t data_length;
};

static void append(const struct operation *operation) {
  const char *path = shown(operation->path);
  const char *other = shown(operation->other);
  const bool has_data = operation->data != NULL && (self.with_data || operation->kind == kind_sign);
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  struct record record = {
      .kind = operation->kind,
      .seq = self.shared->seq,
      .microseconds = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000,
      .offset = operation->offset,
      .length = operation->length,
      .pid = (uint32_t)getpid(),
      .path_length = (uint32_t)strlen(path),
      .other_length = (uint32_t)strlen(other),
      .data_length = has_data ? (uint32_t)operation->length : 0,
  };
  record.size = (uint32_t)sizeof record + record.path_length + record.other_length + record.data_length;
  struct iovec parts[] = {
      {&record, sizeof record},
      {(void *)path, record.path_length},
      {(void *)other, record.other_length},
      {(void *)operation->data, record.data_length},
  };
  ssize_t (*real)(int, const struct iovec *, int) = recorder_real("writev");
  if (real(self.log, parts, 4) != (ssize_t)record.size) fail("the log cannot be written");
}

void recorder_end(const struct operation *operation, bool done) {
  const int error = errno;
  if (done && self.log >= 0) append(operation);
  if (here != when_never) end_here(operation);
  pthread_mutex_unlock(&self.shared->lock);
  inside = false;
  errno = error;
}
