/** The part of WebAssembly that is used here: Node's types leave it out, and a browser's would bring the whole DOM. */
interface WebAssemblyApi {
  readonly Instance: new (
    module: WasmModule,
    imports: Record<string, Record<string, (...values: never[]) => unknown>>,
  ) => { readonly exports: Record<string, unknown> };
  compile(bytes: Uint8Array): Promise<WasmModule>;
}

/** A compiled module. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
