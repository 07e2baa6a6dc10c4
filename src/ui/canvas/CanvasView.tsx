import { type NodeProps, ReactFlow, ViewportPortal, useReactFlow, useStoreApi, useStore as useFlowStore } from '@xyflow/react';
import {
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  Suspense,
  lazy,
  memo,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useStore } from 'zustand';
import { opening } from '../../app/opening.ts';
import { hover, select, selection } from '../../app/selection.ts';
import type { Scene } from '../../scene/types.ts';
import { useWords } from '../words.ts';
import styles from './Canvas.module.css';
import { CANVAS_HELP_ID, CardView } from './cards/CardView.tsx';
import { ContextMenu, type MenuTarget } from './ContextMenu.tsx';
import { EmptyState } from './EmptyState.tsx';
import { Floating } from './Floating.tsx';
import { type CardNode, type KeptNodes, flowEdges, flowNodes } from './flow.ts';
import { paintedCardUnder, tileUnder } from './hit.ts';
import { Legend } from './Legend.tsx';
import { menuRequest, menuTarget, watchLongPress } from './menu.ts';
import { PaintLayer } from './PaintLayer.tsx';
import { Progress } from './Progress.tsx';
import { RequestLayer } from './RequestLayer.tsx';
import { ELEMENTS_MAX, type Stage } from './stage.ts';
import { type Pointed, TileLayer } from './TileLayer.tsx';
import { Tools } from './Tools.tsx';
import { useFit } from './useFit.ts';
import { useReveal } from './useReveal.ts';

const PodList = lazy(async () => ({ default: (await import('./PodList.tsx')).PodList }));

/** From painting it goes back to elements at fewer tiles, so that it does not waver at the border. */
const ELEMENTS_AGAIN = 80;
const NEAR_FROM_ZOOM = 1.5;

export interface CanvasViewProps {
  readonly stage: Stage;
  readonly width: number;
  readonly height: number;
  readonly name: string | undefined;
  readonly readOnly: boolean;
}

export function CanvasView({ stage, width, height, name, readOnly }: CanvasViewProps) {
  const t = useWords();
  const id = useId();
  const picture = useSyncExternalStore(stage.onPicture, () => stage.shown);
  const { scene } = picture;
  const selected = useStore(selection, (state) => state.selected);
  const opens = useStore(opening, (state) => state.waits);
  const [pointed, setPointed] = useState<Pointed>(undefined);
  const [menu, setMenu] = useState<MenuTarget | undefined>(undefined);
  const [listed, setListed] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const { screenToFlowPosition } = useReactFlow();
  useToldSizes();
  const { fit, onMoved } = useFit(scene.bounds, width, height, name !== undefined);
  useReveal(scene, selected, width, height);

  const selectedCard = useMemo(() => scene.cards.find(({ ref }) => ref && ref.table === selected?.table && ref.key === selected.key)?.id, [scene, selected]);
  const endpoints = useMemo(() => endpointsOf(scene, selectedCard), [scene, selectedCard]);
  const progress = useProgress(stage, picture.passage.cards.length > 0);
  const [kept] = useState((): KeptNodes => new Map());
  const nodes = useMemo(() => flowNodes(kept, picture, (uid) => stage.progressOf(uid, progress), selectedCard), [kept, stage, picture, progress, selectedCard]);
  const edges = useMemo(() => flowEdges(scene.edges, nodes, selectedCard), [scene, nodes, selectedCard]);
  const painted = usePainted(scene.count);

  // Painted tiles cannot be pointed at: their places are looked up.
  const underPointer = useCallback(
    (event: Pick<MouseEvent, 'clientX' | 'clientY'>) => tileUnder(stage.picture.scene, ...xy(screenToFlowPosition({ x: event.clientX, y: event.clientY }))),
    [stage, screenToFlowPosition],
  );
  const onPointerMove = (event: MouseEvent): void => {
    if (!painted || (event.target as Element).closest('button, [role=dialog]')) return;
    const tile = underPointer(event);
    hover(tile && { table: 'pods', key: tile.pod.key });
    setPointed(tile && { tile });
  };
  const onClickCapture = (event: MouseEvent): void => {
    const target = event.target as Element;
    if (!target.closest('.react-flow__pane, .react-flow__node') || target.closest('button')) return;
    const tile = painted ? underPointer(event) : undefined;
    const card = tile ? undefined : paintedCardUnder(scene, ...xy(screenToFlowPosition({ x: event.clientX, y: event.clientY })));
    if (tile) select({ table: 'pods', key: tile.pod.key });
    else if (card) select(card.ref);
    else {
      if (!target.closest('.react-flow__node')) select(undefined);
      return;
    }
    event.stopPropagation();
  };
  useEffect(() => menuRequest.subscribe(({ asked }) => asked && setMenu({ ...asked, ...menuTarget(stage.picture.scene, asked.ref) })), [stage]);
  const onPointerDown = (event: PointerEvent): void => {
    if (event.pointerType !== 'touch') return;
    const { target, clientX, clientY } = event;
    watchLongPress(event.nativeEvent, () => onContextMenu({ target, clientX, clientY, preventDefault: () => {} }));
  };
  const onContextMenu = (event: Pick<MouseEvent, 'target' | 'clientX' | 'clientY' | 'preventDefault'>): void => {
    const target =
      targetOf(event.target as Element, scene) ??
      (painted ? podTarget(underPointer(event)) : undefined) ??
      cardTarget(paintedCardUnder(scene, ...xy(screenToFlowPosition({ x: event.clientX, y: event.clientY }))));
    if (!target || readOnly) return;
    event.preventDefault();
    const box = (event.target as Element).getBoundingClientRect();
    // From the keyboard there is no pointer: the menu opens at the element.
    const place = event.clientX || event.clientY ? { x: event.clientX, y: event.clientY } : { x: box.left + box.width / 2, y: box.bottom };
    setPointed(undefined);
    select(target.ref);
    setMenu({ ...target, ...place });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || !selected) return;
    select(undefined);
    event.preventDefault();
  };
  const enter = useCallback(
    (cardId: string) => {
      const tile = stage.shown.scene.tiles.filter(({ card }) => card === cardId).sort((a, b) => a.y - b.y || a.x - b.x)[0];
      if (tile) root.current?.querySelector<HTMLElement>(`[data-tile="${CSS.escape(tile.id)}"]`)?.focus();
    },
    [stage],
  );
  const nodeTypes = useMemo(() => ({ card: memo(({ data }: NodeProps<CardNode>) => <CardSlot data={data} onEnter={enter} />) }), [enter]);

  return (
    // The handlers here only add the pointer's way to what every card and tile offers to the keyboard as well.
    <div
      ref={root}
      style={{ width: '100%', height: '100%' }}
      role="region"
      aria-label={name === undefined ? t('canvas.label') : t('canvas.label.branch', { name })}
      aria-describedby={CANVAS_HELP_ID}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onClickCapture={onClickCapture}
      onContextMenu={onContextMenu}
      onKeyDown={onKeyDown}
    >
      {!readOnly && (
        <p id={CANVAS_HELP_ID} className="visually-hidden">
          {t('canvas.help')}
        </p>
      )}
      <ReactFlow
        id={id}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        zoomOnDoubleClick={false}
        minZoom={0.02}
        maxZoom={4}
        onlyRenderVisibleElements={nodes.length > 120}
        onMoveStart={(event) => {
          setPointed(undefined);
          onMoved(event !== null);
        }}
        attributionPosition="top-right"
      >
        {!painted && (
          <ViewportPortal>
            <NearMark />
            <TileLayer stage={stage} picture={picture} endpoints={endpoints} onPoint={setPointed} />
          </ViewportPortal>
        )}
      </ReactFlow>
      {(painted || scene.cards.some((card) => card.painted)) && (
        <PaintLayer stage={stage} endpoints={endpoints} selectedCard={selectedCard} width={width} height={height} withTiles={painted} />
      )}
      <RequestLayer stage={stage} />
      <LabelScale root={root} />
      {pointed && <Tip pointed={pointed} width={width} height={height} />}
      {scene.empty && !opens && !readOnly && <EmptyState />}
      {!readOnly && <Progress />}
      <div className={styles.foot}>
        {readOnly ? <span /> : <Legend revision={scene.revisions.at(-1) ?? 0} revisions={scene.revisions} />}
        <Tools onFit={fit} onMoved={() => onMoved(true)} onList={() => setListed((shown) => !shown)} listed={listed} readOnly={readOnly} name={name} />
      </div>
      {listed && (
        <Suspense fallback={null}>
          <PodList scene={scene} onClose={() => setListed(false)} />
        </Suspense>
      )}
      <ContextMenu target={menu} onClose={() => setMenu(undefined)} />
    </div>
  );
}

const xy = ({ x, y }: { readonly x: number; readonly y: number }): [number, number] => [x, y];

function CardSlot({ data, onEnter }: { readonly data: CardNode['data']; readonly onEnter: (cardId: string) => void }) {
  return (
    <div style={{ width: '100%', height: '100%', opacity: data.opacity }}>
      <CardView card={data.card} changed={data.changed} selected={data.selected} onEnter={onEnter} />
    </div>
  );
}

/**
 * Keeps React Flow from measuring cards. It is told their sizes and where edges begin (see flow.ts), but looks at every new card in the document
 * nevertheless, finds no elements there for edges to begin at, and would draw none until the card changes.
 */
function useToldSizes(): void {
  const flow = useStoreApi();
  // Before the cards are drawn for the first time: what watches their sizes keeps what it finds here then.
  useState(() => flow.setState({ updateNodeInternals: () => undefined }));
}

/** The Pods behind a Service's ready endpoints, where it is selected: its edges lead to the cards that have them. */
function endpointsOf(scene: Scene, selectedCard: string | undefined): ReadonlySet<string> {
  const card = scene.cards.find(({ id }) => id === selectedCard);
  return new Set(card?.facts.kind === 'service' ? card.facts.podUids : []);
}

/** The passage's progress, where cards move; else 1, without a render. */
function useProgress(stage: Stage, moves: boolean): number {
  const subscribe = useCallback((listener: () => void) => (moves ? stage.onMotion(listener) : () => {}), [stage, moves]);
  return useSyncExternalStore(subscribe, () => (moves ? stage.progress : 1));
}

function usePainted(tiles: number): boolean {
  const [painted, setPainted] = useState(tiles > ELEMENTS_MAX);
  const next = tiles > ELEMENTS_MAX || (painted && tiles > ELEMENTS_AGAIN);
  if (next !== painted) setPainted(next);
  return next;
}

/** Marks the page when tiles are large enough on the screen to be labelled. */
function NearMark() {
  const near = useFlowStore((state) => state.transform[2] >= NEAR_FROM_ZOOM);
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const viewport = mark.current?.closest<HTMLElement>('.react-flow');
    if (viewport) viewport.dataset['near'] = String(near);
  }, [near]);
  return <span ref={mark} hidden />;
}

/** From so many times smaller on, a card says less in larger words. */
const FAR_FROM = 2;

/** Gives cards and frames the scale at which their words keep their size on the screen. */
function LabelScale({ root }: { readonly root: React.RefObject<HTMLDivElement | null> }) {
  const scale = useFlowStore((state) => Math.min(8, Math.max(1, Math.round(10 / state.transform[2]) / 10)));
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    element.style.setProperty('--label-scale', String(scale));
    element.setAttribute('data-far', String(scale >= FAR_FROM));
  }, [root, scale]);
  return null;
}

/** The floating note at a tile, where the view has it now. */
function Tip({ pointed, width, height }: { readonly pointed: NonNullable<Pointed>; readonly width: number; readonly height: number }) {
  const [x, y, zoom] = useFlowStore((state) => state.transform);
  const at = 'tile' in pointed ? pointed.tile : pointed.slot;
  const left = Math.max(120, Math.min(width - 120, (at.x + at.size / 2) * zoom + x));
  const below = (at.y + at.size) * zoom + y;
  const flip = below > height - 150;
  return <Floating pointed={pointed} left={left} top={flip ? at.y * zoom + y : below} flip={flip} />;
}

type Target = Omit<MenuTarget, 'x' | 'y'>;

function podTarget(tile: Scene['tiles'][number] | undefined): Target | undefined {
  return tile && { ref: { table: 'pods', key: tile.pod.key }, facts: tile.pod };
}

function cardTarget(card: Scene['cards'][number] | undefined): Target | undefined {
  return card?.ref && { ref: card.ref, facts: card.facts };
}

function targetOf(element: Element, scene: Scene): Target | undefined {
  const tileId = element.closest<HTMLElement>('[data-tile]')?.dataset['tile'];
  if (tileId !== undefined) return podTarget(scene.tiles.find(({ id }) => id === tileId));
  const cardId = element.closest<HTMLElement>('[data-card]')?.dataset['card'];
  return cardId === undefined ? undefined : cardTarget(scene.cards.find(({ id }) => id === cardId));
}
