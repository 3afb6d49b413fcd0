#ifndef TOCSIN_CVERIFIER_H
#define TOCSIN_CVERIFIER_H

/* The independent verifier in Python, embedded; NUL-terminated. */
const char *tocsin_verifier(void);

#endif
