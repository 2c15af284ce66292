import type { Principal } from "../principal.ts";

/** A principal and the password that it connects with. */
export interface Account extends Principal {
  readonly password: string;
}

/** One file to give to a broker. */
export interface AclFile {
  /** Without a folder. */
  readonly name: string;
  readonly content: string;
}

/** How one broker wants to be told who may do what. */
export interface AclFormat {
  /** The broker, for people. */
  readonly broker: string;
  /** The files, of which none holds a password that can be read but where the broker takes no other. */
  files(accounts: readonly Account[], random: (bytes: number) => Buffer): readonly AclFile[];
  /** What to do with the files in the folder `out`; lines. */
  next(out: string): readonly string[];
}
