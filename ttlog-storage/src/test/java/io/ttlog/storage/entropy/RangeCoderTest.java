/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.entropy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangeCoderTest {
    private static final int ROUNDS = 20_000;

    private static long seed() {
        return Long.getLong("ttlog.seed", System.nanoTime());
    }

    /** What is coded, drawn from the seed: the same calls in both directions. */
    private static List<Long> code(BitCoder coder, long seed, boolean writes) {
        Random random = new Random(seed);
        int[] models = BitCoder.models(BitCoder.NUMBER_MODELS + 256);
        Guesses guesses = new Guesses(ROUNDS);
        Indexes indexes = new Indexes(guesses, 0, 1 << 16, false);
        Indexes near = new Indexes(guesses, 1, 1 << 16, true);
        List<Long> values = new ArrayList<>();
        int last = 0;
        for (int i = 0; i < ROUNDS; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            int bit = random.nextInt(100) == 0 ? 1 : 0;
            int width = random.nextInt(65);
            long raw = width == 64 ? number : number & (1L << width) - 1;
            values.add((long) coder.bit(models, BitCoder.NUMBER_MODELS, writes ? bit : 0));
            values.add(coder.bits(width, writes ? raw : 0));
            values.add(coder.signed(models, 0, writes ? number : 0));
            values.add(coder.number(models, 0, writes ? number : 0));
            int index =
                    random.nextInt(4) == 0 ? indexes.seen() : indexes.seen() == 0 ? 0 : random.nextInt(indexes.seen());
            last = indexes.code(coder, last, i & 7, 0, writes ? index : 0);
            values.add((long) last);
            int close = random.nextBoolean() ? near.seen() : Math.max(0, near.last() - random.nextInt(3));
            values.add((long) near.code(coder, Indexes.NONE, near.last(), Indexes.NONE, writes ? close : 0));
        }
        return values;
    }

    @Test
    void whatWasWrittenIsRead() {
        long seed = seed();
        ByteWriter target = new ByteWriter();
        RangeEncoder encoder = new RangeEncoder(target);
        List<Long> written = code(encoder, seed, true);
        encoder.end();
        RangeDecoder decoder = new RangeDecoder(reader(target.toArray()));
        assertThat(code(decoder, seed, false)).as("-Dttlog.seed=" + seed).isEqualTo(written);
        decoder.expectEnd();
    }

    @Test
    void aCarryRunsThroughBytesOfOnes() {
        // a bit that is all but impossible, again and again: low creeps up to a byte of ones and over it
        ByteWriter target = new ByteWriter();
        RangeEncoder encoder = new RangeEncoder(target);
        int[] models = BitCoder.models(1);
        int[] bits = new int[200_000];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = i % 1009 == 0 ? 1 : 0;
            encoder.bit(models, 0, bits[i]);
        }
        encoder.end();
        RangeDecoder decoder = new RangeDecoder(reader(target.toArray()));
        int[] again = BitCoder.models(1);
        int[] read = new int[bits.length];
        for (int i = 0; i < bits.length; i++) {
            read[i] = decoder.bit(again, 0, 0);
        }
        assertThat(read).isEqualTo(bits);
        assertThat(target.length()).isLessThan(bits.length / 8 / 10);
    }

    @Test
    void bytesThatAreMissingOrTooManyAreRefused() {
        ByteWriter target = new ByteWriter();
        RangeEncoder encoder = new RangeEncoder(target);
        code(encoder, 1, true);
        encoder.end();
        byte[] bytes = target.toArray();
        for (int length = 0; length < bytes.length; length += 1 + bytes.length / 53) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> code(new RangeDecoder(reader(cut)), 1, false))
                    .isInstanceOf(CorruptDataException.class);
        }
        RangeDecoder more = new RangeDecoder(reader(Arrays.copyOf(bytes, bytes.length + 1)));
        code(more, 1, false);
        assertThatThrownBy(more::expectEnd).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void anythingElseEndsInAnErrorOrInNumbers() {
        long seed = seed();
        Random random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[random.nextInt(4000)];
            random.nextBytes(bytes);
            try {
                code(new RangeDecoder(reader(bytes)), 1, false);
            } catch (CorruptDataException e) {
                refused++;
            }
        }
        assertThat(refused).as("-Dttlog.seed=" + seed).isEqualTo(200); // too short for so many numbers
    }

    private static ByteReader reader(byte[] bytes) {
        return new ByteReader(bytes, 0, bytes.length, "test", 0);
    }
}
