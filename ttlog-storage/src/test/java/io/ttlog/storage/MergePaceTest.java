/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Merges write no more bytes a second than they may. Time is the test's. */
class MergePaceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    Path directory;

    private final AtomicLong nanos = new AtomicLong(5 * SECOND);

    @Test
    void whatIsWrittenTakesItsTime() {
        MergePace pace = new MergePace(1000);
        pace.begin(0);
        assertThat(pace.owedNanos(500, 0)).isEqualTo(SECOND / 2);
        assertThat(pace.owedNanos(500, SECOND / 4)).as("nothing more").isEqualTo(SECOND / 4);
        assertThat(pace.owedNanos(1500, SECOND / 4)).as("added to what is owed").isEqualTo(SECOND / 4 + SECOND);
        assertThat(pace.owedNanos(1500, 2 * SECOND)).isZero();
    }

    @Test
    void whatWasComputedMeanwhileCountsAndIsNotSavedUp() {
        MergePace pace = new MergePace(1000);
        pace.begin(0);
        assertThat(pace.owedNanos(1000, SECOND)).as("a second for its bytes").isZero();
        assertThat(pace.owedNanos(1000, 100 * SECOND)).isZero();
        assertThat(pace.owedNanos(3000, 100 * SECOND)).isEqualTo(2 * SECOND);
    }

    @Test
    void theNextMergeOwesWhatTheLastOneHasLeft() {
        MergePace pace = new MergePace(1000);
        pace.begin(0);
        pace.owedNanos(5000, 0);
        pace.begin(SECOND);
        assertThat(pace.owedNanos(1000, SECOND)).isEqualTo(5 * SECOND);
    }

    @Test
    void withoutABoundNothingIsOwed() {
        MergePace pace = new MergePace(Long.MAX_VALUE);
        pace.begin(0);
        assertThat(pace.isBound()).isFalse();
        assertThat(pace.owedNanos(Long.MAX_VALUE, 0)).isZero();
    }

    private Store open(LongSupplier clock) {
        return Store.open(
                directory,
                StoreOptions.DEFAULT
                        .withCodec(Codecs.NONE)
                        .withMergeFanIn(2)
                        .withMergeBytesPerSecond(1024)
                        .withNanoClock(clock));
    }

    /** A second passes whenever the merge asks, and none otherwise: so it takes as long as it makes itself wait. */
    private long ofTheMerge() {
        return Thread.currentThread().getName().equals("ttlog-merge") ? nanos.addAndGet(SECOND) : nanos.get();
    }

    private List<SegmentEntry> logs() throws IOException {
        return Objects.requireNonNull(ManifestFile.read(directory)).segments().stream()
                .filter(segment -> segment.signal() == Signal.LOG)
                .toList();
    }

    private static void sealTwice(Store store, int first) throws IOException {
        NumberedEvents events = new NumberedEvents();
        for (int from = first; from < first + 200; from += 100) {
            byte[] batch = events.batch(from, from + 100);
            store.append(batch, 0, batch.length, events.symbols());
            store.seal();
        }
    }

    @Test
    void aMergeIsDoneWhenEnoughTimeHasPassed() throws IOException {
        try (Store store = open(this::ofTheMerge)) {
            sealTwice(store, 0);
            long from = nanos.get();
            long end = System.nanoTime() + PATIENCE_NANOS;
            while (logs().size() > 1 && System.nanoTime() < end) {
                store.sync();
                Thread.onSpinWait();
            }
            List<SegmentEntry> merged = logs();
            assertThat(merged).hasSize(1);
            double seconds = (nanos.get() - from) / (double) SECOND;
            assertThat(merged.get(0).bytes()).isGreaterThan(40_000);
            assertThat(merged.get(0).bytes() / seconds).isLessThanOrEqualTo(1024);
        }
        assertThat(NumberedEvents.numbers(Store.read(directory)).cardinality()).isEqualTo(200);
    }

    @Test
    void whoWaitsAndWhoClosesIsNotHeldUp() throws IOException {
        try (Store store = open(nanos::get)) {
            sealTwice(store, 0);
            store.sync(); // a merge begins, and waits for a time that does not pass
            store.compact();
            assertThat(logs()).hasSize(1);
        }
        try (Store store = open(nanos::get)) {
            sealTwice(store, 200);
            store.sync();
        }
        assertThat(logs().size()).isGreaterThan(1);
        assertThat(Store.verify(directory).damage()).isEmpty();
    }

    @Test
    void aBoundThatWouldNeverLetAMergeEndIsRefused() {
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withMergeBytesPerSecond(1023))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("mergeBytesPerSecond is 1023; use 1024 or more");
    }
}
