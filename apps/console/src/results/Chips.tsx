import { useNavigate } from '@tanstack/react-router'
import { isolate } from '../page/isolate.ts'
import { useTyped } from '../page/use-typed.ts'
import type { Results } from '../service/shapes/results.ts'
import { percent } from './format.ts'
import { differencesOf } from './plan-differences.ts'
import type { ResultsView } from './view.ts'
import { ViewLink } from './ViewLink.tsx'

const ALPHAS = [0.01, 0.05, 0.1]
const CORRECTIONS = ['none', 'bonferroni', 'holm', 'hochberg', 'benjamini_hochberg']

/** By what the numbers were read, in sight; each that can be changed changes the address. */
export function Chips({
  results,
  view,
}: {
  readonly results: Results
  readonly view: ResultsView
}) {
  const { plan, planHash, from, until, snapshot } = results
  const differs = differencesOf(results)
  const fixed = [
    `read ${plan.stopping.kind.replaceAll('_', ' ')}`,
    `by ${plan.unit}`,
    ...(plan.exclusions ?? []).map((text) => `without: ${isolate(text)}`),
    ...(snapshot === null ? [] : frozenChips(results)),
  ]
  return (
    <section aria-labelledby="how">
      <h2 id="how">How it was read</h2>
      <ul className="chips">
        {fixed.map((text) => (
          <li key={text} className="chip">
            {text}
          </li>
        ))}
        {snapshot === null && <Choices results={results} view={view} />}
        <li className="chip" title={planHash}>
          plan {planHash.slice(0, 8)}
        </li>
        <li className="chip">
          {from.slice(0, 10)} to {until.slice(0, 10)}, in UTC
        </li>
        {differs.length > 0 && <li className="chip bad">✗ Differs from plan</li>}
      </ul>
      {differs.length > 0 && (
        <p>
          Not as it was registered: {differs.join(', ')}.{' '}
          {snapshot === null && (results.differs ?? []).length > 0 && (
            <ViewLink view={view} change={AS_PLANNED}>
              Read it as planned
            </ViewLink>
          )}
        </p>
      )}
    </section>
  )
}

const AS_PLANNED: ResultsView = {
  alpha: undefined,
  correction: undefined,
  covariates: undefined,
  from: undefined,
  to: undefined,
}

function frozenChips({ plan, unadjusted }: Results): string[] {
  return [
    `alpha ${plan.alpha ?? 0.05}`,
    `corrected by ${plan.correction ?? 'holm'}`,
    ...(unadjusted.length > 0 ? ['with covariates'] : []),
  ]
}

function Choices({ results, view }: { readonly results: Results; readonly view: ResultsView }) {
  const { plan, unadjusted, from, until } = results
  const navigate = useNavigate()
  const change = async (next: ResultsView): Promise<void> =>
    navigate({ to: '.', search: { ...view, ...next }, resetScroll: false })
  const alpha = plan.alpha ?? 0.05
  const correction = plan.correction ?? 'holm'
  const [first, last] = [from.slice(0, 10), until.slice(0, 10)]
  return (
    <>
      <li className="chip">
        <Choice
          name="alpha"
          value={String(view.alpha ?? alpha)}
          options={[...new Set([...ALPHAS, alpha, view.alpha ?? alpha])]
            .toSorted((a, b) => a - b)
            .map((one) => [String(one), `${percent(one)}${one === alpha ? ', as planned' : ''}`])}
          onChange={(value) =>
            void change({ alpha: Number(value) === alpha ? undefined : Number(value) })
          }
        />
      </li>
      <li className="chip">
        <Choice
          name="corrected by"
          value={view.correction ?? correction}
          options={CORRECTIONS.map((one) => [
            one,
            `${one === 'none' ? 'nothing' : one.replaceAll('_', ' ')}${one === correction ? ', as planned' : ''}`,
          ])}
          onChange={(value) =>
            void change({ correction: value === correction ? undefined : value })
          }
        />
      </li>
      {(unadjusted.length > 0 || view.covariates === 'off') && (
        <li className="chip">
          <Choice
            name="covariates"
            value={view.covariates ?? 'on'}
            options={[
              ['on', 'with, as planned'],
              ['off', 'without'],
            ]}
            onChange={(value) => void change({ covariates: value === 'off' ? value : undefined })}
          />
        </li>
      )}
      {(['from', 'to'] as const).map((end) => (
        <li className="chip" key={end}>
          <Day
            name={end}
            value={view[end]}
            planned={end === 'from' ? first : last}
            first={first}
            last={last}
            onChange={async (day) => change({ [end]: day })}
          />
        </li>
      ))}
    </>
  )
}

/** A day that is in the address once it is one that can be read. */
function Day({
  name,
  value,
  planned,
  first,
  last,
  onChange,
}: {
  readonly name: string
  /** What the address says. */
  readonly value: string | undefined
  /** The day without one in the address. */
  readonly planned: string
  readonly first: string
  readonly last: string
  readonly onChange: (day: string | undefined) => Promise<void>
}) {
  const shown = value ?? planned
  const [text, type] = useTyped(shown)
  return (
    <label>
      {name}{' '}
      <input
        type="date"
        value={text}
        min={first}
        max={last}
        onChange={({ target }) => {
          const day = target.value
          // A year has three digits before it has four.
          if (!target.validity.valid) type(day)
          else type(day, onChange(day === '' || day === planned ? undefined : day))
        }}
        // What is no day to read is not left standing beside the numbers of another.
        onBlur={({ target }) => {
          if (target.value === '' || !target.validity.valid) type(shown)
        }}
      />
    </label>
  )
}

function Choice({
  name,
  value,
  options,
  onChange,
}: {
  readonly name: string
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onChange: (value: string) => void
}) {
  return (
    <label>
      {name}{' '}
      <select value={value} onChange={({ target }) => onChange(target.value)}>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
