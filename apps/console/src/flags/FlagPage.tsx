import { Name } from '../page/Name.tsx'
import { Sideways } from '../page/Sideways.tsx'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { Loaded } from '../page/State.tsx'
import { ago } from '../page/time.ts'
import { Title } from '../page/Title.tsx'
import { environmentsQuery, rulesetQuery, usageQuery } from '../service/queries.ts'
import type { FlagDocument } from '../service/shapes/ruleset.ts'
import { Star } from '../stars/Star.tsx'
import { Difference } from './Difference.tsx'
import { Exposures } from './Exposures.tsx'
import { stateOf } from './flag-state.ts'
import { History } from './History.tsx'
import { Rules } from './Rules.tsx'
import { State } from './State.tsx'
import { Value } from './Value.tsx'
import { variantOf } from './variant-of.ts'

/** Everything about one flag, to read. */
export function FlagPage() {
  const { environment, key } = useParams({ from: '/in/environments/$environment/flags/$key' })
  const { version, other, span } = useSearch({ from: '/in/environments/$environment/flags/$key' })
  const ruleset = useQuery(rulesetQuery(environment))
  return (
    <Loaded query={ruleset} what="the flag" title={key}>
      {({ flags = {} }) => {
        const flag = Object.hasOwn(flags, key) ? flags[key] : undefined
        return (
          <>
            <Title text={flag?.title ?? key}>
              <code className="faint">{key}</code>
              <Star environment={environment} kind="flag" of={key} name={flag?.title ?? key} />
            </Title>
            {flag === undefined ? (
              <p>
                There is no flag {key} in {environment}; its history may tell what became of it.
              </p>
            ) : (
              <About flag={flag} environment={environment} flagKey={key} />
            )}
            <Everywhere flag={key} />
            {version !== undefined && (
              <Difference environment={environment} flag={key} version={version} />
            )}
            {other !== undefined && (
              <Difference environment={environment} flag={key} other={other} />
            )}
            <Exposures environment={environment} flag={key} span={span} />
            {flag !== undefined && (
              <>
                <Variants flag={flag} />
                <Rules flag={flag} />
              </>
            )}
            <History environment={environment} flag={key} shown={version} />
          </>
        )
      }}
    </Loaded>
  )
}

function About({
  flag,
  flagKey,
  environment,
}: {
  readonly flag: FlagDocument
  readonly flagKey: string
  readonly environment: string
}) {
  const usage = useQuery(usageQuery(environment))
  const read = usage.data?.get(flagKey)
  const facts = [
    ['Owner', flag.owner ?? 'nobody'],
    ['Kind', flag.kind ?? 'release'],
    ['Type', flag.type ?? 'boolean'],
    ['Tags', flag.tags?.join(', ')],
    ['To be removed on', flag.sunsetOn],
    [
      'Last seen',
      usage.isError
        ? 'not known'
        : read === undefined
          ? '…'
          : read.lastSeenAt === null
            ? 'never'
            : ago(read.lastSeenAt),
    ],
  ] as const
  return (
    <>
      {flag.description !== undefined && <p className="lead">{flag.description}</p>}
      <dl className="facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined &&
            value !== '' && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <Name text={value} />
                </dd>
              </div>
            ),
        )}
      </dl>
    </>
  )
}

function Everywhere({ flag }: { readonly flag: string }) {
  const { environment } = useParams({ from: '/in/environments/$environment/flags/$key' })
  const keys = (useQuery(environmentsQuery).data ?? []).map(({ key }) => key)
  const rulesets = useQueries({ queries: keys.map((key) => rulesetQuery(key)) })
  return (
    <section aria-labelledby="everywhere">
      <h2 id="everywhere">State</h2>
      <ul className="inline">
        {keys.map((key, index) => (
          <li key={key}>
            {key}: <State state={stateOf(rulesets[index]?.data?.flags?.[flag])} />
            {key !== environment && (
              <>
                {' '}
                <Link
                  to="/environments/$environment/flags/$key"
                  params={{ environment, key: flag }}
                  search={{ other: key }}
                >
                  compare<span className="hidden"> with {key}</span>
                </Link>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Variants({ flag }: { readonly flag: FlagDocument }) {
  const { variants = { on: { value: true }, off: { value: false } } } = flag
  return (
    <section aria-labelledby="variants">
      <h2 id="variants">Variants</h2>
      <Sideways label="Variants, as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Variant</th>
              <th scope="col">Value</th>
              <th scope="col">What it is</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(variants).map(([key, variant]) => {
              const { value, title, description } = variantOf(variant)
              return (
                <tr key={key}>
                  <th scope="row">
                    <Name text={title ?? key} />{' '}
                    {title !== undefined && <code className="faint">{key}</code>}
                    {flag.defaultVariant === key && <span className="chip">default</span>}
                  </th>
                  <td>
                    <Value value={value} />
                  </td>
                  <td dir="auto">{description}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </Sideways>
    </section>
  )
}
