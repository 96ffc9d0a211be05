import { Name } from '../page/Name.tsx'
import { isolate } from '../page/isolate.ts'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Loaded } from '../page/State.tsx'
import { ago } from '../page/time.ts'
import { Title } from '../page/Title.tsx'
import '../styles/rollouts.css'
import { share } from './duration.ts'
import { rolloutsQuery } from './queries.ts'
import { LIVE, STATES, VERIFICATIONS } from './words.ts'

/** The rollouts of an environment: those that go on first, then the newest. */
export function RolloutList() {
  const { environment } = useParams({ from: '/in/environments/$environment/rollouts' })
  const rollouts = useQuery(rolloutsQuery(environment))
  return (
    <>
      <Title text="Rollouts" />
      <Loaded query={rollouts} what="the rollouts">
        {({ items, next }) => (
          <>
            {items.length === 0 && (
              <p>
                Nothing is rolled out in {environment}. Write a plan and check it with{' '}
                <code>sluice rollout plan plan.yaml</code>; it appears here, to be started.
              </p>
            )}
            <ul className="cards">
              {items
                .toSorted(
                  (left, right) => Number(LIVE.has(right.state)) - Number(LIVE.has(left.state)),
                )
                .map(
                  ({
                    id,
                    flag,
                    state,
                    step,
                    last,
                    verification,
                    author,
                    changedAt,
                    alarm,
                    plan,
                  }) => (
                    <li key={id}>
                      <h2>
                        <Link
                          to="/environments/$environment/rollouts/$id"
                          params={{ environment, id }}
                        >
                          {flag}
                        </Link>
                      </h2>
                      <p>
                        <span className={`chip ${STATES[state].tone}`}>
                          <span aria-hidden="true">{STATES[state].mark}</span> {STATES[state].word}
                        </span>
                        {verification !== null && (
                          <span className={`chip ${VERIFICATIONS[verification].tone}`}>
                            {VERIFICATIONS[verification].word}
                          </span>
                        )}
                        {alarm !== null && <span className="chip bad">! Alarm</span>}
                      </p>
                      <p>
                        {step === null
                          ? `${plan.steps.length} ${plan.steps.length === 1 ? 'step' : 'steps'}, none begun`
                          : `Step ${step.index + 1} of ${step.of}: ${isolate(step.name)}, ${share(step.shareBps)}`}
                      </p>
                      {last !== null && <p>{last.rule}</p>}
                      <p className="faint">
                        <code>{id}</code> · planned by <Name text={author.name} /> · changed{' '}
                        {ago(changedAt)}
                      </p>
                    </li>
                  ),
                )}
            </ul>
            {next !== undefined && (
              <p className="faint">
                Only the newest {items.length} are shown; older ones are in{' '}
                <code>sluice rollout list</code>.
              </p>
            )}
          </>
        )}
      </Loaded>
    </>
  )
}
