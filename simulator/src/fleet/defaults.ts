/** Nodes switched on in a second, unless told otherwise. Here alone, so that the command line's help loads nothing else. */
export const DEFAULT_CONNECT_RATE = 200;
