// SPDX-License-Identifier: BSD-3-Clause
// touchwire.f: the device for tools that take a file list; paths from the root of the tree. The
// top is touchwire_10g; touchwire within it is the device without MACs.
// A module is found by its name, as everywhere in this tree.
+incdir+rtl/include
+incdir+rtl/csr
+libext+.sv
-y rtl
-y rtl/net
-y rtl/feed
-y rtl/book
-y rtl/trade
-y rtl/dma
-y rtl/csr
-y rtl/lib
rtl/touchwire_10g.sv
