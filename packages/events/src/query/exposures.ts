import type { ExposureCount, MixedUnits, VariantUnits } from './answers.ts'
import { assignedOf, exposuresOf, segmentOf } from './assigned.ts'
import { byVariant } from './by-variant.ts'
import { checkRange, invalid } from './check-question.ts'
import type { Engine, QueryParam } from './engine.ts'
import type { Analysis, ExposureCountsQuestion } from './questions.ts'

const MIN_BUCKET_MS = 1_000
const MAX_ROWS = 100_000

/** Counts exposures by flag, variant, bucket and segment. */
export async function exposureCounts(
  engine: Engine,
  question: ExposureCountsQuestion,
): Promise<ExposureCount[]> {
  const { environment, flag, from, to, bucketMs, segmentBy } = question
  checkRange(from, to)
  const conditions = [
    "type = 'exposure' and counted and happened_at >= $from and happened_at < $to",
  ]
  const params: Record<string, QueryParam> = { from, to }
  let bucket = '$from'
  let segment = `''`
  if (flag !== undefined) {
    conditions.push('flag = $flag')
    params['flag'] = flag
  }
  if (bucketMs !== undefined) {
    if (!(Number.isSafeInteger(bucketMs) && bucketMs >= MIN_BUCKET_MS)) {
      throw invalid(`A bucket is ${bucketMs} ms wide: give whole milliseconds, 1 000 or more.`)
    }
    bucket = 'happened_at - happened_at % $bucket'
    params['bucket'] = bucketMs
  }
  if (segmentBy !== undefined) {
    segment = `coalesce(${engine.dialect.at('attributes', 'segment')}, '')`
    params['segment'] = segmentBy
  }
  const rows = await engine.view(environment, [from, to], (view) =>
    view.query(
      `select flag, variant, bucket, segment, count(*) as exposures, sum(weight) as weighted, count(distinct targeting_key) as units
       from (
         select flag, variant, targeting_key, coalesce(weight, 1) as weight, ${bucket} as bucket, ${segment} as segment
         from ${view.events} where ${conditions.join(' and ')}
       ) e group by flag, variant, bucket, segment order by flag, variant, bucket, segment limit ${MAX_ROWS + 1}`,
      params,
    ),
  )
  if (rows.length > MAX_ROWS) {
    throw invalid(`The answer has over ${MAX_ROWS} rows: ask for less time or wider buckets.`)
  }
  return rows.map((row) => ({
    flag: String(row['flag']),
    variant: String(row['variant']),
    bucketStart: Number(row['bucket']),
    segment: segmentOf(row['segment']),
    exposures: Number(row['exposures']),
    weighted: Number(row['weighted']),
    units: Number(row['units']),
  }))
}

/** Counts units by the variant of their first exposure. */
export async function firstExposures(engine: Engine, analysis: Analysis): Promise<VariantUnits[]> {
  const range = [analysis.from, analysis.to] as const
  return engine.view(analysis.environment, range, async (view) => {
    const assigned = assignedOf(engine.dialect, view.events, analysis)
    const rows = await view.query(
      `with ${assigned.text}
       select variant, segment, weight, count(*) as units, min(first_at) as first_of, max(first_at) as last_of
       from assigned group by variant, segment, weight`,
      assigned.params,
    )
    return byVariant(rows, (group) => ({
      variant: String(group[0]?.['variant']),
      segment: segmentOf(group[0]?.['segment']),
      units: group.reduce((sum, row) => sum + Number(row['units']), 0),
      weight: group.reduce((sum, row) => sum + Number(row['units']) * Number(row['weight']), 0),
      firstAt: Math.min(...group.map((row) => Number(row['first_of']))),
      lastAt: Math.max(...group.map((row) => Number(row['last_of']))),
    }))
  })
}

/** Counts units that met several variants. */
export async function mixedUnits(engine: Engine, analysis: Analysis): Promise<MixedUnits[]> {
  const range = [analysis.from, analysis.to] as const
  return engine.view(analysis.environment, range, async (view) => {
    const exposures = exposuresOf(engine.dialect, view.events, analysis)
    const rows = await view.query(
      `with ${exposures.text}
       select variants, count(*) as units from (
         select unit, ${engine.dialect.sortedSet('variant')} as variants
         from exposures group by unit having min(variant) <> max(variant)
       ) m group by variants order by variants`,
      exposures.params,
    )
    return rows.map(({ variants, units }) => ({
      variants: variants as string[],
      units: Number(units),
    }))
  })
}
