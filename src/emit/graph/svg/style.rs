//! How a drawing looks, in light and in dark.

/// The style sheet.
pub(super) const STYLE: &str = "
  svg { --bg: #ffffff; --fg: #1f2328; --muted: #59636e; --line: #59636e; --host: #f3f5f8; --host-line: #c8d1da; --process: #ffffff;
    --front: #e6f0fd; --front-line: #3b7dc4; --back: #eef2f6; --back-line: #6b7a89; --pool: #f1eafc; --pool-line: #7f56c2;
    --node: #e4f5e9; --node-line: #2f8a4c; --hole: #ffffff; --error: #cf222e; --warning: #9a6700; --info: #0969da; --on: #ffffff }
  @media (prefers-color-scheme: dark) {
    svg { --bg: #0d1117; --fg: #f0f6fc; --muted: #9ea7b3; --line: #8b949e; --host: #151b23; --host-line: #3d444d; --process: #0d1117;
      --front: #12263f; --front-line: #4a90d9; --back: #212830; --back-line: #8b98a5; --pool: #271c3b; --pool-line: #a47ee0;
      --node: #12291b; --node-line: #46a565; --hole: #0d1117; --error: #ff7b72; --warning: #e3b341; --info: #58a6ff; --on: #0d1117 }
  }
  text { font-family: system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif; font-size: 12px; fill: var(--fg) }
  .title { font-size: 14px; font-weight: 600 }
  .head { font-size: 18px; font-weight: 600 }
  .bold { font-weight: 600 }
  .muted { fill: var(--muted) }
  .badge { font-size: 10px; font-weight: 700; fill: var(--on); text-anchor: middle }
  .over > text:not(.badge) { paint-order: stroke; stroke: var(--host); stroke-width: 5px; stroke-linejoin: round }
  .over-process > text:not(.badge) { stroke: var(--process) }
  .small { font-size: 8.5px }
  .on-host { fill: var(--host) }
  .on-process { fill: var(--process) }
  .bg { fill: var(--bg) }
  .host { fill: var(--host); stroke: var(--host-line) }
  .haproxy { fill: var(--process); stroke: var(--host-line); stroke-dasharray: 2 3 }
  .box { stroke-width: 1.4 }
  .clients { fill: var(--bg); stroke: var(--line) }
  .frontend, .listen { fill: var(--front); stroke: var(--front-line) }
  .backend { fill: var(--back); stroke: var(--back-line) }
  .pooler { fill: var(--pool); stroke: var(--pool-line) }
  .node { fill: var(--node); stroke: var(--node-line) }
  .unseen, .nobody { fill: var(--hole); stroke: var(--line); stroke-dasharray: 5 4 }
  .inner { fill: none }
  .edge { fill: none; stroke: var(--line); stroke-width: 1.5 }
  .sometimes { stroke-dasharray: 6 4 }
  .replication { stroke: var(--node-line); stroke-width: 3 }
  .tip { fill: var(--line) }
  .tip-replication { fill: var(--node-line) }
  .tip-error { fill: var(--error) }
  .fault.edge, .fault.box { stroke: var(--error); stroke-width: 2.6 }
  .error { fill: var(--error) }
  .warning { fill: var(--warning) }
  .info { fill: var(--info) }
";
