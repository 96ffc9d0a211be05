import { srmSequential } from '@sluice/stats'

/** Chance of a false alarm about the split of one allocation, however often it is looked at. */
export const SPLIT_ALPHA = 0.001

/** So many units in both variants, and such a share of all, are no accident of a few any more. */
const MIXED = { units: 10, share: 0.01 }

/** What is remembered of how units divide, for one allocation. */
export interface SplitWatch {
  /** Smallest logarithm of p so far. */
  readonly logP: number
  readonly control: number
  readonly treatment: number
  /** Milliseconds since each variant got a new unit. */
  readonly controlQuietMs: number
  readonly treatmentQuietMs: number
  /** Units that came in one variant since the other had its last one. */
  readonly controlAlone: number
  readonly treatmentAlone: number
}

/** A watch that has seen nothing. */
export const NEW_WATCH: SplitWatch = {
  logP: 0,
  control: 0,
  treatment: 0,
  controlQuietMs: 0,
  treatmentQuietMs: 0,
  controlAlone: 0,
  treatmentAlone: 0,
}

/**
 * Takes a look at the units.
 *
 * @param units - cumulative; where they fall, by an erasure for example, nothing came
 */
export function watchSplit(
  watch: SplitWatch,
  units: { readonly control: number; readonly treatment: number },
  treatmentShare: number,
  elapsedMs: number,
): SplitWatch {
  const newControl = Math.max(0, units.control - watch.control)
  const newTreatment = Math.max(0, units.treatment - watch.treatment)
  const isOld = units.control === watch.control && units.treatment === watch.treatment
  const logP = isOld
    ? watch.logP
    : srmSequential([[units.control, units.treatment]], [1 - treatmentShare, treatmentShare], {
        alpha: SPLIT_ALPHA,
      }).logP
  return {
    logP: Math.min(watch.logP, logP),
    control: units.control,
    treatment: units.treatment,
    controlQuietMs: newControl > 0 ? 0 : watch.controlQuietMs + elapsedMs,
    treatmentQuietMs: newTreatment > 0 ? 0 : watch.treatmentQuietMs + elapsedMs,
    controlAlone: newTreatment > 0 ? 0 : watch.controlAlone + newControl,
    treatmentAlone: newControl > 0 ? 0 : watch.treatmentAlone + newTreatment,
  }
}

/** Says what is wrong with the split; `undefined` when nothing is. */
export function splitFault(watch: SplitWatch, treatmentShare: number): string | undefined {
  if (watch.logP <= Math.log(SPLIT_ALPHA)) {
    return unevenText(watch.control, watch.treatment, treatmentShare)
  }
  // By chance a run of n in one variant has the probability of its share to the n; it may
  // begin at any unit, so the level is divided by how many there were.
  const level = Math.log(SPLIT_ALPHA / (watch.control + watch.treatment + 1))
  if (watch.treatmentAlone * Math.log(treatmentShare) < level) {
    return `Only the treatment reports: its last ${watch.treatmentAlone} units came without one of the control.`
  }
  if (watch.controlAlone * Math.log(1 - treatmentShare) < level) {
    return `Only the control reports: its last ${watch.controlAlone} units came without one of the treatment.`
  }
  return undefined
}

/** Says what is wrong with the split of units that nobody remembers from look to look. */
export function countsFault(
  control: number,
  treatment: number,
  treatmentShare: number,
): string | undefined {
  if (control + treatment === 0) return undefined
  const planned = [1 - treatmentShare, treatmentShare]
  const { logP } = srmSequential([[control, treatment]], planned, { alpha: SPLIT_ALPHA })
  return logP > Math.log(SPLIT_ALPHA) ? undefined : unevenText(control, treatment, treatmentShare)
}

function unevenText(control: number, treatment: number, treatmentShare: number): string {
  return `Units do not divide as planned: ${control} met the control and ${treatment} the treatment, of which ${percent(treatmentShare)} was planned.`
}

/** Says that units do not keep their variant; `undefined` where they do, but for a few. */
export function mixedFault(units: {
  readonly control: number
  readonly treatment: number
  readonly mixed?: number | undefined
}): string | undefined {
  const { control, treatment, mixed = 0 } = units
  const all = control + treatment + mixed
  if (mixed < MIXED.units || mixed < MIXED.share * all) return undefined
  return `${mixed} of ${all} units met both variants, so that they do not compare. Look whether their targeting key changes, or whether several of them share one.`
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`
}
