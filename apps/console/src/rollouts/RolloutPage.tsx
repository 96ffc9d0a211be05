import { Name } from '../page/Name.tsx'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Loaded } from '../page/State.tsx'
import { Title } from '../page/Title.tsx'
import { sessionQuery } from '../service/queries.ts'
import '../styles/rollouts.css'
import { Actions } from './Actions.tsx'
import { Aftermath } from './Aftermath.tsx'
import { DecisionLog } from './DecisionLog.tsx'
import { clock } from './duration.ts'
import { happenings } from './events-on-time.ts'
import { GuardrailChart } from './GuardrailChart.tsx'
import { PapersPart } from './PapersPart.tsx'
import { decisionsQuery, looksQuery, rolloutQuery, versionsSinceQuery } from './queries.ts'
import type { OpenRollout } from './shapes.ts'
import { Standing } from './Standing.tsx'
import { Steps } from './Steps.tsx'
import { useNow } from './use-now.ts'
import { LIVE } from './words.ts'

/** One rollout: where it stands, what it sees, what it decided, and what one may do. */
export function RolloutPage() {
  const { environment, id } = useParams({ from: '/in/environments/$environment/rollouts/$id' })
  const rollout = useQuery(rolloutQuery(environment, id))
  return (
    <Loaded query={rollout} what="the rollout" title="Rollout">
      {(found) => <Whole environment={environment} rollout={found} />}
    </Loaded>
  )
}

function Whole({
  environment,
  rollout,
}: {
  readonly environment: string
  readonly rollout: OpenRollout
}) {
  const { flag, id, plan, state, author, createdAt } = rollout
  const [pages, setPages] = useState(1)
  const queries = useQueryClient()
  const session = useQuery(sessionQuery)
  const decisions = useQuery(decisionsQuery(environment, rollout, pages))
  const looks = useQuery(looksQuery(queries, environment, rollout))
  // What was decided was seen: also the look that ended it, after which nobody looks again.
  const { refetch: lookAgain } = looks
  useEffect(() => void lookAgain(), [lookAgain, rollout.decisions])
  const versions = useQuery(versionsSinceQuery(environment, rollout))
  const now = useNow(LIVE.has(state))
  const decided = decisions.data?.items ?? []
  const happened = happenings(rollout, decided, versions.data ?? [])
  return (
    <>
      <Title text={`Rollout of ${flag}`}>
        <code className="faint">{id}</code>
      </Title>
      <p className="faint">
        <Link
          to="/environments/$environment/flags/$key"
          params={{ environment, key: flag }}
          search={{}}
        >
          {flag}
        </Link>
        : <q>{plan.treatment}</q> over <q>{plan.control}</q>, by the rule <code>{plan.rule}</code>.
        Planned by <Name text={author.name} />,{' '}
        <time dateTime={createdAt}>{clock(Date.parse(createdAt), now)}</time>.
      </p>
      <Standing rollout={rollout} looks={looks.data ?? []} />
      <Actions
        environment={environment}
        rollout={rollout}
        me={session.data?.id}
        onDone={() => document.getElementById('standing')?.focus()}
      />
      <Aftermath
        environment={environment}
        rollout={rollout}
        looks={looks.data ?? []}
        decisions={decided}
      />
      <Steps rollout={rollout} now={now} />
      <section aria-labelledby="guardrails">
        <h2 id="guardrails">Guardrails</h2>
        {plan.guardrails.length === 0 && <p>The plan has none.</p>}
        <Loaded query={looks} what="what was seen">
          {(seen) => (
            <div className="guardrail-charts">
              {plan.guardrails.map((guardrail) => (
                <GuardrailChart
                  key={guardrail.metric}
                  guardrail={guardrail}
                  looks={seen}
                  happened={happened}
                />
              ))}
            </div>
          )}
        </Loaded>
        {happened.length > 0 && (
          <>
            <h3>What happened, as numbered in the charts</h3>
            <ol className="happened">
              {happened.map(({ at, kind, text }) => (
                <li key={`${at} ${text}`} className={kind}>
                  <time dateTime={new Date(at).toISOString()}>{clock(at, now)}</time> {text}
                </li>
              ))}
            </ol>
          </>
        )}
      </section>
      <Loaded query={decisions} what="the decisions">
        {({ items, hasMore }) => (
          <DecisionLog
            rollout={rollout}
            items={items}
            more={hasMore ? () => setPages(pages + 1) : undefined}
          />
        )}
      </Loaded>
      <PapersPart environment={environment} rollout={rollout} />
    </>
  )
}
