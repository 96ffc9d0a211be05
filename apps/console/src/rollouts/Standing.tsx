import { Name } from '../page/Name.tsx'
import { isolate } from '../page/isolate.ts'
import { clock, duration, share } from './duration.ts'
import type { Look, OpenRollout } from './shapes.ts'
import { unwatchedMs } from './unwatched.ts'
import { useNow } from './use-now.ts'
import { PAUSES, STATES } from './words.ts'

/** Where a rollout stands, why, and what it waits for. */
export function Standing({
  rollout,
  looks,
}: {
  readonly rollout: OpenRollout
  readonly looks: readonly Look[]
}) {
  const { state, step, plan, pausedBy, alarm } = rollout
  const quietMs = unwatchedMs(rollout, useNow(true))
  const last = newestOf(rollout, looks)
  const { word, mark, tone } = STATES[state]
  const isOut = step !== null && (state === 'running' || state === 'paused')
  return (
    <section className={`verdict standing ${tone}`} aria-labelledby="standing">
      <h2 id="standing" tabIndex={-1}>
        <span aria-hidden="true">{mark}</span> {word}
        {isOut && (
          <>
            : <Name text={step.name} />, {share(step.shareBps)} <q>{plan.treatment}</q>
          </>
        )}
      </h2>
      {/* Said by itself when it changes, and only then. */}
      <output className="hidden">
        {word}
        {isOut && `, ${isolate(step.name)}, ${share(step.shareBps)}`}
      </output>
      {pausedBy !== null && <p>{pauseText(rollout)}</p>}
      {waitText(rollout) !== undefined && <p>{waitText(rollout)}</p>}
      {last === null ? (
        <p>
          It was planned by <Name text={rollout.author.name} />. Nothing rises before somebody
          starts it.
        </p>
      ) : (
        <p>
          {last.rule}{' '}
          <time className="faint" dateTime={last.at}>
            {clock(Date.parse(last.at))}
          </time>
        </p>
      )}
      {quietMs !== undefined && (
        <p className="alarm">
          <strong>Nobody has looked for {duration(quietMs)}.</strong> It asks for a look every{' '}
          {duration(plan.tickMs)}; see whether the service is well.
        </p>
      )}
      {alarm !== null && (
        <p className="alarm">
          <strong>Alarm, not acknowledged:</strong> {alarm}
        </p>
      )}
    </section>
  )
}

/** What was said last: by a decision, or by a look since that said the same with other numbers. */
function newestOf({ last }: OpenRollout, looks: readonly Look[]): OpenRollout['last'] {
  const look = looks.at(-1)
  if (last === null || look === undefined || look.at <= Date.parse(last.at)) return last
  return { at: new Date(look.at).toISOString(), outcome: look.outcome, rule: look.rule }
}

function pauseText({ pausedBy, intruder }: OpenRollout): string | undefined {
  if (pausedBy === null) return undefined
  const isTheirs = pausedBy === 'stepped_in' && intruder !== null
  return isTheirs ? PAUSES[pausedBy].replace(/^Somebody/, () => intruder.name) : PAUSES[pausedBy]
}

function waitText({ waitsFor, toApprove, plan }: OpenRollout): string | undefined {
  switch (waitsFor) {
    case 'approval': {
      const step = plan.steps.find(({ name }) => name === toApprove)
      return `It waits for the approval of “${toApprove ?? 'the next step'}” (${step?.approval ?? 'by somebody else'}).`
    }
    case 'person':
      return 'It waits for a person: the data does not say that all is well.'
    case 'thaw':
      return 'It waits until a freeze is over.'
    default:
      return undefined
  }
}
