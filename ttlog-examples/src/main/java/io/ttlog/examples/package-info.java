/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Small programs that show ttlog from outside, each with a {@code main}: {@code ttlog-examples/run SixLines} builds and runs
 * one. They use the API only, keep their data in {@code ttlog-data} of the working directory, and end by themselves. The
 * build runs each of them and looks at what it prints; README.md shows {@link io.ttlog.examples.SixLines} word for word.
 */
@NullMarked
package io.ttlog.examples;

import org.jspecify.annotations.NullMarked;
