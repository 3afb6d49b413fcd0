#define _GNU_SOURCE
#include "CStopPath.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static void stop_signals(sigset_t *set) {
    sigemptyset(set);
    sigaddset(set, SIGUSR1);
    sigaddset(set, SIGTERM);
    sigaddset(set, SIGINT);
    sigaddset(set, SIGHUP);
}

int tocsin_block_signals(void) {
    sigset_t set;
    stop_signals(&set);
    signal(SIGPIPE, SIG_IGN);
    return pthread_sigmask(SIG_BLOCK, &set, NULL) == 0 ? 0 : -1;
}

int tocsin_signal_descriptor(void) {
    sigset_t set;
    stop_signals(&set);
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

int tocsin_read_signal(int descriptor, int32_t *signal, int32_t *pid, uint32_t *uid) {
    struct signalfd_siginfo info;
    ssize_t length;
    do {
        length = read(descriptor, &info, sizeof info);
    } while (length < 0 && errno == EINTR);
    if (length < 0) return errno == EAGAIN ? 0 : -1;
    if (length != (ssize_t)sizeof info) return -1;
    *signal = (int32_t)info.ssi_signo;
    *pid = (int32_t)info.ssi_pid;
    *uid = info.ssi_uid;
    return 1;
}

int tocsin_event_descriptor(void) { return eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC); }

void tocsin_event_raise(int descriptor) {
    uint64_t one = 1;
    /* A full counter is as good as a raise: the reader is awake already. */
    while (write(descriptor, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void tocsin_event_clear(int descriptor) {
    uint64_t count;
    while (read(descriptor, &count, sizeof count) < 0 && errno == EINTR) {
    }
}

static struct timespec monotonic_after(uint64_t milliseconds) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(milliseconds / 1000);
    until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    return until;
}

int tocsin_wait(sem_t *semaphore, uint64_t milliseconds) {
    struct timespec until = monotonic_after(milliseconds);
    int status;
    do {
        status = sem_clockwait(semaphore, CLOCK_MONOTONIC, &until);
    } while (status != 0 && errno == EINTR);
    return status == 0 ? 0 : -1;
}

int tocsin_lock_within(pthread_mutex_t *mutex, uint64_t milliseconds) {
    struct timespec until = monotonic_after(milliseconds);
    return pthread_mutex_clocklock(mutex, CLOCK_MONOTONIC, &until) == 0 ? 0 : -1;
}

int tocsin_is_real_time(void) {
    int policy = sched_getscheduler(0);
    return policy >= 0 && ((policy & ~SCHED_RESET_ON_FORK) == SCHED_FIFO || (policy & ~SCHED_RESET_ON_FORK) == SCHED_RR);
}

int tocsin_watch_descriptor(void) { return inotify_init1(IN_NONBLOCK | IN_CLOEXEC); }

int tocsin_watch_directory(int descriptor, const char *path) {
    return inotify_add_watch(descriptor, path,
                             IN_CREATE | IN_MOVED_TO | IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM | IN_DELETE_SELF |
                                 IN_MOVE_SELF | IN_ONLYDIR);
}

int tocsin_watch_read(int descriptor, void *buffer, size_t capacity) {
    ssize_t length;
    do {
        length = read(descriptor, buffer, capacity);
    } while (length < 0 && errno == EINTR);
    return length < 0 ? 0 : (int)length;
}

size_t tocsin_watch_event(const void *buffer, size_t length, size_t offset, const char *name, int *watch,
                          uint32_t *flags) {
    struct inotify_event event;
    *flags = 0;
    *watch = -1;
    if (offset + sizeof event > length) return length;
    memcpy(&event, (const char *)buffer + offset, sizeof event);
    size_t next = offset + sizeof event + event.len;
    if (next > length) return length;
    *watch = event.wd;
    if (event.mask & IN_Q_OVERFLOW) *flags |= TOCSIN_SENTINEL_OVERFLOW;
    if (event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) *flags |= TOCSIN_SENTINEL_WATCH_LOST;
    if (event.len > 0 && strncmp((const char *)buffer + offset + sizeof event, name, event.len) == 0) {
        if (event.mask & IN_CREATE) *flags |= TOCSIN_SENTINEL_CREATED;
        if (event.mask & IN_MOVED_TO) *flags |= TOCSIN_SENTINEL_MOVED_IN;
        if (event.mask & IN_CLOSE_WRITE) *flags |= TOCSIN_SENTINEL_WRITTEN;
        if (event.mask & (IN_DELETE | IN_MOVED_FROM)) *flags |= TOCSIN_SENTINEL_GONE;
    }
    return next;
}

int tocsin_path_exists(const char *path, uint32_t *owner) {
    struct stat information;
    if (lstat(path, &information) == 0) {
        *owner = information.st_uid;
        return 1;
    }
    return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
}

int tocsin_read_small_file(const char *path, void *buffer, size_t capacity) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0) return -1;
    struct stat information;
    ssize_t length = -1;
    if (fstat(descriptor, &information) == 0 && S_ISREG(information.st_mode)) {
        do {
            length = read(descriptor, buffer, capacity);
        } while (length < 0 && errno == EINTR);
    }
    close(descriptor);
    return (int)length;
}

int tocsin_listen(const char *path, uint32_t mode) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    unlink(path);
    /* The mode of the socket before bind is what the file gets, less the umask: no moment of wider access. */
    fchmod(descriptor, 0600);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) != 0 || chmod(path, mode) != 0 ||
        listen(descriptor, 64) != 0) {
        int reason = errno;
        close(descriptor);
        errno = reason;
        return -1;
    }
    return descriptor;
}

int tocsin_accept(int listener) {
    int descriptor;
    do {
        descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

int tocsin_set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) < 0) return -1;
    return fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

int tocsin_peer(int descriptor, int32_t *pid, uint32_t *uid, uint32_t *gid) {
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) != 0) return -1;
    *pid = peer.pid;
    *uid = peer.uid;
    *gid = peer.gid;
    return 0;
}

int tocsin_peer_groups(int descriptor, uint32_t *groups, int capacity) {
#ifdef SO_PEERGROUPS
    /* The kernel answers ERANGE rather than a part of the list; a list beyond this size is not kept. */
    gid_t all[1024];
    socklen_t length = sizeof all;
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, all, &length) != 0) return -1;
    int count = (int)(length / sizeof(gid_t));
    if (count > capacity) count = capacity;
    for (int index = 0; index < count; index++) groups[index] = all[index];
    return count;
#else
    return -1;
#endif
}

uint32_t tocsin_login_uid(int32_t pid) {
    char path[32] = "/proc/";
    char digits[12];
    int count = 0, length = 6;
    if (pid <= 0) return UINT32_MAX;
    for (int32_t rest = pid; rest > 0; rest /= 10) digits[count++] = (char)('0' + rest % 10);
    while (count > 0) path[length++] = digits[--count];
    memcpy(path + length, "/loginuid", 10);
    char text[16];
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return UINT32_MAX;
    ssize_t got = read(descriptor, text, sizeof text);
    close(descriptor);
    uint64_t value = 0;
    if (got <= 0) return UINT32_MAX;
    for (ssize_t index = 0; index < got && text[index] >= '0' && text[index] <= '9'; index++)
        value = value * 10 + (uint64_t)(text[index] - '0');
    return value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
}

static int64_t lock_pages(uintptr_t start, uintptr_t end) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    start &= ~(page - 1);
    end = (end + page - 1) & ~(page - 1);
    return mlock((void *)start, end - start) == 0 ? (int64_t)(end - start) : -1;
}

struct lock_total {
    int64_t bytes;
    int refused;
    int first;
};

/* Code and writable data of the program itself and of the libraries that the stop path runs in. */
static int lock_object(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct lock_total *total = context;
    int program = total->first;
    total->first = 0;
    const char *name = info->dlpi_name ? info->dlpi_name : "";
    if (!program && strstr(name, "/libc.so") == NULL && strstr(name, "libswiftCore") == NULL &&
        strstr(name, "libswiftSynchronization") == NULL)
        return 0;
    for (int index = 0; index < info->dlpi_phnum; index++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[index];
        if (segment->p_type != PT_LOAD || !(segment->p_flags & (PF_X | PF_W))) continue;
        uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        int64_t locked = lock_pages(start, start + segment->p_memsz);
        if (locked < 0) total->refused = 1;
        else total->bytes += locked;
    }
    return 0;
}

int64_t tocsin_lock_program(void) {
    struct lock_total total = {.first = 1};
    dl_iterate_phdr(lock_object, &total);
    return total.refused ? -1 : total.bytes;
}

int64_t tocsin_lock_stack(size_t bytes) {
    /* Touching the pages grows the main thread's stack now, not in the middle of a stop. */
    enum { PREFAULT = 256 * 1024 };
    volatile char area[PREFAULT];
    if (bytes > PREFAULT) bytes = PREFAULT;
    for (size_t offset = 0; offset < PREFAULT; offset += 1024) area[offset] = 0;
    uintptr_t end = (uintptr_t)&area[PREFAULT - 1];
    return lock_pages(end - bytes, end + 1);
}

int64_t tocsin_lock_range(const void *start, size_t bytes) {
    return lock_pages((uintptr_t)start, (uintptr_t)start + bytes);
}

void *tocsin_map_pages(size_t bytes) {
    void *start = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    return start == MAP_FAILED ? NULL : start;
}

void tocsin_unmap_pages(void *start, size_t bytes) { munmap(start, bytes); }

static int parse_boot_id(const char *text, int length, uint8_t *bytes) {
    int count = 0;
    for (int index = 0; index < length && count < 32; index++) {
        char c = text[index];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0) continue;
        if (count % 2 == 0) bytes[count / 2] = (uint8_t)(digit << 4);
        else bytes[count / 2] |= (uint8_t)digit;
        count++;
    }
    return count == 32 ? 0 : -1;
}

int tocsin_boot_id(uint8_t *bytes) {
    char text[40];
    int length = tocsin_read_small_file("/proc/sys/kernel/random/boot_id", text, sizeof text);
    if (parse_boot_id(text, length, bytes) == 0) return 0;
    /* The unit's ProcSubset=pid hides that file; the unit passes the id instead. */
    const char *passed = getenv("TOCSIN_BOOT_ID");
    return passed != NULL ? parse_boot_id(passed, (int)strnlen(passed, sizeof text), bytes) : -1;
}
