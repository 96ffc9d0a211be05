import type { StoreLoss } from './event-store.ts'

/** Whether it is one to raise an alarm for: what was taken in is there. */
export function isAlarm({ reason }: Pick<StoreLoss, 'reason'>): boolean {
  return reason !== 'adopted'
}

const WHAT: Readonly<Record<StoreLoss['reason'], string>> = {
  checksum: 'is not what was written',
  missing: 'is not there',
  foreign: 'is none of ours, or no longer readable',
  manifest: 'was damaged or gone, and was made again from the segments that are there',
  spool: 'lost some of what waited there',
  adopted: 'was taken in without being listed',
}

/** A loss as a sentence. */
export function sentenceOf({
  reason,
  file,
  foundAt,
  events,
  happened,
  movedTo,
}: StoreLoss): string {
  const held = events === undefined ? undefined : `${events} events`
  const span =
    happened === undefined ? undefined : `from ${iso(happened[0])} to ${iso(happened[1])}`
  const inside = [held ?? (span === undefined ? undefined : 'events'), span]
    .filter((part) => part !== undefined)
    .join(' ')
  const which = inside === '' ? '' : `, which held ${inside},`
  const place = movedTo === undefined ? '' : `, and moved to ${movedTo}`
  return `${file}${which} ${WHAT[reason]}; found at ${iso(foundAt)}${place}.`
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
