/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.RecordConsumer;
import io.ttlog.cli.record.Rejections;
import io.ttlog.cli.record.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Raw little-endian doubles, eight bytes each, as readings of one gauge named like the source, a second apart from 1970 on:
 * test vectors of float codecs have no times. NaN payloads survive.
 */
public final class DoubleRecords implements RecordReader {
    private static final int VALUES_PER_READ = 8192;

    private final SourceRecord row = new SourceRecord();

    @Override
    public void read(InputStream in, String name, RecordConsumer rows, Rejections rejections) throws IOException {
        String metric = metricName(name);
        byte[] bytes = new byte[VALUES_PER_READ * Double.BYTES];
        long index = 0;
        int length;
        while ((length = in.readNBytes(bytes, 0, bytes.length)) > 0) {
            ByteBuffer values = ByteBuffer.wrap(bytes, 0, length).order(ByteOrder.LITTLE_ENDIAN);
            while (values.remaining() >= Double.BYTES) {
                reading(metric, index, values.getDouble(), name, rows, rejections);
                index++;
            }
            if (values.hasRemaining()) {
                rejections.add(name, index + 1, values.remaining() + " bytes at the end are no double");
            }
        }
    }

    private void reading(
            String metric, long index, double value, String name, RecordConsumer rows, Rejections rejections) {
        row.clear(index + 1, SourceRecord.Fields.DESCRIBED);
        row.give(Column.NAME, "name", metric);
        row.give(Column.KIND, "kind", "gauge");
        row.give(Column.TIMESTAMP, "timestamp", index, TimeUnits.SECONDS);
        row.give(Column.VALUE, "value", value);
        rows.acceptOrReport(row, name, rejections);
    }

    /** The file's name without its folder and what follows the first point. */
    private static String metricName(String source) {
        String file = source.substring(Math.max(source.lastIndexOf('/'), source.lastIndexOf('\\')) + 1);
        int point = file.indexOf('.');
        return point > 0 ? file.substring(0, point) : file;
    }
}
