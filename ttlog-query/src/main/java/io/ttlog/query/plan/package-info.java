/* SPDX-License-Identifier: Apache-2.0 */
/**
 * From a syntax tree to a {@link io.ttlog.query.plan.Plan}: {@code Binder} gives names and types to expressions within a
 * {@code Scope} (rows of a table, or groups), {@code Functions} and its neighbours know the functions, {@code Coercion} what
 * may meet what, {@code Pruning} which times and services a condition can accept, and {@link io.ttlog.query.plan.Planner} puts
 * the clauses together.
 *
 * <p>Single-threaded, nothing outlives a query. Reads schemas, never rows, except to tell an empty table from a misspelt
 * name.
 */
@NullMarked
package io.ttlog.query.plan;

import org.jspecify.annotations.NullMarked;
