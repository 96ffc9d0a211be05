/** The line that keeps the data of a service out of a repository. */
const LINE = '/.sluice'

/** Adds the data folder to a `.gitignore`; leaves one alone that has it. */
export function ignoreData(text: string | undefined, serve: string): string {
  const before = text ?? ''
  const newline = before.includes('\r\n') ? '\r\n' : '\n'
  const has = before.split(/\r?\n/).some((line) => /^\/?\.sluice\/?$/.test(line.trim()))
  if (has) return before
  const gap = before === '' ? '' : before.endsWith('\n') ? newline : newline + newline
  return `${before}${gap}# The data of \`${serve}\`${newline}${LINE}${newline}`
}
