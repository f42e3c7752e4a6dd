/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.merge.Merge;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * Settings of a store's writer.
 *
 * @param codec of merged segments
 * @param freshCodec of segments as a seal writes them: rather fast than small
 * @param sealBytes the memtable is sealed when that many bytes of log are in it; from {@link #SEAL_BYTES_MIN} to {@link
 *     #SEAL_BYTES_MAX}. The heap holds about as much, and while a seal is under way up to four times that, with what comes meanwhile
 * @param syncEvery how much time may pass between a write and its fsync, at most {@link #SYNC_EVERY_MAX};
 *     zero: at each write
 * @param mergeFanIn segments of a level that are merged into one of the next; 0: none is, unless somebody asks for it
 * @param mergeBytesPerSecond what merges that nobody waits for write to the disk at most, on average; {@link Long#MAX_VALUE}: no bound
 * @param retention what is deleted
 * @param nanoClock ever-growing nanoseconds, as {@link System#nanoTime}
 * @param wallClockNanos the time of day in nanoseconds since 1970
 */
public record StoreOptions(
        BlockCodec codec,
        BlockCodec freshCodec,
        long sealBytes,
        Duration syncEvery,
        int mergeFanIn,
        long mergeBytesPerSecond,
        Retention retention,
        LongSupplier nanoClock,
        LongSupplier wallClockNanos) {
    /** Small enough for tests, large enough that a segment is worth its file. */
    public static final long SEAL_BYTES_MIN = 1 << 10;

    /** Columns of a memtable are Java arrays; at a gigabyte of log they stay below their limit. */
    public static final long SEAL_BYTES_MAX = 1 << 30;

    private static final long SEAL_BYTES_USUAL = 32 << 20;
    private static final long SEAL_BYTES_USUAL_MIN = 1 << 20;
    private static final int HEAP_PARTS = 12;

    /** Longer than anybody wants to lose, and far from where nanoseconds overflow. */
    public static final Duration SYNC_EVERY_MAX = Duration.ofDays(1);

    /** Fewer merges would be none. */
    public static final int MERGE_FAN_IN_MIN = 2;

    /** Segments that are merged at once. */
    public static final int MERGE_FAN_IN_MAX = Merge.INPUTS_MAX;

    /** Slower, merges would never be done. */
    public static final long MERGE_BYTES_PER_SECOND_MIN = 1 << 10;

    /**
     * {@link Codecs#QUIET}, which is Zstandard at level 3 where that prints no warning, and LZ4 for fresh segments; seal at 32 MiB, or a twelfth of
     * the heap ({@link Runtime#maxMemory}) where that is less, sync every second, merge 8 segments into one, delete nothing.
     */
    public static final StoreOptions DEFAULT = new StoreOptions(
            Codecs.QUIET,
            Codecs.LZ4,
            sealBytes(Runtime.getRuntime().maxMemory()),
            Duration.ofSeconds(1),
            8,
            Long.MAX_VALUE,
            Retention.FOREVER,
            System::nanoTime,
            StoreOptions::wallClock);

    /** Checks the settings. */
    public StoreOptions {
        if (sealBytes < SEAL_BYTES_MIN || sealBytes > SEAL_BYTES_MAX) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "sealBytes is " + sealBytes + "; use a whole number from " + SEAL_BYTES_MIN + " to "
                            + SEAL_BYTES_MAX);
        }
        if (syncEvery.isNegative() || syncEvery.compareTo(SYNC_EVERY_MAX) > 0) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "syncEvery is " + syncEvery + "; use a duration from " + Duration.ZERO + " to " + SYNC_EVERY_MAX);
        }
        if (mergeFanIn != 0 && (mergeFanIn < MERGE_FAN_IN_MIN || mergeFanIn > MERGE_FAN_IN_MAX)) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "mergeFanIn is " + mergeFanIn + "; use " + MERGE_FAN_IN_MIN + " to " + MERGE_FAN_IN_MAX
                            + ", or 0 for no merges");
        }
        if (mergeBytesPerSecond < MERGE_BYTES_PER_SECOND_MIN) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "mergeBytesPerSecond is " + mergeBytesPerSecond + "; use " + MERGE_BYTES_PER_SECOND_MIN
                            + " or more, or Long.MAX_VALUE for no bound");
        }
    }

    /** What fits a heap: two memtables, and as much again while one is sealed, take half of it at most; smaller ones compress worse. */
    static long sealBytes(long heapBytes) {
        return Math.max(SEAL_BYTES_USUAL_MIN, Math.min(SEAL_BYTES_USUAL, heapBytes / HEAP_PARTS));
    }

    private static long wallClock() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    /** These settings with one codec for all segments. */
    public StoreOptions withCodec(BlockCodec other) {
        return withCodecs(other, other);
    }

    /** These settings with other codecs, of merged segments and of fresh ones. */
    public StoreOptions withCodecs(BlockCodec merged, BlockCodec fresh) {
        return new StoreOptions(
                merged,
                fresh,
                sealBytes,
                syncEvery,
                mergeFanIn,
                mergeBytesPerSecond,
                retention,
                nanoClock,
                wallClockNanos);
    }

    /** These settings with another threshold. */
    public StoreOptions withSealBytes(long bytes) {
        return new StoreOptions(
                codec,
                freshCodec,
                bytes,
                syncEvery,
                mergeFanIn,
                mergeBytesPerSecond,
                retention,
                nanoClock,
                wallClockNanos);
    }

    /** These settings with another interval. */
    public StoreOptions withSyncEvery(Duration interval) {
        return new StoreOptions(
                codec,
                freshCodec,
                sealBytes,
                interval,
                mergeFanIn,
                mergeBytesPerSecond,
                retention,
                nanoClock,
                wallClockNanos);
    }

    /** These settings with another number of segments for one merge; 0 for none. */
    public StoreOptions withMergeFanIn(int segments) {
        return new StoreOptions(
                codec,
                freshCodec,
                sealBytes,
                syncEvery,
                segments,
                mergeBytesPerSecond,
                retention,
                nanoClock,
                wallClockNanos);
    }

    /** These settings with another bound for what merges write; {@link Long#MAX_VALUE} for none. */
    public StoreOptions withMergeBytesPerSecond(long bytes) {
        return new StoreOptions(
                codec, freshCodec, sealBytes, syncEvery, mergeFanIn, bytes, retention, nanoClock, wallClockNanos);
    }

    /** These settings with other limits. */
    public StoreOptions withRetention(Retention limits) {
        return new StoreOptions(
                codec,
                freshCodec,
                sealBytes,
                syncEvery,
                mergeFanIn,
                mergeBytesPerSecond,
                limits,
                nanoClock,
                wallClockNanos);
    }

    /** These settings with another clock for intervals. */
    public StoreOptions withNanoClock(LongSupplier clock) {
        return new StoreOptions(
                codec,
                freshCodec,
                sealBytes,
                syncEvery,
                mergeFanIn,
                mergeBytesPerSecond,
                retention,
                clock,
                wallClockNanos);
    }

    /** These settings with another time of day. */
    public StoreOptions withWallClock(LongSupplier clock) {
        return new StoreOptions(
                codec, freshCodec, sealBytes, syncEvery, mergeFanIn, mergeBytesPerSecond, retention, nanoClock, clock);
    }
}
