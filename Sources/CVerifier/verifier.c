#include "CVerifier.h"

static const char verifier[] = {
#embed "verify.py"
    , 0};

const char *tocsin_verifier(void) { return verifier; }
