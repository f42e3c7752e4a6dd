/* SPDX-License-Identifier: Apache-2.0 */
/**
 * From a syntax tree to a {@link io.ttlog.query.plan.Plan}: {@link io.ttlog.query.plan.Planner} begins, {@code QueryPlanner},
 * {@code SelectPlanner} and {@code FromPlanner} put the clauses together, {@code Binder} gives names and types to expressions
 * within a {@code Scope} (rows of FROM, or groups), {@code Functions} and its neighbours know the functions, {@code Coercion}
 * what may meet what. {@code Pushdown} moves conditions to the scans, where {@code Pruning} and {@code Needs} say what they
 * rule out. RFC-0024 draws the tree.
 *
 * <p>Single-threaded, nothing outlives a query. Reads schemas, never rows, except to tell an empty table from a misspelt
 * name; subqueries in expressions are run by an {@link io.ttlog.query.plan.Answer.Runner}.
 */
@NullMarked
package io.ttlog.query.plan;

import org.jspecify.annotations.NullMarked;
