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
 * @param isRuledOut - of what happened to nobody: whether enough units were there to tell
 */
export function refusalWords(category: string, isRuledOut?: boolean): string {
  if (isRuledOut === true) return 'It happened to nobody, of so many that it stands in no way.'
  if (isRuledOut === false)
    return 'It happened to nobody yet; more units will tell that it is rare.'
  return WORDS[category] ?? 'It could not be compared.'
}
