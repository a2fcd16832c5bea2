/** Apache Kafka itself, from its Maven artifacts: the broker, its clients and its tools. */
import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache, cacheFolder } from "../foundation/places.ts";
import { mustRun } from "../foundation/processes.ts";
import { say } from "../foundation/report.ts";
import { java, toolchain } from "../foundation/toolchains.ts";

/** The release that the project measures itself by. */
export const kafkaVersion = "4.3.1";

const artifacts = [
  { group: "org.apache.kafka", name: "kafka_2.13", version: kafkaVersion },
  { group: "org.apache.kafka", name: "kafka-tools", version: kafkaVersion },
  { group: "org.slf4j", name: "slf4j-simple", version: "1.7.36" },
];

/** Where the jars are, once {@link installKafka} has run. */
export const kafkaLibraries = join(cache, "kafka", "libs");

/** Installs Apache Kafka into the cache, unless it is there; answers the class path to run it with. */
export async function installKafka(): Promise<string> {
  await java();
  if (!isInstalled()) {
    const maven = await toolchain("mvn");
    say(`  …     fetching Apache Kafka ${kafkaVersion} with Maven (once)`);
    const folder = cacheFolder("kafka");
    const fetched = join(folder, "libs.part");
    rmSync(fetched, { recursive: true, force: true });
    writeFileSync(join(folder, "pom.xml"), projectFile());
    const goal = ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${fetched}`];
    await mustRun(maven, goal, { cwd: folder, timeoutMs: 900_000 });
    rmSync(kafkaLibraries, { recursive: true, force: true });
    renameSync(fetched, kafkaLibraries);
  }
  return join(kafkaLibraries, "*");
}

function isInstalled(): boolean {
  return (
    existsSync(kafkaLibraries) &&
    artifacts.every(({ name, version }) => readdirSync(kafkaLibraries).includes(`${name}-${version}.jar`))
  );
}

function projectFile(): string {
  const dependencies = artifacts.map(
    ({ group, name, version }) =>
      `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`,
  );
  return `<project>
<modelVersion>4.0.0</modelVersion>
<groupId>ottla</groupId><artifactId>reference</artifactId><version>1</version>
<dependencies>
${dependencies.join("\n")}
</dependencies>
</project>
`;
}
