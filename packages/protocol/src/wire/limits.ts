/** Kafka's limit of a string: what the plain encoding's 16 bits can say holds for the compact one too. */
export const maxStringBytes = 0x7fff;

/**
 * How many array elements one frame may hold, unless told otherwise: an order of magnitude beyond any request that makes
 * sense. An element can take a byte on the wire and a hundred in memory, so the frame's size alone bounds too little.
 */
export const defaultMaxElements = 1_000_000;

/** The same for responses, which clients read from brokers that they chose: all partitions of a very large cluster. */
export const maxResponseElements = 16_000_000;
