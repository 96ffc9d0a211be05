import type { DevtoolsOptions } from '../options.ts'
import type { FollowedKeys } from './follow-chord.ts'
import type { Notices } from './notices.ts'

/** Takes the keys that an app wants in place of those of most pages, if it wants any. */
export function takeCustomChord(
  { chord }: Pick<DevtoolsOptions, 'chord'>,
  keys: FollowedKeys,
  notices: Notices,
): void {
  if (typeof chord !== 'string') return
  void import('./custom-chord.ts').then(
    ({ customChord }) => keys.take(customChord(chord, notices)),
    ({ message }) => notices.push(`No chord: ${message}`),
  )
}
