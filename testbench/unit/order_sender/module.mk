# SPDX-License-Identifier: BSD-3-Clause
# The bench order_sender is built as order_path is: ../order_path/module.mk.
