/** ISO 8601 durations as the server writes them, and the two units in which the editor says them. */
export interface Span {
  amount: number;
  unit: 'day' | 'hour';
}

const ISO = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?)?$/;
const HOURS = 24;

export function spanOf(duration: string): Span {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] = ISO.exec(duration) ?? [];
  const all = Number(days) * HOURS + Number(hours) + Number(minutes) / 60 + Number(seconds) / 3600;
  return all % HOURS === 0 ? { amount: all / HOURS, unit: 'day' } : { amount: all, unit: 'hour' };
}

export function durationOf({ amount, unit }: Span): string {
  if (unit === 'day') return Number.isInteger(amount) ? `P${amount}D` : `PT${Math.round(amount * 86_400)}S`;
  return Number.isInteger(amount) ? `PT${amount}H` : `PT${Math.round(amount * 3600)}S`;
}
