/** Who somebody is: `User:alice` has a type and a name. */
export interface Principal {
  readonly type: string;
  readonly name: string;
}

export function principalOf(text: string): Principal {
  const colon = text.indexOf(":");
  return { type: text.slice(0, colon), name: text.slice(colon + 1) };
}
