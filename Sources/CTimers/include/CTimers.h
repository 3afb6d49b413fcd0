#ifndef TOCSIN_CTIMERS_H
#define TOCSIN_CTIMERS_H

#include <pthread.h>
#include <spawn.h>
#include <stdint.h>

/* timerfd_create(2), eventfd(2), pthread_setname_np(3), pipe2(2) and closefrom for a child are in no module that Swift's Glibc shows. */

/* A timer of the wall clock, or -1. */
int tocsin_timer_create(void);
/* Absolute microseconds since 1970; 0 disarms. Ends also when the clock is set. */
int tocsin_timer_set(int timer, int64_t microseconds);
int tocsin_wake_create(void);
void tocsin_thread_name(const char *name);
/* A pipe that no program which is executed keeps. */
int tocsin_pipe_create(int ends[2]);
/* The child begins without any descriptor from this one on. */
int tocsin_spawn_close_from(posix_spawn_file_actions_t *actions, int lowest);

/* adjtimex(2): 1 when the kernel says that nobody keeps the clock in step, 0 when somebody does, -1 when it may not be
   asked (a service that may not set the clock may not look either). */
int tocsin_clock_is_unsynchronised(void);

#endif
