/* SPDX-License-Identifier: Apache-2.0 */
/**
 * {@code ttlog demo}: a recording of a real system and a small live service, recorded by ttlog and asked about in SQL.
 *
 * <p>The <em>recording</em> is a slice of a data set beside these classes (SOURCE.txt), the <em>replay</em> carries it through
 * a recorder as if its services recorded now; the <em>shop</em> is an instrumented HTTP service in this process, the
 * <em>load</em> its clients; the <em>report</em> prints what the store answers. One thread runs the demo; the shop and the load
 * have threads of their own, which end with them. Nothing else of the command line is imported.
 */
@NullMarked
package io.ttlog.cli.demo;

import org.jspecify.annotations.NullMarked;
