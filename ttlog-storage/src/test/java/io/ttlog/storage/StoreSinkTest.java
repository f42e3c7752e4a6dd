/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkContract;
import io.ttlog.storage.Retention.Limit;
import io.ttlog.storage.wire.Finding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of sinks with each codec, sealing often; and the settings. */
class StoreSinkTest {
    abstract static class WithCodec extends SinkContract {
        private final BlockCodec codec;

        @TempDir
        Path directory;

        WithCodec(BlockCodec codec) {
            this.codec = codec;
        }

        @Override
        protected Sink open() throws IOException {
            StoreOptions options = StoreOptions.DEFAULT.withCodec(codec).withSealBytes(50_000);
            return new StoreSink(Store.open(directory, options), symbols);
        }

        /** As this process sees them, and as another one would. */
        @Override
        protected long eventsKept() throws IOException {
            long live = rows(Store.read(directory));
            assertThat(rows(StoreFiles.read(directory))).isEqualTo(live);
            VerifyReport report = Store.verify(directory);
            assertThat(report.damage()).isEmpty();
            assertThat(report.rows()).isEqualTo(live);
            return live;
        }

        private static long rows(Snapshot snapshot) {
            long rows = 0;
            for (Signal signal : Signal.values()) {
                rows += TableRows.scan(snapshot, signal).size();
            }
            return rows;
        }
    }

    @Nested
    class None extends WithCodec {
        None() {
            super(Codecs.NONE);
        }
    }

    @Nested
    class Lz4 extends WithCodec {
        Lz4() {
            super(Codecs.LZ4);
        }
    }

    @Nested
    class Zstd extends WithCodec {
        Zstd() {
            super(Codecs.ZSTD);
        }
    }

    @Nested
    class Snappy extends WithCodec {
        Snappy() {
            super(Codecs.SNAPPY);
        }
    }

    @Test
    void settingsBecomeOptions() {
        StoreOptions options = StoreSinkProvider.options(
                Map.of("store.codec", "snappy", "store.sealBytes", "64KiB", "store.fsyncMillis", "0", "other", "x"));
        assertThat(options.codec()).isSameAs(Codecs.SNAPPY);
        assertThat(options.sealBytes()).isEqualTo(65536);
        assertThat(options.syncEvery()).isZero();
        assertThat(options.freshCodec()).as("as the other one").isSameAs(Codecs.SNAPPY);
        assertThat(options.mergeFanIn()).isEqualTo(8);
        StoreOptions usual = StoreOptions.DEFAULT.withRetention(
                Retention.USUAL.with(Signal.METRIC_1D, Limit.NONE)); // a day's are kept for ever
        assertThat(StoreSinkProvider.options(Map.of())).isEqualTo(usual);
        assertThat(StoreSinkProvider.options(Map.of("store.retention", "off")))
                .isEqualTo(StoreOptions.DEFAULT.withRetention(Retention.FOREVER
                        .with(Signal.LOG, Limit.NONE)
                        .with(Signal.SPAN, Limit.NONE)
                        .with(Signal.METRIC, Limit.NONE)
                        .with(Signal.METRIC_5M, Limit.NONE)
                        .with(Signal.METRIC_1H, Limit.NONE)
                        .with(Signal.METRIC_1D, Limit.NONE)
                        .with(Signal.GAP, Limit.NONE)));
        Retention own = StoreSinkProvider.options(Map.of(
                        "store.keepLogs", "3d",
                        "store.keepLogsBytes", "1GiB",
                        "store.keepSpans", "0s",
                        "store.keepSpansBytes", "0",
                        "store.diskBytes", "2GiB",
                        "store.atDiskLimit", "stop",
                        "store.mergeFanIn", "0"))
                .retention();
        assertThat(own.of(Signal.LOG)).isEqualTo(new Limit(Duration.ofDays(3), 1 << 30));
        assertThat(own.of(Signal.SPAN)).isEqualTo(Limit.NONE);
        assertThat(own.of(Signal.METRIC)).isEqualTo(Retention.USUAL.of(Signal.METRIC));
        assertThat(own.rollsUp()).isTrue();
        assertThat(own.of(Signal.METRIC_1H)).isEqualTo(new Limit(Duration.ofDays(365), Long.MAX_VALUE));
        Retention rolled = StoreSinkProvider.options(Map.of("store.rollUps", "off", "store.keepMetrics5m", "2d"))
                .retention();
        assertThat(rolled.rollsUp()).isFalse();
        assertThat(rolled.of(Signal.METRIC_5M)).isEqualTo(new Limit(Duration.ofDays(2), Long.MAX_VALUE));
        assertThat(own.diskBytesMax()).isEqualTo(2L << 30);
        assertThat(own.atDiskLimit()).isEqualTo(Retention.AtDiskLimit.STOP);
    }

    @Test
    void badSettingsAreRefusedAndToldWhatCanBeUsed() {
        refuses("store.codec", "zip", "use none, lz4, zstd, snappy, or ");
        refuses("store.sealBytes", "10", "use a whole number of bytes from 1024 to 1073741824, or one with a unit ");
        refuses("store.sealBytes", "many", "use a whole number of bytes from 1024 to 1073741824, or one with a unit ");
        refuses("store.fsyncMillis", "-1", "use a whole number from 0 to 86400000");
        refuses("store.fsyncMillis", Long.toString(Long.MAX_VALUE), "use a whole number from 0 to 86400000");
        assertThatThrownBy(() -> StoreSinkProvider.options(Map.of("store.sealByte", "1")))
                .hasMessage(
                        "option 'store.sealByte' is not known; sink store knows [store.atDiskLimit, store.cacheBytes, store.codec,"
                                + " store.diskBytes, store.durability, store.durabilityGaps, store.durabilityLogs,"
                                + " store.durabilityMetrics, store.durabilitySpans, store.freshCodec, store.fsyncMillis, store.keepGaps, store.keepGapsBytes,"
                                + " store.keepLogs, store.keepLogsBytes, store.keepMetrics, store.keepMetrics1d,"
                                + " store.keepMetrics1dBytes, store.keepMetrics1h, store.keepMetrics1hBytes, store.keepMetrics5m,"
                                + " store.keepMetrics5mBytes, store.keepMetricsBytes, store.keepSpans, store.keepSpansBytes,"
                                + " store.mergeBytesPerSecond, store.mergeFanIn, store.retention, store.rollUps, store.sealBytes, store.series]");
        assertThat(StoreSinkProvider.options(Map.of("store.optional", "true")).codec())
                .isEqualTo(StoreOptions.DEFAULT.codec());
    }

    private static void refuses(String option, String value, String wayOut) {
        assertThatThrownBy(() -> StoreSinkProvider.options(Map.of(option, value)))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageStartingWith("option " + option + " is '" + value + "'; " + wayOut);
    }

    @Test
    void tellsOfDamageThatTheRecoveryFound() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        List<Finding> twelve = Collections.nCopies(12, new Finding("log/1.log", 40, "checksum"));
        StoreSinkProvider.tell(twelve, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .hasSize(11)
                .startsWith(
                        "ttlog: log/1.log at offset 40: checksum; what could be read was kept, the file goes to the folder"
                                + " damaged")
                .endsWith("ttlog: ... and 2 more");
        bytes.reset();
        StoreSinkProvider.tell(List.of(), new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.size()).isZero();
    }
}
