/** Java's `Integer.MAX_VALUE`. */
export const maxInt = 2_147_483_647;

/** Java's `Long.MAX_VALUE`, as a number: no other value of a long is rounded to it and in use. */
export const maxLong = 2 ** 63;
