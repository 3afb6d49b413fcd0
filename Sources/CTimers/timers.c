#define _GNU_SOURCE
#include "CTimers.h"

#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/timex.h>

int tocsin_timer_create(void) { return timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK); }

int tocsin_timer_set(int timer, int64_t microseconds) {
    struct itimerspec setting = {0};
    setting.it_value.tv_sec = microseconds / 1000000;
    setting.it_value.tv_nsec = (microseconds % 1000000) * 1000;
    return timerfd_settime(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &setting, 0);
}

int tocsin_wake_create(void) { return eventfd(0, EFD_CLOEXEC); }

void tocsin_thread_name(const char *name) { pthread_setname_np(pthread_self(), name); }

int tocsin_clock_is_unsynchronised(void) {
    struct timex state = {0};
    if (adjtimex(&state) == -1) return -1;
    return (state.status & STA_UNSYNC) != 0;
}
