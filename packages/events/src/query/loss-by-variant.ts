import type { VariantLoss } from './answers.ts'
import { unitColumn } from './assigned.ts'
import { checkRange, invalid } from './check-question.ts'
import type { Engine } from './engine.ts'
import type { LossQuestion } from './questions.ts'

/** A session that began earlier than this before the question counts as begun inside of it. */
const LOOK_BACK_MS = 86_400_000

/** More than this a single session does not lose: a number of any size is quickly written. */
const MOST_LOST = 1_000

/**
 * Tells what did not arrive, by the variant that the session had met.
 *
 * What a session lost before it met the variant has nothing to do with it, and what one lost that
 * met several belongs to none. Whoever comes again and again on a bad network counts once.
 */
export async function lossByVariant(
  engine: Engine,
  { environment, flag, unit = 'targetingKey', from, to, oneIn = 1 }: LossQuestion,
): Promise<VariantLoss[]> {
  checkRange(from, to)
  if (!(Number.isSafeInteger(oneIn) && oneIn >= 1)) {
    throw invalid(`One in ${oneIn} sessions is asked for: give a whole number from 1.`)
  }
  const { dialect } = engine
  const who = unitColumn(dialect, unit)
  const isLookedAt = oneIn === 1 ? '' : ` and ${dialect.hash('session')} % ${oneIn} = 0`
  const inside = 'happened_at >= $from and happened_at < $to'
  const params = { flag, unit, from, to, earlier: Math.max(0, from - LOOK_BACK_MS) }
  return engine.view(environment, [params.earlier, to], async (view) => {
    const rows = await view.query(
      `with told as (
         select session, ${who} as who, happened_at, sequence, variant, 0 as dropped
         from ${view.events} where type = 'exposure' and flag = $flag and counted and ${inside}${isLookedAt}
         union all
         select session, ${who} as who, happened_at, sequence, variant, dropped
         from ${dialect.droppedExposures(view.events, `type = 'dropped' and ${inside}${isLookedAt}`)} d where flag = $flag
       ), met as (
         select session, coalesce(min(who), ${dialect.hash('session')}) as person, min(happened_at) as met_at, min(sequence) as met_with,
           min(variant) as met_variant, sum(dropped) as given_up
         from told group by session having count(distinct variant) = 1
       ), once as (
         select ${dialect.argMin('session', dialect.tuple('met_at', 'session'))} as first_session from met group by person
       ), counting as (
         select session, met_with, met_variant, given_up from met where session in (select first_session from once)
       ), seen as (
         select session, sequence, happened_at from ${view.events}
         where happened_at >= $earlier and happened_at < $to${isLookedAt} and session in (select session from counting)
       ), begun as (
         select session, max(case when happened_at < $from then sequence else 0 end) as before_from from seen group by session
       ), based as (
         select c.session as session, greatest(b.before_from, c.met_with) as base
         from counting c join begun b on b.session = c.session
       ), counted_up as (
         select s.session as session, max(s.sequence) - min(b.base) as expected, count(distinct s.sequence) as arrived
         from seen s join based b on b.session = s.session where s.sequence > b.base group by s.session
       ), summed as (
         select c.met_variant as met_variant, coalesce(u.arrived, 0) as arrived,
           least(${MOST_LOST}, greatest(coalesce(u.expected - u.arrived, 0), c.given_up)) as missed
         from counting c left join counted_up u on u.session = c.session
       ), shares as (
         select met_variant, arrived, missed,
           case when missed > 0 then missed / (missed + arrived) else 0 end as share
         from summed
       )
       select met_variant as variant, count(*) as sessions, sum(case when missed > 0 then 1 else 0 end) as lossy,
         sum(arrived) as received, sum(missed) as lost, sum(share) as shares_lost, sum(share * share) as squares_lost
       from shares group by met_variant order by met_variant`,
      params,
    )
    return rows.map((row) => ({
      variant: String(row['variant']),
      sessions: Number(row['sessions']),
      lossy: Number(row['lossy']),
      received: Number(row['received']),
      lost: Number(row['lost']),
      shares: { sum: Number(row['shares_lost']), ofSquares: Number(row['squares_lost']) },
    }))
  })
}
