/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.Signal;
import io.ttlog.cli.record.RecordConsumer;
import io.ttlog.cli.record.RejectedException;
import io.ttlog.cli.record.Rejections;
import io.ttlog.cli.record.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * JSON documents, one a line. An object is a record and an array of objects is several; for spans, a Jaeger document is as
 * many records as it has spans ({@link JaegerSpans}), and spans of Zipkin are known by their members ({@link ZipkinSpans}).
 * Blank lines are skipped.
 */
public final class JsonRecords implements RecordReader {
    private final boolean spans;
    private final SourceRecord row = new SourceRecord();

    /** A reader of records of the signal. */
    public JsonRecords(Signal signal) {
        this.spans = signal == Signal.SPAN;
    }

    @Override
    public void read(InputStream in, String name, RecordConsumer rows, Rejections rejections) throws IOException {
        Lines lines = new Lines(in, Lines.DOCUMENT_BYTES_MAX);
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (lines.continued()) {
                continue;
            }
            if (lines.toBeContinued()) {
                rejections.add(name, lines.number(), tooLong());
            } else if (!line.isBlank()) {
                document(line, lines.number(), name, rows, rejections);
            }
        }
        lines.noteNotUtf8(name, rejections);
    }

    static String tooLong() {
        return "a line of more than " + Lines.DOCUMENT_BYTES_MAX + " bytes";
    }

    private void document(String text, long line, String name, RecordConsumer rows, Rejections rejections) {
        Object document;
        try {
            document = Json.parse(text);
        } catch (RejectedException e) {
            rejections.add(name, line, e.reason());
            return;
        }
        if (spans && document instanceof JsonObject object && JaegerSpans.isDocument(object)) {
            new JaegerSpans(row, line, name, rows, rejections).document(object);
        } else if (document instanceof JsonArray array) {
            long earliest = spans ? ZipkinSpans.earliestMicros(array) : ZipkinSpans.NO_TIME;
            for (Object item : array.items()) {
                record(item, line, name, earliest, rows, rejections);
            }
        } else {
            record(document, line, name, ZipkinSpans.NO_TIME, rows, rejections);
        }
    }

    private void record(
            @Nullable Object value, long line, String name, long earliest, RecordConsumer rows, Rejections rejections) {
        if (!(value instanceof JsonObject object)) {
            rejections.add(name, line, "a JSON object or an array of objects is expected");
            return;
        }
        if (spans && ZipkinSpans.isSpan(object)) {
            row.clear(line, SourceRecord.Fields.DESCRIBED);
            ZipkinSpans.fill(row, object, earliest);
        } else {
            row.clear(line, SourceRecord.Fields.TYPED);
            Json.flatten(object, "", row);
        }
        rows.acceptOrReport(row, name, rejections);
    }
}
