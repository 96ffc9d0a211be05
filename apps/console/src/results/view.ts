/** How the results of an experiment are looked at; all of it is in the address. */
export interface ResultsView {
  /** All of every interval. */
  readonly fit?: true | undefined
  /** Which people the charts over time are of; all who had come by then without it. */
  readonly over?: 'daily' | 'since' | undefined
  /** Along how much is known, in place of days. */
  readonly along?: 'information' | undefined
  /** Also draws the interval of a test that is read once. */
  readonly once?: true | undefined
  readonly alpha?: number | undefined
  readonly correction?: string | undefined
  readonly covariates?: 'off' | undefined
  /** Days, both of which count. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Stored attributes with commas between. */
  readonly explore?: string | undefined
}

const DAY = /^\d{4}-\d\d-\d\d$/

/** Reads an address; what nobody could have chosen is left out. */
export function viewOf(search: Record<string, unknown>): ResultsView {
  const { fit, over, along, once, alpha, correction, covariates, from, to, explore } = search
  return {
    fit: fit === true ? fit : undefined,
    over: over === 'daily' || over === 'since' ? over : undefined,
    along: along === 'information' ? along : undefined,
    once: once === true ? once : undefined,
    alpha: typeof alpha === 'number' && alpha > 0 && alpha <= 0.5 ? alpha : undefined,
    correction: textOf(correction, /^[a-z_]{1,40}$/),
    covariates: covariates === 'off' ? covariates : undefined,
    from: textOf(from, DAY),
    to: textOf(to, DAY),
    explore: textOf(explore, /^.{1,1000}$/),
  }
}

function textOf(value: unknown, form: RegExp): string | undefined {
  return typeof value === 'string' && form.test(value) ? value : undefined
}

/** What is asked of the service for a view; the rest of it is drawing. */
export function questionOf(view: ResultsView): string {
  const { over, alpha, correction, covariates, from, to, explore } = view
  const query = new URLSearchParams()
  if (over === 'since') query.set('include', 'sinceExposure')
  for (const [name, value] of Object.entries({
    alpha,
    correction,
    covariates,
    from,
    to,
    explore,
  })) {
    if (value !== undefined) query.set(name, String(value))
  }
  return query.size === 0 ? '' : `?${query}`
}
