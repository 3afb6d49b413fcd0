#pragma once
#include <stddef.h>
#include <stdint.h>

/* Continues a CRC-32C (Castagnoli) over more bytes. Start with 0; the value returned is the finished checksum. */
uint32_t tocsin_crc32c(uint32_t checksum, const void *bytes, size_t count);

/* The same by table alone, so that a test can compare the two. */
uint32_t tocsin_crc32c_portable(uint32_t checksum, const void *bytes, size_t count);
