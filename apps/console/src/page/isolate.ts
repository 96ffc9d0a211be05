/** Written from right to left, or what turns the direction of writing. */
const TURNS =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Bidi_Control}]/u

const ISOLATES = /[\u2066-\u2069]/g

/**
 * A name that goes into a longer text, such as a title of a chart: which way it is written stays
 * its own business. In markup, `Name` does the same.
 */
export function isolate(name: string): string {
  return TURNS.test(name) ? `\u2068${withoutIsolates(name)}\u2069` : name
}

/** A name that cannot end the isolate around it, as an element is one too. */
export function withoutIsolates(name: string): string {
  return name.replaceAll(ISOLATES, '')
}
