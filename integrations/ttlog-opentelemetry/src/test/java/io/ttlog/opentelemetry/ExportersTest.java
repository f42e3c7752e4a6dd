/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.Row;
import io.ttlog.Signal;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.SeededRandom;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Start, stop, back-pressure and what nobody expects. */
@Timeout(120)
@ExtendWith(SeededRandom.class)
class ExportersTest {
    private static final Logger LOG = Logger.getLogger("io.ttlog.opentelemetry");

    @TempDir
    Path path;

    private final SdkTracerProvider tracers = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(SpanExporter.composite()))
            .build();

    @BeforeEach
    void quiet() {
        LOG.setUseParentHandlers(false);
    }

    @AfterEach
    void restore() {
        LOG.setUseParentHandlers(true);
        GatedSinkProvider.openGate();
        tracers.close();
    }

    private SpanData span(String name, Attributes attributes) {
        Span span =
                tracers.get("t").spanBuilder(name).setAllAttributes(attributes).startSpan();
        span.end();
        return ((ReadableSpan) span).toSpanData();
    }

    private List<SpanData> spans(int count, int textChars) {
        List<SpanData> spans = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            spans.add(span("s", Attributes.of(AttributeKey.stringKey("text"), "x".repeat(textChars))));
        }
        return spans;
    }

    private static String failure(CompletableResultCode result) {
        result.join(30, TimeUnit.SECONDS);
        assertThat(result.isDone()).isTrue();
        assertThat(result.isSuccess()).isFalse();
        return String.valueOf(
                Objects.requireNonNull(result.getFailureThrowable()).getMessage());
    }

    @Test
    void usesTheTtlogThatRunsAndLeavesItRunning() {
        try (TTLogSession session = TTLog.init()
                .service("host")
                .data(path.resolve("own"))
                .console(false)
                .start()) {
            try (Telemetry telemetry = Telemetry.open(path.resolve("other"))) {
                telemetry.sdk.getTracer("t").spanBuilder("foreign").startSpan().end();
                telemetry.flushed();
            }
            assertThat(path.resolve("other")).doesNotExist();
            TTLog.span("own").close();
            assertThat(TTLog.query("SELECT name, service FROM spans ORDER BY name")
                            .rows())
                    .extracting(row -> row.getString("name") + " of " + row.getString("service"))
                    .containsExactly("foreign of shop", "own of host");
            assertThat(session.stats().conserved()).isTrue();
        }
    }

    @Test
    void whatItStartedStopsWithTheLastExporterAndStartsAgain() {
        for (int round = 1; round <= 2; round++) {
            try (Telemetry telemetry = Telemetry.open(path)) {
                telemetry.sdk.getTracer("t").spanBuilder("round").startSpan().end();
            }
            // The store of a directory has one writer: that this opens says that the exporters' has closed.
            TTLog.init().data(path).console(false).start().close();
            assertThat(Telemetry.rows(path, "SELECT name FROM spans WHERE name = 'round'"))
                    .hasSize(round);
        }
    }

    @Test
    void aShutdownOfOneExporterLeavesTheOthersTheirStore() {
        TTLogSpanExporter one = TTLogSpanExporter.create(ExporterOptions.DEFAULT.withPath(path));
        TTLogSpanExporter two = TTLogSpanExporter.create(ExporterOptions.DEFAULT.withPath(path));
        Telemetry.succeeds(one.shutdown());
        Telemetry.succeeds(one.shutdown());
        Telemetry.succeeds(two.export(spans(3, 1)));
        Telemetry.succeeds(two.flush());
        assertThat(Telemetry.rows(path, "SELECT name FROM spans")).hasSize(3);
        Telemetry.succeeds(two.shutdown());
    }

    @Test
    void anExportAfterTheShutdownFailsAndSaysWhy() {
        TTLogSpanExporter exporter = TTLogSpanExporter.create(ExporterOptions.DEFAULT.withPath(path));
        Telemetry.succeeds(exporter.shutdown());
        assertThat(failure(exporter.export(spans(2, 1))))
                .isEqualTo("2 spans were not taken: the exporter has been shut down");
        Telemetry.succeeds(exporter.flush());
    }

    @Test
    void anExportAfterTheEndOfTheTtlogThatRanFailsAndSaysWhy() {
        TTLogSpanExporter exporter;
        try (TTLogSession session = TTLog.init().data(path).console(false).start()) {
            exporter = TTLogSpanExporter.create(ExporterOptions.DEFAULT);
            Telemetry.succeeds(exporter.export(spans(1, 1)));
            assertThat(session.stats().submitted(Signal.SPAN)).isEqualTo(1);
        }
        assertThat(failure(exporter.export(spans(2, 1)))).isEqualTo("2 spans were not taken: ttlog is not running");
        Telemetry.succeeds(exporter.shutdown());
    }

    @Test
    void aFlushReachesTheSystemAndAShutdownTheDeviceOfTheTtlogThatRuns() {
        try (TTLogSession session =
                TTLog.init().console(false).store(false).sink("gated").start()) {
            GatedSinkProvider.openGate();
            TTLogSpanExporter exporter = TTLogSpanExporter.create(ExporterOptions.DEFAULT);
            Telemetry.succeeds(exporter.export(spans(1, 1)));
            assertThat(GatedSinkProvider.flushes()).doesNotContain(Ack.WRITTEN, Ack.SYNCED);
            Telemetry.succeeds(exporter.flush());
            assertThat(GatedSinkProvider.flushes()).contains(Ack.WRITTEN).doesNotContain(Ack.SYNCED);
            Telemetry.succeeds(exporter.shutdown());
            assertThat(GatedSinkProvider.flushes()).contains(Ack.SYNCED);
            assertThat(session.stats().stored("gated")).isPositive();
        }
    }

    @Test
    void failuresAreToldOnceAMinute() {
        List<String> told = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord message) {
                told.add(new SimpleFormatter().formatMessage(message));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        TTLogSpanExporter exporter = TTLogSpanExporter.create(ExporterOptions.DEFAULT.withPath(path));
        Telemetry.succeeds(exporter.shutdown());
        LOG.addHandler(handler);
        try {
            for (int i = 1; i <= 3; i++) {
                failure(exporter.export(spans(i, 1)));
            }
        } finally {
            LOG.removeHandler(handler);
        }
        assertThat(told).containsExactly("ttlog: 1 spans were not taken: the exporter has been shut down");
    }

    @Test
    void aFullRingIsWaitedForAndThenToldByCount() {
        try (TTLogSession session = TTLog.init()
                .console(false)
                .store(false)
                .selfMetrics(false)
                .sink("gated")
                .overflow(Overflow.BLOCK)
                .ringBytes(64 << 10)
                .start()) {
            TTLogSpanExporter exporter =
                    TTLogSpanExporter.create(ExporterOptions.DEFAULT.withTimeout(Duration.ofMillis(300)));
            List<SpanData> spans = spans(1_000, 1_000);
            long start = System.nanoTime();
            String failure = failure(exporter.export(spans));
            long millis = (System.nanoTime() - start) / 1_000_000;
            Stats stats = session.stats();
            assertThat(millis).isBetween(300L, 5_000L);
            assertThat(stats.submitted()).isEqualTo(1_000);
            assertThat(stats.dropped()).isPositive();
            assertThat(failure).startsWith("of 1000 spans " + stats.dropped() + " records found no room within 300 ms");
            assertThat(failure(exporter.flush())).startsWith("not all spans reached the store within 300 ms");
            // As soon as there is room, the one who waits goes on.
            GatedSinkProvider.openGate();
            TTLogSpanExporter patient = TTLogSpanExporter.create(ExporterOptions.DEFAULT);
            Telemetry.succeeds(patient.export(spans));
            Telemetry.succeeds(patient.flush());
            assertThat(session.stats().dropped()).isEqualTo(stats.dropped());
            assertThat(session.stats().stored("gated")).isEqualTo(2_000 - stats.dropped());
            assertThat(session.stats().conserved()).isTrue();
        }
    }

    @Test
    void anItemThatThrowsCostsOnlyItself() {
        TTLogSpanExporter exporter = TTLogSpanExporter.create(ExporterOptions.DEFAULT.withPath(path));
        SpanData broken = new DelegatingSpanData(span("broken", Attributes.empty())) {
            @Override
            public Attributes getAttributes() {
                throw new IllegalStateException("no attributes");
            }
        };
        assertThat(failure(
                        exporter.export(List.of(span("a", Attributes.empty()), broken, span("b", Attributes.empty())))))
                .contains("1 could not be read, the first because of java.lang.IllegalStateException: no attributes");
        Telemetry.succeeds(exporter.shutdown());
        assertThat(Telemetry.rows(path, "SELECT name FROM spans ORDER BY name"))
                .extracting(row -> row.getString("name"))
                .containsExactly("a", "b");
    }

    @Test
    void hostileAttributesCostOnlyThemselves() {
        AttributesBuilder many = Attributes.builder();
        for (int i = 0; i < 5_000; i++) {
            many.put("k" + i, i);
        }
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < 100_000; i++) {
            numbers.add(i);
        }
        TTLogSpanExporter exporter = TTLogSpanExporter.create(ExporterOptions.DEFAULT.withPath(path));
        Telemetry.succeeds(exporter.export(List.of(
                huge(
                        "texts",
                        Attributes.builder()
                                .put("a", "ü".repeat(1_000_000))
                                .put("b", "y".repeat(16_000))
                                .put("c", "z".repeat(1_000_000))
                                .put("d", "€".repeat(1_000_000))
                                .put("e", "€".repeat(1_000_000))
                                .put("f", "€".repeat(1_000_000))
                                .put("g", "€".repeat(1_000_000))
                                .put("h", "€".repeat(1_000_000))
                                .put("i", "€".repeat(1_000_000))
                                .build()),
                huge("many", many.build()),
                huge("array", Attributes.of(AttributeKey.longArrayKey("numbers"), numbers)),
                huge(
                        "names",
                        Attributes.builder()
                                .put("name", "not the column")
                                .put("trace_id", "x")
                                .put("otel.scope.name", "mine")
                                .put("links", "l")
                                .put("k".repeat(300), "long key")
                                .put(" ", "blank")
                                .put("quote\"'", "q")
                                .put("lone", "\ud800")
                                .put("otel_overflow", "o")
                                .build()),
                huge("n".repeat(5_000), Attributes.empty()))));
        Telemetry.succeeds(exporter.shutdown());
        assertThat(Telemetry.rows(path, "SELECT count(*) AS n FROM spans")
                        .get(0)
                        .getLong("n"))
                .isEqualTo(5);
        Row texts = row("SELECT a, b, c, \"otel.dropped_attributes_count\" AS gone FROM spans WHERE name = 'texts'");
        assertThat(texts.getString("a")).startsWith("üü").endsWith("chars)");
        assertThat(texts.getString("b")).isEqualTo("y".repeat(16_000));
        assertThat(texts.getString("c")).startsWith("zz").endsWith("…(+983616 chars)");
        Row manyRow = row("SELECT k0, attrs.otel_overflow AS overflow FROM spans WHERE name = 'many'");
        assertThat(manyRow.get("k0")).isEqualTo(0L);
        assertThat(manyRow.getString("overflow")).contains("\n").containsPattern("k[0-9]+=[0-9]+");
        assertThat(row("SELECT numbers FROM spans WHERE name = 'array'").getString("numbers"))
                .startsWith("[0,1,2")
                .containsPattern("\"…\\(\\+[0-9]+\\)\"]$");
        Row names = row(
                "SELECT attrs.name AS name, attrs.trace_id AS trace, \"otel.scope.name\", \"otel.scope.name_2\", attrs.links AS links, attrs[' '] AS blank,"
                        + " attrs['quote\"'''] AS quote, lone, otel_overflow, otel_overflow_2 FROM spans WHERE name = 'names'");
        assertThat(names.get("name")).isEqualTo("not the column");
        assertThat(names.get("trace")).isEqualTo("x");
        assertThat(names.get("otel.scope.name")).isEqualTo("t");
        assertThat(names.get("otel.scope.name_2")).isEqualTo("mine");
        assertThat(names.get("links")).isEqualTo("l");
        assertThat(names.get("blank")).isEqualTo("blank");
        assertThat(names.get("quote")).isEqualTo("q");
        assertThat(names.get("lone")).isEqualTo("\ud800");
        assertThat(names.get("otel_overflow")).isEqualTo("o");
        assertThat(names.getString("otel_overflow_2")).isEqualTo("k".repeat(300) + "=long key");
        assertThat(row("SELECT attrs.name AS name FROM spans WHERE name IS NULL")
                        .getString("name"))
                .isEqualTo("n".repeat(5_000));
    }

    private Row row(String sql) {
        List<Row> rows = Telemetry.rows(path, sql);
        assertThat(rows).as(sql).hasSize(1);
        return rows.get(0);
    }

    /** The SDK's limit is 128 attributes; other implementations of its interface have none. */
    private SpanData huge(String name, Attributes attributes) {
        return new DelegatingSpanData(span(name, Attributes.empty())) {
            @Override
            public Attributes getAttributes() {
                return attributes;
            }

            @Override
            public int getTotalAttributeCount() {
                return attributes.size();
            }
        };
    }

    @Test
    void aPathThatIsNoDirectoryFailsTheConfigurationAndIsNamed() throws IOException {
        Path file = path.resolve("plain");
        Files.writeString(file, "x");
        assertThatThrownBy(() -> TTLogSpanExporter.create(ExporterOptions.DEFAULT.withPath(file)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aPropertyThatSaysWhatItCannotIsNamed() {
        assertThatThrownBy(
                        () -> Telemetry.open(path, "otel.exporter.ttlog.metrics.temporality.preference", "sometimes"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("otel.exporter.ttlog.metrics.temporality.preference cannot be 'sometimes'");
        assertThatThrownBy(
                        () -> Telemetry.open(path, "otel.exporter.ttlog.metrics.default.histogram.aggregation", "none"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be 'none'");
        assertThatThrownBy(() -> Telemetry.open(path, "otel.exporter.ttlog.timeout", "7200000"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("otel.exporter.ttlog.timeout cannot be PT2H");
    }

    @Test
    void whatGoesInComesOutBySql(Random random) {
        Map<String, Map<String, Object>> expected = new HashMap<>();
        List<SpanData> spans = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Map<String, Object> values = new HashMap<>();
            AttributesBuilder attributes = Attributes.builder();
            for (int k = random.nextInt(12); k > 0; k--) {
                // One key has one type: a column in which types are mixed is another test's.
                int key = random.nextInt(4);
                switch (key) {
                    case 0 -> {
                        String text = text(random);
                        attributes.put("text", text);
                        values.put("text", text);
                    }
                    case 1 -> {
                        long number = random.nextLong() >> random.nextInt(64);
                        attributes.put("whole", number);
                        values.put("whole", number);
                    }
                    case 2 -> {
                        double number = Double.longBitsToDouble(random.nextLong());
                        attributes.put("number", number);
                        values.put("number", number);
                    }
                    default -> {
                        boolean truth = random.nextBoolean();
                        attributes.put("truth", truth);
                        values.put("truth", truth);
                    }
                }
            }
            SpanData span = span(text(random) + i, attributes.build());
            values.put("name", span.getName());
            values.put("duration", Duration.ofNanos(span.getEndEpochNanos() - span.getStartEpochNanos()));
            expected.put(span.getSpanId(), values);
            spans.add(span);
        }
        TTLogSpanExporter exporter = TTLogSpanExporter.create(ExporterOptions.DEFAULT.withPath(path));
        Telemetry.succeeds(exporter.export(spans));
        Telemetry.succeeds(exporter.shutdown());
        Map<String, Map<String, Object>> found = new HashMap<>();
        for (Row row : Telemetry.rows(path, "SELECT span_id, name, duration, text, whole, number, truth FROM spans")) {
            Map<String, Object> values = new HashMap<>();
            for (String column : List.of("name", "duration", "text", "whole", "number", "truth")) {
                if (row.get(column) != null) {
                    values.put(column, row.get(column));
                }
            }
            found.put(row.getString("span_id"), values);
        }
        assertThat(found).isEqualTo(expected);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append((char) (random.nextInt(4) == 0 ? random.nextInt(0xD800) : ' ' + random.nextInt(95)));
        }
        return text.toString();
    }
}
