# SPDX-License-Identifier: Apache-2.0
"""Console: the commands of `dulog` for whoever looks after a box, one file for what belongs together."""
