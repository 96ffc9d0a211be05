import type { ComponentType } from 'react'
import { FRAME_TOLD } from '../overlay/frame-told.ts'
import { part } from '../overlay/part.ts'
import { CHECKS, type Checks } from '../share/checks.ts'
import { safeContext } from '../share/safe-context.ts'
import { drawnCases } from '../flags/drawn-cases.ts'
import { readTyped } from '../flags/next-override.ts'
import { rowsOf, wordsOf } from '../flags/rows.ts'
import { TokenField } from '../why/TokenField.tsx'
import { useToken } from '../why/token.ts'
import { nameFrame } from '../side-by-side/name-frame.ts'
import { asIfBefore, asIfNow, lookAs, lookAsYourself } from '../what-if/as-if.ts'
import { copy } from './copy.ts'
import { useClientState, useDesk, useInside } from './desk.ts'
import { download } from './download.ts'
import { later } from './later.tsx'
import { useClock } from './use-clock.ts'

/** Rarely looked at, and as large as what gives a link. */
const QrCode: ComponentType<{ readonly text: string }> = later(
  part(() => import('../share/QrCode.tsx')),
  (module) => module.QrCode,
)

/** Which needs to know what draws the page. */
const Crashes: ComponentType<KitProps> = later(
  part(() => import('../faults/Crashes.tsx')),
  (module) => module.Crashes,
)

/**
 * What parts in files of their own are handed of the panel, so that each is one file and asks for
 * no other that is not there yet. Did they import it, they would ask for the panel's own
 * file, which is another module where it was loaded a second time.
 */
export interface Kit {
  readonly asIfBefore: typeof asIfBefore
  readonly asIfNow: typeof asIfNow
  readonly checks: Checks
  readonly copy: typeof copy
  readonly Crashes: ComponentType<KitProps>
  readonly drawnCases: typeof drawnCases
  readonly download: typeof download
  readonly QrCode: ComponentType<{ readonly text: string }>
  /** By this name a frame of the comparison tells of itself. */
  readonly frameTold: string
  readonly lookAs: typeof lookAs
  readonly lookAsYourself: typeof lookAsYourself
  readonly nameFrame: typeof nameFrame
  readonly readTyped: typeof readTyped
  readonly rowsOf: typeof rowsOf
  readonly safeContext: typeof safeContext
  readonly TokenField: typeof TokenField
  readonly useClientState: typeof useClientState
  readonly useClock: typeof useClock
  readonly useDesk: typeof useDesk
  readonly useInside: typeof useInside
  readonly useToken: typeof useToken
  readonly wordsOf: typeof wordsOf
}

/** All of it. */
export const KIT: Kit = {
  asIfBefore,
  asIfNow,
  checks: CHECKS,
  copy,
  Crashes,
  download,
  drawnCases,
  frameTold: FRAME_TOLD,
  lookAs,
  lookAsYourself,
  QrCode,
  nameFrame,
  readTyped,
  rowsOf,
  safeContext,
  TokenField,
  useClientState,
  useClock,
  useDesk,
  useInside,
  useToken,
  wordsOf,
}

/** What such a part is given. */
export interface KitProps {
  readonly kit: Kit
}
