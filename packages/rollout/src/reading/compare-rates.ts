import { compareEventCounts, liftOfRatesSequential, rateEstimate, type Rate } from '@sluice/stats'
import type { Compared } from './compared.ts'

/** Events, and units without one, that the smaller variant has to expect before `asymptotic_cs` begins. */
const FEWEST_EXPECTED = 10

/**
 * Events that the prior of the count is worth where it stands in for `asymptotic_cs`: the share of
 * one half is then as likely as any. What few events can show at all is a large effect.
 */
const FEW_PRIOR_EVENTS = 2

/** What the count spends of its alpha on finding out that units do not divide as planned. */
const SPLIT_SPENDING = 0.02

/** How two rates are compared. */
export interface RateSettings {
  /** Share of the treatment among the compared units, as planned, in `(0, 1)`. */
  readonly treatmentShare: number
  /** Chance of a false alarm to either side, over all looks together. */
  readonly alpha: number
  /** How many events the prior of the count is worth, fixed before the start; default 20. */
  readonly priorEvents?: number
}

/** Counts events exactly. A rate whose events cannot be counted is refused. */
export function countedEvents(control: Rate, treatment: Rate, settings: RateSettings): Compared {
  rateEstimate(control, 'control')
  rateEstimate(treatment, 'treatment')
  const { successes: before } = control
  const { estimate, interval } = compareEventCounts(before, treatment.successes, settings)
  return {
    method: 'event_count_sequential',
    estimate: estimate === undefined ? undefined : estimate - 1,
    interval: { low: interval.low - 1, high: interval.high - 1 },
  }
}

/**
 * Compares rates by their sequential score, and while that has too little to go by, or the control
 * has no event and so nothing to be relative to, by counting events exactly. So there is no look
 * that cannot see a harm.
 *
 * The data says at each look which of the two decides, so a false alarm at any look is one of the
 * exact sequence, or one of the asymptotic. Each has one half of alpha, and together they keep all
 * of it by Boole's inequality, however the choice between them is made. An exact sequence holds
 * both of its sides with its half; of the asymptotic one, each side has a half for itself. What
 * it spends on whether the units divide as planned is of the count's half.
 *
 * The asymptotic sequence begins where ten events, and ten units without one, are expected in the
 * smaller variant. They are expected by the rate of both variants together: by the control's alone,
 * one that has none could never object, nor one in which everybody has one.
 *
 * @see Lindon, Malek (2022), Anytime-valid inference for multinomial count data, NeurIPS; Waudby-Smith et al. (2024), Time-uniform central limit theory, Ann. Stat. 52, whose theorem is of large samples
 * @throws StatsError for rates that cannot be, or of nobody
 */
export function comparedRates(control: Rate, treatment: Rate, settings: RateSettings): Compared {
  const half = settings.alpha / 2
  const counted = (): Compared =>
    countedEvents(control, treatment, {
      treatmentShare: shareOf(control, treatment, settings.treatmentShare, SPLIT_SPENDING * half),
      alpha: (1 - SPLIT_SPENDING) * half,
      priorEvents: FEW_PRIOR_EVENTS,
    })
  const expected = fewestExpected(control, treatment)
  if (expected < FEWEST_EXPECTED) {
    const number = Math.floor(10 * expected) / 10
    return {
      ...counted(),
      isEarly: true,
      because: `${number} events are expected in the smaller variant, and asymptotic_cs begins at ${FEWEST_EXPECTED}. Until then they are counted exactly, and that does not tell yet.`,
    }
  }
  if (control.successes === 0) return counted()
  // The settings are of both sides together.
  const { estimate, interval } = liftOfRatesSequential(control, treatment, { alpha: 2 * half })
  return { method: 'asymptotic_cs', estimate, interval }
}

/** Events, or units without one, in the smaller variant, if both variants were the same. */
function fewestExpected(control: Rate, treatment: Rate): number {
  const n = control.n + treatment.n
  const events = control.successes + treatment.successes
  return (Math.min(control.n, treatment.n) / n) * Math.min(events, n - events)
}

/**
 * The share of the treatment in what was counted: as planned, which is what makes the count
 * exact, unless that is plainly of something else, such as the requests that a Prometheus has
 * counted of everybody.
 *
 * @param alpha - chance that units which divide as planned are taken for such that do not, at any look
 */
function shareOf(control: Rate, treatment: Rate, planned: number, alpha: number): number {
  const { logP } = compareEventCounts(control.n, treatment.n, { treatmentShare: planned })
  return logP > Math.log(alpha) ? planned : treatment.n / (control.n + treatment.n)
}
