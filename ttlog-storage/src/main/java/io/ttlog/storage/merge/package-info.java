/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Many segments into one (RFC-0019). {@link io.ttlog.storage.merge.MergePolicy} says which, from what the manifest tells of them; {@link
 * io.ttlog.storage.merge.Merge} writes the rows of all into one file, in order, a column at a time. An <em>input</em> is a segment that
 * is merged, the <em>level</em> of a segment counts the merges behind its rows, a <em>day</em> that is over and complete is
 * <em>cold</em>. Nothing here changes what the store consists of: that is the business of {@code Catalog}.
 */
@NullMarked
package io.ttlog.storage.merge;

import org.jspecify.annotations.NullMarked;
