import type { SluiceClient } from '@sluice/client'
import { insideOf } from '@sluice/client/inside'
import type { PillMark } from '../overlay/pill-marks.ts'
import { asIfNow } from './as-if.ts'

const LONGEST_NAME = 40

/** What makes the page another one than everybody has, beside what is forced. */
export function moreMarks(client: SluiceClient): readonly PillMark[] {
  const marks: PillMark[] = []
  if (insideOf(client)?.fault()) marks.push(['lost', 'fault rehearsed'])
  const name = asIfNow(client)?.name
  if (name !== undefined) marks.push(['as-if', 'as if', `as if ${name.slice(0, LONGEST_NAME)}`])
  return marks
}
