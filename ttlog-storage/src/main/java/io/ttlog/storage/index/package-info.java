/* SPDX-License-Identifier: Apache-2.0 */
/**
 * What says of a row group of a segment that it cannot have what a query needs, without reading its columns (RFC-0022).
 *
 * <p>A <em>need</em> ({@link io.ttlog.storage.index.Need}) is what a row must have for a condition to be true. A <em>key</em> is the hash of
 * something that a column has ({@link io.ttlog.storage.index.Keys}): a whole value, a word, an id. A <em>filter</em>
 * ({@link io.ttlog.storage.index.RibbonFilter}) holds the keys of one column of one row group, and is wrong only towards yes. What a key is is
 * said once, in {@link io.ttlog.storage.index.TextKeys}, for the writer and for the query.
 *
 * <p>All of it is stateless or belongs to one thread. Imports nothing of the store but names and chunks; segments import this.
 */
@NullMarked
package io.ttlog.storage.index;

import org.jspecify.annotations.NullMarked;
