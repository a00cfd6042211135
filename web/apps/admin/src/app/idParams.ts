/** An id in the address. Not a number: there is no such page. */
function idIn(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Error(`not an id: ${text}`);
  return Number(text);
}

/** An address with one id in it. */
export const idParams = <Name extends string>(name: Name) => ({
  parse: (raw: Record<Name, string>) => ({ [name]: idIn(raw[name]) }) as Record<Name, number>,
  stringify: (told: Record<Name, number>) => ({ [name]: String(told[name]) }) as Record<Name, string>,
});
