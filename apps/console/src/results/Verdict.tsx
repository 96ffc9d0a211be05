import type { Results } from '../service/shapes.ts'
import { VERDICTS } from './verdict-words.ts'

/** What to do, by which rule, and what stands against it. */
export function Verdict({
  results: { verdict, differs = [], key },
}: {
  readonly results: Results
}) {
  const { decision, treatment, rule, isGrey, grey } = verdict
  const [word, mark, tone] = VERDICTS[decision]
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
      {isGrey && differs.length === 0 && (
        <p>
          Nothing is shipped on this until somebody says that they know of it:{' '}
          <code>sluice experiment decide {key} --acknowledge</code>.
        </p>
      )}
    </section>
  )
}
