/** The house rules that a machine can check. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { filesAtRoot, importsOf, isDevelopment, sourcesIn, withoutComments } from "./sources.ts";

/** Floor by package: a package imports only packages of lower floors. */
const floors: Record<string, number> = {
  protocol: 1,
  runtime: 1,
  simulator: 1,
  log: 2,
  coordinator: 2,
  cluster: 3,
  broker: 4,
};

const sources = sourcesIn(["packages"], [".ts"]);
const packageOf = (path: string) => path.split("/")[1]!;

test("a package imports only packages of lower floors", () => {
  const wrong = sources.flatMap(({ path, text }) => {
    const own = packageOf(path);
    return importsOf(text)
      .filter((name) => name.startsWith("@ottla/"))
      .map((name) => name.split("/")[1]!)
      .filter((imported) => imported !== own && !isAllowed(path, own, imported))
      .map((imported) => `${path} imports ${imported}`);
  });
  assert.deepEqual(wrong, []);
});

/** The simulator plays the ports, so it may know them; tests may use the simulator and the Node world everywhere. */
function isAllowed(path: string, own: string, imported: string): boolean {
  if (own === "simulator" && imported === "runtime") return true;
  if (isDevelopment(path) && (imported === "simulator" || imported === "runtime")) return true;
  return floors[imported]! < floors[own]!;
}

test("every package has a floor, a README and one public face", () => {
  const packages = [...new Set(sources.map(({ path }) => packageOf(path)))];
  assert.deepEqual(packages.toSorted(), Object.keys(floors).toSorted());
  const faces = new Set(sources.map(({ path }) => path));
  const readmes = new Set(sourcesIn(["packages"], ["README.md"]).map(({ path }) => path));
  for (const name of packages) {
    assert.ok(faces.has(`packages/${name}/src/index.ts`), `${name} has no src/index.ts`);
    assert.ok(readmes.has(`packages/${name}/README.md`), `${name} has no README.md`);
  }
});

test("time, chance, disk and network enter through runtime alone", () => {
  const forbidden = [
    /"node:(fs|fs\/promises|net|tls|http|https|dgram|dns|sqlite|timers|timers\/promises|cluster)"/,
    /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.hrtime\b/,
    /\bMath\.random\(|\brandomUUID\(|\brandomBytes\(/,
    /\b(setTimeout|setInterval|setImmediate)\(/,
  ];
  const wrong = sources
    .filter(({ path }) => packageOf(path) !== "runtime" && !isDevelopment(path))
    .flatMap(({ path, text }) => {
      const code = withoutComments(text);
      return forbidden.filter((rule) => rule.test(code)).map((rule) => `${path}: ${rule.exec(code)?.[0]}`);
    });
  assert.deepEqual(wrong, []);
});

test("there is no known debt", () => {
  const words = new RegExp(`\\b(${["TO-DO", "FIX-ME", "XX-X", "HA-CK"].join("|").replaceAll("-", "")})\\b`);
  const wrong = sourcesIn(
    ["packages", "interop", "bench", "scripts", "tidy", "docs"],
    [".ts", ".mjs", ".md"],
  ).filter(({ text }) => words.test(text));
  assert.deepEqual(
    wrong.map(({ path }) => path),
    [],
  );
});

test("no file is longer than 500 lines", () => {
  const all = sourcesIn(
    ["packages", "interop", "bench", "scripts", "tidy"],
    [".ts", ".mjs", ".go", ".py", ".java"],
  );
  const long = all.map(({ path, text }) => `${path}: ${text.split("\n").length}`);
  assert.deepEqual(
    long.filter((line) => Number(line.split(": ")[1]) > 501),
    [],
  );
});

test("no test is skipped or focused", () => {
  const wrong = sources.filter(({ text }) => /\b(test|it|describe|suite)\.(skip|only|todo)\(/.test(text));
  assert.deepEqual(
    wrong.map(({ path }) => path),
    [],
  );
});

test("the repository speaks of the project alone", () => {
  // Where Kafka keeps its logs unless told otherwise is a fact about Kafka.
  const forbidden =
    /\/(work|root|home|tmp)\/(?!kafka-logs\b)[a-z]|registry\.npmjs|repo1?\.maven|pypi\.org|proxy\.golang|deb\.debian/;
  const inFolders = sourcesIn(
    ["packages", "interop", "bench", "scripts", "tidy", "docs"],
    [".ts", ".mjs", ".md", ".json", ".java", ".go", ".py"],
  );
  const wrong = [...inFolders, ...filesAtRoot()]
    .filter(({ path }) => path !== "tidy/house-rules.test.ts")
    .flatMap(({ path, text }) => (forbidden.test(text) ? [`${path}: ${forbidden.exec(text)?.[0]}`] : []));
  assert.deepEqual(wrong, []);
});
