/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class BlockFormatTest {
    @Test
    void bytesOfAStoredBlockNeverChange() {
        byte[] block = block(Codecs.NONE, "hello".getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(block))
                .isEqualTo("5454424b" + "01" + "00" + "0000" + "05000000" + "05000000" + "47317e7c" + "68656c6c6f");
    }

    @Test
    void whatDoesNotShrinkIsStoredAsItIs() {
        byte[] noise = new byte[1000];
        new Random(42).nextBytes(noise);

        for (BlockCodec codec : new BlockCodec[] {Codecs.LZ4, Codecs.ZSTD, Codecs.SNAPPY}) {
            byte[] block = block(codec, noise);
            assertThat(block).hasSize(BlockFormat.HEADER_BYTES + noise.length);
            Block read = BlockFormat.decode(block, 0, block.length, "test", 0);
            assertThat(read.codec()).isSameAs(Codecs.NONE);
            assertThat(read.raw()).isEqualTo(noise);
        }
    }

    @Test
    void whatShrinksIsCompressed() {
        for (BlockCodec codec : new BlockCodec[] {Codecs.LZ4, Codecs.ZSTD, Codecs.SNAPPY}) {
            byte[] block = block(codec, new byte[1000]);
            assertThat(block).hasSizeLessThan(100);
            assertThat(BlockFormat.decode(block, 0, block.length, "test", 0).codec())
                    .isSameAs(codec);
        }
    }

    @Test
    void anEmptyBlockIsOnlyAHeader() {
        for (BlockCodec codec : new BlockCodec[] {Codecs.NONE, Codecs.LZ4, Codecs.ZSTD, Codecs.SNAPPY}) {
            byte[] block = block(codec, new byte[0]);
            assertThat(block).hasSize(BlockFormat.HEADER_BYTES);
            assertThat(BlockFormat.decode(block, 0, block.length, "test", 0).raw())
                    .isEmpty();
        }
    }

    @Test
    void aBlockBeyondTheMaximumIsNotWritten() {
        byte[] raw = new byte[BlockFormat.BLOCK_RAW_BYTES_MAX + 1];
        byte[] target = new byte[BlockFormat.blockBytesMax(Codecs.NONE, raw.length)];

        assertThatThrownBy(() -> BlockFormat.encode(Codecs.NONE, raw, 0, raw.length, target, 0))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("16777217")
                .hasMessageContaining("16777216");
    }

    @Test
    void claimedLengthsAreCappedEvenBehindAValidChecksum() {
        for (int claimed : new int[] {-1, Integer.MIN_VALUE, BlockFormat.BLOCK_RAW_BYTES_MAX + 1, Integer.MAX_VALUE}) {
            byte[] block = block(Codecs.LZ4, new byte[1000]);
            EventFormat.putInt(block, BlockFormat.RAW_BYTES_OFFSET, claimed);
            seal(block, 0);
            assertThatThrownBy(() -> BlockFormat.decode(block, 0, block.length, "some.file", 500))
                    .isInstanceOfSatisfying(
                            CorruptDataException.class,
                            e -> assertThat(e.offset()).isEqualTo(508))
                    .hasMessage("some.file at offset 508: block claims " + claimed + " raw bytes, at most 16777216");
        }
    }

    @Test
    void storedBytesBeyondTheEndOrTheRawBytesAreRefused() {
        byte[] raw = new byte[1000];
        byte[] block = Arrays.copyOf(block(Codecs.LZ4, raw), 5000);
        for (int claimed : new int[] {-1, Integer.MIN_VALUE, 1001, 4981, Integer.MAX_VALUE}) {
            EventFormat.putInt(block, BlockFormat.STORED_BYTES_OFFSET, claimed);
            assertThatThrownBy(() -> BlockFormat.decode(block, 0, block.length, "some.file", 500))
                    .isInstanceOfSatisfying(
                            CorruptDataException.class,
                            e -> assertThat(e.offset()).isEqualTo(512))
                    .hasMessageContaining("block claims " + claimed + " stored bytes of 1000 raw where 4980 are left");
        }
    }

    @Test
    void aNewerVersionIsNotTakenForDamage() {
        byte[] block = block(Codecs.LZ4, new byte[1000]);
        block[BlockFormat.VERSION_OFFSET] = 2;
        seal(block, 0);

        assertThatThrownBy(() -> BlockFormat.decode(block, 0, block.length, "some.file", 500))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_VERSION))
                .hasMessage("some.file at offset 500: block of version 2, this ttlog reads version 1; use a newer one");
    }

    @Test
    void aNewerCodecIsNotTakenForDamage() {
        byte[] block = block(Codecs.LZ4, new byte[1000]);
        block[BlockFormat.CODEC_OFFSET] = 9;
        seal(block, 0);

        assertThatThrownBy(() -> BlockFormat.decode(block, 0, block.length, "some.file", 500))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_VERSION))
                .hasMessageContaining("codec id 9")
                .hasMessageContaining("1 lz4");
    }

    @Test
    void aRefusalOfTheLibraryNamesFileAndOffset() {
        for (BlockCodec codec : new BlockCodec[] {Codecs.LZ4, Codecs.ZSTD, Codecs.SNAPPY}) {
            byte[] block = block(codec, new byte[1000]);
            EventFormat.putInt(block, BlockFormat.RAW_BYTES_OFFSET, 999);
            seal(block, 0);
            assertThatThrownBy(() -> BlockFormat.decode(block, 0, block.length, "some.file", 500))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("some.file at offset 520: " + codec.name());
        }
    }

    /** Makes the checksum of the block at the offset match whatever else was put there, where its lengths allow. */
    static void seal(byte[] bytes, int offset) {
        int stored = EventFormat.getInt(bytes, offset + BlockFormat.STORED_BYTES_OFFSET);
        if (stored < 0 || stored > bytes.length - offset - BlockFormat.HEADER_BYTES) {
            return;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, BlockFormat.CHECKSUM_OFFSET);
        crc.update(bytes, offset + BlockFormat.HEADER_BYTES, stored);
        EventFormat.putInt(bytes, offset + BlockFormat.CHECKSUM_OFFSET, (int) crc.getValue());
    }

    private static byte[] block(BlockCodec codec, byte[] raw) {
        byte[] room = new byte[BlockFormat.blockBytesMax(codec, raw.length)];
        return Arrays.copyOf(room, BlockFormat.encode(codec, raw, 0, raw.length, room, 0));
    }
}
