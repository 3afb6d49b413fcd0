/* The only door to libsystemd. What is variadic there (sd_journal_send, sd_notifyf) is not needed. */
#ifndef TOCSIN_SYSTEMD_H
#define TOCSIN_SYSTEMD_H

/* Swift has no use for the C caller's file and line in each journal entry. */
#define SD_JOURNAL_SUPPRESS_LOCATION 1

#include <systemd/sd-daemon.h>
#include <systemd/sd-journal.h>

#endif
