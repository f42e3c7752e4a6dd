/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Queries over the anchor, ttlog beside DuckDB on the same rows: {@link io.ttlog.bench.query.Corpus} makes both stores,
 * {@link io.ttlog.bench.query.QueryTimes} asks both the same {@link io.ttlog.bench.query.Question}s and compares the answers.
 */
@NullMarked
package io.ttlog.bench.query;

import org.jspecify.annotations.NullMarked;
