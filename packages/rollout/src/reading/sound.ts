import type { Measurement, MetricReading, NoMeasurement } from './measurement.ts'

/**
 * Makes what was measured fit to be read, and for a log: JSON has no NaN and no infinity, so a metric with one
 * becomes a fault that names it, and counts that are none make no measurement at all.
 */
export function soundMeasurement(
  measurement: Measurement | NoMeasurement,
): Measurement | NoMeasurement {
  if ('fault' in measurement) return measurement
  const { control, treatment, mixed = 0 } = measurement.units
  for (const [name, count] of Object.entries({ control, treatment, mixed })) {
    if (!Number.isSafeInteger(count) || count < 0) {
      const whose = name === 'mixed' ? 'both variants' : `the ${name}`
      return { fault: `The units of ${whose} are ${count}, which is no count.` }
    }
  }
  const metrics = Object.entries(measurement.metrics).map(([metric, reading]) => {
    const path = 'fault' in reading ? undefined : unsound(reading, metric)
    const sound: MetricReading = path === undefined ? reading : { fault: path }
    return [metric, sound] as const
  })
  return { ...measurement, metrics: Object.fromEntries(metrics) }
}

/** The first number in it that is none, in a sentence. */
function unsound(value: unknown, path: string): string | undefined {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : `${path} is ${value}, which is no number.`
  }
  // What JSON makes of a number that is none.
  if (value === null) return `${path} is null, which is no number.`
  if (typeof value !== 'object') return undefined
  for (const [key, part] of Object.entries(value)) {
    const found = unsound(part, `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}
