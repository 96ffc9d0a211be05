import * as React from 'react'
import type { GateRow, LiveEnvironment } from '../report/report.ts'

/** What `Live` takes. */
export interface LiveProps {
  readonly rows: readonly GateRow[]
  readonly environments: readonly LiveEnvironment[]
}

/** What each environment serves at present to somebody of whom nothing is known. */
export function Live({ rows, environments }: LiveProps): React.ReactElement {
  return (
    <section className="list" aria-label="What is live now">
      <table>
        <caption className="hidden">What each environment serves by default</caption>
        <thead>
          <tr>
            <th scope="col">Live now</th>
            {environments.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, title }) => (
            <tr key={key}>
              <th scope="row">{title}</th>
              {environments.map(({ name, served, fault }) => (
                <td key={name}>{fault === undefined ? (served[key] ?? 'not there') : '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {environments.map(({ name, fault }) =>
        fault === undefined ? undefined : (
          <p key={name} className="fault">
            {name}: {fault}
          </p>
        ),
      )}
    </section>
  )
}
