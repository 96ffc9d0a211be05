import { plain } from '../../packages/cli/src/terminal/plain.ts'

/** Shows in one line what goes wrong in the service, and none of what goes right. */
export const quietLogger = {
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: say,
  error: say,
}

function say(fields: object, message: string): void {
  // Whoever asked has been told already.
  if (message === 'request denied' || ('of' in fields && fields.of === 'request denied')) return
  console.error(`  service: ${[message, ...details(fields)].join(', ')}`)
}

function details(fields: object): readonly string[] {
  return Object.entries(fields).flatMap(([name, value]: [string, unknown]) => {
    if (value instanceof Error) return [plain(value.message)]
    const isShort = typeof value === 'string' || typeof value === 'number'
    return isShort && name !== 'requestId' ? [`${name} ${plain(String(value))}`] : []
  })
}
