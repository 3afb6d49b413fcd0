/* CRC-32C with the processor's own instruction where it has one; the intrinsic is why this is C. */
#include "CChecksum.h"

#include <string.h>

/* Eight bits a step through a table of 16 entries: slow, small, and only met on a processor of before 2009. */
uint32_t tocsin_crc32c_portable(uint32_t checksum, const void *bytes, size_t count) {
    static const uint32_t table[16] = {
        0x00000000, 0x105EC76F, 0x20BD8EDE, 0x30E349B1, 0x417B1DBC, 0x5125DAD3, 0x61C69362, 0x7198540D,
        0x82F63B78, 0x92A8FC17, 0xA24BB5A6, 0xB21572C9, 0xC38D26C4, 0xD3D3E1AB, 0xE330A81A, 0xF36E6F75,
    };
    const uint8_t *cursor = bytes;
    uint32_t crc = ~checksum;
    for (size_t index = 0; index < count; index++) {
        crc ^= cursor[index];
        crc = (crc >> 4) ^ table[crc & 15];
        crc = (crc >> 4) ^ table[crc & 15];
    }
    return ~crc;
}

#if defined(__x86_64__)
#include <nmmintrin.h>

__attribute__((target("sse4.2"))) static uint32_t crc32c_sse42(uint32_t checksum, const void *bytes, size_t count) {
    const uint8_t *cursor = bytes;
    uint64_t crc = ~checksum;
    while (count >= 8) {
        uint64_t word;
        memcpy(&word, cursor, sizeof word);
        crc = _mm_crc32_u64(crc, word);
        cursor += 8;
        count -= 8;
    }
    while (count > 0) {
        crc = _mm_crc32_u8((uint32_t)crc, *cursor);
        cursor++;
        count--;
    }
    return ~(uint32_t)crc;
}

uint32_t tocsin_crc32c(uint32_t checksum, const void *bytes, size_t count) {
    if (__builtin_cpu_supports("sse4.2")) return crc32c_sse42(checksum, bytes, count);
    return tocsin_crc32c_portable(checksum, bytes, count);
}
#else
uint32_t tocsin_crc32c(uint32_t checksum, const void *bytes, size_t count) {
    return tocsin_crc32c_portable(checksum, bytes, count);
}
#endif
