import type { ReactElement } from 'react'
import type { Desk } from './desk.ts'
import { useDesk } from './use-desk.ts'
import './rollout-desk.css'

/** A rollout to break: brings people who are made up, breaks the carousel for them, and says where to watch. */
export function RolloutDesk({
  isLookedAt,
}: {
  readonly isLookedAt: boolean
}): ReactElement | undefined {
  const { desk, order } = useDesk(isLookedAt)
  if (desk === undefined) return undefined
  const { isComing, isBroken, people, crashes, rollout, url, fault } = desk
  return (
    <section className="rollout-desk" aria-labelledby="rollout-desk-title">
      <h2 id="rollout-desk-title">A rollout to break</h2>
      <p className="soft">
        People who are made up come through the real service, and the carousel is rolled out to
        them.
      </p>
      <div className="rollout-desk-buttons">
        <button
          type="button"
          className="button"
          data-look={isComing ? 'quiet' : undefined}
          onClick={() => void order(isComing ? 'rest' : 'come')}
        >
          {isComing ? 'Let nobody come' : 'Let people come'}
        </button>
        <button
          type="button"
          className="button"
          data-look={isBroken || rollout?.state !== 'running' ? 'quiet' : undefined}
          onClick={() => void order(isBroken ? 'mend' : 'break')}
        >
          {isBroken ? 'Mend the carousel' : 'Break the carousel'}
        </button>
      </div>
      <p className="figures">
        {people.toLocaleString('en')} came, {crashes.toLocaleString('en')} saw a crash.
      </p>
      <p>
        {whereItStands(desk)}{' '}
        {rollout !== null && (
          <a href={url} target="_blank" rel="noreferrer">
            {rollout.state === 'draft' ? 'Start it in the console' : 'Watch it in the console'}
          </a>
        )}
      </p>
      {rollout !== null && (
        <p className="soft rollout-desk-hint">
          The console asks for a token: <code>sluice_admin_demo</code>. In a terminal:{' '}
          <code>npx sluice rollout status recommendations --watch</code>
        </p>
      )}
      {fault !== null && (
        <p role="alert" className="rollout-desk-fault">
          {fault}
        </p>
      )}
    </section>
  )
}

function whereItStands({ rollout, isComing, isBroken }: Desk): string {
  if (rollout === null) {
    return isComing
      ? 'The rollout is planned once they have met the flag.'
      : 'Nothing is planned before somebody comes.'
  }
  const at = `${rollout.step ?? ''}, ${rollout.shareBps / 100} %`
  switch (rollout.state) {
    case 'draft':
      return 'It is planned, and waits for you.'
    case 'running':
      return isBroken
        ? `Running: ${at}. The carousel is broken: watch.`
        : `Running: ${at}. Now break the carousel.`
    case 'paused':
      return `Paused: ${at}.`
    case 'rolling_back':
    case 'verifying':
      return 'Rolled back, and it is being verified that it helped.'
    case 'rolled_back':
      return rollout.isLocked
        ? `Rolled back${rollout.verification === 'verified' ? ', and it helped' : ''}. Close the incident with what it was; then it is planned anew.`
        : 'Rolled back, and the incident is closed.'
    case 'completed':
      return 'Complete: everybody has the carousel. In the console it can still be rolled back.'
    default:
      return 'Somebody took it over. In the console it can still be rolled back.'
  }
}
