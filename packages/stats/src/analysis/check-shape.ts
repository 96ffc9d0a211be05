import { StatsError } from '../errors.ts'

type Shape = (value: unknown) => boolean

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const tableOf =
  (of: Shape): Shape =>
  (value) =>
    isRecord(value) && Object.values(value).every((entry) => of(entry))
const listOf =
  (of: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every((entry) => of(entry))
const isAbsentOr =
  (of: Shape): Shape =>
  (value) =>
    value === undefined || of(value)
const isSummary: Shape = (value) => isRecord(value) && hasParts(value) && hasLeaves(value)
const PARTS: readonly string[] = ['numerator', 'denominator', 'covariate']
const isTable = tableOf(tableOf(isSummary))

/** What every entry of the data has to look like, with the words for whoever gave another. */
const SHAPES: readonly (readonly [name: string, shape: Shape, wanted: string])[] = [
  ['units', isRecord, 'units by variant'],
  ['metrics', isTable, 'summaries by metric and variant'],
  ['assigned', isAbsentOr(isRecord), 'units by variant'],
  ['analysed', isAbsentOr(isRecord), 'units by variant'],
  ['lived', isAbsentOr(isRecord), 'units by variant'],
  ['missing', isAbsentOr(tableOf(isRecord)), 'units by metric and variant'],
  [
    'days',
    isAbsentOr(
      listOf(
        (day) =>
          isRecord(day) &&
          typeof day['day'] === 'string' &&
          isRecord(day['units']) &&
          isAbsentOr(isTable)(day['metrics']),
      ),
    ),
    'a list of objects with day, units and metrics',
  ],
  ['emptyDays', isAbsentOr(listOf((day) => typeof day === 'string')), 'a list of dates'],
  [
    'segments',
    isAbsentOr(
      tableOf(
        listOf(
          (value) =>
            isRecord(value) &&
            typeof value['value'] === 'string' &&
            isRecord(value['units']) &&
            isTable(value['metrics']),
        ),
      ),
    ),
    'lists, by segment, of objects with value, units and metrics',
  ],
  [
    'annotations',
    isAbsentOr(
      listOf(
        (entry) =>
          isRecord(entry) && typeof entry['day'] === 'string' && typeof entry['title'] === 'string',
      ),
    ),
    'a list of objects with day and title',
  ],
  [
    'looks',
    isAbsentOr(
      listOf(
        (taken) =>
          isRecord(taken) &&
          typeof taken['look'] === 'number' &&
          typeof taken['at'] === 'number' &&
          isRecord(taken['data']),
      ),
    ),
    'a list of objects with look, at and data',
  ],
  ['registeredPlan', isAbsentOr(isRecord), 'the plan as it was registered'],
]

/** Refuses data that came from outside, as JSON, and is not even of the right form. */
export function checkShape(data: unknown): void {
  if (!isRecord(data)) refuse('The data', 'an object with units by variant and metrics by name')
  for (const [name, shape, wanted] of SHAPES) {
    if (!shape(data[name])) refuse(`data.${name}`, wanted)
  }
}

/** A ratio, and whatever has a covariate, holds objects in turn. */
function hasParts(summary: Readonly<Record<string, unknown>>): boolean {
  const parts = summary['kind'] === 'ratio' ? ['numerator', 'denominator'] : []
  return (
    parts.every((part) => isRecord(summary[part])) && isAbsentOr(isRecord)(summary['covariate'])
  )
}

/** What is neither a part nor a number or a text cannot even be compared with one. */
function hasLeaves(summary: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(summary).every(
    ([key, value]) => PARTS.includes(key) || typeof value !== 'object' || value === null,
  )
}

function refuse(name: string, wanted: string): never {
  throw new StatsError('invalid_input', `${name} is not of the right form. Give ${wanted}.`)
}
