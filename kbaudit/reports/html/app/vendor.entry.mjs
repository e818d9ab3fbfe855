export { Fragment, h, options, render } from "preact";
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
export { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from "@tanstack/virtual-core";
