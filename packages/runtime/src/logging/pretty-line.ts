/** Turns one line of JSON from the logger into one line for people: time, level, component, message, fields. */
export function prettyLine(json: string): string {
  // The logger wrote this line: an object with these three texts.
  const { time, level, message, component, error, ...fields } = JSON.parse(json) as Line;
  const head = [
    time.slice(11, 23),
    level.toUpperCase().padEnd(5),
    (component ?? "").padEnd(11),
    message ?? "",
  ];
  const rest = Object.entries(fields).map(([name, value]) => `${name}=${plain(value)}`);
  const stack =
    error === undefined ? "" : `\n    ${(error.stack ?? error.message ?? "").replaceAll("\n", "\n    ")}`;
  return `${[...head, ...rest].join(" ").trimEnd()}${stack}\n`;
}

interface Line {
  readonly time: string;
  readonly level: string;
  readonly message?: string;
  readonly component?: string;
  readonly error?: { readonly message?: string; readonly stack?: string };
  readonly [field: string]: unknown;
}

function plain(value: unknown): string {
  return typeof value === "string" && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
}
