import { describe, expect, it } from 'vitest';
import { detectType } from './detect-type.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000', 'hex');

function bytesOf(text: string, encoding: BufferEncoding = 'utf8'): Buffer {
  return Buffer.from(text, encoding);
}

describe('type of a file', () => {
  it.each([
    ['a PDF', bytesOf('%PDF-1.7\n'), 'a.pdf', 'application/pdf', 'pdf'],
    ['a PDF named as text', bytesOf('%PDF-1.7\n'), 'a.txt', 'text/plain', 'pdf'],
    ['a PDF after a few bytes of noise', bytesOf('\n\n\0noise%PDF-1.7\n'), 'a', undefined, 'pdf'],
    ['a PDF after the head of a mail', bytesOf('From: a\n\n%PDF-1.7\n'), 'a.pdf', undefined, 'pdf'],
    ['text about PDFs', bytesOf('A PDF begins with %PDF-1.7'), 'pdf.md', undefined, 'markdown'],
    ['Markdown', bytesOf('# Title'), 'README.MD', undefined, 'markdown'],
    ['declared Markdown', bytesOf('# Title'), 'readme', 'text/markdown; charset=utf-8', 'markdown'],
    ['HTML by name', bytesOf('<p>x'), 'a.htm', undefined, 'html'],
    ['HTML by content', bytesOf('\ufeff <!-- c -->\n<!DOCTYPE html><p>x'), 'a.bin', undefined, 'html'],
    ['HTML in UTF-16', bytesOf('\ufeff<html><p>x', 'utf16le'), 'a', undefined, 'html'],
    ['CSV', bytesOf('a;b\n1;2'), 'a.csv', 'application/vnd.ms-excel', 'csv'],
    ['text', bytesOf('just words'), 'notes', undefined, 'text'],
    ['text with an odd ending', bytesOf('just words'), 'notes.constructor', undefined, 'text'],
    ['text named as a PDF', bytesOf('just words'), 'notes.pdf', 'application/octet-stream', 'text'],
    ['nothing', Buffer.alloc(0), 'empty.txt', undefined, 'text'],
    ['one zero byte', Buffer.alloc(1), 'a.txt', 'text/plain', 'unknown'],
    ['one letter', bytesOf('a'), 'a', undefined, 'text'],
    ['noise', Buffer.from([1, 2, 3, 0, 200, 201, 0, 7]), 'a.txt', undefined, 'unknown'],
    ['a picture', png, 'a.txt', undefined, 'image'],
  ])('knows %s', async (_, bytes, name, declared, format) => {
    expect(await detectType(bytes, name, declared)).toMatchObject({ format: { name: format } });
  });

  it.each([
    ['a PDF that is text', bytesOf('hello'), 'application/pdf', true],
    ['an empty PDF', Buffer.alloc(0), 'application/pdf', true],
    ['a PDF', bytesOf('%PDF-1.4'), 'application/pdf', false],
    ['a JPEG that is a PNG', png, 'image/jpeg', true],
    ['a JPEG by its other name', jpeg, 'image/jpg', false],
    ['a PNG that is text', bytesOf('hello'), 'image/png', true],
    ['an SVG', bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml', false],
    ['text that is a PNG', png, 'text/plain', false],
    ['a PDF of no declared type', png, undefined, false],
  ])('tells whether the declaration lies: %s', async (_, bytes, declared, lies) => {
    const { mismatch } = await detectType(bytes, 'file', declared);
    expect(mismatch !== undefined).toBe(lies);
  });
});
