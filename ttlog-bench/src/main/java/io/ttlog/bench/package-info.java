/* SPDX-License-Identifier: Apache-2.0 */
/**
 * JMH benchmarks of the whole road and of its parts; {@code ttlog-bench/run NAME} builds and runs those whose class or method
 * matches. Figures and how they were taken are in ttlog-bench/README.md. Nothing imports this package.
 */
@NullMarked
package io.ttlog.bench;

import org.jspecify.annotations.NullMarked;
