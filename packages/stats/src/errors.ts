/**
 * Why an answer is refused.
 *
 * `invalid_input`: a number that cannot be what it says, such as a negative count.
 * `insufficient_data`: too little to answer yet; more data will help.
 * `undefined_estimand`: the quantity does not exist, such as a lift over a control mean of zero.
 * `unread`: it is told at planned looks alone, and none of them was taken.
 */
export type RefusalCategory =
  | 'invalid_input'
  | 'insufficient_data'
  | 'undefined_estimand'
  | 'unread'

/**
 * The one error of this package: a refusal in place of a number that would mislead.
 * The message says what was asked, what was given and what to do.
 */
export class StatsError extends Error {
  override readonly name = 'StatsError'
  readonly category: RefusalCategory

  constructor(category: RefusalCategory, message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.category = category
  }
}
