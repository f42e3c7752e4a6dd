/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodecsTest {
    @Test
    void idsNeverChange() {
        assertThat(Codecs.NONE.id()).isZero();
        assertThat(Codecs.LZ4.id()).isEqualTo(1);
        assertThat(Codecs.ZSTD.id()).isEqualTo(2);
        assertThat(Codecs.SNAPPY.id()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, 255})
    void anUnknownIdNamesTheKnown(int id) {
        assertThatThrownBy(() -> Codecs.byId(id))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AVAILABLE))
                .hasMessage("codec id " + id + " is not known; known are 0 none, 1 lz4, 2 zstd, 3 snappy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "LZ4", "gzip", "zstd:", "zstd:x", "zstd:123"})
    void anUnknownNameNamesTheKnown(String name) {
        assertThatThrownBy(() -> Codecs.byName(name))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessage("codec '" + name + "' is not known; known are none, lz4, zstd, zstd:LEVEL, snappy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd:0", "zstd:20", "zstd:-1"})
    void aZstdLevelOutOfRangeIsRefused(String name) {
        assertThatThrownBy(() -> Codecs.byName(name)).hasMessageContaining("use 1 to 19");
    }

    @Test
    void aHigherZstdLevelIsReadByTheSameCodec() throws DataFormatException {
        byte[] raw = "the quick brown fox; the lazy dog; ".repeat(400).getBytes(StandardCharsets.UTF_8);
        BlockCodec strong = Codecs.byName("zstd:19");
        byte[] stored = new byte[strong.maxCompressedBytes(raw.length)];
        int length = strong.compress(raw, 0, raw.length, stored, 0);
        byte[] back = new byte[raw.length];

        Codecs.byId(strong.id()).decompress(stored, 0, length, back, 0, raw.length);

        assertThat(back).isEqualTo(raw);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 1 << 10, (128 << 10) - 1, 128 << 10, 1 << 20, 16 << 20})
    void declaredMaximaAreThoseOfTheLibraries(int rawBytes) {
        assertThat(Codecs.ZSTD.maxCompressedBytes(rawBytes))
                .isEqualTo((int) com.github.luben.zstd.Zstd.compressBound(rawBytes));
        assertThat(Codecs.LZ4.maxCompressedBytes(rawBytes))
                .isEqualTo(net.jpountz.lz4.LZ4Factory.safeInstance()
                        .fastCompressor()
                        .maxCompressedLength(rawBytes));
        assertThat(Codecs.SNAPPY.maxCompressedBytes(rawBytes))
                .isEqualTo(org.xerial.snappy.Snappy.maxCompressedLength(rawBytes));
    }
}
