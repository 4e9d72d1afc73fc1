// Reads the table in a file, as a seller has it: CSV with any of the usual
// separators and encodings, or the first sheet of an XLSX workbook.

export async function readTable(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const rows = zipped ? await workbook(bytes) : separated(decode(bytes));
  return rows
    .map((cells, i) => ({ line: i + 1, cells: cells.map(c => c.trim()) }))
    .filter(r => r.cells.some(Boolean));
}

function decode(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes); // as Chinese spreadsheets save CSV
  }
}

function separated(text) {
  const first = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  const separator = ['\t', ';', ','].reduce(
    (best, s) => (first.split(s).length > first.split(best).length ? s : best),
    ',',
  );
  const rows = [];
  let row = [],
    cell = '',
    quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === separator) {
      row.push(cell);
      cell = '';
    } else if (c === '\n') {
      row.push(cell);
      rows.push(row);
      row = [];
      cell = '';
    } else if (c !== '\r') cell += c;
  }
  if (cell || row.length) {
    row.push(cell);
    rows.push(row);
  }
  return rows;
}

// A workbook is a ZIP archive of XML. The archive's directory is at its end.
async function workbook(bytes) {
  const view = new DataView(bytes.buffer);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end--;
  if (end < 0) throw new Error('archive');
  const parts = {};
  let at = view.getUint32(end + 16, true);
  for (let n = view.getUint16(end + 10, true); n > 0; n--) {
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    parts[name] = {
      method: view.getUint16(at + 10, true),
      size: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    };
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  const open = async name => {
    const p = parts[name];
    if (!p) return null;
    const start = p.at + 30 + view.getUint16(p.at + 26, true) + view.getUint16(p.at + 28, true);
    const packed = new Blob([bytes.subarray(start, start + p.size)]);
    const text = await new Response(
      p.method === 8 ? packed.stream().pipeThrough(new DecompressionStream('deflate-raw')) : packed.stream(),
    ).text();
    return new DOMParser().parseFromString(text, 'application/xml');
  };
  const words = [...((await open('xl/sharedStrings.xml'))?.getElementsByTagName('si') || [])].map(textOf);
  const sheets = Object.keys(parts)
    .filter(n => /^xl\/worksheets\/[^/]+\.xml$/.test(n))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
  const sheet = sheets.length && (await open(sheets[0]));
  if (!sheet) throw new Error('sheet');
  return [...sheet.getElementsByTagName('row')].map(row => {
    const cells = [];
    for (const c of row.getElementsByTagName('c')) {
      const column =
        [...(c.getAttribute('r') || '').replace(/\d/g, '')].reduce((n, x) => n * 26 + x.charCodeAt(0) - 64, 0) - 1;
      const v = c.getElementsByTagName('v')[0]?.textContent ?? '';
      const type = c.getAttribute('t');
      cells[column < 0 ? cells.length : column] =
        type === 's' ? (words[Number(v)] ?? '') : type === 'inlineStr' ? textOf(c) : v;
    }
    return Array.from(cells, c => c ?? '');
  });
}

// textOf joins the runs of a text, without the readings that stand beside it.
const textOf = node =>
  [...node.getElementsByTagName('t')]
    .filter(x => x.parentNode.nodeName !== 'rPh')
    .map(x => x.textContent)
    .join('');

// The columns that a check takes, and words by which their headings are known.
export const columns = [
  ['hs_code', /hs|税号|编码|商品代码|税则|tariff|customs.?code|^code$/i],
  ['name', /name|品名|名称|商品|description|product|title/i],
  ['ref', /ref|sku|货号|款号|编号|^id$|item.?no/i],
  ['origin', /origin|产地|原产|country|made.?in/i],
  ['price', /price|单价|价格|amount|金额|cny|rmb/i],
  ['qty', /qty|quantity|数量|件数|pieces|units/i],
  ['weight', /weight|重量|净重|gram/i],
];

// guess finds the row of headings and which column is which. Where there are no
// headings, the column whose cells look like codes is that.
export function guess(rows) {
  const map = {};
  const fits = rows
    .slice(0, 10)
    .map(r =>
      r.cells.some(looksLikeCode) ? 0 : r.cells.filter(c => c && columns.some(([, like]) => like.test(c))).length,
    );
  const most = Math.max(0, ...fits);
  const head = most > 0 ? fits.indexOf(most) : -1; // titles may stand above the headings
  if (head >= 0) {
    for (const [name, like] of columns) {
      const i = rows[head].cells.findIndex((c, j) => like.test(c) && !Object.values(map).includes(j));
      if (i >= 0) map[name] = i;
    }
  }
  const body = rows.slice(head + 1);
  if (map.hs_code === undefined) {
    const width = Math.max(0, ...body.slice(0, 50).map(r => r.cells.length));
    let best = -1,
      codes = 0;
    for (let i = 0; i < width; i++) {
      const n = body.slice(0, 50).filter(r => looksLikeCode(r.cells[i] || '')).length;
      if (n > codes) {
        codes = n;
        best = i;
      }
    }
    if (best >= 0) map.hs_code = best;
  }
  return {
    head,
    map,
    body,
    headings: head >= 0 ? rows[head].cells : (body[0]?.cells || []).map((_, i) => String.fromCharCode(65 + (i % 26))),
  };
}

const looksLikeCode = c => /^\d{4}[.\s]?\d{2}([.\s]?\d{2}){0,2}$/.test(c);
