/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Settings of a store's writer.
 *
 * @param codec of segments
 * @param sealBytes the memtable is sealed when that many bytes of log are in it; from {@link #SEAL_BYTES_MIN} to {@link
 *     #SEAL_BYTES_MAX}. The heap holds about as much, and while a seal is under way up to four times that, with what comes meanwhile
 * @param syncEvery how much time may pass between a write and its fsync, at most {@link #SYNC_EVERY_MAX};
 *     zero: at each write
 * @param nanoClock ever-growing nanoseconds, as {@link System#nanoTime}
 */
public record StoreOptions(BlockCodec codec, long sealBytes, Duration syncEvery, LongSupplier nanoClock) {
    /** Small enough for tests, large enough that a segment is worth its file. */
    public static final long SEAL_BYTES_MIN = 1 << 10;

    /** Columns of a memtable are Java arrays; at a gigabyte of log they stay below their limit. */
    public static final long SEAL_BYTES_MAX = 1 << 30;

    /** Longer than anybody wants to lose, and far from where nanoseconds overflow. */
    public static final Duration SYNC_EVERY_MAX = Duration.ofDays(1);

    /** {@link Codecs#QUIET}, which is Zstandard at level 3 where that prints no warning; seal at 32 MiB, sync every second. */
    public static final StoreOptions DEFAULT =
            new StoreOptions(Codecs.QUIET, 32 << 20, Duration.ofSeconds(1), System::nanoTime);

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
    }

    /** These settings with another codec. */
    public StoreOptions withCodec(BlockCodec other) {
        return new StoreOptions(other, sealBytes, syncEvery, nanoClock);
    }

    /** These settings with another threshold. */
    public StoreOptions withSealBytes(long bytes) {
        return new StoreOptions(codec, bytes, syncEvery, nanoClock);
    }

    /** These settings with another interval. */
    public StoreOptions withSyncEvery(Duration interval) {
        return new StoreOptions(codec, sealBytes, interval, nanoClock);
    }

    /** These settings with another clock. */
    public StoreOptions withNanoClock(LongSupplier clock) {
        return new StoreOptions(codec, sealBytes, syncEvery, clock);
    }
}
