import type { Results } from '../service/shapes.ts'

const WORDS = {
  ship: ['Ship', '▲', 'good'],
  roll_back: ['Roll back', '▼', 'bad'],
  keep_running: ['Keep running', '…', 'open'],
  inconclusive: ['Inconclusive', '=', 'open'],
  cannot_tell: ['Cannot tell', '?', 'grey'],
} as const

/** What to do, by which rule, and what stands against it. */
export function Verdict({ verdict }: Pick<Results, 'verdict'>) {
  const { decision, treatment, rule, isGrey, grey } = verdict
  const [word, mark, tone] = WORDS[decision]
  return (
    <section className={`verdict ${isGrey ? 'grey' : tone}`} aria-labelledby="verdict">
      <h2 id="verdict">
        <span aria-hidden="true">{mark}</span> {word}{' '}
        {treatment !== undefined && <q>{treatment}</q>}
        {isGrey && decision !== 'cannot_tell' && ' – but look at its health first'}
      </h2>
      <p>{rule}</p>
      {grey.length > 0 && (
        <ul>
          {grey.map(({ code, message, since }) => (
            <li key={code + message}>
              {message}
              {since !== undefined && ` Since ${since}.`}
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
