/** Shows what goes wrong in the service, and none of what goes right. */
export const quietLogger = {
  debug: (): void => undefined,
  info: (): void => undefined,
  warn: say,
  error: say,
}

function say(fields: object, message: string): void {
  console.error(`  service: ${message} ${JSON.stringify(fields)}`)
}
