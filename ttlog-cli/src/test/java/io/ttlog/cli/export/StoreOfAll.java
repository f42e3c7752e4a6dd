/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/** Fills stores with logs that have a value of every type, and every value that is awkward somewhere. */
final class StoreOfAll implements AutoCloseable {
    static final long TIME = 1_790_000_000_000_000_000L;
    static final long STEP_NANOS = 1_000_001L;
    private static final int BATCH_BYTES = 1 << 16;
    private static final String[] TEXTS = {
        "", "plain", "a,b", "say \"it\"", "two\nlines", "tab\tand \\", "größe 漢字 \uD83D\uDE80", "{\"k\":1}", " blank "
    };
    private static final double[] DOUBLES = {
        0.0, -0.0, 1.5, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -1e300
    };
    private static final long[] LONGS = {0, -1, 42, Long.MIN_VALUE, Long.MAX_VALUE};

    private final Store store;
    private final Random random;
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final byte[] batch = new byte[BATCH_BYTES + EventFormat.RECORD_BYTES_MAX];
    private int filled;

    /** Opens or makes the store. Merges do nothing unasked. */
    StoreOfAll(Path directory, long seed) {
        random = new Random(seed);
        store = Store.open(
                directory, StoreOptions.DEFAULT.withMergeFanIn(0).withSealBytes(StoreOptions.SEAL_BYTES_MAX));
    }

    Store store() {
        return store;
    }

    /** Adds logs with these numbers; a time is that of the number. */
    StoreOfAll logs(int from, int to) throws IOException {
        for (int n = from; n < to; n++) {
            log(n);
        }
        flush();
        return this;
    }

    /** Adds a log with one more field. */
    void logWith(int n, String key, long value) throws IOException {
        begin(n);
        encoder.field(symbols.intern(key), value);
        append(n);
        flush();
    }

    /** Adds a gap. */
    StoreOfAll gap() throws IOException {
        encoder.beginGap(Level.WARN.ordinal(), DropReason.RING_FULL, 0, symbols.intern("s1"), TIME, TIME + 1, 3);
        copy();
        flush();
        return this;
    }

    private void begin(int n) {
        boolean traced = n % 3 == 0;
        encoder.beginLogInSpan(
                Level.values()[n % Level.values().length],
                Symbols.NONE,
                n % 5 == 0 ? Symbols.NONE : symbols.intern("logger." + n % 7),
                symbols.intern("main"),
                symbols.intern("s" + n % 3),
                TIME + n * STEP_NANOS,
                traced ? random.nextLong() : 0,
                traced ? random.nextLong() | 1 : 0,
                traced ? n + 1 : 0);
    }

    private void log(int n) throws IOException {
        begin(n);
        encoder.field(symbols.intern("n"), (long) n);
        if (n % 2 == 0) {
            encoder.field(symbols.intern("number"), LONGS[random.nextInt(LONGS.length)]);
            encoder.field(symbols.intern("ratio"), DOUBLES[random.nextInt(DOUBLES.length)]);
        }
        if (n % 3 == 1) {
            encoder.field(symbols.intern("truth"), random.nextBoolean());
            encoder.field(symbols.intern("text"), TEXTS[random.nextInt(TEXTS.length)]);
            encoder.field(symbols.intern("unique"), Long.toHexString(random.nextLong()));
        }
        if (n % 5 == 2) {
            byte[] bytes = new byte[random.nextInt(5)];
            random.nextBytes(bytes);
            encoder.field(symbols.intern("bytes"), bytes);
            encoder.fieldTimestamp(symbols.intern("when"), TIME - random.nextInt());
            encoder.fieldDuration(symbols.intern("took"), random.nextLong());
            encoder.field(symbols.intern("Message"), "shadow " + n);
        }
        if (n % 7 == 0) {
            if (random.nextBoolean()) {
                encoder.field(symbols.intern("mixed \"key\""), (long) n);
            } else {
                encoder.field(symbols.intern("mixed \"key\""), TEXTS[random.nextInt(TEXTS.length)]);
            }
        }
        append(n);
    }

    private void append(int n) throws IOException {
        encoder.message(n % 4 == 0 ? TEXTS[random.nextInt(TEXTS.length)] : "message " + n);
        copy();
    }

    private void copy() throws IOException {
        int bytes = encoder.end();
        System.arraycopy(encoder.buffer(), 0, batch, filled, bytes);
        filled += EventFormat.aligned(bytes);
        if (filled >= BATCH_BYTES) {
            flush();
        }
    }

    private void flush() throws IOException {
        store.append(batch, 0, filled, symbols);
        filled = 0;
    }

    StoreOfAll seal() throws IOException {
        store.seal();
        return this;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
