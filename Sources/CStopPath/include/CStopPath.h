/* The few Linux calls that Swift does not import (struct ucred, signalfd_siginfo, inotify, accept4, mlock of the
   program's own segments), each behind a function of plain integers. Nothing here allocates, and nothing here
   decides. */
#ifndef TOCSIN_CSTOPPATH_H
#define TOCSIN_CSTOPPATH_H

#include <pthread.h>
#include <semaphore.h>
#include <stddef.h>
#include <stdint.h>

/* Signals. SIGUSR1 stops; SIGTERM, SIGINT and SIGHUP are passed on. SIGPIPE is ignored. */
int tocsin_block_signals(void);
int tocsin_signal_descriptor(void);
/* 1: one signal read, 0: none waiting, -1: failed. */
int tocsin_read_signal(int descriptor, int32_t *signal, int32_t *pid, uint32_t *uid);

/* Wake-ups. */
int tocsin_event_descriptor(void);
void tocsin_event_raise(int descriptor);
void tocsin_event_clear(int descriptor);

/* 0 when posted, -1 when the time is over. Steps of the wall clock do not matter. */
int tocsin_wait(sem_t *semaphore, uint64_t milliseconds);

/* 0 when locked, -1 when the time is over or the kernel cannot wait so. */
int tocsin_lock_within(pthread_mutex_t *mutex, uint64_t milliseconds);
/* 1 when the calling thread has a real-time policy. */
int tocsin_is_real_time(void);

/* Sentinel directories. */
enum {
    TOCSIN_SENTINEL_CREATED = 1,
    TOCSIN_SENTINEL_MOVED_IN = 2,
    TOCSIN_SENTINEL_WRITTEN = 4,
    TOCSIN_SENTINEL_GONE = 8,
    TOCSIN_SENTINEL_WATCH_LOST = 16,
    TOCSIN_SENTINEL_OVERFLOW = 32,
};
int tocsin_watch_descriptor(void);
int tocsin_watch_directory(int descriptor, const char *path);
/* Reads what waits into `buffer` and returns its length, 0 when nothing waits. */
int tocsin_watch_read(int descriptor, void *buffer, size_t capacity);
/* Takes the event at `offset` apart; returns the offset of the next one. `flags` is 0 for a name that is not `name`. */
size_t tocsin_watch_event(const void *buffer, size_t length, size_t offset, const char *name, int *watch,
                          uint32_t *flags);
/* 1: there is something of this name, 0: there is nothing, -1: cannot be known. Never follows a link. */
int tocsin_path_exists(const char *path, uint32_t *owner);
/* Reads up to `capacity` bytes of a regular file without following links or waiting; -1 when that fails. */
int tocsin_read_small_file(const char *path, void *buffer, size_t capacity);

/* Sockets. */
int tocsin_listen(const char *path, uint32_t mode);
int tocsin_accept(int listener);
int tocsin_set_nonblocking(int descriptor);
int tocsin_peer(int descriptor, int32_t *pid, uint32_t *uid, uint32_t *gid);
/* The number of the peer's supplementary groups kept in `groups`, -1 when they cannot be known. */
int tocsin_peer_groups(int descriptor, uint32_t *groups, int capacity);
/* UINT32_MAX when unknown. */
uint32_t tocsin_login_uid(int32_t pid);

/* Memory. Each returns the number of bytes it locked, negative when a lock was refused. */
int64_t tocsin_lock_program(void);
int64_t tocsin_lock_stack(size_t bytes);
int64_t tocsin_lock_range(const void *start, size_t bytes);
/* Whole zeroed pages, shared with no other allocation. */
void *tocsin_map_pages(size_t bytes);
void tocsin_unmap_pages(void *start, size_t bytes);

/* 16 bytes of the kernel's boot id; -1 when it cannot be read. */
int tocsin_boot_id(uint8_t *bytes);

#endif
