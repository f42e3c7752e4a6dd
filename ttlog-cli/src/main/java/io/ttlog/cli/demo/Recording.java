/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.github.luben.zstd.ZstdInputStream;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.ttlog.ErrorCode;
import io.ttlog.Level;
import io.ttlog.TTLogException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The slice of the Nezha TrainTicket recording that comes with this module (SOURCE.txt beside its files), all rows in the
 * order in which they were recorded.
 *
 * @param rows oldest first
 * @param fileBytes of the three files without their compression
 */
record Recording(List<Recorded> rows, long fileBytes) {
    /** A line as the services printed it; that trace and span are also columns of the file makes them redundant here. */
    private static final Pattern LINE = Pattern.compile(
            "[0-9:.]+ (?<level>[A-Z]+) +(?<logger>\\S+)#(?<line>\\d+) TraceID: \\S+ SpanID: \\S+ (?<message>.*?)\\n?",
            Pattern.DOTALL);

    private static final Pattern POD = Pattern.compile("(?<service>.+)-[0-9a-z]+-[0-9a-z]{5}");
    private static final JsonFactory JSON = new JsonFactory();

    private static final int ID_CHARS = 16;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final String ROOT = "root";
    private static final String POD_LABEL = "pod=";

    /** Reads the slice. A row that is not as SOURCE.txt says is a defect of the slice and throws. */
    static Recording load() throws IOException {
        List<Recorded> rows = new ArrayList<>();
        long bytes = read("logs.csv.zst", row -> rows.add(log(row)));
        bytes += read("spans.csv.zst", row -> rows.add(span(row)));
        bytes += read("metrics.csv.zst", row -> rows.add(reading(row)));
        rows.sort(Comparator.comparingLong(Recorded::recordedNanos));
        return new Recording(List.copyOf(rows), bytes);
    }

    /** The time of the last row. */
    long lastNanos() {
        return rows.get(rows.size() - 1).recordedNanos();
    }

    /** The time from the first row to the last. */
    long durationNanos() {
        return lastNanos() - rows.get(0).recordedNanos();
    }

    /** The service of a pod: its name without the two parts that Kubernetes appended, where it has them. */
    static String service(String pod) {
        Matcher parts = POD.matcher(pod);
        return parts.matches() ? parts.group("service") : pod;
    }

    private static long read(String file, Consumer<NamedCsvRecord> row) throws IOException {
        InputStream resource = Recording.class.getResourceAsStream(file);
        if (resource == null) {
            throw new TTLogException(ErrorCode.INTERNAL, "the demo's " + file + " is missing on the class path");
        }
        byte[] bytes;
        try (InputStream in = new ZstdInputStream(resource)) {
            bytes = in.readAllBytes();
        }
        try (Reader text = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
                CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(text)) {
            rows.forEach(row);
        }
        return bytes.length;
    }

    private static Recorded log(NamedCsvRecord row) {
        String line = logOfDocker(row.getField("Log"));
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw unexpected("log line", line);
        }
        String trace = row.getField("TraceID");
        return new Recorded.Log(
                Long.parseLong(row.getField("TimeUnixNano")),
                Level.valueOf(parts.group("level")),
                parts.group("logger"),
                Long.parseLong(parts.group("line")),
                parts.group("message"),
                row.getField("PodName"),
                row.getField("Node"),
                id(trace, 0),
                id(trace, ID_CHARS),
                id(row.getField("SpanID"), 0));
    }

    private static Recorded span(NamedCsvRecord row) {
        long start = Long.parseLong(row.getField("StartTimeUnixNano"));
        String trace = row.getField("TraceID");
        String parent = row.getField("ParentID");
        return new Recorded.Span(
                row.getField("OperationName"),
                start,
                Long.parseLong(row.getField("EndTimeUnixNano")) - start,
                row.getField("PodName"),
                id(trace, 0),
                id(trace, ID_CHARS),
                id(row.getField("SpanID"), 0),
                parent.equals(ROOT) ? 0 : id(parent, 0));
    }

    private static Recorded reading(NamedCsvRecord row) {
        String labels = row.getField("labels");
        if (!labels.startsWith(POD_LABEL)) {
            throw unexpected("labels", labels);
        }
        return new Recorded.Reading(
                Long.parseLong(row.getField("ts_ms")) * NANOS_PER_MILLI,
                row.getField("metric"),
                labels.substring(POD_LABEL.length()),
                Double.parseDouble(row.getField("value")));
    }

    /** Docker wraps what a container prints as {@code {"log": line, "stream": ..., "time": ...}}. */
    private static String logOfDocker(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME
                        && parser.currentName().equals("log")) {
                    return parser.nextTextValue();
                }
            }
        } catch (IOException e) {
            throw new TTLogException(ErrorCode.INTERNAL, "no JSON in the demo's logs: " + json, e);
        }
        throw unexpected("Docker line", json);
    }

    private static long id(String hex, int from) {
        return Long.parseUnsignedLong(hex, from, from + ID_CHARS, ID_CHARS);
    }

    private static TTLogException unexpected(String what, String value) {
        return new TTLogException(ErrorCode.INTERNAL, "a " + what + " in the demo's data is not as expected: " + value);
    }
}
