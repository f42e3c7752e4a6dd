/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.Signal;
import io.ttlog.cli.mapping.EventWriter;
import io.ttlog.cli.mapping.Mapping;
import io.ttlog.cli.mapping.MappingException;
import io.ttlog.cli.notation.Timestamps;
import io.ttlog.cli.record.Rejections;
import io.ttlog.cli.source.RecordReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One source read by a reader and written as events to memory: an import without files and store. */
public final class ReaderRun {
    /** The present of all tests, and the time of rows without one. */
    public static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final StringWriter report = new StringWriter();
    private final Rejections rejections = new Rejections(new PrintWriter(report), () -> {});
    private final EventMemory memory = new EventMemory();
    private final EventWriter writer;

    private ReaderRun(Signal signal, @Nullable String service, String... map) throws MappingException {
        writer = new EventWriter(
                Mapping.of(signal, List.of(map)), service, timestamps(), NOW.getEpochSecond() * 1_000_000_000L, memory);
    }

    /** A recogniser with the present of tests. */
    public static Timestamps timestamps() {
        return new Timestamps(NOW, null);
    }

    /** Reads UTF-8 text. */
    public static ReaderRun of(Signal signal, RecordReader reader, String text, String... map)
            throws IOException, MappingException {
        return ofBytes(signal, null, reader, text.getBytes(StandardCharsets.UTF_8), map);
    }

    /** Reads bytes, with a default service or null. */
    public static ReaderRun ofBytes(
            Signal signal, @Nullable String service, RecordReader reader, byte[] bytes, String... map)
            throws IOException, MappingException {
        ReaderRun run = new ReaderRun(signal, service, map);
        reader.read(new ByteArrayInputStream(bytes), "source", run.writer, run.rejections);
        return run;
    }

    /** The events. */
    public List<Map<String, Object>> events() {
        return memory.events();
    }

    /** The only event. */
    public Map<String, Object> event() {
        if (events().size() != 1) {
            throw new AssertionError("one event is expected, but there are " + events() + "\n" + report);
        }
        return events().get(0);
    }

    /** The number of rejections. */
    public long rejected() {
        return rejections.count();
    }

    /** What was reported. */
    public String report() {
        return report.toString();
    }

    /** Who wrote the events. */
    public EventWriter writer() {
        return writer;
    }
}
