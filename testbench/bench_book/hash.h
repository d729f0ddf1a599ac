// SPDX-License-Identifier: BSD-3-Clause
// hash: the linear hash of rtl/lib/hash_map_rows.sv as the order table uses it, turned around:
// order references that share a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// At least @count references (fewer when there are no more) that fall into one row in each of
// the first @subs sub-tables of an order table for @orders orders.
std::vector<uint64_t> one_row_keys(unsigned subs, unsigned count, unsigned orders);
