import { isRecord, ownValue } from '../../records.ts'
import { quote } from '../describe.ts'
import { didYouMean } from '../suggestions.ts'
import type { Check, Path, Raw } from './check.ts'
import { fault, recordOf, recordsOf, section } from './check.ts'

/** Kinds of metrics that a verdict can be about: one number for each unit, or a ratio of two. */
const DECIDABLE: ReadonlySet<unknown> = new Set([
  'conversion',
  'count',
  'sum',
  'mean',
  'share_above',
  'ratio',
  'retention',
])

const INSTEAD: Readonly<Record<string, string>> = {
  quantile: 'use the kind "share_above", which can be tested at any look',
  time_to_event: 'use a "conversion" with a window, which can be tested at any look',
  prometheus: 'use what units do, or give the metric a "total"',
}

/**
 * Checks what experiments refer to. What is stored and has begun is as it was when it did: it is
 * kept whatever became of its flag, so that somebody can still read it and end it.
 */
export function checkExperiments(check: Check): void {
  for (const [key, experiment] of Object.entries(section(check, 'experiments'))) {
    if (!isRecord(experiment)) continue
    const { status } = recordOf(experiment['run'])
    if (status === 'stopped' || status === 'running') continue
    const at = ['experiments', key]
    checkRule(check, experiment, at)
    checkMetricsOf(check, experiment, at)
    checkSegments(check, experiment, at)
    checkStopping(check, experiment['stopping'], [...at, 'stopping'])
  }
}

function checkRule(check: Check, experiment: Raw, at: Path): void {
  const { flag: key, rule: id, control } = experiment
  if (typeof key !== 'string') return
  const flags = section(check, 'flags')
  const flag = ownValue(flags, key)
  if (flag === undefined || !isRecord(flag)) {
    // One that was left out has its own fault.
    if (flag === undefined && !check.flagKeys.has(key)) {
      const hint = didYouMean(key, check.flagKeys)
      fault(check, [...at, 'flag'], `There is no flag ${quote(key)}${hint}`)
    } else if (check.reading) fault(check, [...at, 'flag'], `Flag ${quote(key)} cannot be read.`)
    return
  }
  if (flag['archived'] === true) {
    fault(check, [...at, 'flag'], `Flag ${quote(key)} is archived and serves nothing.`)
    return
  }
  const rules = recordsOf(flag['rules'], []).map(([rule]) => rule)
  const rule = rules.find((one) => one['id'] === id)
  if (rule === undefined) {
    if (typeof id !== 'string') return
    const ids = rules.map((one) => String(one['id']))
    fault(
      check,
      [...at, 'rule'],
      `Flag ${quote(key)} has no rule ${quote(id)}${didYouMean(id, ids)}`,
    )
    return
  }
  const shares = recordsOf(recordOf(rule['serve'])['split'], []).map(([share]) => share)
  if (shares.length < 2) {
    fault(
      check,
      [...at, 'rule'],
      `Rule ${quote(String(id))} of flag ${quote(key)} does not split its units; give it a "split" of two variants or more.`,
    )
    return
  }
  const variants = shares.map((share) => String(share['variant']))
  if (typeof control === 'string' && !variants.includes(control)) {
    const hint = didYouMean(control, variants)
    fault(check, [...at, 'control'], `The split has no variant ${quote(control)}${hint}`)
  } else if (shares.some((share) => share['variant'] === control && share['weightBps'] === 0)) {
    fault(check, [...at, 'control'], 'Its weight is 0, so that nothing can be compared with it.')
  } else if (shares.every((s) => s['variant'] === control || s['weightBps'] === 0)) {
    fault(check, [...at, 'rule'], 'No treatment has a weight above 0.')
  }
}

function checkMetricsOf(check: Check, experiment: Raw, at: Path): void {
  const seen = new Set<unknown>()
  const once = (metric: unknown, place: Path): void => {
    if (typeof metric !== 'string') return
    if (seen.has(metric)) {
      fault(check, place, `${quote(metric)} stands twice; give each metric one role.`)
    }
    seen.add(metric)
  }
  for (const role of ['primary', 'secondary'] as const) {
    for (const [metric, place] of textsOf(experiment[role], [...at, role])) {
      once(metric, place)
      const found = checkMetricName(check, metric, place)
      if (role === 'primary' && found !== undefined) checkDecides(check, metric, found, place)
    }
  }
  for (const [guardrail, place] of recordsOf(experiment['guardrails'], [...at, 'guardrails'])) {
    const { metric, margin } = guardrail
    if (typeof metric !== 'string') continue
    once(metric, [...place, 'metric'])
    const found = checkMetricName(check, metric, [...place, 'metric'])
    if (found === undefined) continue
    checkDecides(check, metric, found, [...place, 'metric'])
    if (margin === undefined && found['margin'] === undefined) {
      fault(
        check,
        place,
        `Nothing says how much worse ${quote(metric)} may get; add "margin", here or to the metric.`,
      )
    }
  }
  const attributes = section(check, 'attributes')
  for (const [covariate, place] of textsOf(experiment['covariates'], [...at, 'covariates'])) {
    if (ownValue(section(check, 'metrics'), covariate) !== undefined) continue
    if (ownValue(attributes, covariate) === undefined) {
      const names = [...Object.keys(section(check, 'metrics')), ...Object.keys(attributes)]
      fault(
        check,
        place,
        `There is no metric and no attribute ${quote(covariate)}${didYouMean(covariate, names)}`,
      )
    } else checkStored(check, covariate, place)
  }
}

function checkMetricName(check: Check, name: string, at: Path): Raw | undefined {
  const metrics = section(check, 'metrics')
  const metric = ownValue(metrics, name)
  if (metric === undefined) {
    fault(check, at, `There is no metric ${quote(name)}${didYouMean(name, Object.keys(metrics))}`)
  }
  return isRecord(metric) ? metric : undefined
}

function checkDecides(check: Check, name: string, { kind, total }: Raw, at: Path): void {
  if (typeof kind !== 'string' || DECIDABLE.has(kind)) return
  const isRate = kind === 'prometheus' && total !== undefined
  if (isRate && at.includes('guardrails')) return
  const instead = INSTEAD[kind] ?? 'use another kind'
  fault(
    check,
    at,
    `Nothing can be decided by ${quote(name)} of the kind "${kind}"; ${instead}, or make it secondary.`,
  )
}

function checkSegments(check: Check, experiment: Raw, at: Path): void {
  for (const [name, place] of textsOf(experiment['segments'], [...at, 'segments'])) {
    checkStored(check, name, place)
  }
}

function checkStored(check: Check, name: string, at: Path): void {
  const attributes = section(check, 'attributes')
  const attribute = ownValue(attributes, name)
  if (attribute === undefined) {
    const hint = didYouMean(name, Object.keys(attributes))
    fault(check, at, `Attribute ${quote(name)} is not declared under "attributes"${hint}`)
  } else if (
    isRecord(attribute) &&
    (attribute['stored'] !== true || attribute['sensitive'] === true)
  ) {
    fault(
      check,
      at,
      `Attribute ${quote(name)} is not kept with events; add "stored: true" to it${attribute['sensitive'] === true ? ', and take "sensitive" away' : ''}.`,
    )
  }
}

function checkStopping(check: Check, stopping: unknown, at: Path): void {
  const { kind, fractions } = recordOf(stopping)
  if (kind !== 'group_sequential' || !Array.isArray(fractions)) return
  const rises = fractions.every(
    (fraction: unknown, index) =>
      index === 0 || Number(fraction) > Number(fractions[index - 1] as unknown),
  )
  if (!rises) fault(check, [...at, 'fractions'], 'Fractions rise from one look to the next.')
}

function textsOf(list: unknown, at: Path): readonly (readonly [string, Path])[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown, index) =>
    typeof item === 'string' ? [[item, [...at, index]] as const] : [],
  )
}
