const WORDS: Readonly<Record<string, string>> = {
  insufficient_data: 'Too little has come in yet to compare it; more data will help.',
  undefined_estimand:
    'The control has 0 of it, or nothing to divide it by, so that there is no comparison.',
  invalid_input: 'What came in for it cannot be right. Look at how it is defined and sent.',
  unread: 'It is compared at the planned looks alone, and none of them was taken.',
}

/**
 * Says why a number is missing, for whoever reads results and not their code: the refusal itself
 * names functions and figures of the analysis.
 *
 * @param category - the `refused` of a refusal
 * @param isNone - what should be rare has not happened at all, which no more data mends
 */
export function refusalWords(category: string, isNone = false): string {
  if (isNone) return 'Nothing of it has happened in either variant, so nothing is worse.'
  return WORDS[category] ?? 'It could not be compared.'
}

/** Says why there is a difference and no lift. */
export function withoutLiftWords(category: string): string {
  return category === 'undefined_estimand'
    ? 'The control has 0 of it, so that there is a difference and no lift.'
    : refusalWords(category)
}
