#ifndef TOCSIN_CINTERFACES_H
#define TOCSIN_CINTERFACES_H

/* The interface files, embedded. Each is NUL-terminated; the list ends with NULL. */
const char *const *tocsin_interfaces(void);

#endif
