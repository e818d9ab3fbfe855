// What a reader would see of the page as it is now, and nobody should.
({
  // What makes the page scroll sideways: it ends right of the window, and nothing above it that fits scrolls or cuts it.
  sticksOut() {
    const width = document.documentElement.clientWidth;
    const cut = (element) => {
      for (let above = element.parentElement; above && above !== document.body; above = above.parentElement) {
        const shown = getComputedStyle(above).overflowX;
        if (shown !== "visible" && above.getBoundingClientRect().right <= width + 1) return true;
      }
      return getComputedStyle(element).clipPath !== "none";
    };
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
      const box = element.getBoundingClientRect();
      if (box.width && box.height && box.right > width + 1 && !cut(element)) {
        const text = element.textContent.trim().slice(0, 60);
        found.push(`<${element.localName} class="${element.getAttribute("class") || ""}"> ends at ${Math.round(box.right)}: ${text}`);
      }
    }
    const page = document.scrollingElement.scrollWidth;
    if (page > width) found.unshift(`the page is ${page} wide, the window ${width}`);
    return found.slice(0, 10);
  },

  // Lines of text in the window that lie over one another. What floats over the page on purpose is compared with its own only.
  overlaps() {
    const seen = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode, element = text.parentElement;
      if (!text.data.trim() || !element.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
      const clip = {left: 0, top: 0, right: innerWidth, bottom: innerHeight};
      let layer = document.body;
      for (let above = element; above && above !== document.documentElement; above = above.parentElement) {
        const style = getComputedStyle(above);
        const floats = style.position === "sticky" || style.position === "fixed" || above.localName === "dialog";
        if (floats && layer === document.body) layer = above;
        if (style.overflowX !== "visible" || style.overflowY !== "visible" || style.clipPath !== "none") {
          const box = above.getBoundingClientRect();
          clip.left = Math.max(clip.left, box.left);
          clip.top = Math.max(clip.top, box.top);
          clip.right = Math.min(clip.right, box.right);
          clip.bottom = Math.min(clip.bottom, box.bottom);
        }
      }
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        const left = Math.max(box.left, clip.left), right = Math.min(box.right, clip.right);
        const top = Math.max(box.top, clip.top), bottom = Math.min(box.bottom, clip.bottom);
        if (right - left > 2 && bottom - top > 2) seen.push({left, right, top, bottom, text, layer});
      }
    }
    seen.sort((one, other) => one.top - other.top);
    const found = [];
    const words = (place) => place.text.data.trim().slice(0, 40);
    seen.forEach((one, place) => {
      for (let next = place + 1; next < seen.length && seen[next].top < one.bottom; next += 1) {
        const other = seen[next];
        if (one.text === other.text || one.layer !== other.layer) continue;
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
        const lower = Math.min(one.bottom - one.top, other.bottom - other.top);
        if (wide > 2 && high > lower / 2) found.push(`"${words(one)}" over "${words(other)}"`);
      }
    });
    return found.slice(0, 10);
  },
})
