/* SPDX-License-Identifier: Apache-2.0 */
/**
 * A read-only JDBC driver for the stores of ttlog: {@code jdbc:ttlog:/path}. JDBC's interfaces have some 600 methods, of which a
 * store needs about a quarter; the classes here have those, by the same names and parameters, and {@link io.ttlog.jdbc.Calls}
 * stands before them as the interface and refuses the others. Each object is for one thread at a time, as JDBC has it.
 */
@NullMarked
package io.ttlog.jdbc;

import org.jspecify.annotations.NullMarked;
