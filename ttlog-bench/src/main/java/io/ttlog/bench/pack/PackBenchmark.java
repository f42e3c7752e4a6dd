/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.pack;

import io.ttlog.Level;
import io.ttlog.bench.peer.Fields;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventPacker;
import io.ttlog.core.event.EventUnpacker;
import io.ttlog.core.event.Shape;
import io.ttlog.core.event.Symbols;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Nanoseconds an event of packing and unpacking a frame of the events that the other benchmarks log, each design. Prints the
 * bytes of an event as it is and behind the codecs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PackBenchmark {
    private static final long SEED = 1;
    private static final int EVENTS = 16_384;

    /** How many call sites take turns. */
    @Param({"1", "8"})
    public int sites = 1;

    private final EventPacker packer = new EventPacker();
    private final PlainRecords plain = new PlainRecords();
    private byte[] records = {};
    private byte[] plainBytes = {};
    private byte[] packedBytes = {};
    private int eventBytes;

    /** Makes the events, and sees that both designs bring them back. */
    @Setup
    public void fill() {
        records = records(sites);
        pack();
        plainCopy();
        eventBytes = packer.eventBytes();
        packedBytes = new byte[packer.packedBytes()];
        packer.copyTo(packedBytes, 0);
        plainBytes = new byte[plain.bytes()];
        plain.copyTo(plainBytes, 0);
        if (!Arrays.equals(unpack(), plainUnpack())) {
            throw new IllegalStateException("the designs bring different events back");
        }
        System.out.printf(Locale.ROOT, "%nplain %s%npacked %s%n", sizes(plainBytes), sizes(packedBytes));
    }

    private static String sizes(byte[] raw) {
        StringBuilder sizes = new StringBuilder(String.format(Locale.ROOT, "%.1f", (double) raw.length / EVENTS));
        for (String name : List.of("lz4", "zstd:1")) {
            BlockCodec codec = Codecs.byName(name);
            byte[] block = new byte[BlockFormat.blockBytesMax(codec, raw.length)];
            int bytes = BlockFormat.encode(codec, raw, 0, raw.length, block, 0);
            sizes.append(String.format(Locale.ROOT, ", %s %.1f", name, (double) bytes / EVENTS));
        }
        return sizes.append(" bytes an event").toString();
    }

    /** Packs a frame. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int pack() {
        packer.clear();
        for (int at = 0; at < records.length; at += EventFormat.aligned(EventFormat.recordBytes(records, at))) {
            Shape shape = packer.shapeOf(records, at);
            packer.add(shape == null ? packer.newShape(records, at) : shape, records, at);
        }
        return packer.packedBytes();
    }

    /** Unpacks a frame. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public byte[] unpack() {
        return EventUnpacker.unpack(packedBytes, 0, packedBytes.length, EVENTS, eventBytes, "memory", 0);
    }

    /** Fills a frame of version 2. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int plainCopy() {
        plain.clear();
        for (int at = 0; at < records.length; at += EventFormat.aligned(EventFormat.recordBytes(records, at))) {
            plain.add(records, at);
        }
        return plain.bytes();
    }

    /** Reads a frame of version 2. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public byte[] plainUnpack() {
        return PlainRecords.unpack(plainBytes);
    }

    /** A batch as a sink gets it. */
    private static byte[] records(int sites) {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        Fields fields = new Fields(SEED);
        int user = symbols.intern("user_id");
        int action = symbols.intern("action");
        int path = symbols.intern("path");
        byte[] batch = new byte[256 * EVENTS];
        int end = 0;
        for (int i = 0; i < EVENTS; i++) {
            fields.next();
            encoder.beginLog(
                    Level.INFO,
                    symbols.intern("User {user_id} did {action} at {path} of site " + i % sites),
                    symbols.intern("bench.Logger"),
                    symbols.intern("main"),
                    symbols.intern("bench"),
                    1_795_261_896_000_000_000L + 200L * i + (fields.userId() & 63));
            encoder.field(user, fields.userId()).field(action, fields.action()).field(path, fields.path());
            int bytes = encoder.end();
            System.arraycopy(encoder.buffer(), 0, batch, end, bytes);
            end += EventFormat.aligned(bytes);
        }
        return Arrays.copyOf(batch, end);
    }
}
