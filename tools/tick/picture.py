# SPDX-License-Identifier: BSD-3-Clause
"""What the pictures of a tick have in common: type and colours, for light and for dark."""

STYLE = """
svg{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;--ink:#1c2430;--dim:#566273;
--line:#d9dee6;--band:#eef3fb;--head:#c6cfdb;--mine:#1f6feb;--on:#fff;--other:#dbe5f4;background:#fff}
@media(prefers-color-scheme:dark){svg{--ink:#e6edf3;--dim:#9fb0c3;--line:#2b3442;--band:#172033;--head:#445063;
--mine:#58a6ff;--on:#0d1117;--other:#26364d;background:#0d1117}}
text{fill:var(--ink);font-size:12px}.d{fill:var(--dim);font-size:10.5px}.n{font-size:10px;text-anchor:middle;
fill:var(--dim)}.z{font-weight:700;fill:var(--mine)}.t{font-size:14px;font-weight:600}.g{stroke:var(--line)}
.h{fill:var(--head)}.m{fill:var(--mine)}.o{fill:var(--other)}.b{fill:var(--band)}
.w{fill:var(--on);font-weight:700;font-size:10.5px;text-anchor:middle}.c{font-size:11px;font-weight:600}
"""
