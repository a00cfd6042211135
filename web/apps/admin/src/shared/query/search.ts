/** Reading filters out of the address: what does not fit is left out, never an error. */
type Raw = Record<string, unknown>;

export const textIn = (raw: Raw, key: string): string | undefined => {
  const value = raw[key];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export const idOf = (raw: Raw, key: string): number | undefined => {
  const value = Number(raw[key]);
  return Number.isSafeInteger(value) && value > 0 ? value : undefined;
};

export const idsOf = (raw: Raw, key: string): number[] | undefined => {
  const values = [raw[key]]
    .flat()
    .map(Number)
    .filter((value) => Number.isSafeInteger(value) && value > 0);
  return values.length > 0 ? values : undefined;
};

export const dateIn = (raw: Raw, key: string): string | undefined => {
  const value = textIn(raw, key);
  return value !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
};

export const oneOf = <Choice extends string>(
  raw: Raw,
  key: string,
  choices: readonly Choice[],
): Choice | undefined => choices.find((choice) => choice === raw[key]);
