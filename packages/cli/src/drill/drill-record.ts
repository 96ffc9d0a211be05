import type { DecisionAnswer, RolloutAnswer } from '../service/rollouts.ts'

/** What was timed in a drill; epoch milliseconds. */
export interface DrillTimes {
  readonly startedAt: number
  readonly brokenAt: number
  /** When the share was down. */
  readonly loweredAt?: number
  readonly verifiedAt?: number
  readonly acknowledgedAt?: number
  readonly closedAt?: number
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
  const since = (at: number | undefined): string =>
    at === undefined
      ? 'it did not come to that'
      : `${Math.round((at - times.brokenAt) / 100) / 10} s`
  return [
    `# Drill of the rollout of "${rollout.flag}" in ${environment}`,
    '',
    `On ${new Date(times.startedAt).toISOString()}; the rollout is \`${rollout.id}\`. ${drill.people} people were made up; they went through the service as browsers do.`,
    '',
    '| who | what | since it broke |',
    '| --- | --- | ---: |',
    `| the drill | broke the treatment | 0 s |`,
    `| the guardrails | lowered the share | ${since(times.loweredAt)} |`,
    `| the runner | verified the rollback: ${rollout.verification ?? 'not yet'} | ${since(times.verifiedAt)} |`,
    `| on call | acknowledged | ${since(times.acknowledgedAt)} |`,
    `| on call | closed the incident | ${since(times.closedAt)} |`,
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
