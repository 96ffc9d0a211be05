import type { DecisionAnswer, RolloutAnswer } from '../rollout/rollout-answer.ts'

/** What was timed in a drill; epoch milliseconds. */
export interface DrillTimes {
  readonly startedAt: number
  /** Missing where it did not come to that. */
  readonly brokenAt?: number
  /** When its guardrails paused it, where they did no more than that. */
  readonly pausedAt?: number
  /** When the share was down. */
  readonly loweredAt?: number
  readonly verifiedAt?: number
}

/** What a drill came to. */
export interface Drill {
  readonly environment: string
  readonly rollout: RolloutAnswer
  readonly times: DrillTimes
  readonly people: number
  /** People who got the treatment after it broke. */
  readonly exposed: number
  readonly decisions: readonly DecisionAnswer[]
  readonly postMortem: string | undefined
}

/** Writes the record of a drill: who did what when, and what the machine decided. Markdown. */
export function drillRecord({ environment, rollout, times, ...drill }: Drill): string {
  const { brokenAt } = times
  const since = (at: number | undefined): string => {
    if (at === undefined) return 'it did not come to that'
    return brokenAt === undefined ? 'before that' : `${Math.round((at - brokenAt) / 100) / 10} s`
  }
  return [
    `# Drill of the rollout of "${rollout.flag}" in ${environment}`,
    '',
    `On ${new Date(times.startedAt).toISOString()}; the rollout is \`${rollout.id}\`. ${drill.people} people were made up; they went through the service as browsers do.`,
    '',
    '| who | what | since it broke |',
    '| --- | --- | ---: |',
    `| the drill | broke the treatment | ${since(brokenAt)} |`,
    ...lowered(drill.decisions, times).map(
      ([who, what, at]) => `| ${who} | ${what} | ${since(at)} |`,
    ),
    `| the runner | verified the rollback: ${rollout.verification ?? 'not yet'} | ${since(times.verifiedAt)} |`,
    ...(['acknowledge', 'close'] as const).map((kind) => {
      const done = doneBy(drill.decisions, kind)
      const who = done === undefined ? 'nobody' : plainCell(done.by.name)
      return `| on call: ${who} | ${WORDS[kind]} | ${since(done?.at)} |`
    }),
    '',
    `${drill.exposed} people got the broken treatment before it was taken away.`,
    '',
    '## Decisions',
    '',
    ...drill.decisions.map(({ seq, at, outcome, rule }) => `${seq}. ${at} **${outcome}** ${rule}`),
    '',
    '## What to talk about',
    '',
    '- Did whoever was on call hear of it, and by which way?',
    '- Was anything needed that the playbook does not say?',
    '- Would the guardrail have found a smaller harm in time?',
    '',
    ...(drill.postMortem === undefined ? [] : [drill.postMortem]),
  ].join('\n')
}

/** Who took the treatment away, by the log of the service. */
function lowered(
  decisions: readonly DecisionAnswer[],
  { pausedAt, loweredAt }: DrillTimes,
): (readonly [who: string, what: string, at: number | undefined])[] {
  const back = decisions.findLast(({ outcome }) => outcome === 'roll_back')?.entry.event
  const by = back?.kind === 'roll_back' ? `on call: ${plainCell(back.by.name)}` : 'the guardrails'
  return [
    ...(pausedAt === undefined
      ? []
      : [['the guardrails', 'paused it, with the treatment out', pausedAt] as const]),
    [by, 'lowered the share', by === 'the guardrails' ? loweredAt : (back?.at ?? loweredAt)],
  ]
}

const WORDS = { acknowledge: 'acknowledged', close: 'closed the incident' } as const

/** Who did something first, and when, by the log of the service and not by this command. */
function doneBy(
  decisions: readonly DecisionAnswer[],
  kind: 'acknowledge' | 'close',
): { readonly by: { readonly name: string }; readonly at: number } | undefined {
  for (const { entry } of decisions) if (entry.event.kind === kind) return entry.event
  return undefined
}

function plainCell(text: string): string {
  return text.replaceAll(/[|\n]/g, ' ')
}
