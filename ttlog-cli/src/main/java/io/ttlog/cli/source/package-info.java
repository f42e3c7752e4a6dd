/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Reads files of other systems record by record: each {@link io.ttlog.cli.source.RecordReader} knows one format and turns
 * bytes into {@link io.ttlog.cli.record.SourceRecord}s; {@link io.ttlog.cli.source.Compression} undoes gzip and Zstandard
 * before.
 *
 * <p>All readers stream: memory is bounded by the longest record ({@link io.ttlog.cli.source.Lines#DOCUMENT_BYTES_MAX}), not by the
 * file. A record that cannot be read is rejected with its line and a reason and the next one is read. One thread.
 * Imports Jackson's streaming parser, FastCSV and zstd-jni, which no other package of the command line does.
 */
@NullMarked
package io.ttlog.cli.source;

import org.jspecify.annotations.NullMarked;
