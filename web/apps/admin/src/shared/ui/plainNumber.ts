/** A number as it was entered: TDesign adds zeros to its decimal places when a field is left, and takes them back on focus. */
export const plainNumber = (value: string | number): string => String(value);
