import type { PodState } from '../../scene/types.ts';
import { ARC, BODIES, type Body, CORNER, DASH, FOOT, GRID, HALF_FROM, HATCH, MARKS } from './glyphs.ts';

const COLOURS = {
  rev: 'var(--rev)',
  'rev-soft': 'var(--rev-soft)',
  pending: 'var(--pod-pending)',
  failing: 'var(--pod-failing)',
  'on-rev': 'var(--tile-mark)',
} as const;

const HATCHES = Array.from({ length: 10 }, (_, index) => {
  const at = (index - 3) * HATCH.pitch;
  return `M${at} ${GRID} L${at + GRID} 0`;
}).join(' ');

/** A tile of a Pod: colour from `--rev` and `--rev-soft` of whatever it stands in, shape from the state. Decorative: its name stands beside it. */
export function Glyph({ state }: { readonly state: PodState }) {
  const body = BODIES[state];
  return (
    <svg viewBox={`0 0 ${GRID} ${GRID}`} width="100%" height="100%" aria-hidden focusable="false" data-glyph={state}>
      <Shape body={body} />
      {state === 'creating' && (
        <path
          data-arc
          d={ARC.d}
          fill="none"
          stroke={COLOURS[body.mark]}
          strokeWidth={ARC.stroke}
          strokeLinecap="round"
          style={{ transformOrigin: '16px 16px' }}
        />
      )}
      {MARKS[state].map(({ d, stroke, fill }) =>
        fill ? (
          <path key={d} d={d} fill={COLOURS[body.mark]} />
        ) : (
          <path key={d} d={d} fill="none" stroke={COLOURS[body.mark]} strokeWidth={stroke} strokeLinecap="round" strokeLinejoin="round" />
        ),
      )}
      {body.foot && <rect x={FOOT[0]} y={FOOT[1]} width={FOOT[2]} height={FOOT[3]} rx={1.5} fill={COLOURS.rev} />}
    </svg>
  );
}

function Shape({ body }: { readonly body: Body }) {
  const inset = body.outlineWidth / 2;
  const side = GRID - body.outlineWidth;
  const fill = body.fill === 'rev' || body.fill === 'rev-soft' ? COLOURS[body.fill] : 'var(--tile-surface)';
  return (
    <>
      <rect x={inset} y={inset} width={side} height={side} rx={CORNER - inset} fill={fill} />
      {body.fill === 'half' && (
        <path
          d={`M${inset} ${HALF_FROM} h${side} v${GRID - HALF_FROM - CORNER} a${CORNER - inset} ${CORNER - inset} 0 0 1 ${-(CORNER - inset)} ${CORNER - inset} h${-(side - 2 * (CORNER - inset))} a${CORNER - inset} ${CORNER - inset} 0 0 1 ${-(CORNER - inset)} ${-(CORNER - inset)} Z`}
          fill={COLOURS.rev}
          opacity={0.5}
        />
      )}
      {body.fill === 'hatched' && (
        <g style={{ clipPath: `inset(1px round ${CORNER}px) view-box` }}>
          <path d={HATCHES} stroke={COLOURS.rev} strokeWidth={HATCH.width} opacity={0.32} />
        </g>
      )}
      <rect
        x={inset}
        y={inset}
        width={side}
        height={side}
        rx={CORNER - inset}
        fill="none"
        stroke={COLOURS[body.outline]}
        strokeWidth={body.outlineWidth}
        {...(body.dashed ? { strokeDasharray: DASH.join(' ') } : {})}
      />
    </>
  );
}
