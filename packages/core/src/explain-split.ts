import { readUnit } from './attributes.ts'
import { boundaryOf, bucketOf, BUCKETS, rangesOf } from './bucketing.ts'
import type { EvaluationContext } from './context.ts'
import type {
  BucketTrace,
  HoldoutTrace,
  LayerTrace,
  RangeTrace,
  RuleBecause,
  SplitTrace,
} from './explanation.ts'
import { ownValue } from './records.ts'
import type { Split } from './ruleset.ts'
import { BPS } from './ruleset.ts'
import type { GuardScope } from './splits.ts'

/** Traces a split, and says why it does or does not include the unit. */
export function explainSplit(
  split: Split,
  context: EvaluationContext,
  scope: GuardScope,
): { readonly trace: SplitTrace; readonly because: RuleBecause } {
  const { by, coverageBps, salt } = split
  const ranges = rangesOf(split.split, coverageBps)
  const known = { by, coverageBps, ranges: rangeTraces(split) }
  const unit = readUnit(context, by)
  if (unit === undefined) {
    const lost = isLost(split.layer?.name, scope.layers) || isLost(split.holdout, scope.holdouts)
    return { trace: known, because: lost ? 'reference-missing' : 'unit-missing' }
  }
  const layer = explainLayer(split, unit, scope)
  const holdout = explainHoldout(split, unit, scope)
  const bucket = bucketTrace(bucketOf(unit, salt))
  const home = ranges.find(({ to }) => bucket.bucket < to)
  const covered = home !== undefined && bucket.bucket < home.coveredTo
  const trace: SplitTrace = {
    ...known,
    unit,
    ...(layer && { layer }),
    ...(holdout && { holdout }),
    bucket,
    ...(home && { home: home.variant }),
    covered,
  }
  return { trace, because: reasonFor(split, trace) }
}

function rangeTraces({ split, coverageBps }: Split): RangeTrace[] {
  let before = 0
  return split.map(({ variant, weightBps }) => {
    const fromBps = before
    before += weightBps
    const coveredToBps = fromBps + (coverageBps * weightBps) / BPS
    return { variant, fromBps, coveredToBps, toBps: before }
  })
}

function reasonFor(split: Split, { layer, holdout, covered }: SplitTrace): RuleBecause {
  if ((split.layer && !layer) || (split.holdout !== undefined && !holdout)) {
    return 'reference-missing'
  }
  if (layer?.inside === false) return 'layer'
  if (holdout?.heldOut === true) return 'held-out'
  return covered === true ? 'served' : 'coverage'
}

function explainLayer({ layer }: Split, unit: string, scope: GuardScope): LayerTrace | undefined {
  const definition = layer && ownValue(scope.layers, layer.name)
  if (layer === undefined || definition === undefined) return undefined
  const bucket = bucketOf(unit, definition.salt)
  const { name, fromBps, toBps } = layer
  const inside = boundaryOf(fromBps) <= bucket && bucket < boundaryOf(toBps)
  return { name, fromBps, toBps, inside, ...bucketTrace(bucket) }
}

function explainHoldout(
  { holdout }: Split,
  unit: string,
  scope: GuardScope,
): HoldoutTrace | undefined {
  const definition = holdout === undefined ? undefined : ownValue(scope.holdouts, holdout)
  if (holdout === undefined || definition === undefined) return undefined
  const bucket = bucketOf(unit, definition.salt)
  const { shareBps } = definition
  return { name: holdout, shareBps, heldOut: bucket < boundaryOf(shareBps), ...bucketTrace(bucket) }
}

// Cut, not rounded: a bucket just under a boundary must not read as if it were on it.
function bucketTrace(bucket: number): BucketTrace {
  return { bucket, bucketBps: Math.floor((bucket / BUCKETS) * BPS * 100) / 100 }
}

function isLost(name: string | undefined, record: Readonly<Record<string, unknown>>): boolean {
  return name !== undefined && ownValue(record, name) === undefined
}
