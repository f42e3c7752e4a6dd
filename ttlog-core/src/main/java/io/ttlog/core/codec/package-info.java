/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Blocks: runs of bytes that are compressed and checksummed as one. {@link io.ttlog.core.codec.BlockCodec} is one way to
 * compress, {@link io.ttlog.core.codec.Codecs} knows them all by id and name, and {@link
 * io.ttlog.core.codec.BlockFormat} frames a block so that a reader can trust it (RFC-0001).
 *
 * <p>Vocabulary: <em>raw</em> bytes are what the writer gave, <em>stored</em> bytes are what lies in the file after
 * compression, a <em>block</em> is a header with the stored bytes behind it.
 *
 * <p>Everything here is stateless and safe for all threads. This is the only package that imports the compression
 * libraries; each is loaded when its codec is first used, because zstd and snappy print a native-access line on JDK 24
 * and later. The package knows neither events nor files.
 */
@NullMarked
package io.ttlog.core.codec;

import org.jspecify.annotations.NullMarked;
