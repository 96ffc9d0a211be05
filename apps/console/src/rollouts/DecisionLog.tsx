import type { RolloutCommand } from '@sluice/rollout'
import type { MetricSummary } from '@sluice/stats'
import { Copy } from '../page/Copy.tsx'
import { Sideways } from '../page/Sideways.tsx'
import { count, percent, signedPercent } from '../results/format.ts'
import { clock, share } from './duration.ts'
import type { Decided, Rollout } from './shapes.ts'
import { FINDINGS, outcomeOf } from './words.ts'

/** Every decision, newest first, each with the numbers that it was made from. */
export function DecisionLog({
  rollout,
  items,
  more,
}: {
  readonly rollout: Rollout
  readonly items: readonly Decided[]
  /** Reads older ones; absent when there are none. */
  readonly more?: (() => void) | undefined
}) {
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">Decisions</h2>
      <p className="faint">
        Each can be made again, bit for bit: <code>sluice replay {rollout.id}</code>
      </p>
      {items.length === 0 && <p>Nothing was decided yet.</p>}
      <ol className="entries" reversed>
        {items.map((decided) => (
          <Entry key={decided.seq} decided={decided} rollout={rollout} />
        ))}
      </ol>
      {more !== undefined && (
        <button type="button" onClick={more}>
          Older decisions
        </button>
      )}
    </section>
  )
}

function Entry({ decided, rollout }: { readonly decided: Decided; readonly rollout: Rollout }) {
  const { seq, at, outcome, rule, entry } = decided
  const { word, mark, tone } = outcomeOf(outcome)
  return (
    <li className={tone === 'bad' ? 'bad' : undefined}>
      <details>
        <summary>
          <span className="seq">{seq}</span>
          <time dateTime={at}>{clock(Date.parse(at))}</time>{' '}
          <span className={`finding ${tone}`}>
            <span aria-hidden="true">{mark}</span> {word}
          </span>{' '}
          {rule}
        </summary>
        <What decided={decided} rollout={rollout} />
        <Copy text={() => JSON.stringify(entry, null, 2)}>Copy the whole entry</Copy>
      </details>
    </li>
  )
}

function What({ decided, rollout }: { readonly decided: Decided; readonly rollout: Rollout }) {
  const { event, before, after, commands } = decided.entry
  const ordered = commands.map((command) => orderText(command, rollout))
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['By', 'by' in event ? event.by?.name : undefined],
    ['Reason', 'reason' in event ? event.reason : undefined],
    ['State', before.name === after.name ? after.name : `${before.name} → ${after.name}`],
    ['Revision', `${before.revision} → ${after.revision}`],
    ['Version', 'version' in event ? String(event.version) : undefined],
  ]
  return (
    <>
      <dl className="facts">
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
      {event.kind === 'tick' && <Numbers decided={decided} rollout={rollout} />}
      {ordered.length > 0 && (
        <>
          <h3>What it ordered</h3>
          <ul>
            {ordered.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}

function orderText(command: RolloutCommand, { plan }: Rollout): string {
  switch (command.kind) {
    case 'set_share':
      return `Set the share of ${plan.steps[command.step]?.name ?? 'a step'} to ${share(command.shareBps)}.`
    case 'restore':
      return `Restore the flag from version ${command.version}.`
    case 'call_hook':
      return 'Tell the deployment to go back.'
    case 'notify':
      return `Tell ${command.to}${command.severity === 'alarm' ? ' (alarm)' : ''}: ${command.text}`
  }
}

/** The measurement behind a look: window, query, version, and each guardrail in both variants. */
function Numbers({ decided, rollout }: { readonly decided: Decided; readonly rollout: Rollout }) {
  const { event, decision } = decided.entry
  if (event.kind !== 'tick') return null
  const { measurement, clients } = event
  if ('fault' in measurement) return <p>There was no measurement: {measurement.fault}</p>
  const { from, to, rulesetVersion, units, metrics, query, suspect, sentBy } = measurement
  const { plan } = rollout
  return (
    <>
      <dl className="facts">
        <div>
          <dt>Window</dt>
          <dd>
            <time dateTime={new Date(from).toISOString()}>{clock(from)}</time> to{' '}
            <time dateTime={new Date(to).toISOString()}>{clock(to)}</time>
          </dd>
        </div>
        <div>
          <dt>Ruleset version</dt>
          <dd>{rulesetVersion}</dd>
        </div>
        <div>
          <dt>Units</dt>
          <dd className="number">
            {count(units.control)} {plan.control}, {count(units.treatment)} {plan.treatment}
          </dd>
        </div>
        {sentBy !== undefined && (
          <div>
            <dt>Counts</dt>
            <dd>only what servers sent</dd>
          </div>
        )}
        {clients !== undefined && (
          <div>
            <dt>Receipts</dt>
            <dd>
              {count(clients.fetched)} of {count(clients.connected)} clients
            </dd>
          </div>
        )}
        {suspect !== undefined && (
          <div>
            <dt>Suspect</dt>
            <dd>{suspect}</dd>
          </div>
        )}
      </dl>
      {plan.guardrails.length > 0 && (
        <Sideways label={`The numbers of decision ${decided.seq}`}>
          <table className="number">
            <thead>
              <tr>
                <th scope="col">Guardrail</th>
                <th scope="col">{plan.control}</th>
                <th scope="col">{plan.treatment}</th>
                <th scope="col">Difference</th>
                <th scope="col">Finding</th>
              </tr>
            </thead>
            <tbody>
              {plan.guardrails.map(({ metric }) => {
                const found = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
                const reading = decision.guardrails?.find((one) => one.metric === metric)
                const relative = reading?.relative
                const isRead = found !== undefined && !('fault' in found)
                return (
                  <tr key={metric}>
                    <th scope="row">
                      {metric}
                      {isRead && found.isApart === true && (
                        <span className="faint"> of what servers sent</span>
                      )}
                    </th>
                    <td>{isRead ? summaryText(found.control) : '–'}</td>
                    <td>{isRead ? summaryText(found.treatment) : '–'}</td>
                    <td>
                      {relative === undefined
                        ? '–'
                        : `${relative.estimate === null ? '' : `${signedPercent(relative.estimate)}, `}${signedPercent(relative.low)} to ${relative.high === null ? 'no bound' : signedPercent(relative.high)}`}
                    </td>
                    <td>
                      {reading === undefined
                        ? '–'
                        : `${FINDINGS[reading.finding].mark} ${FINDINGS[reading.finding].word}`}
                      {reading?.method !== undefined && (
                        <span className="faint">
                          {' '}
                          by <code>{reading.method}</code>
                        </span>
                      )}
                      {reading?.because !== undefined && (
                        <span className="faint"> {reading.because}</span>
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </Sideways>
      )}
      {query !== undefined && (
        <>
          <h3>What was asked</h3>
          <pre>{query}</pre>
        </>
      )}
    </>
  )
}

function summaryText(summary: MetricSummary): string {
  if (summary.kind === 'rate') {
    const rate = summary.n === 0 ? '–' : percent(summary.successes / summary.n)
    return `${count(summary.successes)} of ${count(summary.n)} (${rate})`
  }
  return `n ${count(summary.n)}`
}
