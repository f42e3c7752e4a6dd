/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Prints a query's result: one {@link io.ttlog.cli.output.ResultPrinter} a format. Values look the same in all of them
 * ({@link io.ttlog.cli.output.Cells}) except that a table, for people, shows durations with a unit. Stateless.
 */
@NullMarked
package io.ttlog.cli.output;

import org.jspecify.annotations.NullMarked;
