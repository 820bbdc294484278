/** FroDB's mark, in the colour around it. */
export function LogoMark({ size = 16 }: { size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      aria-hidden
    >
      <path d="M3 4.5h10M3 8h6.5M3 11.5h3" />
    </svg>
  );
}
