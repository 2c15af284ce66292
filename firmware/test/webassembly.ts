/** The part of the WebAssembly interface that the tests use: without a browser's types, TypeScript knows none of it. */
interface WebAssemblyInterface {
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<WasmModule>;
  instantiate(module: WasmModule, imports: Imports): Promise<{ readonly exports: unknown }>;
}

type Imports = Record<string, Record<string, (...values: number[]) => unknown>>;

/** A compiled program; opaque. */
export type WasmModule = { readonly __brand: "WebAssembly.Module" };

export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
