import type { VariantLoss } from '@sluice/events'
import { compareEventCounts, compareMeansSequential, StatsError, type Moments } from '@sluice/stats'

/** How improbable a difference has to be, over all looks of one experiment together. */
const LOSS_ALPHA = 0.001

/** With fewer sessions in a variant nothing is said of loss. */
const FEWEST_SESSIONS = 100

/** With fewer lossy sessions expected in a variant, how much they lost tells more of them than of it. */
const FEWEST_LOSSY = 20

/**
 * Whether the sessions of one variant lose otherwise than those of the control, at whichever of
 * many looks.
 *
 * What loses is a session, all of its events together, so sessions are counted and never events:
 * how many lost something, exactly, and how large a share each of them lost. Half of the level is
 * for each.
 *
 * @param variants - how many are compared with the control, which share the level
 */
export function losesOtherwise(control: VariantLoss, other: VariantLoss, variants = 1): boolean {
  if (Math.min(control.sessions, other.sessions) < FEWEST_SESSIONS) return false
  const logAlpha = Math.log(LOSS_ALPHA / 2 / variants)
  return inHowMany(control, other) <= logAlpha || inHowMuch(control, other) <= logAlpha
}

/** Logarithm of p: of all sessions that lost something, each is the other's with its share of all. */
function inHowMany(control: VariantLoss, other: VariantLoss): number {
  const treatmentShare = other.sessions / (control.sessions + other.sessions)
  return compareEventCounts(control.lossy, other.lossy, { treatmentShare }).logP
}

/** Logarithm of p for the shares lost, where lossy sessions are many enough to have a mean. */
function inHowMuch(control: VariantLoss, other: VariantLoss): number {
  const fewest = Math.min(control.sessions, other.sessions)
  const rate = (control.lossy + other.lossy) / (control.sessions + other.sessions)
  if (fewest * rate < FEWEST_LOSSY) return 0
  try {
    return compareMeansSequential(sharesOf(control), sharesOf(other)).logP
  } catch (error) {
    // Every session of both lost the same share.
    if (error instanceof StatsError) return 0
    throw error
  }
}

function sharesOf({ sessions, shares: { sum, ofSquares } }: VariantLoss): Moments {
  const mean = sum / sessions
  const variance = Math.max(0, (ofSquares - sum * mean) / (sessions - 1))
  return { n: sessions, mean, variance }
}
