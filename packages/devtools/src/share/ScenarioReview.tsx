import type { Scenario } from '@sluice/client/scenarios'
import { useMemo, useState, type ReactElement } from 'react'
import type { KitProps } from '../panel/kit.ts'
import { changes } from './changes.ts'
import { checkScenario } from './check-scenario.ts'
import { merge, openScenario, type Merging } from './open-scenario.ts'

interface ScenarioReviewProps extends KitProps {
  readonly scenario: Scenario
  /** Where it comes from, in words. */
  readonly from: string
  readonly onDone: () => void
}

/** What a scenario would change, and whether it shall. */
export function ScenarioReview({
  kit: { checks, lookAs, rowsOf, useClientState, useDesk },
  scenario,
  from,
  onDone,
}: ScenarioReviewProps): ReactElement {
  const desk = useDesk()
  const { flags, overrides } = useClientState()
  const [isReviewed, setReviewed] = useState(false)
  const [merging, setMerging] = useState<Merging>('auto')
  const { manifest, seat } = desk
  const checked = useMemo(
    () =>
      checkScenario(
        scenario,
        rowsOf({
          flags,
          overrides,
          manifest,
          atLoad: seat.atLoad(),
          reads: new Set(),
          stars: new Set(),
        }),
        checks,
        manifest,
      ),
    [checks, rowsOf, scenario, flags, overrides, manifest, seat],
  )
  const { accepted, refused, context, settings } = checked
  const hasSettings = Object.keys(settings).length > 0
  const { name } = scenario
  const changesNothing = accepted.size === 0 && !context && !hasSettings && merging !== 'clear'
  return (
    <fieldset className="notice blue review" aria-label="Something to open">
      <div>
        <p className={isReviewed ? undefined : 'brief'}>
          <b>
            {accepted.size} {accepted.size === 1 ? 'override' : 'overrides'}
            {context && ' and a context'}
            {hasSettings && ' and settings'} from {from}:
          </b>{' '}
          <bdi>{name}</bdi>
        </p>
        {refused.length > 0 && (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard has to reach that
          <ul tabIndex={0} aria-label="What was refused">
            {refused.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        {isReviewed && (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and the keyboard has to reach that
          <ul tabIndex={0} aria-label="What would change">
            {changes(flags, overrides, merge(overrides, accepted, merging)).map((change) => (
              <li key={change}>{change}</li>
            ))}
            {context && <li>context: {JSON.stringify(context)}</li>}
            {hasSettings && <li>settings: {JSON.stringify(settings)}</li>}
          </ul>
        )}
        <p className="bar">
          <button
            type="button"
            className={changesNothing ? undefined : 'primary'}
            disabled={changesNothing}
            onClick={() => {
              openScenario(desk, scenario, checked, merging, { lookAs })
              onDone()
            }}
          >
            Keep
          </button>
          <button type="button" aria-pressed={isReviewed} onClick={() => setReviewed(!isReviewed)}>
            Review
          </button>
          <button type="button" onClick={onDone}>
            Discard
          </button>
          <select
            aria-label="What becomes of what is forced already"
            value={merging}
            onChange={({ target }) => setMerging(target.value as Merging)}
          >
            <option value="auto">Keep other overrides</option>
            <option value="clear">Clear others first</option>
            <option value="local">Mine are stronger</option>
          </select>
        </p>
      </div>
    </fieldset>
  )
}
