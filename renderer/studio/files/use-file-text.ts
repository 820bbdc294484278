import { useQuery } from '@tanstack/react-query';
import { decodeText } from './decode-text.ts';
import type { PreviewFile } from './file-kind.ts';
import { previewBytes, readFileStart } from './read-file.ts';

/** The text that a file begins with. A file of an id never changes, so that it is read once. */
export function useFileText({ id, size }: PreviewFile) {
  return useQuery({
    queryKey: ['files', id, 'text'],
    staleTime: Infinity,
    gcTime: 60_000,
    queryFn: async ({ signal }) => {
      const bytes = await readFileStart({ id, size }, previewBytes, signal);
      return { text: decodeText(bytes), isWhole: size <= previewBytes, bytes: bytes.length };
    },
  });
}
