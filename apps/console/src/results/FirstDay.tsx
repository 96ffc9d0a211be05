import { Sideways } from '../page/Sideways.tsx'
import type { Results } from '../service/shapes.ts'
import { count } from './format.ts'

/** Counts, to see that it works; no interval that somebody could decide by. */
export function FirstDay({ results: { units, figures, metrics } }: { readonly results: Results }) {
  const variants = Object.keys(units)
  return (
    <section aria-labelledby="first-day">
      <h2 id="first-day">
        The first day <span className="chip">Diagnostic, not for decisions</span>
      </h2>
      <p>Only counts, to see that it works. Differences and their intervals come tomorrow.</p>
      <Sideways label="Counts of the first day">
        <table className="number">
          <thead>
            <tr>
              <th scope="col">Counted</th>
              {variants.map((variant) => (
                <th scope="col" key={variant}>
                  {variant}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Units</th>
              {variants.map((variant) => (
                <td key={variant}>{count(units[variant] ?? 0)}</td>
              ))}
            </tr>
            {figures.map(({ metric, variants: measured }) => (
              <tr key={metric}>
                <th scope="row">{metrics[metric]?.title ?? metric}</th>
                {variants.map((variant) => (
                  <td key={variant}>
                    {count(measured.find((one) => one.variant === variant)?.numerator ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Sideways>
    </section>
  )
}
