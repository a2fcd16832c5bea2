/** Variables of the container image that are about its Java and its scripts, and are no settings. */
const notSettings = new Set([
  "KAFKA_VERSION",
  "KAFKA_HEAP_OPTS",
  "KAFKA_LOG4J_OPTS",
  "KAFKA_OPTS",
  "KAFKA_JMX_OPTS",
  "KAFKA_JVM_PERFORMANCE_OPTS",
  "KAFKA_GC_LOG_OPTS",
  "KAFKA_LOG4J_ROOT_LOGLEVEL",
  "KAFKA_LOG4J_LOGGERS",
  "KAFKA_TOOLS_LOG4J_LOGLEVEL",
  "KAFKA_JMX_HOSTNAME",
]);

/**
 * Settings in environment variables, named as the `apache/kafka` container image names them: `KAFKA_LOG_RETENTION_MS` is
 * `log.retention.ms`; two underscores stand for one underscore, three for a hyphen.
 */
export function settingsFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Map<string, string> {
  const settings = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined || !/^KAFKA_./.test(name) || notSettings.has(name)) continue;
    settings.set(settingName(name.slice("KAFKA_".length)), value);
  }
  return settings;
}

function settingName(text: string): string {
  return text.toLowerCase().replace(/_{1,3}/g, (underscores) => [".", "_", "-"][underscores.length - 1]!);
}
