/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import io.ttlog.Level;
import io.ttlog.core.codec.Block;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The codecs side by side, those that were not taken included: a block of log events as the log and the file sink write it,
 * with its checksum. Prints the size of the block.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BlockCodecBenchmark {
    private static final long SEED = 1;

    /** The codec. */
    @Param({"none", "lz4", "snappy", "zstd", "zstd:9"})
    public String codec = "none";

    /** Bytes of a block before it is compressed. */
    @Param({"65536", "262144"})
    public int rawBytes = 65_536;

    private BlockCodec chosen = Codecs.NONE;
    private byte[] raw = {};
    private byte[] target = {};
    private byte[] block = {};

    @Setup
    public void fill() {
        chosen = Codecs.byName(codec);
        raw = events(rawBytes);
        target = new byte[BlockFormat.blockBytesMax(chosen, raw.length)];
        block = Arrays.copyOf(target, encode());
        System.out.printf(
                Locale.ROOT,
                "%n%s: %,d of %,d bytes, %.2f : 1%n",
                codec,
                block.length,
                raw.length,
                (double) raw.length / block.length);
    }

    @Benchmark
    public int encode() {
        return BlockFormat.encode(chosen, raw, 0, raw.length, target, 0);
    }

    @Benchmark
    public Block decode() {
        return BlockFormat.decode(block, 0, block.length, "memory", 0);
    }

    /** Records of a web shop, seeded, back to back. */
    private static byte[] events(int bytes) {
        Random random = new Random(SEED);
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        byte[] records = new byte[bytes];
        int at = 0;
        for (long event = 0; at < bytes; event++) {
            encoder.beginLogInSpan(
                    random.nextInt(20) == 0 ? Level.WARN : Level.INFO,
                    symbols.intern("step " + random.nextInt(40) + " of order {order_id} took {millis} ms for {user}"),
                    symbols.intern("shop.Service" + random.nextInt(12)),
                    symbols.intern("http-" + random.nextInt(16)),
                    symbols.intern("shop"),
                    1_795_261_896_000_000_000L + event * 40_000 + random.nextInt(30_000),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong());
            encoder.field(symbols.intern("order_id"), 100_000L + random.nextInt(50_000))
                    .field(symbols.intern("millis"), Math.round(random.nextGaussian() * 100 + 500) / 10.0)
                    .field(symbols.intern("user"), "user-" + random.nextInt(2000));
            int kept = Math.min(encoder.end(), bytes - at);
            System.arraycopy(encoder.buffer(), 0, records, at, kept);
            at += kept;
        }
        return records;
    }
}
