#include "CSentimentWeights.h"

alignas(64) static const uint8_t weights[] = {
#embed "weights.bin"
};

const uint8_t *tocsin_sentiment_weights(void) { return weights; }

size_t tocsin_sentiment_weights_size(void) { return sizeof weights; }
