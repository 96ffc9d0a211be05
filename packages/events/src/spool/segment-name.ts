/** Name of a segment: a number for the order, and chance, so that no name is ever used twice. */
export function segmentName(number: number, random: () => number): string {
  const chance = Math.floor(random() * 2 ** 32)
  return `spool-${String(number).padStart(12, '0')}-${chance.toString(16).padStart(8, '0')}.ndjson`
}

const NAME = /^spool-(\d{12})-[0-9a-f]{8}\.ndjson$/

/** The number in the name of a segment; `undefined` for any other file. */
export function segmentNumber(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
