/*
 * The calls of libc that change files, folders and connections. Each looks whether it concerns the recorded folder (or
 * a connection), and if so is one operation: counted, done and logged under one lock, so that the order of the log is
 * the order in which things happened.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "recorder.h"

#define EXPORT __attribute__((visibility("default")))
/* `real`: the function that stands behind this one. */
#define REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))recorder_real(#name)

/* Where a call is not recorded it must cost nothing but this. */
#define PASS(condition, call) \
  if (!recorder_is_on() || !(condition)) return call

static bool absolute(int folder, const char *path, char *out) {
  if (path == NULL) return false;
  if (path[0] == '/') return snprintf(out, longest_path, "%s", path) < longest_path;
  char base[longest_path];
  if (folder == AT_FDCWD) {
    if (getcwd(base, sizeof base) == NULL) return false;
  } else {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    const ssize_t length = readlink(link, base, sizeof base - 1);
    if (length < 0) return false;
    base[length] = '\0';
  }
  return snprintf(out, longest_path, "%s/%s", base, path) < longest_path;
}

/* Absolute path of a name in the recorded folder; false for any other. */
static bool recorded(int folder, const char *path, char *out) {
  return recorder_is_on() && absolute(folder, path, out) && recorder_has(out);
}

/* What a descriptor leads to, by the name that it has now. */
static bool name_of(int fd, char *out) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, out, longest_path - 1);
  if (length < 0) return false;
  out[length] = '\0';
  return true;
}

static bool recorded_file(int fd, char *out) {
  const int error = errno;
  const bool found = recorder_is_on() && name_of(fd, out) && recorder_has(out);
  errno = error;
  return found;
}

static bool is_connection(int fd) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  const int error = errno;
  const bool found = recorder_is_on() && getsockname(fd, (struct sockaddr *)&address, &length) == 0 &&
                     (address.ss_family == AF_INET || address.ss_family == AF_INET6);
  errno = error;
  return found;
}

/* Opening: an operation where it makes or empties a file. */

static bool exists(int folder, const char *path) {
  struct stat found;
  return fstatat(folder, path, &found, AT_SYMLINK_NOFOLLOW) == 0;
}

typedef int (*open_at)(int, const char *, int, ...);

static int open_recorded(open_at real, int folder, const char *path, int flags, mode_t mode) {
  char full[longest_path];
  if ((flags & (O_CREAT | O_TRUNC)) == 0 || !recorded(folder, path, full)) return real(folder, path, flags, mode);
  struct operation operation = {.kind = kind_open, .path = full};
  if (!exists(folder, path)) operation.kind = kind_create;
  recorder_begin(&operation);
  const bool there = exists(folder, path);
  operation.kind = there ? kind_open : kind_create;
  const int fd = real(folder, path, flags, mode);
  if (there && (flags & O_TRUNC) != 0) operation.kind = kind_truncate;
  recorder_end(&operation, fd >= 0);
  return fd;
}

static int open_real(int folder, const char *path, int flags, mode_t mode) {
  static open_at real;
  if (real == NULL) real = (open_at)recorder_real("openat64");
  return open_recorded(real, folder, path, flags, mode);
}

#define MODE(flags, last) \
  mode_t mode = 0; \
  if (((flags) & (O_CREAT | O_TMPFILE)) != 0) { \
    va_list rest; \
    va_start(rest, last); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

#define OPEN(name) \
  EXPORT int name(const char *path, int flags, ...) { \
    MODE(flags, flags) \
    return open_real(AT_FDCWD, path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPEN_AT(name) \
  EXPORT int name(int folder, const char *path, int flags, ...) { \
    MODE(flags, flags) \
    return open_real(folder, path, flags, mode); \
  }
OPEN_AT(openat)
OPEN_AT(openat64)

#define CREATE(name) \
  EXPORT int name(const char *path, mode_t mode) { \
    return open_real(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); \
  }
CREATE(creat)
CREATE(creat64)

/* Fortified programs call these where there is no mode. */
EXPORT int __open_2(const char *path, int flags) { return open_real(AT_FDCWD, path, flags, 0); }
EXPORT int __open64_2(const char *path, int flags) { return open_real(AT_FDCWD, path, flags, 0); }
EXPORT int __openat_2(int folder, const char *path, int flags) { return open_real(folder, path, flags, 0); }
EXPORT int __openat64_2(int folder, const char *path, int flags) { return open_real(folder, path, flags, 0); }

/* Writing: to a file in the folder, or to a connection. */

static size_t total(const struct iovec *parts, int count) {
  size_t length = 0;
  for (int index = 0; index < count; index++) length += parts[index].iov_len;
  return length;
}

static char *joined(const struct iovec *parts, int count) {
  char *bytes = malloc(total(parts, count) + 1);
  if (bytes == NULL) abort();
  size_t length = 0;
  for (int index = 0; index < count; index++) {
    memcpy(bytes + length, parts[index].iov_base, parts[index].iov_len);
    length += parts[index].iov_len;
  }
  return bytes;
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off64_t at) {
  static ssize_t (*real_write)(int, const void *, size_t);
  static ssize_t (*real_pwrite)(int, const void *, size_t, off64_t);
  if (real_write == NULL) real_write = recorder_real("write");
  if (real_pwrite == NULL) real_pwrite = recorder_real("pwrite64");
  return at < 0 ? real_write(fd, bytes, length) : real_pwrite(fd, bytes, length, at);
}

/* `at` below 0: where the file stands (its end, if it was opened for appending). */
static ssize_t write_recorded(int fd, const char *path, const void *bytes, size_t length, off64_t at) {
  struct operation operation = {.kind = path ? kind_write : kind_send, .path = path, .data = path ? bytes : NULL};
  recorder_begin(&operation);
  const off64_t place = path == NULL ? 0 : at < 0 ? lseek64(fd, 0, SEEK_CUR) : at;
  const ssize_t written = write_at(fd, bytes, recorder_split((uint64_t)place, length), at);
  const int error = errno;
  if (written > 0) operation.length = (uint64_t)written;
  if (written > 0 && path != NULL) operation.offset = (uint64_t)(at < 0 ? lseek64(fd, 0, SEEK_CUR) - written : at);
  errno = error;
  recorder_end(&operation, written > 0);
  return written;
}

static ssize_t write_single(int fd, const void *bytes, size_t length, off64_t at) {
  char path[longest_path];
  if (recorded_file(fd, path)) return write_recorded(fd, path, bytes, length, at);
  if (at < 0 && is_connection(fd)) return write_recorded(fd, NULL, bytes, length, at);
  return write_at(fd, bytes, length, at);
}

/* One write of all parts: what is recorded as one operation must be one. */
static ssize_t write_joined(int fd, const char *path, const struct iovec *parts, int count, off64_t at) {
  char *bytes = joined(parts, count);
  const ssize_t written = write_recorded(fd, path, bytes, total(parts, count), at);
  const int error = errno;
  free(bytes);
  errno = error;
  return written;
}

EXPORT ssize_t write(int fd, const void *bytes, size_t length) { return write_single(fd, bytes, length, -1); }
EXPORT ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return write_single(fd, bytes, length, at); }
EXPORT ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  return write_single(fd, bytes, length, at);
}

EXPORT ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  char path[longest_path];
  if (recorded_file(fd, path)) return write_joined(fd, path, parts, count, -1);
  if (is_connection(fd)) return write_joined(fd, NULL, parts, count, -1);
  return real(fd, parts, count);
}

EXPORT ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) {
  REAL(pwritev);
  char path[longest_path];
  PASS(recorded_file(fd, path), real(fd, parts, count, at));
  return write_joined(fd, path, parts, count, at);
}

EXPORT ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  REAL(pwritev64);
  char path[longest_path];
  PASS(recorded_file(fd, path), real(fd, parts, count, at));
  return write_joined(fd, path, parts, count, at);
}

static int set_length(int fd, off64_t length) {
  static int (*real)(int, off64_t);
  if (real == NULL) real = recorder_real("ftruncate64");
  char path[longest_path];
  PASS(recorded_file(fd, path), real(fd, length));
  const struct operation operation = {.kind = kind_truncate, .path = path, .length = (uint64_t)length};
  recorder_begin(&operation);
  const int result = real(fd, length);
  recorder_end(&operation, result == 0);
  return result;
}
EXPORT int ftruncate(int fd, off_t length) { return set_length(fd, length); }
EXPORT int ftruncate64(int fd, off64_t length) { return set_length(fd, length); }

static int set_length_of(const char *path, off64_t length) {
  static int (*real)(const char *, off64_t);
  if (real == NULL) real = recorder_real("truncate64");
  char full[longest_path];
  PASS(recorded(AT_FDCWD, path, full), real(path, length));
  const struct operation operation = {.kind = kind_truncate, .path = full, .length = (uint64_t)length};
  recorder_begin(&operation);
  const int result = real(path, length);
  recorder_end(&operation, result == 0);
  return result;
}
EXPORT int truncate(const char *path, off_t length) { return set_length_of(path, length); }
EXPORT int truncate64(const char *path, off64_t length) { return set_length_of(path, length); }

/* Room is only ever asked for at the end: the length grows, and what is there stays. Anything else is refused. */
static int allocate(int fd, int mode, off64_t offset, off64_t length) {
  static int (*real)(int, int, off64_t, off64_t);
  if (real == NULL) real = recorder_real("fallocate64");
  char path[longest_path];
  PASS(recorded_file(fd, path), real(fd, mode, offset, length));
  if (mode != 0) {
    errno = EOPNOTSUPP;
    return -1;
  }
  const struct operation operation = {.kind = kind_allocate, .path = path, .length = (uint64_t)(offset + length)};
  recorder_begin(&operation);
  const int result = real(fd, mode, offset, length);
  recorder_end(&operation, result == 0);
  return result;
}
EXPORT int fallocate(int fd, int mode, off_t offset, off_t length) { return allocate(fd, mode, offset, length); }
EXPORT int fallocate64(int fd, int mode, off64_t offset, off64_t length) { return allocate(fd, mode, offset, length); }
EXPORT int posix_fallocate(int fd, off_t offset, off_t length) {
  return allocate(fd, 0, offset, length) == 0 ? 0 : errno;
}
EXPORT int posix_fallocate64(int fd, off64_t offset, off64_t length) {
  return allocate(fd, 0, offset, length) == 0 ? 0 : errno;
}

/*
 * Copies within the kernel do not pass through here with their bytes. They are refused as a kernel or file system
 * without them refuses them, and the caller copies by read and write.
 */
EXPORT ssize_t copy_file_range(int from, off64_t *from_at, int to, off64_t *to_at, size_t length, unsigned flags) {
  REAL(copy_file_range);
  char path[longest_path];
  PASS(recorded_file(to, path), real(from, from_at, to, to_at, length, flags));
  errno = ENOSYS;
  return -1;
}

static ssize_t send_file(int to, int from, off64_t *at, size_t length) {
  static ssize_t (*real)(int, int, off64_t *, size_t);
  if (real == NULL) real = recorder_real("sendfile64");
  char path[longest_path];
  PASS(recorded_file(to, path) || is_connection(to), real(to, from, at, length));
  errno = EINVAL;
  return -1;
}
EXPORT ssize_t sendfile(int to, int from, off_t *at, size_t length) { return send_file(to, from, at, length); }
EXPORT ssize_t sendfile64(int to, int from, off64_t *at, size_t length) { return send_file(to, from, at, length); }

EXPORT int ioctl(int fd, unsigned long request, ...) {
  REAL(ioctl);
  va_list rest;
  va_start(rest, request);
  void *argument = va_arg(rest, void *);
  va_end(rest);
  char path[longest_path];
  PASS((request == FICLONE || request == FICLONERANGE) && recorded_file(fd, path), real(fd, request, argument));
  errno = EOPNOTSUPP;
  return -1;
}

/* libuv makes some calls by number; io_uring would write past us altogether. */
EXPORT long syscall(long number, ...) {
  static long (*real)(long, ...);
  if (real == NULL) real = recorder_real("syscall");
  va_list rest;
  va_start(rest, number);
  long a[6];
  for (int index = 0; index < 6; index++) a[index] = va_arg(rest, long);
  va_end(rest);
  if (recorder_is_on()) {
    if (number == SYS_copy_file_range)
      return copy_file_range((int)a[0], (off64_t *)a[1], (int)a[2], (off64_t *)a[3], (size_t)a[4], (unsigned)a[5]);
    if (number == SYS_io_uring_setup) {
      errno = ENOSYS;
      return -1;
    }
  }
  return real(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* Names. */

typedef int (*two_names)(const char *, const char *);

static int with_two_names(struct operation operation, two_names real, const char *from, const char *to) {
  recorder_begin(&operation);
  const int result = real(from, to);
  recorder_end(&operation, result == 0);
  return result;
}

#define TWO_NAMES(name) \
  EXPORT int name(const char *from, const char *to) { \
    REAL(name); \
    char old[longest_path], new[longest_path]; \
    PASS(absolute(AT_FDCWD, from, old) && recorded(AT_FDCWD, to, new), real(from, to)); \
    return with_two_names((struct operation){.kind = kind_##name, .path = old, .other = new}, real, from, to); \
  }
TWO_NAMES(rename)
TWO_NAMES(link)
TWO_NAMES(symlink)

EXPORT int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  REAL(renameat2);
  char old[longest_path], new[longest_path];
  PASS(absolute(from_folder, from, old) && recorded(to_folder, to, new), real(from_folder, from, to_folder, to, flags));
  const struct operation operation = {.kind = kind_rename, .path = old, .other = new};
  recorder_begin(&operation);
  const int result = real(from_folder, from, to_folder, to, flags);
  recorder_end(&operation, result == 0);
  return result;
}
EXPORT int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, 0);
}

EXPORT int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  REAL(linkat);
  char old[longest_path], new[longest_path];
  PASS(absolute(from_folder, from, old) && recorded(to_folder, to, new), real(from_folder, from, to_folder, to, flags));
  const struct operation operation = {.kind = kind_link, .path = old, .other = new};
  recorder_begin(&operation);
  const int result = real(from_folder, from, to_folder, to, flags);
  recorder_end(&operation, result == 0);
  return result;
}

static int remove_name(int folder, const char *path, int flags) {
  static int (*real)(int, const char *, int);
  if (real == NULL) real = recorder_real("unlinkat");
  char full[longest_path];
  PASS(recorded(folder, path, full), real(folder, path, flags));
  const struct operation operation = {.kind = (flags & AT_REMOVEDIR) ? kind_rmdir : kind_unlink, .path = full};
  recorder_begin(&operation);
  const int result = real(folder, path, flags);
  recorder_end(&operation, result == 0);
  return result;
}
EXPORT int unlinkat(int folder, const char *path, int flags) { return remove_name(folder, path, flags); }
EXPORT int unlink(const char *path) { return remove_name(AT_FDCWD, path, 0); }
EXPORT int rmdir(const char *path) { return remove_name(AT_FDCWD, path, AT_REMOVEDIR); }
EXPORT int remove(const char *path) {
  const int result = remove_name(AT_FDCWD, path, 0);
  return result != 0 && errno == EISDIR ? remove_name(AT_FDCWD, path, AT_REMOVEDIR) : result;
}

static int make_folder(int folder, const char *path, mode_t mode) {
  static int (*real)(int, const char *, mode_t);
  if (real == NULL) real = recorder_real("mkdirat");
  char full[longest_path];
  PASS(recorded(folder, path, full), real(folder, path, mode));
  const struct operation operation = {.kind = kind_mkdir, .path = full};
  recorder_begin(&operation);
  const int result = real(folder, path, mode);
  recorder_end(&operation, result == 0);
  return result;
}
EXPORT int mkdirat(int folder, const char *path, mode_t mode) { return make_folder(folder, path, mode); }
EXPORT int mkdir(const char *path, mode_t mode) { return make_folder(AT_FDCWD, path, mode); }

/* The name is known only once it is made. */
EXPORT char *mkdtemp(char *pattern) {
  REAL(mkdtemp);
  char full[longest_path];
  PASS(recorded(AT_FDCWD, pattern, full), real(pattern));
  struct operation operation = {.kind = kind_mkdir, .path = full};
  recorder_begin(&operation);
  char *made = real(pattern);
  if (made != NULL) absolute(AT_FDCWD, pattern, full);
  recorder_end(&operation, made != NULL);
  return made;
}

/* Making it last. */

static int with_file(enum kind kind, int (*real)(int), int fd) {
  char path[longest_path];
  PASS(recorded_file(fd, path), real(fd));
  const struct operation operation = {.kind = kind, .path = path};
  recorder_begin(&operation);
  const int result = real(fd);
  recorder_end(&operation, result == 0);
  return result;
}

#define ONE_FILE(name) \
  EXPORT int name(int fd) { \
    REAL(name); \
    return with_file(kind_##name, real, fd); \
  }
ONE_FILE(fsync)
ONE_FILE(fdatasync)
ONE_FILE(close)

/* Connections. */

EXPORT int connect(int fd, const struct sockaddr *address, socklen_t length) {
  REAL(connect);
  PASS(address->sa_family == AF_INET || address->sa_family == AF_INET6, real(fd, address, length));
  const struct operation operation = {.kind = kind_connect};
  recorder_begin(&operation);
  const int result = real(fd, address, length);
  recorder_end(&operation, result == 0 || errno == EINPROGRESS);
  return result;
}

EXPORT ssize_t send(int fd, const void *bytes, size_t length, int flags) {
  REAL(send);
  PASS(is_connection(fd), real(fd, bytes, length, flags));
  struct operation operation = {.kind = kind_send};
  recorder_begin(&operation);
  const ssize_t sent = real(fd, bytes, recorder_split(0, length), flags);
  if (sent > 0) operation.length = (uint64_t)sent;
  recorder_end(&operation, sent > 0);
  return sent;
}

EXPORT ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  REAL(sendmsg);
  PASS(is_connection(fd), real(fd, message, flags));
  struct operation operation = {.kind = kind_send};
  recorder_begin(&operation);
  const ssize_t sent = real(fd, message, flags);
  if (sent > 0) operation.length = (uint64_t)sent;
  recorder_end(&operation, sent > 0);
  return sent;
}
