import type { ConditionTrace, Explanation, RuleTrace, SplitTrace } from '@sluice/core'

/** A line of a trace; deeper ones belong to the line above. */
export interface TraceLine {
  readonly status: 'passed' | 'failed' | 'unknown' | 'skipped' | 'fact'
  readonly depth: number
  readonly text: string
}

const BECAUSE: Readonly<Record<RuleTrace['because'], string>> = {
  served: 'serves',
  'held-out': 'kept back by the holdout, serves',
  condition: 'its condition does not hold',
  window: 'outside of its time window',
  'unit-missing': 'the context has nobody to split by',
  layer: 'outside of its slot of the layer',
  coverage: 'this person is not covered',
  'not-reached': 'not reached',
  'opted-out': 'this person takes part in no experiment, so it serves',
  'reference-missing': 'it refers to something that is missing',
}

const DECISIONS: Readonly<Record<Explanation['decision']['by'], string>> = {
  'not-found': 'There is no such flag.',
  off: 'The flag is off.',
  prerequisite: 'A prerequisite is not met.',
  rule: 'A rule decided.',
  holdout: 'A holdout keeps this person back.',
  'opt-out': 'This person takes part in no experiment.',
  default: 'No rule matched: the default variant is served.',
  error: 'It could not be evaluated.',
}

/** Tells a trace from top to bottom: what decided, each prerequisite, and each rule with what it saw. */
export function traceLines(explanation: Explanation): readonly TraceLine[] {
  const { decision, prerequisites, rules } = explanation
  return [
    { status: 'fact', depth: 0, text: DECISIONS[decision.by] },
    ...prerequisites.map(({ flag, variants, met, evaluation }): TraceLine => {
      const served = 'variant' in evaluation ? evaluation.variant : evaluation.errorCode
      const text = `${flag} serves ${served}, has to serve ${variants.join(' or ')}`
      return { status: met ? 'passed' : 'failed', depth: 0, text }
    }),
    ...rules.flatMap(ruleLines),
  ]
}

function ruleLines({
  id,
  status,
  because,
  variant,
  window,
  when,
  split,
}: RuleTrace): readonly TraceLine[] {
  const head = `${id}: ${BECAUSE[because]}${variant === undefined ? '' : ` ${variant}`}`
  const lines: TraceLine[] = [{ status, depth: 0, text: head }]
  if (status === 'skipped') return lines
  if (window) {
    const { startsAt, endsAt, open } = window
    const text = `from ${day(startsAt)} to ${day(endsAt)}`
    lines.push({ status: open ? 'passed' : 'failed', depth: 1, text })
  }
  if (when) lines.push(...conditionLines(when, 1))
  if (split) lines.push(...splitLines(split))
  return lines
}

const OUTCOMES = { true: 'passed', false: 'failed', unknown: 'unknown' } as const

function conditionLines(trace: ConditionTrace, depth: number): readonly TraceLine[] {
  const line = (text: string): TraceLine => ({ status: OUTCOMES[trace.outcome], depth, text })
  switch (trace.kind) {
    case 'all':
    case 'any':
      return [
        line(`${trace.kind} of`),
        ...trace.conditions.flatMap((part) => conditionLines(part, depth + 1)),
      ]
    case 'not':
      return [line('not'), ...conditionLines(trace.condition, depth + 1)]
    case 'segment':
      return [
        line(`in the segment ${trace.segment}`),
        ...(trace.condition ? conditionLines(trace.condition, depth + 1) : []),
      ]
    case 'attribute': {
      const seen = 'seen' in trace ? `is ${JSON.stringify(trace.seen)}` : 'is missing'
      const values = trace.values?.map((value) => JSON.stringify(value)).join(', ') ?? ''
      return [line(`${trace.attribute} ${trace.op} ${values}: it ${seen}`)]
    }
  }
}

function splitLines(split: SplitTrace): readonly TraceLine[] {
  const { by, unit, layer, holdout, coverageBps, bucket, ranges, home, covered } = split
  const fact = (text: string, isGood?: boolean): TraceLine => ({
    status: isGood === undefined ? 'fact' : isGood ? 'passed' : 'failed',
    depth: 1,
    text,
  })
  if (unit === undefined) return [fact(`split by ${by}, which is missing`, false)]
  const lines = [fact(`split by ${by} ${JSON.stringify(unit)}, for ${share(coverageBps)}`)]
  if (layer)
    lines.push(
      fact(
        `layer ${layer.name}: bucket ${place(layer)}, needs ${place({ bucketBps: layer.fromBps })} to ${place({ bucketBps: layer.toBps })}`,
        layer.inside,
      ),
    )
  if (holdout)
    lines.push(
      fact(
        `holdout ${holdout.name}: bucket ${place(holdout)}, kept back under ${place({ bucketBps: holdout.shareBps })}`,
        !holdout.heldOut,
      ),
    )
  if (bucket)
    for (const { variant, fromBps, coveredToBps } of ranges)
      lines.push(
        fact(
          `${variant}: bucket ${place(bucket)}, needs ${place({ bucketBps: fromBps })} to < ${place({ bucketBps: coveredToBps })}`,
          variant === home ? covered : undefined,
        ),
      )
  return lines
}

const place = ({ bucketBps }: { readonly bucketBps: number }): string =>
  (bucketBps / 10_000).toFixed(4)

const share = (bps: number): string => `${bps / 100} % of them`

const day = (ms: number | undefined): string =>
  ms === undefined ? 'ever' : new Date(ms).toISOString().slice(0, 16).replace('T', ' ')
