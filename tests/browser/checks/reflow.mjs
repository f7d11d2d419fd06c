// Whether a page fits the width of its window, so that nobody has to scroll sideways to read a line.

/** @param {import('@playwright/test').Page} tab @returns {Promise<string[]>} what is wrong */
export function sideways(tab) {
  return tab.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)) return true;
      }
      return false;
    };
    const name = (element) => {
      const text = element.textContent.trim().replace(/\s+/g, ' ').slice(0, 40);
      return `<${element.localName}${element.className ? ` class="${element.className}"` : ''}> ${text}`;
    };
    /** How far an element reaches, with words that are too long for it. */
    const reach = (element) => {
      const boxes = [element.getBoundingClientRect()];
      if (element.scrollWidth > element.clientWidth && !['auto', 'scroll'].includes(getComputedStyle(element).overflowX)) {
        for (const node of element.childNodes) {
          if (node.nodeType !== Node.TEXT_NODE) continue;
          const range = document.createRange();
          range.selectNode(node);
          boxes.push(range.getBoundingClientRect());
        }
      }
      const shown = boxes.filter((box) => box.width > 0);
      return { left: Math.min(...shown.map((box) => box.left)), right: Math.max(...shown.map((box) => box.right)) };
    };
    const wide = new Map();
    for (const element of document.body.querySelectorAll('*')) {
      const { left, right } = reach(element);
      // A pixel is allowed for rounding.
      if (left >= -1 && right <= width + 1) continue;
      if (!element.checkVisibility({ visibilityProperty: true })) continue;
      // What has scroll bars of its own may be as wide as it likes; what is clipped is there for ears alone.
      if (getComputedStyle(element).clipPath !== 'none' || scrolls(element)) continue;
      wide.set(element, [left, right].map(Math.round));
    }
    const innermost = [...wide].filter(([element]) => ![...wide.keys()].some((other) => other !== element && element.contains(other)));
    const wrong = innermost.map(([element, [left, right]]) => `at ${width} px, ${name(element)} reaches from ${left} to ${right}`);
    const over = document.documentElement.scrollWidth - width;
    if (over > 0 && wrong.length === 0) wrong.push(`at ${width} px, scrolls sideways by ${over} px`);
    return wrong;
  });
}
