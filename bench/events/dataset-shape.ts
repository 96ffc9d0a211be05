/** What the events of the bench are about. */
export const DATASET = {
  flag: 'checkout-cta',
  days: 14,
  from: Date.UTC(2026, 8, 1),
  windowMs: 7 * 86_400_000,
} as const

/** First exposures and three metrics of seven days, as one would write them for DuckDB by hand. */
export function byHand(files: string): string {
  const rows = `read_parquet('${files}')`
  return `
    with assigned as materialized (
      select targeting_key as unit, min(happened_at) as first_at, min(variant) as variant
      from ${rows} where type = 'exposure' and flag = '${DATASET.flag}' and counted and targeting_key is not null
      group by 1 having min(variant) = max(variant)
    ), per_unit as (
      select a.unit, any_value(a.variant) as variant,
        sum(case when name = 'purchase' then value end) as bought,
        count(case when name = 'visit' then 1 end) as visits,
        max(case when name = 'basket' then 1 else 0 end) as baskets
      from assigned a join ${rows} o on o.targeting_key = a.unit
      where o.type = 'outcome' and o.name in ('purchase', 'visit', 'basket')
        and o.happened_at >= a.first_at and o.happened_at < a.first_at + ${DATASET.windowMs}
      group by 1
    )
    select variant, count(*), avg(bought), var_samp(bought), avg(visits), var_samp(visits), avg(baskets)
    from per_unit group by variant`
}
