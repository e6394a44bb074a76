/* Preloaded before the C library: while the file named by BAD_DISK exists, syncs of the database's log fail with EIO,
   and with BAD_DISK_FULL=1 writes to it fail with ENOSPC. Counts what was asked after the first failed sync. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_log(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 4) return 0;
    path[size] = 0;
    return strcmp(path + size - 4, "-wal") == 0;
}

static int is_bad(int fd) {
    const char *sign = getenv("BAD_DISK");
    return sign && access(sign, F_OK) == 0 && is_log(fd);
}

static int failed(void) {
    char path[4096];
    snprintf(path, sizeof path, "%s.asked", getenv("BAD_DISK"));
    FILE *file = fopen(path, "a");
    if (file) { fputc('x', file); fclose(file); }
    errno = EIO;
    return -1;
}

int fsync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fsync");
    return is_bad(fd) && !getenv("BAD_DISK_FULL") ? failed() : real(fd);
}

int fdatasync(int fd) {
    static int (*real)(int);
    if (!real) real = dlsym(RTLD_NEXT, "fdatasync");
    return is_bad(fd) && !getenv("BAD_DISK_FULL") ? failed() : real(fd);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite64");
    if (is_bad(fd) && getenv("BAD_DISK_FULL")) { errno = ENOSPC; return -1; }
    return real(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (!real) real = dlsym(RTLD_NEXT, "pwrite");
    if (is_bad(fd) && getenv("BAD_DISK_FULL")) { errno = ENOSPC; return -1; }
    return real(fd, data, size, at);
}
