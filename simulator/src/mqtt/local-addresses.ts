/** The address that the next connection leaves from, as an option of `connect`. */
export type LocalAddress = () => { localAddress?: string };

/** Goes through the addresses in turn: one address has only some 28,000 ports towards one broker. */
export function localAddresses(addresses: readonly string[]): LocalAddress {
  let next = 0;
  return () => {
    const localAddress = addresses[next++ % addresses.length];
    return localAddress === undefined ? {} : { localAddress };
  };
}
