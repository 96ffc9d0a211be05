import { Name } from '../page/Name.tsx'
import { isolate } from '../page/isolate.ts'
import type { RolloutStep } from '@sluice/rollout'
import { count } from '../results/format.ts'
import { clock, duration, share } from './duration.ts'
import type { Rollout } from './shapes.ts'

/** The steps of a plan, with where it stands and until when it holds. */
export function Steps({ rollout, now }: { readonly rollout: Rollout; readonly now: number }) {
  const { plan } = rollout
  return (
    <section aria-labelledby="steps">
      <h2 id="steps">Steps</h2>
      <ol className="steps">
        {plan.steps.map((one, index) => {
          const place = placeOf(index, rollout)
          const isHere = place === 'here'
          return (
            <li key={one.name} className={place} aria-current={isHere ? 'step' : undefined}>
              <p className="name">
                <span aria-hidden="true">{MARKS[place]} </span>
                <strong>
                  <Name text={one.name} />
                </strong>
                {isSaid(place) ? (
                  <span className="faint">, {SAID[place]}</span>
                ) : (
                  <span className="hidden">, {SAID[place]}</span>
                )}
              </p>
              <p className="number">
                {share(one.shareBps)}
                {one.audience !== undefined && <> of {one.audience}</>}
              </p>
              <meter
                min={0}
                max={10_000}
                value={one.shareBps}
                aria-label={`Share of ${one.name}: ${share(one.shareBps)}`}
              />
              <p className="faint">{asksFor(one)}</p>
              <Approval step={one} rollout={rollout} />
              {isHere && <Here rollout={rollout} step={one} now={now} />}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

type Place = 'done' | 'here' | 'ahead' | 'back' | 'left'

const MARKS: Readonly<Record<Place, string>> = {
  done: '✓',
  here: '▶',
  ahead: '○',
  back: '◀',
  left: '■',
}
const SAID: Readonly<Record<Place, string>> = {
  done: 'done',
  here: 'where it stands',
  ahead: 'ahead',
  back: 'where it was rolled back',
  left: 'where it was aborted',
}

/** Places that a mark alone does not tell. */
function isSaid(place: Place): boolean {
  return place === 'back' || place === 'left'
}

function placeOf(index: number, { state, step }: Rollout): Place {
  const at = step?.index ?? -1
  if (index < at || state === 'completed') return 'done'
  if (index > at) return 'ahead'
  if (state === 'running' || state === 'paused') return 'here'
  return state === 'aborted' ? 'left' : 'back'
}

function asksFor({ holdMs, monitored, minUnitsPerVariant }: RolloutStep): string {
  const hold = holdMs > 0 ? `Holds ${duration(holdMs)} at least` : 'Does not hold'
  return monitored
    ? `${hold}, ${count(minUnitsPerVariant)} units a variant, harm ruled out.`
    : `${hold}; nobody watches.`
}

function Approval({ step, rollout }: { readonly step: RolloutStep; readonly rollout: Rollout }) {
  if (step.approval === undefined) return null
  const by = Object.hasOwn(rollout.approvals, step.name) ? rollout.approvals[step.name] : undefined
  return (
    <p className={by === undefined ? 'approval' : 'approval good'}>
      {by === undefined
        ? `Has to be approved: ${step.approval}.`
        : `✓ Approved by ${isolate(by.name)}.`}
    </p>
  )
}

/** What the present step has, and what it still waits for. */
function Here({
  rollout,
  step,
  now,
}: {
  readonly rollout: Rollout
  readonly step: RolloutStep
  readonly now: number
}) {
  const { state, heldMs, waitedMs, units, missingMs } = rollout
  if (state !== 'running' && state !== 'paused') return null
  const left = Math.max(0, step.holdMs - heldMs)
  const fewest = Math.min(units.control, units.treatment)
  return (
    <div className="progress">
      {step.holdMs > 0 && (
        <>
          <progress
            max={step.holdMs}
            value={Math.min(heldMs, step.holdMs)}
            aria-label={`Time that ${step.name} has held`}
          />
          <p className="number">
            {left === 0
              ? `Has held its ${duration(step.holdMs)}.`
              : state === 'paused'
                ? `Held ${duration(heldMs)} of ${duration(step.holdMs)}; no time counts while it is paused.`
                : `Holds until ${clock(now + left, now)} at the earliest: ${duration(left)} to go.`}
          </p>
        </>
      )}
      {step.monitored && (
        <p className="number">
          {count(units.treatment)} units with the treatment, {count(units.control)} with the control
          {fewest < step.minUnitsPerVariant &&
            `; ${count(step.minUnitsPerVariant - fewest)} more are needed`}
          .
        </p>
      )}
      {step.maxWaitMs !== undefined && state === 'running' && left === 0 && (
        <p className="faint">
          Waits for {duration(step.maxWaitMs - waitedMs)} more at most, then the plan says what to
          do.
        </p>
      )}
      {missingMs > 0 && <p className="bad-text">No data for {duration(missingMs)}.</p>}
    </div>
  )
}
