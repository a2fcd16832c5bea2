/**
 * Whether a host is an address. Names are not looked up: what a decision says may depend on nothing outside it, and quotas of
 * addresses are matched by address anyway. The one name that means the same everywhere is `localhost`.
 */
export function isResolvableHost(host: string): boolean {
  return host === "localhost" || isIpv4(host) || isIpv6(host);
}

/** One to four numbers, the last of which takes what is left of the four bytes, as in `127.1` (inet_aton). */
function isIpv4(host: string): boolean {
  const parts = host.split(".");
  if (parts.length > 4 || !parts.every((part) => /^\d{1,10}$/.test(part))) return false;
  const last = Number(parts.pop());
  return parts.every((part) => Number(part) <= 255) && last < 256 ** (4 - parts.length);
}

function isIpv6(host: string): boolean {
  const [address = "", zone] = host.replace(/^\[(.*)\]$/, "$1").split("%");
  if (zone === "") return false;
  const halves = address.split("::");
  if (halves.length > 2) return false;
  let count = 0;
  for (const [half, text] of halves.entries()) {
    if (text === "") continue;
    const groups = text.split(":");
    const isLastHalf = half === halves.length - 1;
    const tail = groups.at(-1)!;
    if (isLastHalf && tail.includes(".")) {
      if (tail.split(".").length !== 4 || !isIpv4(tail)) return false;
      groups.pop();
      count += 2;
    }
    if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
    count += groups.length;
  }
  return halves.length === 2 ? count < 8 : count === 8;
}
