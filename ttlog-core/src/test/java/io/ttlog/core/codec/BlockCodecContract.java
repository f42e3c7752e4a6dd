/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.SeededRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every codec promises, alone and inside a {@link BlockFormat} frame. */
@ExtendWith(SeededRandom.class)
abstract class BlockCodecContract {
    private static final int RAW_BYTES_MAX = 1 << 20;
    private static final int ROUNDS = 60;
    private static final byte UNTOUCHED = 0x5A;
    private static final int MARGIN = 64;

    /** The codec under test. */
    abstract BlockCodec codec();

    @Test
    void isFoundByItsIdAndName() {
        assertThat(Codecs.byId(codec().id()).name()).isEqualTo(codec().name());
        assertThat(Codecs.byName(codec().name()).id()).isEqualTo(codec().id());
    }

    @Test
    void bringsBackWhatItCompressed(Random random) throws DataFormatException {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] raw = randomBytes(random, round < 20 ? round : random.nextInt(RAW_BYTES_MAX + 1));
            int max = codec().maxCompressedBytes(raw.length);
            byte[] source = embed(raw);
            byte[] compressed = untouched(MARGIN + max + MARGIN);

            int length = codec().compress(source, MARGIN, raw.length, compressed, MARGIN);

            assertThat(length).as("compressed bytes of %s", raw.length).isBetween(0, max);
            assertUntouched(compressed, MARGIN, max);
            byte[] back = untouched(MARGIN + raw.length + MARGIN);
            codec().decompress(compressed, MARGIN, length, back, MARGIN, raw.length);
            assertThat(Arrays.equals(raw, 0, raw.length, back, MARGIN, MARGIN + raw.length))
                    .as("round trip of %s bytes", raw.length)
                    .isTrue();
            assertUntouched(back, MARGIN, raw.length);
            assertThat(source).as("the source is only read").isEqualTo(embed(raw));
        }
    }

    @Test
    void bringsBackTheLargestBlock(Random random) {
        byte[] raw = randomBytes(random, BlockFormat.BLOCK_RAW_BYTES_MAX);
        byte[] block = block(raw);

        assertThat(Arrays.equals(
                        BlockFormat.decode(block, 0, block.length, "test", 0).raw(), raw))
                .isTrue();
    }

    @Test
    void refusesTruncatedInput(Random random) {
        byte[] raw = randomBytes(random, 1 + random.nextInt(2000));
        byte[] compressed = compress(raw);

        for (int cut = 0; cut < compressed.length; cut++) {
            int length = cut;
            byte[] back = untouched(MARGIN + raw.length + MARGIN);
            assertThatThrownBy(() -> codec().decompress(compressed, 0, length, back, MARGIN, raw.length))
                    .as("%s of %s bytes", cut, compressed.length)
                    .isInstanceOf(DataFormatException.class);
            assertUntouched(back, MARGIN, raw.length);
        }
    }

    @Test
    void refusesAnotherRawLength(Random random) {
        byte[] raw = randomBytes(random, 1 + random.nextInt(2000));
        byte[] compressed = compress(raw);

        for (int claimed : new int[] {0, raw.length - 1, raw.length + 1, 2 * raw.length}) {
            byte[] back = untouched(MARGIN + claimed + MARGIN);
            assertThatThrownBy(() -> codec().decompress(compressed, 0, compressed.length, back, MARGIN, claimed))
                    .as("%s claimed for %s", claimed, raw.length)
                    .isInstanceOf(DataFormatException.class);
            assertUntouched(back, MARGIN, claimed);
        }
    }

    @Test
    void answersMutatedInputWithBytesOrARefusal(Random random) {
        byte[] raw = randomBytes(random, 500);
        byte[] compressed = compress(raw);

        for (int round = 0; round < 3000; round++) {
            byte[] mutated = compressed.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            byte[] back = untouched(MARGIN + raw.length + MARGIN);
            try {
                codec().decompress(mutated, 0, mutated.length, back, MARGIN, raw.length);
            } catch (DataFormatException e) {
                assertThat(e).hasMessageMatching(".+");
            }
            assertUntouched(back, MARGIN, raw.length);
        }
    }

    @Test
    void refusesRoomThatIsTooSmall() {
        byte[] raw = new byte[100];
        int max = codec().maxCompressedBytes(raw.length);
        byte[] compressed = compress(raw);

        assertThatThrownBy(() -> codec().compress(raw, 0, raw.length, new byte[max], 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> codec().compress(raw, 1, raw.length, new byte[max], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> codec().compress(raw, -1, raw.length, new byte[max], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> codec().decompress(compressed, 0, compressed.length, new byte[100], 1, 100))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> codec().decompress(compressed, 1, compressed.length, new byte[100], 0, 100))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void worksForManyThreadsAtOnce(Random random) throws InterruptedException {
        byte[] raw = randomBytes(random, 100_000);
        byte[] expected = block(raw);
        int threads = 4;
        boolean[] same = new boolean[threads];
        Thread[] running = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int index = t;
            running[t] = new Thread(() -> {
                boolean all = true;
                for (int i = 0; i < 20; i++) {
                    byte[] block = block(raw);
                    all &= Arrays.equals(block, expected)
                            && Arrays.equals(
                                    BlockFormat.decode(block, 0, block.length, "test", 0)
                                            .raw(),
                                    raw);
                }
                same[index] = all;
            });
            running[t].start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        assertThat(same).containsOnly(true);
    }

    @Test
    void framedBlocksFollowEachOther(Random random) {
        byte[] first = randomBytes(random, random.nextInt(5000));
        byte[] second = randomBytes(random, random.nextInt(5000));
        int room = BlockFormat.blockBytesMax(codec(), first.length) + BlockFormat.blockBytesMax(codec(), second.length);
        byte[] file = untouched(MARGIN + room + MARGIN);
        int at = MARGIN;
        at += BlockFormat.encode(codec(), first, 0, first.length, file, at);
        int secondAt = at;
        at += BlockFormat.encode(codec(), second, 0, second.length, file, at);

        Block one = BlockFormat.decode(file, MARGIN, at, "test", 0);
        assertThat(one.raw()).isEqualTo(first);
        assertThat(one.nextOffset()).isEqualTo(secondAt);
        Block two = BlockFormat.decode(file, one.nextOffset(), at, "test", 0);
        assertThat(two.raw()).isEqualTo(second);
        assertThat(two.nextOffset()).isEqualTo(at);
        assertUntouched(file, MARGIN, room);
    }

    @Test
    void framedBlocksAreReadFromDirectAndReadOnlyMemory(Random random) {
        byte[] raw = randomBytes(random, 3000);
        byte[] block = block(raw);
        ByteBuffer direct = ByteBuffer.allocateDirect(block.length + 3).put(3, block);

        assertThat(BlockFormat.decode(direct, 3, "test", 0).raw()).isEqualTo(raw);
        assertThat(BlockFormat.decode(ByteBuffer.wrap(block).asReadOnlyBuffer(), 0, "test", 0)
                        .raw())
                .isEqualTo(raw);
        assertThat(direct.position()).isZero();
        ByteBuffer sliced = ByteBuffer.wrap(embed(block)).slice(MARGIN, block.length);
        assertThat(BlockFormat.decode(sliced, 0, "test", 0).raw()).isEqualTo(raw);
    }

    @Test
    void everyFlippedBitOfAFramedBlockIsNoticed(Random random) {
        byte[] block = block(randomBytes(random, 300));

        for (int bit = 0; bit < block.length * 8; bit++) {
            byte[] flipped = block.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> BlockFormat.decode(flipped, 0, flipped.length, "some.file", 1000))
                    .as("bit %s", bit)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("some.file at offset 10");
        }
    }

    @Test
    void everyTruncationOfAFramedBlockIsNoticed(Random random) {
        byte[] block = block(randomBytes(random, 300));

        for (int length = 0; length < block.length; length++) {
            int limit = length;
            assertThatThrownBy(() -> BlockFormat.decode(block, 0, limit, "some.file", 0))
                    .as("%s of %s bytes", length, block.length)
                    .isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void damageBehindAValidChecksumIsRefusedOrHarmless(Random random) {
        byte[] raw = randomBytes(random, 300);
        byte[] block = block(raw);

        for (int round = 0; round < 2000; round++) {
            byte[] forged = block.clone();
            int at = BlockFormat.CODEC_OFFSET + random.nextInt(block.length - BlockFormat.CODEC_OFFSET);
            forged[at] = (byte) random.nextInt(256);
            BlockFormatTest.seal(forged, 0);
            try {
                Block read = BlockFormat.decode(forged, 0, forged.length, "some.file", 0);
                assertThat(read.raw()).hasSizeLessThanOrEqualTo(BlockFormat.BLOCK_RAW_BYTES_MAX);
            } catch (TTLogException e) {
                assertThat(e).hasMessageStartingWith("some.file at offset ");
            }
        }
    }

    private byte[] compress(byte[] raw) {
        byte[] room = new byte[codec().maxCompressedBytes(raw.length)];
        return Arrays.copyOf(room, codec().compress(raw, 0, raw.length, room, 0));
    }

    private byte[] block(byte[] raw) {
        byte[] room = new byte[BlockFormat.blockBytesMax(codec(), raw.length)];
        return Arrays.copyOf(room, BlockFormat.encode(codec(), raw, 0, raw.length, room, 0));
    }

    /** Bytes of a random entropy: noise, few symbols, runs, repeated phrases, zeros. */
    private static byte[] randomBytes(Random random, int length) {
        byte[] bytes = new byte[length];
        switch (random.nextInt(5)) {
            case 0 -> random.nextBytes(bytes);
            case 1 -> {
                int symbols = 1 + random.nextInt(8);
                for (int i = 0; i < length; i++) {
                    bytes[i] = (byte) random.nextInt(symbols);
                }
            }
            case 2 -> {
                for (int i = 0; i < length; ) {
                    int end = Math.min(length, i + 1 + random.nextInt(1000));
                    Arrays.fill(bytes, i, end, (byte) random.nextInt());
                    i = end;
                }
            }
            case 3 -> {
                byte[] phrase = new byte[1 + random.nextInt(300)];
                random.nextBytes(phrase);
                for (int i = 0; i < length; i++) {
                    bytes[i] = random.nextInt(50) == 0 ? (byte) random.nextInt() : phrase[i % phrase.length];
                }
            }
            default -> Arrays.fill(bytes, (byte) 0);
        }
        return bytes;
    }

    private static byte[] embed(byte[] bytes) {
        byte[] all = untouched(MARGIN + bytes.length + MARGIN);
        System.arraycopy(bytes, 0, all, MARGIN, bytes.length);
        return all;
    }

    private static byte[] untouched(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, UNTOUCHED);
        return bytes;
    }

    private static void assertUntouched(byte[] bytes, int from, int length) {
        for (int i = 0; i < bytes.length; i++) {
            if ((i < from || i >= from + length) && bytes[i] != UNTOUCHED) {
                throw new AssertionError("byte " + (i - from) + " outside of " + length + " was written");
            }
        }
    }
}
