/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.cli.record.RecordConsumer;
import io.ttlog.cli.record.Rejections;
import java.io.IOException;
import java.io.InputStream;

/** Reads one format. An instance reads one source after another, by one thread. */
public interface RecordReader {
    /**
     * Reads to the end of the stream.
     *
     * @param name of the source, for reports
     * @param rows takes the records
     * @param rejections takes what could not be read as asked, or what {@code rows} refused
     * @throws IOException when the stream fails, or the rest of it cannot be read as this format
     */
    void read(InputStream in, String name, RecordConsumer rows, Rejections rejections) throws IOException;
}
