/* What the interposed calls tell of themselves, and where a run is cut. */
#ifndef IO_RECORDER_H
#define IO_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(name): the kinds of operations; the number in the log is the place in this list. */
#define KINDS(X) \
  X(create) X(open) X(write) X(truncate) X(allocate) X(rename) X(link) X(symlink) X(unlink) X(mkdir) X(rmdir) \
  X(fsync) X(fdatasync) X(close) X(connect) X(send) X(sign)
#define KIND(name) kind_##name,
enum kind { KINDS(KIND) kinds };

enum { longest_path = 4096 };

/* One operation. Paths are absolute; the folder's own part is left out when they are written to the log. */
struct operation {
  enum kind kind;
  const char *path;
  /* The new name of a rename or a link. */
  const char *other;
  uint64_t offset;
  /* Bytes written, or the new length. */
  uint64_t length;
  const void *data;
};

/* Whether the calling thread's operations are to be recorded: not those of the recorder itself. */
bool recorder_is_on(void);

/* Whether the path lies in the recorded folder, or is that folder. */
bool recorder_has(const char *path);

/*
 * Takes the lock of all processes of the run and counts the operation; the run ends here if it is to be cut before it.
 * `recorder_split`: how many bytes of a write at `offset` to make where the cut is in its middle, else `length`.
 */
void recorder_begin(const struct operation *operation);
size_t recorder_split(uint64_t offset, size_t length);

/* Logs the operation if it was done, ends the run if it is to be cut behind it, gives the lock back. Keeps errno. */
void recorder_end(const struct operation *operation, bool done);

/* The function that the recorder stands before. */
void *recorder_real(const char *name);

#endif
