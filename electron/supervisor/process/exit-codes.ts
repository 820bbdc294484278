/** Where Microsoft's runtime comes from: it may be given on only with what its own tools made. */
export const runtimeAdvice =
  "Install Microsoft's Visual C++ Redistributable for x64 (vc_redist.x64.exe, from Microsoft),";

/** Windows' codes for a program that did not even begin, unsigned as Node gives them. */
const beginnings: Readonly<Record<string, string>> = {
  // STATUS_DLL_NOT_FOUND, STATUS_ENTRYPOINT_NOT_FOUND, STATUS_INVALID_IMAGE_FORMAT, STATUS_DLL_INIT_FAILED
  '3221225781': `Windows did not find a library that it needs. ${runtimeAdvice} and start again.`,
  '3221225785': `a library that it needs is older than it. ${runtimeAdvice} and start again.`,
  '3221225595': `a library that it needs is for another processor. ${runtimeAdvice} and start again.`,
  '3221225794': 'a library that it needs could not begin. Sign in to Windows again, or restart it.',
  // STATUS_ILLEGAL_INSTRUCTION
  '3221225501': 'it is built for a newer processor than this one. Use one that runs elsewhere.',
};

/** What an exit means where it says nothing of the program but of the machine it should run on; else null. */
export function explainExit(how: string): string | null {
  const code = /^code (-?\d+)$/.exec(how)?.[1];
  // The same 32 bits, signed, as some shells hand them on.
  return code === undefined ? null : (beginnings[String(Number(code) >>> 0)] ?? null);
}
