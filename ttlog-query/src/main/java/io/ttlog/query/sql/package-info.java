/* SPDX-License-Identifier: Apache-2.0 */
/**
 * From SQL text to a syntax tree: {@link io.ttlog.query.sql.Lexer} cuts the text into tokens,
 * {@link io.ttlog.query.sql.Parser} (Pratt: operator precedence by binding power) builds {@link io.ttlog.query.sql.Query}
 * and {@link io.ttlog.query.sql.Expr}. Every node keeps its {@link io.ttlog.query.sql.Place} so that
 * {@link io.ttlog.query.sql.SqlSource} can point at it. Length and depth are bounded before anything recurses.
 *
 * <p>Nothing here knows a column: names are looked up by the planner. One parse belongs to one thread; trees are immutable.
 * Imports the API and the column types, nothing else of ttlog.
 */
@NullMarked
package io.ttlog.query.sql;

import org.jspecify.annotations.NullMarked;
