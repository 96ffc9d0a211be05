import { decisionWords } from '../experiments/decision-words.ts'
import { Name } from '../page/Name.tsx'
import { moment } from '../page/time.ts'
import type { Results } from '../service/shapes/results.ts'

/** What was decided in the end, why, and what it taught; nothing until then. */
export function Decided({ results: { decided } }: { readonly results: Results }) {
  if (decided === null || decided === undefined) return null
  const { decidedAt, decidedBy, reason, against, learned } = decided
  return (
    <section className="decided" aria-labelledby="decided">
      <h2 id="decided">Decided: {decisionWords(decided)}</h2>
      <p className="faint">
        <time dateTime={decidedAt}>{moment(decidedAt)}</time>, by <Name text={decidedBy.name} />
      </p>
      <p>
        Why: “<Name text={reason} />”
      </p>
      {against.map(({ message }) => (
        <p key={message}>Known against it: {message}</p>
      ))}
      <p>
        {learned === null ? (
          'Nobody wrote down what it taught.'
        ) : (
          <>
            Learned: “<Name text={learned} />”
          </>
        )}
      </p>
    </section>
  )
}
