import { Name } from '../page/Name.tsx'
import { isolate } from '../page/isolate.ts'
import { SearchField } from '../page/SearchField.tsx'
import { Sideways } from '../page/Sideways.tsx'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Loaded } from '../page/State.tsx'
import { ago } from '../page/time.ts'
import { Title } from '../page/Title.tsx'
import { environmentsQuery, rulesetQuery, usageQuery } from '../service/queries.ts'
import type { RulesetDocument } from '../service/shapes/ruleset.ts'
import { Star } from '../stars/Star.tsx'
import { useStarred } from '../stars/use-stars.ts'
import { stateOf } from './flag-state.ts'
import { State } from './State.tsx'

/** More rows than this are not drawn at once; looking for something narrows them down. */
const ROWS = 200

/** Environments beside the current one that have a column. */
const MOST_OTHERS = 4

/** All flags of an environment, with their state in the others. */
export function FlagList() {
  const { environment } = useParams({ from: '/in/environments/$environment/flags' })
  const {
    q = '',
    rows = ROWS,
    starred,
  } = useSearch({ from: '/in/environments/$environment/flags' })
  const navigate = useNavigate()
  const stars = useStarred(environment, 'flag')
  const ruleset = useQuery(rulesetQuery(environment))
  const usage = useQuery(usageQuery(environment))
  const others = (useQuery(environmentsQuery).data ?? [])
    .map(({ key }) => key)
    .filter((key) => key !== environment)
    .slice(0, MOST_OTHERS)
  const elsewhere = useQueries({ queries: others.map((key) => rulesetQuery(key)) })

  return (
    <>
      <Title text="Flags" />
      <SearchField
        label="Find a flag by key, title, owner or tag"
        words={q}
        onSearch={async (words) =>
          navigate({
            to: '/environments/$environment/flags',
            params: { environment },
            search: (old) => ({ ...old, q: words }),
            replace: true,
          })
        }
      />
      <p>
        <Link
          to="/environments/$environment/flags"
          params={{ environment }}
          search={(old) => ({ ...old, starred: starred === true ? undefined : true })}
        >
          {starred === true ? 'Show all flags' : 'Show only what you starred'}
        </Link>
      </p>
      <Loaded query={ruleset} what="the flags">
        {(document) => {
          const found = search(document, q).filter(([key]) => starred !== true || stars.has(key))
          return (
            <>
              <output className="faint">
                {found.length === 1 ? '1 flag' : `${found.length} flags`}
                {q !== '' && ` with “${isolate(q)}”`}
                {starred === true && ' that you starred'}
              </output>
              {found.length === 0 && q === '' && starred !== true && (
                <p>
                  There are no flags in {environment}. Push a file of them with{' '}
                  <code>sluice push</code>.
                </p>
              )}
              {found.length > 0 && (
                <Sideways label="Flags">
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">
                          <span className="hidden">Star</span>
                        </th>
                        <th scope="col">Flag</th>
                        <th scope="col">{environment}</th>
                        {others.map((key) => (
                          <th scope="col" key={key}>
                            {key}
                          </th>
                        ))}
                        <th scope="col">Kind</th>
                        <th scope="col">Owner</th>
                        <th scope="col">Last seen</th>
                      </tr>
                    </thead>
                    <tbody>
                      {found.slice(0, rows).map(([key, flag]) => {
                        const read = usage.data?.get(key)
                        return (
                          <tr key={key}>
                            <td className="starred">
                              <Star
                                environment={environment}
                                kind="flag"
                                of={key}
                                name={flag.title ?? key}
                              />
                            </td>
                            <th scope="row">
                              <Link
                                to="/environments/$environment/flags/$key"
                                params={{ environment, key }}
                                search={{}}
                              >
                                <Name text={flag.title ?? key} />
                              </Link>
                              {flag.title !== undefined && <code className="faint">{key}</code>}
                            </th>
                            <td>
                              <State state={stateOf(flag)} />
                            </td>
                            {elsewhere.map((other, index) => (
                              <td key={others[index]}>
                                {other.data === undefined ? (
                                  <span className="faint">…</span>
                                ) : (
                                  <State state={stateOf(other.data.flags?.[key])} />
                                )}
                              </td>
                            ))}
                            <td>{read?.kind ?? flag.kind ?? 'release'}</td>
                            <td dir="auto">
                              {flag.owner ?? <span className="faint">nobody</span>}
                            </td>
                            <td>
                              {read === undefined ? (
                                <span className="faint">{usage.isError ? 'not known' : '…'}</span>
                              ) : read.lastSeenAt === null ? (
                                <span className="faint">never</span>
                              ) : (
                                <time dateTime={read.lastSeenAt}>{ago(read.lastSeenAt)}</time>
                              )}
                            </td>
                          </tr>
                        )
                      })}
                    </tbody>
                  </table>
                </Sideways>
              )}
              {found.length > rows && (
                <Link
                  to="/environments/$environment/flags"
                  params={{ environment }}
                  search={(old) => ({ ...old, rows: rows + ROWS })}
                  resetScroll={false}
                >
                  Show {Math.min(ROWS, found.length - rows)} more of {found.length}
                </Link>
              )}
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function search({ flags = {} }: RulesetDocument, q: string) {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return Object.entries(flags)
    .filter(([key, { title = '', owner = '', tags = [] }]) => {
      const text = [key, title, owner, ...tags].join(' ').toLowerCase()
      return words.every((word) => text.includes(word))
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
}
