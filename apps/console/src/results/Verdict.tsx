import type { Results } from '../service/shapes/results.ts'
import { decideCommand } from './decide-command.ts'
import { doubtOf, isOver, saidVerdict, VERDICTS } from './verdict-words.ts'

/** What to do, by which rule, and what stands against it; once it is decided, what the numbers said. */
export function Verdict({ results }: { readonly results: Results }) {
  const { verdict } = results
  // Nothing is left to be done: what was decided stands above.
  const isDecided = isOver(results)
  const { isGrey, grey } = verdict
  const said = saidVerdict(results)
  const { decision, treatment, rule, caution } = said
  const command = decideCommand(results)
  const [word, mark, tone] = VERDICTS[decision]
  return (
    <section className={`verdict ${isGrey || isDecided ? 'grey' : tone}`} aria-labelledby="verdict">
      <h2 id="verdict">
        {isDecided ? 'The numbers said: ' : <span aria-hidden="true">{mark} </span>}
        {word} {treatment !== undefined && <q>{treatment}</q>}
        {doubtOf(said)}
      </h2>
      <p>{rule}</p>
      {caution !== undefined && <p>{caution}</p>}
      {said !== verdict && <p>{verdict.rule}</p>}
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
      {command !== undefined && (
        <p>
          Nothing is shipped on this until somebody says that they know of it, and why they do it
          all the same: <code>{command}</code>
        </p>
      )}
    </section>
  )
}
