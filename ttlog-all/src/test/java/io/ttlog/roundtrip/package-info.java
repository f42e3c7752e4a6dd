/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Tests of the whole road, from a call of the public API through rings, pump and store to the rows of a query. They live
 * here because this module alone sees all others; nothing below the API is touched. ttlog is one a process: no two of these
 * tests may run at once.
 */
@NullMarked
package io.ttlog.roundtrip;

import org.jspecify.annotations.NullMarked;
