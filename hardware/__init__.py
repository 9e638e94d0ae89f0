# SPDX-License-Identifier: Apache-2.0
"""The physical devices of the box, each with a class for the device that is not there."""
