/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Events in files of their own, without a store (RFC-0001, RFC-0008): {@link io.ttlog.core.sink.file.FileSink} writes them, {@link
 * io.ttlog.core.sink.file.FileReader} reads them back.
 *
 * <p>Vocabulary: a <em>file</em> is a header and then <em>frames</em>; a frame is a block ({@code core.codec}) of packed events with
 * the symbols that they name, so that it can be read without any other frame. A <em>torn tail</em> is a frame that was
 * not written to its end; anything else that does not check is <em>damage</em>. <em>Retention</em> says which files are kept.
 *
 * <p>A sink belongs to one thread, a reader too; a file may be read while it is written. Writing is by {@code
 * FileChannel.write}, never through mapped memory, which loses bytes on a full disk.
 */
@NullMarked
package io.ttlog.core.sink.file;

import org.jspecify.annotations.NullMarked;
