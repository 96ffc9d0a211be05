/**
 * Whether a key is for the input method in which somebody writes: Enter takes a word there, and
 * Escape gives it up. Safari tells so by the code alone of the key that ends it.
 */
export const isComposing = (event: KeyboardEvent): boolean =>
  // oxlint-disable-next-line typescript/no-deprecated -- there is no other sign of it
  event.isComposing || event.keyCode === 229
