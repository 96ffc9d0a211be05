import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { STATUS } from '../experiments/status.ts'
import { Loaded } from '../page/State.tsx'
import { Title } from '../page/Title.tsx'
import { Problem } from '../service/problem.ts'
import { experimentQuery } from '../service/queries.ts'

/** Whether results are missing because the experiment has not begun. */
export function isNotBegun(error: Error | null): boolean {
  return error instanceof Problem && error.code === 'EXPERIMENT_STATE'
}

/** An experiment before its start: what it asks, and what to do next. */
export function NotBegun({
  environment,
  experiment: key,
}: {
  readonly environment: string
  readonly experiment: string
}) {
  const experiment = useQuery(experimentQuery(environment, key))
  return (
    <Loaded query={experiment} what="the experiment" title={key}>
      {({ title, hypothesis, status, flag, document }) => (
        <>
          <Title text={title ?? key}>
            <span className={`chip ${status}`}>{STATUS[status].word}</span>
          </Title>
          <p className="lead" dir="auto">
            {hypothesis}
          </p>
          <p>{STATUS[status].why} There are no results before it begins.</p>
          <dl>
            <dt>Flag</dt>
            <dd>
              <Link
                to="/environments/$environment/flags/$key"
                params={{ environment, key: flag }}
                search={{}}
              >
                {flag}
              </Link>
            </dd>
            <Metrics heading="Primary metrics" names={document.primary} />
            <Metrics
              heading="Guardrails"
              names={(document.guardrails ?? []).map(({ metric }) => metric)}
            />
            <Metrics heading="Secondary metrics" names={document.secondary ?? []} />
          </dl>
          <h2>Next</h2>
          <ol>
            {status === 'draft' && (
              <li>
                Plan it: <code>sluice experiment plan {key}</code>
              </li>
            )}
            <li>
              Start it: <code>sluice experiment start {key}</code>
            </li>
          </ol>
        </>
      )}
    </Loaded>
  )
}

function Metrics({
  heading,
  names,
}: {
  readonly heading: string
  readonly names: readonly string[]
}) {
  if (names.length === 0) return null
  return (
    <>
      <dt>{heading}</dt>
      <dd>{names.join(', ')}</dd>
    </>
  )
}
