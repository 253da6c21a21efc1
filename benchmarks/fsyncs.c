/* Counts fsync and fdatasync where strace is missing: each call appends one byte to the file named by BENCH_FSYNCS. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void note(void) {
    static int log = -1;
    const char *path = getenv("BENCH_FSYNCS");
    if (log < 0 && path)
        log = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (log >= 0 && write(log, ".", 1) != 1)
        _exit(70);
}

int fsync(int file) {
    note();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
    note();
    return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(file);
}
