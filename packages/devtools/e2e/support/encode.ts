/** A scenario as the links say it that carry one. */
export const encode = (scenario: object): string =>
  Buffer.from(JSON.stringify(scenario)).toString('base64url')
