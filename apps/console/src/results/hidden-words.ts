/** What a page says of values of a segment that it does not show. */
export function hiddenWords(count: number): string {
  return `${count === 1 ? '1 value is' : `${count} values are`} not shown, so that nobody can be found among few.`
}
