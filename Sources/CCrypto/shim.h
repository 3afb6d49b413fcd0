#pragma once
/* The plain SHA-256 functions are marked deprecated in favour of EVP, which costs 40 ns more for each digest. */
#define OPENSSL_SUPPRESS_DEPRECATED

#include <sys/random.h>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
