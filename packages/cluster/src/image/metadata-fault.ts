/**
 * A record that contradicts the records before it: the log is not what a controller would have written. Replaying stops,
 * as in Apache Kafka, since whatever followed would be built on a guess.
 */
export class MetadataFault extends Error {
  override readonly name = "MetadataFault";
}
