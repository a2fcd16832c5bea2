/**
 * Reads Java's `.properties` format: `key=value`, `key: value` or `key value`; `#` and `!` begin comments; a backslash at
 * the end of a line goes on with the next; `\t`, `\n`, `\r`, `\f` and `\uXXXX` are characters, any other escaped character
 * stands for itself. A key given twice has its last value.
 *
 * @throws {SyntaxError} where `\u` is not followed by four hexadecimal digits; the message names the line.
 */
export function parseProperties(text: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const { line, number } of logicalLines(text)) {
    const keyEnd = endOfKey(line);
    const [, separator = ""] = /^([ \t\f]*[=:]?[ \t\f]*)/.exec(line.slice(keyEnd)) ?? [];
    const value = line.slice(keyEnd + separator.length);
    settings.set(unescape(line.slice(0, keyEnd), number), unescape(value, number));
  }
  return settings;
}

interface LogicalLine {
  readonly line: string;
  /** Number of its first line in the text, from 1. */
  readonly number: number;
}

function* logicalLines(text: string): Generator<LogicalLine> {
  const lines = text.split(/\r\n|[\r\n]/);
  for (let index = 0; index < lines.length; index++) {
    const number = index + 1;
    let line = withoutIndent(lines[index]!);
    // A backslash alone goes on with a line that begins anew.
    if (line === "" || line === "\\" || line.startsWith("#") || line.startsWith("!")) continue;
    while (isContinued(line)) {
      index++;
      line = line.slice(0, -1) + withoutIndent(lines[index] ?? "");
    }
    yield { line, number };
  }
}

function withoutIndent(line: string): string {
  return line.replace(/^[ \t\f]+/, "");
}

/** An odd number of backslashes at the end: the last one is not itself escaped. */
function isContinued(line: string): boolean {
  const [backslashes = ""] = /\\*$/.exec(line) ?? [];
  return backslashes.length % 2 === 1;
}

function endOfKey(line: string): number {
  let end = 0;
  while (end < line.length && !"=: \t\f".includes(line[end]!)) end += line[end] === "\\" ? 2 : 1;
  return Math.min(end, line.length);
}

const escapes: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

function unescape(text: string, lineNumber: number): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, code: string | undefined, escaped: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (escaped === "u") {
      throw new SyntaxError(`line ${lineNumber}: \\u must be followed by four hexadecimal digits`);
    }
    return escapes[escaped] ?? escaped;
  });
}
