/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Segment files, version 1 (RFC-0002): rows of one table, sealed. {@link io.ttlog.storage.segment.v1.SegmentWriter} writes one,
 * {@link io.ttlog.storage.segment.v1.SegmentFile} reads it.
 *
 * <p>A <em>chunk</em> (one column of one row group) is encoded by the {@link io.ttlog.storage.segment.v1.encoding.ColumnEncoding} whose
 * blocks came out smallest, and lies in one or more blocks of {@code io.ttlog.core.codec}, whose checksums are compared
 * before anything is decoded. The <em>footer</em> says where the chunks are. A file never changes once it is complete; it is
 * read through a memory map, so that an interrupt of a reading thread closes nothing for others. Readers are safe for all
 * threads. Once released this version is never edited: a new one is added beside it.
 */
@NullMarked
package io.ttlog.storage.segment.v1;

import org.jspecify.annotations.NullMarked;
