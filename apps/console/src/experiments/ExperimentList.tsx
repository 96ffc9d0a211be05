import { Name } from '../page/Name.tsx'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { Loaded } from '../page/State.tsx'
import { day } from '../page/time.ts'
import { Title } from '../page/Title.tsx'
import { experimentsQuery } from '../service/queries.ts'
import { Star } from '../stars/Star.tsx'
import { Archive } from './Archive.tsx'
import { STATUS } from './status.ts'

/** The experiments of an environment. */
export function ExperimentList() {
  const { environment } = useParams({ from: '/in/environments/$environment/experiments' })
  const { q } = useSearch({ from: '/in/environments/$environment/experiments' })
  const experiments = useQuery(experimentsQuery(environment))
  return (
    <>
      <Title text="Experiments" />
      <Loaded query={experiments} what="the experiments">
        {(items) => (
          <>
            {items.length === 0 && (
              <p>
                There are no experiments in {environment}. One is a part of the ruleset; plan it
                with <code>sluice experiment plan</code>.
              </p>
            )}
            <ul className="cards">
              {items.map(({ key, title, hypothesis, status, owner, flag, simulated, ...one }) => (
                <li key={key}>
                  <h2>
                    <Link
                      to="/environments/$environment/experiments/$key"
                      params={{ environment, key }}
                      search={{}}
                    >
                      <Name text={title ?? key} />
                    </Link>
                  </h2>
                  <p>
                    <span className={`chip ${status}`} title={STATUS[status].why}>
                      {STATUS[status].word}
                    </span>
                    {simulated && <span className="chip simulated">Simulated</span>}
                    <Star
                      environment={environment}
                      kind="experiment"
                      of={key}
                      name={title ?? key}
                    />
                  </p>
                  <p dir="auto">{hypothesis}</p>
                  <p className="faint">
                    <code>{flag}</code>
                    {owner !== null && (
                      <>
                        {' '}
                        · <Name text={owner} />
                      </>
                    )}
                    {one.startedAt !== null && ` · since ${day(one.startedAt)}`} · planned for{' '}
                    {one.weeks} {one.weeks === 1 ? 'week' : 'weeks'}
                  </p>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
      <Archive environment={environment} q={q} />
    </>
  )
}
