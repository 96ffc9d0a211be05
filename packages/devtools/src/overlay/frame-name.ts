/** How a frame of the comparison is called; what it shows follows. */
export const FRAME = 'sluice-compare:'
