/** Part of a page, in points from the bottom left of the page as it is shown (turned and cropped). */
export interface PageBox {
  page: number;
  l: number;
  t: number;
  r: number;
  b: number;
}

/** Size of a page as it is shown, in points. */
export interface PageSize {
  width: number;
  height: number;
}

/** Where something lies, from the top left, in points. */
export interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A page's size as it is shown: its crop box, turned. `view` is [left, bottom, right, top]. */
export function pageSize({ view, rotate }: { view: readonly number[]; rotate: number }): PageSize {
  const [left = 0, bottom = 0, right = 0, top = 0] = view;
  const upright = { width: right - left, height: top - bottom };
  return rotate % 180 === 0 ? upright : { width: upright.height, height: upright.width };
}

/** A box from the top left, cut where it goes beyond the page. */
export function placeBox({ l, t, r, b }: PageBox, page: PageSize): Place {
  const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const left = within(Math.min(l, r), page.width);
  const top = within(page.height - Math.max(t, b), page.height);
  return {
    left,
    top,
    width: within(Math.max(l, r), page.width) - left,
    height: within(page.height - Math.min(t, b), page.height) - top,
  };
}

/** The smallest place that holds all; null of none. */
export function unite(places: readonly Place[]): Place | null {
  if (places.length === 0) return null;
  const left = Math.min(...places.map((place) => place.left));
  const top = Math.min(...places.map((place) => place.top));
  const right = Math.max(...places.map((place) => place.left + place.width));
  const bottom = Math.max(...places.map((place) => place.top + place.height));
  return { left, top, width: right - left, height: bottom - top };
}
