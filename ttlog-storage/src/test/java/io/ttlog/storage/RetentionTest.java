/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.Retention.AtDiskLimit;
import io.ttlog.storage.Retention.Limit;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is too old or too much goes, by whole segments, and nothing because of a clock that jumped. */
class RetentionTest {
    private static final long DAY_NANOS = Duration.ofDays(1).toNanos();
    private static final long START = 20_778 * DAY_NANOS;
    private static final Retention A_WEEK =
            Retention.FOREVER.with(Signal.LOG, new Limit(Duration.ofDays(7), Long.MAX_VALUE));

    @TempDir
    Path directory;

    private final AtomicLong wall = new AtomicLong(START);
    private final AtomicLong nanos = new AtomicLong(17);
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();

    private Store open(Retention retention) {
        return Store.open(
                directory,
                StoreOptions.DEFAULT
                        .withMergeFanIn(0)
                        .withRetention(retention)
                        .withNanoClock(nanos::get)
                        .withWallClock(wall::get));
    }

    private void segmentOf(Store store, long timeNanos) throws IOException {
        encoder.beginLog(Level.INFO, symbols.intern("x"), Symbols.NONE, Symbols.NONE, symbols.intern("api"), timeNanos);
        int bytes = encoder.end();
        store.append(encoder.buffer(), 0, bytes, symbols);
        store.seal();
    }

    private void pass(Duration time) {
        wall.addAndGet(time.toNanos());
        nanos.addAndGet(time.toNanos());
    }

    private List<SegmentEntry> segments() throws IOException {
        return Objects.requireNonNull(ManifestFile.read(directory)).segments();
    }

    @Test
    void aSegmentGoesWhenItsLatestRowIsTooOld() throws Exception {
        try (Store store = open(A_WEEK)) {
            segmentOf(store, START - 6 * DAY_NANOS);
            segmentOf(store, START);
            store.compact();
            assertThat(segments()).hasSize(2);
            for (int hour = 0; hour <= 24; hour++) {
                pass(Duration.ofHours(1));
                store.compact();
                assertThat(segments()).as("after hour " + (hour + 1)).hasSize(hour < 24 ? 2 : 1);
            }
            assertThat(segments().get(0).minNanos()).isEqualTo(START);
        }
    }

    @Test
    void aSnapshotFromBeforeReadsWhatHasExpiredSince() throws Exception {
        try (Store store = open(A_WEEK)) {
            segmentOf(store, START);
            store.compact();
        }
        try (Store store = open(A_WEEK)) { // nobody has opened the segment, and nothing is left to merge
            Snapshot before = store.snapshot();
            for (int hour = 0; hour <= 8 * 24; hour++) {
                pass(Duration.ofHours(1));
                store.compact();
            }
            assertThat(segments()).isEmpty();
            assertThat(TableRows.scan(before, Signal.LOG)).hasSize(1);
        }
    }

    @Test
    void aClockThatJumpsForwardDeletesNothing() throws Exception {
        try (Store store = open(A_WEEK)) {
            segmentOf(store, START);
            wall.addAndGet(3650 * DAY_NANOS);
            store.compact();
            assertThat(segments()).hasSize(1);
            pass(Duration.ofMinutes(59));
            store.compact();
            assertThat(segments()).hasSize(1);
            wall.addAndGet(-3650 * DAY_NANOS);
            store.compact();
            pass(Duration.ofHours(2));
            store.compact();
            assertThat(segments()).as("and back").hasSize(1);
        }
    }

    @Test
    void aClockThatGoesOnEvenlyForAnHourIsBelieved() throws Exception {
        try (Store store = open(A_WEEK)) {
            segmentOf(store, START);
        }
        wall.addAndGet(30 * DAY_NANOS); // nothing ran for a month, or the clock is wrong: nobody can tell
        try (Store store = open(A_WEEK)) {
            store.compact();
            assertThat(segments()).hasSize(1);
            pass(Duration.ofMinutes(61));
            store.compact();
            assertThat(segments()).isEmpty();
        }
    }

    /** It is clamped to 2099, and says nothing of when the store was written last. */
    @Test
    void aRowWhoseTimeCannotBeMakesNoClockCredible() throws Exception {
        try (Store store = open(A_WEEK)) {
            segmentOf(store, Long.MAX_VALUE);
            segmentOf(store, START);
        }
        assertThat(segments().get(0).maxNanos()).isEqualTo(SaneTimes.TO_NANOS - 1);
        wall.addAndGet(30 * DAY_NANOS);
        try (Store store = open(A_WEEK)) {
            store.compact();
            assertThat(segments()).hasSize(2);
            pass(Duration.ofMinutes(61));
            store.compact();
            assertThat(segments()).hasSize(1);
        }
    }

    @Test
    void theOldestSegmentsGoWhenATableHasTooManyBytes() throws Exception {
        try (Store store = open(Retention.FOREVER)) {
            segmentOf(store, START + 2);
            segmentOf(store, START + 1);
            segmentOf(store, START + 3);
        }
        long bytes = segments().get(0).bytes();
        Retention two = Retention.FOREVER.with(Signal.LOG, new Limit(Limit.NONE.ageMax(), bytes * 2 + bytes / 2));
        try (Store store = open(two)) {
            segmentOf(store, START + 4);
            store.compact();
        }
        assertThat(segments().stream().mapToLong(SegmentEntry::minNanos).sum())
                .isIn(START * 2 + 7, START + 4, START + 3);
    }

    @Test
    void whateverTheTableTheOldestGoAtTheLimitOfTheDisk() throws Exception {
        try (Store store = open(Retention.FOREVER.withDisk(1, AtDiskLimit.DROP_OLDEST))) {
            segmentOf(store, START);
            store.compact();
            assertThat(segments()).isEmpty();
            assertThat(store.snapshot().schema(Signal.LOG).attributes()).isEmpty();
        }
    }

    @Test
    void aStoreThatIsToStopAtTheLimitTakesNoMoreAndGoesOnWhenThereIsRoom() throws Exception {
        try (Store store = open(Retention.FOREVER.withDisk(600, AtDiskLimit.STOP))) {
            segmentOf(store, START);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            segmentOf(store, START + i);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("may have at most 600");
            assertThat(segments()).isNotEmpty();
        }
        try (Store store = open(Retention.FOREVER)) {
            segmentOf(store, START);
        }
    }

    @Test
    void whoAsksForItNowNeedNotWaitForTheClock() throws Exception {
        try (Store store = open(Retention.FOREVER)) {
            segmentOf(store, START);
        }
        wall.addAndGet(8 * DAY_NANOS);
        try (Store store = open(Retention.FOREVER)) { // whose own limits say nothing
            segmentOf(store, START + 8 * DAY_NANOS);
            Expiry expiry = store.expire(A_WEEK, false);
            assertThat(expiry.segments()).extracting(SegmentEntry::minNanos).containsExactly(START);
            assertThat(expiry.rows()).isEqualTo(1);
            assertThat(expiry.doubted()).isEmpty();
            assertThat(segments()).extracting(SegmentEntry::minNanos).containsExactly(START + 8 * DAY_NANOS);
            assertThat(store.expire(A_WEEK, false).segments()).isEmpty();
        }
        assertThat(StoreFiles.segmentFiles(directory)).hasSize(1);
    }

    @Test
    void nothingGoesWhenTheLatestRowOfATableWouldUnlessTheClockIsRight() throws Exception {
        Retention oneByteOfSpans = A_WEEK.with(Signal.SPAN, new Limit(Limit.NONE.ageMax(), 1));
        try (Store store = open(Retention.FOREVER)) {
            segmentOf(store, START);
            segmentOf(store, START + 5);
            wall.addAndGet(8 * DAY_NANOS);
            Expiry doubted = store.expire(oneByteOfSpans.withDisk(1, AtDiskLimit.DROP_OLDEST), false);
            assertThat(doubted.doubted()).containsExactly(Signal.LOG);
            assertThat(doubted.segments()).isEmpty();
            assertThat(segments()).hasSize(2);
            Expiry trusted = store.expire(A_WEEK, true);
            assertThat(trusted.doubted()).containsExactly(Signal.LOG);
            assertThat(trusted.segments()).hasSize(2);
            assertThat(segments()).isEmpty();
        }
    }

    @Test
    void whatWouldGoIsToldWithoutTouchingAnything() throws Exception {
        wall.set(StoreOptions.DEFAULT.wallClockNanos().getAsLong());
        try (Store store = open(Retention.FOREVER)) {
            segmentOf(store, START - 30 * DAY_NANOS);
            segmentOf(store, wall.get());
            Expiry expiry = Store.expiry(directory, A_WEEK, false);
            assertThat(expiry.segments()).extracting(SegmentEntry::minNanos).containsExactly(START - 30 * DAY_NANOS);
            assertThat(segments()).hasSize(2);
            assertThat(store.expire(A_WEEK, false)).isEqualTo(expiry);
        }
    }

    @Test
    void refusesLimitsThatKeepNothing() {
        assertThatThrownBy(() -> new Limit(Duration.ZERO, 1)).isInstanceOf(TTLogException.class);
        assertThatThrownBy(() -> new Limit(Duration.ofDays(1), 0)).isInstanceOf(TTLogException.class);
        assertThatThrownBy(() -> Retention.FOREVER.withDisk(0, AtDiskLimit.STOP))
                .isInstanceOf(TTLogException.class);
    }
}
