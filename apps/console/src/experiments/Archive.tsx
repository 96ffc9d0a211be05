import { Name } from '../page/Name.tsx'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { SearchField } from '../page/SearchField.tsx'
import { Loaded } from '../page/State.tsx'
import { day } from '../page/time.ts'
import { signedPercent } from '../results/format.ts'
import { archiveQuery } from '../service/queries.ts'
import type { ArchivedExperiment } from '../service/shapes/experiments.ts'
import { decisionWords } from './decision-words.ts'

/** What is over: what was asked, what came out, what was decided and what it taught. */
export function Archive({
  environment,
  q = '',
}: {
  readonly environment: string
  readonly q: string | undefined
}) {
  const navigate = useNavigate()
  const archive = useQuery(archiveQuery(environment, q))
  return (
    <section aria-labelledby="archive">
      <h2 id="archive">Archive</h2>
      <SearchField
        label="Find one that is over by its words, its decision or what it taught"
        words={q}
        maxLength={200}
        onSearch={async (words) =>
          navigate({
            to: '/environments/$environment/experiments',
            params: { environment },
            search: words === undefined ? {} : { q: words },
            replace: true,
            resetScroll: false,
          })
        }
      />
      <Loaded query={archive} what="the archive">
        {({ items, next }) => (
          <>
            <output className="faint">
              {items.length === 0
                ? q === ''
                  ? 'Nothing is over yet.'
                  : `Nothing that is over has “${q}”.`
                : `${next === undefined ? '' : 'The latest '}${items.length} ${items.length === 1 ? 'experiment' : 'experiments'}`}
            </output>
            <ul className="cards">
              {items.map((item) => (
                <Archived key={item.key} environment={environment} item={item} />
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </section>
  )
}

function Archived({
  environment,
  item: { key, title, hypothesis, decision, variant, reason, learned, decidedAt, numbers, ...item },
}: {
  readonly environment: string
  readonly item: ArchivedExperiment
}) {
  return (
    <li>
      <h3>
        <Link
          to="/environments/$environment/experiments/$key/snapshots/$id"
          params={{ environment, key, id: item.snapshot.id }}
          search={{}}
        >
          <Name text={title ?? key} />
        </Link>
      </h3>
      <p>
        <span className="chip">{decisionWords({ decision, variant })}</span>
        {item.simulated && <span className="chip simulated">Simulated</span>}
      </p>
      <p dir="auto">{hypothesis}</p>
      <ul className="number">
        {numbers.map(({ metric, treatment, lift, finding }) => (
          <li key={metric + treatment}>
            {metric}, {treatment}: {lift === undefined ? '–' : signedPercent(lift)} {finding}
          </li>
        ))}
      </ul>
      <p>
        Why: “<Name text={reason} />”
      </p>
      {(item.against ?? []).map(({ message }) => (
        <p key={message}>Known against it: {message}</p>
      ))}
      {learned !== null && (
        <p>
          Learned: “<Name text={learned} />”
        </p>
      )}
      <p className="faint">{day(decidedAt)}</p>
    </li>
  )
}
