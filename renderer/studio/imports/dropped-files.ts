/**
 * The files of a drop, those of folders too, to the bottom. The entries have to be taken before anything is awaited: the
 * browser empties a drop when its event is over.
 */
export async function filesOfDrop({ items, files }: DataTransfer): Promise<File[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...files];
  const found: File[] = [];
  for (const entry of entries) await walk(entry, '', found);
  return found;
}

async function walk(entry: FileSystemEntry, folder: string, found: File[]): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    // Only a chooser of folders sets it by itself; here it names the collection.
    Object.defineProperty(file, 'webkitRelativePath', { value: folder + entry.name });
    found.push(file);
  } else if (isDirectory(entry)) {
    const reader = entry.createReader();
    // A reader hands out some at a time, and at last none.
    for (;;) {
      const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
        reader.readEntries(resolve, reject);
      });
      if (some.length === 0) return;
      for (const inner of some) await walk(inner, `${folder}${entry.name}/`, found);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
