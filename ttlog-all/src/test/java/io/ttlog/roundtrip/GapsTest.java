/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.query;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Completeness;
import io.ttlog.Row;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.core.sink.Sink;
import io.ttlog.query.SqlQueryProvider;
import io.ttlog.spi.Config;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.StoreSink;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is lost on the road, the store knows how much, and every answer says so. */
class GapsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private QueryResult ask(String sql) {
        return new SqlQueryProvider().query(directory, sql);
    }

    private static long number(QueryResult result) {
        Object value = result.rows().get(0).get(0);
        return value == null ? 0 : (Long) value;
    }

    @Test
    void theStoreTellsWhatATinyRingDropped() {
        Stats stats;
        try (TTLogSession session = TTLog.init()
                .service("my-app")
                .data(directory)
                .console(false)
                .ringBytes(64 << 10)
                .start()) {
            assertThat(query().logs().execute().execution().complete()).isTrue();
            for (long i = 0; session.stats().dropped(DropReason.RING_FULL) == 0; i++) {
                for (int burst = 0; burst < 10_000; burst++) {
                    info("event {n}", i);
                }
            }
            assertThat(TTLog.flush(Ack.WRITTEN, LONG)).isTrue();
            stats = session.stats();
            QueryResult now = query("SELECT count(*) FROM logs WHERE service = 'my-app'");
            Completeness completeness = now.execution().completeness();
            assertThat(completeness.lost()).isEqualTo(stats.dropped()).isPositive();
            assertThat(completeness.byReason())
                    .containsExactly(new Completeness.Loss("ring_full", stats.dropped(DropReason.RING_FULL)));
            assertThat(completeness.fraction()).isEqualTo(number(now) / ((double) number(now) + stats.dropped()));
            assertThat(now.execution().complete()).isFalse();
            assertThat(query().gaps()
                            .select("sum(count)")
                            .execute()
                            .rows()
                            .get(0)
                            .get(0))
                    .isEqualTo(stats.dropped());
            assertThat(query("SELECT count(*) FROM logs WHERE timestamp < now() - 1h")
                            .execution()
                            .complete())
                    .as("an hour ago nothing was lost")
                    .isTrue();
            assertThat(query().spans().execute().execution().complete()).isTrue();
        }
        assertThat(number(ask("SELECT sum(count) FROM ttlog_gaps WHERE sink IS NULL AND level = 'INFO'")))
                .as("in segments as in the log")
                .isEqualTo(stats.dropped());
        assertThat(ask("SELECT * FROM logs").execution().completeness().lost()).isEqualTo(stats.dropped());
    }

    /** The store, or what stands in its way. */
    private static final class HinderedStore implements Sink {
        private final StoreSink store;
        private final CountDownLatch gate = new CountDownLatch(1);
        private volatile boolean full;

        HinderedStore(StoreSink store) {
            this.store = store;
        }

        @Override
        public String name() {
            return store.name();
        }

        @Override
        public void write(byte[] buffer, int from, int to) throws IOException {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            if (full) {
                throw new IOException("pretended full disk");
            }
            store.write(buffer, from, to);
        }

        @Override
        public void flush(Ack level) throws IOException {
            store.flush(level);
        }

        @Override
        public void idle() throws IOException {
            store.idle();
        }

        @Override
        public void close() throws IOException {
            store.close();
        }
    }

    @Test
    void theStoreTellsWhatItDidNotTakeItself() {
        Symbols symbols = new Symbols();
        HinderedStore hindered = new HinderedStore(new StoreSink(Store.open(directory, StoreOptions.DEFAULT), symbols));
        Config config = new Config(
                "shop",
                directory,
                Level.TRACE,
                Overflow.DROP_NEWEST,
                Duration.ofSeconds(1),
                64 << 10,
                Duration.ofHours(1),
                Set.of(),
                Map.of());
        Recorder recorder = Recorder.start(config, symbols, Pipeline.EMPTY, List.of(hindered));
        while (recorder.stats().droppedBy("store") == 0) {
            submit(recorder, Level.WARN);
        }
        hindered.gate.countDown(); // it was slow
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).as("it lost some").isFalse();
        hindered.full = true;
        for (int i = 0; i < 7; i++) {
            submit(recorder, Level.ERROR);
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isFalse();
        }
        hindered.full = false;
        while (!recorder.flush(Ack.WRITTEN, LONG)) {
            Thread.onSpinWait(); // each tells of the losses before it
        }
        submit(recorder, Level.INFO);
        recorder.close();

        Stats stats = recorder.stats();
        assertThat(stats.conserved()).isTrue();
        Map<String, Long> dropped = new TreeMap<>();
        for (Stats.Flow flow : stats.flows()) {
            if (flow.level() != null) {
                flow.dropped().forEach((reason, count) -> add(dropped, "null", flow.level(), reason, count));
                flow.deliveries()
                        .get(0)
                        .dropped()
                        .forEach((reason, count) -> add(dropped, "store", flow.level(), reason, count));
            }
        }
        Map<String, Long> told = new TreeMap<>();
        for (Row row : ask("SELECT sink, level, reason, sum(count) FROM ttlog_gaps GROUP BY 1, 2, 3")) {
            told.put(row.get(0) + " " + row.get(1) + " " + row.get(2), (Long) row.get(3));
        }
        assertThat(told).isEqualTo(dropped).containsEntry("store ERROR sink_failed", 7L);
        QueryResult all = ask("SELECT count(*) FROM logs");
        assertThat(number(all)).isEqualTo(stats.stored("store"));
        assertThat(all.execution().completeness().lost()).isEqualTo(stats.submitted() - stats.stored("store"));
    }

    @Test
    void readingsOfTooManySeriesAreToldAsDroppedForTheirCardinality() {
        Symbols symbols = new Symbols();
        StoreSink store =
                new StoreSink(Store.open(directory, StoreOptions.DEFAULT), symbols, 5, System::nanoTime, Map.of());
        Config config = new Config(
                "shop",
                directory,
                Level.TRACE,
                Overflow.DROP_NEWEST,
                Duration.ofSeconds(1),
                64 << 10,
                Duration.ofHours(1),
                Set.of(),
                Map.of());
        Recorder recorder = Recorder.start(config, symbols, Pipeline.EMPTY, List.of(store));
        for (int user = 0; user < 12; user++) {
            recorder.submit(recorder.encoder()
                    .beginReading(
                            MetricKind.GAUGE,
                            symbols.intern("calls"),
                            symbols.intern("shop"),
                            1_795_261_896_000_000_000L,
                            1)
                    .field(symbols.intern("user"), (long) user));
            submit(recorder, Level.INFO);
        }
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).as("it lost some").isFalse();
        recorder.close();
        assertThat(recorder.stats().conserved()).isTrue();
        assertThat(number(ask("SELECT count(*) FROM metrics WHERE name = 'calls'")))
                .isEqualTo(5);
        assertThat(number(ask("SELECT count(*) FROM logs"))).isEqualTo(12);
        assertThat(
                        number(
                                ask(
                                        "SELECT sum(count) FROM ttlog_gaps WHERE sink = 'store' AND signal = 'metric' AND reason = 'cardinality'")))
                .isEqualTo(7);
    }

    private static void add(Map<String, Long> counts, String sink, Level level, DropReason reason, long count) {
        counts.put(sink + " " + level + " " + reason.name().toLowerCase(java.util.Locale.ROOT), count);
    }

    private static void submit(Recorder recorder, Level level) {
        recorder.submit(recorder.encoder()
                .beginLog(Objects.requireNonNull(level), 1, 0, 0, recorder.service(), 1_795_261_896_000_000_000L));
    }
}
