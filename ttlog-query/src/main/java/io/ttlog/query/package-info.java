/* SPDX-License-Identifier: Apache-2.0 */
/**
 * SQL over the store: {@link io.ttlog.query.SqlEngine} answers a query about the tables
 * of a {@link io.ttlog.storage.Snapshot}, or any others ({@code source}). The road:
 * text to tree ({@code sql}), tree to plan ({@code plan}), plan to rows ({@code exec}), which run {@code expression}s and
 * {@code aggregate}s over batches of columns. The language is described in docs/sql.md.
 *
 * <p>Engines are immutable and safe for all threads; a query runs on its caller's thread and keeps nothing behind. Imports
 * the API and the store, nothing of the recorder.
 */
@NullMarked
package io.ttlog.query;

import org.jspecify.annotations.NullMarked;
