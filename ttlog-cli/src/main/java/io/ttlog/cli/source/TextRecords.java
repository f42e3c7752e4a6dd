/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.notation.Timestamps;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.RecordConsumer;
import io.ttlog.cli.record.Rejections;
import io.ttlog.cli.record.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plain text logs, one line a record ({@link TextLine} says what is recognised). No line is lost: one without a timestamp
 * is a message at the time of the line before it. Such a line is reported as well, unless it continues the line before it
 * (it is indented, or starts like a Java stack trace) or no line of the source has a timestamp. Blank lines are skipped.
 * With {@code multiline}, lines without a timestamp are joined to the record before them.
 */
public final class TextRecords implements RecordReader {
    private static final Pattern STACK_TRACE =
            Pattern.compile("(?:Caused by: |Suppressed: |Exception in thread |\\.\\.\\. \\d+ (?:more|common frames))"
                    + "|(?:[\\p{Alpha}_$][\\w$]*\\.)+[\\w$]*(?:Exception|Error|Throwable)\\b");
    /** An exception's class name stands within so many characters. */
    private static final int STACK_TRACE_CHARS_MAX = 300;

    private final TextLine textLine;
    private final boolean multiline;
    private final SourceRecord row = new SourceRecord();

    /**
     * A reader.
     *
     * @param timestamps recognises timestamps
     * @param multiline whether to join lines without a timestamp to the record before them
     * @param programAsService whether the program of a syslog line is the service too
     */
    public TextRecords(Timestamps timestamps, boolean multiline, boolean programAsService) {
        this.textLine = new TextLine(timestamps, programAsService);
        this.multiline = multiline;
    }

    @Override
    public void read(InputStream in, String name, RecordConsumer rows, Rejections rejections) throws IOException {
        new Source(new Lines(in, Lines.TEXT_BYTES_MAX), name, rows, rejections).read();
    }

    private static boolean continues(String line) {
        return Character.isWhitespace(line.charAt(0))
                || STACK_TRACE
                        .matcher(line)
                        .region(0, Math.min(line.length(), STACK_TRACE_CHARS_MAX))
                        .lookingAt();
    }

    /** The reading of one source. */
    private final class Source {
        private final Lines lines;
        private final String name;
        private final RecordConsumer rows;
        private final Rejections rejections;
        private @Nullable Long lastNanos;
        private long blankLines;
        private long headLines; // without a timestamp, before the first with one
        private final long[] headNumbers = new long[Rejections.REPORTED_MAX]; // of the first of them
        private @Nullable StringBuilder pending; // multiline only
        private long pendingLine;

        Source(Lines lines, String name, RecordConsumer rows, Rejections rejections) {
            this.lines = lines;
            this.name = name;
            this.rows = rows;
            this.rejections = rejections;
        }

        void read() throws IOException {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (lines.toBeContinued() && !lines.continued()) {
                    rejections.add(
                            name,
                            lines.number(),
                            "a line of more than " + Lines.TEXT_BYTES_MAX + " bytes; kept in pieces of so many");
                }
                if (line.isBlank()) {
                    blankLines++;
                } else if (multiline) {
                    join(line);
                } else {
                    record(line, lines.number());
                }
            }
            emitPending();
            if (blankLines > 0) {
                rejections.note(name + ": " + blankLines + " blank lines were skipped");
            }
            lines.noteNotUtf8(name, rejections);
        }

        private void join(String line) {
            StringBuilder joined = pending;
            if (joined != null
                    && joined.length() + line.length() < Lines.TEXT_BYTES_MAX
                    && !textLine.startsWithTimestamp(line)) {
                joined.append('\n').append(line);
                return;
            }
            emitPending();
            pending = new StringBuilder(line);
            pendingLine = lines.number();
        }

        private void emitPending() {
            StringBuilder joined = pending;
            if (joined != null) {
                pending = null;
                record(joined.toString(), pendingLine);
            }
        }

        private void record(String line, long number) {
            row.clear(number, SourceRecord.Fields.DESCRIBED);
            Long nanos = textLine.fill(row, line);
            if (nanos != null) {
                reportHead();
                lastNanos = nanos;
            } else {
                untimed(line, number);
            }
            rows.acceptOrReport(row, name, rejections);
        }

        private void untimed(String line, long number) {
            row.clear(number, SourceRecord.Fields.DESCRIBED);
            row.give(Column.MESSAGE, "message", line);
            if (lastNanos != null) {
                row.give(Column.TIMESTAMP, "timestamp", lastNanos, TimeUnits.NANOS);
                if (!continues(line)) {
                    rejections.add(name, number, "no timestamp is recognised; kept as a message at the time before it");
                }
            } else if (!continues(line)) {
                headNumbers[(int) Math.min(headLines++, headNumbers.length - 1)] = number;
            }
        }

        private void reportHead() {
            for (long i = 0; i < headLines; i++) {
                long number = headNumbers[(int) Math.min(i, headNumbers.length - 1)];
                rejections.add(name, number, "no timestamp is recognised, nor before it; kept as a message");
            }
            headLines = 0;
        }
    }
}
