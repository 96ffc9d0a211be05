/**
 * Puts text on the clipboard.
 *
 * @param from - what was pressed stands in its document: no other may use the clipboard
 * @throws a sentence, where the page may not: then the text has to be marked somewhere
 */
export async function copy(text: string, from: Node): Promise<void> {
  try {
    await (from.ownerDocument?.defaultView ?? window).navigator.clipboard.writeText(text)
  } catch {
    // oxlint-disable-next-line typescript/only-throw-error -- whoever catches it shows it as it is
    throw 'This page may not use the clipboard: copy what is marked by hand.'
  }
}
