/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.PartlyTakenException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store takes so many series an hour; readings of others are refused one by one, and nothing else is. */
class SeriesLimitTest {
    private static final long NOW = 1_700_000_000_000_000_000L;

    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

    private void reading(String metric, int user) {
        encoder.beginReading(MetricKind.COUNTER, symbols.intern(metric), symbols.intern("api"), NOW, user)
                .field(symbols.intern("user"), user)
                .field(symbols.intern("zone"), "a");
        put();
    }

    private void log() {
        encoder.beginLog(Level.INFO, symbols.intern("a log"), 0, 0, symbols.intern("api"), NOW);
        put();
    }

    private void put() {
        byte[] record = new byte[EventFormat.aligned(encoder.end())];
        System.arraycopy(encoder.buffer(), 0, record, 0, EventFormat.recordBytes(encoder.buffer(), 0));
        batch.write(record, 0, record.length);
    }

    /** As a lane does it; returns how many events were refused. */
    private int write(StoreSink sink) throws IOException {
        byte[] records = batch.toByteArray();
        batch.reset();
        int refused = 0;
        for (int at = 0; at < records.length; ) {
            try {
                sink.write(records, at, records.length);
                at = records.length;
            } catch (PartlyTakenException e) {
                assertThat(e.reason()).isEqualTo(DropReason.CARDINALITY);
                assertThat(e.getCause()).isNull();
                assertThat(e.next()).isGreaterThan(e.takenTo());
                for (int lost = e.takenTo(); lost < e.next(); ) {
                    refused++;
                    lost += EventFormat.aligned(EventFormat.recordBytes(records, lost));
                }
                at = e.next();
            }
        }
        return refused;
    }

    private StoreSink open(int seriesMax) {
        return new StoreSink(Store.open(directory, StoreOptions.DEFAULT), symbols, seriesMax, clock::get, Map.of());
    }

    private long rows(Signal signal) {
        return TableRows.scan(Store.read(directory), signal).size();
    }

    @Test
    void refusesReadingsOfFurtherSeriesAndNothingElse() throws IOException {
        try (StoreSink sink = open(3)) {
            IntStream.range(0, 3).forEach(user -> reading("calls", user));
            assertThat(write(sink)).isZero();
            reading("calls", 3);
            log();
            reading("calls", 1);
            reading("calls", 4);
            reading("calls", 5);
            log();
            reading("calls", 6);
            assertThat(write(sink)).isEqualTo(4);
            assertThat(rows(Signal.METRIC)).isEqualTo(4);
            assertThat(rows(Signal.LOG)).isEqualTo(2);
            clock.addAndGet(SeriesLimit.WINDOW_NANOS - 1);
            reading("calls", 3);
            assertThat(write(sink)).as("in the same hour").isOne();
            clock.addAndGet(1);
            IntStream.range(3, 6).forEach(user -> reading("calls", user));
            assertThat(write(sink)).as("in the next hour").isZero();
            reading("calls", 0);
            assertThat(write(sink)).as("which begins with none").isOne();
        }
    }

    @Test
    void namesTheMetricWithMostSeries() throws IOException {
        try (StoreSink sink = open(50)) {
            reading("quiet", 1);
            IntStream.range(0, 49).forEach(user -> reading("loud", user));
            assertThat(write(sink)).isZero();
            reading("quiet", 2);
            byte[] records = batch.toByteArray();
            PartlyTakenException refusal =
                    catchThrowableOfType(PartlyTakenException.class, () -> sink.write(records, 0, records.length));
            assertThat(refusal).hasMessageContaining("takes 50 series an hour").hasMessageContaining("loud has 49");
        }
        List<SeriesStats> metrics = Store.seriesStats(directory);
        assertThat(metrics)
                .containsExactly(
                        new SeriesStats(
                                "loud",
                                49,
                                List.of(new SeriesStats.Label("user", 49), new SeriesStats.Label("zone", 1)),
                                false),
                        new SeriesStats(
                                "quiet",
                                1,
                                List.of(new SeriesStats.Label("user", 1), new SeriesStats.Label("zone", 1)),
                                false));
    }

    @Test
    void manySeriesAreToldApartAndZeroTakesAll() throws IOException {
        try (StoreSink sink = open(20_000)) {
            IntStream.range(0, 20_000).forEach(user -> reading("calls", user));
            IntStream.range(0, 20_000).forEach(user -> reading("calls", user));
            assertThat(write(sink)).isZero();
            IntStream.range(20_000, 20_500).forEach(user -> reading("calls", user));
            assertThat(write(sink)).isEqualTo(500);
        }
        try (StoreSink sink = open(0)) {
            IntStream.range(0, 500).forEach(user -> reading("more", user));
            assertThat(write(sink)).isZero();
        }
    }

    @Test
    void theSettingIsChecked() {
        assertThat(StoreSinkProvider.options(Map.of("store.series", "0"))).isNotNull();
        assertThat(catchThrowableOfType(
                        io.ttlog.TTLogException.class, () -> StoreSinkProvider.options(Map.of("store.series", "-1"))))
                .hasMessageContaining("store.series");
    }
}
