/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Encodings of strings of bytes, texts among them, that look at whole values only: dictionaries, fixed lengths, and the identifiers of
 * spans ({@link io.ttlog.storage.segment.v1.encoding.binary.CounterIds}, {@link
 * io.ttlog.storage.segment.v1.encoding.binary.ParentRows}). Stateless, safe for all threads.
 */
@NullMarked
package io.ttlog.storage.segment.v1.encoding.binary;

import org.jspecify.annotations.NullMarked;
