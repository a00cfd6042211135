import { type InputEvent, useState } from 'react';
import { DatePicker } from 'tdesign-react';

type Format = 'YYYY-MM-DD' | 'YYYY-MM-DD HH:mm' | 'YYYY-MM-DD HH:mm:ss';

interface DayFieldProps {
  /** Written as the format says; empty for none. */
  value: string;
  format?: Format;
  clearable?: boolean;
  /** Called with what is written so, and with an empty text where it may be cleared and was. */
  onChange: (written: string) => void;
}

/** A day, or a day with its hour, chosen in a calendar or typed while that is open.
 *
 *  TDesign's own field shows nothing of what is typed under an open calendar and takes it as cleared, so the text is
 *  kept here until it is a whole day.
 */
export function DayField({ value, format = 'YYYY-MM-DD', clearable = false, onChange }: DayFieldProps) {
  const [typed, setTyped] = useState<string>();
  const settle = (written: string | undefined) => {
    setTyped(undefined);
    if (written === undefined || written === value) return;
    if (isWritten(written, format) || (clearable && written === '')) onChange(written);
  };
  return (
    // Both events bubble up from the field within; the span itself is nothing to act on.
    <span
      onInput={(event: InputEvent<HTMLElement>) => setTyped((event.target as HTMLInputElement).value)}
      onBlur={() => settle(typed)}
    >
      <DatePicker
        allowInput
        clearable={clearable}
        enableTimePicker={format !== 'YYYY-MM-DD'}
        format={format}
        value={value}
        inputProps={{ value: typed ?? value }}
        onChange={(picked) => settle(String(picked))}
      />
    </span>
  );
}

/** Whether a text is a day of the calendar, in a format. */
function isWritten(text: string, format: Format): boolean {
  const shape = new RegExp(`^${format.replace(/[YMDHms]/g, '\\d')}$`);
  if (!shape.test(text)) return false;
  const at = new Date(`${text.replace(' ', 'T')}${format === 'YYYY-MM-DD' ? '' : 'Z'}`);
  return !Number.isNaN(at.getTime()) && at.toISOString().replace('T', ' ').startsWith(text);
}
