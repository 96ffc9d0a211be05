import type { DevtoolsHandle } from '../options.ts'

/** Where there is no overlay, there is nothing to do. */
export const NO_OVERLAY: DevtoolsHandle = { open() {}, close() {}, unmount() {} }
