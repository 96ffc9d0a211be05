import type { Metric } from '@sluice/core'
import { isRefusal, srmSequential, srmTest, type Analysis, type Day } from '@sluice/stats'
import type { VariantLoss } from '@sluice/events'
import type { MeasuredUnits } from '../measure/measure-units.ts'
import type { Allocation, Edit } from './allocations.ts'
import { livedMs } from '../measure/lived-ms.ts'
import type { OutsideRates } from './outside-rates.ts'
import type { SealedPlan } from './sealed-plan.ts'
import { losesOtherwise } from './session-losses.ts'

/** Why a verdict is not to be acted on as it stands. */
export interface Grey {
  readonly code:
    | 'SAMPLE_RATIO_MISMATCH'
    | 'UNITS_IN_SEVERAL_VARIANTS'
    | 'LOSS_DIFFERS'
    | 'METRIC_MISSING'
    | 'EXPOSURES_MISSING'
    | 'EDITED_WHILE_RUNNING'
    | 'METRIC_REDEFINED'
    | 'EVENTS_DELETED'
    | 'DATA_UNHEALTHY'
    | 'DIFFERS_FROM_PLAN'
  readonly message: string
  /** The day on which it was there first, such as `2026-11-26`, where days tell. */
  readonly since?: string
}

/** What greys a verdict is found in. */
export interface GreyEvidence {
  readonly plan: SealedPlan
  readonly analysis: Analysis
  readonly measured: MeasuredUnits
  /** Of the guardrails that are measured outside. */
  readonly outside: OutsideRates
  readonly losses: readonly VariantLoss[]
  readonly allocations: readonly Allocation[]
  readonly edits: readonly Edit[]
  /** Epoch milliseconds. */
  readonly startedAt: number
  /** Before which time events were deleted for their age, where some were. */
  readonly deletedBefore?: number
  /** Metrics whose definitions are not those that were sealed. */
  readonly redefined: readonly string[]
}

/**
 * A split as improbable as this is one in a thousand over a hundred looks, whatever is looked at
 * how often: the test that is valid at every look takes longer to see what is gross.
 */
const GROSS_ALPHA = 1e-5

/** From so many units on, a metric without a single event is a fault and no finding. */
const EXPECTS_DATA = 100

/** Finds what makes a verdict one that nobody should act on, a sentence each. */
export function greyOf(evidence: GreyEvidence): readonly Grey[] {
  const { plan, analysis, measured } = evidence
  const found: Grey[] = []
  const { health } = analysis
  const isGross = !isRefusal(health.srm) && health.srm.p < GROSS_ALPHA
  if (health.srmSequential.isMismatch || isGross) {
    const since = mismatchSince(plan, measured.days)
    const p = isGross && !isRefusal(health.srm) ? health.srm.p : health.srmSequential.p
    found.push({
      code: 'SAMPLE_RATIO_MISMATCH',
      message: `The units do not divide as planned (p ${shown(p)}). ${health.diagnosis[0]?.advice ?? 'Look for what loses some of them.'}`,
      ...(since !== undefined && { since }),
    })
  }
  const { units, share } = health.severalVariants
  if (share >= 0.01) {
    found.push({
      code: 'UNITS_IN_SEVERAL_VARIANTS',
      message: `${units === 1 ? '1 unit' : `${units} units`} met several variants, ${percent(share)} of all; they are in no figure, and whoever is left may not be like them.`,
    })
  }
  found.push(
    ...emptyGrey(evidence),
    ...lossGrey(evidence),
    ...missingGrey(evidence),
    ...outsideGrey(evidence),
    ...editGrey(evidence),
    ...deletedGrey(evidence),
  )
  if (health.status === 'broken' && found.length === 0) {
    const [problem = 'The data cannot be trusted.'] = health.problems
    found.push({ code: 'DATA_UNHEALTHY', message: problem })
  }
  return found
}

function emptyGrey({ analysis }: GreyEvidence): Grey[] {
  const [first, ...others] = analysis.health.emptyDays
  if (first === undefined) return []
  const more = others.length === 1 ? '1 more day' : `${others.length} more days`
  const days =
    others.length === 0 ? first : `${first} and ${more}, the last of them ${others.at(-1)}`
  return [
    {
      code: 'EXPOSURES_MISSING',
      message: `Nobody met one of the variants on ${days}: look whether the flag was on, whether the page reads it, and whether its events arrive.`,
    },
  ]
}

function lossGrey({ plan, analysis, losses }: GreyEvidence): Grey[] {
  const found: Grey[] = analysis.health.losses
    .filter(({ isDifferent }) => isDifferent)
    .map(({ of, variant, share, controlShare }) => ({
      code: 'LOSS_DIFFERS',
      message: `${percent(share)} of the units of "${variant}" are missing in ${of}, and ${percent(controlShare)} of the control's.`,
    }))
  const control = losses.find(({ variant }) => variant === plan.control)
  if (control === undefined) return found
  const others = losses.filter(
    (loss) => loss !== control && plan.variants.some(({ key }) => key === loss.variant),
  )
  for (const other of others) {
    if (!losesOtherwise(control, other, others.length)) continue
    found.push({
      code: 'LOSS_DIFFERS',
      message: lossSentence(control, other),
    })
  }
  return found
}

function lossSentence(control: VariantLoss, other: VariantLoss): string {
  const lossy = ({ lossy: some, sessions }: VariantLoss): string => percent(some / sessions)
  const lost = ({ shares, sessions }: VariantLoss): string => percent(shares.sum / sessions)
  return `${lossy(other)} of the sessions with "${other.variant}" lost events after they had met it, and ${lossy(control)} of those with the control; a session lost ${lost(other)} of its events on average, and ${lost(control)} with the control.`
}

function missingGrey({ plan, measured }: GreyEvidence): Grey[] {
  const variants = plan.variants.filter(({ share }) => share > 0).map(({ key }) => key)
  const guardrails = (plan.guardrails ?? []).filter(({ isOutside }) => isOutside !== true)
  return [...plan.primary, ...guardrails].flatMap(({ key }): Grey[] => {
    // That nothing crashes, moves or comes late is what one hopes for.
    if (isHopedNotToHappen(plan.definitions[key])) return []
    const expected = variants.map((variant) => expectedUnits(measured, plan, key, variant))
    if (Math.min(...expected) < EXPECTS_DATA) return []
    const active = variants.map((variant) => measured.active[key]?.[variant] ?? 0)
    if (active.every((count) => count === 0)) {
      return [
        {
          code: 'METRIC_MISSING',
          message: `Nothing came in for ${key} from any unit; look whether it is still tracked under this name.`,
        },
      ]
    }
    const at = active.indexOf(0)
    // In a variant of its own that no event comes in is rather a broken page than an effect.
    if (at < 0 || Math.max(...active) < 20) return []
    return [
      {
        code: 'METRIC_MISSING',
        message: `Nothing came in for ${key} from "${variants[at] ?? ''}", and from others it did; look whether this variant tracks it.`,
      },
    ]
  })
}

/** Units of which something of a metric could have come in: nobody has come back in a week on the first day. */
function expectedUnits(
  { units, lived, metrics }: MeasuredUnits,
  { definitions }: SealedPlan,
  metric: string,
  variant: string,
): number {
  if (livedMs(definitions[metric]) === 0) return units[variant] ?? 0
  // Of those that servers sent there may be none, however long others were there.
  return Math.max(metrics[metric]?.[variant]?.n ?? 0, lived?.[variant] ?? 0)
}

/** A source outside that is silent would hide the harm that its guardrail is there for. */
function outsideGrey({ plan, measured, outside: { metrics, failed } }: GreyEvidence): Grey[] {
  const variants = plan.variants
    .filter(({ share }) => share > 0)
    .map(({ key }) => key)
    .filter((key) => (measured.units[key] ?? 0) >= EXPECTS_DATA)
  return (plan.guardrails ?? []).flatMap(({ key, isOutside }): Grey[] => {
    if (isOutside !== true) return []
    const fault = failed[key]
    if (fault !== undefined)
      return [{ code: 'METRIC_MISSING', message: `${key} could not be measured: ${fault}` }]
    const silent = variants.filter((variant) => metrics[key]?.[variant] === undefined)
    if (silent.length === 0) return []
    const names = silent.map((variant) => `"${variant}"`).join(', ')
    const message = `The source of ${key} has no series for ${names}; look whether what runs there names its variant.`
    return [{ code: 'METRIC_MISSING', message }]
  })
}

function isHopedNotToHappen(metric: Metric | undefined): boolean {
  if (metric === undefined || !('crashes' in metric || 'vital' in metric)) return false
  const { crashes, vital } = metric
  return crashes === true || vital === 'gate_shift' || vital === 'late_value'
}

/** What has a sentence of its own, or decides for those alone who do not take part. */
const TOLD_APART: ReadonlySet<Edit['what']> = new Set(['allocation', 'off', 'on', 'default'])

function editGrey({ allocations, edits, redefined }: GreyEvidence): Grey[] {
  const found: Grey[] = []
  const [first, ...others] = allocations
  if (others.length > 0) {
    const counted = allocations.at(-1)?.allocationVersion
    found.push({
      code: 'EDITED_WHILE_RUNNING',
      message: `The allocation was changed ${others.length === 1 ? 'once' : `${others.length} times`} since the start (version ${first?.allocationVersion}); what counts is whom version ${counted} gave a variant, from then on, and some of them may have seen another variant before.`,
      since: dayOf(others[0]?.from ?? 0),
    })
  }
  const off = edits.find(({ what }) => what === 'off')
  if (off !== undefined) {
    const on = edits.find(({ what, version }) => what === 'on' && version > off.version)
    found.push({
      code: 'EDITED_WHILE_RUNNING',
      message: `The flag was turned off while it ran, by ${off.actor}, ${on === undefined ? 'and is off since' : 'and on again later'}: who came meanwhile got the default variant, and who came back may have seen both.`,
      since: dayOf(off.at),
    })
  }
  const rest = edits.filter(({ what }) => !TOLD_APART.has(what))
  const [edit] = rest
  if (edit !== undefined) {
    const parts = rest.map(({ what, name }) =>
      name === undefined ? what : `the ${what} "${name}"`,
    )
    found.push({
      code: 'EDITED_WHILE_RUNNING',
      message: `${rest.every(({ what }) => what === 'exposure') ? 'Who is counted' : 'Who takes part'} was changed while it ran: ${[...new Set(parts)].join(' and ')}, first by ${edit.actor}.`,
      since: dayOf(edit.at),
    })
  }
  if (redefined.length > 0) {
    found.push({
      code: 'METRIC_REDEFINED',
      message: `${redefined.join(', ')} ${redefined.length === 1 ? 'was' : 'were'} defined anew since the start; these results use what was sealed.`,
    })
  }
  return found
}

/** Whoever was seen first in what is gone is missing, or counts as if they came later. */
function deletedGrey({ startedAt, deletedBefore = -Infinity }: GreyEvidence): Grey[] {
  if (deletedBefore <= startedAt) return []
  return [
    {
      code: 'EVENTS_DELETED',
      message: `Events from before ${dayOf(deletedBefore)} were deleted, as the environment keeps them no longer, and it has run since ${dayOf(startedAt)}: whoever came before that day is missing, or counts as new.`,
    },
  ]
}

function mismatchSince(plan: SealedPlan, days: readonly Day[]): string | undefined {
  const shares = plan.variants.map(({ share }) => share)
  const looks: number[][] = []
  for (const { day, units } of days) {
    const last = looks.at(-1) ?? shares.map(() => 0)
    looks.push(last.map((sum, at) => sum + (units[plan.variants[at]?.key ?? ''] ?? 0)))
    const isGross = srmTest(looks.at(-1) ?? [], shares).p < GROSS_ALPHA
    if (isGross || srmSequential(looks, shares).isMismatch) return day
  }
  return undefined
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function shown(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toPrecision(2)
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`
}
