import { Name } from '../page/Name.tsx'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Loaded } from '../page/State.tsx'
import { moment } from '../page/time.ts'
import { versionsQuery } from '../service/queries.ts'

/** The versions in which a flag changed, newest first. */
export function History({
  environment,
  flag,
  shown,
}: {
  readonly environment: string
  readonly flag: string
  readonly shown: number | undefined
}) {
  const versions = useQuery(versionsQuery(environment))
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <Loaded query={versions} what="the history">
        {({ items, next }) => {
          const own = items.filter(({ changes }) => changes.some((change) => change.flag === flag))
          return (
            <>
              {own.length === 0 && <p>Nothing changed in the last {items.length} versions.</p>}
              <ol className="history" reversed>
                {own.map(({ version, createdAt, actor, action, reason }) => (
                  <li key={version} value={version} aria-current={version === shown || undefined}>
                    <Link
                      to="/environments/$environment/flags/$key"
                      params={{ environment, key: flag }}
                      search={{ version }}
                    >
                      Version {version}
                    </Link>{' '}
                    <span className="faint">
                      {action} by <Name text={actor.name} />,{' '}
                      <time dateTime={createdAt}>{moment(createdAt)}</time>
                    </span>
                    {reason !== null && (
                      <p>
                        “<Name text={reason} />”
                      </p>
                    )}
                  </li>
                ))}
              </ol>
              {next !== undefined && (
                <p className="faint">
                  Only the last {items.length} versions were looked through; older ones are in{' '}
                  <code>sluice versions</code>.
                </p>
              )}
            </>
          )
        }}
      </Loaded>
    </section>
  )
}
