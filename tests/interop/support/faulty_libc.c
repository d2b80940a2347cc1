/* Makes the disk and the clock of one program fail, while it runs and as long as another program wishes: preloaded with
 * LD_PRELOAD, it stands before the C library. Built and steered by faulty_libc.ts. Only files whose path contains
 * FAULTY_FILES are touched, and only while a fault is on does a call cost more than a look at one word of memory. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { NOTHING, SYNC, FULL, READ_ONLY };

/* The file FAULTY_CONTROL, which both programs have mapped or write. */
struct control {
  volatile int32_t fault;
  int32_t unused;
  volatile int64_t clock_ms; /* what the wall clock is ahead */
  int64_t failed;            /* calls that were made to fail */
};

static struct control idle;
static struct control *control = &idle;
static const char *files = "\n";

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("FAULTY_CONTROL");
  const char *named = getenv("FAULTY_FILES");
  if (path == NULL || named == NULL) return;
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *map = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (map == MAP_FAILED) return;
  files = named;
  control = map;
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (real == NULL) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int refuse(int error) {
  __atomic_add_fetch(&control->failed, 1, __ATOMIC_RELAXED);
  errno = error;
  return -1;
}

static int is_meant(int fd) {
  char link[32], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return strstr(path, files) != NULL;
}

static int meets(int fault, int fd) { return control->fault == fault && is_meant(fd); }

int fsync(int fd) {
  REAL(fsync);
  return meets(SYNC, fd) ? refuse(EIO) : real(fd);
}

int fdatasync(int fd) {
  REAL(fdatasync);
  return meets(SYNC, fd) ? refuse(EIO) : real(fd);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
  REAL(pwrite64);
  if (meets(READ_ONLY, fd)) return refuse(EROFS);
  if (!meets(FULL, fd)) return real(fd, bytes, count, at);
  /* The last block that there is room for takes a part of what should go out: a page torn in two. */
  if (count > 512 && __atomic_load_n(&control->failed, __ATOMIC_RELAXED) % 2 == 0) {
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_RELAXED);
    return real(fd, bytes, count / 2, at);
  }
  return refuse(ENOSPC);
}

int ftruncate(int fd, off_t length) {
  REAL(ftruncate);
  if (meets(READ_ONLY, fd)) return refuse(EROFS);
  return meets(FULL, fd) ? refuse(ENOSPC) : real(fd, length);
}

int ftruncate64(int fd, off64_t length) {
  REAL(ftruncate64);
  if (meets(READ_ONLY, fd)) return refuse(EROFS);
  return meets(FULL, fd) ? refuse(ENOSPC) : real(fd, length);
}

static int may_not_open(const char *path, int flags) {
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
  return control->fault == READ_ONLY && writes && strstr(path, files) != NULL;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    return may_not_open(path, flags) ? refuse(EROFS) : real(path, flags, mode); \
  }

OPEN(open)
OPEN(open64)

int clock_gettime(clockid_t clock, struct timespec *time) {
  REAL(clock_gettime);
  int result = real(clock, time);
  int64_t ahead = control->clock_ms;
  if (result == 0 && ahead != 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) time->tv_sec += ahead / 1000;
  return result;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  REAL(gettimeofday);
  int result = real(time, zone);
  if (result == 0) time->tv_sec += control->clock_ms / 1000;
  return result;
}

time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place != NULL) *place = now.tv_sec;
  return now.tv_sec;
}
