/**
 * The outcome of a condition in Kleene's three-valued logic; `undefined` is *unknown*.
 *
 * @see Kleene (1952), Introduction to Metamathematics, §64
 */
export type Truth = boolean | undefined

/** Negates; *unknown* stays unknown. */
export function not(truth: Truth): Truth {
  return truth === undefined ? undefined : !truth
}
