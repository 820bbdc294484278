import { describe, expect, it } from 'vitest';
import { decodeKey, elementText, elements, escapeXml, isXmlText } from './s3-xml.ts';

describe('the XML of S3', () => {
  it('is read element by element', () => {
    const xml =
      '<R><Key>a%2Fb+c%2B</Key><Key></Key><Size>3</Size><Message>a &lt; b &amp;amp; &#233;&#xE9;</Message></R>';
    expect(elements(xml, 'Key').map(decodeKey)).toEqual(['a/b c+', '']);
    expect(elementText(xml, 'Size')).toBe('3');
    expect(elementText(xml, 'Message')).toBe('a < b &amp; éé');
    expect(elementText(xml, 'Code')).toBeUndefined();
  });

  it('carries any key it can, and knows which it can not', () => {
    expect(escapeXml('<a & "b">\r\n')).toBe('&#60;a &#38; &#34;b&#34;&#62;&#13;&#10;');
    expect(isXmlText('tab\t, line\r\n, é, 👩🏽‍🔬')).toBe(true);
    expect(isXmlText('bell\u0007')).toBe(false);
    expect(isXmlText('\uffff')).toBe(false);
  });
});
