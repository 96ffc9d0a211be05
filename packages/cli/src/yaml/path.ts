/** A place in a document: property names and array indexes from the root. */
export type Path = readonly (string | number)[]

const NAME = /^[A-Za-z_$][\w$-]*$/

/**
 * Writes a path for people, such as `rules[0].serve.coverageBps`.
 * Names that are not plain words stand in brackets and quotes.
 */
export function showPath(path: Path): string {
  let shown = ''
  for (const step of path) {
    if (typeof step === 'number') shown += `[${step}]`
    else if (NAME.test(step)) shown += shown === '' ? step : `.${step}`
    else shown += `[${JSON.stringify(step)}]`
  }
  return shown
}
