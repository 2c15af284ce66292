/** The lowest contrast of a text with its ground (WCAG 2.2, 1.4.3). Runs in the page. */
export function lowestContrast(): number {
  const channels = (colour: string): number[] => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = ([r = 0, g = 0, b = 0]: number[]): number => {
    const linear = [r, g, b].map((raw) => {
      const share = raw / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
  };
  const groundOf = (element: Element | null): number[] => {
    if (element === null) return [255, 255, 255];
    const ground = channels(getComputedStyle(element).backgroundColor);
    return ground[3] === 0 ? groundOf(element.parentElement) : ground;
  };
  const texts = [...document.querySelectorAll("main *, header *, .banner")].filter(
    (element) =>
      !(element instanceof HTMLButtonElement && element.disabled) &&
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
  );
  const contrasts = texts.map((element) => {
    const pair = [luminance(channels(getComputedStyle(element).color)), luminance(groundOf(element))];
    return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
  });
  return Math.min(...contrasts);
}
