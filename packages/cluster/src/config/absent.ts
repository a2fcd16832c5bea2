/** Why settings are accepted without effect: the parts of Kafka that they steer, and that are not here. */
export const absent = {} as const;
