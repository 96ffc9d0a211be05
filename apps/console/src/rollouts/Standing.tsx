import { clock, share } from './duration.ts'
import type { OpenRollout } from './shapes.ts'
import { PAUSES, STATES } from './words.ts'

/** Where a rollout stands, why, and what it waits for. */
export function Standing({ rollout }: { readonly rollout: OpenRollout }) {
  const { state, step, last, plan, pausedBy, alarm } = rollout
  const { word, mark, tone } = STATES[state]
  const isOut = step !== null && (state === 'running' || state === 'paused')
  return (
    <section className={`verdict standing ${tone}`} aria-labelledby="standing">
      <h2 id="standing" tabIndex={-1}>
        <span aria-hidden="true">{mark}</span> {word}
        {isOut && (
          <>
            : {step.name}, {share(step.shareBps)} <q>{plan.treatment}</q>
          </>
        )}
      </h2>
      {/* Said by itself when it changes, and only then. */}
      <output className="hidden">
        {word}
        {isOut && `, ${step.name}, ${share(step.shareBps)}`}
      </output>
      {pausedBy !== null && <p>{PAUSES[pausedBy]}</p>}
      {waitText(rollout) !== undefined && <p>{waitText(rollout)}</p>}
      {last === null ? (
        <p>It was planned by {rollout.author.name}. Nothing rises before somebody starts it.</p>
      ) : (
        <p>
          {last.rule}{' '}
          <time className="faint" dateTime={last.at}>
            {clock(Date.parse(last.at))}
          </time>
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
