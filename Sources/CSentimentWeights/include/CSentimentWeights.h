/* The sentiment model's weights, embedded in the binary. The layout is described in docs/sentiment.md. */
#pragma once

#include <stddef.h>
#include <stdint.h>

const uint8_t *_Nonnull tocsin_sentiment_weights(void);
size_t tocsin_sentiment_weights_size(void);
