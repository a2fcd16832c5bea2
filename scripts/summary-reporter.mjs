/** A test reporter that names what failed and closes with `N passed, N failed`. */
export default async function* summary(source) {
  let passed = 0;
  const failures = [];
  for await (const { type, data } of source) {
    if (data?.details?.type === "suite") continue;
    if (type === "test:pass") passed += 1;
    if (type === "test:fail" && data.details.error?.failureType !== "subtestsFailed") failures.push(data);
  }
  for (const { name, file, line, details } of failures) {
    const cause = details.error?.cause ?? details.error;
    yield `\n✖ ${name} (${file}:${line})\n${cause?.stack ?? cause}\n`;
  }
  yield `\n${passed} passed, ${failures.length} failed\n`;
}
