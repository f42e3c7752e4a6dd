/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Little-endian bytes, written and read with care: {@link io.ttlog.storage.wire.ByteWriter} grows, {@link
 * io.ttlog.storage.wire.ByteReader} believes nothing and names the file and offset of what it cannot accept. Both belong to
 * one thread. The package knows no format; formats are built on it.
 */
@NullMarked
package io.ttlog.storage.wire;

import org.jspecify.annotations.NullMarked;
