/** What V8, the C++ runtime and ONNX Runtime say when they get no more memory. */
const WORDS = /heap out of memory|array buffer allocation failed|bad[_ ]alloc(ation)?|failed to allocate/i;

/** Whether a text tells of memory that could not be had. */
export function tellsOutOfMemory(text: string): boolean {
  return WORDS.test(text);
}
