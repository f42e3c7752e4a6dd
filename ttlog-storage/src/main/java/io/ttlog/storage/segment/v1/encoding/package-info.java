/* SPDX-License-Identifier: Apache-2.0 */
/**
 * How the values of a chunk become bytes and come back: {@link io.ttlog.storage.segment.v1.encoding.ColumnEncoding} and what one may
 * look at beside the values, {@link io.ttlog.storage.segment.v1.encoding.Neighbours}. The encodings themselves are next to what they
 * are for: {@code numbers}, {@code binary} (strings of bytes, identifiers among them) and {@code texts} (templates). They know
 * nothing of files; {@code segment.v1} chooses among them and cuts blocks. All of it is part of version 1 (RFC-0002): ids and bytes of
 * a released version never change. May import {@code chunk}, {@code column}, {@code entropy} and {@code wire}, of itself
 * {@code numbers} by {@code binary} and both by {@code texts}.
 */
@NullMarked
package io.ttlog.storage.segment.v1.encoding;

import org.jspecify.annotations.NullMarked;
