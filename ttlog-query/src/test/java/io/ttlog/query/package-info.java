/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Tests of the query engine: SQL cases as text files ({@code src/test/resources/sql}), random queries against a slow oracle,
 * damaged queries, and the examples of docs/sql.md. Tables live in {@code MemorySnapshot}.
 */
@NullMarked
package io.ttlog.query;

import org.jspecify.annotations.NullMarked;
