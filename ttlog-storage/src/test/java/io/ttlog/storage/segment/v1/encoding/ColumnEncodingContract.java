/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.Encodings;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ColumnEncoding} promises. */
public abstract class ColumnEncodingContract {
    private ColumnEncoding encoding;

    protected abstract ColumnEncoding encoding();

    @BeforeEach
    void begin() {
        encoding = encoding();
    }

    /** How many of the samples the encoding must take at least. */
    protected abstract int samplesTakenMin();

    private static long seed() {
        return Long.getLong("ttlog.seed", System.nanoTime());
    }

    private boolean numbers() {
        return encoding.fits(ColumnType.LONG) || encoding.fits(ColumnType.DOUBLE) || encoding.fits(ColumnType.BOOLEAN);
    }

    private List<Values> samples(Random random) {
        List<Values> samples = new ArrayList<>();
        for (int count : new int[] {0, 1, 2, 7, 1023, 1024, 1025, 5000}) {
            if (numbers()) {
                addNumbers(random, count, samples);
            } else {
                addBinary(random, count, samples);
            }
        }
        return samples;
    }

    private static void addNumbers(Random random, int count, List<Values> samples) {
        long[] extremes = {
            Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1, Double.doubleToRawLongBits(-0.0), 0x7FF8000000001234L
        };
        long[][] shapes = new long[7][count];
        long clock = 1_700_000_000_000_000_000L;
        for (int i = 0; i < count; i++) {
            clock += random.nextInt(1000);
            shapes[0][i] = 7;
            shapes[1][i] = random.nextLong();
            shapes[2][i] = clock;
            shapes[3][i] = extremes[random.nextInt(extremes.length)];
            shapes[4][i] = random.nextLong() >>> random.nextInt(64);
            shapes[5][i] = Double.doubleToRawLongBits(random.nextInt(100_000) / 100.0);
            shapes[6][i] = i / 100 % 2;
        }
        for (long[] shape : shapes) {
            samples.add(new NumberValues(shape, count));
        }
    }

    private static void addBinary(Random random, int count, List<Values> samples) {
        for (int kind = 0; kind < 4; kind++) {
            int dictionary = kind == 0 ? 1 : kind == 1 ? 10 : 1 + count;
            ByteWriter bytes = new ByteWriter();
            int[] offsets = new int[dictionary + 1];
            for (int i = 0; i < dictionary; i++) {
                byte[] entry = new byte[kind == 3 ? 16 : random.nextInt(40)];
                random.nextBytes(entry);
                bytes.putBytes(entry, 0, entry.length);
                offsets[i + 1] = bytes.length();
            }
            int[] ids = random.ints(count, 0, dictionary).toArray();
            samples.add(new BinaryValues(bytes.toArray(), offsets, dictionary, ids, count));
        }
    }

    private static List<Object> list(Values values) {
        List<Object> list = new ArrayList<>();
        for (int i = 0; i < values.count(); i++) {
            if (values instanceof NumberValues numbers) {
                list.add(numbers.bits()[i]);
            } else if (values instanceof BinaryValues binary) {
                int id = binary.ids()[i];
                List<Byte> bytes = new ArrayList<>();
                for (int at = binary.offsets()[id]; at < binary.offsets()[id + 1]; at++) {
                    bytes.add(binary.bytes()[at]);
                }
                list.add(bytes);
            }
        }
        return list;
    }

    private static ByteReader reader(byte[] bytes, int length) {
        return new ByteReader(bytes, 0, length, "test", 0);
    }

    @Test
    void valuesComeBackBitForBit() {
        long seed = seed();
        int taken = 0;
        for (Values sample : samples(new Random(seed))) {
            ByteWriter target = new ByteWriter();
            if (encoding.encode(sample, target)) {
                taken++;
                byte[] bytes = target.toArray();
                Values decoded = encoding.decode(reader(bytes, bytes.length), sample.count());
                assertThat(list(decoded)).as("-Dttlog.seed=" + seed).isEqualTo(list(sample));
            }
        }
        assertThat(taken).isGreaterThanOrEqualTo(samplesTakenMin());
    }

    @Test
    void truncatedBytesAreRefused() {
        for (Values sample : samples(new Random(1))) {
            ByteWriter target = new ByteWriter();
            if (sample.count() <= 1025 && encoding.encode(sample, target)) {
                byte[] bytes = target.toArray();
                for (int length = 0; length < bytes.length; length += 1 + bytes.length / 97) {
                    ByteReader cut = reader(java.util.Arrays.copyOf(bytes, length), length);
                    assertThatThrownBy(() -> encoding.decode(cut, sample.count()))
                            .isInstanceOf(CorruptDataException.class);
                }
            }
        }
    }

    @Test
    void rubbishEndsInAnErrorOrInThatManyValues() {
        long seed = seed();
        Random random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            int count = random.nextInt(300);
            try {
                assertThat(list(encoding.decode(reader(bytes, bytes.length), count)))
                        .hasSize(count);
            } catch (CorruptDataException e) {
                assertThat(e.source()).as("-Dttlog.seed=" + seed).isEqualTo("test");
            }
        }
    }

    @Test
    void idIsUniqueAndSmall() {
        Set<Integer> ids = new HashSet<>();
        for (ColumnEncoding each : Encodings.ALL) {
            assertThat(ids.add(each.id())).isTrue();
            assertThat(each.id()).isBetween(1, 255);
        }
        assertThat(ids).contains(encoding.id());
    }
}
