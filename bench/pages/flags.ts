/** How many flags a page knows. */
export const FLAG_COUNT = 1000

/** Their keys; one object for each, as literals in a page's code are. */
export const flagKeys: readonly string[] = Array.from(
  { length: FLAG_COUNT },
  (_, index) => `flag-${index}`,
)

/** Which flags are on in the service that a page asks. */
export const isOn = new Map<string, boolean>(flagKeys.map((key) => [key, false]))

/** A service in the page, without a network: what it answers next. */
export const service = {
  body: '',
  /** Answers at once. */
  respond: (headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    Promise.resolve(
      new Response(service.body, { headers: { 'Content-Type': 'application/json', ...headers } }),
    ),
}

/** The person that flags are evaluated for. */
export const PERSON = 'person-1'
