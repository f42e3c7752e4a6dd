/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvReader.CsvReaderBuilder;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.ttlog.cli.record.RecordConsumer;
import io.ttlog.cli.record.RejectedException;
import io.ttlog.cli.record.Rejections;
import io.ttlog.cli.record.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Comma-separated values (RFC 4180) with a header line; a header without a comma but with a semicolon or tab says that this
 * separates the fields of the source. Fields in quotes may hold separators, quotes and line ends. A record with
 * more or fewer fields than the header is rejected, an empty field is no field, empty lines are skipped.
 *
 * <p>The lines of a record are put together here and then parsed by FastCSV, which cannot go on after an error: so a bad record costs
 * itself only. Where a quote is never closed, the line that opens it is rejected and the lines after it are read one by one.
 */
public final class CsvRecords implements RecordReader {
    private static final char COMMA = ',';
    /** What separates fields when the header has no comma. */
    private static final String OTHER_SEPARATORS = ";\t";

    private final CsvRecordHandler handler = CsvRecordHandler.builder()
            .maxFieldSize(Lines.DOCUMENT_BYTES_MAX)
            .maxRecordSize(Lines.DOCUMENT_BYTES_MAX)
            .build();
    private final SourceRecord row = new SourceRecord();

    @Override
    public void read(InputStream in, String name, RecordConsumer rows, Rejections rejections) throws IOException {
        new Source(new Lines(in, Lines.DOCUMENT_BYTES_MAX), name, rows, rejections).read();
    }

    /** Whether a field in quotes is open at the end of the line, given whether one was at its start. */
    static boolean endsInQuotes(String line, boolean startsInQuotes, char separator) {
        boolean quoted = startsInQuotes;
        boolean fieldStarts = true;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted) {
                if (c == '"') {
                    if (i + 1 < line.length() && line.charAt(i + 1) == '"') {
                        i++;
                    } else {
                        quoted = false;
                    }
                }
                fieldStarts = false;
            } else {
                quoted = c == '"' && fieldStarts;
                fieldStarts = c == separator;
            }
        }
        return quoted;
    }

    /** The comma when the header has one outside quotes, else the other that it has, else the comma: it is one field. */
    static char separator(String header) {
        char found = COMMA;
        boolean quoted = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            quoted ^= c == '"';
            if (!quoted && c == COMMA) {
                return COMMA;
            }
            if (!quoted && found == COMMA && OTHER_SEPARATORS.indexOf(c) >= 0) {
                found = c;
            }
        }
        return found;
    }

    private static CsvReaderBuilder parser(char separator) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .commentStrategy(CommentStrategy.NONE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE) // counted here, for a better message
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(Lines.DOCUMENT_BYTES_MAX);
    }

    /** The reading of one source. */
    private final class Source {
        private final Lines lines;
        private final String name;
        private final RecordConsumer rows;
        private final Rejections rejections;
        private char separator = COMMA;
        private CsvReaderBuilder parser = parser(COMMA);
        private @Nullable List<String> header;

        Source(Lines lines, String name, RecordConsumer rows, Rejections rejections) {
            this.lines = lines;
            this.name = name;
            this.rows = rows;
            this.rejections = rejections;
        }

        void read() throws IOException {
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (lines.toBeContinued() && !lines.continued()) {
                    rejections.add(name, lines.number(), JsonRecords.tooLong());
                } else if (!lines.continued() && !line.isEmpty()) {
                    long number = lines.number();
                    if (header == null) {
                        separator = separator(line);
                        parser = parser(separator);
                    }
                    if (endsInQuotes(line, false, separator)) {
                        multiline(line, number);
                    } else {
                        record(line, number);
                    }
                }
            }
            lines.noteNotUtf8(name, rejections);
        }

        /** Reads on to the line that closes the quote. */
        private void multiline(String first, long number) throws IOException {
            List<String> parts = new ArrayList<>();
            long chars = first.length();
            parts.add(first);
            boolean carriageReturn = lines.carriageReturn();
            boolean open = true;
            StringBuilder text = new StringBuilder(first);
            while (open && chars < Lines.DOCUMENT_BYTES_MAX) {
                String line = lines.next();
                if (line == null) {
                    break;
                }
                open = endsInQuotes(line, true, separator);
                text.append(carriageReturn ? "\r\n" : "\n").append(line);
                carriageReturn = lines.carriageReturn();
                parts.add(line);
                chars += line.length() + 2;
            }
            if (!open) {
                record(text.toString(), number);
                return;
            }
            rejections.add(name, number, "a quote that is not closed");
            for (int i = 1; i < parts.size(); i++) {
                if (!parts.get(i).isEmpty()) {
                    record(parts.get(i), number + i);
                }
            }
        }

        private void record(String text, long number) {
            try {
                CsvRecord fields = parser.ofSingleCsvRecord(handler, text);
                if (header == null) {
                    header = List.copyOf(fields.getFields());
                } else {
                    fill(header, fields, number);
                    rows.accept(row);
                }
            } catch (CsvParseException e) {
                rejections.add(name, number, "not CSV: " + e.getMessage());
            } catch (RejectedException e) {
                rejections.add(name, number, e.reason());
            }
        }

        private void fill(List<String> names, CsvRecord fields, long number) throws RejectedException {
            int count = fields.getFieldCount();
            if (count != names.size()) {
                throw new RejectedException(count + " fields where the header has " + names.size());
            }
            row.clear(number, SourceRecord.Fields.UNTYPED);
            for (int i = 0; i < count; i++) {
                String value = fields.getField(i);
                row.add(names.get(i), value.isEmpty() ? null : value);
            }
        }
    }
}
